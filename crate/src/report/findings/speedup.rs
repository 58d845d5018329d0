//! How the modes of a race compare with one of them, and what may be said about it.
//!
//! A ratio is taken round by round, so that what disturbs a round disturbs both sides of it. No
//! difference is claimed without an interval that carries it, and none below 5 %.

use crate::model::mode::Mode;
use crate::model::spec::Spec;
use crate::report::environment::EffectiveCores;
use crate::report::finding::{Claim, Direction, Fact, Finding, MARGIN, Speedup, Timing};
use crate::report::statistics::{MIN_SAMPLES, Summary, ratios, summarise};
use crate::report::{ModeReport, Report};

/// An interval within this, either way, shows that there is no difference.
const TIGHT: f64 = 1.10;
/// What share of the cores is as good as all of them.
const ENOUGH: f64 = 0.8;
/// How many steps of the clock a round has to last to be compared.
const MIN_STEPS: f64 = 20.0;

/// Of a ratio; `computes` says whether any task does.
fn claim(ratio: Summary, computes: bool) -> Claim {
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
    let claim = if shortest < MIN_STEPS * step_ms {
        Claim::TooShort
    } else if is_shared(report) {
        // What else runs takes more from one thread than from several: that is no property of the modes.
        Claim::SoFar(Direction::of(summary.median))
    } else {
        claim(summary, spec.computes())
    };
    Some(Speedup {
        ratio: summary.median,
        ci95: summary.ci95,
        claim,
    })
}

/// How many cores' worth of computing a race had that tried all that are reported, if those are fewer.
pub fn fewer_cores(report: &Report) -> Option<f64> {
    let cores = report.environment.cores_effective?;
    let reported = f64::from(report.environment.cores_reported?);
    let are_few = cores < ENOUGH * reported || is_shared(report);
    (tries_all_cores(report) && are_few).then_some(cores)
}

/// Whether something else used the cores that a race computed on.
pub fn is_shared(report: &Report) -> bool {
    let cores = report.environment.cores();
    tries_all_cores(report) && cores.is_some_and(EffectiveCores::are_taken)
}

fn tries_all_cores(report: &Report) -> bool {
    let reported = report.environment.cores_reported;
    report.spec.computes() && reported.is_some_and(|reported| report.spec.workers >= reported)
}

/// How long each mode took that finished its tasks.
pub(super) fn timings(report: &Report) -> impl Iterator<Item = Finding> {
    let spec = &report.spec;
    let alike = spec.is_uniform();
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
