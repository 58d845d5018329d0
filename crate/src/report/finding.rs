//! A finding: something that a race showed, with the evidence for it. Only types; `findings/` finds them.

use serde::{Deserialize, Serialize};

use crate::model::api::Api;
use crate::model::counter::Lock;
use crate::model::mode::Mode;
use crate::scheduler::observation::{Error, Hang};

/// Something that a race showed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Of which modes; none if it is about all of the race.
    pub modes: Vec<Mode>,
    /// What, and the evidence for it.
    #[serde(flatten)]
    pub fact: Fact,
}

/// A fact, with the evidence for it. Tasks are counted over one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Fact {
    /// There were no tasks.
    Nothing,
    /// No run gave a time that counts; the notes say why.
    Unmeasured,
    /// Tasks computed something else than was expected: the times mean nothing.
    WrongAnswers,
    /// The program hung.
    Hung {
        /// The API that it used.
        api: Api,
        /// Why.
        why: Hang,
        /// The index of the task that it waited for.
        task: u32,
    },
    /// Two tasks wait for each other, for ever.
    Deadlock {
        /// The index of the task that holds the first lock and waits for the second.
        first: u32,
        /// That of the other.
        second: u32,
    },
    /// Processes imported a main module without a guard, and none came to a task.
    Unguarded {
        /// What the main thread raised, if it did.
        error: Option<Error>,
    },
    /// The same in a `Pool`, which starts workers for ever.
    Respawned {
        /// The API that it used.
        api: Api,
        /// How many it started here before the run was ended.
        workers: u32,
    },
    /// Worker processes were replaced.
    Recycled {
        /// After how many chunks of tasks.
        after: u32,
        /// How many were started for others.
        workers: u32,
        /// When the last task ended, in milliseconds since release.
        ended_ms: f64,
    },
    /// A worker died, and its pool with it.
    PoolBroke {
        /// The index of the task that killed its worker.
        task: u32,
        /// How many tasks were done.
        done: u32,
        /// How many futures failed.
        failed: u32,
    },
    /// Tasks raised, and the main thread never learned of it.
    ErrorsLost {
        /// How many.
        errors: u32,
    },
    /// The main thread went on before its pool was done, and the rest was lost.
    Unfinished {
        /// How many tasks were done.
        done: u32,
    },
    /// `terminate()` killed what ran.
    Terminated {
        /// How many tasks were done.
        done: u32,
        /// How many were killed while they ran.
        killed: u32,
        /// How many had not started.
        never_started: u32,
    },
    /// `shutdown(cancel_futures=True)` cancelled what had not started.
    ShutDown {
        /// How many tasks were done.
        done: u32,
        /// How many were cancelled.
        cancelled: u32,
    },
    /// A wait with a time limit came back while tasks ran on.
    StillRunning {
        /// How many tasks were still running.
        tasks: u32,
        /// How many were done in the end.
        done: u32,
    },
    /// A task of a `TaskGroup` raised, and the others were cancelled.
    GroupCancelled {
        /// How many tasks raised.
        failed: u32,
        /// How many were cancelled.
        cancelled: u32,
    },
    /// A time limit came, and the main thread raised `TimeoutError`.
    TimedOut {
        /// How many tasks were done all the same.
        done: u32,
        /// How many were stopped.
        stopped: u32,
    },
    /// The main thread went on while tasks ran.
    WentOn {
        /// When, in milliseconds since release.
        at_ms: f64,
        /// When the last task ended, likewise.
        ended_ms: f64,
    },
    /// `terminate_workers()` or `kill_workers()` ended the pool.
    WorkersEnded {
        /// How many tasks were done.
        done: u32,
        /// How many futures failed with the pool.
        failed: u32,
        /// How many were cancelled.
        cancelled: u32,
    },
    /// `interrupt()` ended processes.
    Interrupted {
        /// How many tasks were done.
        done: u32,
        /// How many ran their `finally` block.
        cleaned: u32,
    },
    /// `TaskGroup.cancel()` ended the group.
    GroupEnded {
        /// How many tasks were done.
        done: u32,
        /// How many were cancelled.
        cancelled: u32,
    },
    /// Tasks failed, and their errors are results like others: nothing was raised.
    ErrorsKept {
        /// How many.
        errors: u32,
    },
    /// Results were read one by one.
    ReadOneByOne {
        /// By which API.
        api: Api,
        /// When the first one was read, in milliseconds since release.
        first_ms: f64,
        /// When the last one was, likewise.
        last_ms: f64,
    },
    /// Inputs were taken only as results were read.
    Buffered {
        /// How many inputs at most were taken ahead.
        ahead: u32,
        /// When the last result was read, in milliseconds since release.
        last_ms: f64,
    },
    /// The main thread raised.
    Raised {
        /// What.
        error: Error,
        /// How many tasks were done.
        done: u32,
    },
    /// A task ended the whole program.
    Died {
        /// How many tasks were done.
        done: u32,
    },
    /// A semaphore let only so many tasks in at a time, and the others waited.
    Limited {
        /// How many it let in.
        limit: u32,
        /// How many tasks waited for it.
        waited: u32,
        /// In how many batches that many at a time run the tasks, if all tasks are alike.
        batches: Option<u32>,
    },
    /// Workers took tasks from a queue that the main thread filled.
    Queued {
        /// How many tasks the queue holds; none for no limit.
        capacity: Option<u32>,
        /// How many it held at most.
        most: u32,
        /// Whether the main thread had to wait for room.
        full: bool,
    },
    /// What became of the updates of a shared counter.
    Counter {
        /// How many updates were made.
        expected: u64,
        /// What the counter showed in the end.
        found: u64,
        /// What kept updates.
        lock: Lock,
        /// Whether something came between reading and writing.
        between: bool,
        /// What that shows.
        updates: Updates,
    },
    /// A task that waits got the GIL late each time, as another one computes.
    Convoy {
        /// The task's index.
        task: u32,
        /// How often it waited for the GIL.
        waits: u32,
        /// How long each time, in milliseconds: the median.
        wait_ms: f64,
        /// How long in all, in milliseconds.
        waited_ms: f64,
        /// The switch interval, in milliseconds.
        interval_ms: f64,
    },
    /// Threads took turns at computing.
    Turns {
        /// How often one got the GIL.
        turns: u32,
        /// How long it held it, in milliseconds: the median.
        hold_ms: f64,
        /// The switch interval, in milliseconds.
        interval_ms: f64,
    },
    /// Threads without a GIL computed at the same time.
    FreeThreads {
        /// How much work there was, in milliseconds on one core.
        work_ms: f64,
        /// How long it took, in milliseconds.
        median_ms: f64,
    },
    /// How long a mode took, and how it compares with sequential.
    Took(Timing),
}

/// What became of the updates of a shared counter, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Updates {
    /// Threads wrote at the same time, and over each other.
    Overwritten,
    /// The GIL went to another thread between reading and writing.
    Switched,
    /// Coroutines awaited between reading and writing.
    Awaited,
    /// Each process counted on its own copy.
    Copied,
    /// None was lost, since none could be.
    Exact,
    /// None was lost: each went to one place as a message.
    Sent,
    /// None was lost, but some could have been.
    Unseen,
}

/// How long a mode took, and what belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// Its median, in milliseconds.
    pub median_ms: f64,
    /// The median's 95 % interval, if there is one.
    pub ci95_ms: Option<[f64; 2]>,
    /// The API that ran its tasks.
    pub api: Api,
    /// How many of its workers got a task.
    pub workers: u32,
    /// In how many batches that many workers run the tasks, if all tasks are alike.
    pub batches: Option<u32>,
    /// How it compares with sequential.
    pub speedup: Option<Speedup>,
}

/// How a mode compares with sequential.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Speedup {
    /// How many times as fast it is: the median over the rounds.
    pub ratio: f64,
    /// The 95 % interval of that; none below six rounds.
    pub ci95: Option<[f64; 2]>,
    /// What may be said about it.
    pub claim: Claim,
}

/// What may be said about a ratio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// Faster: all of the interval lies above 1.
    Faster,
    /// Slower: all of it lies below 1.
    Slower,
    /// There is no difference that can be seen: the interval holds no ratio worth the name.
    NoDifference,
    /// A round is too short for this clock.
    TooShort,
    /// The rounds differ too much to tell.
    TooNoisy,
    /// It follows from the waits, of which none ends early: one round is enough.
    FollowsFromWaits(Direction),
    /// It was seen in too few rounds for a claim.
    SoFar(Direction),
}

/// Which way a ratio goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Faster than sequential.
    Faster,
    /// Slower than sequential.
    Slower,
    /// As fast as sequential, or too close to it to matter.
    Alike,
}

/// A difference below this is none, however sure it is.
pub(super) const MARGIN: f64 = 1.05;
impl Direction {
    /// Of a ratio.
    pub fn of(ratio: f64) -> Self {
        if ratio >= MARGIN {
            Direction::Faster
        } else if ratio <= 1.0 / MARGIN {
            Direction::Slower
        } else {
            Direction::Alike
        }
    }
}

impl Claim {
    /// Which way it goes; none where that cannot be told.
    pub fn direction(self) -> Option<Direction> {
        match self {
            Claim::Faster => Some(Direction::Faster),
            Claim::Slower => Some(Direction::Slower),
            Claim::NoDifference => Some(Direction::Alike),
            Claim::FollowsFromWaits(direction) | Claim::SoFar(direction) => Some(direction),
            Claim::TooShort | Claim::TooNoisy => None,
        }
    }
}
