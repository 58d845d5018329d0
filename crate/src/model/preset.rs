//! The names of the experiments to start from. Their settings are in `experiments.rs`.

use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use super::variants::{all, named};

/// What a preset is about: a part of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumCount, VariantArray)]
pub enum Topic {
    /// Waiting and computing, as in the article.
    Article,
    /// The GIL.
    Gil,
    /// The pitfalls that the article's author met.
    Pitfalls,
    /// Ending early.
    Ending,
    /// Variables that tasks share.
    SharedState,
    /// What is for later.
    More,
}

impl Topic {
    /// Every topic, in the order of the menu.
    pub const ALL: [Self; Self::COUNT] = all(Self::VARIANTS);
}

/// An experiment to start from.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumCount,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Preset {
    /// Ten sleeps of half a second, each with a worker of its own: the article's first example.
    Sleeps,
    /// The same on a pool of four.
    Pool4,
    /// The same on a pool of eight.
    Pool8,
    /// π on all cores: pure computing.
    Pi,
    /// The pattern search: the article's own project.
    Patterns,
    /// Tasks that compute and wait in turn.
    Mixed,
    /// Coroutines that block instead of awaiting.
    Blocking,
    /// Threads that compute under a GIL gain nothing.
    GilCompute,
    /// Threads that wait under a GIL do.
    GilIo,
    /// One thread that computes makes another's short sleeps long.
    Convoy,
    /// Two threads that compute, with a switch interval of 50 ms.
    SwitchInterval,
    /// Free-threaded Python.
    NoGil,
    /// Results that are never read: errors vanish.
    Unread,
    /// A file that is not there, inside a worker.
    MissingFile,
    /// A pool that is never closed: the program flashes past.
    Unclosed,
    /// A module without its main guard.
    Guard,
    /// `join` with a time limit.
    JoinTimeout,
    /// `shutdown(cancel_futures=True)` halfway.
    Shutdown,
    /// `terminate()` in a `finally`.
    Terminate,
    /// A worker of a process pool dies.
    BrokenPool,
    /// A task of a `TaskGroup` raises.
    TaskGroup,
    /// A coroutine that takes longer than it may.
    WaitFor,
    /// Coroutines that leave what blocks to threads.
    BlockingThread,
    /// Coroutines that are awaited one after the other.
    AwaitEach,
    /// Results in the order in which they are ready, and in their own.
    AsCompleted,
    /// The main thread goes on at the first error.
    WaitFirst,
    /// Errors among the results of `gather`.
    GatherReturn,
    /// `sys.exit` in a task.
    Exit,
    /// `shutdown(wait=False)`.
    Nowait,
    /// `terminate_workers()`.
    TerminateWorkers,
    /// Worker processes that are replaced after some tasks.
    Recycle,
    /// `interrupt()`, and `finally`.
    Interrupt,
    /// `TaskGroup.cancel()`.
    GroupCancel,
    /// Interpreters in one process, each with its own GIL.
    Interpreters,
    /// Threads that count on one variable, without a lock.
    LostUpdate,
    /// The same with a lock.
    LockUpdate,
    /// Processes that count, each on its own copy.
    CounterProcesses,
    /// Coroutines that await between reading and writing.
    CounterAsync,
    /// Threads that count for themselves and add their sums.
    CounterLocal,
    /// Threads that take two locks in opposite orders.
    Deadlock,
    /// Processes that are joined before the queue of their results is read.
    ProcessQueue,
    /// A semaphore lets ten of a hundred tasks in at a time.
    Semaphore,
    /// A bounded queue of tasks.
    BoundedQueue,
}

named! { Preset,
    /// Every preset, in the order of the menu.
    ALL,
    /// The preset's name in queries and documents.
    name,
    /// The preset of that name.
    from_name,
}

impl Preset {
    /// The experiments to try after it.
    pub fn next(self) -> [Self; 2] {
        match self {
            Preset::Sleeps => [Preset::Pool4, Preset::GilCompute],
            Preset::Pool4 => [Preset::Pool8, Preset::Pi],
            Preset::Pool8 => [Preset::Pi, Preset::Blocking],
            Preset::Pi => [Preset::GilCompute, Preset::Patterns],
            Preset::Patterns => [Preset::Mixed, Preset::MissingFile],
            Preset::Mixed => [Preset::Blocking, Preset::Pi],
            Preset::Blocking => [Preset::Sleeps, Preset::Pi],
            Preset::GilCompute => [Preset::GilIo, Preset::NoGil],
            Preset::GilIo => [Preset::Convoy, Preset::GilCompute],
            Preset::Convoy => [Preset::SwitchInterval, Preset::NoGil],
            Preset::SwitchInterval => [Preset::NoGil, Preset::Convoy],
            Preset::NoGil => [Preset::GilCompute, Preset::Pi],
            Preset::Unread => [Preset::MissingFile, Preset::Unclosed],
            Preset::MissingFile => [Preset::Unread, Preset::Guard],
            Preset::Unclosed => [Preset::Terminate, Preset::Unread],
            Preset::Guard => [Preset::BrokenPool, Preset::JoinTimeout],
            Preset::JoinTimeout => [Preset::Shutdown, Preset::WaitFor],
            Preset::Shutdown => [Preset::Terminate, Preset::BrokenPool],
            Preset::Terminate => [Preset::Shutdown, Preset::Unclosed],
            Preset::BrokenPool => [Preset::Unread, Preset::TaskGroup],
            Preset::TaskGroup => [Preset::WaitFor, Preset::Unread],
            Preset::WaitFor => [Preset::TaskGroup, Preset::JoinTimeout],
            Preset::BlockingThread => [Preset::Blocking, Preset::AwaitEach],
            Preset::AwaitEach => [Preset::Sleeps, Preset::Blocking],
            Preset::AsCompleted => [Preset::WaitFirst, Preset::Pool4],
            Preset::WaitFirst => [Preset::AsCompleted, Preset::Shutdown],
            Preset::GatherReturn => [Preset::TaskGroup, Preset::Unread],
            Preset::Exit => [Preset::BrokenPool, Preset::GatherReturn],
            Preset::Nowait => [Preset::Unclosed, Preset::WaitFirst],
            Preset::TerminateWorkers => [Preset::Shutdown, Preset::BrokenPool],
            Preset::Recycle => [Preset::BrokenPool, Preset::Guard],
            Preset::Interrupt => [Preset::Terminate, Preset::JoinTimeout],
            Preset::GroupCancel => [Preset::TaskGroup, Preset::TerminateWorkers],
            Preset::Interpreters => [Preset::GilCompute, Preset::NoGil],
            Preset::LostUpdate => [Preset::LockUpdate, Preset::CounterAsync],
            Preset::LockUpdate => [Preset::CounterLocal, Preset::LostUpdate],
            Preset::CounterProcesses => [Preset::LostUpdate, Preset::Pi],
            Preset::CounterAsync => [Preset::LostUpdate, Preset::CounterProcesses],
            Preset::CounterLocal => [Preset::LockUpdate, Preset::CounterProcesses],
            Preset::Deadlock => [Preset::LockUpdate, Preset::ProcessQueue],
            Preset::Semaphore => [Preset::BoundedQueue, Preset::LockUpdate],
            Preset::BoundedQueue => [Preset::Semaphore, Preset::Pool4],
            Preset::ProcessQueue => [Preset::Deadlock, Preset::BrokenPool],
        }
    }

    /// What it is about.
    pub fn topic(self) -> Topic {
        match self {
            Preset::Sleeps
            | Preset::Pool4
            | Preset::Pool8
            | Preset::Pi
            | Preset::Patterns
            | Preset::Mixed
            | Preset::Blocking => Topic::Article,
            Preset::GilCompute
            | Preset::GilIo
            | Preset::Convoy
            | Preset::SwitchInterval
            | Preset::NoGil => Topic::Gil,
            Preset::Unread | Preset::MissingFile | Preset::Unclosed | Preset::Guard => {
                Topic::Pitfalls
            }
            Preset::JoinTimeout
            | Preset::Shutdown
            | Preset::Terminate
            | Preset::BrokenPool
            | Preset::TaskGroup
            | Preset::WaitFor => Topic::Ending,
            Preset::LostUpdate
            | Preset::LockUpdate
            | Preset::CounterProcesses
            | Preset::CounterAsync
            | Preset::CounterLocal
            | Preset::Deadlock
            | Preset::ProcessQueue
            | Preset::Semaphore
            | Preset::BoundedQueue => Topic::SharedState,
            Preset::BlockingThread
            | Preset::AwaitEach
            | Preset::AsCompleted
            | Preset::WaitFirst
            | Preset::GatherReturn
            | Preset::Exit
            | Preset::Nowait
            | Preset::TerminateWorkers
            | Preset::Recycle
            | Preset::Interrupt
            | Preset::GroupCancel
            | Preset::Interpreters => Topic::More,
        }
    }
}
