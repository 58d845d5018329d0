//! What painting costs the page: a fold over frames that needs the same little room for any number
//! of them.
//!
//! It reads no clock; the painter does. How often is painted is decided in [`Pace`].

use interleave::report::environment::Painter;

/// The width of a bucket of a [`Histogram`], in milliseconds.
const STEP_MS: f64 = 0.1;
/// How many buckets it has; the last one holds all that is longer.
const BUCKETS: usize = 1_000;

/// How often which duration occurred, to a tenth of a millisecond.
#[derive(Clone, Debug)]
struct Histogram {
    counts: Vec<u32>,
    total: u32,
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            counts: vec![0; BUCKETS],
            total: 0,
        }
    }
}

impl Histogram {
    fn add(&mut self, ms: f64) {
        // Casting a negative number or none at all gives 0.
        let bucket = (ms / STEP_MS) as usize;
        self.counts[bucket.min(BUCKETS - 1)] += 1;
        self.total += 1;
    }

    /// The upper edge of the bucket below which `share` of the durations lie.
    fn percentile(&self, share: f64) -> Option<f64> {
        let wanted = (share * f64::from(self.total)).ceil() as u32;
        let mut seen = 0;
        let bucket = self.counts.iter().position(|count| {
            seen += count;
            seen >= wanted
        });
        let tenths = bucket.filter(|_| self.total > 0)? + 1;
        Some(tenths as f64 / (1.0 / STEP_MS))
    }
}

/// What the frames of a race cost.
#[derive(Clone, Debug, Default)]
pub struct Frames {
    script: Histogram,
    interval: Histogram,
    last: Option<f64>,
}

impl Frames {
    /// The browser offered a frame at this time, in milliseconds.
    pub fn offered(&mut self, at: f64) {
        if let Some(last) = self.last.replace(at) {
            self.interval.add(at - last);
        }
    }

    /// Nothing is to be painted for a while: the time until the next frame does not count.
    pub fn pause(&mut self) {
        self.last = None;
    }

    /// A frame was painted, with so many milliseconds of script.
    pub fn painted(&mut self, script_ms: f64) {
        self.script.add(script_ms);
    }

    /// What is reported; none before a frame was painted.
    pub fn summary(&self) -> Option<Painter> {
        Some(Painter {
            frames: self.script.total,
            script_p95_ms: self.script.percentile(0.95)?,
            frame_p95_ms: self.interval.percentile(0.95),
        })
    }
}

/// How often is painted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Pace {
    /// Whenever the browser offers a frame.
    Smooth,
    /// Every core computes, and painting takes a share of them: at most ten times a second, and on few
    /// cores less often, so many milliseconds apart.
    Sparing(f64),
    /// Four times a second: the reader wants as little motion as possible.
    Still,
}

impl Pace {
    /// How often to paint while so many lanes compute on so many cores.
    pub(crate) fn new(computing: usize, cores: u32, reduced_motion: bool) -> Self {
        if reduced_motion {
            Pace::Still
        } else if computing >= cores.max(1) as usize {
            Pace::Sparing((800.0 / f64::from(cores.max(1))).max(100.0))
        } else {
            Pace::Smooth
        }
    }

    /// How long to rest before it is time to paint again, in milliseconds.
    pub(crate) fn rest_ms(self, since_ms: f64) -> f64 {
        let apart = match self {
            Pace::Smooth => 0.0,
            Pace::Sparing(apart) => apart,
            Pace::Still => 250.0,
        };
        (apart - since_ms).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_reported_of_nothing() {
        let mut frames = Frames::default();
        assert_eq!(frames.summary(), None);
        frames.offered(5.0);
        frames.painted(1.0);
        let summary = frames.summary().expect("there is a frame");
        assert_eq!(summary.frame_p95_ms, None, "there is no interval yet");
    }

    #[test]
    fn the_slowest_twentieth_is_left_out() {
        let mut frames = Frames::default();
        let mut at = 0.0;
        for frame in 0..1_000 {
            at += if frame % 100 == 7 { 50.0 } else { 16.0 };
            frames.offered(at);
            frames.painted(if frame % 10 == 7 { 6.45 } else { 0.55 });
        }
        let summary = frames.summary().expect("there are frames");
        assert_eq!(summary.frames, 1_000);
        assert_eq!(summary.script_p95_ms, 6.5);
        let frame = summary.frame_p95_ms.expect("there are intervals");
        assert!((16.0..=16.2).contains(&frame), "{summary:?}");
    }

    #[test]
    fn odd_durations_do_no_harm() {
        let mut frames = Frames::default();
        for at in [1e12, 0.0, f64::NAN, f64::INFINITY] {
            frames.offered(at);
            frames.painted(at);
        }
        let summary = frames.summary().expect("there are frames");
        assert_eq!(summary.script_p95_ms, 100.0);
    }

    #[test]
    fn painting_steps_back_when_every_core_computes() {
        assert_eq!(Pace::new(1, 2, false), Pace::Smooth);
        assert_eq!(Pace::new(2, 2, false), Pace::Sparing(400.0));
        assert_eq!(Pace::new(64, 64, false), Pace::Sparing(100.0));
        assert_eq!(Pace::new(0, 0, false), Pace::Smooth);
        assert_eq!(Pace::new(0, 8, true), Pace::Still);
        assert_eq!(Pace::Smooth.rest_ms(0.0), 0.0);
        assert_eq!(Pace::Sparing(100.0).rest_ms(30.0), 70.0);
        assert_eq!(Pace::Sparing(100.0).rest_ms(f64::INFINITY), 0.0);
    }
}
