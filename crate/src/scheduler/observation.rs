//! The names of what a program's main thread sees of its tasks.

use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use crate::model::variants::named;

/// An exception of Python's that occurs here.
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
pub enum Error {
    /// A task raised it.
    ValueError,
    /// A task opened a file that is not there.
    FileNotFoundError,
    /// A wait reached its time limit.
    TimeoutError,
    /// The result of a cancelled task was read, or a coroutine was cancelled.
    CancelledError,
    /// A worker of a `ProcessPoolExecutor` died, and the pool with it.
    BrokenProcessPool,
    /// An argument could not be pickled.
    PicklingError,
    /// What a `TaskGroup` raises, with its tasks' errors in it.
    ExceptionGroup,
    /// A task called `sys.exit`.
    SystemExit,
    /// The server that starts processes has died.
    ConnectionResetError,
    /// An argument could not be handed to another interpreter.
    NotShareableError,
}

named! { Error,
    /// Every exception, in the order of their codes.
    ALL,
    /// Its name in Python; not translated.
    name,
    /// The exception of that name.
    from_name,
}

impl Error {
    /// A small number for it; the inverse of [`Error::from_code`].
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The exception of that code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }
}

/// Why a program hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hang {
    /// The main thread itself carries out a task that never ends.
    Itself,
    /// A coroutine that never ends blocks the event loop, and with it the main thread.
    EventLoop,
    /// The main thread waits for a task that never ends.
    Task,
    /// The main thread waits for a result that was lost with its worker, and never learns of the loss.
    Lost,
    /// The main thread has ended; the program's exit waits for a task that never ends.
    Exit,
    /// Every worker dies before it takes a task, and the pool starts another one, for ever.
    Respawns,
    /// The workers have had their number of tasks, and the pool starts no others, as it should.
    Unreplaced,
    /// The main thread joins a process that puts its result on a queue whose pipe is full.
    Queue,
    /// The main thread puts a task on a queue that is full, and nobody is left who would take one.
    Full,
}

impl Hang {
    /// Every reason, in the order of their codes.
    pub const ALL: [Hang; 9] = [
        Hang::Itself,
        Hang::EventLoop,
        Hang::Task,
        Hang::Lost,
        Hang::Exit,
        Hang::Respawns,
        Hang::Unreplaced,
        Hang::Queue,
        Hang::Full,
    ];

    /// Its name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Hang::Itself => "itself",
            Hang::EventLoop => "event_loop",
            Hang::Task => "task",
            Hang::Lost => "lost",
            Hang::Exit => "exit",
            Hang::Respawns => "respawns",
            Hang::Unreplaced => "unreplaced",
            Hang::Queue => "queue",
            Hang::Full => "full",
        }
    }
}

/// What a program's main thread sees at a moment, or misses.
///
/// A run has exactly one [final](Observation::is_final) observation: how the main thread ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Observation {
    /// It came to its end.
    Returned,
    /// A task ended the whole program.
    Died,
    /// The run was halted.
    Halted,
    /// `join(timeout)` came back, and the worker lives on.
    JoinTimedOut,
    /// `cancel()` of the future whose result took too long is `False`: the task runs on.
    CancelRefused,
    /// A task that was interrupted ran its `finally` block.
    Cleaned,
    /// It goes on, although tasks that it waited for still run.
    WentOn,
    /// Its pool starts a worker for one that died before it took a task, or has had its number of tasks.
    Respawned,
    /// It reads a task's result, or joins its worker. The event names the task.
    Read,
    /// It puts a task on a queue. The event names the task.
    Put,
    /// The queue is full: it waits until somebody takes a task.
    Full,
    /// A thread's task raised: the thread prints the error, and nothing else happens.
    Printed,
    /// A process ended with an exit code that is not 0, which the program does not check.
    ExitCode,
    /// A task's error was stored for the program, which will never read it.
    Forgotten,
    /// It raised.
    Raised(Error),
    /// Nothing can happen any more: the main thread, or the program's exit, never ends. The event names
    /// the task that it waits for.
    Hung(Hang),
}

impl Observation {
    /// Every observation, in the order of their codes.
    pub const ALL: [Observation; 14 + Error::ALL.len() + Hang::ALL.len()] = [
        Observation::Returned,
        Observation::Died,
        Observation::Halted,
        Observation::JoinTimedOut,
        Observation::CancelRefused,
        Observation::Printed,
        Observation::ExitCode,
        Observation::Forgotten,
        Observation::WentOn,
        Observation::Read,
        Observation::Cleaned,
        Observation::Respawned,
        Observation::Put,
        Observation::Full,
        Observation::Raised(Error::ValueError),
        Observation::Raised(Error::FileNotFoundError),
        Observation::Raised(Error::TimeoutError),
        Observation::Raised(Error::CancelledError),
        Observation::Raised(Error::BrokenProcessPool),
        Observation::Raised(Error::PicklingError),
        Observation::Raised(Error::ExceptionGroup),
        Observation::Raised(Error::SystemExit),
        Observation::Raised(Error::ConnectionResetError),
        Observation::Raised(Error::NotShareableError),
        Observation::Hung(Hang::Itself),
        Observation::Hung(Hang::EventLoop),
        Observation::Hung(Hang::Task),
        Observation::Hung(Hang::Lost),
        Observation::Hung(Hang::Exit),
        Observation::Hung(Hang::Respawns),
        Observation::Hung(Hang::Unreplaced),
        Observation::Hung(Hang::Queue),
        Observation::Hung(Hang::Full),
    ];

    /// Whether it is how the main thread ended.
    pub fn is_final(self) -> bool {
        match self {
            Observation::Returned
            | Observation::Died
            | Observation::Halted
            | Observation::Raised(_) => true,
            Observation::Hung(why) => why != Hang::Exit,
            Observation::JoinTimedOut
            | Observation::CancelRefused
            | Observation::WentOn
            | Observation::Read
            | Observation::Put
            | Observation::Full
            | Observation::Cleaned
            | Observation::Respawned
            | Observation::Printed
            | Observation::ExitCode
            | Observation::Forgotten => false,
        }
    }

    /// Whether it is an error that is never reported to the program.
    pub fn is_swallowed(self) -> bool {
        matches!(
            self,
            Observation::Printed | Observation::ExitCode | Observation::Forgotten
        )
    }

    /// A small number for it; the inverse of [`Observation::from_code`].
    pub fn code(self) -> u8 {
        match self {
            Observation::Returned => 0,
            Observation::Died => 1,
            Observation::Halted => 2,
            Observation::JoinTimedOut => 3,
            Observation::CancelRefused => 4,
            Observation::Printed => 5,
            Observation::ExitCode => 6,
            Observation::Forgotten => 7,
            Observation::WentOn => 8,
            Observation::Read => 9,
            Observation::Cleaned => 10,
            Observation::Respawned => 11,
            Observation::Put => 12,
            Observation::Full => 13,
            Observation::Raised(error) => 14 + error.code(),
            Observation::Hung(why) => (14 + Error::ALL.len()) as u8 + why as u8,
        }
    }

    /// The observation of that code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_go_there_and_back() {
        for (seen, code) in Observation::ALL.into_iter().zip(0..) {
            assert_eq!(
                (seen.code(), Observation::from_code(code)),
                (code, Some(seen))
            );
        }
        for (error, code) in Error::ALL.into_iter().zip(0..) {
            assert_eq!((error.code(), Error::from_code(code)), (code, Some(error)));
            assert!(Observation::ALL.contains(&Observation::Raised(error)));
        }
        assert_eq!(
            (Error::from_code(10), Observation::from_code(33)),
            (None, None)
        );
    }
}
