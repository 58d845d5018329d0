//! From samples to what may be said about them; and the formulas that say what to expect.
//!
//! All times are in milliseconds. Nothing here knows where a sample comes from.

use crate::api::End;
use crate::clock::to_ms;
use crate::spec::{Mode, RUN_LIMIT, Spec};
use crate::task::Task;

/// The middle value of samples, and where it would lie in 95 of 100 repetitions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// The median.
    pub median: f64,
    /// Its 95 % interval; none below [`MIN_SAMPLES`] samples.
    pub ci95: Option<[f64; 2]>,
}

/// The fewest samples that give an interval.
pub const MIN_SAMPLES: usize = 5;

/// How often samples are drawn again to find an interval.
const RESAMPLES: usize = 2_000;

/// Sums up samples; none without any. Samples that are not finite are passed over.
///
/// The interval is the percentile bootstrap's, drawn from `seed`: the same samples give the same
/// interval.
pub fn summarise(samples: &[f64], seed: u64) -> Option<Summary> {
    let mut samples: Vec<f64> = samples.iter().copied().filter(|s| s.is_finite()).collect();
    let middle = median(&mut samples)?;
    let ci95 = (samples.len() >= MIN_SAMPLES).then(|| {
        let mut drawn = Vec::new();
        interval(seed, |random| median(redraw(&samples, &mut drawn, random)))
    });
    Some(Summary {
        median: middle,
        ci95,
    })
}

/// How many times as long `base` takes as `other`, by their medians; none unless both have samples
/// and neither median is 0. The interval is drawn as in [`summarise`], and none if either has too
/// few samples.
pub fn ratio(base: &[f64], other: &[f64], seed: u64) -> Option<Summary> {
    let divide = |base: Option<f64>, other: Option<f64>| {
        let (base, other) = (base?, other?);
        (base > 0.0 && other > 0.0).then(|| base / other)
    };
    let middle = divide(median(&mut base.to_vec()), median(&mut other.to_vec()))?;
    let ci95 = (base.len() >= MIN_SAMPLES && other.len() >= MIN_SAMPLES).then(|| {
        let mut drawn = Vec::new();
        interval(seed, |random| {
            let base = median(redraw(base, &mut drawn, random));
            divide(base, median(redraw(other, &mut drawn, random)))
        })
    });
    Some(Summary {
        median: middle,
        ci95,
    })
}

/// As many of the samples as there are, each drawn from all of them.
fn redraw<'d>(
    samples: &[f64],
    drawn: &'d mut Vec<f64>,
    random: &mut fastrand::Rng,
) -> &'d mut [f64] {
    drawn.clear();
    drawn.extend((0..samples.len()).map(|_| samples[random.usize(0..samples.len())]));
    drawn
}

/// Where 95 of 100 of the values lie that are drawn.
fn interval(seed: u64, mut draw: impl FnMut(&mut fastrand::Rng) -> Option<f64>) -> [f64; 2] {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut values: Vec<f64> = (0..RESAMPLES).filter_map(|_| draw(&mut random)).collect();
    [0.025, 0.975].map(|share| percentile(&mut values, share).unwrap_or(f64::NAN))
}

fn median(samples: &mut [f64]) -> Option<f64> {
    samples.sort_by(f64::total_cmp);
    let half = samples.len() / 2;
    if samples.is_empty() {
        None
    } else if samples.len().is_multiple_of(2) {
        Some((samples[half - 1] + samples[half]) / 2.0)
    } else {
        Some(samples[half])
    }
}

/// The share of the samples below which `share` of them lie; none without any.
pub fn percentile(samples: &mut [f64], share: f64) -> Option<f64> {
    samples.sort_by(f64::total_cmp);
    let last = samples.len().checked_sub(1)?;
    Some(samples[(share * last as f64).round() as usize])
}

/// What a machine computes: what is needed to expect a time.
#[derive(Clone, Copy, Debug)]
pub struct Capacity<'c> {
    /// What each amount of work costs alone on one core: units and milliseconds.
    pub costs: &'c [(u64, f64)],
    /// How many cores compute at once.
    pub cores: f64,
}

impl Capacity<'_> {
    fn cost(&self, units: u64) -> Option<f64> {
        if units == 0 {
            return Some(0.0);
        }
        let known = self.costs.iter().find(|(known, _)| *known == units);
        known.map(|(_, ms)| *ms)
    }
}

/// The wall time to expect of a mode, in milliseconds; none if a cost is not known.
///
/// With N equal tasks that wait S and compute C, on W workers and P cores:
///
/// | mode | time |
/// | --- | --- |
/// | sequential | N(S+C) |
/// | threads, processes | max(⌈N/W⌉(S+C), S + N·C/min(W,P)) |
/// | gil | max(⌈N/W⌉(S+C), S + N·C); pure computing N·C |
/// | async | S + N·C; if coroutines block, N(S+C) |
///
/// Tasks that differ are added up one by one, and handed out in their order.
pub fn expected_ms(mode: Mode, spec: &Spec, tasks: &[Task], capacity: Capacity) -> Option<f64> {
    let steps: Option<Vec<(f64, f64)>> = tasks
        .iter()
        .map(|task| Some((to_ms(task.wait()), capacity.cost(task.units())?)))
        .collect();
    let steps = steps?;
    let one_by_one: f64 = steps.iter().map(|(wait, cost)| wait + cost).sum();
    Some(match mode {
        Mode::Sequential => one_by_one,
        Mode::Async if spec.blocking => one_by_one,
        Mode::Async => last_end(&steps, 1.0),
        Mode::Threads | Mode::Gil | Mode::Processes => {
            let workers = spec.workers_of(mode);
            let cores = match mode {
                Mode::Gil if spec.gil => 1.0,
                _ => f64::from(workers).min(capacity.cores),
            };
            makespan(&steps, workers as usize).max(last_end(&steps, cores))
        }
    })
}

/// The modes of which it is known before they run that they will pass [`RUN_LIMIT`], and the time
/// that the formula expects of them at least, in milliseconds. A cost that is not known counts as
/// nothing. Where tasks go wrong, or the program does not wait for them all, nothing is said: its
/// run may end early.
pub fn beyond_limit(spec: &Spec, capacity: Capacity) -> Vec<(Mode, f64)> {
    let mut costs = capacity.costs.to_vec();
    let tasks = spec.tasks();
    for task in &tasks {
        if capacity.cost(task.units()).is_none() {
            costs.push((task.units(), 0.0));
        }
    }
    let capacity = Capacity {
        costs: &costs,
        ..capacity
    };
    let waits_for_all = |mode: Mode| {
        let end = spec.end_of(spec.api(mode));
        matches!(end, End::Join | End::Unread) && tasks.iter().all(|task| task.fault.is_none())
    };
    let modes = spec.modes.iter().filter(|mode| waits_for_all(**mode));
    modes
        .filter_map(|mode| Some((*mode, expected_ms(*mode, spec, &tasks, capacity)?)))
        .filter(|(_, ms)| *ms > to_ms(RUN_LIMIT))
        .collect()
}

/// When the last task ends if computing goes on without a gap, and each task waits after it.
fn last_end(steps: &[(f64, f64)], cores: f64) -> f64 {
    let mut computed = 0.0;
    let mut last = 0.0_f64;
    for (wait, cost) in steps {
        computed += cost / cores;
        last = last.max(computed + wait);
    }
    last
}

/// When the last lane is free if each takes the next task as soon as it is free.
fn makespan(steps: &[(f64, f64)], lanes: usize) -> f64 {
    let mut free = vec![0.0_f64; lanes.max(1)];
    for (wait, cost) in steps {
        let first = free.iter().copied().map(f64::to_bits).enumerate();
        // Times are not negative, so their bits are ordered as they are.
        if let Some((lane, _)) = first.min_by_key(|(_, bits)| *bits) {
            free[lane] += wait + cost;
        }
    }
    free.into_iter().fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_few_samples_has_no_interval() {
        assert_eq!(summarise(&[], 1), None);
        let summary = summarise(&[3.0, 1.0, f64::NAN, 2.0, 10.0], 1);
        let expected = Summary {
            median: 2.5,
            ci95: None,
        };
        assert_eq!(summary, Some(expected));
    }

    #[test]
    fn the_interval_holds_the_median_and_narrows_with_samples() {
        let mut random = fastrand::Rng::with_seed(9);
        let mut width = |count: usize| {
            let samples: Vec<f64> = (0..count).map(|_| 100.0 + random.f64()).collect();
            let summary = summarise(&samples, 1).expect("there are samples");
            let [low, high] = summary.ci95.expect("there are enough");
            assert!(low <= summary.median && summary.median <= high);
            assert_eq!(summarise(&samples, 1), Some(summary), "it can be repeated");
            high - low
        };
        assert!(width(200) < width(5));
    }

    #[test]
    fn a_ratio_is_sure_only_where_the_samples_are() {
        let slow = [100.0, 101.0, 102.0, 99.0, 100.0];
        let fast = [50.0, 51.0, 49.0, 50.0, 50.0];
        let sure = ratio(&slow, &fast, 1).expect("there are samples");
        let [low, high] = sure.ci95.expect("there are enough");
        assert_eq!(sure.median, 2.0);
        assert!(1.9 < low && low <= 2.0 && (2.0..2.1).contains(&high));
        let wild = [20.0, 180.0, 90.0, 150.0, 60.0];
        let [low, high] = ratio(&slow, &wild, 1)
            .and_then(|r| r.ci95)
            .expect("there are enough");
        assert!(low < 1.0 && high > 1.0);
        assert_eq!(ratio(&slow, &fast[..4], 1).and_then(|r| r.ci95), None);
        assert_eq!(ratio(&slow, &[], 1), None);
        assert_eq!(ratio(&slow, &[0.0], 1), None);
    }

    #[test]
    fn equal_tasks_take_what_the_formulas_say() {
        let (n, wait, cost) = (10_u32, 500_u32, 40.0);
        let costs = [(1_000, cost)];
        let expect = |mode, workers, work, cores, blocking| {
            let spec = Spec {
                n,
                wait,
                work,
                workers,
                blocking,
                ..Spec::default()
            };
            let capacity = Capacity {
                costs: &costs,
                cores,
            };
            expected_ms(mode, &spec, &spec.tasks(), capacity).expect("the cost is known")
        };
        let (n, wait) = (f64::from(n), f64::from(wait));
        for workers in [1, 2, 4, 10, 64] {
            for cores in [1.0, 1.9, 8.0] {
                let batches = (n / f64::from(workers)).ceil();
                let bound = wait + n * cost / f64::from(workers).min(cores);
                let threads = expect(Mode::Threads, workers, 1_000, cores, false);
                assert!((threads - (batches * (wait + cost)).max(bound)).abs() < 1e-9);
                assert_eq!(
                    expect(Mode::Threads, workers, 0, cores, false),
                    batches * wait
                );
            }
        }
        assert_eq!(
            expect(Mode::Sequential, 4, 1_000, 2.0, false),
            n * (wait + cost)
        );
        assert_eq!(expect(Mode::Async, 4, 1_000, 2.0, false), wait + n * cost);
        assert_eq!(expect(Mode::Async, 4, 1_000, 2.0, true), n * (wait + cost));
    }

    #[test]
    fn what_will_pass_the_limit_is_known_before_it_runs() {
        let beyond = |query: &str, costs: &[(u64, f64)]| {
            let spec = crate::query::decode(query).spec;
            let modes = beyond_limit(&spec, Capacity { costs, cores: 2.0 });
            modes
                .into_iter()
                .map(|(mode, ms)| (mode, ms as u64))
                .collect::<Vec<_>>()
        };
        use Mode::{Gil, Processes, Sequential, Threads};
        assert_eq!(
            beyond("n=5&wait=60000&workers=2", &[]),
            [
                (Sequential, 300_000),
                (Threads, 180_000),
                (Gil, 180_000),
                (Processes, 180_000)
            ]
        );
        assert_eq!(
            beyond("n=2&wait=60000&workers=2", &[]),
            [],
            "120 s are no more than the limit"
        );
        let costs = [(9, 50_000.0)];
        let gil = "n=3&wait=0&work=9&workers=4&modes=sequential,threads,gil";
        assert_eq!(beyond(gil, &costs), [(Sequential, 150_000), (Gil, 150_000)]);
        assert_eq!(beyond(gil, &[]), [], "nobody knows yet");
        let faulty = "n=3&wait=60000&modes=sequential&tasks=0:fail";
        assert_eq!(beyond(faulty, &[]), [], "it breaks off");
        let ends = "n=3&wait=60000&workers=1&modes=processes&api=apply_async&end=";
        for (end, modes) in [
            ("join", 1),
            ("unread", 1),
            ("timeout", 0),
            ("terminate", 0),
            ("unclosed", 0),
        ] {
            assert_eq!(beyond(&[ends, end].concat(), &[]).len(), modes, "{end}");
        }
    }

    #[test]
    fn what_cannot_be_known_is_not_guessed() {
        let spec = Spec {
            work: 5,
            ..Spec::default()
        };
        let capacity = Capacity {
            costs: &[],
            cores: 2.0,
        };
        assert_eq!(
            expected_ms(Mode::Async, &spec, &spec.tasks(), capacity),
            None
        );
    }
}
