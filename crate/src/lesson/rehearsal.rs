//! The lesson's experiments on the virtual clock: what they show on the machine that its numbers hold for.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::step::{Experiment, Timed};
use crate::exec::host::simulated::{Costs, Intervention};
use crate::exec::job::Job;
use crate::exec::simulation::Simulation;
use crate::model::mode::{KernelKind, Mode};
use crate::model::spec::Spec;
use crate::model::task::Outcome;
use crate::time::{MILLI, Nanos};

/// How many cores that machine has.
pub const CORES: u32 = 4;

/// After this, in nanoseconds, a program that hangs is ended.
const PATIENCE: Nanos = 60_000 * MILLI;

/// An idle machine: it computes as fast as a laptop does in a browser, and nothing is late.
pub fn idle(kernel: KernelKind) -> Costs {
    Costs {
        unit: match kernel {
            KernelKind::Pi => 0.35,
            KernelKind::Patterns => 2_500.0,
            KernelKind::Counter => 2.5,
        },
        piece: MILLI / 2,
        start: 40 * MILLI,
        message: MILLI / 10,
        cores: f64::from(CORES),
        ..Costs::default()
    }
}

/// What an experiment shows.
#[derive(Clone, Debug)]
pub struct Rehearsal {
    /// What was asked for.
    pub spec: Spec,
    /// Which time of a mode it is about.
    pub timed: Timed,
    /// What each of its modes did.
    pub runs: BTreeMap<Mode, Simulation>,
}

impl Rehearsal {
    /// Of an experiment, on the idle machine.
    pub fn of(experiment: &Experiment) -> Self {
        Self::on(idle, experiment)
    }

    /// Of an experiment, on some machine with as many cores.
    pub fn on(machine: impl Fn(KernelKind) -> Costs, experiment: &Experiment) -> Self {
        let spec = experiment.spec_on(CORES);
        let job = Arc::new(Job::counted(&spec));
        let end = (PATIENCE, Intervention::Halt(Outcome::TimedOut));
        let run = |mode: &Mode| {
            let run = Simulation::run(*mode, &job, machine(spec.kernel), &[end]);
            (*mode, run)
        };
        let runs = spec.modes.iter().map(run).collect();
        Self {
            spec,
            timed: experiment.timed,
            runs,
        }
    }

    /// The time of a mode that it is about, in milliseconds; none if that never came, or if it is no mode of
    /// this experiment.
    pub fn ms(&self, mode: Mode) -> Option<f64> {
        self.timed.ms(&self.runs.get(&mode)?.timeline)
    }

    /// How many times as fast as sequential a mode was.
    pub fn speedup(&self, mode: Mode) -> Option<f64> {
        Some(self.ms(Mode::Sequential)? / self.ms(mode)?)
    }
}
