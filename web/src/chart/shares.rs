//! What a row shows in a column: the share of each state in a stretch of time.

use interleave::clock::Nanos;

use super::levels::{DRAWN, Reading, Track};

/// Reads a row column by column, from left to right.
pub(crate) struct Columns<'t> {
    track: &'t Track,
    lanes: usize,
    known: usize,
    reading: Reading,
}

impl<'t> Columns<'t> {
    pub(crate) fn new(track: &'t Track, lanes: usize) -> Self {
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
    pub(crate) fn shares_at(&mut self, at: Nanos) -> [f64; DRAWN] {
        let lanes = self.lanes.max(1) as f64;
        self.read(at + 1).held.map(|held| f64::from(held) / lanes)
    }

    /// The share of each state in a stretch of time, of which only the part until `now` is known.
    pub(crate) fn shares(&mut self, [from, to]: [Nanos; 2], now: Nanos) -> [f64; DRAWN] {
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
