//! Python's ways to run many tasks, how a program ends them, and how a task goes wrong: the names.
//!
//! A mode runs its tasks by one API of its family. Nothing here runs anything.

mod call;
mod ending;

use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

pub use call::{Call, Workers};
pub use ending::{Fault, ProgramEnd};

use super::mode::Mode;
use super::python::Python;
use super::variants::all;

/// What carries out the tasks of an API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumCount, VariantArray)]
pub enum Family {
    /// The main thread itself.
    MainThread,
    /// Threads over one memory.
    Threads,
    /// Processes, each with its own memory.
    Processes,
    /// Coroutines on one event loop.
    Coroutines,
}

impl Family {
    /// Every family.
    pub const ALL: [Self; Self::COUNT] = all(Self::VARIANTS);
}

/// A way to run many tasks in Python.
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
pub enum Api {
    /// A plain loop.
    Loop,
    /// `threading.Thread` per task.
    Thread,
    /// `ThreadPoolExecutor(W).map`.
    ThreadMap,
    /// `ThreadPoolExecutor(W).submit`.
    ThreadSubmit,
    /// The same, and `as_completed`.
    ThreadAsCompleted,
    /// The same, and `wait(return_when=FIRST_EXCEPTION)`.
    ThreadWaitFirst,
    /// W threads that take tasks from a `queue.Queue`.
    ThreadQueue,
    /// `multiprocessing.Process` per task.
    Process,
    /// `multiprocessing.Process` per task, and a `multiprocessing.Queue` of their results.
    ProcessQueue,
    /// `multiprocessing.Pool(W).map`.
    PoolMap,
    /// `multiprocessing.Pool(W).apply_async`.
    ApplyAsync,
    /// `ProcessPoolExecutor(W).map`.
    ProcessMap,
    /// `ProcessPoolExecutor(W).submit`.
    ProcessSubmit,
    /// The same, and `as_completed`.
    ProcessAsCompleted,
    /// The same, and `wait(return_when=FIRST_EXCEPTION)`.
    ProcessWaitFirst,
    /// `multiprocessing.Pool(W).imap`.
    Imap,
    /// `multiprocessing.Pool(W).imap_unordered`.
    ImapUnordered,
    /// `InterpreterPoolExecutor(W).map`.
    InterpreterMap,
    /// `InterpreterPoolExecutor(W).submit`.
    InterpreterSubmit,
    /// `asyncio.gather`.
    Gather,
    /// `asyncio.TaskGroup`.
    TaskGroup,
    /// `asyncio.wait_for` around each task.
    WaitFor,
    /// `asyncio.to_thread` of each task, on a default executor of W threads.
    ToThread,
    /// `await` of one coroutine after the other.
    AwaitEach,
    /// `asyncio.gather(return_exceptions=True)`.
    GatherReturn,
    /// W coroutines that take tasks from an `asyncio.Queue`.
    AsyncQueue,
}

impl Api {
    /// Every API, family by family.
    pub const ALL: [Self; Self::COUNT] = all(Self::VARIANTS);

    /// Its name in queries and documents.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// As Python programmers write it; not translated.
    pub fn label(self) -> &'static str {
        match self {
            Api::Loop => "for",
            Api::Thread => "threading.Thread",
            Api::ThreadMap => "ThreadPoolExecutor.map",
            Api::ThreadSubmit => "ThreadPoolExecutor.submit",
            Api::ThreadAsCompleted | Api::ProcessAsCompleted => "as_completed",
            Api::ThreadWaitFirst | Api::ProcessWaitFirst => "wait(FIRST_EXCEPTION)",
            Api::ThreadQueue => "queue.Queue",
            Api::Process => "multiprocessing.Process",
            Api::ProcessQueue => "multiprocessing.Queue",
            Api::PoolMap => "Pool.map",
            Api::ApplyAsync => "Pool.apply_async",
            Api::Imap => "Pool.imap",
            Api::ImapUnordered => "Pool.imap_unordered",
            Api::ProcessMap => "ProcessPoolExecutor.map",
            Api::ProcessSubmit => "ProcessPoolExecutor.submit",
            Api::InterpreterMap => "InterpreterPoolExecutor.map",
            Api::InterpreterSubmit => "InterpreterPoolExecutor.submit",
            Api::Gather => "asyncio.gather",
            Api::TaskGroup => "asyncio.TaskGroup",
            Api::WaitFor => "asyncio.wait_for",
            Api::ToThread => "asyncio.to_thread",
            Api::AwaitEach => "for: await",
            Api::GatherReturn => "gather(return_exceptions=True)",
            Api::AsyncQueue => "asyncio.Queue",
        }
    }

    /// How it hands tasks over.
    pub fn call(self) -> Call {
        match self {
            Api::Loop => Call::Loop,
            Api::Thread | Api::Process => Call::Start,
            Api::ThreadQueue | Api::AsyncQueue => Call::Put,
            Api::ProcessQueue => Call::Queue,
            Api::ThreadMap | Api::ProcessMap | Api::InterpreterMap => Call::Map,
            Api::ThreadSubmit | Api::ProcessSubmit | Api::InterpreterSubmit => Call::Submit,
            Api::ThreadAsCompleted | Api::ProcessAsCompleted => Call::AsCompleted,
            Api::ThreadWaitFirst | Api::ProcessWaitFirst => Call::WaitFirst,
            Api::PoolMap => Call::PoolMap,
            Api::ApplyAsync => Call::ApplyAsync,
            Api::Imap => Call::Imap,
            Api::ImapUnordered => Call::ImapUnordered,
            Api::Gather => Call::Gather,
            Api::TaskGroup => Call::TaskGroup,
            Api::WaitFor => Call::WaitFor,
            Api::ToThread => Call::ToThread,
            Api::AwaitEach => Call::AwaitEach,
            Api::GatherReturn => Call::GatherReturn,
        }
    }

    /// What its workers are, if coroutines await; see [`crate::model::spec::Spec::workers_by`].
    pub fn workers(self) -> Workers {
        match self {
            Api::Loop => Workers::MainThread,
            Api::Thread => Workers::Threads,
            Api::ThreadMap
            | Api::ThreadSubmit
            | Api::ThreadAsCompleted
            | Api::ThreadWaitFirst
            | Api::ToThread => Workers::ThreadPool,
            Api::ThreadQueue => Workers::Consumers,
            Api::Process | Api::ProcessQueue => Workers::Processes,
            Api::PoolMap | Api::ApplyAsync | Api::Imap | Api::ImapUnordered => Workers::Pool,
            Api::ProcessMap
            | Api::ProcessSubmit
            | Api::ProcessAsCompleted
            | Api::ProcessWaitFirst => Workers::ProcessPool,
            Api::InterpreterMap | Api::InterpreterSubmit => Workers::InterpreterPool,
            Api::Gather | Api::TaskGroup | Api::WaitFor | Api::AwaitEach | Api::GatherReturn => {
                Workers::Coroutines
            }
            Api::AsyncQueue => Workers::AsyncConsumers,
        }
    }

    /// What carries out its tasks.
    pub fn family(self) -> Family {
        match self.workers() {
            _ if self == Api::ToThread => Family::Coroutines,
            Workers::MainThread => Family::MainThread,
            Workers::Threads | Workers::ThreadPool | Workers::Consumers => Family::Threads,
            Workers::Processes
            | Workers::Pool
            | Workers::ProcessPool
            | Workers::InterpreterPool => Family::Processes,
            Workers::Coroutines | Workers::AsyncConsumers => Family::Coroutines,
        }
    }

    /// The first version of Python that has it.
    pub fn since(self) -> Python {
        match self {
            Api::TaskGroup => Python::V311,
            Api::InterpreterMap | Api::InterpreterSubmit => Python::V314,
            _ => Python::V39,
        }
    }

    /// The nearest API that this version of Python has.
    pub fn in_python(self, python: Python) -> Self {
        match self {
            _ if python >= self.since() => self,
            Api::TaskGroup => Api::Gather,
            Api::InterpreterMap => Api::ProcessMap,
            Api::InterpreterSubmit => Api::ProcessSubmit,
            _ => self,
        }
    }

    /// Whether a reader learns of it first; the others are for later.
    pub fn is_usual(self) -> bool {
        !matches!(
            self,
            Api::ThreadAsCompleted
                | Api::ThreadWaitFirst
                | Api::ThreadQueue
                | Api::ProcessAsCompleted
                | Api::ProcessWaitFirst
                | Api::Imap
                | Api::ImapUnordered
                | Api::InterpreterMap
                | Api::InterpreterSubmit
                | Api::AwaitEach
                | Api::GatherReturn
                | Api::AsyncQueue
        )
    }

    /// The API of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        name.parse().ok()
    }

    /// Whether it may give a worker several tasks at once.
    pub fn has_chunks(self) -> bool {
        matches!(self, Api::PoolMap | Api::ProcessMap)
    }

    /// Whether it may be told how far to run ahead: of the results that are read, or of those who take tasks from
    /// a queue.
    pub fn has_buffer(self) -> bool {
        matches!(self.call(), Call::Map | Call::Put)
    }

    /// Whether the main thread handles each result before it reads the next one, or makes each task before it puts
    /// it on a queue.
    pub fn handles_each(self) -> bool {
        self.has_read_order() || matches!(self.call(), Call::Map | Call::Submit | Call::Put)
    }

    /// Whether a task's error is one of the results.
    pub fn keeps_errors(self) -> bool {
        matches!(self.call(), Call::GatherReturn | Call::WaitFirst)
    }

    /// Whether it is about the order in which results are read.
    pub fn has_read_order(self) -> bool {
        matches!(
            self.call(),
            Call::AsCompleted | Call::Imap | Call::ImapUnordered | Call::Queue
        )
    }

    /// Whether it begins a task only when the one before has ended.
    pub fn is_one_by_one(self) -> bool {
        matches!(self, Api::Loop | Api::AwaitEach)
    }

    /// The ends that a program can give it; the first one replaces any other.
    pub fn ends(self) -> &'static [ProgramEnd] {
        match (self.call(), self.workers()) {
            (Call::Loop, _) => &[ProgramEnd::Join],
            (Call::Start, Workers::Threads) => &[ProgramEnd::Join, ProgramEnd::Timeout],
            (Call::Start, _) => &[
                ProgramEnd::Join,
                ProgramEnd::Timeout,
                ProgramEnd::Terminate,
                ProgramEnd::Interrupt,
            ],
            (Call::Queue | Call::Put, _) => &[ProgramEnd::Join],
            (Call::Map | Call::Submit, Workers::ProcessPool) => &[
                ProgramEnd::Join,
                ProgramEnd::Timeout,
                ProgramEnd::Shutdown,
                ProgramEnd::Unread,
                ProgramEnd::Nowait,
                ProgramEnd::TerminateWorkers,
                ProgramEnd::KillWorkers,
            ],
            // Threads cannot be killed, whatever interpreter they have.
            (Call::Map | Call::Submit, _) => &[
                ProgramEnd::Join,
                ProgramEnd::Timeout,
                ProgramEnd::Shutdown,
                ProgramEnd::Unread,
                ProgramEnd::Nowait,
            ],
            (Call::PoolMap, _) => &[
                ProgramEnd::Join,
                ProgramEnd::Timeout,
                ProgramEnd::Terminate,
                ProgramEnd::Unclosed,
            ],
            (Call::ApplyAsync, _) => &[
                ProgramEnd::Join,
                ProgramEnd::Timeout,
                ProgramEnd::Terminate,
                ProgramEnd::Unread,
                ProgramEnd::Unclosed,
            ],
            (Call::TaskGroup, _) => &[ProgramEnd::Join, ProgramEnd::Timeout, ProgramEnd::Cancel],
            (Call::WaitFirst, _) => &[ProgramEnd::Join],
            (Call::WaitFor, _) => &[ProgramEnd::Timeout],
            (
                Call::AsCompleted
                | Call::Imap
                | Call::ImapUnordered
                | Call::Gather
                | Call::ToThread
                | Call::AwaitEach
                | Call::GatherReturn,
                _,
            ) => &[ProgramEnd::Join, ProgramEnd::Timeout],
        }
    }
}

/// The API by which each family runs its tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Apis {
    /// Of `threads` and `gil`.
    pub threads: Api,
    /// Of `processes`.
    pub processes: Api,
    /// Of `async`.
    pub coroutines: Api,
}

impl Default for Apis {
    fn default() -> Self {
        Self {
            threads: Api::ThreadMap,
            processes: Api::ProcessMap,
            coroutines: Api::Gather,
        }
    }
}

impl Apis {
    /// The API by which a mode runs its tasks.
    pub fn of(self, mode: Mode) -> Api {
        match mode {
            Mode::Sequential => Api::Loop,
            Mode::Threads | Mode::Gil => self.threads,
            Mode::Processes => self.processes,
            Mode::Async => self.coroutines,
        }
    }

    /// Chooses this API for its family; the main thread has only the plain loop.
    pub fn choose(&mut self, api: Api) {
        match api.family() {
            Family::MainThread => {}
            Family::Threads => self.threads = api,
            Family::Processes => self.processes = api,
            Family::Coroutines => self.coroutines = api,
        }
    }

    /// The chosen APIs of the families that have a choice.
    pub fn all(self) -> [Api; 3] {
        [self.threads, self.processes, self.coroutines]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_api_can_be_chosen_for_its_family_and_only_there() {
        for api in Api::ALL {
            let mut apis = Apis::default();
            apis.choose(api);
            assert_eq!(Api::from_name(api.name()), Some(api));
            assert_eq!(apis.all().contains(&api), api != Api::Loop);
            assert!(!api.ends().is_empty());
        }
    }
}
