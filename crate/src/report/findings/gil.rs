//! What the GIL does to an experiment that is about it.

use crate::model::mode::Mode;
use crate::model::spec::Spec;
use crate::report::finding::{Fact, Finding};
use crate::report::gil_use::GilUse;
use crate::report::statistics::summarise;
use crate::report::{ModeReport, Report};
use crate::time::{Nanos, from_ms, to_ms};

/// How long each wait for the GIL has to be to be called late, as a share of the switch interval.
const LATE: f64 = 0.5;

/// What the GIL, or its absence, does to the threads of a race. `costs` says what amounts of work cost:
/// units and nanoseconds.
pub(super) fn gil(report: &Report, costs: &[(u64, Nanos)]) -> Option<Finding> {
    let spec = &report.spec;
    let run = report.run(Mode::Gil)?;
    let fact = match spec.gil {
        true => contention(spec, run),
        false => free_threads(spec, run, costs),
    }?;
    Some(Finding {
        modes: vec![Mode::Gil],
        fact,
    })
}

fn contention(spec: &Spec, run: &ModeReport) -> Option<Fact> {
    let rounds = run.rounds.iter().filter(|round| round.counts());
    let uses: Vec<GilUse> = rounds.filter_map(|round| round.gil).collect();
    let last = *uses.last()?;
    let median = |part: fn(&GilUse) -> f64| {
        let parts: Vec<f64> = uses.iter().map(part).collect();
        summarise(&parts).map_or(0.0, |summary| summary.median)
    };
    let tasks = spec.totals();
    let waits = |index: u32| {
        tasks
            .get(index as usize)
            .is_some_and(|task| task.wait() > 0)
    };
    let computes_on = tasks
        .iter()
        .any(|task| task.wait() == 0 && task.units() > 0);
    let interval_ms = f64::from(spec.interval) / 10.0;
    let wait_ms = median(|gil| gil.wait_ms);
    if waits(last.task) && computes_on && wait_ms >= LATE * interval_ms {
        return Some(Fact::Convoy {
            task: last.task,
            waits: last.waits,
            wait_ms,
            waited_ms: median(|gil| gil.waited_ms),
            interval_ms,
        });
    }
    let only_compute = tasks.iter().all(|task| task.wait() == 0);
    only_compute.then(|| Fact::Turns {
        turns: last.turns,
        hold_ms: median(|gil| gil.hold_ms),
        interval_ms,
    })
}

/// How many cores' worth of work threads did at once that no GIL holds up.
fn free_threads(spec: &Spec, run: &ModeReport, costs: &[(u64, Nanos)]) -> Option<Fact> {
    let tasks = spec.totals();
    if !run.finished(spec) || tasks.iter().any(|task| task.wait() > 0) {
        return None;
    }
    let cost = |units: u64| costs.iter().find(|(known, _)| *known == units);
    let work: Option<Nanos> = tasks.iter().map(|task| Some(cost(task.units())?.1)).sum();
    let work_ms = to_ms(work?);
    let median_ms = run.median_ms.filter(|ms| *ms > 0.0)?;
    (from_ms(work_ms) > 0).then_some(Fact::FreeThreads { work_ms, median_ms })
}
