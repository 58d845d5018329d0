//! How many cores' worth of computing the machine really gives to lanes.
//!
//! A reported core can be half of one, busy, or made up. So one lane computes for a while alone,
//! then all of them do the same at once: as many times as that is quicker than one after the other,
//! so many cores there are.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use crate::exec::host::Host;
use crate::kernel::Kernel;
use crate::time::{Clock, MILLI, Nanos};

/// What each lane computes: some 30 ms, so that whatever else runs gets its turn meanwhile.
const TERMS: u64 = 48_000_000;

/// How often that is timed. Alone the best one counts, since nothing makes a machine faster than it is;
/// together the middle one, which is what the machine usually gives.
const TRIALS: usize = 3;

/// How long the lanes may take together.
const PATIENCE: Nanos = 2_000 * MILLI;

#[derive(Default)]
struct Lanes {
    finished: AtomicUsize,
    last: AtomicU64,
}

/// Measures with so many lanes; none if they do not finish in time.
pub async fn effective_cores<H: Host>(lanes: usize, host: &H) -> Option<f64> {
    let [alone, ..] = times(1, host).await?;
    let [_, together, _] = times(lanes, host).await?;
    Some((lanes as f64 * alone as f64 / together.max(1) as f64).min(lanes as f64))
}

/// How long this many lanes take, the best one first.
async fn times<H: Host>(lanes: usize, host: &H) -> Option<[Nanos; TRIALS]> {
    let mut times = [0; TRIALS];
    for trial in &mut times {
        *trial = time(lanes, host).await?;
    }
    times.sort_unstable();
    Some(times)
}

/// How long so many lanes take that compute the same at once, from release to the last one's end.
async fn time<H: Host>(count: usize, host: &H) -> Option<Nanos> {
    let lanes = Arc::new(Lanes::default());
    let clock = host.clock();
    let release = clock.now();
    for _ in 0..count {
        let lanes = Arc::clone(&lanes);
        let clock = clock.clone();
        host.spawn_lane(move |_worker| async move {
            let kernel = Kernel::Pi;
            let mut computation = kernel.begin();
            computation.extend(TERMS);
            while !computation.advance() {}
            // Looked at, so that it is computed.
            if computation.answer() != 0 {
                lanes.last.fetch_max(clock.now(), Ordering::Relaxed);
            }
            lanes.finished.fetch_add(1, Ordering::Release);
        });
    }
    while lanes.finished.load(Ordering::Acquire) < count {
        if clock.now() - release > PATIENCE {
            return None;
        }
        host.wait_for_progress(Nanos::MAX).await;
    }
    Some(lanes.last.load(Ordering::Relaxed) - release)
}
