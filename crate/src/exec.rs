//! Executors: each interprets the same tasks in its own way, and says what happened.
//!
//! Three parts, each in one place only:
//! - [`perform`] carries out one task, step by step, on a [`Lane`];
//! - a lane decides how a step waits and gives way: by blocking, by a timer, by suspending a
//!   coroutine;
//! - an executor ([`sequential`], [`threads`], [`cooperative`]) decides which lane takes which
//!   task when.
//!
//! What they all need of the place where they run is a [`Host`]: the browser, a native process,
//! or a simulation on a virtual clock. Executors emit events and nothing else.

mod cooperative;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
mod sequential;
pub mod simulated;
mod threads;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::clock::{Clock, Nanos};
use crate::event::{Event, Happening, State};
use crate::kernel::Kernel;
use crate::log::{Log, Writer};
use crate::spec::{Mode, RUN_LIMIT, Spec};
use crate::task::{Outcome, Step, Task};

/// The place where executors run.
///
/// The thread that an executor itself runs on never blocks in the browser; every wait of its own
/// is one of these futures.
pub trait Host {
    /// What time is read from.
    type Clock: Clock;

    /// The clock, the same for all lanes.
    fn clock(&self) -> &Self::Clock;

    /// Waits until `at` on this host's clock, or until the run is halted. Never ends earlier.
    fn sleep_until(&self, at: Nanos, halt: &Halt) -> impl Future<Output = ()>;

    /// Lets this thread attend to something else, if that is due; a computing executor calls it
    /// every 50 µs.
    fn checkpoint(&self) -> impl Future<Output = ()>;

    /// Waits for other lanes to get on: a few milliseconds, or less.
    fn beat(&self) -> impl Future<Output = ()>;

    /// Runs a lane of its own, in parallel to this thread and to other lanes.
    fn spawn_lane(&self, lane: impl FnOnce() + Send + 'static);
}

/// All that the executors need to know, prepared before the time is measured.
#[derive(Debug)]
pub struct Job {
    /// The tasks.
    pub tasks: Vec<Task>,
    /// What their compute steps run.
    pub kernel: Kernel,
    /// The expected answer for each amount of work that occurs.
    pub expected: BTreeMap<u64, u64>,
    /// How many workers a pool has.
    pub workers: usize,
    /// Whether coroutines block in their waits.
    pub blocking: bool,
}

impl Job {
    /// The job of a spec; the expected answers are still to be computed.
    pub fn new(spec: &Spec, kernel: Kernel) -> Self {
        Self {
            tasks: spec.tasks(),
            kernel,
            expected: BTreeMap::new(),
            workers: spec.workers as usize,
            blocking: spec.blocking,
        }
    }

    /// How many lanes a mode shows: one, one a worker, or one a coroutine.
    pub fn lanes(&self, mode: Mode) -> usize {
        match mode {
            Mode::Sequential => 1,
            Mode::Threads => self.workers,
            Mode::Async => self.tasks.len(),
        }
    }

    /// Room for every event of one run.
    pub fn log(&self) -> Arc<Log> {
        let events = self.tasks.iter().map(|task| task.steps.len() + 1).sum();
        Log::with_room(events, self.workers + 1)
    }
}

/// How a run is brought to an end from outside: every kernel looks at it, every wait ends with it.
#[derive(Debug, Default)]
pub struct Halt {
    /// 0 while the run goes on, else an outcome's index plus 1.
    word: AtomicU8,
    lock: Mutex<()>,
    changed: Condvar,
}

impl Halt {
    /// Ends the run: its unfinished tasks get this outcome. The first call holds.
    pub fn halt(&self, outcome: Outcome) {
        // Under the lock, so that no waiter misses it between its look and its wait.
        let _guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        let _ =
            self.word
                .compare_exchange(0, outcome as u8 + 1, Ordering::Relaxed, Ordering::Relaxed);
        self.changed.notify_all();
    }

    /// The outcome of unfinished tasks, if the run is to end.
    pub fn outcome(&self) -> Option<Outcome> {
        match self.word.load(Ordering::Relaxed) {
            0 => None,
            index => Outcome::ALL.get(usize::from(index) - 1).copied(),
        }
    }

    /// An error once the run is to end, for `?`.
    ///
    /// # Errors
    /// The outcome of unfinished tasks.
    pub fn check(&self) -> Result<(), Outcome> {
        self.outcome().map_or(Ok(()), Err)
    }

    /// Blocks this thread until `at`, or until the run is to end.
    pub fn block_until(&self, clock: &impl Clock, at: Nanos) {
        let mut guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        while self.outcome().is_none() {
            let left = at.saturating_sub(clock.now());
            if left == 0 {
                return;
            }
            guard = self
                .changed
                .wait_timeout(guard, Duration::from_nanos(left))
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }
}

/// One run of one mode, as its executor and its lanes share it.
pub struct Run<C> {
    /// What is to be done.
    pub job: Arc<Job>,
    /// How it is stopped.
    pub halt: Arc<Halt>,
    /// Where its events go.
    pub log: Arc<Log>,
    /// What time is read from.
    pub clock: C,
    /// When it was released, on that clock.
    pub release: Nanos,
}

impl<C: Clock> Run<C> {
    /// Notes that something happened now on a lane; returns the time since release.
    fn note(&self, log: &mut Writer, lane: u16, task: usize, what: Happening) -> Nanos {
        let at = self.clock.now().saturating_sub(self.release);
        log.push(Event {
            at,
            task: task as u32,
            lane,
            what,
        });
        at
    }

    /// The end of the run's time limit, on its clock.
    fn limit(&self) -> Nanos {
        self.release + RUN_LIMIT
    }

    /// Times the run out if its limit has passed.
    fn enforce_limit(&self) {
        if self.clock.now() >= self.limit() {
            self.halt.halt(Outcome::TimedOut);
        }
    }
}

/// How one lane carries out the steps of a task.
trait Lane {
    /// Notes what happens now on this lane; returns the time since release, in nanoseconds.
    fn note(&self, task: usize, what: Happening) -> Nanos;

    /// Waits until `at`, in nanoseconds since release.
    async fn wait_until(&self, at: Nanos) -> Result<(), Outcome>;

    /// Between two pieces of computing.
    async fn checkpoint(&self) -> Result<(), Outcome>;

    /// An error once the run is to end.
    fn check(&self) -> Result<(), Outcome>;
}

/// Carries out one task on a lane, whatever the mode. The only interpreter of steps.
async fn perform(job: &Job, task: usize, lane: &impl Lane) {
    let mut computation = job.kernel.begin();
    let steps = async {
        // A run that is stopped already starts nothing more.
        lane.check()?;
        for step in &job.tasks[task].steps {
            match *step {
                Step::Compute { units } => {
                    lane.note(task, Happening::Enter(State::Run));
                    computation.extend(units);
                    loop {
                        let complete = computation.advance();
                        lane.checkpoint().await?;
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
        Ok(())
    };
    let ended: Result<(), Outcome> = steps.await;
    let correct = ended.is_err() || {
        let units = job.tasks[task].units();
        units == 0 || job.expected.get(&units) == Some(&computation.answer())
    };
    let outcome = match ended {
        Ok(()) if job.tasks[task].fails => Outcome::Failed,
        Ok(()) => Outcome::Done,
        Err(outcome) => outcome,
    };
    lane.note(task, Happening::End { outcome, correct });
}

/// Runs a job in one mode, once, until every task has an outcome.
pub async fn run<H: Host>(mode: Mode, run: Arc<Run<H::Clock>>, host: &H) {
    match mode {
        Mode::Sequential => sequential::run(&run, host).await,
        Mode::Threads => threads::run(&run, host).await,
        Mode::Async => cooperative::run(&run, host).await,
    }
}
