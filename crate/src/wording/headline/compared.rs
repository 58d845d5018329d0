//! How the modes compare: with sequential where that was measured, else by their times.

use super::MOST_CLAUSES;
use crate::model::mode::Mode;
use crate::model::spec::Spec;
use crate::report::Report;
use crate::report::finding::{Claim, Direction, Fact, Timing};
use crate::report::findings::Workload;
use crate::report::findings::speedup::{is_shared, too_few_rounds, winner};
use crate::wording::{Wording, fill, format};

impl Wording {
    /// How the modes of a race compare.
    pub(super) fn compared(&self, report: &Report, kind: Workload) -> String {
        let words = &self.headline;
        let mut timings: Vec<(Mode, &Timing)> = report
            .findings
            .iter()
            .filter_map(|finding| match (&finding.fact, &*finding.modes) {
                (Fact::Took(timing), [mode]) => Some((*mode, timing)),
                _ => None,
            })
            .collect();
        let sequential = timings
            .iter()
            .position(|(mode, _)| *mode == Mode::Sequential);
        let sequential = sequential.map(|place| timings.remove(place));
        // What matters most comes first.
        let order = match kind {
            Workload::Computing | Workload::Mixed | Workload::Empty => {
                [Mode::Gil, Mode::Threads, Mode::Processes, Mode::Async]
            }
            _ => [Mode::Async, Mode::Threads, Mode::Gil, Mode::Processes],
        };
        timings.sort_by_key(|(mode, _)| order.iter().position(|known| known == mode));
        let faster = |timing: &Timing| {
            let claim = timing.speedup.map(|speedup| speedup.claim);
            claim.and_then(Claim::direction) == Some(Direction::Faster)
        };
        let overlap = timings.iter().any(|(_, timing)| faster(timing));
        let subject = match kind {
            Workload::Nothing | Workload::Blocking => "",
            Workload::Empty => words.of_empty,
            Workload::Waiting if overlap => words.waits_overlap,
            Workload::Waiting => words.of_waiting,
            Workload::Computing => words.of_computing,
            Workload::Mixed => words.of_mixed,
        };
        let ranked = !subject.is_empty() && winner(&report.findings).is_some();
        if ranked {
            let ratio = |timing: &Timing| timing.speedup.map_or(0.0, |speedup| speedup.ratio);
            timings.sort_by(|(_, a), (_, b)| ratio(b).total_cmp(&ratio(a)));
        }
        // What was only seen is said in few words.
        let most = MOST_CLAUSES + usize::from(is_only_seen(report));
        let mut clauses: Vec<_> = timings
            .into_iter()
            .take(most)
            .enumerate()
            .map(|(place, (mode, timing))| self.timing(mode, timing, kind, report, place == 0))
            .collect();
        if clauses.is_empty()
            && let Some((mode, timing)) = sequential
        {
            clauses.push(self.timing(mode, timing, kind, report, true));
        }
        let after = match (subject.is_empty(), ranked) {
            (true, _) => "",
            (false, true) => words.fastest_first,
            (false, false) => words.colon,
        };
        [subject, after, &clauses.join(words.semicolon)].concat()
    }

    /// What is said about a mode; `first` if nothing is said before.
    fn timing(
        &self,
        mode: Mode,
        timing: &Timing,
        kind: Workload,
        report: &Report,
        first: bool,
    ) -> String {
        let words = &self.headline;
        let spec = &report.spec;
        let only_seen = is_only_seen(report);
        let text = match timing.speedup.map(|speedup| speedup.claim) {
            None => self.alone(mode, spec, kind),
            Some(Claim::TooShort) => words.too_short,
            Some(Claim::SoFar(_)) if only_seen => words.seen,
            Some(Claim::TooNoisy) if mode == Mode::Threads => words.threads_unclear,
            Some(Claim::TooNoisy) => words.unclear,
            Some(claim) => {
                let direction = claim.direction().unwrap_or(Direction::Alike);
                self.standing(mode, timing, kind, direction, spec, first)
            }
        };
        let addition = match (kind, timing.batches, report.environment.cores_effective) {
            (Workload::Waiting, Some(batches), _) if batches > 1 && timing.workers > 1 => {
                fill(words.batches, &[&batches.to_string()])
            }
            (Workload::Computing, _, Some(cores)) => fill(words.cores, &[&format::cores(cores)]),
            _ => String::new(),
        };
        let ratio = timing.speedup.map_or(1.0, |speedup| speedup.ratio);
        fill(
            text,
            &[
                &format::ratio(ratio),
                &format::time(timing.median_ms, timing.ci95_ms),
                &self.counted.threads.of(timing.workers.into()),
                &addition,
                self.subject(mode, spec),
            ],
        )
    }

    /// How long a mode took, where there is nothing to compare it with.
    fn alone(&self, mode: Mode, spec: &Spec, kind: Workload) -> &'static str {
        let words = &self.headline;
        match (mode, kind) {
            (Mode::Sequential, Workload::Waiting | Workload::Mixed) => words.alone_waiting,
            (Mode::Sequential, Workload::Computing) => words.alone_computing,
            (Mode::Sequential, _) => words.alone,
            (Mode::Async, _) if spec.api(mode).is_one_by_one() => words.async_each_took,
            (Mode::Async, _) if spec.awaits_threads(mode) => words.to_thread_took,
            (Mode::Async, Workload::Blocking) => words.async_blocking_took,
            (Mode::Async, _) => words.async_took,
            (Mode::Threads, _) => words.threads_took,
            (Mode::Gil, _) => words.took,
            (Mode::Processes, _) => words.processes_took,
        }
    }

    /// How a mode stands against sequential.
    fn standing(
        &self,
        mode: Mode,
        timing: &Timing,
        kind: Workload,
        direction: Direction,
        spec: &Spec,
        first: bool,
    ) -> &'static str {
        use Direction::{Alike, Faster, Slower};
        let words = &self.headline;
        let (gil, to_thread) = (spec.gil, spec.awaits_threads(mode));
        match (mode, kind, direction) {
            (Mode::Sequential, ..) => words.alone,

            (Mode::Async, _, Faster) if to_thread => words.to_thread_faster,
            (Mode::Async, _, Alike) if timing.api.is_one_by_one() => words.async_each_alike,
            (Mode::Async, Workload::Blocking, Alike) if !to_thread => words.async_blocking_alike,
            (Mode::Async, Workload::Blocking, Faster | Slower) if !to_thread => {
                words.async_blocking
            }
            (Mode::Async, Workload::Waiting, Faster) => words.async_waiting_faster,
            (Mode::Async, Workload::Mixed, Faster) => words.async_mixed_faster,
            (Mode::Async, Workload::Computing, Alike) if !to_thread => words.async_computing_alike,

            (Mode::Threads, Workload::Blocking, Faster) => words.threads_blocking_faster,
            (Mode::Threads, _, Faster) => words.threads_faster,
            (Mode::Threads, _, Alike) if timing.workers == 1 => words.threads_one_alike,
            (Mode::Threads, _, Alike) => words.threads_alike,
            (Mode::Threads, _, Slower) => words.threads_slower,

            (Mode::Gil, Workload::Computing, Alike) if gil => words.gil_computing_alike,
            (Mode::Gil, Workload::Waiting | Workload::Blocking, Faster) if gil => match first {
                true => words.gil_waiting_first,
                false => words.gil_waiting_faster,
            },

            (Mode::Processes, _, Faster) => words.processes_faster,
            (Mode::Processes, _, Alike) => words.processes_alike,
            (Mode::Processes, _, Slower) => words.processes_slower,

            (Mode::Async | Mode::Gil, _, Faster) => words.faster,
            (Mode::Async | Mode::Gil, _, Alike) => words.alike,
            (Mode::Async | Mode::Gil, _, Slower) => words.slower,
        }
    }
}

/// Whether what a race showed was only seen, and is no claim: in too few rounds, or beside something else.
fn is_only_seen(report: &Report) -> bool {
    too_few_rounds(report).is_some() || is_shared(report)
}
