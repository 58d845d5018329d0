//! Coroutines on one event loop: Rust futures, one thread, first in, first out.
//!
//! The loop is the project's own, so that coroutines interleave the same natively, in the browser
//! with and without shared memory, and on a virtual clock. A coroutine keeps the loop until it
//! awaits. While it computes, the loop's thread may attend to messages (that is the host's
//! business), but no other coroutine gets a turn.

use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::{Host, Lane, Run, perform};
use crate::clock::{Clock, Nanos};
use crate::event::Happening;
use crate::log::Writer;
use crate::task::Outcome;

/// Why a coroutine suspended.
#[derive(Clone, Copy, Default)]
enum Awaits {
    /// The same coroutine goes on after the host had its checkpoint.
    #[default]
    Checkpoint,
    /// Others get their turn until `at`, since release.
    Timer(Nanos),
    /// Nobody gets a turn until `at`, since release: the classic mistake.
    Blocked(Nanos),
}

/// What coroutines and their loop share.
struct EventLoop<'r, C> {
    run: &'r Run<C>,
    log: RefCell<Writer>,
    awaits: Cell<Awaits>,
}

pub(super) async fn run<H: Host>(run: &Run<H::Clock>, host: &H) {
    let shared = EventLoop {
        run,
        log: RefCell::new(run.log.writer()),
        awaits: Cell::default(),
    };
    let count = run.job.tasks.len();
    let coroutines: Vec<_> = (0..count)
        .map(|task| Coroutine {
            index: task as u16,
            shared: &shared,
        })
        .collect();
    let mut futures: Vec<Pin<Box<_>>> = coroutines
        .iter()
        .enumerate()
        .map(|(task, lane)| Box::pin(perform(&run.job, task, lane)))
        .collect();
    let mut ready: VecDeque<usize> = (0..count).collect();
    // By time, then by the order in which they began to wait.
    let mut timers: BinaryHeap<Reverse<(Nanos, usize, usize)>> = BinaryHeap::with_capacity(count);
    let mut waits = 0;
    let mut context = Context::from_waker(Waker::noop());

    loop {
        // A halted run resumes every coroutine, which then ends by itself.
        let now = run.clock.now() - run.release;
        let halted = run.halt.outcome().is_some();
        while let Some(&Reverse((at, _, task))) = timers.peek()
            && (at <= now || halted)
        {
            timers.pop();
            ready.push_back(task);
        }
        if let Some(task) = ready.pop_front() {
            while futures[task].as_mut().poll(&mut context).is_pending() {
                match shared.awaits.get() {
                    Awaits::Checkpoint => {
                        host.checkpoint().await;
                        run.enforce_limit();
                    }
                    Awaits::Blocked(at) => shared.sleep_until(at, host).await,
                    Awaits::Timer(at) => {
                        waits += 1;
                        timers.push(Reverse((at, waits, task)));
                        break;
                    }
                }
            }
        } else if let Some(&Reverse((at, ..))) = timers.peek() {
            shared.sleep_until(at, host).await;
        } else {
            return;
        }
    }
}

impl<C: Clock> EventLoop<'_, C> {
    async fn sleep_until(&self, at: Nanos, host: &impl Host) {
        let end = (self.run.release + at).min(self.run.limit());
        host.sleep_until(end, &self.run.halt).await;
        self.run.enforce_limit();
    }

    /// Suspends the coroutine that is polled, once.
    async fn suspend(&self, awaits: Awaits) -> Result<(), Outcome> {
        let mut resumed = false;
        std::future::poll_fn(|_| {
            if std::mem::replace(&mut resumed, true) {
                Poll::Ready(())
            } else {
                self.awaits.set(awaits);
                Poll::Pending
            }
        })
        .await;
        self.run.halt.check()
    }
}

struct Coroutine<'l, 'r, C> {
    index: u16,
    shared: &'l EventLoop<'r, C>,
}

impl<C: Clock> Lane for Coroutine<'_, '_, C> {
    fn note(&self, task: usize, what: Happening) -> Nanos {
        let EventLoop { run, log, .. } = self.shared;
        run.note(&mut log.borrow_mut(), self.index, task, what)
    }

    async fn wait_until(&self, at: Nanos) -> Result<(), Outcome> {
        let awaits = if self.shared.run.job.blocking {
            Awaits::Blocked(at)
        } else {
            Awaits::Timer(at)
        };
        self.shared.suspend(awaits).await
    }

    async fn checkpoint(&self) -> Result<(), Outcome> {
        self.shared.suspend(Awaits::Checkpoint).await
    }
    fn check(&self) -> Result<(), Outcome> {
        self.shared.run.halt.check()
    }
}
