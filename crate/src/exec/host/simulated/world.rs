//! What the executor and its lanes share on a virtual clock, and how a lane waits there.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::sync::{Arc, PoisonError};
use std::task::Poll;

use super::Costs;
use super::cores::Cores;
use crate::exec::host::Worker;
use crate::exec::job::Job;
use crate::exec::message::{Order, Received};
use crate::exec::stop_signal::StopSignal;
use crate::exec::sync::{Condvar, Mutex};
use crate::kernel::{Computation, Count};
use crate::time::{Clock, Nanos, Virtual};

/// What is on its way between processes.
#[derive(Default)]
pub(super) struct Post {
    pub orders: BTreeMap<usize, Order>,
    pub reports: VecDeque<Received>,
}

/// What the executor and its lanes share.
pub(super) struct World {
    pub job: Arc<Job>,
    pub costs: Costs,
    pub clock: Virtual,
    /// The earliest time at which a lane that was polled goes on.
    pub next: Cell<Nanos>,
    /// Whether the lane that is polled goes on.
    pub resumed: Cell<bool>,
    /// Whether it is the turn of those that compute.
    pub computing: Cell<bool>,
    pub cores: Cores,
    /// How many processes are starting.
    pub starting: Cell<Nanos>,
    pub post: RefCell<Post>,
}

impl World {
    /// Suspends a lane until it may go on; until then `may_go_on` says when it is to be asked again
    /// at the latest.
    async fn suspend(&self, may_go_on: impl Fn() -> Result<(), Nanos>) {
        let mut suspended = false;
        std::future::poll_fn(|_| match may_go_on() {
            Ok(()) => {
                self.resumed.set(self.resumed.get() || suspended);
                Poll::Ready(())
            }
            Err(until) => {
                suspended = true;
                self.next.set(self.next.get().min(until));
                Poll::Pending
            }
        })
        .await;
    }

    /// Suspends a lane until something holds, or until a time.
    pub async fn suspend_until(&self, until: Nanos, holds: impl Fn() -> bool) {
        let goes_on = || self.clock.now() >= until || holds();
        self.suspend(|| goes_on().then_some(()).ok_or(until)).await;
    }

    pub async fn sleep(&self, lasts: Nanos) {
        self.suspend_until(self.clock.now() + lasts, || false).await;
    }

    /// When a wait ends that is asked for until a time.
    pub fn wakes_at(&self, until: Nanos) -> Nanos {
        match until > self.clock.now() {
            true => until.saturating_add(self.costs.lateness),
            false => until,
        }
    }

    /// Computes until nothing is left, or until the lane is wanted for something else.
    async fn compute(&self, count: &mut Count<'_>, wanted: impl Fn() -> bool) -> bool {
        let Self { clock, costs, .. } = self;
        count.begin();
        let begin = clock.now();
        let share = self.cores.enter(clock, costs.computing(count.left()));
        self.suspend(|| {
            let now = clock.now();
            let complete = share.complete();
            let end = match wanted() {
                true => costs.look_up(begin, now).min(complete),
                false => complete,
            };
            match self.computing.get() && now >= end {
                true => Ok(()),
                false => Err(end),
            }
        })
        .await;
        let complete = count.pass(match share.left() {
            0.0 => f64::INFINITY,
            _ => costs.units(share.done()),
        });
        // Only a lane that has the GIL is wanted before it is complete, unless the run is over.
        if !complete && self.job.spec.switches_between() {
            count.be_interrupted();
        }
        complete
    }
}

/// A lane's way to wait on a virtual clock.
pub struct SimulatedWorker(pub(super) Rc<World>);

impl Worker for SimulatedWorker {
    async fn sleep_until(&self, _clock: &impl Clock, at: Nanos, stop: &StopSignal) {
        let until = self.0.wakes_at(at);
        self.0.suspend_until(until, || stop.is_set()).await;
    }

    async fn yield_point(&self) {}

    async fn advance(&self, computation: &mut Computation<'_>, wanted: impl Fn() -> bool) -> bool {
        match computation {
            Computation::Counted(count) => self.0.compute(count, wanted).await,
            _ => computation.advance(),
        }
    }

    async fn wait<T>(
        &self,
        _clock: &impl Clock,
        guarded: &Mutex<T>,
        _signal: &Condvar,
        until: Nanos,
        ready: impl Fn(&T) -> bool,
    ) -> bool {
        let ready = || ready(&guarded.lock().unwrap_or_else(PoisonError::into_inner));
        self.0.suspend_until(self.0.wakes_at(until), ready).await;
        ready()
    }
}
