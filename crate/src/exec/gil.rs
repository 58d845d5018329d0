//! CPython's global interpreter lock, as it has been since 3.2: the algorithm, and a lock made
//! with it.
//!
//! From CPython's `Python/ceval_gil.c`: a boolean under a mutex, with a condition variable. A waiting
//! thread waits for one switch interval at a time; if the interval runs out, and no other thread has
//! acquired the lock meanwhile, it asks the holder to drop the lock. The holder checks that request
//! between two pieces of computing. A thread that drops on request waits until another one has
//! acquired the lock (forced switching), so that it cannot acquire it again at once. The lock is not
//! fair.
//!
//! [`Gil`] is the algorithm alone, without threads or time; [`Lock`] makes lanes wait.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use super::host::Worker;
use super::sync::{AtomicBool, Condvar, Mutex, MutexGuard};
use crate::time::{Clock, Nanos};

/// The state of the lock, and what may be done to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Gil {
    locked: bool,
    /// The lane that holds it, or held it last.
    holder: Option<u16>,
    /// How often it went to another lane than before.
    switches: u64,
    /// Whether the holder is asked to drop it.
    drop_request: bool,
}

impl Gil {
    /// A lane tries to acquire it; true if it has.
    fn take(&mut self, lane: u16) -> bool {
        if self.locked {
            return false;
        }
        self.locked = true;
        if self.holder != Some(lane) {
            self.holder = Some(lane);
            self.switches += 1;
        }
        self.drop_request = false;
        true
    }

    /// A lane has waited for a whole interval, since there had been `seen` switches.
    fn time_out(&mut self, seen: u64) {
        if self.locked && self.switches == seen {
            self.drop_request = true;
        }
    }

    /// The holder releases it; true if it was asked to, and has to wait for a switch.
    fn release(&mut self) -> bool {
        self.locked = false;
        std::mem::take(&mut self.drop_request)
    }

    /// Whether another lane has taken it after this one.
    fn has_switched_from(&self, lane: u16) -> bool {
        self.holder != Some(lane)
    }
}

/// A lock that lanes share.
pub(super) struct Lock {
    gil: Mutex<Gil>,
    /// It was dropped.
    free: Condvar,
    /// It was taken.
    taken: Condvar,
    /// [`Gil::drop_request`], read without the mutex, written under it.
    drop_request: AtomicBool,
    interval: Nanos,
}

/// A time that never comes.
const NEVER: Nanos = Nanos::MAX;

impl Lock {
    /// A lock with this switch interval.
    pub(super) fn new(interval: Nanos) -> Self {
        Self {
            gil: Mutex::default(),
            free: Condvar::new(),
            taken: Condvar::new(),
            drop_request: AtomicBool::new(false),
            interval,
        }
    }

    fn gil(&self) -> MutexGuard<'_, Gil> {
        self.gil.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Acquires it, if it is free.
    pub(super) fn try_take(&self, lane: u16) -> bool {
        let mut gil = self.gil();
        let got = gil.take(lane);
        if got {
            self.drop_request.store(false, Ordering::Relaxed);
            drop(gil);
            self.taken.notify_all();
        }
        got
    }

    /// Waits for it and acquires it.
    pub(super) async fn take(&self, lane: u16, worker: &impl Worker, clock: &impl Clock) {
        while !self.try_take(lane) {
            let seen = self.gil().switches;
            let until = clock.now() + self.interval;
            let free = |gil: &Gil| !gil.locked;
            let in_time = worker.wait(clock, &self.gil, &self.free, until, free).await;
            if !in_time {
                let mut gil = self.gil();
                gil.time_out(seen);
                self.drop_request.store(gil.drop_request, Ordering::Relaxed);
            }
        }
    }

    /// Whether the holder is asked to drop it.
    pub(super) fn is_requested(&self) -> bool {
        self.drop_request.load(Ordering::Relaxed)
    }

    /// Releases it; if that was requested, waits until another lane has acquired it.
    pub(super) async fn release(&self, lane: u16, worker: &impl Worker, clock: &impl Clock) {
        let forced = {
            let mut gil = self.gil();
            let forced = gil.release();
            self.drop_request.store(false, Ordering::Relaxed);
            forced
        };
        self.free.notify_one();
        if forced {
            // The lane that asked acquires it in any case: see `take`.
            let switched = |gil: &Gil| gil.has_switched_from(lane);
            worker
                .wait(clock, &self.gil, &self.taken, NEVER, switched)
                .await;
        }
    }
}

#[cfg(test)]
mod model;
