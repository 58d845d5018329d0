//! What an API is made of: what its workers are, and how it hands tasks over to them.

/// What the workers of an API are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workers {
    /// The main thread itself.
    MainThread,
    /// A `Thread` for each task.
    Threads,
    /// A `ThreadPoolExecutor`'s.
    ThreadPool,
    /// W threads, each of which takes tasks from a queue.
    Consumers,
    /// A `Process` for each task.
    Processes,
    /// A `multiprocessing.Pool`'s.
    Pool,
    /// A `ProcessPoolExecutor`'s.
    ProcessPool,
    /// An `InterpreterPoolExecutor`'s: threads of one process, each with an interpreter, a memory and a GIL of its own.
    InterpreterPool,
    /// A coroutine for each task.
    Coroutines,
    /// W coroutines, each of which takes tasks from a queue.
    AsyncConsumers,
}

impl Workers {
    /// Whether they are a pool of W.
    pub fn is_pool(self) -> bool {
        matches!(
            self,
            Workers::ThreadPool
                | Workers::Consumers
                | Workers::AsyncConsumers
                | Workers::Pool
                | Workers::ProcessPool
                | Workers::InterpreterPool
        )
    }

    /// Whether they are coroutines.
    pub fn are_coroutines(self) -> bool {
        matches!(self, Workers::Coroutines | Workers::AsyncConsumers)
    }

    /// Whether they are processes, which a start method starts.
    pub fn are_processes(self) -> bool {
        matches!(
            self,
            Workers::Processes | Workers::Pool | Workers::ProcessPool
        )
    }
}

/// How an API hands tasks over and what becomes of their results, whatever its workers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// A plain loop.
    Loop,
    /// A worker for each task: `start`, then `join`.
    Start,
    /// The same, and a queue of results.
    Queue,
    /// `put` on a queue, from which workers take them.
    Put,
    /// An executor's `map`.
    Map,
    /// An executor's `submit`, then `result`.
    Submit,
    /// An executor's `submit`, then `as_completed`.
    AsCompleted,
    /// An executor's `submit`, then `wait(return_when=FIRST_EXCEPTION)`.
    WaitFirst,
    /// `Pool.map`.
    PoolMap,
    /// `Pool.apply_async`, then `get`.
    ApplyAsync,
    /// `Pool.imap`.
    Imap,
    /// `Pool.imap_unordered`.
    ImapUnordered,
    /// `asyncio.gather`.
    Gather,
    /// `asyncio.TaskGroup`.
    TaskGroup,
    /// `asyncio.wait_for` around each task.
    WaitFor,
    /// `asyncio.to_thread` of each task.
    ToThread,
    /// `await` of one after the other.
    AwaitEach,
    /// `asyncio.gather(return_exceptions=True)`.
    GatherReturn,
}
