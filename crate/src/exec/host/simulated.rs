//! A host on a virtual clock: nothing takes time but what is said to, so that a run is exact and
//! over at once.
//!
//! There is one thread; lanes of their own are futures that suspend where a thread would block,
//! and so are processes.
//! Every lane has a core of its own. At the same moment, whoever waits goes on before whoever
//! computes, each in the order of lanes.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::PoisonError;
use std::task::{Context, Poll, Waker};

use crate::exec::host::{Host, Worker};
use crate::exec::message::{Completion, Order, Received, Report};
use crate::exec::processes::Child;
use crate::exec::stop_signal::StopSignal;
use crate::exec::sync::{Condvar, Mutex};
use crate::model::task::Outcome;
use crate::time::{Clock, MILLI, Nanos, Virtual, from_ms, to_ms};

/// How long a process takes to start.
pub const START: Nanos = 10 * MILLI;

/// How long a message takes from one process to another.
pub const MESSAGE: Nanos = MILLI;

/// A lane, and the process that it is in, if it is in one of its own.
type Lane = (Option<usize>, Pin<Box<dyn Future<Output = ()>>>);

/// What is on its way between processes.
#[derive(Default)]
struct Post {
    orders: BTreeMap<usize, Order>,
    reports: VecDeque<Received>,
}

/// A host on a virtual clock.
pub struct Simulated {
    world: Rc<World>,
    lanes: RefCell<Vec<Lane>>,
    /// When the run is halted, and what then happens to it.
    stop_at: Option<Nanos>,
    stop: std::sync::Arc<StopSignal>,
}

/// What the executor and its lanes share.
struct World {
    clock: Virtual,
    /// How long a piece of computing takes, in nanoseconds.
    piece: Nanos,
    /// The earliest time at which a lane that was polled goes on.
    next: Cell<Nanos>,
    /// How often a lane went on.
    steps: Cell<u64>,
    /// Whether it is the turn of those that compute.
    computing: Cell<bool>,
    post: RefCell<Post>,
}

impl World {
    /// Suspends a lane until something holds; it is asked again at `until` at the latest.
    async fn suspend_until(&self, until: Nanos, holds: impl Fn() -> bool) {
        let mut suspended = false;
        std::future::poll_fn(|_| {
            if holds() {
                if suspended {
                    self.steps.set(self.steps.get() + 1);
                }
                return Poll::Ready(());
            }
            suspended = true;
            self.next.set(self.next.get().min(until));
            Poll::Pending
        })
        .await;
    }
}

impl World {
    async fn sleep(&self, lasts: Nanos) {
        let until = self.clock.now() + lasts;
        self.suspend_until(until, || self.clock.now() >= until)
            .await;
    }
}

impl Simulated {
    /// A host on which a piece of computing (see [`crate::kernel`]) takes a millisecond.
    pub fn new(stop: std::sync::Arc<StopSignal>) -> Self {
        Self::with_piece(stop, MILLI)
    }

    /// A host on which a piece of computing takes so many nanoseconds.
    pub fn with_piece(stop: std::sync::Arc<StopSignal>, piece: Nanos) -> Self {
        Self {
            world: Rc::new(World {
                clock: Virtual::default(),
                piece,
                next: Cell::new(Nanos::MAX),
                steps: Cell::new(0),
                computing: Cell::new(false),
                post: RefCell::default(),
            }),
            lanes: RefCell::default(),
            stop_at: None,
            stop,
        }
    }

    /// The same, with Stop pressed at a time.
    pub fn stopping_at(mut self, at: Nanos) -> Self {
        self.stop_at = Some(at);
        self
    }

    fn pass_until(&self, at: Nanos) {
        match self.stop_at {
            Some(stop) if stop <= at => {
                self.advance_to(stop);
                self.stop.set(Outcome::Cancelled);
                self.run_lanes();
            }
            _ => self.advance_to(at),
        }
    }

    /// Lets time pass, with all that lanes do in it.
    fn advance_to(&self, at: Nanos) {
        loop {
            self.run_lanes();
            let next = self.world.next.get();
            if next > at {
                break;
            }
            self.world.clock.advance_to(next);
        }
        self.world.clock.advance_to(at);
    }

    /// Lets every lane go on as far as it can without time passing.
    fn run_lanes(&self) {
        let mut computing = false;
        loop {
            let before = self.world.steps.get();
            self.world.next.set(Nanos::MAX);
            self.world.computing.set(computing);
            // Taken out meanwhile: a lane may spawn others.
            let mut lanes = self.lanes.take();
            lanes.retain_mut(|(_, lane)| {
                let mut context = Context::from_waker(Waker::noop());
                lane.as_mut().poll(&mut context).is_pending()
            });
            self.lanes.borrow_mut().splice(0..0, lanes);
            let went_on = self.world.steps.get() != before;
            if !went_on && computing {
                break;
            }
            computing = !went_on;
        }
    }
}

impl Host for Simulated {
    type Clock = Virtual;
    type Worker = SimulatedWorker;

    fn clock(&self) -> &Virtual {
        &self.world.clock
    }

    async fn sleep_until(&self, at: Nanos, _halt: &StopSignal) {
        self.pass_until(at);
    }

    async fn checkpoint(&self) {
        self.pass_until(self.world.clock.now() + self.world.piece);
    }

    async fn wait_for_progress(&self, until: Nanos) {
        self.run_lanes();
        if self.world.post.borrow().reports.is_empty() {
            self.pass_until(self.world.next.get().min(until));
        }
    }

    fn spawn_lane<F: Future<Output = ()> + 'static>(
        &self,
        lane: impl FnOnce(SimulatedWorker) -> F + Send + 'static,
    ) {
        let worker = SimulatedWorker(Rc::clone(&self.world));
        self.lanes.borrow_mut().push((None, Box::pin(lane(worker))));
    }

    fn shared_ms(&self, at: Nanos) -> f64 {
        to_ms(at)
    }

    fn start_process(&self, worker: usize, order: &Order) -> u64 {
        self.kill_process(worker);
        let lane = process(Rc::clone(&self.world), worker, order.clone());
        self.lanes.borrow_mut().push((Some(worker), Box::pin(lane)));
        0
    }

    fn order(&self, worker: usize, order: &Order) -> u64 {
        let mut post = self.world.post.borrow_mut();
        post.orders.insert(worker, order.clone());
        0
    }

    fn kill_process(&self, worker: usize) {
        self.lanes
            .borrow_mut()
            .retain(|(process, _)| *process != Some(worker));
        let mut post = self.world.post.borrow_mut();
        post.orders.remove(&worker);
        post.reports.retain(|received| received.worker != worker);
    }

    fn receive(&self) -> Option<Received> {
        self.world.post.borrow_mut().reports.pop_front()
    }
}

/// A process: starts, then carries out what it is told to until it is killed, or kills itself.
async fn process(world: Rc<World>, worker: usize, start: Order) {
    let Order::Start {
        query,
        corpus,
        release_ms,
        ..
    } = start
    else {
        unreachable!("a process is started with the first order");
    };
    let report = |report| {
        let report = Some((report, 0));
        let mut post = world.post.borrow_mut();
        post.reports.push_back(Received { worker, report });
    };
    world.sleep(START).await;
    let (clock, release) = (world.clock.clone(), from_ms(release_ms));
    let child = Child::new(&query, corpus, worker as u16, clock, release);
    let child = child.expect("the parent has prepared the same kernel");
    report(Report::Ready);
    loop {
        let ordered = || world.post.borrow().orders.contains_key(&worker);
        world.suspend_until(Nanos::MAX, ordered).await;
        let order = world.post.borrow_mut().orders.remove(&worker);
        world.sleep(MESSAGE).await;
        let Some(Order::Carry { tasks }) = order else {
            continue;
        };
        let waits = SimulatedWorker(Rc::clone(&world));
        match child.carry_out(&tasks, waits, report).await {
            (Completion::Killed, last) => {
                report(last);
                let mut post = world.post.borrow_mut();
                return post.reports.push_back(Received {
                    worker,
                    report: None,
                });
            }
            (Completion::Endless, last) => report(last),
            (_, ended) => {
                world.sleep(MESSAGE).await;
                report(ended);
            }
        }
    }
}

/// A lane's way to wait on a virtual clock.
pub struct SimulatedWorker(Rc<World>);

impl Worker for SimulatedWorker {
    async fn sleep_until(&self, _clock: &impl Clock, at: Nanos, stop: &StopSignal) {
        let world = &self.0;
        let over = || world.clock.now() >= at || stop.is_set();
        world.suspend_until(at, over).await;
    }

    async fn yield_point(&self) {
        let world = &self.0;
        let until = world.clock.now() + world.piece;
        let done = || world.computing.get() && world.clock.now() >= until;
        world.suspend_until(until, done).await;
    }

    async fn wait<T>(
        &self,
        _clock: &impl Clock,
        guarded: &Mutex<T>,
        _signal: &Condvar,
        until: Nanos,
        ready: impl Fn(&T) -> bool,
    ) -> bool {
        let world = &self.0;
        let ready = || ready(&guarded.lock().unwrap_or_else(PoisonError::into_inner));
        let over = || ready() || world.clock.now() >= until;
        world.suspend_until(until, over).await;
        ready()
    }
}
