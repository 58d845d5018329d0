//! The traits of the place where executors run, and of how a lane with its own thread waits there.
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

/// How many pieces are computed between two looks at the clock, where a piece takes about 40 µs. In a browser a
/// look takes half a microsecond; lanes of a pool, which look at shared memory instead, do not pay that.
const PIECES: usize = 8;

/// The place where executors run.
///
/// In the browser, the executor's own thread never blocks: it waits with these futures.
pub trait Host {
    /// The clock type.
    type Clock: Clock;

    /// The clock, the same for all lanes.
    fn clock(&self) -> &Self::Clock;

    /// Waits until `at` on this host's clock, or until the run is halted. Never ends earlier.
    fn sleep_until(&self, at: Nanos, stop: &StopSignal) -> impl Future<Output = ()>;

    /// Lets this thread do something else, if that is due; a computing executor calls it several times a
    /// millisecond.
    fn checkpoint(&self) -> impl Future<Output = ()>;

    /// Computes on this thread, alone: some pieces, then a checkpoint. On a virtual clock, as much as ends by
    /// `until`, on this host's clock. True once nothing is left.
    fn advance(
        &self,
        computation: &mut Computation<'_>,
        _until: Nanos,
    ) -> impl Future<Output = bool> {
        async {
            let complete = (0..PIECES).any(|_| computation.advance_alone());
            self.checkpoint().await;
            complete
        }
    }

    /// Waits for others: until a process reports something, or until `until` on this host's clock,
    /// but never for more than a few milliseconds.
    fn wait_for_progress(&self, until: Nanos) -> impl Future<Output = ()>;

    /// How a lane with its own thread waits.
    type Worker: Worker;

    /// Runs a lane in parallel to this thread and to other lanes.
    fn spawn_lane<F: Future<Output = ()> + 'static>(
        &self,
        lane: impl FnOnce(Self::Worker) -> F + Send + 'static,
    );

    /// Converts a time on this host's clock to milliseconds on the clock that its processes share.
    fn shared_ms(&self, at: Nanos) -> f64;

    /// Starts a process with its first order, in place of any process of the same number. Returns
    /// the order's size in bytes.
    fn start_process(&self, worker: usize, order: &Order) -> u64;

    /// Sends an order to a process; returns its size in bytes.
    fn order(&self, worker: usize, order: &Order) -> u64;

    /// Kills a process, if it is there, and drops all its reports.
    fn kill_process(&self, worker: usize);

    /// How long a process may be silent before it counts as dead, in nanoseconds; none where the
    /// host learns of every death.
    const SILENCE: Option<Nanos> = None;

    /// The next report received from a process.
    fn receive(&self) -> Option<Received>;
}

/// How a lane with its own thread waits: it blocks or, on a virtual clock, suspends.
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

    /// Computes a piece; on a virtual clock, as much as fits until the lane is `wanted` for
    /// something else. True once nothing is left.
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

    /// Waits until `ready` holds of the value in the mutex, whose changes are signalled (true), or
    /// until the clock shows `until` (false).
    fn wait<T>(
        &self,
        clock: &impl Clock,
        guarded: &Mutex<T>,
        signal: &Condvar,
        until: Nanos,
        ready: impl Fn(&T) -> bool,
    ) -> impl Future<Output = bool>;
}
