//! An experiment on a virtual clock, and what came of it, in milliseconds.

use std::sync::Arc;

use interleave::exec::host::simulated::{Costs, Intervention};
use interleave::exec::job::Job;
use interleave::exec::simulation::Simulation;
use interleave::model::api::{Api, Family};
use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use interleave::model::task::Outcome;
use interleave::scheduler::observation::{Hang, Observation};
use interleave::time::MILLI;

/// What came of a run, with its times in milliseconds.
#[derive(Debug, Default)]
pub struct Life {
    /// How each task ended.
    pub outcomes: Vec<Option<Outcome>>,
    /// What the main thread saw, and when.
    pub seen: Vec<(u64, Observation)>,
    /// When it was over.
    pub over: u64,
    /// Which results were read one by one, and when.
    pub reads: Vec<(u64, u32)>,
    /// Since when it hung, why, and which task it waited for.
    pub hung: Option<(u64, Hang, usize)>,
}

/// The mode that runs its tasks by an API.
pub fn mode_of(api: Api) -> Mode {
    match api.family() {
        Family::MainThread => Mode::Sequential,
        Family::Threads => Mode::Gil,
        Family::Processes => Mode::Processes,
        Family::Coroutines => Mode::Async,
    }
}

/// Runs an experiment until it is over, or until it is halted at `limit` milliseconds; the button is
/// pressed when it says so. Workers start at once, tasks take exactly as long as they wait.
pub fn simulate(api: Api, spec: &Spec, limit: u64, pressed: Option<u64>) -> Life {
    simulate_at(Costs::default(), api, spec, limit, pressed)
}

/// The same where other things take time as well.
pub fn simulate_at(costs: Costs, api: Api, spec: &Spec, limit: u64, pressed: Option<u64>) -> Life {
    let halted = (limit, Intervention::Halt(Outcome::TimedOut));
    let pressed = pressed.map(|at| (at, Intervention::EndEarly));
    let interventions: Vec<_> = pressed
        .into_iter()
        .chain([halted])
        .map(|(at, what)| (at * MILLI, what))
        .collect();
    let job = Arc::new(Job::counted(spec));
    let run = Simulation::run(mode_of(api), &job, costs, &interventions);
    let timeline = &run.timeline;
    let seen = timeline.observations().iter();
    let reads = timeline.reads().iter();
    Life {
        outcomes: (0..spec.n).map(|task| timeline.outcome_of(task)).collect(),
        seen: seen.map(|(at, seen)| (at / MILLI, *seen)).collect(),
        over: run.end / MILLI,
        reads: reads.map(|(at, task)| (at / MILLI, *task)).collect(),
        hung: timeline
            .hung()
            .map(|hung| (hung.at / MILLI, hung.why, hung.task as usize)),
    }
}
