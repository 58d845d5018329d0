//! What each of Python's APIs does with tasks that end, raise, hang, die or take too long: one
//! pure state machine, which every executor and every test drives.
//!
//! It is CPython on Linux, of the version that the experiment names, as far as a program can rely on it. It knows no clock, no thread
//! and no browser: it receives what has happened ([`Input`]) and returns what to do ([`Action`]). It
//! does not run tasks, does not know how long they take or what they compute, and does not choose
//! which of several ready workers runs next: executors do that. It allocates nothing after
//! [`Scheduler::new`].
//!
//! | case | what it does |
//! | --- | --- |
//! | a loop's task raises, or a coroutine's in a loop of `await` | the rest never runs; raised |
//! | a `Thread`'s task raises | [`Observation::Printed`]; the main thread returns |
//! | a `Process`'s task raises, or it is killed | [`Observation::ExitCode`]; the main thread returns |
//! | `executor.map`, and a task raises | results before it are read, then its error is raised; tasks that no worker has and no call queue holds are cancelled; `with` waits for the rest |
//! | `executor.submit`, and a task raises | raised when its result is read; everything runs |
//! | `as_completed`, `imap_unordered`: results are read as they are ready, and a task raises | raised when its result is read; everything runs |
//! | `wait(return_when=FIRST_EXCEPTION)`, and a task raises | [`Observation::WentOn`]; everything runs, and `with` waits for it |
//! | results that nobody reads, and a task raises | [`Observation::Forgotten`]; the main thread returns |
//! | `Pool.map`, and a task raises | the rest of its chunk never runs; the other chunks finish, then the first error is raised |
//! | `apply_async`, `imap`, and a task raises | raised by `get()`, else forgotten; everything runs |
//! | a worker of a `Pool` is killed | another one starts; its chunk never ends, and the main thread hangs |
//! | processes that are not forked import a main module without a guard | each dies when it has started: a `Process` with an exit code, an executor's with the pool, and a `Pool` starts another one for each, up to [`MAX_RESPAWNS`]: [`Observation::Respawned`], the main thread hangs |
//! | the same by the server of Python 3.14, which imports it first | [`Error::ConnectionResetError`] before any task |
//! | a pool's worker is to end after some chunks | another one takes its place; the executors of 3.11 and 3.13 start none, except after one chunk: the main thread hangs. With `fork`, an executor raises [`Error::ValueError`] |
//! | a `Process` puts its result on a queue that nobody reads before it is joined | it ends only if its result fits into the pipe: else the program hangs |
//! | threads take tasks from a queue, and a task raises | the thread prints the error and ends; those that are left take the rest. When none is left, and what is still to be put does not fit into the queue, the program hangs: [`Hang::Full`]; else it ends without the rest |
//! | a queue is read, and a process has put nothing, as it raised | the program hangs: [`Hang::Lost`] |
//! | a task never ends, and nothing else can happen | [`Action::Hang`]: the program hangs |
//! | a worker of a `ProcessPoolExecutor` is killed | every unfinished task has failed with [`Error::BrokenProcessPool`]; the other workers are killed |
//! | a thread, an interpreter or a coroutine ends its process | [`Observation::Died`]; the others are cancelled |
//! | a task calls `sys.exit` | as if it had raised, and a thread does not even print it; but a worker of a `Pool` ends as if it were killed, and out of a coroutine [`Error::SystemExit`] leaves the event loop and ends the program |
//! | an argument cannot be pickled | its task has failed with [`Error::PicklingError`], its chunk's others never run; threads, coroutines and a forked `Process` pickle nothing; for an interpreter it is pickled when a worker takes the task: [`Error::NotShareableError`] |
//! | `join(timeout)` runs out | [`Observation::JoinTimedOut`], then the next one is joined; the program's exit waits |
//! | `result(timeout)` runs out | [`Error::TimeoutError`]; the task runs on: [`Observation::CancelRefused`] |
//! | `executor.map(timeout=…)` runs out | [`Error::TimeoutError`]; as if a task had raised |
//! | `get(timeout)` runs out | [`Error::TimeoutError`]; `with Pool` kills the rest |
//! | `shutdown(cancel_futures=True)` | queued tasks are cancelled, the rest finishes; then results are read |
//! | a `Process` is started by a server (Python 3.14), and its argument cannot be pickled | [`Error::PicklingError`] at once: the rest is never started |
//! | `terminate_workers()`, `kill_workers()` | tasks that no worker has and no call queue holds are cancelled, the other unfinished ones have failed with [`Error::BrokenProcessPool`]; then results are read |
//! | `Process.interrupt()` | as `terminate()`, but what runs runs its `finally` first: [`Observation::Cleaned`] |
//! | `TaskGroup.cancel()` | all are cancelled, and nothing is raised |
//! | `terminate()` | running tasks are killed; the results so far are read |
//! | `shutdown(wait=False)` | the main thread returns at once; the exit waits |
//! | a `Pool` that nobody waits for | the main thread returns at once, and the exit kills the workers |
//! | `gather`, and a coroutine raises | raised at once; leaving `asyncio.run` cancels the others |
//! | `gather(return_exceptions=True)`, and a coroutine raises | everything runs; the error is one of the results |
//! | `TaskGroup`, and a coroutine raises | the others are cancelled, then [`Error::ExceptionGroup`] |
//! | `wait_for` runs out | its coroutine is timed out; [`Error::TimeoutError`] |
//! | `asyncio.timeout` runs out | every coroutine is timed out, then [`Error::TimeoutError`] |
//! | coroutines that leave what blocks to threads | as coroutines, but a thread is never cancelled: [`Error::ExceptionGroup`] and [`Error::TimeoutError`] come at once, and the exit waits |
//! | the same around `to_thread` | [`Error::TimeoutError`] at once; queued tasks are cancelled, threads run on |
//! | coroutines block the event loop | the main thread learns of everything when the last one has ended: first of a time limit that has passed; of nothing, if one never ends |
//! | no tasks | the main thread returns |
//!
//! How a task ended:
//! - *failed*: it raised, or it ended its own worker, or its future holds an error;
//! - *timed out*: it was running when a time limit ended it, or when the run's limit came;
//! - *cancelled*: it never ran, or it was ended because of another task.
//!
//! A chunk crosses as one message there and one back, results included. So the outcomes of its tasks
//! are known only when the whole chunk ends, except to an executor that watches its worker
//! ([`Input::Passed`]).
//!
//! A program can hang although every task has its outcome: it waits for a lost chunk. And a `Pool`
//! starts a worker for each that is lost, without end.
//!
//! Where CPython's order depends on microseconds, this is the usual one: a worker that ends a task
//! takes its next one before the main thread learns of the end, the main thread learns of nothing
//! before all threads or coroutines have begun, and a call queue is always as full as it can be. APIs
//! with a worker for each task have at most [`MAX_LANES`] of them side by side: the next one starts
//! when one ends. CPython has no such limit.

mod chunks;
mod feed;
mod feeding;
mod handing_over;
mod hang;
mod main_thread;
pub mod observation;
mod policy;
mod pool;
mod queue;

use chunks::Chunk;
use feed::Feed;
use observation::{Error, Hang, Observation};
use policy::{Pickling, Policy, Pool, Timing};
use pool::Worker;
use queue::Queue;

use crate::model::api::{Api, Call, Family, Fault};
use crate::model::blocking::Blocking;
use crate::model::limits::MAX_LANES;
#[cfg(doc)]
use crate::model::limits::MAX_RESPAWNS;
use crate::model::spec::Spec;
use crate::model::task::Outcome;
use crate::time::{MILLI, Nanos};

/// How a task ended, as its worker sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskEnd {
    /// All its steps were carried out.
    Returned,
    /// It raised; [`Error::CancelledError`] if that is how [`Action::Cancel`] ended it.
    Raised(Error),
}

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// The run is released: the main thread begins. The first input of all.
    Begin,
    /// A worker can take tasks: a thread runs, a process has started, a coroutine has its first
    /// turn.
    Ready {
        /// The worker's index.
        worker: usize,
    },
    /// A task of a worker's chunk has returned, and the worker goes on to the next one. Its result
    /// comes with the chunk's: its outcome is settled only then, or when the worker is lost.
    Passed {
        /// The worker's index.
        worker: usize,
        /// The task's index; not the last one of the chunk.
        task: usize,
    },
    /// The chunk that a worker was given has ended: with its last task, or with one that raised.
    TaskEnded {
        /// The worker's index.
        worker: usize,
        /// The index of the task that it ended with.
        task: usize,
        /// How.
        how: TaskEnd,
    },
    /// The task that a worker is at will never end by itself.
    Endless {
        /// The worker's index.
        worker: usize,
        /// The task's index.
        task: usize,
    },
    /// A worker has died, with whatever it had.
    Lost {
        /// The worker's index.
        worker: usize,
    },
    /// The time set by [`Action::Arm`] has come. On an event loop, tasks that have
    /// ended by then come first.
    Due,
    /// The reader pressed the button: `shutdown` or `terminate` is called now.
    EndEarly,
    /// The run is halted: unfinished tasks get this outcome.
    Halted {
        /// The outcome.
        outcome: Outcome,
    },
}

/// Something to do, or that has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Start a worker; [`Input::Ready`] answers. A worker that ended can be started again.
    Start {
        /// The worker's index.
        worker: usize,
    },
    /// Give a worker that has none a chunk of tasks, to run one after the other until one raises.
    Assign {
        /// The worker's index.
        worker: usize,
        /// The index of the first task.
        task: usize,
        /// The index after the last one's.
        end: usize,
    },
    /// End a worker: it has no task, and none is left for it.
    Shutdown {
        /// The worker's index.
        worker: usize,
    },
    /// Kill a worker at once, whatever it does. Its later reports do not count. A thread or a coroutine
    /// is killed only with its whole program.
    Kill {
        /// The worker's index.
        worker: usize,
    },
    /// Cancel a coroutine's task at its next wait; [`Input::TaskEnded`] answers, with
    /// [`Error::CancelledError`] or, if there was no other wait, as if it had not been cancelled. A
    /// coroutine that waits is cancelled at once; one whose turn is due has its turn first.
    Cancel {
        /// The worker's index.
        worker: usize,
        /// The task's index.
        task: usize,
    },
    /// A task has its outcome. Exactly once for each task.
    Settle {
        /// The task's index.
        task: usize,
        /// How it ended.
        outcome: Outcome,
    },
    /// Send [`Input::Due`] at this time. Replaces any earlier time.
    Arm {
        /// In nanoseconds since release; none for never.
        at: Option<Nanos>,
    },
    /// The main thread reads a task's result, or joins its worker.
    Read {
        /// The task's index.
        task: usize,
    },
    /// The main thread puts a task on a queue.
    Put {
        /// The task's index.
        task: usize,
    },
    /// What the main thread sees at this moment.
    Observe(Observation),
    /// Nothing can happen any more, except from outside: the program hangs. At most once.
    Hang {
        /// Why.
        why: Hang,
        /// The index of the task that it waits for.
        task: usize,
    },
    /// The program has ended: nothing will come any more.
    Finished,
}

/// The receiver of actions.
type Act<'a> = &'a mut dyn FnMut(Action);

/// The main thread's phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Not released.
    Before,
    /// It sleeps until the moment of `shutdown` or `terminate`.
    Sleeping,
    /// It waits in `shutdown` or `terminate`.
    Draining,
    /// It puts tasks on a queue.
    Feeding,
    /// It reads results, or joins.
    Reading,
    /// It has read all that it will read: `with`, `finally` or the exit waits for the rest.
    Leaving,
    /// It has ended.
    Finished,
}

/// One run of a program by one API.
#[derive(Debug)]
pub struct Scheduler {
    policy: Policy,
    /// The moment or limit that the spec sets, in nanoseconds.
    timeout: Nanos,
    /// Which tasks have their outcome.
    settled: Vec<bool>,
    unsettled: usize,
    /// Which tasks cannot be handed over.
    unpicklable: Vec<bool>,
    /// What is handed over and read at once: a chunk of tasks.
    chunks: Vec<Chunk>,
    /// How many tasks a chunk has; the last one may have fewer.
    chunk_size: usize,
    /// The next chunk for a worker.
    taken: usize,
    /// The next chunk that can be cancelled; from `taken` up to it, chunks are in the call queue.
    queue_end: usize,
    /// How many chunks the call queue really holds.
    queued: usize,
    /// The first chunk that was cancelled while it was queued.
    limit: usize,
    workers: Vec<Worker>,
    /// How many workers will still send an input.
    going: usize,
    /// How many of them are being started.
    starting: usize,
    /// Whether the main thread itself starts the workers: threads and coroutines.
    begins_workers: bool,
    /// Whether coroutines block the event loop in their waits.
    blocking: bool,
    /// The task that blocks it for ever.
    blocker: Option<usize>,
    /// By which workers hand over their results, if they do.
    queue: Option<Queue>,
    /// From which workers take tasks, if they do.
    feed: Option<Feed>,
    /// Whether it hangs.
    hung: bool,
    phase: Phase,
    now: Nanos,
    /// When the main thread began to read what it is reading.
    since: Nanos,
    /// How many chunks it has read, where it reads one by one.
    read: usize,
    /// The resolved chunks, in the order in which they were.
    ready: Vec<usize>,
    /// How long it takes over each result, in nanoseconds.
    reading: Nanos,
    /// Until when it is busy with a result.
    busy_until: Nanos,
    /// Whether the time limit has come.
    late: bool,
    /// Whether it has ended.
    ended: bool,
    /// The first error of all.
    error: Option<Error>,
    /// How many chunks failed.
    failed: usize,
    /// How many workers were started for others that had died before they took a task.
    respawns: usize,
    armed: Option<Nanos>,
}

impl Scheduler {
    /// The run of a spec's tasks by an API, before its release.
    pub fn new(api: Api, spec: &Spec) -> Self {
        let tasks = spec.n as usize;
        let chunk_size = spec.chunk_of(api) as usize;
        let pool = spec.workers as usize;
        let workers = spec.workers_by(api);
        let lanes = match api.family() {
            Family::MainThread => 1,
            _ if workers.is_pool() => pool,
            Family::Coroutines => tasks,
            Family::Threads | Family::Processes => tasks.min(MAX_LANES as usize),
        };
        let policy = Policy::of(api, spec);
        let blocking = spec.blocking == Blocking::EventLoop && workers.are_coroutines();
        let pickles = policy.pickling != Pickling::Never;
        let faults = spec.tasks().into_iter().map(|task| task.fault);
        Self {
            policy,
            timeout: Nanos::from(spec.timeout) * MILLI,
            settled: vec![false; tasks],
            unsettled: tasks,
            unpicklable: faults
                .map(|fault| pickles && fault == Some(Fault::Unpicklable))
                .collect(),
            chunks: vec![Chunk::Pending; tasks.div_ceil(chunk_size)],
            chunk_size,
            taken: 0,
            queue_end: 0,
            queued: 0,
            limit: tasks.div_ceil(chunk_size),
            workers: vec![Worker::default(); lanes],
            going: 0,
            starting: 0,
            // Whether tasks are put before or after the workers begin to wait for them is all the same.
            begins_workers: matches!(api.family(), Family::Threads | Family::Coroutines)
                && api.call() != Call::Put,
            blocking,
            blocker: None,
            queue: spec.queues(api).then(|| Queue::new(spec)),
            feed: (api.call() == Call::Put).then(|| Feed::new(spec.buffer_of(api))),
            hung: false,
            phase: Phase::Before,
            now: 0,
            since: 0,
            read: 0,
            ready: Vec::with_capacity(tasks.div_ceil(chunk_size)),
            reading: Nanos::from(spec.read_of(api)) * MILLI,
            busy_until: 0,
            late: false,
            ended: false,
            error: None,
            failed: 0,
            respawns: 0,
            armed: None,
        }
    }

    /// Handles an input, at a time since release, and passes on the actions, in order. Ignores inputs
    /// from a worker that was killed, and inputs after the end.
    pub fn step(&mut self, input: Input, at: Nanos, act: &mut impl FnMut(Action)) {
        self.take_in(input, at, act);
    }

    /// How many workers it uses; their indices are below this.
    pub fn workers(&self) -> usize {
        self.workers.len()
    }

    /// Whether every task has its outcome.
    pub fn is_settled(&self) -> bool {
        self.unsettled == 0
    }

    /// Whether the program has ended.
    pub fn is_finished(&self) -> bool {
        self.phase == Phase::Finished
    }

    fn take_in(&mut self, input: Input, at: Nanos, act: Act) {
        if self.phase == Phase::Finished || (self.phase == Phase::Before) != (input == Input::Begin)
        {
            return;
        }
        // The blocked event loop handles nothing.
        if self.blocker.is_some() && !matches!(input, Input::Halted { .. }) {
            return;
        }
        self.now = self.now.max(at);
        match input {
            Input::Begin => self.begin(act),
            Input::Ready { worker } => self.ready(worker, act),
            Input::Passed { worker, task } => self.passed(worker, task),
            Input::Endless { worker, task } => self.endless(worker, task),
            Input::TaskEnded { worker, task, how } => self.task_ended(worker, task, how, act),
            Input::Lost { worker } => self.lost(worker, act),
            // If a time is still wanted, it is armed again.
            Input::Due => self.armed = None,
            Input::EndEarly => self.wake(act),
            Input::Halted { outcome } => self.halt(outcome, Observation::Halted, act),
        }
        if !self.is_kept() {
            self.follow(act);
        }
        self.look_for_hang(act);
    }

    /// Whether the main thread cannot react yet: it still starts its threads or coroutines, or
    /// coroutines block its event loop.
    fn is_kept(&self) -> bool {
        match self.blocking {
            true => self.going > 0 || self.blocker.is_some(),
            false => self.begins_workers && self.starting > 0,
        }
    }

    fn begin(&mut self, act: Act) {
        self.phase = match self.policy.timing {
            _ if self.feed.is_some() => Phase::Feeding,
            Timing::Sleep(_) => Phase::Sleeping,
            _ => Phase::Reading,
        };
        if self.phase == Phase::Feeding {
            self.busy_until = self.now + self.reading;
        }
        // A time limit of 0 comes before the first turn of any coroutine.
        if self.policy.is_unborn(self.timeout) && !self.settled.is_empty() {
            let outcome = match self.policy.pool {
                Pool::Coroutines => Outcome::TimedOut,
                _ => Outcome::Cancelled,
            };
            self.drop_all(outcome, act);
            self.leave(Some(Error::TimeoutError), 0, act);
        } else if self.policy.refused.is_some() {
            self.drop_all(Outcome::Cancelled, act);
            self.leave(self.policy.refused, 0, act);
        } else {
            self.start_pool(act);
        }
    }

    /// Ends everything at once.
    fn halt(&mut self, outcome: Outcome, seen: Observation, act: Act) {
        self.kill_workers(act);
        self.drop_all(outcome, act);
        self.finish(seen, act);
    }
}
