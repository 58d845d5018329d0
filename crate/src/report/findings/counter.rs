//! What became of the updates of a shared counter.

use crate::model::counter::Lock;
use crate::model::mode::Mode;
use crate::model::spec::Spec;
use crate::report::finding::{Fact, Finding, Updates};
use crate::report::{ModeReport, Report};

/// What became of the updates in each mode; what was lost comes first. Modes of which the same is to be said
/// share a finding.
pub(super) fn counters(report: &Report) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for run in &report.runs {
        let Some(fact) = fact(run, &report.spec) else {
            continue;
        };
        match findings.iter_mut().find(|finding| finding.fact == fact) {
            Some(finding) => finding.modes.push(run.mode),
            None => findings.push(Finding {
                modes: vec![run.mode],
                fact,
            }),
        }
    }
    findings.sort_by_key(|finding| match finding.fact {
        Fact::Counter { updates, .. } => matches!(updates, Updates::Exact | Updates::Sent),
        _ => true,
    });
    findings
}

fn fact(run: &ModeReport, spec: &Spec) -> Option<Fact> {
    let counter = run.counter?;
    let has_gil = spec.gil && (run.mode == Mode::Gil || spec.awaits_threads(run.mode));
    let loses = counter.lost > 0;
    let updates = match run.mode {
        Mode::Processes if loses => Updates::Copied,
        Mode::Processes => Updates::Sent,
        mode if !spec.may_lose(mode) => Updates::Exact,
        _ if !loses => Updates::Unseen,
        _ if has_gil => Updates::Switched,
        Mode::Async if !spec.awaits_threads(Mode::Async) => Updates::Awaited,
        _ => Updates::Overwritten,
    };
    Some(Fact::Counter {
        expected: counter.expected,
        found: counter.found,
        lock: spec.lock,
        between: spec.between && spec.lock != Lock::Local,
        updates,
    })
}

/// Whether updates got lost, or were too many, where neither can be.
pub(super) fn is_wrong(run: &ModeReport, spec: &Spec) -> bool {
    run.counter
        .is_some_and(|counter| match spec.may_lose(run.mode) {
            true => counter.found > counter.expected,
            false => counter.found != counter.expected,
        })
}
