//! Units that are only counted.

/// How many units were asked for, and how many are left.
#[derive(Clone, Debug, Default)]
pub struct Count {
    asked: u64,
    /// A fraction while a unit is under way.
    left: f64,
}

impl Count {
    pub(super) fn extend(&mut self, units: u64) {
        self.asked = self.asked.saturating_add(units);
        self.left += units as f64;
    }

    /// How many units are left.
    pub fn left(&self) -> f64 {
        self.left
    }

    /// Counts `units` as done; true once none is left.
    pub fn pass(&mut self, units: f64) -> bool {
        self.left = (self.left - units).max(0.0);
        self.left == 0.0
    }

    pub(super) fn done(&self) -> u64 {
        self.asked.saturating_sub(self.left.ceil() as u64)
    }
}
