//! What is to be done: a task is a list of steps, and nothing else.
//!
//! Nothing here runs a task; see [`crate::exec`].

use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use super::api::Fault;
use super::variants::named;
use crate::time::Nanos;

/// One step of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Work for the kernel: a fixed amount, the same in every mode.
    Compute {
        /// Units of the kernel; see [`crate::kernel`].
        units: u64,
    },
    /// Waiting for something outside, as for a disk or a network. Never ends early.
    Wait {
        /// How long, in nanoseconds.
        nanos: Nanos,
    },
}

/// A task: its steps, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Task {
    /// The steps; a task without any is done at once.
    pub steps: Vec<Step>,
    /// How it goes wrong, if it does.
    pub fault: Option<Fault>,
}

impl Task {
    /// All the kernel units of its compute steps.
    pub fn units(&self) -> u64 {
        self.steps
            .iter()
            .map(|step| match step {
                Step::Compute { units } => *units,
                Step::Wait { .. } => 0,
            })
            .sum()
    }

    /// All the time its wait steps ask for, in nanoseconds.
    pub fn wait(&self) -> Nanos {
        self.steps
            .iter()
            .map(|step| match step {
                Step::Compute { .. } => 0,
                Step::Wait { nanos } => *nanos,
            })
            .sum()
    }
}

/// How a task ended.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumCount,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Outcome {
    /// All its steps were carried out.
    Done,
    /// It raised an error.
    Failed,
    /// It was stopped, or never started because the run was stopped.
    Cancelled,
    /// The run's time limit came first.
    TimedOut,
}

named! { Outcome,
    /// Every outcome, in the order in which they are counted and shown.
    ALL,
    /// Its name in documents.
    name,
    /// The outcome of that name.
    from_name,
}
