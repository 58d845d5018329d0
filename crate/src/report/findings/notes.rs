//! What the reader of a headline should know besides.

use super::speedup::{fewer_cores, is_shared};
use super::workload::Workload;
use strum::EnumCount;

use crate::model::mode::Mode;
use crate::model::spec::Spec;
use crate::report::environment::Reason;
use crate::report::round::{MainThread, MainThreadEnd, Outcomes, Round};
use crate::report::{ModeReport, Report};
use crate::time::Nanos;

/// Something that the reader of a headline should know besides.
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
    /// Rounds do not count, as the machine's speed changed during them.
    Drifted {
        /// How many.
        rounds: u32,
    },
    /// There was no room for some events: the board lacks them.
    Dropped {
        /// How many.
        events: u64,
    },
    /// The machine gives fewer cores than the browser reports.
    FewerCores {
        /// How many cores' worth of computing there were.
        cores: f64,
        /// How many are reported.
        reported: u32,
        /// Whether something else used them.
        shared: bool,
    },
    /// Modes took other times than the model expects.
    BeyondModel {
        /// Which, in the order of the race; none behind the last one.
        modes: [Option<Mode>; Mode::COUNT],
        /// What the model leaves out there.
        left_out: LeftOut,
    },
    /// More workers compute than there are cores.
    Crowded {
        /// How many workers.
        workers: u32,
        /// How many cores' worth of computing there are.
        cores: f64,
    },
}

/// What the model leaves out, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// Lanes that compute at once are switched on the cores, on which the page works, too.
    Sharing,
    /// Wake-ups are not all equally late.
    WakeUps,
    /// It is not known.
    Unknown,
}

impl LeftOut {
    /// Every one.
    const ALL: [Self; 3] = [Self::Sharing, Self::WakeUps, Self::Unknown];

    /// What it is for a mode whose time is more than 5 % and a millisecond off what is expected; none if
    /// it is not, or if none of its rounds counts.
    fn of(run: &ModeReport, spec: &Spec) -> Option<Self> {
        let (median, expected) = (run.median_ms?, run.expected_end_ms()?);
        let off = (median - expected).abs();
        if off <= MOST_OFF * median || off <= 1.0 || !run.rounds.iter().any(Round::counts) {
            return None;
        }
        let on_lanes = spec.needs_threads(run.mode) || run.mode == Mode::Processes;
        Some(match (median > expected, spec.computes()) {
            (true, true) if on_lanes => Self::Sharing,
            (true, false) => Self::WakeUps,
            _ => Self::Unknown,
        })
    }
}

/// How far a time may be off what is expected, as a share of it.
const MOST_OFF: f64 = 0.05;

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
            || (run.rounds.len() as u64) < u64::from(spec.rounds_asked.number().max(1))
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
    let drifted = |run: &ModeReport| run.rounds.iter().filter(|round| round.drifted).count();
    let drifted = report.runs.iter().map(drifted).max().unwrap_or(0) as u32;
    if drifted > 0 {
        notes.push(Note::Drifted { rounds: drifted });
    }
    let events = report.runs.iter().map(|run| run.events_dropped).sum();
    if events > 0 {
        notes.push(Note::Dropped { events });
    }
    if let (Some(cores), Some(reported)) = (fewer_cores(report), report.environment.cores_reported)
    {
        let shared = is_shared(report);
        notes.push(Note::FewerCores {
            cores,
            reported,
            shared,
        });
    }
    for left_out in LeftOut::ALL {
        let off = report.runs.iter();
        let mut off = off.filter(|run| LeftOut::of(run, spec) == Some(left_out));
        let modes = [(); Mode::COUNT].map(|()| off.next().map(|run| run.mode));
        if modes[0].is_some() {
            notes.push(Note::BeyondModel { modes, left_out });
        }
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
