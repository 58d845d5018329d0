//! What a race showed, as values: a verdict, remarks beside it, and what to try next.
//!
//! Closed enums with the numbers in them; each language words them in its own way. Nothing here
//! measures, and nothing is claimed that the rounds do not carry:
//!
//! - from five rounds on, a mode is faster or slower only where the 95 % interval of the ratio to
//!   sequential excludes 1;
//! - with fewer rounds there is no interval: a difference of more than 10 % is told as the plain
//!   number that it is, a smaller one is told as none;
//! - a difference below 5 % is never called one, however sure it is.

use crate::model::api::Api;
use crate::model::mode::Mode;
use crate::model::preset::Preset;
use crate::model::spec::Spec;
use crate::report::environment::Reason;
use crate::report::round::{MainThread, MainThreadEnd, Outcomes, Round};
use crate::report::statistics::{Summary, ratio};
use crate::report::{ModeReport, Report};
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
        let blocks = spec.blocking && spec.modes.contains(&Mode::Async);
        match kind {
            Workload::Waiting | Workload::Mixed if blocks => Workload::Blocking,
            kind => kind,
        }
    }
}

/// The sentence above everything else.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// There were no tasks.
    Nothing,
    /// No run gave a time that counts; the notes say why.
    Unmeasured,
    /// These modes computed something else than was expected: their times mean nothing.
    Wrong(Vec<Mode>),
    /// Times were measured.
    Measured(Workload, Comparison),
}

/// The modes side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// How many tasks there were.
    pub tasks: u32,
    /// How many cores' worth of computing the machine was measured to give.
    pub cores: Option<f64>,
    /// Whether the GIL was on.
    pub gil: bool,
    /// The modes that have a time, in the order of [`Mode::ALL`].
    pub findings: Vec<Finding>,
}

impl Comparison {
    /// What was found of a mode.
    pub fn of(&self, mode: Mode) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.mode == mode)
    }
}

/// What was found of a mode.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The mode.
    pub mode: Mode,
    /// Its median, in milliseconds.
    pub median_ms: f64,
    /// The median's 95 % interval, if there is one.
    pub ci95_ms: Option<[f64; 2]>,
    /// The API that ran its tasks.
    pub api: Api,
    /// How many of its workers got a task.
    pub workers: u32,
    /// In how many batches that many workers run the tasks, if all tasks are alike.
    pub batches: Option<u32>,
    /// How it compares with sequential, if that was measured and is another mode, and both finished
    /// their tasks.
    pub speedup: Option<Speedup>,
    /// What became of its tasks, if it ended before all of them were done.
    pub early: Option<Early>,
}

/// A run that ended before all its tasks were done; tasks that were chosen to fail do not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Early {
    /// How many tasks were done.
    pub done: u32,
    /// Whether the main thread raised.
    pub raised: bool,
}

impl Early {
    fn of(run: &ModeReport, spec: &Spec) -> Option<Self> {
        let mut counting = run.rounds.iter().filter(|round| round.counts());
        counting
            .rfind(|round| !round.finished(spec))
            .map(|round| Self {
                done: round.outcomes.done,
                raised: round
                    .main_line
                    .is_some_and(|line| line.ended == MainThreadEnd::Raised),
            })
    }
}

/// How a mode compares with sequential.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speedup {
    /// How many times as fast it is.
    pub ratio: f64,
    /// What may be said about it.
    pub claim: Claim,
}

/// What may be said about a ratio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Faster than sequential.
    Faster,
    /// Slower than sequential.
    Slower,
    /// As fast as sequential: there is no difference worth the name.
    Alike,
    /// The rounds differ too much to tell.
    Unclear,
}

impl Claim {
    /// The rule at the head of this file.
    fn of(ratio: Summary) -> Self {
        let by = |margin: f64| match ratio.median {
            ratio if ratio > 1.0 + margin => Claim::Faster,
            ratio if ratio < 1.0 / (1.0 + margin) => Claim::Slower,
            _ => Claim::Alike,
        };
        match ratio.ci95 {
            None => by(0.10),
            Some([low, high]) if low <= 1.0 && 1.0 <= high && by(0.05) != Claim::Alike => {
                Claim::Unclear
            }
            Some(_) => by(0.05),
        }
    }
}

/// What a race showed. `costs` says what amounts of work cost: units and nanoseconds.
pub fn verdict(report: &Report, costs: &[(u64, Nanos)]) -> Verdict {
    let spec = &report.spec;
    if spec.n == 0 {
        return Verdict::Nothing;
    }
    let wrong = report
        .runs
        .iter()
        .filter(|run| run.answers_correct == Some(false));
    let wrong: Vec<Mode> = wrong.map(|run| run.mode).collect();
    if !wrong.is_empty() {
        return Verdict::Wrong(wrong);
    }
    let base = report
        .run(Mode::Sequential)
        .filter(|run| run.finished(spec))
        .map(samples)
        .unwrap_or_default();
    let alike = spec.jitter == 0
        && !spec
            .overrides_in_use()
            .any(|change| change.wait.is_some() || change.work.is_some());
    let findings: Vec<Finding> = report
        .runs
        .iter()
        .filter_map(|run| {
            let compared = ratio(&base, &samples(run), spec.seed.into());
            let speedup = compared
                .filter(|_| run.mode != Mode::Sequential && run.finished(spec))
                .map(|ratio| Speedup {
                    ratio: ratio.median,
                    claim: Claim::of(ratio),
                });
            let workers = spec.workers_of(run.mode).min(spec.n);
            Some(Finding {
                mode: run.mode,
                median_ms: run.median_ms?,
                ci95_ms: run.ci95_ms,
                api: spec.api(run.mode),
                workers,
                batches: alike.then(|| spec.n.div_ceil(workers)),
                speedup,
                early: Early::of(run, spec),
            })
        })
        .collect();
    if findings.is_empty() {
        return Verdict::Unmeasured;
    }
    let mut asked = spec.clone();
    asked
        .modes
        .retain(|mode| findings.iter().any(|finding| finding.mode == *mode));
    let comparison = Comparison {
        tasks: spec.n,
        cores: report.environment.cores_effective,
        gil: spec.gil,
        findings,
    };
    Verdict::Measured(Workload::of(&asked, costs), comparison)
}

fn samples(run: &ModeReport) -> Vec<f64> {
    let counting = run.rounds.iter().filter(|round| round.counts());
    counting.filter_map(|round| round.elapsed_ms).collect()
}

/// Something that the reader of a verdict should know besides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Note {
    /// A mode could not run here.
    Unavailable(Mode, Reason),
    /// The race ended before all its rounds were run; only those that were complete count.
    CutShort,
    /// A mode took longer than a run may, and not because its program hung.
    TimedOut(Mode),
    /// Tasks ended with an error.
    Failed {
        /// How many, of one run.
        tasks: u32,
    },
    /// What the program's main thread saw, where it did not simply come to its end.
    MainThread(Mode, MainThread),
    /// Runs were disturbed, and do not count.
    Disturbed {
        /// How many.
        runs: u32,
    },
    /// There was no room for some events: the board lacks them.
    Dropped {
        /// How many.
        events: u64,
    },
    /// More workers compute than there are cores.
    Crowded {
        /// How many workers.
        workers: u32,
        /// How many cores' worth of computing there are.
        cores: f64,
    },
}

/// What else the reader should know about a race.
pub fn notes(report: &Report, costs: &[(u64, Nanos)]) -> Vec<Note> {
    let spec = &report.spec;
    let mut notes = Vec::new();
    for run in &report.runs {
        if let Some(reason) = run.reason.filter(|_| !run.available) {
            notes.push(Note::Unavailable(run.mode, reason));
        }
    }
    let asked = report.runs.iter().filter(|run| run.available);
    if asked.clone().any(|run| {
        was_halted(run, |outcomes| outcomes.cancelled)
            || (run.rounds.len() as u64) < u64::from(spec.rounds)
    }) {
        notes.push(Note::CutShort);
    }
    let late = asked
        .clone()
        .filter(|run| was_halted(run, |outcomes| outcomes.timed_out))
        .filter(|run| !run.rounds.iter().any(Round::hung));
    notes.extend(late.map(|run| Note::TimedOut(run.mode)));
    let rounds = || report.runs.iter().flat_map(|run| &run.rounds);
    let failed = rounds()
        .map(|round| round.outcomes.failed)
        .max()
        .unwrap_or(0);
    if failed > 0 {
        notes.push(Note::Failed { tasks: failed });
    }
    for run in &report.runs {
        let line = run.rounds.last().and_then(|round| round.main_line);
        let told = |line: &MainThread| match line.ended {
            MainThreadEnd::Returned => line.swallowed > 0 || line.hung.is_some(),
            MainThreadEnd::Raised | MainThreadEnd::Died | MainThreadEnd::Hung => true,
            MainThreadEnd::Halted => false,
        };
        notes.extend(
            line.filter(told)
                .map(|line| Note::MainThread(run.mode, line)),
        );
    }
    let disturbed = rounds().filter(|round| {
        let halted = round.outcomes.cancelled > 0 || round.outcomes.timed_out > 0;
        round.disturbed && !halted && !round.hung()
    });
    let runs = disturbed.count() as u32;
    if runs > 0 {
        notes.push(Note::Disturbed { runs });
    }
    let events = report.runs.iter().map(|run| run.events_dropped).sum();
    if events > 0 {
        notes.push(Note::Dropped { events });
    }
    let side_by_side = report
        .runs
        .iter()
        .filter(|run| matches!(run.mode, Mode::Threads | Mode::Processes));
    let workers = side_by_side
        .filter(|run| run.median_ms.is_some())
        .map(|run| spec.workers_of(run.mode).min(spec.n))
        .max();
    if let Some(cores) = report.environment.cores_effective
        && let Some(workers) = workers
        && Workload::of(spec, costs) == Workload::Computing
        && f64::from(workers) > cores + 1.0
    {
        notes.push(Note::Crowded { workers, cores });
    }
    notes
}

/// Whether a round was brought to an end from outside, so that tasks ended so.
fn was_halted(run: &ModeReport, part: fn(&Outcomes) -> u32) -> bool {
    let mut rounds = run.rounds.iter();
    rounds.any(|round| round.disturbed && part(&round.outcomes) > 0)
}

/// The experiments that lead on from a preset.
pub fn next(preset: Preset) -> [Preset; 2] {
    match preset {
        Preset::Sleeps => [Preset::Pool4, Preset::GilCompute],
        Preset::Pool4 => [Preset::Pool8, Preset::Pi],
        Preset::Pool8 => [Preset::Pi, Preset::Blocking],
        Preset::Pi => [Preset::GilCompute, Preset::Patterns],
        Preset::Patterns => [Preset::Mixed, Preset::MissingFile],
        Preset::Mixed => [Preset::Blocking, Preset::Pi],
        Preset::Blocking => [Preset::Sleeps, Preset::Pi],
        Preset::GilCompute => [Preset::GilIo, Preset::NoGil],
        Preset::GilIo => [Preset::Convoy, Preset::GilCompute],
        Preset::Convoy => [Preset::SwitchInterval, Preset::NoGil],
        Preset::SwitchInterval => [Preset::NoGil, Preset::Convoy],
        Preset::NoGil => [Preset::GilCompute, Preset::Pi],
        Preset::Unread => [Preset::MissingFile, Preset::Unclosed],
        Preset::MissingFile => [Preset::Unread, Preset::Guard],
        Preset::Unclosed => [Preset::Terminate, Preset::Unread],
        Preset::Guard => [Preset::BrokenPool, Preset::JoinTimeout],
        Preset::JoinTimeout => [Preset::Shutdown, Preset::WaitFor],
        Preset::Shutdown => [Preset::Terminate, Preset::BrokenPool],
        Preset::Terminate => [Preset::Shutdown, Preset::Unclosed],
        Preset::BrokenPool => [Preset::Unread, Preset::TaskGroup],
        Preset::TaskGroup => [Preset::WaitFor, Preset::Unread],
        Preset::WaitFor => [Preset::TaskGroup, Preset::JoinTimeout],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::baseline::Baseline;
    use crate::report::environment::{Environment, Rung};
    use crate::report::round::Hung;
    use crate::scheduler::observation::Hang;
    use crate::time::MILLI;
    use Mode::{Async, Sequential, Threads};
    use std::collections::BTreeMap;

    fn round(ms: f64) -> Round {
        Round {
            elapsed_ms: Some(ms),
            start_ms: 0.0,
            warmup: false,
            disturbed: false,
            outcomes: Outcomes::default(),
            answers_correct: true,
            events_dropped: 0,
            message_bytes: None,
            main_line: None,
        }
    }

    fn report(mut spec: Spec, times: &[(Mode, &[f64])]) -> Report {
        spec.modes
            .retain(|mode| times.iter().any(|(ran, _)| ran == mode));
        let environment = Environment {
            isolated: true,
            rung: Rung::Headers,
            cores_reported: Some(8),
            cores_effective: Some(2.0),
            timer_step_us: Some(5.0),
            disturbed: false,
            user_agent: String::new(),
            pool_start_ms: None,
            painter: None,
        };
        let rounds = times.iter().map(|(mode, ms)| {
            let rounds = ms.iter().map(|ms| {
                let mut round = round(*ms);
                round.outcomes.done = spec.n;
                round
            });
            (*mode, rounds.collect())
        });
        let rounds = rounds.collect();
        Report::new(
            &spec,
            environment,
            &Baseline::default(),
            rounds,
            &BTreeMap::new(),
        )
    }

    fn claims(verdict: &Verdict) -> Vec<(Mode, Claim)> {
        let Verdict::Measured(_, comparison) = verdict else {
            panic!("{verdict:?}");
        };
        let speedup = comparison
            .findings
            .iter()
            .map(|f| (f.mode, f.speedup.map(|a| a.claim)));
        speedup
            .filter_map(|(mode, claim)| Some((mode, claim?)))
            .collect()
    }

    #[test]
    fn tasks_are_told_apart_by_what_takes_their_time() {
        let of = |wait, work, cost_ms: Option<u64>, blocking| {
            let spec = Spec {
                wait,
                work,
                blocking,
                ..Spec::default()
            };
            let costs: Vec<_> = cost_ms.map(|ms| (work, ms * MILLI)).into_iter().collect();
            Workload::of(&spec, &costs)
        };
        assert_eq!(of(500, 0, None, false), Workload::Waiting);
        assert_eq!(of(500, 9, Some(10), false), Workload::Waiting);
        assert_eq!(of(500, 9, Some(400), false), Workload::Mixed);
        assert_eq!(of(500, 9, None, false), Workload::Mixed);
        assert_eq!(of(10, 9, Some(900), false), Workload::Computing);
        assert_eq!(of(0, 9, None, false), Workload::Computing);
        assert_eq!(of(0, 0, None, false), Workload::Empty);
        assert_eq!(of(500, 0, None, true), Workload::Blocking);
        assert_eq!(of(0, 9, None, true), Workload::Computing);
        let none = Spec {
            n: 0,
            ..Spec::default()
        };
        assert_eq!(Workload::of(&none, &[]), Workload::Nothing);
    }

    #[test]
    fn few_rounds_claim_nothing_but_a_large_difference() {
        let report = report(
            Preset::Pool4.spec(),
            &[
                (Sequential, &[5_000.0]),
                (Threads, &[1_510.0]),
                (Async, &[4_700.0]),
            ],
        );
        let verdict = verdict(&report, &[]);
        let expected = [(Threads, Claim::Faster), (Async, Claim::Alike)];
        assert_eq!(claims(&verdict), expected);
        let Verdict::Measured(Workload::Waiting, comparison) = verdict else {
            panic!("they wait");
        };
        let threads = comparison.of(Threads).expect("they have a time");
        assert_eq!((threads.workers, threads.batches), (4, Some(3)));
        assert_eq!(
            comparison
                .of(Sequential)
                .and_then(|finding| finding.speedup),
            None
        );
    }

    #[test]
    fn five_rounds_are_faster_only_where_the_interval_excludes_one() {
        let sequential = [100.0, 101.0, 99.0, 100.0, 102.0];
        for (times, expected) in [
            ([92.0, 93.0, 92.0, 91.0, 92.5], Claim::Faster),
            ([110.0, 111.0, 109.0, 110.0, 112.0], Claim::Slower),
            ([98.0, 99.0, 98.0, 98.5, 98.0], Claim::Alike),
            ([20.0, 180.0, 90.0, 150.0, 60.0], Claim::Unclear),
        ] {
            let report = report(
                Preset::Pi.spec(),
                &[(Sequential, &sequential), (Async, &times)],
            );
            let verdict = verdict(&report, &[]);
            assert_eq!(claims(&verdict), [(Async, expected)], "{times:?}");
        }
    }

    #[test]
    fn what_was_not_measured_is_not_compared() {
        let report = |spec, times| report(spec, times);
        let alone = report(Preset::Sleeps.spec(), &[(Async, &[503.0])]);
        assert_eq!(claims(&verdict(&alone, &[])), []);
        let none = report(Preset::Sleeps.spec(), &[]);
        assert_eq!(verdict(&none, &[]), Verdict::Unmeasured);
        let nothing = Spec {
            n: 0,
            ..Spec::default()
        };
        assert_eq!(verdict(&report(nothing, &[]), &[]), Verdict::Nothing);
        // The coroutines that would have blocked did not run.
        let threads = report(Preset::Blocking.spec(), &[(Threads, &[501.0])]);
        let found = verdict(&threads, &[]);
        assert!(
            matches!(found, Verdict::Measured(Workload::Waiting, _)),
            "{found:?}"
        );
    }

    #[test]
    fn a_wrong_answer_comes_before_any_time() {
        let mut report = report(
            Preset::Pi.spec(),
            &[(Sequential, &[9.0]), (Threads, &[5.0])],
        );
        report.runs[1].answers_correct = Some(false);
        assert_eq!(verdict(&report, &[]), Verdict::Wrong(vec![Threads]));
    }

    #[test]
    fn batches_are_counted_only_of_equal_tasks() {
        for (jitter, wait, expected) in [(0, None, Some(3)), (10, None, None), (0, Some(9), None)] {
            let mut spec = Preset::Pool4.spec();
            spec.jitter = jitter;
            let change = crate::model::spec::Override {
                wait,
                fail: true,
                ..Default::default()
            };
            spec.overrides.insert(2, change);
            let Verdict::Measured(_, comparison) =
                verdict(&report(spec, &[(Threads, &[9.0])]), &[])
            else {
                panic!("it has a time");
            };
            let threads = comparison.of(Threads).expect("they have a time");
            assert_eq!(threads.batches, expected);
        }
    }

    #[test]
    fn what_else_is_to_be_known_is_remarked() {
        let mut race = report(
            Preset::Pi.spec(),
            &[(Sequential, &[9.0]), (Threads, &[5.0]), (Async, &[9.0])],
        );
        assert_eq!(
            notes(&race, &[]),
            [Note::Crowded {
                workers: 4,
                cores: 2.0
            }]
        );
        race.environment.cores_effective = Some(3.6);
        assert_eq!(notes(&race, &[]), []);
        race.runs[0].rounds[0].outcomes.failed = 2;
        race.runs[0].rounds[0].disturbed = true;
        race.runs[0].rounds[0].outcomes.timed_out = 1;
        race.runs[1].rounds[0].disturbed = true;
        race.runs[1].events_dropped = 7;
        race.runs[2].available = false;
        race.runs[2].reason = Some(Reason::PoolFailed);
        let expected = [
            Note::Unavailable(Async, Reason::PoolFailed),
            Note::TimedOut(Sequential),
            Note::Failed { tasks: 2 },
            Note::Disturbed { runs: 1 },
            Note::Dropped { events: 7 },
        ];
        assert_eq!(notes(&race, &[]), expected);
        race.runs[0].rounds.clear();
        assert!(notes(&race, &[]).contains(&Note::CutShort));
    }

    #[test]
    fn a_program_that_hung_did_not_merely_take_long() {
        let mut race = report(Preset::Sleeps.spec(), &[(Sequential, &[2_700.0])]);
        let hung = Hung {
            why: Hang::Itself,
            task: 2,
            at_ms: 700.0,
        };
        let line = MainThread {
            ended: MainThreadEnd::Hung,
            raised: None,
            at_ms: 700.0,
            swallowed: 0,
            hung: Some(hung),
        };
        let round = &mut race.runs[0].rounds[0];
        round.disturbed = true;
        round.main_line = Some(line);
        let expected = [Note::MainThread(Sequential, line)];
        assert_eq!(notes(&race, &[]), expected);
        race.runs[0].rounds[0].outcomes.timed_out = 8;
        assert_eq!(notes(&race, &[]), expected);
        // It may be the exit alone that hung.
        let returned = MainThread {
            ended: MainThreadEnd::Returned,
            ..line
        };
        race.runs[0].rounds[0].main_line = Some(returned);
        let expected = [Note::MainThread(Sequential, returned)];
        assert_eq!(notes(&race, &[]), expected);
    }

    #[test]
    fn no_experiment_leads_on_to_itself() {
        for preset in Preset::ALL {
            assert!(!next(preset).contains(&preset));
        }
    }
}
