//! From samples to what may be said about them.
//!
//! All times are in milliseconds. Nothing here knows where a sample comes from.

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
}
