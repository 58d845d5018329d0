//! From rows over time to pixels: any columns of a band, at a cost that the number of pixels
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

use interleave::clock::Nanos;
use interleave::event::State;

use super::ink::{CLEAR, Ink, Mixture, Pixel};
use super::layout::Rows;
use super::levels::{DRAWN, Levels, Reading, Track};
use super::scale::Scale;

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
/// How far left of a change a picture changes, in CSS pixels, because of gaps and marks.
pub(crate) const REACH: f64 = 12.0;

/// Columns of a band as pixels, line by line.
pub(crate) struct Strip<'p> {
    pixels: &'p mut [Pixel],
    /// Which columns of the band they are, in device pixels.
    columns: Range<usize>,
    height: usize,
}

/// Where a row lies, in device pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    top: usize,
    bottom: usize,
}

impl<'p> Strip<'p> {
    /// An empty strip, in a buffer that is made long enough.
    pub(crate) fn new(buffer: &'p mut Vec<Pixel>, columns: Range<usize>, height: usize) -> Self {
        let size = columns.len() * height;
        buffer.clear();
        buffer.resize(size, CLEAR);
        Self {
            pixels: &mut buffer[..size],
            columns,
            height,
        }
    }

    fn width(&self) -> usize {
        self.columns.len()
    }

    /// The pixels of some columns in one line, and the first of those columns.
    fn line(&mut self, y: usize, columns: &Range<usize>) -> (usize, &mut [Pixel]) {
        let within = |column: usize| column.clamp(self.columns.start, self.columns.end);
        let (first, last) = (within(columns.start), within(columns.end.max(columns.start)));
        let start = y * self.width() + first - self.columns.start;
        (first, &mut self.pixels[start..start + last - first])
    }

    fn fill(&mut self, place: Place, columns: Range<usize>, pixel: Pixel) {
        for y in place.top..place.bottom {
            self.line(y, &columns).1.fill(pixel);
        }
    }

    /// Lays the pattern of a mixture's main state over columns.
    fn lay(&mut self, place: Place, columns: Range<usize>, mixture: &Mixture, ink: &Ink) {
        let tile = ink.tile(mixture.state);
        for y in place.top..place.bottom {
            let pattern = tile.line(y);
            let (first, line) = self.line(y, &columns);
            let pattern = pattern.iter().cycle().skip(first % pattern.len());
            if mixture.is_pure() {
                line.iter_mut().zip(pattern).for_each(|(to, from)| *to = *from);
            } else {
                let mixed = pattern.map(|pixel| mixture.pixel(*pixel));
                line.iter_mut().zip(mixed).for_each(|(to, from)| *to = from);
            }
        }
    }

    /// Fills one column with a mixture, without a pattern: it would be cut to pieces.
    fn blend(&mut self, place: Place, column: usize, mixture: &Mixture, ink: &Ink) {
        let pixel = mixture.pixel(ink.tile(mixture.state).mean);
        self.fill(place, column..column + 1, pixel);
    }
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
    /// The mode's ink.
    pub(crate) ink: &'s Ink,
}

impl Scene<'_> {
    /// Paints all rows into a strip, in the middle of its height.
    pub(crate) fn paint(&self, strip: &mut Strip) {
        let ratio = self.ink.ratio;
        let free = strip.height as f64 - self.rows.height() as f64 * ratio;
        let top = (free / 2.0).round().max(0.0);
        for (row, track) in self.levels.tracks().iter().enumerate() {
            let edge = |css: usize| (top + css as f64 * ratio).round() as usize;
            let first = row * self.rows.pitch;
            // A gap of two pixels is shared between above and below.
            let above = self.rows.gap() / 2;
            let place = Place {
                top: edge(first + above).min(strip.height),
                bottom: edge(first + self.rows.pitch - (self.rows.gap() - above)).min(strip.height),
            };
            strip.fill(place, strip.columns.clone(), self.lane());
            if self.rows.is_single() {
                self.paint_lane(track, place, strip);
            } else {
                let lanes = self.rows.lanes_of(row).len();
                self.paint_lanes(track, lanes, place, strip);
            }
            self.paint_misses(track, place, strip);
        }
    }

    /// A row of one lane: slices with edges, and columns of what is too short for any.
    fn paint_lane(&self, track: &Track, place: Place, strip: &mut Strip) {
        // One more on either side: what is mixed there may reach over.
        let columns = strip.columns.start.saturating_sub(1)..strip.columns.end + 1;
        let changes = track.changes();
        let mut columnwise = Columns::new(track, 1);
        // The first column that no slice has yet, and the first that can still be mixed.
        let (mut free, mut unmixed) = (columns.start, columns.start);
        let mut index = track.before(self.scale.time(columns.start as f64) + 1, 0);
        while free < columns.end {
            // From the change before to the next one, or to now.
            let before = index.checked_sub(1).map(|before| changes[before]);
            let (start, state) = before.map_or((0, State::Idle), |before| (before.at, before.to));
            let next = changes.get(index);
            let end = next.map_or(self.now.max(start), |next| next.at);
            let (left, right) = (self.scale.x(start), self.scale.x(end));
            if right - left >= SHORTEST {
                let whole = left.round() as usize..right.round() as usize;
                let shown = whole.start.max(free)..whole.end.min(columns.end);
                free = free.max(shown.end);
                if state != State::Idle && !shown.is_empty() {
                    self.paint_slice(state, &whole, shown, next.is_some(), place, strip);
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
                    let shares = columnwise.shares(times, self.now);
                    if let Some(mixture) = Mixture::new(shares, self.ink) {
                        strip.blend(place, column, &mixture, self.ink);
                    }
                    unmixed = column + 1;
                    free = free.max(unmixed);
                    index = index.max(track.before(times[1], index));
                    continue;
                }
            }
            if next.is_none() {
                return;
            }
            index += 1;
        }
    }

    /// A slice that has edges: `whole` is where it lies, `shown` the part of it to paint.
    fn paint_slice(
        &self,
        state: State,
        whole: &Range<usize>,
        shown: Range<usize>,
        closed: bool,
        place: Place,
        strip: &mut Strip,
    ) {
        let ink = self.ink;
        let css = |length: usize| length as f64 / ink.ratio;
        let device = |length: f64| (length * ink.ratio).round().max(1.0) as usize;
        let within = |part: Range<usize>| part.start.max(shown.start)..part.end.min(shown.end);
        strip.lay(place, shown.clone(), &Mixture::pure(state), ink);
        let length = css(whole.len());
        let gap = if closed && length >= GAP_FROM { device(1.0) } else { 0 };
        let end = whole.end - gap;
        if state == State::Wait {
            let mark = match length {
                MARK_FROM.. => device(MARK),
                _ => device(1.0),
            };
            let line = device(1.0);
            if css(place.bottom - place.top) >= EDGES_FROM {
                let [above, below] = [
                    (place.top, place.top + line),
                    (place.bottom - line, place.bottom),
                ]
                .map(|(top, bottom)| Place { top, bottom });
                strip.fill(above, within(whole.start..end), ink.edge);
                strip.fill(below, within(whole.start..end), ink.edge);
                if gap > 0 {
                    strip.fill(place, within(end - line..end), ink.edge);
                }
            }
            strip.fill(place, within(whole.start..whole.start + mark), ink.mark);
        }
        strip.fill(place, within(end..whole.end), self.lane());
    }

    /// A row of several lanes.
    fn paint_lanes(&self, track: &Track, lanes: usize, place: Place, strip: &mut Strip) {
        let changes = track.changes();
        let end = strip.columns.end.min(self.scale.x(self.now).ceil() as usize);
        let mut columnwise = Columns::new(track, lanes);
        let mut column = strip.columns.start;
        let mut index = track.before(self.scale.time(column as f64) + 1, 0);
        while column < end {
            let time = |column: usize| self.scale.time(column as f64);
            let still = match changes.get(index) {
                // Nothing changes before that column, so all until there look the same.
                Some(next) => (self.scale.x(next.at) as usize).clamp(column, end),
                None => end,
            };
            if still > column {
                let shares = columnwise.shares_at(time(column));
                if let Some(mixture) = Mixture::new(shares, self.ink) {
                    strip.lay(place, column..still, &mixture, self.ink);
                }
                column = still;
            } else {
                let shares = columnwise.shares([time(column), time(column + 1)], self.now);
                if let Some(mixture) = Mixture::new(shares, self.ink) {
                    strip.blend(place, column, &mixture, self.ink);
                }
                column += 1;
            }
            index = track.before(time(column) + 1, index);
        }
    }

    /// Where tasks ended that were not done.
    fn paint_misses(&self, track: &Track, place: Place, strip: &mut Strip) {
        let width = (MISS * self.ink.ratio).round().max(1.0) as usize;
        let column = |at: Nanos| self.scale.x(at).round() as usize;
        // A mark lies left of its end, except at the very beginning.
        let from = match strip.columns.start {
            start if start < width => 0,
            start => start,
        };
        let mut index = track.missed.partition_point(|miss| column(miss.0) < from);
        while let Some((at, outcome)) = track.missed.get(index) {
            let end = column(*at).max(width);
            if end - width >= strip.columns.end {
                return;
            }
            for y in place.top..place.bottom {
                let (first, line) = strip.line(y, &(end - width..end));
                for (column, to) in (first..).zip(line) {
                    let off = (end - 1 - column) as f64 / self.ink.ratio;
                    if let Some(pixel) = self.ink.miss(*outcome, off, y) {
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
        if self.rows.pitch > 2 { self.ink.lane } else { CLEAR }
    }
}

/// Reads a row column by column, from left to right.
struct Columns<'t> {
    track: &'t Track,
    lanes: usize,
    known: usize,
    reading: Reading,
}

impl<'t> Columns<'t> {
    fn new(track: &'t Track, lanes: usize) -> Self {
        Self {
            track,
            lanes,
            known: 0,
            reading: Reading::default(),
        }
    }

    fn read(&mut self, at: Nanos) -> &Reading {
        let before = self.track.before(at, self.known);
        self.track.move_on(&mut self.reading, self.known, before);
        self.known = before;
        &self.reading
    }

    /// The share of each state at a time.
    fn shares_at(&mut self, at: Nanos) -> [f64; DRAWN] {
        let lanes = self.lanes.max(1) as f64;
        self.read(at + 1).held.map(|held| f64::from(held) / lanes)
    }

    /// The share of each state in a stretch of time, of which only the part until `now` is known.
    fn shares(&mut self, [from, to]: [Nanos; 2], now: Nanos) -> [f64; DRAWN] {
        let begin = self.read(from).until(from);
        let to_now = to.min(now.max(from));
        let end = self.read(to_now).until(to_now);
        let whole = to.saturating_sub(from).max(1) as f64 * self.lanes.max(1) as f64;
        std::array::from_fn(|state| {
            // Rounding may have moved a time back by a nanosecond.
            let lasted = end[state].wrapping_sub(begin[state]) as i64;
            (lasted.max(0) as f64 / whole).min(1.0)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::ink::{Colour, Palette};
    use interleave::event::{Event, Happening};
    use interleave::task::Outcome;
    use interleave::timeline::Timeline;

    const MODE: Colour = Colour([0, 0, 200]);

    fn ink() -> Ink {
        let palette = Palette {
            mode: MODE,
            blocked: Colour([200, 0, 0]),
            ink: Colour([10, 10, 10]),
            quiet: Colour([90, 90, 90]),
        };
        Ink::new(palette, 1.0)
    }

    fn enter(at: Nanos, lane: u16, state: State) -> Event {
        Event {
            at,
            task: 0,
            lane,
            what: Happening::Enter(state),
        }
    }

    fn end(at: Nanos, lane: u16, outcome: Outcome) -> Event {
        let correct = true;
        let what = Happening::End { outcome, correct };
        Event { what, ..enter(at, lane, State::Idle) }
    }

    struct Picture {
        levels: Levels,
        rows: Rows,
        now: Nanos,
    }

    impl Picture {
        fn new(rows: Rows, events: &[Event]) -> Self {
            let mut timeline = Timeline::new(rows.lanes_of(rows.count - 1).end);
            events.iter().for_each(|event| timeline.push(*event));
            let mut levels = Levels::new(rows);
            levels.fold(&timeline, usize::MAX / 2);
            let now = timeline.latest();
            Self { levels, rows, now }
        }

        fn paint(&self, scale: Scale, columns: Range<usize>) -> Vec<Pixel> {
            let scene = Scene {
                levels: &self.levels,
                rows: self.rows,
                scale,
                now: self.now,
                ink: &ink(),
            };
            let mut buffer = Vec::new();
            scene.paint(&mut Strip::new(&mut buffer, columns, self.rows.height()));
            buffer
        }

        /// A line through the middle of each row: `#` opaque, `+` half, `-` light, blank nothing.
        fn draw(&self, extent: Nanos, width: usize) -> String {
            let scale = Scale { extent, width: width as f64 };
            let pixels = self.paint(scale, 0..width);
            let mut text = String::new();
            for row in 0..self.rows.count {
                let y = row * self.rows.pitch + self.rows.pitch / 2;
                let letters = pixels[y * width..][..width].iter().map(|pixel| match pixel[3] {
                    230.. => '#',
                    100.. => '+',
                    15.. => '-',
                    _ => ' ',
                });
                text.push_str(letters.collect::<String>().trim_end());
                text.push('\n');
            }
            text
        }
    }

    #[test]
    fn slices_have_marks_and_gaps() {
        let picture = Picture::new(
            Rows::new(2),
            &[
                enter(0, 0, State::Run),
                enter(100, 0, State::Run),
                end(160, 0, Outcome::Done),
                enter(40, 1, State::Wait),
                end(190, 1, Outcome::Failed),
                enter(195, 1, State::Wait),
                end(200, 1, Outcome::Done),
            ],
        );
        // Ten nanoseconds to a column. A run is solid, a wait begins with a mark.
        assert_eq!(picture.draw(300, 30), "######### #####\n    ###+-------+###-\n");
    }

    #[test]
    fn what_a_lane_is_doing_lasts_until_now() {
        let mut picture = Picture::new(Rows::new(1), &[enter(20, 0, State::Run)]);
        picture.now = 150;
        assert_eq!(picture.draw(300, 30), "  #############\n");
        picture.now = 25;
        assert_eq!(picture.draw(300, 30), "  +\n", "before it is a column long");
        picture.now = 20;
        assert_eq!(picture.draw(300, 30), "\n", "nothing is known to have lasted");
    }

    #[test]
    fn a_slice_alone_in_a_column_is_never_lost() {
        let mut random = fastrand::Rng::with_seed(5);
        for rows in [Rows::new(1), Rows::merged(9, 1)] {
            for _ in 0..2_000 {
                let start = random.u64(0..29_000);
                let length = random.u64(1..2_000);
                let state = random.choice([State::Run, State::Wait, State::Blocked]).unwrap();
                let mut events = vec![enter(start, 0, state), end(start + length, 0, Outcome::Done)];
                if random.bool() && start > 1 {
                    // Between two long ones.
                    let other = random.choice([State::Wait, State::Run, State::Idle]).unwrap();
                    events.insert(0, enter(0, 0, other));
                    events.push(enter(start + length, 0, other));
                }
                let mut picture = Picture::new(rows, &events);
                picture.now = 30_000;
                let scale = Scale { extent: 30_000, width: 30.0 };
                let with = picture.paint(scale, 0..30);
                let columns = start / 1_000..=(start + length) / 1_000;
                let least = if events.len() == 2 { 35 } else { 20 };
                let seen = columns.clone().any(|column| {
                    let mut lines = with.chunks(30);
                    lines.any(|line| line[column as usize][3] > least)
                });
                assert!(seen, "{state:?} {start} {length}: {:?}", picture.draw(30_000, 30));
                // Where most lanes are idle, a run and a short wait in it look the same.
                if events.len() == 4 && rows.is_single() {
                    events.remove(1);
                    events.remove(1);
                    let mut without = Picture::new(rows, &events);
                    without.now = 30_000;
                    let differs = without.paint(scale, 0..30) != with;
                    let same = matches!(events[0].what, Happening::Enter(other) if other == state);
                    assert!(differs || same, "{state:?} {start} {length}");
                }
            }
        }
    }

    #[test]
    fn columns_come_out_the_same_in_any_order() {
        let mut random = fastrand::Rng::with_seed(8);
        for round in 0..200 {
            let lanes = random.u16(1..5);
            let rows = match round % 2 {
                0 => Rows::new(usize::from(lanes)),
                _ => Rows::merged(usize::from(lanes), 1),
            };
            let mut at = 0;
            let events: Vec<Event> = (0..random.usize(1..200))
                .map(|_| {
                    at += random.u64(0..60_000) * random.u64(0..4);
                    let state = random.choice(State::ALL).unwrap();
                    let lane = random.u16(0..lanes);
                    match random.u8(0..4) {
                        0 => end(at, lane, random.choice(Outcome::ALL).unwrap()),
                        _ => enter(at, lane, state),
                    }
                })
                .collect();
            let picture = Picture::new(rows, &events);
            let scale = Scale { extent: at + 50_000, width: 90.0 };
            let whole = picture.paint(scale, 0..90);
            let from = random.usize(0..90);
            let to = random.usize(from..90) + 1;
            let part = picture.paint(scale, from..to);
            for y in 0..rows.height() {
                let expected = &whole[y * 90 + from..y * 90 + to];
                let painted = &part[y * (to - from)..][..to - from];
                assert_eq!(painted, expected, "{round}: line {y} of {from}..{to}");
            }
        }
    }
}
