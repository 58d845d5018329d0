//! From rows over time to pixels: any columns of a plot, at a cost that the number of pixels
//! bounds, whatever the number of slices.
//!
//! Two ways to draw a row, by what it is:
//! - a row of one lane has slices with crisp edges, a mark where a wait begins and a gap where
//!   slices meet. What is too short for that is mixed, column by column;
//! - a row of several lanes is mixed throughout.
//!
//! Either way nothing that happened is lost: a slice that is alone in a column can be seen there.
//! Columns can be painted in any order and again; they come out the same. No canvas here: see
//! [`super::painter`].

use std::ops::Range;

use interleave::time::Nanos;
use interleave::trace::event::State;

use super::ghost::{self, Ghost};
use super::layout::Rows;
use super::levels::{Change, Levels, Track};
use super::pattern::{CLEAR, Patterns, Pixel, WHOLE, only};
use super::pixels::{Pixels, Place};
use super::shares::Columns;
use crate::chart::scale::Scale;

/// The shortest slice with edges of its own, in device pixels.
const SHORTEST: f64 = 1.5;
/// The shortest slice that a gap ends, in CSS pixels.
const GAP_FROM: f64 = 4.0;
/// The width of the mark of a wait, in CSS pixels, and the shortest wait that has all of it.
const MARK: f64 = 2.5;
const MARK_FROM: f64 = 10.0;
/// The width of the mark of a task that was not done, in CSS pixels.
const MISS: f64 = 3.0;
/// The lowest row, in CSS pixels, in which a wait has edges above and below.
const EDGES_FROM: f64 = 6.0;
/// The shortest stretch without a change that shows a pattern, where lanes share a row.
const PATTERN_FROM: f64 = 16.0;
/// How far left of a change a picture changes, in CSS pixels, because of gaps and marks.
pub(crate) const REACH: f64 = 12.0;

/// A slice that has edges.
struct Shown {
    state: State,
    /// The columns that it takes up.
    whole: Range<usize>,
    /// Those of them to paint.
    shown: Range<usize>,
    /// Whether its beginning is in the picture.
    begins: bool,
    /// Whether it has ended.
    closed: bool,
    /// What the lane did just before, and what it did just after.
    after: State,
    before: State,
}

/// What is painted, and how.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'s> {
    /// What happened.
    pub(crate) levels: &'s Levels,
    /// Its rows.
    pub(crate) rows: Rows,
    /// In device pixels.
    pub(crate) scale: Scale,
    /// Until when is known what happened; nothing is painted beyond.
    pub(crate) now: Nanos,
    /// The mode's patterns.
    pub(crate) patterns: &'s Patterns,
    /// What is expected, if that is shown.
    pub(crate) ghost: Option<Ghost<'s>>,
}

impl Scene<'_> {
    /// Paints all rows into pixels, in the middle of its height.
    pub(crate) fn paint(&self, pixels: &mut Pixels) {
        let ratio = self.patterns.ratio;
        let free = pixels.height as f64 - self.rows.height() as f64 * ratio;
        let top = (free / 2.0).round().max(0.0);
        for (row, track) in self.levels.tracks().iter().enumerate() {
            let edge = |css: usize| (top + css as f64 * ratio).round() as usize;
            let first = row * self.rows.pitch;
            // A gap of two pixels is shared between above and below.
            let above = self.rows.gap() / 2;
            let place = Place {
                top: edge(first + above).min(pixels.height),
                bottom: edge(first + self.rows.pitch - (self.rows.gap() - above))
                    .min(pixels.height),
            };
            if self.lane() != CLEAR {
                pixels.fill(place, &pixels.columns.clone(), self.lane());
            }
            let place = self.paint_ghost(row, place, pixels);
            if self.rows.is_single() {
                self.paint_lane(track, place, pixels);
            } else {
                let lanes = self.rows.lanes_of(row).len();
                self.paint_lanes(track, lanes, place, pixels);
            }
            self.paint_misses(track, place, pixels);
        }
    }

    /// Paints what is expected of a row; the place that is left for what was measured.
    fn paint_ghost(&self, row: usize, place: Place, pixels: &mut Pixels) -> Place {
        let (Some(ghost), Some(strip)) = (self.ghost, ghost::strip(self.rows)) else {
            return place;
        };
        ghost.paint(row, self, place, pixels);
        let strip = (strip as f64 * self.patterns.ratio).round() as usize;
        Place {
            bottom: place.bottom.saturating_sub(strip).max(place.top),
            ..place
        }
    }

    /// A row of one lane: slices with edges, and columns of what is too short for any.
    fn paint_lane(&self, track: &Track, place: Place, pixels: &mut Pixels) {
        // One more on either side: what is mixed there may reach over.
        let columns = pixels.columns.start.saturating_sub(1)..pixels.columns.end + 1;
        let changes = self.known(track);
        let mut columnwise = Columns::new(track, 1);
        // The first column that no slice has yet, and the first that can still be mixed.
        let (mut free, mut unmixed) = (columns.start, columns.start);
        let index = track.before(self.scale.time(columns.start as f64) + 1, 0);
        let mut index = index.min(changes.len());
        while free < columns.end {
            // From the change before to the next one, or to now.
            let before = index.checked_sub(1).map(|before| changes[before]);
            let (start, state) = before.map_or((0, State::Idle), |before| (before.at, before.to));
            let next = changes.get(index);
            let end = next.map_or(self.now.max(start), |next| next.at);
            let (left, right) = (self.scale.x(start), self.scale.x(end));
            if right - left >= SHORTEST {
                let whole = (left + 0.5) as usize..(right + 0.5) as usize;
                let shown = whole.start.max(free)..whole.end.min(columns.end);
                free = free.max(shown.end);
                if state != State::Idle && !shown.is_empty() {
                    let slice = Shown {
                        state,
                        whole,
                        shown,
                        begins: left >= 0.0,
                        closed: next.is_some(),
                        after: self.met_before(changes, index),
                        before: self.met_after(changes, index),
                    };
                    self.paint_slice(&slice, place, pixels);
                }
            } else if state != State::Idle {
                // Its column is mixed even if a slice already ends there, so that it is not lost.
                let own = left as usize;
                let column = own.max(unmixed);
                let mut times = [column, column + 1].map(|column| self.scale.time(column as f64));
                if column == own {
                    times = [times[0].min(start), times[1].max(start + 1)];
                }
                if column >= columns.end {
                    return;
                }
                if times[0] < end || column == own {
                    columnwise.go_to(times[0]);
                    let shares = columnwise.shares_until(times[1], self.now);
                    pixels.fill_column(place, column, self.patterns.blend(&shares));
                    unmixed = column + 1;
                    free = free.max(unmixed);
                    index = track.before(times[1], index).clamp(index, changes.len());
                    continue;
                }
            }
            if next.is_none() {
                return;
            }
            index += 1;
        }
    }

    /// The state that a lane comes from at the beginning of a slice, which is that of change
    /// `index - 1`; idle if there is time between.
    fn met_before(&self, changes: &[Change], index: usize) -> State {
        match changes[..index] {
            [.., end, begin]
                if begin.from == State::Idle && self.scale.x(begin.at - end.at) < SHORTEST =>
            {
                end.from
            }
            [.., begin] => begin.from,
            [] => State::Idle,
        }
    }

    /// The state that a lane goes on to at the end of a slice, likewise.
    fn met_after(&self, changes: &[Change], index: usize) -> State {
        match changes[index..] {
            [end, begin, ..]
                if end.to == State::Idle && self.scale.x(begin.at - end.at) < SHORTEST =>
            {
                begin.to
            }
            [end, ..] => end.to,
            [] => State::Idle,
        }
    }

    /// A slice that has edges.
    fn paint_slice(&self, slice: &Shown, place: Place, pixels: &mut Pixels) {
        let Shown {
            state,
            ref whole,
            ref shown,
            ..
        } = *slice;
        let patterns = self.patterns;
        let device = |length: f64| (length * patterns.ratio + 0.5).max(1.0) as usize;
        let within = |from: usize, to: usize| from.max(shown.start)..to.min(shown.end);
        let length = whole.len() as f64 / patterns.ratio;
        // Where one slice ends and another like it begins, a gap shows that they are two.
        let meets = slice.closed && slice.before == state && length >= GAP_FROM;
        let end = whole.end - if meets { device(1.0) } else { 0 };
        pixels.fill(place, &within(end, whole.end), self.lane());
        let inner = within(whole.start, end);
        let tile = patterns.tile(state as usize);
        if state != State::Wait {
            return pixels.lay(place, &inner, tile, WHOLE);
        }
        // After a run the beginning is plain to see.
        let mark = match length {
            _ if slice.after == State::Run || !slice.begins => 0,
            MARK_FROM.. => device(MARK),
            _ => device(1.0),
        };
        let unmarked = within(whole.start + mark, end);
        pixels.fill(
            place,
            &within(whole.start, whole.start + mark),
            patterns.mark,
        );
        pixels.lay(place, &unmarked, tile, WHOLE);
        if (place.bottom - place.top) as f64 >= EDGES_FROM * patterns.ratio {
            let line = device(1.0);
            let (below, above) = (place.bottom - line, place.top + line);
            pixels.fill(
                Place {
                    bottom: above,
                    ..place
                },
                &unmarked,
                patterns.edge,
            );
            pixels.fill(
                Place {
                    top: below,
                    ..place
                },
                &unmarked,
                patterns.edge,
            );
            if slice.closed && length >= GAP_FROM {
                pixels.fill(
                    place,
                    &within((whole.start + mark).max(end - line), end),
                    patterns.edge,
                );
            }
        }
    }

    /// The changes until now.
    fn known<'t>(&self, track: &'t Track) -> &'t [Change] {
        let changes = track.changes();
        // Live, all of them are.
        match changes.last() {
            Some(last) if last.at > self.now => &changes[..track.before(self.now + 1, 0)],
            _ => changes,
        }
    }

    /// A row of several lanes.
    fn paint_lanes(&self, track: &Track, lanes: usize, place: Place, pixels: &mut Pixels) {
        let changes = self.known(track);
        let end = pixels
            .columns
            .end
            .min(self.scale.x(self.now).ceil() as usize);
        let mut column = pixels.columns.start;
        let time = |column: usize| self.scale.time(column as f64);
        let mut columnwise = Columns::new(track, lanes);
        columnwise.go_to(time(column));
        while column < end {
            let index = columnwise.known();
            // Nothing changes between these columns, so all of them look the same.
            let next = changes
                .get(index)
                .map(|next| self.scale.x(next.at) as usize);
            let still = next.map_or(end, |next| next.min(end));
            if still > column {
                let before = index.checked_sub(1).map(|before| changes[before].at);
                let begun = before.map_or(0, |before| self.scale.x(before) as usize + 1);
                let length = next.map_or(f64::INFINITY, |next| next as f64 - begun as f64);
                let shares = columnwise.shares_here();
                let stretch = column..still;
                match only(&shares) {
                    Some(state) if length >= PATTERN_FROM * self.patterns.ratio => {
                        pixels.lay(place, &stretch, self.patterns.tile(state), shares[state]);
                    }
                    _ => pixels.fill(place, &stretch, self.patterns.blend(&shares)),
                }
                column = still;
                columnwise.go_to(time(column));
            } else {
                let shares = columnwise.shares_until(time(column + 1), self.now);
                pixels.fill_column(place, column, self.patterns.blend(&shares));
                column += 1;
            }
        }
    }

    /// Where tasks ended that were not done.
    fn paint_misses(&self, track: &Track, place: Place, pixels: &mut Pixels) {
        let width = (MISS * self.patterns.ratio).round().max(1.0) as usize;
        let column = |at: Nanos| (self.scale.x(at) + 0.5) as usize;
        // A mark lies left of its end, except at the very beginning.
        let from = match pixels.columns.start {
            start if start < width => 0,
            start => start,
        };
        let mut index = track.missed.partition_point(|miss| column(miss.0) < from);
        while let Some((at, outcome)) = track.missed.get(index).filter(|miss| miss.0 <= self.now) {
            let end = column(*at).max(width);
            if end - width >= pixels.columns.end {
                return;
            }
            for y in place.top..place.bottom {
                let (first, line) = pixels.line(y, &(end - width..end));
                for (column, to) in (first..).zip(line) {
                    let off = (end - 1 - column) as f64 / self.patterns.ratio;
                    if let Some(pixel) = self.patterns.miss(*outcome, off, y) {
                        *to = pixel;
                    }
                }
            }
            // Any others in this column would lie under it.
            let rest = &track.missed[index..];
            index += rest.partition_point(|miss| column(miss.0) <= column(*at));
        }
    }

    /// What a lane looks like where nothing happens.
    fn lane(&self) -> Pixel {
        if self.rows.pitch > 2 {
            self.patterns.lane
        } else {
            CLEAR
        }
    }
}

#[cfg(test)]
mod tests;
