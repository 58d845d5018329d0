//! Whether the machine was as fast after a round as before it.
//!
//! A laptop that grows hot, saves its battery or has something else to do computes at another speed a
//! moment later. So the same kernel is timed before and after each round, on the thread that runs the
//! race: a round across which its speed changes by more than 5 % does not count.

use crate::exec::host::Host;
use crate::kernel::Kernel;
use crate::time::{Clock, MILLI, Nanos};

/// How long the kernel is timed at least.
const SHORTEST: Nanos = 4 * MILLI;
/// How many steps of the clock that lasts at least, so that a step is less than 3 %.
const STEPS: Nanos = 40;
/// How often it is timed; the best one counts, since nothing makes a machine faster than it is.
const TRIALS: usize = 3;
/// By how much the speed may change.
const MOST: f64 = 1.05;

/// How often it is timed where that is slower than before: something may have run just then.
const MOST_TRIALS: usize = 9;

/// How fast the machine computes at the moment, in pieces of the kernel per nanosecond. Before that it was
/// so fast, if that is known; else the browser may still optimise the kernel.
pub(super) async fn speed<H: Host>(before: Option<f64>, host: &H) -> f64 {
    let mut best = 0.0_f64;
    for tried in 0..MOST_TRIALS {
        let is_slower = before.is_none_or(|before| best * MOST < before);
        if tried >= TRIALS && !is_slower {
            break;
        }
        best = best.max(trial(host.clock()));
        host.checkpoint().await;
    }
    best
}

fn trial(clock: &impl Clock) -> f64 {
    let mut computation = Kernel::Pi.begin();
    computation.extend(u64::MAX);
    // From one step of the clock to another.
    let mut before = clock.now();
    let mut begin = None;
    let mut step = Nanos::MAX;
    let mut pieces = 0.0;
    loop {
        computation.advance();
        pieces += 1.0;
        let now = clock.now();
        if now == before {
            continue;
        }
        step = step.min(now - before);
        before = now;
        match begin {
            None => (begin, pieces) = (Some(now), 0.0),
            Some(begin) if now - begin >= SHORTEST.max(STEPS.saturating_mul(step)) => {
                // Looked at, so that it is computed.
                let computed = computation.answer() != 0;
                return f64::from(u8::from(computed)) * pieces / (now - begin) as f64;
            }
            Some(_) => {}
        }
    }
}

/// Whether two speeds are the same, but for what cannot be helped.
pub(super) fn is_steady(before: f64, after: f64) -> bool {
    before.max(after) <= MOST * before.min(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    /// A clock that goes on by itself, in steps, a little with each look.
    #[derive(Clone)]
    struct Coarse {
        looks: Arc<AtomicU64>,
        each: Nanos,
        step: Nanos,
    }

    impl Clock for Coarse {
        fn now(&self) -> Nanos {
            let now = self.looks.fetch_add(self.each, Ordering::Relaxed);
            now / self.step * self.step
        }
    }

    #[test]
    fn the_speed_is_that_of_the_machine_whatever_the_clock() {
        for step in [1, 5_000, 100_000, MILLI] {
            let each = 20_000;
            let clock = Coarse {
                looks: Arc::new(AtomicU64::new(7)),
                each,
                step,
            };
            let speed = trial(&clock) * each as f64;
            assert!((0.97..=1.03).contains(&speed), "{step}: {speed}");
        }
    }

    #[test]
    fn a_twentieth_more_or_less_is_a_drift() {
        assert!(is_steady(100.0, 104.0) && is_steady(104.0, 100.0));
        assert!(!is_steady(100.0, 106.0) && !is_steady(106.0, 100.0));
    }
}
