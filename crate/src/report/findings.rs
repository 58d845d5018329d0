//! What a race showed, as values: findings with their evidence, and notes beside them.
//!
//! Closed enums with the numbers in them; `wording/` words them in each language. Nothing here
//! measures, and nothing is claimed that the rounds do not carry: see [`speedup`].

mod counter;
mod gil;
mod notes;
mod outcome;
pub mod speedup;
#[cfg(test)]
mod tests;
mod workload;

pub use notes::{LeftOut, Note, notes};
pub use workload::Workload;

use crate::model::mode::Mode;
use crate::report::Report;
use crate::report::finding::{Fact, Finding};
use crate::time::Nanos;

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
    let wrong = runs
        .filter(|run| run.answers_correct == Some(false) || counter::is_wrong(run, &report.spec));
    let wrong: Vec<Mode> = wrong.map(|run| run.mode).collect();
    if !wrong.is_empty() {
        return of(wrong, Fact::WrongAnswers);
    }
    let mut findings = outcome::outcomes(report);
    findings.extend(counter::counters(report));
    findings.extend(gil::gil(report, costs));
    findings.extend(speedup::timings(report));
    match findings.is_empty() {
        true => of(Vec::new(), Fact::Unmeasured),
        false => findings,
    }
}
