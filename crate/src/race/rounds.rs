//! How many rounds a race runs.
//!
//! A number that was asked for holds. Else rounds go on until every mode's ratio to the first one is
//! known to ±2.5 %, or the time for it is spent. Whether to go on never depends on which mode is ahead,
//! so stopping favours none.

use crate::model::rounds::Rounds;
use crate::model::spec::Spec;
use crate::report::statistics::{MIN_SAMPLES, ratios, summarise};

/// How narrow each ratio's interval is to be, to either side.
const NARROW: f64 = 0.025;
/// For how long rounds are run that a claim needs, in milliseconds.
const LONGEST_MS: f64 = 30_000.0;
/// For how long more rounds are run, in milliseconds.
const USUAL_MS: f64 = 10_000.0;
/// The most rounds.
const MOST: u32 = 100;

/// What the rounds of a race have shown so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// How many rounds were run.
    pub rounds: u32,
    /// How long they took together, in milliseconds.
    pub spent_ms: f64,
    /// Whether a run was halted, as its program hung or took too long: it would the next time, too.
    pub halted: bool,
    /// For each mode the times of its rounds, in milliseconds; none where one does not count.
    pub times: Vec<Vec<Option<f64>>>,
}

impl Progress {
    /// Whether another round is run of an experiment.
    pub fn goes_on(&self, spec: &Spec) -> bool {
        let planned = match spec.rounds_asked {
            Rounds::Exactly(rounds) => return self.rounds < rounds,
            Rounds::Auto => planned(spec),
        };
        if self.rounds == 0 || self.halted {
            return self.rounds == 0;
        }
        let next_ms = self.spent_ms + self.spent_ms / f64::from(self.rounds);
        if self.counted() < planned {
            return self.rounds < MOST && next_ms <= LONGEST_MS;
        }
        planned > 1 && self.rounds < MOST && next_ms <= USUAL_MS && !self.is_settled()
    }

    /// About how long the rounds still take that are planned, in milliseconds; none before one was run.
    pub fn left_ms(&self, spec: &Spec) -> Option<f64> {
        let left = planned(spec).saturating_sub(self.counted());
        (self.rounds > 0).then(|| f64::from(left) * self.spent_ms / f64::from(self.rounds))
    }

    /// How many rounds count of every mode.
    fn counted(&self) -> u32 {
        let rounds = 0..self.rounds as usize;
        let counts = |round: &usize| {
            let times = self.times.iter();
            times
                .map(|times| times.get(*round).copied().flatten())
                .all(|time| time.is_some())
        };
        rounds.filter(counts).count() as u32
    }

    fn is_settled(&self) -> bool {
        let Some((base, others)) = self.times.split_first() else {
            return true;
        };
        others.iter().all(|other| {
            let summary = summarise(&ratios(base, other));
            let width = summary.and_then(|summary| summary.half_width());
            width.is_some_and(|width| width <= NARROW)
        })
    }
}

/// How many rounds are run at least, if there is time for them.
pub fn planned(spec: &Spec) -> u32 {
    match spec.rounds_asked {
        Rounds::Exactly(rounds) => rounds,
        // What waits takes what it waits: one round shows that.
        Rounds::Auto if !spec.computes() && spec.wait > 0 => 1,
        Rounds::Auto => MIN_SAMPLES as u32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::query::decode;

    fn progress(rounds: u32, round_ms: f64, times: &[fn(u32) -> f64]) -> Progress {
        Progress {
            rounds,
            halted: false,
            spent_ms: f64::from(rounds) * round_ms,
            times: times
                .iter()
                .map(|time| (0..rounds).map(|round| Some(time(round))).collect())
                .collect(),
        }
    }

    /// How many rounds are run if each takes so long.
    fn rounds(query: &str, round_ms: f64, times: &[fn(u32) -> f64]) -> u32 {
        let spec = decode(query).spec;
        let mut rounds = (0..).filter(|run| !progress(*run, round_ms, times).goes_on(&spec));
        rounds.next().expect("it ends")
    }

    #[test]
    fn a_number_that_was_asked_for_holds() {
        let steady: [fn(u32) -> f64; 2] = [|_| 10.0, |_| 5.0];
        assert_eq!(rounds("preset=pi&rounds=3", 60_000.0, &steady), 3);
        assert_eq!(rounds("rounds=1", 1.0, &steady), 1);
        assert_eq!(rounds("rounds=100", 1.0, &steady), 100);
    }

    #[test]
    fn waits_are_run_once() {
        assert_eq!(rounds("", 6_000.0, &[|_| 5_000.0, |_| 500.0]), 1);
    }

    #[test]
    fn computing_is_run_until_the_ratios_are_known_or_the_time_is_spent() {
        let steady: [fn(u32) -> f64; 2] = [|_| 10.0, |round| 5.0 + 0.01 * f64::from(round % 3)];
        assert_eq!(rounds("preset=pi", 1_000.0, &steady), 6);
        assert_eq!(
            rounds("preset=pi", 4_000.0, &steady),
            6,
            "six are tried up to 30 s"
        );
        assert_eq!(rounds("preset=pi", 7_000.0, &steady), 4, "and no longer");
        assert_eq!(rounds("preset=pi", 40_000.0, &steady), 1);
        let noisy: [fn(u32) -> f64; 2] = [|_| 10.0, |round| 5.0 + f64::from(round % 4)];
        assert_eq!(rounds("preset=pi", 1_000.0, &noisy), 10, "more within 10 s");
        assert_eq!(rounds("preset=pi", 1.0, &noisy), MOST);
        assert_eq!(rounds("wait=0", 1.0, &steady), 6, "empty tasks vary, too");
    }

    #[test]
    fn a_round_that_does_not_count_is_run_again() {
        let spec = decode("preset=pi").spec;
        let mut six = progress(6, 100.0, &[|_| 10.0, |_| 5.0]);
        assert!(!six.goes_on(&spec));
        assert_eq!(six.left_ms(&spec), Some(0.0));
        six.times[1][3] = None;
        assert!(six.goes_on(&spec));
        assert_eq!(six.left_ms(&spec), Some(100.0));
    }

    #[test]
    fn what_hung_is_not_run_again() {
        let spec = decode("preset=pi").spec;
        let mut once = progress(1, 100.0, &[|_| 10.0, |_| 5.0]);
        assert!(once.goes_on(&spec));
        once.halted = true;
        assert!(!once.goes_on(&spec));
    }

    #[test]
    fn whether_to_go_on_does_not_depend_on_who_is_ahead() {
        let spec = decode("preset=pi").spec;
        let mut random = fastrand::Rng::with_seed(4);
        for _ in 0..500 {
            let run = random.u32(1..12);
            let mut draw = || (0..run).map(|_| Some(10.0 + random.f64())).collect();
            let (a, b): (Vec<_>, Vec<_>) = (draw(), draw());
            let progress = |times| Progress {
                rounds: run,
                halted: false,
                spent_ms: 500.0,
                times,
            };
            let there = progress(vec![a.clone(), b.clone()]).goes_on(&spec);
            // The interval of a ratio and of its inverse differ by their centre only.
            let back = progress(vec![b, a]).goes_on(&spec);
            assert_eq!(there, back);
        }
    }
}
