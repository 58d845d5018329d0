//! What the board shows, as numbers: a plot for each mode, its lanes as rows of pixels, and how far the
//! axis has to reach. Pure; the painter and the document only follow it.
//!
//! Four tasks that wait 500 ms, on two workers, with a `┊` where the model expects the end:
//!
//! ```text
//!              0       500 ms     1 s       1.5 s     2 s
//! sequential   │▌///////▌/////////▌/////////▌/////////┊      1 lane, 30 px
//! threads      │▌///////▌/////////┊                          2 lanes of 16 px
//!              │▌///////▌/////////┊
//! async        │▌///////┊                                    4 lanes of 16 px,
//!              │▌///////┊                                    one a coroutine
//!              │▌///////┊
//!              │▌///////┊
//! ```
//!
//! | lanes | a row is | high |
//! | --- | --- | --- |
//! | 1 | the lane | 30 px |
//! | 2–6 | a lane | 16 px |
//! | 7–24 | a lane | what fits into 96 px: 13 to 4 px |
//! | 25–160 | a lane | what fits into 97 to 160 px: 3 to 1 px |
//! | 161–2,000 | several lanes, as even as can be | 1 px, 160 rows |
//! | more | likewise | 2 px, 80 rows |

use std::ops::Range;

use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use interleave::report::formula::{Capacity, formula_ms};
use interleave::time::{Nanos, from_ms};

use crate::state::Race;

/// The most rows of a plot, and its height then.
const MOST_ROWS: usize = 160;
/// So many lanes make a plot so dense that rows twice as high show as much, at half the cost.
const DENSE: usize = 2_000;
/// The height that a plot with a middling number of lanes keeps to.
const USUAL_HEIGHT: usize = 96;
/// The height that a plot keeps to where many modes share a screen.
const LITTLE_HEIGHT: usize = 40;
/// The height of a row where one mode has a screen to itself, in CSS pixels.
const TALLEST: usize = 48;
/// What is left free above and below the rows of a plot, together.
const MARGIN: usize = 24;
/// The most steps that a preview works with.
const MOST_PREVIEWED: u32 = 100_000;
/// The least height of a plot.
const LEAST_HEIGHT: usize = 64;

/// How lanes become rows of pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rows {
    lanes: usize,
    /// How many rows there are.
    pub(crate) count: usize,
    /// From one row to the next, in CSS pixels.
    pub(crate) pitch: usize,
}

impl Rows {
    /// The rows of so many lanes.
    pub(crate) fn new(lanes: usize) -> Self {
        let (count, pitch) = match lanes {
            0 | 1 => (lanes, 30),
            2..=6 => (lanes, 16),
            7..=24 => (lanes, USUAL_HEIGHT / lanes),
            25..=MOST_ROWS => {
                let height = (USUAL_HEIGHT + lanes - 24).min(MOST_ROWS);
                (lanes, (height / lanes).max(1))
            }
            ..=DENSE => (MOST_ROWS, 1),
            _ => (MOST_ROWS / 2, 2),
        };
        Self {
            lanes,
            count,
            pitch,
        }
    }

    /// The same lanes in little room, where many modes share a screen.
    pub(crate) fn dense(self) -> Self {
        let lanes = self.lanes;
        let (count, pitch) = match lanes {
            0 | 1 => (lanes, 30),
            2..=LITTLE_HEIGHT => (lanes, (LITTLE_HEIGHT / lanes).min(self.pitch)),
            _ => (LITTLE_HEIGHT, 1),
        };
        Self {
            lanes,
            count,
            pitch,
        }
    }

    /// The same lanes where one mode has a screen to itself.
    pub(crate) fn tall(self) -> Self {
        let fits = MOST_ROWS / self.lanes.max(1);
        let pitch = fits.min(TALLEST).max(self.pitch);
        Self { pitch, ..self }
    }

    /// So many lanes in so many rows.
    #[cfg(test)]
    pub(crate) fn merged(lanes: usize, count: usize) -> Self {
        let pitch = 1;
        Self {
            lanes,
            count,
            pitch,
        }
    }

    /// How many lanes there are.
    pub(crate) fn lanes(&self) -> usize {
        self.lanes
    }

    /// The height of all rows, in CSS pixels.
    pub(crate) fn height(&self) -> usize {
        self.count * self.pitch
    }

    /// The height of the plot that they lie in, in CSS pixels.
    pub(crate) fn plot_height(&self) -> usize {
        (self.height() + MARGIN).max(LEAST_HEIGHT)
    }

    /// What a row leaves free of its pitch, in CSS pixels: lanes are told apart by it.
    pub(crate) fn gap(&self) -> usize {
        match self.pitch {
            12.. => 2,
            4..12 => 1,
            _ => 0,
        }
    }

    /// Whether each row is one lane.
    pub(crate) fn is_single(&self) -> bool {
        self.count == self.lanes
    }

    /// The lanes of a row.
    pub(crate) fn lanes_of(&self, row: usize) -> Range<usize> {
        let first = |row| row * self.lanes / self.count.max(1);
        first(row)..first(row + 1)
    }

    /// The lane at a height within the rows, from 0 to below 1.
    pub(crate) fn lane_at(&self, share: f64) -> Option<usize> {
        let lane = (share * self.lanes as f64).floor();
        ((0.0..self.lanes as f64).contains(&lane)).then_some(lane as usize)
    }

    /// The middle of a lane within the rows, from 0 to 1.
    pub(crate) fn middle_of(&self, lane: usize) -> f64 {
        (lane as f64 + 0.5) / self.lanes.max(1) as f64
    }
}

/// One mode's part of the board.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ModeLayout {
    /// The mode.
    pub(crate) mode: Mode,
    /// Its rows.
    pub(crate) rows: Rows,
    /// When the model expects its end; none if that is not known, or the mode cannot run here.
    pub(crate) expected: Option<Nanos>,
}

/// The board.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Layout {
    /// The modes, from above.
    pub(crate) modes: Vec<ModeLayout>,
    /// How far the axis has to reach at least.
    pub(crate) needed: Nanos,
}

impl Layout {
    /// The board of a race, with what is known of it.
    pub(crate) fn of(race: &Race) -> Self {
        let recording = race.recording.read();
        let mut modes = Vec::new();
        let mut needed = 0;
        for run in &race.report.runs {
            let expected = run.expected_end_ms();
            let expected = expected.filter(|_| run.available).map(from_ms);
            let rounds = run.rounds.iter().filter_map(|round| round.elapsed_ms);
            let latest = recording
                .get(&run.mode)
                .map_or(0, |timeline| timeline.latest());
            needed = rounds
                .map(from_ms)
                .chain(expected)
                .fold(needed.max(latest), Nanos::max);
            let sample = race.samples.get(&run.mode);
            let asked = sample.map_or(&race.spec, |(asked, _)| asked);
            modes.push(ModeLayout::new(run.mode, asked, expected));
        }
        Self { modes, needed }
    }

    /// The board before a race: what a spec would show, as far as that can be known and is not
    /// too much to work out while the reader is typing.
    pub(crate) fn preview(spec: &Spec, foretells: bool) -> Self {
        let few = spec.n.saturating_mul(spec.bursts) <= MOST_PREVIEWED;
        let tasks = if few { spec.totals() } else { Vec::new() };
        // What computing costs is not known before it was tried, so nothing is guessed of it.
        let capacity = Capacity {
            costs: &[],
            cores: 1.0,
        };
        let modes: Vec<ModeLayout> = spec
            .modes
            .iter()
            .map(|mode| {
                let expected = formula_ms(*mode, spec, &tasks, capacity);
                let expected = expected.filter(|_| few && foretells);
                ModeLayout::new(*mode, spec, expected.map(from_ms))
            })
            .collect();
        let needed = modes.iter().filter_map(|layout| layout.expected).max();
        Self {
            needed: needed.unwrap_or(0),
            modes,
        }
    }
}

impl ModeLayout {
    fn new(mode: Mode, spec: &Spec, expected: Option<Nanos>) -> Self {
        Self {
            mode,
            rows: Rows::new(spec.workers_of(mode) as usize),
            expected,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interleave::time::MILLI;
    use std::fmt::Write;

    /// Which lanes lie where: a line a row, or its first and last where there are many.
    fn draw(lanes: usize) -> String {
        let rows = Rows::new(lanes);
        let mut text = format!("{} px of {}\n", rows.height(), rows.plot_height());
        for row in 0..rows.count {
            if row < 2 || row + 1 == rows.count {
                let range = rows.lanes_of(row);
                let high = rows.pitch - rows.gap();
                writeln!(text, "{:>4} px {high:>2} lanes {range:?}", row * rows.pitch).unwrap();
            }
        }
        text
    }

    #[test]
    fn rows_are_drawn() {
        assert_eq!(draw(0), "0 px of 64\n");
        assert_eq!(draw(1), "30 px of 64\n   0 px 28 lanes 0..1\n");
        assert_eq!(
            draw(4),
            "64 px of 88\n   0 px 14 lanes 0..1\n  16 px 14 lanes 1..2\n  48 px 14 lanes 3..4\n"
        );
        assert_eq!(
            draw(10),
            "90 px of 114\n   0 px  8 lanes 0..1\n   9 px  8 lanes 1..2\n  81 px  8 lanes 9..10\n"
        );
        assert_eq!(
            draw(64),
            "128 px of 152\n   0 px  2 lanes 0..1\n   2 px  2 lanes 1..2\n 126 px  2 lanes 63..64\n"
        );
        assert_eq!(
            draw(1_000),
            "160 px of 184\n   0 px  1 lanes 0..6\n   1 px  1 lanes 6..12\n 159 px  1 lanes 993..1000\n"
        );
    }

    #[test]
    fn every_lane_has_its_row_and_no_band_is_too_high() {
        for lanes in (0..200).chain([999, 1_000, 9_999, 10_000]) {
            let rows = Rows::new(lanes);
            let mut next = 0;
            for row in 0..rows.count {
                let range = rows.lanes_of(row);
                assert_eq!(range.start, next);
                assert!(!range.is_empty());
                next = range.end;
            }
            assert_eq!(next, lanes);
            assert!(rows.height() <= MOST_ROWS, "{lanes}");
            let dense = rows.dense();
            assert!(dense.height() <= LITTLE_HEIGHT && dense.pitch > dense.gap());
            assert_eq!(dense.lanes_of(dense.count).start, lanes);
            let tall = rows.tall();
            assert!(tall.height() <= MOST_ROWS && tall.pitch >= rows.pitch);
            assert_eq!(tall.lanes_of(tall.count).start, lanes);
            assert!(rows.pitch > rows.gap());
        }
    }

    #[test]
    fn a_lane_is_found_by_its_height() {
        let rows = Rows::new(1_000);
        assert_eq!(rows.lane_at(0.0), Some(0));
        assert_eq!(rows.lane_at(0.9999), Some(999));
        assert_eq!(
            [-0.1, 1.0, f64::NAN].map(|share| rows.lane_at(share)),
            [None; 3]
        );
        assert_eq!(Rows::new(0).lane_at(0.5), None);
    }

    #[test]
    fn a_preview_expects_waits_and_guesses_no_computing() {
        let layout = Layout::preview(&Spec::default(), true);
        let expected: Vec<_> = layout.modes.iter().map(|layout| layout.expected).collect();
        let ms = [5_000, 500, 500, 500, 500];
        assert_eq!(expected, ms.map(|ms| Some(ms * MILLI)));
        assert_eq!(layout.needed, 5_000 * MILLI);
        // Where the reader is to guess it, it is not told.
        let silent = Layout::preview(&Spec::default(), false);
        assert!(silent.modes.iter().all(|layout| layout.expected.is_none()));
        assert_eq!((silent.needed, silent.modes.len()), (0, 5));
        let computing = interleave::model::preset::Preset::Pi.spec();
        let layout = Layout::preview(&computing, true);
        assert!(layout.modes.iter().all(|layout| layout.expected.is_none()));
        assert_eq!(layout.needed, 0);
    }
}
