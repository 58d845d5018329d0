//! How one lane carries out the steps of a task, whatever the mode.

use std::cell::{Cell, RefCell};

use super::gil::Lock;
use super::host::Worker;
use super::job::{LOCK_WAITS, LONG_LOCK_WAIT};
use super::message::Completion;
use super::run::Run;
use crate::kernel::{Computation, Increments, Pause};
use crate::model::api::Fault;
use crate::model::task::Step;
use crate::scheduler::observation::Error;
use crate::time::{Clock, Nanos};
use crate::trace::event::{Event, EventKind, State, Wanted};
use crate::trace::event_log::Writer;

/// A lane: how a step waits and yields.
pub(super) trait Lane {
    /// Which one.
    fn index(&self) -> u16;

    /// Begins to compute.
    async fn compute(&self, task: usize) {
        self.emit(task, EventKind::Enter(State::Run));
    }

    /// Emits what happens now on this lane; returns the time since release, in nanoseconds.
    fn emit(&self, task: usize, what: EventKind) -> Nanos;

    /// Waits until `at`, in nanoseconds since release.
    async fn wait_until(&self, at: Nanos) -> Result<(), Broken>;

    /// Computes for a while, then does what is asked of the lane. True once nothing is left.
    async fn advance(&self, task: usize, computation: &mut Computation<'_>)
    -> Result<bool, Broken>;

    /// The reason, once the task must end.
    fn check(&self) -> Result<(), Broken>;

    /// The task never ends. Returns what breaks it off, or leaves that to the executor.
    async fn hang(&self) -> Broken {
        Broken::Endless
    }
}

/// Why a lane breaks off a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// The run is over.
    Halted,
    /// It was cancelled; only coroutines can be.
    Cancelled,
    /// It never ends, and the lane has nothing left to do.
    Endless,
}

/// Runs one task on a lane. The only interpreter of steps.
pub(super) async fn perform<C: Clock>(run: &Run<C>, task: usize, lane: &impl Lane) -> Completion {
    match steps(run, task, lane).await {
        Ok(completion) => completion,
        Err(Broken::Halted) => Completion::Halted,
        Err(Broken::Cancelled) => Completion::Raised(Error::CancelledError),
        Err(Broken::Endless) => Completion::Endless,
    }
}

async fn steps<C: Clock>(
    run: &Run<C>,
    task: usize,
    lane: &impl Lane,
) -> Result<Completion, Broken> {
    let job = &run.job;
    // A run that is over starts nothing more.
    lane.check()?;
    let fault = job.tasks[task].fault;
    if fault == Some(Fault::Missing) {
        return Ok(Completion::Raised(Error::FileNotFoundError));
    }
    let mut computation = run.begin(lane.index());
    for step in &job.tasks[task].steps {
        match *step {
            Step::Compute { units } => {
                lane.compute(task).await;
                computation.extend(units);
                while !lane.advance(task, &mut computation).await? {}
            }
            Step::Wait { nanos } => {
                let now = lane.emit(task, EventKind::Enter(State::Wait));
                lane.wait_until(now + nanos).await?;
            }
        }
    }
    match fault {
        Some(Fault::Raise) => Ok(Completion::Raised(Error::ValueError)),
        Some(Fault::Exit) => Ok(Completion::Raised(Error::SystemExit)),
        Some(Fault::Kill) => Ok(Completion::Killed),
        Some(Fault::Hang) => {
            lane.emit(task, EventKind::Enter(State::Wait));
            Err(lane.hang().await)
        }
        // Where arguments are pickled, those that cannot be are refused before this.
        Some(Fault::Unpicklable | Fault::Missing) | None => Ok(Completion::Returned {
            answer: computation.answer(),
        }),
    }
}

/// A lane with a thread or a process of its own.
pub(super) struct OwnLane<'r, C, W> {
    run: &'r Run<C>,
    index: u16,
    /// Where its events go.
    pub log: RefCell<Writer>,
    /// How it waits.
    pub waits: W,
    gil: Option<&'r Lock>,
    holds_gil: Cell<bool>,
    /// How often it has waited for the shared counter's lock, and how often and for how long in this step.
    lock_waits: Cell<u32>,
    in_step: Cell<(u64, Nanos)>,
}

impl<'r, C: Clock, W: Worker> OwnLane<'r, C, W> {
    /// A lane, and the GIL that it must hold to compute, if there is one.
    pub(super) fn new(
        run: &'r Run<C>,
        index: u16,
        log: Writer,
        waits: W,
        gil: Option<&'r Lock>,
    ) -> Self {
        Self {
            run,
            index,
            log: RefCell::new(log),
            waits,
            gil,
            holds_gil: Cell::new(false),
            lock_waits: Cell::new(0),
            in_step: Cell::default(),
        }
    }

    /// Where its events went.
    pub(super) fn into_log(self) -> Writer {
        self.log.into_inner()
    }

    async fn take_gil(&self, task: usize) {
        let Some(gil) = self.gil.filter(|_| !self.holds_gil.get()) else {
            return;
        };
        if !gil.try_take(self.index) {
            self.emit(task, EventKind::Enter(State::Blocked));
            gil.take(self.index, &self.waits, &self.run.clock).await;
        }
        self.holds_gil.set(true);
    }

    /// Between two pieces of computing.
    pub(super) async fn checkpoint(&self, task: usize) -> Result<(), Broken> {
        self.check()?;
        if self.gil.is_some_and(Lock::is_requested) {
            self.emit(task, EventKind::Enter(State::Blocked));
            self.drop_gil().await;
            self.compute(task).await;
        }
        Ok(())
    }

    /// Counts on the shared counter under the GIL, which may go to another lane between reading and writing,
    /// if the experiment allows that, as well as between two units.
    async fn count(
        &self,
        task: usize,
        gil: &Lock,
        increments: &mut Increments<'_>,
    ) -> Result<bool, Broken> {
        let is_requested = || gil.is_requested();
        let pause = match self.run.job.spec.switches_between() {
            true => increments.advance_until(is_requested, is_requested),
            false if increments.advance_alone() => Pause::Complete,
            false => Pause::Piece,
        };
        if pause == Pause::Locked {
            self.wait_for_lock(task, increments).await;
        }
        self.checkpoint(task).await?;
        self.end_step(pause)
    }

    /// Counts on the shared counter under its lock, beside other lanes that do.
    async fn count_locked(
        &self,
        task: usize,
        increments: &mut Increments<'_>,
    ) -> Result<bool, Broken> {
        let pause = increments.advance_locked();
        if pause == Pause::Locked {
            self.wait_for_lock(task, increments).await;
        }
        self.checkpoint(task).await?;
        self.end_step(pause)
    }

    /// Whether nothing is left; then adds up how it has waited for the lock.
    fn end_step(&self, pause: Pause) -> Result<bool, Broken> {
        let complete = pause == Pause::Complete;
        if complete {
            let (count, nanos) = self.in_step.take();
            self.run.add_lock_waits(count, nanos);
        }
        Ok(complete)
    }

    /// Waits for the counter's lock, which another lane has. It may do so millions of times: after the first
    /// waits, only long ones are recorded. Where the lock is free, no clock is read.
    async fn wait_for_lock(&self, task: usize, increments: &mut Increments<'_>) {
        let holder = self.run.lock_holder();
        let since = self.run.now();
        // Whoever waits for a lock releases the GIL, which the lock's holder needs to go on.
        self.drop_gil().await;
        increments.lock();
        let got = self.run.now();
        if let Some(gil) = self.gil {
            gil.take(self.index, &self.waits, &self.run.clock).await;
            self.holds_gil.set(true);
        }
        let (count, nanos) = self.in_step.get();
        self.in_step.set((count + 1, nanos + (got - since)));
        let waits = self.lock_waits.get();
        self.lock_waits.set(waits.saturating_add(1));
        let is_long = || got - since >= LONG_LOCK_WAIT && self.run.has_room_for_wait();
        if waits >= LOCK_WAITS && !is_long() {
            return;
        }
        let wanted = EventKind::Locked(Wanted { lock: 0, holder });
        let wants_gil = self.gil.map(|_| (got, EventKind::Enter(State::Blocked)));
        let goes_on = match self.gil {
            Some(_) => self.run.now(),
            None => got,
        };
        let runs = (goes_on, EventKind::Enter(State::Run));
        for (at, what) in [Some((since, wanted)), wants_gil, Some(runs)].into_iter().flatten() {
            self.log.borrow_mut().append(Event {
                at,
                task: task as u32,
                lane: self.index,
                what,
            });
        }
    }

    /// Releases the GIL, if it holds it.
    pub(super) async fn drop_gil(&self) {
        if let Some(gil) = self.gil.filter(|_| self.holds_gil.replace(false)) {
            gil.release(self.index, &self.waits, &self.run.clock).await;
        }
    }
}

impl<C: Clock, W: Worker> Lane for OwnLane<'_, C, W> {
    fn index(&self) -> u16 {
        self.index
    }

    async fn compute(&self, task: usize) {
        self.take_gil(task).await;
        self.emit(task, EventKind::Enter(State::Run));
    }

    fn emit(&self, task: usize, what: EventKind) -> Nanos {
        self.run
            .emit(&mut self.log.borrow_mut(), self.index, task, what)
    }

    async fn wait_until(&self, at: Nanos) -> Result<(), Broken> {
        self.drop_gil().await;
        let at = self.run.release + at;
        let Run { clock, stop, .. } = self.run;
        self.waits.sleep_until(clock, at, stop).await;
        self.check()
    }

    async fn advance(
        &self,
        task: usize,
        computation: &mut Computation<'_>,
    ) -> Result<bool, Broken> {
        let Self {
            run, waits, gil, ..
        } = self;
        if let Computation::Counter(increments) = &mut *computation {
            match gil {
                Some(gil) => return self.count(task, gil, increments).await,
                None if increments.is_locked() => return self.count_locked(task, increments).await,
                None => {}
            }
        }
        let wanted = || run.stop.is_set() || gil.is_some_and(Lock::is_requested);
        let complete = waits.advance(computation, wanted).await;
        self.checkpoint(task).await?;
        Ok(complete)
    }

    fn check(&self) -> Result<(), Broken> {
        match self.run.stop.is_set() {
            true => Err(Broken::Halted),
            false => Ok(()),
        }
    }
}
