//! How the modes of a race compare with one of them, and what may be said about it.
//!
//! A ratio is taken round by round, so that what disturbs a round disturbs both sides of it. No
//! difference is claimed without an interval that carries it, and none below 5 %.

use serde::{Deserialize, Serialize};

use super::{Fact, Finding};
use crate::model::api::Api;
use crate::model::mode::Mode;
use crate::model::spec::Spec;
use crate::report::statistics::{MIN_SAMPLES, Summary, ratios, summarise};
use crate::report::{ModeReport, Report};

/// How a mode compares with sequential.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Speedup {
    /// How many times as fast it is: the median over the rounds.
    pub ratio: f64,
    /// The 95 % interval of that; none below six rounds.
    pub ci95: Option<[f64; 2]>,
    /// What may be said about it.
    pub claim: Claim,
}

/// What may be said about a ratio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// Faster: all of the interval lies above 1.
    Faster,
    /// Slower: all of it lies below 1.
    Slower,
    /// There is no difference that can be seen: the interval holds no ratio worth the name.
    NoDifference,
    /// A round is too short for this clock.
    TooShort,
    /// The rounds differ too much to tell.
    TooNoisy,
    /// It follows from the waits, of which none ends early: one round is enough.
    FollowsFromWaits(Direction),
    /// It was seen in too few rounds for a claim.
    SoFar(Direction),
}

/// Which way a ratio goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Faster than sequential.
    Faster,
    /// Slower than sequential.
    Slower,
    /// As fast as sequential, or too close to it to matter.
    Alike,
}

/// A difference below this is none, however sure it is.
const MARGIN: f64 = 1.05;
/// An interval within this, either way, shows that there is no difference.
const TIGHT: f64 = 1.10;
/// How many steps of the clock a round has to last to be compared.
const MIN_STEPS: f64 = 20.0;

impl Direction {
    /// Of a ratio.
    pub fn of(ratio: f64) -> Self {
        if ratio >= MARGIN {
            Direction::Faster
        } else if ratio <= 1.0 / MARGIN {
            Direction::Slower
        } else {
            Direction::Alike
        }
    }
}

impl Claim {
    /// Which way it goes; none where that cannot be told.
    pub fn direction(self) -> Option<Direction> {
        match self {
            Claim::Faster => Some(Direction::Faster),
            Claim::Slower => Some(Direction::Slower),
            Claim::NoDifference => Some(Direction::Alike),
            Claim::FollowsFromWaits(direction) | Claim::SoFar(direction) => Some(direction),
            Claim::TooShort | Claim::TooNoisy => None,
        }
    }

    /// Of a ratio; `computes` says whether any task does.
    fn of(ratio: Summary, computes: bool) -> Self {
        let direction = Direction::of(ratio.median);
        match (ratio.ci95, direction) {
            (None, Direction::Faster | Direction::Alike) if !computes => {
                Claim::FollowsFromWaits(direction)
            }
            (None, _) => Claim::SoFar(direction),
            (Some([low, _]), Direction::Faster) if low > 1.0 => Claim::Faster,
            (Some([_, high]), Direction::Slower) if high < 1.0 => Claim::Slower,
            (Some([low, high]), _) if low >= 1.0 / TIGHT && high <= TIGHT => Claim::NoDifference,
            (Some(_), _) => Claim::TooNoisy,
        }
    }
}

/// The times of a mode's rounds, in milliseconds; none where one does not count.
pub fn times(run: &ModeReport) -> Vec<Option<f64>> {
    let rounds = run.rounds.iter();
    rounds
        .map(|round| round.elapsed_ms.filter(|_| round.counts()))
        .collect()
}

/// How a mode compares with sequential; none if it is sequential, or if either was not measured or did
/// not finish its tasks.
pub fn speedup(report: &Report, run: &ModeReport) -> Option<Speedup> {
    let spec = &report.spec;
    let base = report.run(Mode::Sequential)?;
    if run.mode == Mode::Sequential || !run.finished(spec) || !base.finished(spec) {
        return None;
    }
    let ratios = ratios(&times(base), &times(run));
    let summary = summarise(&ratios)?;
    let step_ms = report.environment.timer_step_us.unwrap_or(0.0) / 1_000.0;
    let shortest = base.median_ms?.min(run.median_ms?);
    let claim = match shortest < MIN_STEPS * step_ms {
        true => Claim::TooShort,
        false => Claim::of(summary, spec.computes()),
    };
    Some(Speedup {
        ratio: summary.median,
        ci95: summary.ci95,
        claim,
    })
}

/// How long a mode took, and what belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Timing {
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
    /// How it compares with sequential.
    pub speedup: Option<Speedup>,
}

/// How long each mode took that finished its tasks.
pub(super) fn timings(report: &Report) -> impl Iterator<Item = Finding> {
    let spec = &report.spec;
    let alike = spec.jitter == 0
        && !spec
            .overrides_in_use()
            .any(|change| change.wait.is_some() || change.work.is_some());
    let finished = report.runs.iter().filter(|run| run.finished(spec));
    finished.filter_map(move |run| {
        let workers = spec.workers_of(run.mode).min(spec.n);
        let timing = Timing {
            median_ms: run.median_ms?,
            ci95_ms: run.ci95_ms,
            api: spec.api(run.mode),
            workers,
            batches: alike.then(|| spec.n.div_ceil(workers)),
            speedup: speedup(report, run),
        };
        Some(Finding {
            modes: vec![run.mode],
            fact: Fact::Took(timing),
        })
    })
}

/// The mode that is faster than all others, if one is: its ratio, and the interval of it where there is
/// one, lies above theirs by more than can be overlooked.
pub fn winner(findings: &[Finding]) -> Option<Mode> {
    let compared = || {
        findings.iter().filter_map(|finding| match &finding.fact {
            Fact::Took(timing) => {
                let speedup = timing.speedup?;
                let faster = matches!(
                    speedup.claim,
                    Claim::Faster | Claim::FollowsFromWaits(Direction::Faster)
                );
                Some((*finding.modes.first()?, speedup, faster))
            }
            _ => None,
        })
    };
    let (mode, best, _) = compared()
        .filter(|(.., faster)| *faster)
        .max_by(|(_, a, _), (_, b, _)| a.ratio.total_cmp(&b.ratio))?;
    let low = best.ci95.map_or(best.ratio, |[low, _]| low);
    let beaten = |other: &Speedup| {
        let high = other.ci95.map_or(other.ratio, |[_, high]| high);
        low > high && best.ratio > other.ratio * MARGIN
    };
    let mut others = compared().filter(|(other, ..)| *other != mode);
    let alone = others.clone().next().is_none();
    (!alone && others.all(|(_, other, _)| beaten(&other))).then_some(mode)
}

/// In how many rounds each mode was measured, if those are too few for claims about an experiment that
/// computes.
pub fn too_few_rounds(report: &Report) -> Option<u32> {
    let counted = report.spec.rounds;
    let few = (counted as usize) < MIN_SAMPLES && needs_rounds(&report.spec);
    (few && counted > 0).then_some(counted)
}

/// Whether there are times, and of none of their rounds the machine was steady.
pub fn is_unsteady(report: &Report) -> bool {
    let mut measured = report.runs.iter().filter(|run| run.median_ms.is_some());
    let unsteady = |run: &ModeReport| !run.rounds.iter().any(|round| round.counts());
    measured.clone().next().is_some() && measured.all(unsteady)
}

/// Whether one round is not enough for an experiment: its times vary.
pub fn needs_rounds(spec: &Spec) -> bool {
    spec.computes() || spec.wait == 0
}
