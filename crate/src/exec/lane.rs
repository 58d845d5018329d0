//! How one lane carries out the steps of a task, whatever the mode.

use std::cell::{Cell, RefCell};

use super::gil::Lock;
use super::host::Worker;
use super::job::Job;
use super::message::Ending;
use super::run::Run;
use crate::model::api::Fault;
use crate::model::task::Step;
use crate::scheduler::observation::Error;
use crate::time::{Clock, MILLI, Nanos};
use crate::trace::event::{Happening, State};
use crate::trace::event_log::Writer;

/// A lane: how a step waits and gives way.
pub(super) trait Lane {
    /// Begins to compute.
    async fn compute(&self, task: usize) {
        self.note(task, Happening::Enter(State::Run));
    }

    /// Notes what happens now on this lane; returns the time since release, in nanoseconds.
    fn note(&self, task: usize, what: Happening) -> Nanos;

    /// Waits until `at`, in nanoseconds since release.
    async fn wait_until(&self, at: Nanos) -> Result<(), Broken>;

    /// Between two pieces of computing.
    async fn checkpoint(&self, task: usize) -> Result<(), Broken>;

    /// An error once the task is to end.
    fn check(&self) -> Result<(), Broken>;
}

/// Why a lane breaks off a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// The run is over.
    Halted,
    /// It was cancelled; lanes that are coroutines can be.
    Cancelled,
}

/// A task that never ends looks around so often.
const FOREVER: Nanos = 3_600_000 * MILLI;

/// Carries out one task on a lane. The only interpreter of steps.
pub(super) async fn perform(job: &Job, task: usize, lane: &impl Lane) -> Ending {
    match steps(job, task, lane).await {
        Ok(ending) => ending,
        Err(Broken::Halted) => Ending::Halted,
        Err(Broken::Cancelled) => Ending::Raised(Error::CancelledError),
    }
}

async fn steps(job: &Job, task: usize, lane: &impl Lane) -> Result<Ending, Broken> {
    // What is over already starts nothing more.
    lane.check()?;
    let fault = job.tasks[task].fault;
    if fault == Some(Fault::Missing) {
        return Ok(Ending::Raised(Error::FileNotFoundError));
    }
    let mut computation = job.kernel.begin();
    for step in &job.tasks[task].steps {
        match *step {
            Step::Compute { units } => {
                lane.compute(task).await;
                computation.extend(units);
                loop {
                    let complete = computation.advance();
                    lane.checkpoint(task).await?;
                    if complete {
                        break;
                    }
                }
            }
            Step::Wait { nanos } => {
                let now = lane.note(task, Happening::Enter(State::Wait));
                lane.wait_until(now + nanos).await?;
            }
        }
    }
    match fault {
        Some(Fault::Raise) => Ok(Ending::Raised(Error::ValueError)),
        Some(Fault::Kill) => Ok(Ending::Killed),
        Some(Fault::Hang) => {
            let mut now = lane.note(task, Happening::Enter(State::Wait));
            loop {
                now += FOREVER;
                lane.wait_until(now).await?;
            }
        }
        // What cannot be pickled is refused before it gets here, where anything is pickled.
        Some(Fault::Unpicklable | Fault::Missing) | None => Ok(Ending::Returned {
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
            self.note(task, Happening::Enter(State::Blocked));
            gil.take(self.index, &self.waits, &self.run.clock).await;
        }
        self.holds_gil.set(true);
    }

    /// Lets go of the GIL, if it holds it.
    pub(super) async fn drop_gil(&self) {
        if let Some(gil) = self.gil.filter(|_| self.holds_gil.replace(false)) {
            gil.release(self.index, &self.waits, &self.run.clock).await;
        }
    }
}

impl<C: Clock, W: Worker> Lane for OwnLane<'_, C, W> {
    async fn compute(&self, task: usize) {
        self.take_gil(task).await;
        self.note(task, Happening::Enter(State::Run));
    }

    fn note(&self, task: usize, what: Happening) -> Nanos {
        self.run
            .note(&mut self.log.borrow_mut(), self.index, task, what)
    }

    async fn wait_until(&self, at: Nanos) -> Result<(), Broken> {
        self.drop_gil().await;
        let at = self.run.release + at;
        let Run { clock, halt, .. } = self.run;
        self.waits.sleep_until(clock, at, halt).await;
        self.check()
    }

    async fn checkpoint(&self, task: usize) -> Result<(), Broken> {
        self.waits.pass().await;
        self.check()?;
        if self.gil.is_some_and(Lock::is_requested) {
            self.note(task, Happening::Enter(State::Blocked));
            self.drop_gil().await;
            self.compute(task).await;
        }
        Ok(())
    }

    fn check(&self) -> Result<(), Broken> {
        match self.run.halt.is_set() {
            true => Err(Broken::Halted),
            false => Ok(()),
        }
    }
}
