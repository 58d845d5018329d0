//! The lesson: sixteen steps, each a question, its experiments, what is to be seen, and why.
//!
//! The one source of the page's lesson, the article and the worksheets: their queries, questions, reasons
//! and numbers come from here. Plain data, in both languages side by side; the page carries it whole, 10 KB
//! of its wasm, so that a step needs no file that might not come. [`rehearsal`] runs the experiments on the
//! virtual clock, for the tests and for what is printed.
//!
//! Texts have placeholders, `{experiment.mode}`, for how long a mode took, and `{experiment.mode×}` for
//! how many times as fast as sequential it was: the reader's own numbers, or the rehearsal's on paper.

pub mod class_code;
mod coroutines;
mod ends;
pub mod further;
mod gil;
pub mod placeholder;
mod processes;
mod proof;
pub mod reading;
pub mod rehearsal;
mod shared_state;
mod step;
mod waits;

pub use step::{Control, Experiment, Part, Step, Text, Timed};

use crate::model::view::StepId;

/// Every step, in the order of teaching.
pub const STEPS: [&Step; 16] = [
    &waits::RELEASE,
    &waits::BATCHES,
    &waits::CORES,
    &gil::MORE_THREADS,
    &gil::SWITCHING,
    &coroutines::TWO_WORDS,
    &coroutines::ONE_THREAD,
    &coroutines::AWAITING,
    &processes::COST,
    &ends::TIME_LIMITS,
    &ends::ORDER,
    &ends::SHUTDOWN,
    &ends::ERRORS,
    &shared_state::COPIES,
    &shared_state::UPDATES,
    &proof::PROOF,
];

/// Every experiment: of the steps, then those that only the article has.
pub fn experiments() -> impl Iterator<Item = &'static Experiment> {
    let of_steps = STEPS.iter().flat_map(|step| step.experiments);
    of_steps.chain(&further::EXPERIMENTS)
}

/// The step of that name.
pub fn step(id: StepId) -> &'static Step {
    STEPS[id as usize]
}

/// The experiment of that name.
pub fn experiment_named(name: &str) -> Option<&'static Experiment> {
    experiments().find(|experiment| experiment.name == name)
}
