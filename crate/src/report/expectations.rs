//! What to expect of each mode: the same executors and scheduler, run on a virtual clock on which
//! everything takes what it was measured to take here ([`Machine`]).
//!
//! So it holds for every API, every end and every fault, and it says not only how long a run takes but what
//! its lanes do. What it leaves out is what nobody measures: how long the scheduler itself takes, caches,
//! and other programs that want the cores. [`super::formula`] explains the usual cases.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::measured::Machine;
use crate::exec::host::simulated::Costs;
use crate::exec::job::Job;
use crate::exec::simulation::Simulation;
use crate::model::limits::RUN_LIMIT;
use crate::model::mode::Mode;
use crate::model::spec::Spec;
use crate::model::task::Task;
use crate::time::{MILLI, Nanos, to_ms};
use crate::trace::timeline::Timeline;

/// A lane that computes looks up so often, as the kernels do, in nanoseconds.
const PIECE: u64 = MILLI / 50;

/// The most steps of all tasks that are modelled.
const MOST_STEPS: u64 = 200_000;

/// What to expect of a mode.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// How long it takes where its workers are ready and messages take no time, in milliseconds.
    pub ms: f64,
    /// How long it takes with start-up and messages, in milliseconds; none while it is not known how long
    /// those take.
    pub total_ms: Option<f64>,
    /// What its lanes do, with start-up and messages if those are known.
    pub timeline: Timeline,
}

/// What to expect of each mode. A mode is missing if it is too much to simulate, or if it is not known what
/// computing costs, as where it takes as long as the others let it.
pub type Expectations = BTreeMap<Mode, Expected>;

/// How much may be simulated, in looks at lanes of some ten nanoseconds each: see
/// [`Simulation::run_within`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort(pub u64);

impl Effort {
    /// As much as may be done in a thread that must not be held up: a few milliseconds for all modes.
    pub const BRIEF: Self = Self(60_000);
    /// As much as is worth the wait: some 200 ms for all modes.
    pub const FULL: Self = Self(6_000_000);

    /// How many steps of tasks it is enough for.
    fn steps(self) -> u64 {
        (self.0 / 10).min(MOST_STEPS)
    }
}

/// Whether modes are missing from what is expected that all the effort may model.
pub fn leaves_out(spec: &Spec, machine: &Machine, expected: &Expectations) -> bool {
    let mut modes = foreseeable(spec);
    is_within(spec, machine, Effort::FULL) && modes.any(|mode| !expected.contains_key(&mode))
}

/// The modes whose costs are known once that of computing alone is.
fn foreseeable(spec: &Spec) -> impl Iterator<Item = Mode> {
    let modes = spec.modes.iter().copied();
    modes.filter(|mode| !spec.contends(*mode))
}

fn is_within(spec: &Spec, machine: &Machine, effort: Effort) -> bool {
    let steps = u64::from(spec.n) * u64::from(spec.bursts) * 2;
    let costs_known = machine.unit.is_some() || !spec.computes();
    (1..=effort.steps()).contains(&steps) && costs_known
}

fn has_gil(mode: Mode, spec: &Spec) -> bool {
    spec.gil && (mode == Mode::Gil || spec.awaits_threads(mode))
}

/// What to expect of the modes of an experiment on a machine.
pub fn expect(spec: &Spec, machine: &Machine, effort: Effort) -> Expectations {
    if !is_within(spec, machine, effort) {
        return Expectations::new();
    }
    let job = Arc::new(Job::counted(spec));
    let ready = Costs {
        unit: machine.unit.unwrap_or(0.0),
        piece: PIECE,
        lateness: machine.lateness,
        cores: machine.cores,
        ..Costs::default()
    };
    let units: u64 = job.tasks.iter().map(Task::units).sum();
    let computing = ready.computing(units as f64).min(RUN_LIMIT);
    let switches = computing / (Nanos::from(spec.interval) * MILLI / 10).max(1);
    let mut left = effort.0;
    let mut simulate = |mode, costs| {
        // Room for so many events would be made before the first of them.
        if has_gil(mode, spec) && switches > effort.steps() {
            return None;
        }
        let run = Simulation::run_within(left, mode, &job, costs)?;
        left = left.saturating_sub(run.looks);
        let elapsed = run.timeline.elapsed().map(to_ms);
        elapsed.map(|ms| (ms, run.timeline))
    };
    let expected = foreseeable(spec).filter_map(|mode| {
        let (ms, timeline) = simulate(mode, ready)?;
        let total = match (mode, machine.processes) {
            (Mode::Processes, None) => None,
            (Mode::Processes, Some(processes)) => {
                let costs = Costs {
                    start: processes.start,
                    start_beside: processes.start_beside,
                    message: processes.message,
                    ..ready
                };
                Some(simulate(mode, costs)?)
            }
            _ => Some((ms, timeline.clone())),
        };
        let (total_ms, timeline) = match total {
            Some((ms, timeline)) => (Some(ms), timeline),
            None => (None, timeline),
        };
        Some((
            mode,
            Expected {
                ms,
                total_ms,
                timeline,
            },
        ))
    });
    expected.collect()
}
