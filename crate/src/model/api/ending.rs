//! How a program ends what it has started, and how tasks go wrong.

use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use crate::model::python::Python;
use crate::model::variants::named;

/// How a program ends what it has started.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
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
pub enum ProgramEnd {
    /// It waits for everything and looks at every result.
    Join,
    /// It waits for no longer than [`crate::model::spec::Spec::timeout`]: `join(timeout)`,
    /// `result(timeout)`, `get(timeout)`, `map(timeout=…)`, `asyncio.timeout`.
    Timeout,
    /// It calls `shutdown(cancel_futures=True)` at that time, or when the reader says so.
    Shutdown,
    /// It calls `terminate()` at that time, or when the reader says so.
    Terminate,
    /// It waits for everything and looks at no result.
    Unread,
    /// It neither looks at results nor closes the pool nor waits.
    Unclosed,
    /// It calls `shutdown(wait=False)` at once, and looks at no result.
    Nowait,
    /// It calls `terminate_workers()` at that time, or when the reader says so.
    TerminateWorkers,
    /// It calls `kill_workers()` likewise.
    KillWorkers,
    /// It calls `interrupt()` of each process likewise.
    Interrupt,
    /// It calls `TaskGroup.cancel()` likewise.
    Cancel,
}

named! { ProgramEnd,
    /// Every end, in the order of the menu.
    ALL,
    /// Its name in queries and documents.
    name,
    /// The end of that name.
    from_name,
}

impl ProgramEnd {
    /// Whether a reader learns of it first; the others are for later.
    pub fn is_usual(self) -> bool {
        self < ProgramEnd::Nowait
    }

    /// The first version of Python that has it.
    pub fn since(self) -> Python {
        match self {
            ProgramEnd::TerminateWorkers | ProgramEnd::KillWorkers | ProgramEnd::Interrupt => {
                Python::V314
            }
            ProgramEnd::Cancel => Python::V315,
            _ => Python::V39,
        }
    }

    /// Whether it is a call at [`crate::model::spec::Spec::timeout`].
    pub fn is_call(self) -> bool {
        matches!(
            self,
            ProgramEnd::Shutdown
                | ProgramEnd::Terminate
                | ProgramEnd::TerminateWorkers
                | ProgramEnd::KillWorkers
                | ProgramEnd::Interrupt
                | ProgramEnd::Cancel
        )
    }

    /// Whether it happens at [`crate::model::spec::Spec::timeout`].
    pub fn has_moment(self) -> bool {
        self == ProgramEnd::Timeout || self.is_call()
    }
}

/// How the faulty tasks go wrong.
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
pub enum Fault {
    /// They raise a `ValueError` after their last step.
    Raise,
    /// They never end.
    Hang,
    /// They kill the worker that they run on, as `os._exit` does, after their last step.
    Kill,
    /// Their argument cannot be pickled; where nothing is pickled, nothing goes wrong.
    Unpicklable,
    /// They open a file that is not there, before their first step.
    Missing,
    /// They call `sys.exit(1)`, after their last step.
    Exit,
}

impl Fault {
    /// Whether a reader learns of it first; the others are for later.
    pub fn is_usual(self) -> bool {
        self != Fault::Exit
    }
}

named! { Fault,
    /// Every fault, in the order of the menu.
    ALL,
    /// Its name in queries and documents.
    name,
    /// The fault of that name.
    from_name,
}
