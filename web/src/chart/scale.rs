//! The time axis: how far it reaches, where a moment lies on it, and its ticks.
//!
//! ```text
//! 0        1 s       2 s       3 s       4 s       5 s
//! ├─────────┼─────────┼─────────┼─────────┼─────────┼╴
//! ```
//!
//! Linear, from 0. No pixels of a real screen and no DOM: widths are passed in.

use interleave::time::{MILLI, Nanos, to_ms};
use interleave::wording::format;

/// A microsecond.
const MICRO: Nanos = MILLI / 1_000;
/// A second.
const SECOND: Nanos = 1_000 * MILLI;
/// The shortest axis: below it, no clock in a browser tells anything.
const SHORTEST: Nanos = 10 * MICRO;

/// How far an axis reaches that shows `needed`, when it reached `extent` before (0: nowhere yet).
///
/// It is a little longer than needed, so that an end can be seen as one. While a race is `live` it
/// only grows, by a fifth at least, so that the picture does not jitter; once settled, it also
/// shrinks, if a good part of it is empty.
pub(crate) fn reach(extent: Nanos, needed: Nanos, live: bool) -> Nanos {
    let fitting = (needed + needed / 64).max(SHORTEST);
    let fits = needed <= extent && (live || fitting >= extent - extent / 6);
    if fits {
        extent
    } else if extent == 0 || !live {
        fitting
    } else {
        fitting.max(extent + extent / 5)
    }
}

/// The part of the axis that is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) from: Nanos,
    pub(crate) to: Nanos,
}

impl Window {
    /// All of an axis.
    pub(crate) fn whole(extent: Nanos) -> Self {
        Self {
            from: 0,
            to: extent,
        }
    }

    /// How long it is.
    pub(crate) fn length(&self) -> Nanos {
        self.to - self.from
    }

    /// Where a time lies, as an SVG attribute; none outside.
    pub(crate) fn percent(&self, at: Nanos) -> Option<String> {
        let within = (self.from..=self.to).contains(&at);
        within.then(|| share(to_ms(at - self.from), to_ms(self.length())))
    }

    /// Shows `factor` times as long a time, and a moment where it was; within the axis.
    pub(crate) fn zoom(&self, factor: f64, around: Nanos, extent: Nanos) -> Self {
        let around = around.clamp(self.from, self.to);
        let least = SHORTEST.min(extent) as f64;
        let length = (self.length() as f64 * factor).clamp(least, extent as f64);
        let before = (around - self.from) as f64 / self.length().max(1) as f64 * length;
        Self::begin(around as f64 - before, length, extent)
    }

    /// Shows what lies beside it, by a share of its length; within the axis.
    pub(crate) fn pan(&self, share: f64, extent: Nanos) -> Self {
        let length = self.length() as f64;
        Self::begin(self.from as f64 + share * length, length, extent)
    }

    fn begin(from: f64, length: f64, extent: Nanos) -> Self {
        let from = from.min(extent as f64 - length).max(0.0) as Nanos;
        Self {
            from,
            to: (from + length.ceil() as Nanos).min(extent),
        }
    }
}

/// A linear scale: the time of a window over `width` pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    /// How many pixels there are.
    pub(crate) width: f64,
    /// The time at the left edge.
    from: f64,
    /// Pixels to a nanosecond, and the inverse.
    pixels: f64,
    nanos: f64,
}

impl Scale {
    /// The scale that shows a window over `width` pixels.
    pub(crate) fn new(window: Window, width: f64) -> Self {
        let length = window.length().max(1) as f64;
        Self {
            width,
            from: window.from as f64,
            pixels: width / length,
            nanos: length / width.max(1.0),
        }
    }

    /// Where a time lies, in pixels; below 0 left of the window.
    pub(crate) fn x(&self, at: Nanos) -> f64 {
        (at as f64 - self.from) * self.pixels
    }

    /// The time at a place; 0 left of the axis.
    pub(crate) fn time(&self, x: f64) -> Nanos {
        // Casting a negative number gives 0.
        (self.from + x * self.nanos) as Nanos
    }

    /// How long so many pixels are.
    pub(crate) fn lasts(&self, pixels: f64) -> Nanos {
        (pixels * self.nanos) as Nanos
    }
}

/// A tick: when, and its label.
pub(crate) type Tick = (Nanos, String);

/// Ticks at steps of 1, 2 or 5 within a window, about `count` of them and hardly ever more.
pub(crate) fn ticks(window: Window, count: usize) -> Vec<Tick> {
    let step = step(window.length(), count.max(1) as Nanos);
    let far = window.to;
    let (unit, name) = if step >= SECOND || (far >= 2 * SECOND && step >= 100 * MILLI) {
        (SECOND, "s")
    } else if step >= MILLI || (far >= 2 * MILLI && step >= 100 * MICRO) {
        (MILLI, "ms")
    } else {
        (MICRO, "µs")
    };
    // As many decimals as tell the steps apart.
    let decimals = (0..4).find(|decimals| step.is_multiple_of(unit / 10_u64.pow(*decimals)));
    let decimals = decimals.unwrap_or(3) as usize;
    (window.from.div_ceil(step)..=window.to / step)
        .map(|index| index * step)
        .map(|at| {
            let number = format::fixed(at as f64 / unit as f64, decimals);
            let label = if at == 0 {
                "0".to_owned()
            } else {
                format!("{number} {name}")
            };
            (at, label)
        })
        .collect()
}

/// The shortest step of 1, 2 or 5 that gives at most `count` steps.
fn step(extent: Nanos, count: Nanos) -> Nanos {
    let mut power = 1;
    loop {
        for digit in [1, 2, 5] {
            if extent / (digit * power) <= count {
                return digit * power;
            }
        }
        power *= 10;
    }
}

/// A part of a whole, as an SVG attribute: `43.21%`; held to 0 to 100.
pub(crate) fn share(part: f64, whole: f64) -> String {
    let share = if whole > 0.0 { part / whole } else { 0.0 };
    format!("{}%", format::fixed(share.clamp(0.0, 1.0) * 100.0, 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(extent: Nanos, count: usize) -> String {
        let labels: Vec<String> = ticks(Window::whole(extent), count)
            .into_iter()
            .map(|tick| tick.1)
            .collect();
        labels.join(" | ")
    }

    #[test]
    fn ticks_have_round_steps_and_a_unit() {
        assert_eq!(labels(5_078 * MILLI, 6), "0 | 1 s | 2 s | 3 s | 4 s | 5 s");
        assert_eq!(
            labels(5_078 * MILLI, 12),
            "0 | 0.5 s | 1.0 s | 1.5 s | 2.0 s | 2.5 s | 3.0 s | 3.5 s | 4.0 s | 4.5 s | 5.0 s"
        );
        assert_eq!(
            labels(510 * MILLI, 6),
            "0 | 100 ms | 200 ms | 300 ms | 400 ms | 500 ms"
        );
        assert_eq!(labels(1_520 * MILLI, 4), "0 | 500 ms | 1000 ms | 1500 ms");
        assert_eq!(
            labels(121 * SECOND, 6),
            "0 | 20 s | 40 s | 60 s | 80 s | 100 s | 120 s"
        );
        assert_eq!(
            labels(2_100 * MICRO, 5),
            "0 | 0.5 ms | 1.0 ms | 1.5 ms | 2.0 ms"
        );
        assert_eq!(labels(47 * MICRO, 5), "0 | 10 µs | 20 µs | 30 µs | 40 µs");
    }

    #[test]
    fn there_are_never_too_many_ticks_and_never_too_few() {
        let mut extent = SHORTEST;
        while extent < 4_000 * SECOND {
            for count in 2..12 {
                let ticks = ticks(Window::whole(extent), count);
                assert!(ticks.len() <= count + 1, "{extent} {count}: {ticks:?}");
                assert!(2 * ticks.len() > count / 2, "{extent} {count}: {ticks:?}");
                let mut seen: Vec<&str> = ticks.iter().map(|tick| tick.1.as_str()).collect();
                seen.dedup();
                assert_eq!(seen.len(), ticks.len(), "no label twice: {ticks:?}");
            }
            extent += extent / 7;
        }
    }

    #[test]
    fn a_live_axis_grows_in_few_steps_and_never_shrinks() {
        let mut extent = reach(0, 500 * MILLI, true);
        let (mut steps, begin) = (0, extent);
        for ms in 0..5_000 {
            let next = reach(extent, ms * MILLI, true);
            assert!(next >= extent && next >= ms * MILLI);
            steps += usize::from(next != extent);
            extent = next;
        }
        assert!(begin > 500 * MILLI && begin < 520 * MILLI);
        assert!(steps < 15, "{steps}");
        let settled = reach(extent, 2_000 * MILLI, false);
        assert!(settled < 2_100 * MILLI);
        assert_eq!(
            reach(settled, 1_990 * MILLI, false),
            settled,
            "as good as the same"
        );
    }

    #[test]
    fn places_and_times_are_each_others_inverse() {
        let scale = Scale::new(Window::whole(SECOND), 800.0);
        assert_eq!(
            [0, 250 * MILLI, SECOND].map(|at| scale.x(at)),
            [0.0, 200.0, 800.0]
        );
        assert_eq!(
            [-5.0, 0.0, 200.0].map(|x| scale.time(x)),
            [0, 0, 250 * MILLI]
        );
        assert_eq!(share(1.0, 3.0), "33.333%");
        assert_eq!(share(1.0, 0.0), "0.000%");
    }

    #[test]
    fn a_part_of_the_axis_is_shown_with_its_own_ticks() {
        let part = Window {
            from: 3_000 * MILLI,
            to: 3_010 * MILLI,
        };
        let labels: Vec<String> = ticks(part, 5).into_iter().map(|tick| tick.1).collect();
        assert_eq!(
            labels,
            [
                "3000 ms", "3002 ms", "3004 ms", "3006 ms", "3008 ms", "3010 ms"
            ]
        );
        assert_eq!(part.percent(3_005 * MILLI).as_deref(), Some("50.000%"));
        assert_eq!(part.percent(2_999 * MILLI), None);
        let scale = Scale::new(part, 100.0);
        assert_eq!(scale.x(3_001 * MILLI), 10.0);
        assert_eq!(scale.time(10.0), 3_001 * MILLI);
    }

    #[test]
    fn zooming_keeps_the_moment_and_stays_within_the_axis() {
        let whole = Window::whole(SECOND);
        let near = whole.zoom(0.5, 250 * MILLI, SECOND);
        assert_eq!((near.from, near.to), (125 * MILLI, 625 * MILLI));
        assert_eq!(near.zoom(2.0, 250 * MILLI, SECOND), whole);
        assert_eq!(near.zoom(100.0, 0, SECOND), whole);
        assert_eq!(near.pan(5.0, SECOND).to, SECOND);
        assert_eq!(near.pan(-5.0, SECOND).from, 0);
        assert_eq!(whole.zoom(0.0, 0, SECOND).length(), SHORTEST);
        assert_eq!(Window::whole(3).zoom(0.1, 1, 3), Window::whole(3));
    }
}
