//! Executors: each runs the same tasks in its own way and emits what happened.
//!
//! Four parts, each in one place only:
//! - [`lane`] carries out one task, step by step, on a lane;
//! - a lane decides how a step waits and yields: by blocking, by a timer, by suspending a coroutine;
//! - an executor ([`sequential`], [`threads`], [`processes`], [`cooperative`]) gives tasks to
//!   lanes; [`gil`] is the lock that its lanes may have to hold;
//! - [`program`] is the Python program that the run stands for: it decides which task goes where and
//!   when, and what the main thread sees. Every executor follows it.
//!
//! They all run on a [`Host`]: the browser, a native process,
//! or a simulation on a virtual clock ([`simulation`] is a whole run there). Executors emit events
//! and nothing else.

pub mod child;
mod cooperative;
mod counting;
mod gil;
pub mod host;
pub mod job;
mod lane;
mod locks;
pub mod message;
pub mod processes;
mod program;
pub mod run;
mod semaphore;
mod sequential;
pub mod simulation;
pub mod stop_signal;
pub mod sync;
mod threads;
mod watch;

use std::sync::Arc;

use host::Host;
use run::{Run, Totals};

use crate::model::api::Family;
use crate::model::mode::Mode;

/// Runs a job in one mode, once, until every task has an outcome.
pub async fn run<H: Host>(mode: Mode, run: Arc<Run<H::Clock>>, host: &H) -> Totals {
    let api = run.job.spec.api(mode);
    let on_threads = run.job.spec.awaits_threads(mode);
    let started = Arc::clone(&run);
    let totals = match api.family() {
        Family::MainThread => sequential::run(run, host).await,
        Family::Processes => processes::run(api, run, host).await,
        Family::Threads => threads::run(api, mode, run, host).await,
        Family::Coroutines if on_threads => threads::run(api, mode, run, host).await,
        Family::Coroutines => cooperative::run(api, run, host).await,
    };
    started.read_counter();
    totals
}
