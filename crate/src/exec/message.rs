//! Orders to a process and its reports: types, and their bytes.
//!
//! Parent and child are the same build, so the bytes carry no version.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::scheduler::observation::Error;
use crate::time::{MILLI, Nanos};

/// How a lane ended a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Completion {
    /// All its steps were carried out.
    Returned {
        /// What it computed.
        answer: u64,
    },
    /// It raised.
    Raised(Error),
    /// It ended the process that it ran in.
    Killed,
    /// The run was over before it was.
    Halted,
    /// It never ends; its lane has nothing left to do.
    Endless,
}

/// An order to a process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Order {
    /// The first order, which starts it.
    Start {
        /// The experiment, as the query of a link.
        query: String,
        /// The reader's own corpus, if there is one.
        corpus: Option<String>,
        /// Its number.
        worker: u16,
        /// When the run was released, in milliseconds on a clock that all processes share.
        release_ms: f64,
    },
    /// To run a chunk of tasks, one after the other, until one of them raises. The process has none
    /// when this arrives.
    Carry {
        /// Their arguments: the tasks' indices, ascending by one.
        tasks: Vec<u32>,
    },
    /// The answer to [`Report::CountOne`].
    Counted,
}

/// A report of a process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Report {
    /// It can take tasks.
    Ready,
    /// It is alive. Python has no such message: we use it to watch the process.
    Events {
        /// How many tasks of its chunk have returned.
        passed: u32,
        /// Whether the next one never ends.
        endless: bool,
        /// The events on it; see [`crate::trace::event::Event::read_all`].
        events: Vec<u8>,
    },
    /// A part of a result that is larger than its number: what a queue's pipe would hold.
    Payload {
        /// What nobody looks at.
        bytes: Vec<u8>,
    },
    /// It adds one to the counter that all processes share, and waits until that is done.
    CountOne,
    /// Its chunk has ended.
    Ended {
        /// How each task that it began ended.
        completions: Vec<Completion>,
        /// Its remaining events.
        events: Vec<u8>,
    },
}

/// Something received from a process.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    /// Its number.
    pub worker: usize,
    /// Its report and the size in bytes; none if it has died.
    pub report: Option<(Report, u64)>,
}

/// How often a process gives a sign of life, in nanoseconds.
pub const HEARTBEAT: Nanos = 200 * MILLI;

/// How often a process reports its events, in nanoseconds: once a frame.
pub const FRAME: Nanos = 16 * MILLI;

/// An order or a report as bytes.
pub fn encode(said: &impl Serialize) -> Vec<u8> {
    postcard::to_extend(said, Vec::new()).expect("writing to memory does not fail")
}

/// The inverse of [`encode`]; none if the bytes come from elsewhere.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}
