//! A pool of workers over one shared memory, without a GIL: each lane takes the next task as soon
//! as it is free.
//!
//! Lanes block; the executor's own thread never does, it only looks now and then whether they are
//! done. Times come from the lanes themselves, so how often it looks does not matter to them.

use std::cell::RefCell;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use super::{Host, Lane, Run, perform};
use crate::clock::{Clock, Nanos};
use crate::event::Happening;
use crate::log::Writer;
use crate::task::Outcome;

/// On a cache line of its own: all lanes write to it.
#[repr(align(64))]
#[derive(Default)]
struct Counter(AtomicUsize);

#[derive(Default)]
struct Pool {
    next: Counter,
    finished: Counter,
}

pub(super) async fn run<H: Host>(run: &Arc<Run<H::Clock>>, host: &H) {
    let pool = Arc::new(Pool::default());
    let lanes = run.job.workers;
    for index in 0..lanes {
        let lane = BlockingLane {
            run: Arc::clone(run),
            index: index as u16,
            log: RefCell::new(run.log.writer()),
        };
        let pool = Arc::clone(&pool);
        host.spawn_lane(move || {
            work(&lane, &pool.next.0);
            // Releases the lane's last events to whoever sees the count.
            drop(lane);
            pool.finished.0.fetch_add(1, Ordering::Release);
        });
    }
    while pool.finished.0.load(Ordering::Acquire) < lanes {
        host.beat().await;
        run.enforce_limit();
    }
}

fn work<C: Clock>(lane: &BlockingLane<C>, next: &AtomicUsize) {
    let job = &lane.run.job;
    loop {
        let task = next.fetch_add(1, Ordering::Relaxed);
        if task >= job.tasks.len() {
            break;
        }
        complete(perform(job, task, lane));
    }
}

/// Drives a future all of whose steps block instead of suspending.
fn complete<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("a blocking lane never suspends"),
    }
}

struct BlockingLane<C> {
    run: Arc<Run<C>>,
    index: u16,
    log: RefCell<Writer>,
}

impl<C: Clock> Lane for BlockingLane<C> {
    fn note(&self, task: usize, what: Happening) -> Nanos {
        self.run
            .note(&mut self.log.borrow_mut(), self.index, task, what)
    }

    async fn wait_until(&self, at: Nanos) -> Result<(), Outcome> {
        self.run
            .halt
            .block_until(&self.run.clock, self.run.release + at);
        self.check()
    }

    async fn checkpoint(&self) -> Result<(), Outcome> {
        self.run.halt.check()
    }
    fn check(&self) -> Result<(), Outcome> {
        self.run.halt.check()
    }
}
