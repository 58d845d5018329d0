//! Medians, intervals, ratios and outliers of samples.
//!
//! Nothing is assumed of how samples are distributed. The interval of a median is that of the sign
//! test: between two of the samples themselves, chosen by their rank so that it holds the true median
//! with at least 95 % ([Conover, *Practical Nonparametric Statistics*, 3.2]). Five samples reach
//! 93.75 %, so an interval needs six. All times are in milliseconds; nothing here knows where a sample
//! comes from. `crate/tests/statistics.rs` compares this file with Python's `statistics`.

use statrs::distribution::{Binomial, DiscreteCDF};

/// The middle value of samples, and where the true one lies with 95 % confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// The median.
    pub median: f64,
    /// Its 95 % interval; none below [`MIN_SAMPLES`] samples.
    pub ci95: Option<[f64; 2]>,
}

impl Summary {
    /// How far the interval of a ratio reaches to either side of its middle, as a share: the same for the
    /// inverse ratio. None without an interval.
    pub fn half_width(&self) -> Option<f64> {
        let [low, high] = self.ci95?;
        (low > 0.0).then(|| (high / low).sqrt() - 1.0)
    }
}

/// The fewest samples that give an interval.
pub const MIN_SAMPLES: usize = 6;

/// How sure an interval is.
const CONFIDENCE: f64 = 0.95;

/// How far beyond the quartiles a sample is an outlier, in interquartile ranges: Tukey's fences.
const FENCE: f64 = 1.5;

/// Sums up samples; none without any. Skips samples that are not finite.
pub fn summarise(samples: &[f64]) -> Option<Summary> {
    let samples = sorted(samples);
    let median = quantile(&samples, 0.5)?;
    let ci95 = rank(samples.len()).map(|rank| [samples[rank - 1], samples[samples.len() - rank]]);
    Some(Summary { median, ci95 })
}

/// How many times as long `base` takes as `other`, round by round: what disturbs a round disturbs
/// both. Skips rounds that either lacks.
pub fn ratios(base: &[Option<f64>], other: &[Option<f64>]) -> Vec<f64> {
    let pairs = base.iter().zip(other);
    let ratio = |(base, other): (&Option<f64>, &Option<f64>)| {
        let (base, other) = ((*base)?, (*other)?);
        (base > 0.0 && other > 0.0).then(|| base / other)
    };
    pairs.filter_map(ratio).collect()
}

/// The limits outside of which a sample is an outlier; none without samples.
pub fn fences(samples: &[f64]) -> Option<[f64; 2]> {
    let samples = sorted(samples);
    let [low, high] = [quantile(&samples, 0.25)?, quantile(&samples, 0.75)?];
    let reach = FENCE * (high - low);
    Some([low - reach, high + reach])
}

/// The rank, from below and from above, of the samples that bound the interval of the median; none if
/// there are too few.
fn rank(count: usize) -> Option<usize> {
    // The number of samples below the true median.
    let below = Binomial::new(0.5, count as u64).ok()?;
    let covers = |rank: usize| 1.0 - 2.0 * below.cdf(rank as u64 - 1) >= CONFIDENCE;
    (1..=count / 2).rev().find(|rank| covers(*rank))
}

fn sorted(samples: &[f64]) -> Vec<f64> {
    let mut samples: Vec<f64> = samples.iter().copied().filter(|s| s.is_finite()).collect();
    samples.sort_by(f64::total_cmp);
    samples
}

/// The quantile of sorted samples, interpolated between two of them if necessary; none without any.
fn quantile(samples: &[f64], share: f64) -> Option<f64> {
    let place = share * samples.len().checked_sub(1)? as f64;
    let (below, above) = (
        samples[place.floor() as usize],
        samples[place.ceil() as usize],
    );
    Some(below + (above - below) * place.fract())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_few_samples_has_no_interval() {
        assert_eq!(summarise(&[]), None);
        let summary = summarise(&[3.0, 1.0, f64::NAN, 2.0, 10.0]);
        let expected = Summary {
            median: 2.5,
            ci95: None,
        };
        assert_eq!(summary, Some(expected));
    }

    #[test]
    fn the_interval_lies_between_samples_of_the_right_ranks() {
        // The ranks of the sign test at 95 %, as printed in textbooks.
        for (count, expected) in [
            (5, None),
            (6, Some(1)),
            (8, Some(1)),
            (9, Some(2)),
            (12, Some(3)),
            (15, Some(4)),
            (20, Some(6)),
            (25, Some(8)),
            (100, Some(40)),
        ] {
            assert_eq!(rank(count), expected, "{count}");
        }
        let samples: Vec<f64> = (1..=9).map(f64::from).collect();
        let expected = Summary {
            median: 5.0,
            ci95: Some([2.0, 8.0]),
        };
        assert_eq!(summarise(&samples), Some(expected));
        assert_eq!(expected.half_width(), Some(1.0));
    }

    #[test]
    fn ratios_are_those_of_the_same_round() {
        let base = [Some(10.0), None, Some(30.0), Some(5.0)];
        let other = [Some(5.0), Some(1.0), Some(10.0), Some(0.0)];
        assert_eq!(ratios(&base, &other), [2.0, 3.0]);
    }

    #[test]
    fn a_sample_far_off_is_an_outlier() {
        assert_eq!(fences(&[]), None);
        let [low, high] = fences(&[10.0, 11.0, 12.0, 13.0, 90.0]).expect("there are samples");
        assert_eq!([low, high], [8.0, 16.0]);
    }
}
