//! Threads over one shared memory, a lane each. With a GIL, a lane must hold it to compute, and
//! releases it to wait.
//!
//! Lanes block; they drive the program themselves, under its lock, whenever one of their tasks
//! ends. The executor's own thread never blocks: it starts lanes, and handles what comes from outside.
//! Lanes take their times themselves, so how often it does that does not affect them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError};

use super::gil::Lock;
use super::host::{Host, Worker};
use super::lane::{OwnLane, perform};
use super::message::Completion;
use super::program::Program;
use super::run::{Run, Totals};
use super::sync::{Condvar, Mutex, MutexGuard};
use crate::model::api::Api;
use crate::model::mode::Mode;
use crate::scheduler::{Action, Input};
use crate::time::{Clock, Nanos};
use crate::trace::event_log::Writer;

/// What a lane is to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// To wait.
    None,
    /// To report that it is ready.
    Begin,
    /// To run a task.
    Carry(usize),
    /// To end.
    End,
}

/// What lanes and the executor share.
struct Pool<C> {
    plan: Mutex<Plan<C>>,
    /// An order was given.
    ordered: Condvar,
    /// On a cache line of its own.
    finished: Counter,
    gil: Option<Lock>,
}

#[repr(align(64))]
#[derive(Default)]
struct Counter(AtomicUsize);

struct Plan<C> {
    program: Program<C>,
    orders: Vec<Order>,
    /// Whether a lane runs, for each worker.
    running: Vec<bool>,
}

impl<C: Clock> Plan<C> {
    /// Feeds the program. Returns whether a lane other than this one got an order.
    fn step(
        &mut self,
        lane: Option<usize>,
        step: impl FnOnce(&mut Program<C>, &mut dyn FnMut(Action)),
    ) -> bool {
        let Self {
            program, orders, ..
        } = self;
        let mut others = false;
        step(program, &mut |action| {
            let (worker, order) = match action {
                Action::Start { worker } => (worker, Order::Begin),
                Action::Assign { worker, task, .. } => (worker, Order::Carry(task)),
                Action::Shutdown { worker } | Action::Kill { worker } => (worker, Order::End),
                // Only coroutines are cancelled; the program records the rest.
                _ => return,
            };
            orders[worker] = order;
            others |= lane != Some(worker);
        });
        others
    }

    /// What a lane is to do next.
    fn take(&mut self, worker: usize) -> Order {
        std::mem::replace(&mut self.orders[worker], Order::None)
    }
}

impl<C: Clock> Pool<C> {
    fn plan(&self) -> MutexGuard<'_, Plan<C>> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A lane feeds the program, and takes its next order while it has the lock: an empty task costs little
    /// more than this. Lanes are woken only if there is something for them.
    fn step(
        &self,
        worker: usize,
        step: impl FnOnce(&mut Program<C>, &mut dyn FnMut(Action)),
    ) -> Order {
        let mut plan = self.plan();
        let others = plan.step(Some(worker), step);
        let order = plan.take(worker);
        drop(plan);
        if others {
            self.ordered.notify_all();
        }
        order
    }
}

pub(super) async fn run<H: Host>(
    api: Api,
    mode: Mode,
    run: Arc<Run<H::Clock>>,
    host: &H,
) -> Totals {
    let mut log = run.log.writer();
    let program = Program::new(api, &run);
    let workers = program.workers();
    let pool = Arc::new(Pool {
        plan: Mutex::new(Plan {
            program,
            orders: vec![Order::None; workers],
            running: vec![false; workers],
        }),
        ordered: Condvar::new(),
        finished: Counter::default(),
        gil: run.job.switch_interval(mode).map(Lock::new),
    });
    if pool.gil.is_none() && workers > 1 {
        run.watch_counter();
    }
    let mut writers: Vec<Option<Writer>> = (0..workers).map(|_| Some(run.log.writer())).collect();
    let mut started = 0;
    pool.plan().step(None, |program, act| {
        program.step(Input::Begin, run.now(), &mut log, act)
    });
    loop {
        let due = {
            let mut plan = pool.plan();
            for (worker, writer) in writers.iter_mut().enumerate() {
                if plan.orders[worker] == Order::Begin
                    && !std::mem::replace(&mut plan.running[worker], true)
                {
                    // A lane that has ended does not give its writer back.
                    let log = writer.take().unwrap_or_else(|| run.log.writer());
                    let run = Arc::clone(&run);
                    let pool = Arc::clone(&pool);
                    host.spawn_lane(move |waits| lane(worker, run, pool, log, waits));
                    started += 1;
                }
            }
            plan.program.due()
        };
        let ended = pool.finished.0.load(Ordering::Acquire) == started;
        if ended && pool.plan().program.is_finished() {
            return Totals::default();
        }
        host.wait_for_progress(due).await;
        let others = pool
            .plan()
            .step(None, |program, act| program.attend(&mut log, act));
        if others {
            pool.ordered.notify_all();
        }
    }
}

/// A lane, from its start to its end.
async fn lane<C: Clock, W: Worker>(
    worker: usize,
    run: Arc<Run<C>>,
    pool: Arc<Pool<C>>,
    log: Writer,
    waits: W,
) {
    let lane = OwnLane::new(&run, worker as u16, log, waits, pool.gil.as_ref());
    let mut order = pool.plan().take(worker);
    loop {
        order = match order {
            Order::Begin => {
                let at = run.now();
                pool.step(worker, |program, act| {
                    program.step(Input::Ready { worker }, at, &mut lane.log.borrow_mut(), act);
                })
            }
            Order::Carry(task) => {
                let completion = perform(&run, task, &lane).await;
                let at = run.now();
                let next = pool.step(worker, |program, act| {
                    let log = &mut lane.log.borrow_mut();
                    program.end_task(worker, task, completion, at, log, act);
                });
                // Its task has ended the whole program, this lane included.
                if completion == Completion::Killed {
                    break;
                }
                next
            }
            Order::End => break,
            Order::None => {
                lane.drop_gil().await;
                let ordered = |plan: &Plan<C>| plan.orders[worker] != Order::None;
                let clock = &run.clock;
                lane.waits
                    .wait(clock, &pool.plan, &pool.ordered, Nanos::MAX, ordered)
                    .await;
                pool.plan().take(worker)
            }
        };
    }
    lane.drop_gil().await;
    pool.plan().running[worker] = false;
    // Release: a thread that sees the count also sees the lane's last events.
    drop(lane);
    pool.finished.0.fetch_add(1, Ordering::Release);
}
