//! What a row shows in a column: the share of each state in a stretch of time.

use interleave::time::Nanos;

use super::levels::{DRAWN, Reading, Track};
use super::pattern::WHOLE;

/// Reads a row column by column, from left to right.
pub(crate) struct Columns<'t> {
    track: &'t Track,
    lanes: u64,
    /// How many changes come before `at`, and the reading after them.
    known: usize,
    reading: Reading,
    at: Nanos,
    /// How long each state has lasted until then.
    sums: [Nanos; DRAWN],
}

impl<'t> Columns<'t> {
    /// A row of so many lanes.
    pub(crate) fn new(track: &'t Track, lanes: usize) -> Self {
        Self {
            track,
            lanes: lanes.max(1) as u64,
            known: 0,
            reading: Reading::default(),
            at: 0,
            sums: [0; DRAWN],
        }
    }

    /// Goes on to a time.
    pub(crate) fn go_to(&mut self, at: Nanos) {
        if at != self.at {
            self.at = at;
            self.known = self.track.move_on(&mut self.reading, self.known, at);
            self.sums = self.reading.until(at);
        }
    }

    /// How many changes come before the time that it has come to.
    pub(crate) fn known(&self) -> usize {
        self.known
    }

    /// The share of each state just before the time that it has come to, out of [`WHOLE`].
    pub(crate) fn shares_here(&self) -> [u32; DRAWN] {
        let mut shares = [0; DRAWN];
        let scale = WHOLE as f32 / self.lanes as f32;
        for (state, share_of) in shares.iter_mut().enumerate() {
            *share_of = share(self.reading.held(state).into(), scale);
        }
        shares
    }

    /// Goes on to another time, and tells the share of each state on the way; of the way, only the
    /// part until `now` is known.
    pub(crate) fn shares_until(&mut self, to: Nanos, now: Nanos) -> [u32; DRAWN] {
        let whole = to.saturating_sub(self.at).max(1) * self.lanes;
        // One division for all of them: this is what painting costs.
        let scale = WHOLE as f32 / whole as f32;
        let begin = self.sums;
        self.go_to(to.min(now.max(self.at)));
        let mut shares = [0; DRAWN];
        for (state, share_of) in shares.iter_mut().enumerate() {
            let lasted = self.sums[state].wrapping_sub(begin[state]);
            // Rounding may have moved a time back by a nanosecond: less than nothing is nothing.
            if lasted > 0 && lasted < 1 << 63 {
                *share_of = share(lasted, scale);
            }
        }
        shares
    }
}

/// A part, of what `scale` makes [`WHOLE`], rounded up, so that no part is lost.
fn share(part: u64, scale: f32) -> u32 {
    (part as f32 * scale).ceil().min(WHOLE as f32) as u32
}
