//! Lanes that block their thread: a pool's threads, natively and in the browser.

use std::pin::pin;
use std::sync::PoisonError;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crate::exec::host::Worker;
use crate::exec::stop_signal::StopSignal;
use crate::exec::sync::{Condvar, Mutex};
use crate::time::{Clock, Nanos};

/// A thread that only one lane uses.
#[derive(Clone, Copy, Debug)]
pub struct Thread;

impl Thread {
    /// Runs a lane to its end.
    pub fn carry_out<F: Future<Output = ()>>(lane: impl FnOnce(Self) -> F) {
        match pin!(lane(Thread)).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(()) => {}
            Poll::Pending => unreachable!("a thread blocks, it never suspends"),
        }
    }
}

impl Worker for Thread {
    async fn sleep_until(&self, clock: &impl Clock, at: Nanos, stop: &StopSignal) {
        stop.block_until(clock, at);
    }

    async fn yield_point(&self) {}

    async fn wait<T>(
        &self,
        clock: &impl Clock,
        guarded: &Mutex<T>,
        signal: &Condvar,
        until: Nanos,
        ready: impl Fn(&T) -> bool,
    ) -> bool {
        let mut guard = guarded.lock().unwrap_or_else(PoisonError::into_inner);
        while !ready(&guard) {
            let left = until.saturating_sub(clock.now());
            if left == 0 {
                return false;
            }
            guard = signal
                .wait_timeout(guard, Duration::from_nanos(left))
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        true
    }
}
