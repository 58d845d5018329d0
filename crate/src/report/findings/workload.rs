//! What the tasks of an experiment are like.

use crate::model::blocking::Blocking;
use crate::model::mode::Mode;
use crate::model::spec::Spec;
use crate::time::{Nanos, to_ms};

/// What the tasks of an experiment are like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workload {
    /// There are no tasks.
    Nothing,
    /// The tasks have no steps: a run shows what scheduling costs.
    Empty,
    /// They wait; what they compute is nothing beside it.
    Waiting,
    /// They compute; what they wait is nothing beside it.
    Computing,
    /// They do both.
    Mixed,
    /// They wait, and coroutines block in their waits instead of awaiting.
    Blocking,
}

/// A share of the time below this is nothing beside the rest.
const NEGLIGIBLE: f64 = 0.05;

impl Workload {
    /// What the tasks of `spec` are like. `costs` says what amounts of work cost, as far as it is
    /// known: units and nanoseconds.
    pub fn of(spec: &Spec, costs: &[(u64, Nanos)]) -> Self {
        if spec.n == 0 {
            return Workload::Nothing;
        }
        // Jitter moves waits either way and is left out; the tasks themselves may be many.
        let changed = || spec.overrides_in_use();
        let same = u64::from(spec.n) - changed().count() as u64;
        let groups = || {
            let others = changed().map(|change| {
                (
                    1,
                    change.wait.unwrap_or(spec.wait),
                    change.work.unwrap_or(spec.work),
                )
            });
            std::iter::once((same, spec.wait, spec.work)).chain(others)
        };
        let wait: f64 = groups()
            .map(|(tasks, wait, _)| tasks as f64 * f64::from(wait))
            .sum();
        let computes = groups().any(|(tasks, _, work)| tasks > 0 && work > 0);
        let cost = |units: u64| match costs.iter().find(|(known, _)| *known == units) {
            Some((_, nanos)) => Some(to_ms(*nanos)),
            None => (units == 0).then_some(0.0),
        };
        let compute: Option<f64> = groups()
            .filter(|(tasks, ..)| *tasks > 0)
            .map(|(tasks, _, work)| Some(tasks as f64 * cost(work)?))
            .sum();
        let small = |part: f64, other: f64| part < NEGLIGIBLE * (part + other);
        let kind = match (wait > 0.0, computes, compute) {
            (false, false, _) => Workload::Empty,
            (false, true, _) => Workload::Computing,
            (true, true, Some(compute)) if small(wait, compute) => Workload::Computing,
            (true, false, _) => Workload::Waiting,
            (true, true, Some(compute)) if small(compute, wait) => Workload::Waiting,
            (true, true, _) => Workload::Mixed,
        };
        let blocks = spec.blocking == Blocking::EventLoop && spec.modes.contains(&Mode::Async);
        match kind {
            Workload::Waiting | Workload::Mixed if blocks => Workload::Blocking,
            kind => kind,
        }
    }
}
