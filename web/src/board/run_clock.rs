//! What time it is in a run that the page only hears of: an estimate that moves smoothly.
//!
//! Events carry times since the run's release, but the page does not know when that was on its own
//! clock. Each one tells: no later than its arrival minus its time. The earliest such moment is
//! the best guess, and it errs to one side only: what is shown as now is never in the future.
//! When nothing is heard any more, not even signs of life, time stands still. No clock is read
//! here.

use interleave::time::{Nanos, from_ms, to_ms};

/// For how long time goes on after the last sign of life, in milliseconds; the engine gives one
/// four times a second.
const PATIENCE_MS: f64 = 400.0;

/// The estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RunClock {
    /// The page's time of the release, no earlier than it was.
    release: f64,
    heard: f64,
    writes: Option<u32>,
}

impl Default for RunClock {
    fn default() -> Self {
        Self {
            release: f64::INFINITY,
            heard: 0.0,
            writes: None,
        }
    }
}

impl RunClock {
    /// Takes what is known at `at` on the page's clock, in milliseconds: how often the recording
    /// was written to, and the time of the latest event, if there is any.
    pub(crate) fn observe(&mut self, at: f64, writes: u32, latest: Nanos) {
        if self.writes.replace(writes) != Some(writes) {
            self.heard = at;
            self.release = self.release.min(at - to_ms(latest));
        }
    }

    /// The time of the run at `at` on the page's clock, and `latest` at least.
    pub(crate) fn now(&self, at: f64, latest: Nanos) -> Nanos {
        let known = at.min(self.heard + PATIENCE_MS);
        // Casting what is negative or infinite below gives 0.
        from_ms((known - self.release).max(0.0)).max(latest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interleave::time::MILLI;

    #[test]
    fn time_moves_on_between_events_and_never_ahead_of_the_run() {
        // Released at 1000 on the page's clock; batches arrive 3 to 20 ms after their last event.
        let mut clock = RunClock::default();
        assert_eq!(clock.now(1_010.0, 0), 0);
        for (at, latest) in [(1_020.0, 2), (1_120.0, 117), (1_220.0, 205), (1_300.0, 290)] {
            clock.observe(at, at as u32, latest * MILLI);
            let now = to_ms(clock.now(at, latest * MILLI));
            assert!(now >= latest as f64 && now <= at - 1_000.0, "{now}");
        }
        assert_eq!(to_ms(clock.now(1_400.0, 0)), 397.0);
    }

    #[test]
    fn without_a_sign_of_life_time_stands_still() {
        let mut clock = RunClock::default();
        clock.observe(100.0, 1, 0);
        clock.observe(5_000.0, 1, 0);
        assert_eq!(to_ms(clock.now(5_000.0, 0)), 400.0);
        clock.observe(5_000.0, 2, 0);
        assert_eq!(to_ms(clock.now(5_100.0, 0)), 5_000.0);
    }
}
