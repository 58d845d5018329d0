//! The policy of each API with each end. Nothing here has a state.

use super::observation::Error;
use crate::model::api::{Api, Call, ProgramEnd, Workers};
use crate::model::python::{Python, Start};
use crate::model::spec::Spec;

/// What runs the tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pool {
    /// The main thread itself.
    MainThread,
    /// A thread or process for each task, at most [`crate::model::limits::MAX_LANES`] side by side.
    PerTask,
    /// A coroutine for each task.
    Coroutines,
    /// A pool that starts only the workers it needs.
    OnDemand,
    /// A pool that starts all its workers.
    Prestarted,
}

/// Where arguments are pickled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pickling {
    /// Nowhere: threads and coroutines share memory, a forked `Process` inherits it.
    Never,
    /// At once, for everything.
    AtOnce,
    /// When a chunk enters the call queue.
    AtQueue,
    /// When a worker takes a chunk.
    AtTake,
    /// When its process is started.
    AtStart,
}

/// In which order the main thread reads results, or joins workers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reads {
    /// It reads none.
    Nothing,
    /// In the order in which tasks were handed over.
    InOrder,
    /// In the order in which results are ready.
    AsReady,
    /// All at once, when all are there.
    Together,
    /// As many as there are tasks, from a queue; it joins the workers before or after.
    FromQueue,
}

/// What a task's error does when the main thread comes to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnError {
    /// Nothing: `join()` does not see it.
    Unseen,
    /// It is raised when its result is read; of results that are read together, the first one is.
    Raised,
    /// It is raised as soon as it comes.
    RaisedAtOnce,
    /// It cancels the others; then all errors are raised together.
    Grouped,
    /// Nothing: it is one of the results.
    Kept,
    /// The main thread goes on.
    EndsWait,
}

/// What [`crate::model::spec::Spec::timeout`] means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timing {
    /// Nothing.
    None,
    /// The limit of all reading together.
    Total,
    /// The limit of each read, from when it begins.
    EachRead,
    /// The limit of each task.
    EachTask,
    /// How long the main thread sleeps before it ends the rest in this way, waits, and reads.
    Sleep(Leftovers),
}

/// What happens to chunks that have not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leftovers {
    /// They go on.
    LetRun,
    /// Those that no worker has and no call queue holds are cancelled.
    CancelQueued,
    /// All are cancelled: those that run, at their next wait.
    CancelRunning,
    /// All are killed.
    Kill,
    /// All are killed, after the `finally` blocks of those that run.
    Interrupt,
    /// Those that no worker has and no call queue holds are cancelled, the others killed; their futures fail
    /// with the pool.
    Break,
}

/// What is lost with a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loss {
    /// The program.
    Program,
    /// The task.
    Task,
    /// The chunk, whose result never comes; another worker takes the place.
    Chunk,
    /// The pool.
    Pool,
}

/// One API with one end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Policy {
    pub pool: Pool,
    /// How many chunks wait in a call queue, where they can no longer be cancelled.
    pub prefetch: usize,
    /// How many chunks may be handed over ahead of the one that is read; none for all.
    pub buffer: Option<usize>,
    pub pickling: Pickling,
    pub reads: Reads,
    pub on_error: OnError,
    /// Whether cancelled chunks are passed over, instead of read.
    pub skips_cancelled: bool,
    pub timing: Timing,
    /// Whether there is `asyncio.timeout`; else `wait_for` limits what coroutines do.
    pub has_timeouts: bool,
    /// What the main thread does to the rest after its last read, or after it has raised.
    pub leaves: Leftovers,
    /// Whether only the program's exit waits for the rest, and not the main thread itself.
    pub only_exit_waits: bool,
    pub loss: Loss,
    /// Whether a worker dies as soon as it has started: it imports a main module without a guard.
    pub stillborn: bool,
    /// What the main thread raises when it makes its workers, if it cannot.
    pub refused: Option<Error>,
    /// After how many chunks a worker ends.
    pub recycle: Option<usize>,
    /// Whether another one is started then.
    pub replaces: bool,
}

/// How many more chunks than workers `ProcessPoolExecutor`'s call queue holds.
const EXTRA_QUEUED_CALLS: usize = 1;

impl Policy {
    pub(super) fn of(api: Api, spec: &Spec) -> Self {
        use Leftovers::{Break, CancelQueued, Interrupt, Kill, LetRun};
        let mut joined = Self::joined(api, spec);
        if let Some(buffer) = spec.buffer_of(api).filter(|_| api.call() != Call::Put) {
            joined.buffer = Some(buffer as usize);
        }
        let end = spec.end_of(api);
        match end {
            ProgramEnd::Join => joined,
            ProgramEnd::Timeout => {
                let timing = match joined.reads {
                    _ if api == Api::WaitFor => Timing::EachTask,
                    Reads::InOrder if joined.leaves == LetRun => Timing::EachRead,
                    Reads::AsReady if joined.loss == Loss::Chunk => Timing::EachRead,
                    _ => Timing::Total,
                };
                // `with Pool` terminates it.
                let leaves = match joined.loss {
                    Loss::Chunk => Kill,
                    _ => joined.leaves,
                };
                Self {
                    timing,
                    leaves,
                    ..joined
                }
            }
            ProgramEnd::Shutdown
            | ProgramEnd::Terminate
            | ProgramEnd::TerminateWorkers
            | ProgramEnd::KillWorkers
            | ProgramEnd::Interrupt
            | ProgramEnd::Cancel => Self {
                timing: Timing::Sleep(match end {
                    ProgramEnd::Shutdown => CancelQueued,
                    ProgramEnd::Terminate => Kill,
                    ProgramEnd::Interrupt => Interrupt,
                    ProgramEnd::Cancel => joined.leaves,
                    _ => Break,
                }),
                skips_cancelled: matches!(api.call(), Call::Submit | Call::ApplyAsync),
                leaves: match end {
                    ProgramEnd::Cancel => joined.leaves,
                    _ => LetRun,
                },
                ..joined
            },
            ProgramEnd::Unread | ProgramEnd::Unclosed | ProgramEnd::Nowait => Self {
                reads: Reads::Nothing,
                leaves: match end {
                    ProgramEnd::Unclosed => Kill,
                    _ => LetRun,
                },
                only_exit_waits: end == ProgramEnd::Nowait,
                ..joined
            },
        }
    }

    /// What the main thread raises when it makes its workers, if it cannot.
    fn refused(api: Api, spec: &Spec) -> Option<Error> {
        let executor = api.workers() == Workers::ProcessPool;
        if executor && spec.recycle_of(api).is_some() && spec.start_of(api) == Start::Fork {
            return Some(Error::ValueError);
        }
        // Only a `Pool` starts processes before there is a task.
        let starts = spec.n > 0 || api.workers() == Workers::Pool;
        // This version's server imports the main module itself, once.
        let server_dies = spec.python == Python::V314 && spec.start_of(api) == Start::Forkserver;
        let is_refused = starts && server_dies && spec.is_unguarded(api);
        is_refused.then_some(Error::ConnectionResetError)
    }

    /// The policy of a program that waits for everything: what its workers are, then how it reads.
    fn joined(api: Api, spec: &Spec) -> Self {
        use Leftovers::{CancelQueued, CancelRunning, LetRun};
        use OnError::{EndsWait, Grouped, Kept, Raised, RaisedAtOnce, Unseen};
        use Reads::{AsReady, FromQueue, InOrder, Nothing, Together};
        let forks = spec.start_of(api) == Start::Fork;
        let workers = spec.workers_by(api);
        let threads = Self {
            pool: Pool::OnDemand,
            prefetch: 0,
            buffer: None,
            pickling: Pickling::Never,
            reads: InOrder,
            on_error: Raised,
            skips_cancelled: false,
            timing: Timing::None,
            has_timeouts: spec.python >= Python::V311,
            leaves: LetRun,
            only_exit_waits: false,
            loss: Loss::Program,
            stillborn: spec.is_unguarded(api),
            refused: Self::refused(api, spec),
            recycle: spec.recycle_of(api).map(|chunks| chunks as usize),
            // Before 3.14, an executor takes a worker that has ended for one that is idle.
            replaces: workers != Workers::ProcessPool
                || spec.python >= Python::V314
                || spec.recycle_of(api).is_none_or(|chunks| chunks == 1),
        };
        let base = match workers {
            Workers::MainThread => Self {
                pool: Pool::MainThread,
                ..threads
            },
            Workers::Threads => Self {
                pool: Pool::PerTask,
                ..threads
            },
            Workers::ThreadPool => threads,
            Workers::Consumers | Workers::AsyncConsumers => Self {
                pool: Pool::Prestarted,
                ..threads
            },
            Workers::Processes => Self {
                pool: Pool::PerTask,
                pickling: match forks {
                    true => Pickling::Never,
                    false => Pickling::AtStart,
                },
                loss: Loss::Task,
                ..threads
            },
            Workers::Pool => Self {
                pool: Pool::Prestarted,
                pickling: Pickling::AtOnce,
                loss: Loss::Chunk,
                ..threads
            },
            Workers::ProcessPool => Self {
                // Where processes are not forked, they may be started from any thread.
                pool: match forks {
                    true => Pool::Prestarted,
                    false => Pool::OnDemand,
                },
                prefetch: spec.workers as usize + EXTRA_QUEUED_CALLS,
                pickling: Pickling::AtQueue,
                loss: Loss::Pool,
                ..threads
            },
            Workers::InterpreterPool => Self {
                pickling: Pickling::AtTake,
                ..threads
            },
            Workers::Coroutines => Self {
                pool: Pool::Coroutines,
                ..threads
            },
        };
        let (reads, on_error, leaves) = match api.call() {
            Call::Loop | Call::Map => (InOrder, Raised, CancelQueued),
            Call::AwaitEach => (InOrder, Raised, CancelRunning),
            Call::Start => (InOrder, Unseen, LetRun),
            Call::Queue => (FromQueue, Unseen, LetRun),
            Call::Put if workers.are_coroutines() => (Together, RaisedAtOnce, CancelRunning),
            Call::Put => (Nothing, Unseen, LetRun),
            Call::Submit | Call::ApplyAsync | Call::Imap => (InOrder, Raised, LetRun),
            Call::AsCompleted | Call::ImapUnordered => (AsReady, Raised, LetRun),
            Call::PoolMap => (Together, Raised, LetRun),
            Call::WaitFirst => (Together, EndsWait, LetRun),
            Call::Gather | Call::WaitFor => (Together, RaisedAtOnce, CancelRunning),
            Call::GatherReturn => (Together, Kept, CancelRunning),
            Call::ToThread => (Together, RaisedAtOnce, CancelQueued),
            Call::TaskGroup => (Together, Grouped, CancelRunning),
        };
        // A thread cannot be cancelled.
        let leaves = match leaves {
            CancelRunning if workers == Workers::ThreadPool => CancelQueued,
            leaves => leaves,
        };
        Self {
            buffer: (api.is_one_by_one() || api.call() == Call::Put).then_some(0),
            reads,
            on_error,
            leaves,
            only_exit_waits: on_error == Unseen && api.call() != Call::Put,
            ..base
        }
    }
}
