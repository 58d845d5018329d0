//! The only reader of time.
//!
//! Everything else is handed a [`Clock`], so that the same executors run against the machine's
//! clock or against a [`Virtual`] one, on which a test takes no time and is exact.
//! Nothing here waits.

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

/// Milliseconds as whole nanoseconds; what is negative or not a number is 0.
pub fn from_ms(ms: f64) -> Nanos {
    (ms * MILLI as f64).round() as Nanos
}

/// Something that can be asked what time it is, from any lane.
pub trait Clock: Clone + Send + Sync + 'static {
    /// Nanoseconds since this clock's origin; the same origin on every lane. Never goes back on
    /// one lane.
    fn now(&self) -> Nanos;
}

/// The machine's monotonic clock.
///
/// In the browser every worker counts from an origin of its own, so each reading adds that
/// worker's `timeOrigin`: readings of different workers can be compared.
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
#[derive(Clone, Debug)]
pub struct Monotonic {
    #[cfg(not(target_arch = "wasm32"))]
    origin: std::time::Instant,
    #[cfg(target_arch = "wasm32")]
    origin: f64,
}

#[cfg(not(target_arch = "wasm32"))]
impl Monotonic {
    /// A clock whose origin is now.
    #[expect(clippy::disallowed_methods, reason = "this file is where time is read")]
    pub fn start() -> Self {
        Self {
            origin: std::time::Instant::now(),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Monotonic {
    /// A clock whose origin is this time of [`Monotonic::shared_ms`].
    #[expect(clippy::disallowed_methods, reason = "this file is where time is read")]
    pub fn since(shared_ms: f64) -> Self {
        let ago = from_ms((wall_ms() - shared_ms).max(0.0));
        let now = std::time::Instant::now();
        let origin = now.checked_sub(std::time::Duration::from_nanos(ago));
        Self {
            origin: origin.unwrap_or(now),
        }
    }

    /// A time on this clock, in milliseconds on one that all processes share: the wall's.
    pub fn shared_ms(&self, at: Nanos) -> f64 {
        wall_ms() + (to_ms(at) - to_ms(self.now()))
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[expect(clippy::disallowed_methods, reason = "this file is where time is read")]
fn wall_ms() -> f64 {
    let now = std::time::SystemTime::now();
    let since = now.duration_since(std::time::UNIX_EPOCH);
    since.map_or(0.0, |since| since.as_secs_f64() * 1_000.0)
}

#[cfg(not(target_arch = "wasm32"))]
impl Clock for Monotonic {
    fn now(&self) -> Nanos {
        self.origin.elapsed().as_nanos() as Nanos
    }
}

#[cfg(all(target_arch = "wasm32", feature = "engine"))]
impl Monotonic {
    /// A clock whose origin is now.
    pub fn start() -> Self {
        Self {
            origin: crate::wasm::now_ms(),
        }
    }

    /// A clock whose origin is this time of [`Monotonic::shared_ms`].
    pub fn since(shared_ms: f64) -> Self {
        Self { origin: shared_ms }
    }

    /// A time on this clock, in milliseconds on one that all workers of a page share.
    pub fn shared_ms(&self, at: Nanos) -> f64 {
        self.origin + to_ms(at)
    }
}

#[cfg(all(target_arch = "wasm32", feature = "engine"))]
impl Clock for Monotonic {
    fn now(&self) -> Nanos {
        from_ms(crate::wasm::now_ms() - self.origin)
    }
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
