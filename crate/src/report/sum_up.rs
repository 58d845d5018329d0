//! Sums up the rounds of a race.

use std::collections::BTreeMap;

use super::baseline::Baseline;
use super::environment::{Environment, Reason};
use super::findings::findings;
use super::findings::speedup::speedup;
use super::round::{Counter, Outcomes, Round};
use super::statistics::{Summary, summarise};
use super::{ModeReport, Provenance, Report};
use crate::model::mode::Mode;
use crate::model::spec::Spec;

impl Report {
    /// Puts together what a race showed.
    ///
    /// `rounds` holds the rounds of each mode that ran; `unavailable` says why others could not.
    pub fn new(
        spec: &Spec,
        environment: Environment,
        baseline: &Baseline,
        mut rounds: BTreeMap<Mode, Vec<Round>>,
        unavailable: &BTreeMap<Mode, Reason>,
    ) -> Self {
        let runs: Vec<ModeReport> = spec
            .modes
            .iter()
            .map(|&mode| {
                let rounds = rounds.remove(&mode).unwrap_or_default();
                let missing = rounds.is_empty().then_some(Reason::NotReached);
                let reason = unavailable.get(&mode).copied();
                ModeReport {
                    available: reason.is_none(),
                    reason: reason.or(missing),
                    ..ModeReport::new(mode, rounds, spec)
                }
            })
            .collect();
        let counted = |run: &ModeReport| run.rounds.iter().filter(|round| round.counts()).count();
        let spec = Spec {
            rounds: runs.iter().map(counted).max().unwrap_or(0) as u32,
            ..spec.clone()
        };
        let mut report = Self {
            kind: Self::TYPE.to_owned(),
            version: Self::VERSION,
            spec,
            environment,
            runs,
            findings: Vec::new(),
            headline: None,
        };
        let speedups: Vec<_> = report
            .runs
            .iter()
            .map(|run| speedup(&report, run))
            .collect();
        for (run, speedup) in report.runs.iter_mut().zip(speedups) {
            run.speedup = speedup.map(|speedup| speedup.ratio);
            run.speedup_ci95 = speedup.and_then(|speedup| speedup.ci95);
            if run.mode == Mode::Sequential && run.median_ms.is_some() && run.finished(&report.spec)
            {
                run.speedup = Some(1.0);
            }
        }
        report.findings = findings(&report, &baseline.costs);
        report
    }
}

impl ModeReport {
    fn new(mode: Mode, rounds: Vec<Round>, spec: &Spec) -> Self {
        let times = |counts: fn(&Round) -> bool| -> Vec<f64> {
            let counting = rounds.iter().filter(|round| counts(round));
            counting.filter_map(|round| round.elapsed_ms).collect()
        };
        let summary = summarise(&times(Round::counts))
            // A time is shown all the same, and nothing is claimed of it.
            .or_else(|| {
                let summary = summarise(&times(|round| round.drifted && !round.disturbed))?;
                let ci95 = None;
                Some(Summary { ci95, ..summary })
            });
        let sum = |part: fn(&Outcomes) -> u32| rounds.iter().map(|r| part(&r.outcomes)).sum();
        Self {
            mode,
            provenance: Provenance::of(mode, spec),
            available: true,
            reason: None,
            median_ms: summary.map(|summary| summary.median),
            ci95_ms: summary.and_then(|summary| summary.ci95),
            expected_ms: None,
            expected_total_ms: None,
            speedup: None,
            speedup_ci95: None,
            outcomes: Outcomes {
                done: sum(|o| o.done),
                failed: sum(|o| o.failed),
                cancelled: sum(|o| o.cancelled),
                timed_out: sum(|o| o.timed_out),
            },
            answers_correct: rounds
                .iter()
                .map(|round| round.answers_correct)
                .reduce(|all, one| Some(all? && one?))
                .flatten(),
            counter: counter(&rounds),
            steps: rounds
                .iter()
                .rev()
                .find(|round| !round.steps.is_empty())
                .map_or_else(Vec::new, |round| round.steps.clone()),
            events_dropped: rounds.iter().map(|round| round.events_dropped).sum(),
            rounds,
        }
    }
}

/// What became of the updates of a shared counter: where rounds count, in that one of them that lost the
/// middle number; else in the last one.
fn counter(rounds: &[Round]) -> Option<Counter> {
    let counting = rounds.iter().filter(|round| round.counts());
    let mut counters: Vec<Counter> = counting.filter_map(|round| round.counter).collect();
    counters.sort_by_key(|counter| counter.lost);
    let middle = counters.get(counters.len().saturating_sub(1) / 2);
    let last = || rounds.iter().rev().find_map(|round| round.counter);
    middle.copied().or_else(last)
}
