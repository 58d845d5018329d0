//! The policy of each API with each end. Nothing here has a state.

use crate::model::api::{Api, ProgramEnd};

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
    /// Nowhere: threads and coroutines share memory, forked processes inherit it.
    Never,
    /// At once, for everything.
    AtOnce,
    /// When a chunk enters the call queue.
    AtQueue,
}

/// What the main thread reads, and in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reads {
    /// Nothing.
    Nothing,
    /// `join()` of each worker, in order; errors are not seen.
    Joins,
    /// The result of each chunk, in order; the first error on the way is raised.
    Results,
    /// As `Results`, but cancelled chunks are skipped.
    Present,
    /// Everything at once, when everything has ended; the error that came first is raised.
    Whole,
    /// Everything at once; the first error is raised as soon as it comes.
    First,
    /// Everything at once; an error cancels the siblings, and all errors are raised together.
    Group,
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
    /// All are cancelled, at their next wait.
    CancelRunning,
    /// All are killed.
    Kill,
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
    pub pickling: Pickling,
    pub reads: Reads,
    pub timing: Timing,
    /// What the main thread does to the rest after its last read, or after it has raised.
    pub leaves: Leftovers,
    pub loss: Loss,
}

/// How many more chunks than workers `ProcessPoolExecutor`'s call queue holds.
const EXTRA_QUEUED_CALLS: usize = 1;

impl Policy {
    pub(super) fn of(api: Api, end: ProgramEnd, workers: usize) -> Self {
        use Leftovers::{CancelQueued, CancelRunning, Kill, LetRun};
        let threads = Self {
            pool: Pool::OnDemand,
            prefetch: 0,
            pickling: Pickling::Never,
            reads: Reads::Results,
            timing: Timing::None,
            leaves: LetRun,
            loss: Loss::Program,
        };
        let executor = Self {
            pool: Pool::Prestarted,
            prefetch: workers + EXTRA_QUEUED_CALLS,
            pickling: Pickling::AtQueue,
            loss: Loss::Pool,
            ..threads
        };
        let pool = Self {
            pool: Pool::Prestarted,
            pickling: Pickling::AtOnce,
            loss: Loss::Chunk,
            ..threads
        };
        let coroutines = Self {
            pool: Pool::Coroutines,
            reads: Reads::First,
            leaves: CancelRunning,
            ..threads
        };
        let row = |row: Self, reads, leaves| Self {
            reads,
            leaves,
            ..row
        };
        let joined = match api {
            Api::Loop => Self {
                pool: Pool::MainThread,
                leaves: CancelQueued,
                ..threads
            },
            Api::Thread => Self {
                pool: Pool::PerTask,
                reads: Reads::Joins,
                ..threads
            },
            Api::Process => Self {
                pool: Pool::PerTask,
                reads: Reads::Joins,
                loss: Loss::Task,
                ..threads
            },
            Api::ThreadMap => row(threads, Reads::Results, CancelQueued),
            Api::ThreadSubmit => threads,
            Api::ProcessMap => row(executor, Reads::Results, CancelQueued),
            Api::ProcessSubmit => executor,
            Api::PoolMap => row(pool, Reads::Whole, LetRun),
            Api::ApplyAsync => pool,
            Api::Gather | Api::WaitFor => coroutines,
            Api::TaskGroup => row(coroutines, Reads::Group, CancelRunning),
            Api::ToThread => row(threads, Reads::First, CancelQueued),
        };
        let passing_over = match api {
            Api::ThreadSubmit | Api::ProcessSubmit | Api::ApplyAsync => Reads::Present,
            _ => joined.reads,
        };
        match end {
            ProgramEnd::Join => joined,
            ProgramEnd::Timeout => {
                let timing = match joined.reads {
                    _ if api == Api::WaitFor => Timing::EachTask,
                    Reads::Joins => Timing::EachRead,
                    Reads::Results if joined.leaves == LetRun => Timing::EachRead,
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
            ProgramEnd::Shutdown => Self {
                timing: Timing::Sleep(CancelQueued),
                ..row(joined, passing_over, LetRun)
            },
            ProgramEnd::Terminate => Self {
                timing: Timing::Sleep(Kill),
                ..row(joined, passing_over, LetRun)
            },
            ProgramEnd::Unread => row(joined, Reads::Nothing, LetRun),
            ProgramEnd::Unclosed => row(joined, Reads::Nothing, Kill),
        }
    }
}
