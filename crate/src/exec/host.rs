//! The place where executors run, and how a lane of its own waits there: the traits.
//!
//! [`native`] is an ordinary process, [`simulated`] a virtual clock, `web` a browser's worker. Only
//! hosts read the machine's clock.

#[cfg(not(target_arch = "wasm32"))]
pub mod native;
pub mod simulated;
pub mod thread;
#[cfg(all(target_arch = "wasm32", feature = "engine"))]
pub mod web;

use super::message::{Order, Received};
use super::stop_signal::StopSignal;
use super::sync::{Condvar, Mutex};
use crate::kernel::Computation;
use crate::time::{Clock, Nanos};

/// The place where executors run.
///
/// The thread that an executor itself runs on never blocks in the browser; every wait of its own
/// is one of these futures.
pub trait Host {
    /// What time is read from.
    type Clock: Clock;

    /// The clock, the same for all lanes.
    fn clock(&self) -> &Self::Clock;

    /// Waits until `at` on this host's clock, or until the run is halted. Never ends earlier.
    fn sleep_until(&self, at: Nanos, stop: &StopSignal) -> impl Future<Output = ()>;

    /// Lets this thread attend to something else, if that is due; a computing executor calls it
    /// every 50 µs.
    fn checkpoint(&self) -> impl Future<Output = ()>;

    /// Computes on this thread: a piece, and then a checkpoint. Where computing only takes time
    /// it is as much as ends by `until`, on this host's clock. True once nothing is left.
    fn advance(
        &self,
        computation: &mut Computation<'_>,
        _until: Nanos,
    ) -> impl Future<Output = bool> {
        async {
            let complete = computation.advance();
            self.checkpoint().await;
            complete
        }
    }

    /// Waits for others to get on: until a process reports something, or `until` on this host's
    /// clock, and never for more than a few milliseconds.
    fn wait_for_progress(&self, until: Nanos) -> impl Future<Output = ()>;

    /// What a lane of its own waits with.
    type Worker: Worker;

    /// Runs a lane of its own, in parallel to this thread and to other lanes.
    fn spawn_lane<F: Future<Output = ()> + 'static>(
        &self,
        lane: impl FnOnce(Self::Worker) -> F + Send + 'static,
    );

    /// A time on this host's clock, in milliseconds on one that its processes share.
    fn shared_ms(&self, at: Nanos) -> f64;

    /// Starts a process, in place of any of the same number, with what it is started with.
    /// Returns how many bytes that are.
    fn start_process(&self, worker: usize, order: &Order) -> u64;

    /// Sends an order to a process; returns how many bytes it is.
    fn order(&self, worker: usize, order: &Order) -> u64;

    /// Kills a process, if it is there. Nothing that it has reported is heard any more.
    fn kill_process(&self, worker: usize);

    /// How long a process may be silent before it counts as dead, in nanoseconds; none where every
    /// death is heard of.
    const SILENCE: Option<Nanos> = None;

    /// The next thing that a process has reported.
    fn receive(&self) -> Option<Received>;
}

/// How a lane of its own waits: it blocks its thread or, on a virtual clock, suspends.
pub trait Worker: 'static {
    /// Waits until `at` on the clock, or until the run is halted. Never ends earlier.
    fn sleep_until(
        &self,
        clock: &impl Clock,
        at: Nanos,
        stop: &StopSignal,
    ) -> impl Future<Output = ()>;

    /// Between two pieces of computing.
    fn yield_point(&self) -> impl Future<Output = ()>;

    /// Computes: a piece. Where computing only takes time it is as much as passes until the lane is
    /// `wanted` for something else. True once nothing is left.
    fn advance(
        &self,
        computation: &mut Computation<'_>,
        _wanted: impl Fn() -> bool,
    ) -> impl Future<Output = bool> {
        async {
            let complete = computation.advance();
            self.yield_point().await;
            complete
        }
    }

    /// Waits until `ready` holds of what the mutex guards, whose changes are signalled, or until
    /// the clock shows `until`: then the answer is no.
    fn wait<T>(
        &self,
        clock: &impl Clock,
        guarded: &Mutex<T>,
        signal: &Condvar,
        until: Nanos,
        ready: impl Fn(&T) -> bool,
    ) -> impl Future<Output = bool>;
}
