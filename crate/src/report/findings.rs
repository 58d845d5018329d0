//! What a race showed, as values: findings with their evidence, and notes beside them.
//!
//! Closed enums with the numbers in them; `wording/` words them in each language. Nothing here
//! measures, and nothing is claimed that the rounds do not carry: see [`speedup`].

mod gil;
mod notes;
mod outcome;
pub mod speedup;
#[cfg(test)]
mod tests;
mod workload;

use serde::{Deserialize, Serialize};

pub use notes::{Note, notes};
pub use speedup::{Claim, Direction, Speedup, Timing, is_unsteady, too_few_rounds, winner};
pub use workload::Workload;

use crate::model::api::Api;
use crate::model::mode::Mode;
use crate::report::Report;
use crate::scheduler::observation::{Error, Hang};
use crate::time::Nanos;

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

/// What the tasks are like that a race has times of. `costs` says what amounts of work cost: units and
/// nanoseconds.
pub fn workload(report: &Report, costs: &[(u64, Nanos)]) -> Workload {
    let mut asked = report.spec.clone();
    let measured = |mode: &Mode| report.run(*mode).is_some_and(|run| run.median_ms.is_some());
    asked.modes.retain(measured);
    Workload::of(&asked, costs)
}

/// What a race showed: first what became of its tasks, then what the GIL did, then how long each mode
/// took. `costs` says what amounts of work cost: units and nanoseconds.
pub fn findings(report: &Report, costs: &[(u64, Nanos)]) -> Vec<Finding> {
    let of = |modes, fact| vec![Finding { modes, fact }];
    if report.spec.n == 0 {
        return of(Vec::new(), Fact::Nothing);
    }
    let runs = report.runs.iter();
    let wrong = runs.filter(|run| run.answers_correct == Some(false));
    let wrong: Vec<Mode> = wrong.map(|run| run.mode).collect();
    if !wrong.is_empty() {
        return of(wrong, Fact::WrongAnswers);
    }
    let mut findings = outcome::outcomes(report);
    findings.extend(gil::gil(report, costs));
    findings.extend(speedup::timings(report));
    match findings.is_empty() {
        true => of(Vec::new(), Fact::Unmeasured),
        false => findings,
    }
}
