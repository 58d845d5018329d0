//! What a program's main line sees of its tasks: the names.

use serde::{Deserialize, Serialize};

/// An exception of Python's that occurs here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Error {
    /// A task raised it.
    ValueError,
    /// A task opened a file that is not there.
    FileNotFoundError,
    /// A wait with a time limit came to it.
    TimeoutError,
    /// A result was read of what had been cancelled, or a coroutine was.
    CancelledError,
    /// A worker of a `ProcessPoolExecutor` died, and the pool with it.
    BrokenProcessPool,
    /// An argument could not be pickled.
    PicklingError,
    /// What a `TaskGroup` raises, with its tasks' errors in it.
    ExceptionGroup,
}

impl Error {
    /// Every exception, in the order of their codes.
    pub const ALL: [Error; 7] = [
        Error::ValueError,
        Error::FileNotFoundError,
        Error::TimeoutError,
        Error::CancelledError,
        Error::BrokenProcessPool,
        Error::PicklingError,
        Error::ExceptionGroup,
    ];

    /// Its name in Python, the same in every language.
    pub fn name(self) -> &'static str {
        match self {
            Error::ValueError => "ValueError",
            Error::FileNotFoundError => "FileNotFoundError",
            Error::TimeoutError => "TimeoutError",
            Error::CancelledError => "CancelledError",
            Error::BrokenProcessPool => "BrokenProcessPool",
            Error::PicklingError => "PicklingError",
            Error::ExceptionGroup => "ExceptionGroup",
        }
    }

    /// A small number for it; the inverse of [`Error::from_code`].
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The exception of that code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }
}

/// What a program's main line sees at a moment, or fails to see.
///
/// Exactly one [final](Seen::is_final) sight comes in a run: how the main line ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Seen {
    /// It came to its end.
    Returned,
    /// The process died under it: a task ended the whole program.
    Died,
    /// It never ended by itself: the run was halted.
    Halted,
    /// `join(timeout)` came back, and the worker lives on.
    JoinTimedOut,
    /// `cancel()` of the future whose result took too long is `False`: the task runs on.
    CancelRefused,
    /// A thread's task raised: the thread prints it, and nothing else comes of it.
    Printed,
    /// A process ended with an exit code that is not 0, at which nobody looks.
    ExitCode,
    /// A task's error was stored for the program, which will never read it.
    Forgotten,
    /// It raised.
    Raised(Error),
}

impl Seen {
    /// Every sight, in the order of their codes.
    pub const ALL: [Seen; 8 + Error::ALL.len()] = [
        Seen::Returned,
        Seen::Died,
        Seen::Halted,
        Seen::JoinTimedOut,
        Seen::CancelRefused,
        Seen::Printed,
        Seen::ExitCode,
        Seen::Forgotten,
        Seen::Raised(Error::ValueError),
        Seen::Raised(Error::FileNotFoundError),
        Seen::Raised(Error::TimeoutError),
        Seen::Raised(Error::CancelledError),
        Seen::Raised(Error::BrokenProcessPool),
        Seen::Raised(Error::PicklingError),
        Seen::Raised(Error::ExceptionGroup),
    ];

    /// Whether it is how the main line ended.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            Seen::Returned | Seen::Died | Seen::Halted | Seen::Raised(_)
        )
    }

    /// Whether it is an error that nobody hears of.
    pub fn is_swallowed(self) -> bool {
        matches!(self, Seen::Printed | Seen::ExitCode | Seen::Forgotten)
    }

    /// A small number for it; the inverse of [`Seen::from_code`].
    pub fn code(self) -> u8 {
        match self {
            Seen::Returned => 0,
            Seen::Died => 1,
            Seen::Halted => 2,
            Seen::JoinTimedOut => 3,
            Seen::CancelRefused => 4,
            Seen::Printed => 5,
            Seen::ExitCode => 6,
            Seen::Forgotten => 7,
            Seen::Raised(error) => 8 + error.code(),
        }
    }

    /// The sight of that code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_go_there_and_back() {
        for (seen, code) in Seen::ALL.into_iter().zip(0..) {
            assert_eq!((seen.code(), Seen::from_code(code)), (code, Some(seen)));
        }
        for (error, code) in Error::ALL.into_iter().zip(0..) {
            assert_eq!((error.code(), Error::from_code(code)), (code, Some(error)));
            assert!(Seen::ALL.contains(&Seen::Raised(error)));
        }
        assert_eq!((Error::from_code(7), Seen::from_code(15)), (None, None));
    }
}
