//! Units that are only counted. Where they stand for increments of a shared counter, a stretch of them
//! changes it as a whole: it reads when it begins, and writes when it ends.

use super::counter::Counter;

/// How many units were asked for, and how many are left.
#[derive(Clone, Debug, Default)]
pub struct Count<'k> {
    asked: u64,
    /// A fraction while a unit is under way.
    left: f64,
    /// The counter that they stand for increments of, if they do.
    counter: Option<&'k Counter>,
    /// What the stretch under way, or the unit that was interrupted, has read.
    read: Option<u64>,
    /// How often the lane gave way.
    pauses: u32,
}

impl<'k> Count<'k> {
    pub(super) fn on(counter: Option<&'k Counter>) -> Self {
        Self {
            counter,
            ..Self::default()
        }
    }

    pub(super) fn extend(&mut self, units: u64) {
        self.asked = self.asked.saturating_add(units);
        self.left += units as f64;
    }

    /// How many units are left.
    pub fn left(&self) -> f64 {
        self.left
    }

    /// Whether it has neither begun nor given way.
    pub fn is_fresh(&self) -> bool {
        self.read.is_none()
    }

    /// What was read before it gave way in the middle of a unit.
    pub(super) fn interrupted(&self) -> Option<u64> {
        self.read
    }

    /// A stretch begins.
    pub fn begin(&mut self) {
        self.read = self.read.or(self.counter.map(Counter::value));
    }

    /// Counts `units` as done, and ends the stretch; true once none is left.
    pub fn pass(&mut self, units: f64) -> bool {
        let before = self.done();
        self.left = (self.left - units).max(0.0);
        let read = self.read.take();
        if let Some(counter) = self.counter {
            let read = read.unwrap_or_else(|| counter.value());
            counter.add_to(read, self.done() - before);
        }
        self.left == 0.0
    }

    /// Counts a unit as done that changed the counter elsewhere; true once none is left.
    pub(super) fn skip(&mut self) -> bool {
        self.left = (self.left - 1.0).max(0.0);
        self.left == 0.0
    }

    /// The lane gives way after a stretch, between reading and writing: what others write from here on is
    /// lost.
    pub fn give_way(&mut self) {
        self.read = self.counter.map(Counter::value);
    }

    /// The same where half of the moments at which the lane may be interrupted lie between reading and
    /// writing: every second time.
    pub fn be_interrupted(&mut self) {
        self.pauses += 1;
        if !self.pauses.is_multiple_of(2) {
            self.give_way();
        }
    }

    pub(super) fn done(&self) -> u64 {
        self.asked.saturating_sub(self.left.ceil() as u64)
    }
}
