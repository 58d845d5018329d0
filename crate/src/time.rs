//! Units of time, and the trait of a clock.
//!
//! Only hosts read the machine's clock ([`crate::exec::host`]). Everything else is given a [`Clock`]:
//! so the same executors run on the machine's clock or on a [`Virtual`] one, on which tests take no
//! time and are exact. Nothing here waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Nanoseconds since some origin: a clock's own, or a run's release where the field says so.
pub type Nanos = u64;

/// Nanoseconds in a millisecond.
pub const MILLI: Nanos = 1_000_000;

/// Nanoseconds as milliseconds, for people and documents.
pub fn to_ms(nanos: Nanos) -> f64 {
    nanos as f64 / MILLI as f64
}

/// Milliseconds as whole nanoseconds; negative values and NaN are 0.
pub fn from_ms(ms: f64) -> Nanos {
    (ms * MILLI as f64).round() as Nanos
}

/// A clock that any lane can read.
pub trait Clock: Clone + Send + Sync + 'static {
    /// Nanoseconds since this clock's origin; the same origin on every lane. Never goes back on
    /// one lane.
    fn now(&self) -> Nanos;
}

/// A clock that a test moves by hand; its clones show the same time.
#[derive(Clone, Debug, Default)]
pub struct Virtual(Arc<AtomicU64>);

impl Virtual {
    /// Moves the clock on to `at`; it never goes back.
    pub fn advance_to(&self, at: Nanos) {
        self.0.fetch_max(at, Ordering::Relaxed);
    }

    /// Moves the clock on by `by`.
    pub fn advance(&self, by: Nanos) {
        self.0.fetch_add(by, Ordering::Relaxed);
    }
}

impl Clock for Virtual {
    fn now(&self) -> Nanos {
        self.0.load(Ordering::Relaxed)
    }
}
