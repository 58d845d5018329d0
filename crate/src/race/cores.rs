//! How many cores' worth of computing the machine really gives to lanes that compute at once.
//!
//! A reported core can be half of one, busy, or made up. So one lane computes for a moment, then two, then
//! four, up to as many as are reported. Nothing makes a core faster than it is, so the fastest lane of the
//! trials that count shows what a core does; as many times as much as lanes do together, so many cores
//! there are. That can never be more than the lanes that ran at once.
//!
//! Whether the rest of a core is slow or taken by something else shows in the pieces: on a slow one each
//! takes longer; a lane that something else replaces stands still for a while, in the middle of a piece.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use crate::exec::host::{Host, Worker};
use crate::kernel::Kernel;
use crate::kernel::pi::PIECE;
use crate::report::environment::EffectiveCores;
use crate::time::{Clock, MILLI, Nanos};

/// How long an attempt may take.
const LONGEST: Nanos = 500 * MILLI;
/// How much of that lanes compute; the rest is for their late starts.
const COMPUTING: Nanos = 400 * MILLI;
/// How long lanes compute at once, at most. It is long enough for whatever else runs to get its turn.
const TRIAL: Nanos = 50 * MILLI;
/// How often each number of lanes is tried; the middle one counts, which is what the machine usually gives.
const PASSES: usize = 3;
/// What share of its best speed one lane alone has in a pass that counts. In the first passes the browser
/// may still optimise the kernel.
const OPTIMISED: f64 = 0.9;

/// A piece that takes so long stood still: it is longer than two steps of the coarsest clock, and shorter
/// than the turns that systems give to threads.
const STANDSTILL: Nanos = 1_500_000;

/// What lanes that compute at once have done, in pieces of the kernel per second.
#[derive(Default)]
struct Trial {
    started: AtomicUsize,
    /// When it ends; 0 until all lanes have started.
    end: AtomicU64,
    finished: AtomicUsize,
    together: AtomicU64,
    fastest: AtomicU64,
    /// For how much of the time lanes stood still, together, in millionths of a lane.
    taken: AtomicU64,
}

impl Trial {
    /// A lane has computed so many pieces in so long, of which it stood still for a part.
    fn add(&self, pieces: u64, lasted: Nanos, stood_still: Nanos) {
        let speed = pieces * 1_000 * MILLI / lasted.max(1);
        self.together.fetch_add(speed, Ordering::Relaxed);
        self.fastest.fetch_max(speed, Ordering::Relaxed);
        let taken = stood_still * 1_000_000 / lasted.max(1);
        self.taken.fetch_add(taken, Ordering::Relaxed);
    }

    fn together(&self) -> u64 {
        self.together.load(Ordering::Relaxed)
    }
}

/// Ends all lanes once it is dropped: the measurement was broken off, or had no more time.
struct Ends(Arc<AtomicBool>);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// How often all of it is measured where fewer are found than there are lanes; then the middle attempt counts.
/// A browser that has just loaded a page still compiles it, on cores of its own choice.
const ATTEMPTS: usize = 3;
/// What share of the lanes is enough.
const ENOUGH: f64 = 0.9;

/// Measures with up to so many lanes, in half a second, or again where they get less; none if they do not
/// get to compute in that time.
pub async fn effective_cores<H: Host>(lanes: usize, host: &H) -> Option<EffectiveCores> {
    measure(lanes, || Kernel::Pi, host).await
}

async fn measure<H: Host>(
    lanes: usize,
    kernel: fn() -> Kernel,
    host: &H,
) -> Option<EffectiveCores> {
    let mut attempts = Vec::new();
    while attempts.len() < ATTEMPTS {
        let Some(cores) = attempt(lanes, kernel, host).await else {
            break;
        };
        if cores.effective >= ENOUGH * lanes as f64 {
            return Some(cores);
        }
        attempts.push(cores);
    }
    attempts.sort_by(|a, b| a.effective.total_cmp(&b.effective));
    attempts.get(attempts.len() / 2).copied()
}

async fn attempt<H: Host>(
    lanes: usize,
    kernel: fn() -> Kernel,
    host: &H,
) -> Option<EffectiveCores> {
    let steps = steps(lanes);
    let lasts = TRIAL.min(COMPUTING / (PASSES * steps.len()).max(1) as Nanos);
    let latest = host.clock().now() + LONGEST;
    let ends = Ends(Arc::default());
    let mut passes = Vec::new();
    'passes: for _ in 0..PASSES {
        let mut pass = Vec::new();
        for lanes in &steps {
            let Some(trial) = try_out(*lanes, lasts, latest, kernel, &ends, host).await else {
                break 'passes;
            };
            pass.push(trial);
        }
        passes.push(pass);
    }
    let alone = |pass: &Vec<Arc<Trial>>| pass.first().map_or(0, |trial| trial.together());
    let best = passes.iter().map(alone).max()?;
    passes.retain(|pass| alone(pass) as f64 >= OPTIMISED * best as f64);
    let usual = (0..steps.len()).map(|step| {
        let mut trials: Vec<_> = passes.iter().map(|pass| &pass[step]).collect();
        trials.sort_by_key(|trial| trial.together());
        trials[trials.len() / 2]
    });
    let usual: Vec<_> = usual.collect();
    let fastest = usual
        .iter()
        .map(|trial| trial.fastest.load(Ordering::Relaxed))
        .max()
        .filter(|speed| *speed > 0)?;
    let most = usual.iter().map(|trial| trial.together()).max()?;
    let taken = usual.last()?.taken.load(Ordering::Relaxed);
    Some(EffectiveCores {
        // Never above what ran at once.
        effective: (most as f64 / fastest as f64).min(lanes as f64),
        taken: taken as f64 / 1e6,
    })
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
    for _ in 0..lanes {
        let (trial, over) = (Arc::clone(&trial), Arc::clone(&ends.0));
        let clock = host.clock().clone();
        host.spawn_lane(move |worker| async move {
            let kernel = kernel();
            let mut computation = kernel.begin();
            let (mut pieces, mut counts, mut stood_still) = (0, false, 0);
            if trial.started.fetch_add(1, Ordering::Relaxed) + 1 == lanes {
                trial.end.store(clock.now() + lasts, Ordering::Relaxed);
            }
            loop {
                let (now, end) = (clock.now(), trial.end.load(Ordering::Relaxed));
                if end > 0 && !counts {
                    (pieces, counts, stood_still) = (0, true, 0);
                }
                if over.load(Ordering::Relaxed) || end > 0 && now >= end {
                    break;
                }
                computation.extend(PIECE);
                while !worker.advance(&mut computation, || false).await {}
                pieces += 1;
                let took = clock.now() - now;
                if took > STANDSTILL {
                    stood_still += took;
                }
            }
            // Looked at, so that it is computed.
            if computation.answer() != 0 {
                // From the same moment for all, however late each of them got to compute.
                let end = trial.end.load(Ordering::Relaxed);
                let lasted = clock.now().saturating_sub(end.saturating_sub(lasts));
                trial.add(pieces, lasted, stood_still);
            }
            trial.finished.fetch_add(1, Ordering::Release);
        });
    }
    while trial.finished.load(Ordering::Acquire) < lanes {
        let now = host.clock().now();
        if now >= latest {
            return None;
        }
        host.wait_for_progress(now + MILLI).await;
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
            unit: ms * MILLI as f64 / PIECE as f64,
            cores,
            ..Costs::default()
        };
        Simulated::new(&Arc::new(Job::counted(&Spec::default())), costs)
    }

    /// What is measured, and how long it takes.
    fn measured_on(host: &Simulated, lanes: usize) -> (Option<EffectiveCores>, Nanos) {
        let future = pin!(measure(lanes, || Kernel::Counted, host));
        match future.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(cores) => (cores, host.clock().now()),
            Poll::Pending => unreachable!("on a virtual clock nothing is waited for"),
        }
    }

    fn measured(cores: f64, lanes: usize) -> (Option<f64>, Nanos) {
        let (measured, took) = measured_on(&machine(cores, 0.1), lanes);
        if let Some(measured) = measured {
            let crowded = lanes as f64 > 4.0 * cores;
            assert_eq!(measured.are_taken(), crowded, "nothing else runs");
        }
        (measured.map(|measured| measured.effective), took)
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
            let attempts = if expected < ENOUGH * lanes as f64 {
                ATTEMPTS
            } else {
                1
            };
            let longest = LONGEST * attempts as Nanos;
            assert!(took <= longest, "{lanes} on {cores}: {took} ns");
        }
    }

    #[test]
    fn no_more_is_measured_than_ran_at_once() {
        let three = measured(8.0, 3).0.expect("there is time");
        assert!((2.98..=3.0).contains(&three), "{three}");
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
    fn lanes_that_stand_still_are_replaced_by_something_else() {
        // Each piece takes as long as if a turn of something else came between.
        let (cores, _) = measured_on(&machine(2.0, 4.0), 2);
        let cores = cores.expect("there is time");
        assert!(cores.are_taken(), "{cores:?}");
    }

    #[test]
    fn lanes_that_take_too_long_leave_it_unknown() {
        // A piece takes a second.
        let (cores, took) = measured_on(&machine(2.0, 1_000.0), 2);
        assert_eq!(cores, None);
        assert!((LONGEST..=LONGEST + MILLI).contains(&took), "{took}");
    }
}
