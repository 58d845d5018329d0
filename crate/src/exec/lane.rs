//! How one lane carries out the steps of a task, whatever the mode.

use std::cell::{Cell, RefCell};

use super::gil::Lock;
use super::host::Worker;
use super::message::Completion;
use super::run::Run;
use super::semaphore::Entry;
use crate::kernel::Computation;
use crate::model::api::Fault;
use crate::model::task::Step;
use crate::scheduler::observation::Error;
use crate::time::{Clock, Nanos};
use crate::trace::event::{EventKind, State};
use crate::trace::event_log::Writer;

/// A lane: how a step waits and yields.
pub(super) trait Lane {
    /// Which one.
    fn index(&self) -> u16;

    /// Waits until the semaphore lets the task in, where there is one.
    async fn enter(&self, _task: usize) -> Result<(), Broken> {
        Ok(())
    }

    /// The task makes room for another one there.
    fn leave(&self) {}

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
    match limited(run, task, lane).await {
        Ok(completion) => completion,
        Err(Broken::Halted) => Completion::Halted,
        Err(Broken::Cancelled) => Completion::Raised(Error::CancelledError),
        Err(Broken::Endless) => Completion::Endless,
    }
}

/// The task, within the semaphore.
async fn limited<C: Clock>(
    run: &Run<C>,
    task: usize,
    lane: &impl Lane,
) -> Result<Completion, Broken> {
    // A run that is over starts nothing more.
    lane.check()?;
    lane.enter(task).await?;
    let ended = steps(run, task, lane).await;
    if ended != Err(Broken::Endless) {
        lane.leave();
    }
    ended
}

async fn steps<C: Clock>(
    run: &Run<C>,
    task: usize,
    lane: &impl Lane,
) -> Result<Completion, Broken> {
    let job = &run.job;
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
    pub(super) run: &'r Run<C>,
    pub(super) index: u16,
    /// Where its events go.
    pub log: RefCell<Writer>,
    /// How it waits.
    pub waits: W,
    pub(super) gil: Option<&'r Lock>,
    pub(super) holds_gil: Cell<bool>,
    /// How often it has waited for the shared counter's lock, and how often and for how long in this step.
    pub(super) lock_waits: Cell<u32>,
    pub(super) in_step: Cell<(u64, Nanos)>,
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

    async fn enter(&self, task: usize) -> Result<(), Broken> {
        let Run {
            semaphore: Some(semaphore),
            clock,
            stop,
            ..
        } = self.run
        else {
            return Ok(());
        };
        if semaphore.ask(self.index) == Entry::Granted {
            return Ok(());
        }
        self.drop_gil().await;
        self.emit(task, EventKind::Enter(State::Lock));
        match semaphore.wait(self.index, &self.waits, clock, stop).await {
            Entry::Granted => self.check(),
            Entry::Waits => Err(Broken::Halted),
            Entry::Never => Err(Broken::Endless),
        }
    }

    fn leave(&self) {
        if let Some(semaphore) = &self.run.semaphore {
            semaphore.leave();
        }
    }

    async fn hang(&self) -> Broken {
        if let Some(semaphore) = &self.run.semaphore {
            semaphore.keep(true);
        }
        Broken::Endless
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
        let counts = run.job.spec.counts();
        if counts && gil.is_some() {
            run.look_for_loss(&mut self.log.borrow_mut(), self.index, computation);
        }
        if counts && let Some(complete) = self.count(task, computation).await? {
            return Ok(complete);
        }
        let wanted = || run.stop.is_set() || gil.is_some_and(Lock::is_requested);
        let complete = waits.advance(computation, wanted).await;
        if counts {
            run.record_loss(&mut self.log.borrow_mut(), self.index, computation);
        }
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
