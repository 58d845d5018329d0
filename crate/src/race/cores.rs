//! How many cores' worth of computing the machine really gives to lanes that compute at once.
//!
//! A reported core can be half of one, busy, or made up. So one lane computes for a moment, then two, then
//! four, up to as many as are reported. Nothing makes a core faster than it is, so the fastest lane of all
//! shows what a core does; as many times as much as lanes do together, so many cores there are. That can
//! never be more than the lanes that ran at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use crate::exec::host::{Host, Worker};
use crate::kernel::Kernel;
use crate::time::{Clock, MILLI, Nanos};

/// How long all of it may take.
const LONGEST: Nanos = 500 * MILLI;
/// How much of that lanes compute; the rest is for their late starts.
const COMPUTING: Nanos = 400 * MILLI;
/// How long lanes compute at once, at most. It is long enough for whatever else runs to get its turn.
const TRIAL: Nanos = 50 * MILLI;
/// How often each number of lanes is tried; the middle one counts, which is what the machine usually gives.
/// In the first pass the browser may still optimise the kernel.
const PASSES: usize = 3;
/// How many terms of π a lane computes between two looks at the clock: one piece of the kernel.
const UNITS: u64 = 32_768;

/// What lanes that compute at once have done, in pieces.
#[derive(Default)]
struct Trial {
    finished: AtomicUsize,
    together: AtomicU64,
    fastest: AtomicU64,
}

/// Ends all lanes once it is dropped: the measurement was broken off, or had no more time.
struct Ends(Arc<AtomicBool>);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Measures with up to so many lanes, in half a second; none if they do not get to compute in that time.
pub async fn effective_cores<H: Host>(lanes: usize, host: &H) -> Option<f64> {
    measure(lanes, || Kernel::Pi, host).await
}

async fn measure<H: Host>(lanes: usize, kernel: fn() -> Kernel, host: &H) -> Option<f64> {
    let steps = steps(lanes);
    let lasts = TRIAL.min(COMPUTING / (PASSES * steps.len()).max(1) as Nanos);
    let latest = host.clock().now() + LONGEST;
    let ends = Ends(Arc::default());
    let mut fastest = 0;
    let mut together = vec![Vec::new(); steps.len()];
    'passes: for _ in 0..PASSES {
        for (lanes, together) in steps.iter().zip(&mut together) {
            let Some(trial) = try_out(*lanes, lasts, latest, kernel, &ends, host).await else {
                break 'passes;
            };
            fastest = fastest.max(trial.fastest.load(Ordering::Relaxed));
            together.push(trial.together.load(Ordering::Relaxed));
        }
    }
    let usual = together.into_iter().map(|mut pieces| {
        pieces.sort_unstable();
        pieces.get(pieces.len().checked_sub(1)? / 2).copied()
    });
    let most = usual.collect::<Option<Vec<u64>>>()?.into_iter().max()?;
    (fastest > 0).then(|| most as f64 / fastest as f64)
}

/// How many lanes are tried: 1, 2, 4 and so on, and all.
fn steps(lanes: usize) -> Vec<usize> {
    let powers = std::iter::successors(Some(1), |lanes| Some(lanes * 2));
    let mut steps: Vec<usize> = powers.take_while(|tried| *tried < lanes).collect();
    steps.extend((lanes > 0).then_some(lanes));
    steps
}

/// Lets so many lanes compute at once for a while; none if they have not ended at the latest time.
async fn try_out<H: Host>(
    lanes: usize,
    lasts: Nanos,
    latest: Nanos,
    kernel: fn() -> Kernel,
    ends: &Ends,
    host: &H,
) -> Option<Arc<Trial>> {
    let trial = Arc::new(Trial::default());
    let end = host.clock().now() + lasts;
    for _ in 0..lanes {
        let (trial, over) = (Arc::clone(&trial), Arc::clone(&ends.0));
        let clock = host.clock().clone();
        host.spawn_lane(move |worker| async move {
            let kernel = kernel();
            let mut computation = kernel.begin();
            let mut pieces = 0;
            while clock.now() < end && !over.load(Ordering::Relaxed) {
                computation.extend(UNITS);
                while !worker.advance(&mut computation, || false).await {}
                pieces += 1;
            }
            // Looked at, so that it is computed.
            if computation.answer() != 0 {
                trial.together.fetch_add(pieces, Ordering::Relaxed);
                trial.fastest.fetch_max(pieces, Ordering::Relaxed);
            }
            trial.finished.fetch_add(1, Ordering::Release);
        });
    }
    while trial.finished.load(Ordering::Acquire) < lanes {
        let now = host.clock().now();
        if now >= latest {
            return None;
        }
        // A lane looks at the clock after each piece, so it ends a little later.
        host.wait_for_progress(end.max(now) + MILLI).await;
    }
    Some(trial)
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;
    use crate::exec::host::simulated::{Costs, Simulated};
    use crate::exec::job::Job;
    use crate::model::spec::Spec;

    /// A machine with so many cores, on which a piece takes so many milliseconds.
    fn machine(cores: f64, ms: f64) -> Simulated {
        let costs = Costs {
            unit: ms * MILLI as f64 / UNITS as f64,
            cores,
            ..Costs::default()
        };
        Simulated::new(&Arc::new(Job::counted(&Spec::default())), costs)
    }

    /// What is measured, and how long it takes.
    fn measured_on(host: &Simulated, lanes: usize) -> (Option<f64>, Nanos) {
        let future = pin!(measure(lanes, || Kernel::Counted, host));
        match future.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(cores) => (cores, host.clock().now()),
            Poll::Pending => unreachable!("on a virtual clock nothing is waited for"),
        }
    }

    fn measured(cores: f64, lanes: usize) -> (Option<f64>, Nanos) {
        measured_on(&machine(cores, 0.1), lanes)
    }

    #[test]
    fn lanes_get_as_much_as_the_machine_has() {
        for (cores, lanes, expected) in [
            (2.0, 2, 2.0),
            (8.0, 8, 8.0),
            (1.0, 4, 1.0),
            (1.5, 2, 1.5),
            (6.0, 8, 6.0),
            // The browser reports too many.
            (2.0, 32, 2.0),
        ] {
            let (measured, took) = measured(cores, lanes);
            let measured = measured.expect("there is time");
            let error = measured / expected - 1.0;
            assert!(error.abs() < 0.01, "{lanes} on {cores}: {measured}");
            assert!(took <= LONGEST, "{lanes} on {cores}: {took} ns");
        }
    }

    #[test]
    fn no_more_is_measured_than_ran_at_once() {
        assert_eq!(measured(8.0, 3).0, Some(3.0));
        assert_eq!(measured(8.0, 1).0, Some(1.0));
        assert_eq!(measured(8.0, 0), (None, 0), "there are no threads");
    }

    #[test]
    fn every_power_of_two_is_tried_and_all() {
        assert_eq!(steps(1), [1]);
        assert_eq!(steps(2), [1, 2]);
        assert_eq!(steps(6), [1, 2, 4, 6]);
        assert_eq!(steps(16), [1, 2, 4, 8, 16]);
    }

    #[test]
    fn lanes_that_take_too_long_leave_it_unknown() {
        // A piece takes a second.
        let (cores, took) = measured_on(&machine(2.0, 1_000.0), 2);
        assert_eq!(cores, None);
        assert!((LONGEST..=LONGEST + MILLI).contains(&took), "{took}");
    }
}
