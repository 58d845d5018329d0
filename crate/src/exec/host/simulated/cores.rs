//! Cores that lanes share evenly on a virtual clock.
//!
//! While K lanes compute on P cores, each gets min(1, P/K) of one. All get the same, so one number
//! says how far they have come: how much a lane would have computed that had computed all the time. A
//! lane notes it when it begins, and is complete once it has grown by what the lane has to do.

use std::cell::Cell;

use crate::time::{Clock, Nanos, Virtual};

/// The cores.
pub(super) struct Cores {
    count: f64,
    /// How many lanes compute.
    busy: Cell<u32>,
    /// How much each of them has computed, in nanoseconds of a whole core, until `at`.
    computed: Cell<f64>,
    at: Cell<Nanos>,
}

impl Cores {
    /// So many cores, but at least one.
    pub(super) fn new(count: f64) -> Self {
        Self {
            count: count.max(1.0),
            busy: Cell::new(0),
            computed: Cell::new(0.0),
            at: Cell::new(0),
        }
    }

    /// Lets a lane compute that has so much to do, in nanoseconds of a whole core.
    pub(super) fn enter<'c>(&'c self, clock: &'c Virtual, lasts: Nanos) -> Share<'c> {
        self.change(clock, self.busy.get() + 1);
        let begin = self.computed.get();
        Share {
            cores: self,
            clock,
            begin,
            end: begin + lasts as f64,
        }
    }

    /// What each lane gets of a core.
    fn rate(&self) -> f64 {
        (self.count / f64::from(self.busy.get())).min(1.0)
    }

    /// How much each lane has computed until now.
    fn computed(&self, clock: &Virtual) -> f64 {
        let passed = clock.now().saturating_sub(self.at.get());
        match passed {
            0 => self.computed.get(),
            passed => self.computed.get() + passed as f64 * self.rate(),
        }
    }

    fn change(&self, clock: &Virtual, busy: u32) {
        self.computed.set(self.computed(clock));
        self.at.set(clock.now());
        self.busy.set(busy);
    }
}

/// A lane that computes. Once it is dropped, the others have its share.
pub(super) struct Share<'c> {
    cores: &'c Cores,
    clock: &'c Virtual,
    begin: f64,
    end: f64,
}

/// Less than this is nothing, in nanoseconds: sums of shares are not exact.
const NOTHING: f64 = 0.5;

impl Share<'_> {
    /// How much it has computed, in nanoseconds of a whole core.
    pub(super) fn done(&self) -> f64 {
        self.cores.computed(self.clock) - self.begin
    }

    /// How much is left, likewise.
    pub(super) fn left(&self) -> f64 {
        match self.end - self.cores.computed(self.clock) {
            left if left < NOTHING => 0.0,
            left => left,
        }
    }

    /// When nothing will be left, if nobody begins or stops meanwhile.
    pub(super) fn complete(&self) -> Nanos {
        let lasts = self.left() / self.cores.rate();
        self.clock.now().saturating_add(lasts.ceil() as Nanos)
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        self.cores.change(self.clock, self.cores.busy.get() - 1);
    }
}
