//! Executors: each interprets the same tasks in its own way, and says what happened.
//!
//! Four parts, each in one place only:
//! - [`lane`] carries out one task, step by step, on a lane;
//! - a lane decides how a step waits and gives way: by blocking, by a timer, by suspending a
//!   coroutine;
//! - an executor ([`sequential`], [`threads`], [`processes`], [`cooperative`]) carries tasks to
//!   lanes; [`gil`] is the lock that its lanes may have to hold;
//! - [`program`] is what Python's API makes of it: which task goes where and when, and what the
//!   main line sees. Every executor does as it says.
//!
//! What they all need of the place where they run is a [`Host`]: the browser, a native process,
//! or a simulation on a virtual clock. Executors emit events and nothing else.

mod blocking;
mod cooperative;
mod gil;
mod halt;
mod lane;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
pub mod processes;
mod program;
mod sequential;
pub mod simulated;
pub(crate) mod sync;
mod threads;

pub use blocking::Thread;
pub use halt::Halt;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::api::{Api, Family};
use crate::clock::{Clock, MILLI, Nanos};
use crate::event::{Event, Happening};
use crate::kernel::Kernel;
use crate::log::{Log, Writer};
use crate::spec::{Mode, RUN_LIMIT, Spec};
use crate::task::{Outcome, Task};
use sync::{Condvar, Mutex};

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

    /// Waits for others to get on: until a process reports something, or `until` on this host's
    /// clock, and never for more than a few milliseconds.
    fn beat(&self, until: Nanos) -> impl Future<Output = ()>;

    /// What a lane of its own waits with.
    type Worker: Worker;

    /// Runs a lane of its own, in parallel to this thread and to other lanes.
    fn spawn_lane<F: Future<Output = ()> + 'static>(
        &self,
        lane: impl FnOnce(Self::Worker) -> F + Send + 'static,
    );

    /// A time on this host's clock, in milliseconds on one that its processes share.
    fn shared_ms(&self, at: Nanos) -> f64;

    /// Starts a process, in place of any of the same number, with what it is started with.
    /// Returns how many bytes that are.
    fn start_process(&self, worker: usize, order: &processes::Order) -> u64;

    /// Sends an order to a process; returns how many bytes it is.
    fn order(&self, worker: usize, order: &processes::Order) -> u64;

    /// Kills a process, if it is there. Nothing that it has reported is heard any more.
    fn kill_process(&self, worker: usize);

    /// How long a process may be silent before it counts as dead, in nanoseconds; none where every
    /// death is heard of.
    const SILENCE: Option<Nanos> = None;

    /// The next thing that a process has reported.
    fn heard(&self) -> Option<processes::Heard>;
}

/// How a lane of its own waits: it blocks its thread or, on a virtual clock, suspends.
pub trait Worker: 'static {
    /// Waits until `at` on the clock, or until the run is halted. Never ends earlier.
    fn sleep_until(&self, clock: &impl Clock, at: Nanos, halt: &Halt) -> impl Future<Output = ()>;

    /// Between two pieces of computing.
    fn pass(&self) -> impl Future<Output = ()>;

    /// Waits until `ready` holds of what the mutex guards, whose changes are signalled, or until
    /// the clock shows `until`: then the answer is no.
    fn wait<T>(
        &self,
        clock: &impl Clock,
        guarded: &Mutex<T>,
        signal: &Condvar,
        until: Nanos,
        ready: impl Fn(&T) -> bool,
    ) -> impl Future<Output = bool>;
}

/// All that the executors need to know, prepared before the time is measured.
#[derive(Debug)]
pub struct Job {
    /// What the reader chose.
    pub spec: Spec,
    /// The tasks.
    pub tasks: Vec<Task>,
    /// What their compute steps run.
    pub kernel: Kernel,
    /// The expected answer for each amount of work that occurs.
    pub expected: BTreeMap<u64, u64>,
    /// The same as a query, for processes.
    pub query: String,
    /// The reader's own corpus, for those that have to prepare the kernel anew.
    pub corpus: Option<String>,
}

impl Job {
    /// The job of a spec; the expected answers are still to be computed.
    pub fn new(spec: &Spec, kernel: Kernel) -> Self {
        Self {
            spec: spec.clone(),
            tasks: spec.tasks(),
            kernel,
            expected: BTreeMap::new(),
            query: String::new(),
            corpus: None,
        }
    }

    /// How many lanes a mode shows: one, one a worker, or one a coroutine.
    pub fn lanes(&self, mode: Mode) -> usize {
        self.spec.workers_of(mode) as usize
    }

    /// The GIL's switch interval in a mode; none without a GIL.
    fn switch_interval(&self, mode: Mode) -> Option<Nanos> {
        let has_gil = match mode {
            Mode::Gil => true,
            // Its threads are Python's, too.
            Mode::Async => self.spec.api(mode) == Api::ToThread,
            Mode::Sequential | Mode::Threads | Mode::Processes => false,
        };
        (has_gil && self.spec.gil).then(|| Nanos::from(self.spec.interval) * MILLI / 10)
    }

    /// What all tasks compute, by what each amount of work costs, in nanoseconds.
    pub fn computing(&self, costs: &[(u64, Nanos)]) -> Nanos {
        let cost = |units| costs.iter().find(|(known, _)| *known == units);
        let costs = self.tasks.iter().filter_map(|task| cost(task.units()));
        costs.map(|(_, nanos)| *nanos).sum()
    }

    /// Room for every event of one run. `computing` is what all tasks compute, in nanoseconds.
    pub fn log(&self, mode: Mode, computing: Nanos) -> Arc<Log> {
        // A task begins its steps, is handed over and back, ends, and may be noticed or not.
        let steps: usize = self.tasks.iter().map(|task| task.steps.len() + 6).sum();
        let events = match self.switch_interval(mode) {
            // A step may have to wait for the GIL, and so may whoever is made to let go of it; a
            // lane that is not alone does not hold it for much longer than the interval.
            Some(interval) => {
                let switches = 2 * computing.min(RUN_LIMIT) / interval;
                2 * steps + (3 * switches as usize).min(MOST_SWITCH_EVENTS)
            }
            None => steps,
        };
        // Those with a writer of their own: the lanes of a pool, and the program.
        Log::with_room(events, self.lanes(mode).min(MOST_WRITERS) + 1)
    }

    /// Whether this is the answer to a task.
    fn is_answer(&self, task: usize, answer: u64) -> bool {
        let units = self.tasks[task].units();
        units == 0 || self.expected.get(&units) == Some(&answer)
    }
}

/// The most events that are kept of switches of the GIL: 16 MB. More are counted as dropped.
const MOST_SWITCH_EVENTS: usize = 1_000_000;

/// The most lanes that write by themselves; coroutines share one writer.
const MOST_WRITERS: usize = crate::spec::MAX_LANES as usize;

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
    /// The time since release.
    fn now(&self) -> Nanos {
        self.clock.now().saturating_sub(self.release)
    }

    /// Notes that something happened now on a lane; returns the time since release.
    fn note(&self, log: &mut Writer, lane: u16, task: usize, what: Happening) -> Nanos {
        let at = self.now();
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

/// Runs a job in one mode, once, until every task has an outcome. Returns how many bytes crossed
/// between processes.
pub async fn run<H: Host>(mode: Mode, run: Arc<Run<H::Clock>>, host: &H) -> u64 {
    let api = run.job.spec.api(mode);
    match api.family() {
        Family::Caller => sequential::run(run, host).await,
        Family::Processes => return processes::run(api, run, host).await,
        Family::Threads => threads::run(api, mode, run, host).await,
        Family::Coroutines if api == Api::ToThread => threads::run(api, mode, run, host).await,
        Family::Coroutines => cooperative::run(api, run, host).await,
    }
    0
}
