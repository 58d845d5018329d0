//! A host in an ordinary process: the machine's clock, and a thread pool of its own.
//!
//! It serves the terminal and the tests. Its executor thread may block, since nobody else needs it.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::{Halt, Host};
use crate::clock::{Monotonic, Nanos};

/// A host in an ordinary process.
pub struct Native {
    clock: Monotonic,
    pool: rayon::ThreadPool,
}

impl Native {
    /// A host with a pool of so many threads, started.
    ///
    /// # Errors
    /// If the system refuses a thread.
    pub fn new(threads: usize) -> Result<Arc<Self>, rayon::ThreadPoolBuildError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()?;
        Ok(Arc::new(Self {
            clock: Monotonic::start(),
            pool,
        }))
    }

    /// Carries out a future of this host's to its end.
    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        loop {
            // This host's futures block by themselves, so a pending one is merely not done yet.
            if let Poll::Ready(value) = future
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()))
            {
                return value;
            }
        }
    }
}

impl Host for Native {
    type Clock = Monotonic;

    fn clock(&self) -> &Monotonic {
        &self.clock
    }

    async fn sleep_until(&self, at: Nanos, halt: &Halt) {
        halt.block_until(&self.clock, at);
    }

    async fn checkpoint(&self) {}

    async fn beat(&self) {
        std::thread::sleep(Duration::from_millis(1));
    }

    fn spawn_lane(&self, lane: impl FnOnce() + Send + 'static) {
        self.pool.spawn(lane);
    }
}
