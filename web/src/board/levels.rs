//! What each row of a plot shows over time, kept so that painting costs pixels and not slices.
//!
//! A row is a list of changes: at this time, a lane goes from one state to another. Beside every
//! eighth change stands how long each state had lasted until then, summed over the row's lanes.
//! The difference of two such sums is what happened in between, exactly; so a column of pixels
//! costs two look-ups at any zoom, whether it covers one slice or ten thousand:
//!
//! ```text
//! lanes 0–2      ##..##    ..........        changes  + - + -  …
//!                ..........    ####
//!                ####......
//! one column     └─┘  3 lanes · 3 px: 5 run, 4 wait → a mixture of the two colours
//! ```
//!
//! This is a summed-area table over time instead of a pyramid of ever coarser levels: it is one
//! structure, exact at every zoom, and grows at its end while a race runs. Live, only what is new
//! is folded in, and what a lane is doing needs nothing special: its last change simply lasts.
//! Folding stops at a budget and goes on with the next frame, so that a million recorded slices
//! do not hold up the page. Nothing here knows pixels; see [`super::raster`].

use interleave::model::task::Outcome;
use interleave::time::Nanos;
use interleave::trace::event::State;
use interleave::trace::timeline::{Lane, Miss, Timeline};

use super::layout::Rows;

/// The states that are drawn: all but idle, which comes last.
pub(crate) const DRAWN: usize = State::ALL.len() - 1;
/// From one kept sum to the next, in changes.
const STRIDE: usize = 8;

/// A lane goes from one state to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Change {
    pub(crate) at: Nanos,
    pub(crate) from: State,
    pub(crate) to: State,
}

/// How many lanes are in each state, and how long they all have been until some time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Reading {
    /// Lanes in each state; what is counted as idle is of no use, but costs no question either.
    held: [u32; State::ALL.len()],
    /// What is to be added to `held` times the time. It wraps, and so do the sums made with it.
    sum: [u64; State::ALL.len()],
}

impl Reading {
    fn pass(&mut self, change: &Change) {
        let (from, to) = (change.from as usize, change.to as usize);
        self.held[from] = self.held[from].wrapping_sub(1);
        self.held[to] = self.held[to].wrapping_add(1);
        self.sum[from] = self.sum[from].wrapping_add(change.at);
        self.sum[to] = self.sum[to].wrapping_sub(change.at);
    }

    /// How many lanes are in a state that is drawn.
    pub(crate) fn held(&self, state: usize) -> u32 {
        self.held[state]
    }

    /// How long each drawn state has lasted until `at`, summed over the lanes.
    pub(crate) fn until(&self, at: Nanos) -> [Nanos; DRAWN] {
        let mut lasted = [0; DRAWN];
        for (state, lasted) in lasted.iter_mut().enumerate() {
            let held = u64::from(self.held[state]);
            *lasted = self.sum[state].wrapping_add(held.wrapping_mul(at));
        }
        lasted
    }
}

/// One row over time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Track {
    /// In order of time.
    changes: Vec<Change>,
    /// The reading before every [`STRIDE`]th change.
    stops: Vec<Reading>,
    /// The ends of tasks that were not done, in order of time.
    pub(crate) missed: Vec<(Nanos, Outcome)>,
}

impl Track {
    /// Its changes, in order of time.
    pub(crate) fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The reading after the first `count` changes.
    pub(crate) fn reading(&self, count: usize) -> Reading {
        let stop = (count / STRIDE).min(self.stops.len().saturating_sub(1));
        let mut reading = self.stops.get(stop).copied().unwrap_or_default();
        for change in &self.changes[stop * STRIDE..count] {
            reading.pass(change);
        }
        reading
    }

    /// Moves a reading on from the first `known` changes to all that come before `at`; returns how
    /// many these are.
    pub(crate) fn move_on(&self, reading: &mut Reading, known: usize, at: Nanos) -> usize {
        let far = self.changes.get(known + STRIDE);
        if far.is_some_and(|change| change.at < at) {
            let before = self.before(at, known);
            *reading = self.reading(before);
            return before;
        }
        let near = self.changes[known..].iter();
        let near = near.take_while(|change| change.at < at);
        known + near.map(|change| reading.pass(change)).count()
    }

    /// How many changes come before `at`, of which the first `known` are known to.
    pub(crate) fn before(&self, at: Nanos, known: usize) -> usize {
        let rest = &self.changes[known..];
        // What is looked for is mostly close by: doubling steps find the stretch to search.
        let mut step = 1;
        while step < rest.len() && rest[step].at < at {
            step *= 2;
        }
        let (low, high) = (step / 2, (step + 1).min(rest.len()));
        known + low + rest[low..high].partition_point(|change| change.at < at)
    }

    fn push(&mut self, change: Change) {
        if self.changes.len().is_multiple_of(STRIDE) {
            self.stops.push(self.reading(self.changes.len()));
        }
        self.changes.push(change);
    }

    /// Takes changes that may be older than some it has; leaves `new` empty.
    fn merge(&mut self, new: &mut Vec<Change>) {
        new.sort_by_key(|change| change.at);
        let Some(first) = new.first() else { return };
        let keep = self.changes.partition_point(|change| change.at <= first.at);
        let tail = self.changes.split_off(keep);
        self.stops.truncate(keep.div_ceil(STRIDE));
        let mut tail = tail.into_iter().peekable();
        for change in new.drain(..) {
            while let Some(older) = tail.next_if(|older| older.at <= change.at) {
                self.push(older);
            }
            self.push(change);
        }
        tail.for_each(|change| self.push(change));
    }
}

/// How far a lane has been folded in.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    closed: usize,
    missed: usize,
    /// What it was doing last, and since when.
    open: Option<(Nanos, State)>,
}

impl Seen {
    /// Hands over the lane's new changes, about `budget` of them; whether that was all.
    fn fold(&mut self, lane: &Lane, budget: usize, out: &mut Vec<Change>) -> bool {
        let enough = out.len() + budget;
        loop {
            let slice = lane.slices.get(self.closed);
            let current = slice.or(lane.open.as_ref());
            let begun = current.map(|slice| (slice.start, slice.state));
            if let (Some((at, from)), true) = (self.open, begun != self.open) {
                // It turned out to be of no length, so it has no slice.
                let to = State::Idle;
                out.push(Change { at, from, to });
                self.open = None;
            }
            if let (Some((at, to)), None) = (begun, self.open) {
                let from = State::Idle;
                out.push(Change { at, from, to });
                self.open = begun;
            }
            let Some(slice) = slice else { return true };
            if out.len() >= enough {
                return false;
            }
            self.closed += 1;
            let next = lane.slices.get(self.closed).or(lane.open.as_ref());
            let next = next.filter(|next| next.start == slice.end);
            self.open = next.map(|next| (next.start, next.state));
            out.push(Change {
                at: slice.end,
                from: slice.state,
                to: next.map_or(State::Idle, |next| next.state),
            });
        }
    }
}

/// What folding found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Folded {
    /// The earliest time from which a row looks different now.
    pub(crate) since: Option<Nanos>,
    /// Whether there is more to fold than the budget allowed.
    pub(crate) more: bool,
    /// How many lanes compute.
    pub(crate) computing: usize,
}

/// The rows of a plot over time.
#[derive(Clone, Debug)]
pub(crate) struct Levels {
    rows: Rows,
    tracks: Vec<Track>,
    seen: Vec<Seen>,
    fresh: Vec<Change>,
}

impl Levels {
    /// Rows on which nothing has happened yet.
    pub(crate) fn new(rows: Rows) -> Self {
        Self {
            rows,
            tracks: vec![Track::default(); rows.count],
            seen: Vec::new(),
            fresh: Vec::new(),
        }
    }

    /// The rows, from above.
    pub(crate) fn tracks(&self) -> &[Track] {
        &self.tracks
    }

    /// Takes what is new in a timeline, which is always the same one; at most about `budget`
    /// changes. Lanes for which there is no row are passed over.
    pub(crate) fn fold(&mut self, timeline: &Timeline, budget: usize) -> Folded {
        let lanes = timeline.lanes();
        self.seen.resize(lanes.len(), Seen::default());
        let mut found = Folded::default();
        let mut left = budget;
        for (index, track) in self.tracks.iter_mut().enumerate() {
            for lane in self.rows.lanes_of(index) {
                let (Some(lane), Some(seen)) = (lanes.get(lane), self.seen.get_mut(lane)) else {
                    break;
                };
                let runs = lane.open.is_some_and(|slice| slice.state == State::Run);
                found.computing += usize::from(runs);
                let begun = lane.open.map(|slice| (slice.start, slice.state));
                if seen.closed == lane.slices.len()
                    && seen.open == begun
                    && seen.missed == lane.missed.len()
                {
                    continue;
                }
                if left == 0 {
                    found.more = true;
                    continue;
                }
                let count = self.fresh.len();
                found.more |= !seen.fold(lane, left, &mut self.fresh);
                left = left.saturating_sub(self.fresh.len() - count);
                for &Miss { at, outcome, .. } in &lane.missed[seen.missed..] {
                    found.since = Some(found.since.map_or(at, |since| since.min(at)));
                    let place = track.missed.partition_point(|miss| miss.0 <= at);
                    track.missed.insert(place, (at, outcome));
                }
                seen.missed = lane.missed.len();
            }
            if let Some(first) = self.fresh.iter().map(|change| change.at).min() {
                found.since = Some(found.since.map_or(first, |since| since.min(first)));
                track.merge(&mut self.fresh);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests;
