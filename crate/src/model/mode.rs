//! The ways to execute tasks, and what their compute steps run: the names.

use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use super::variants::named;

/// One way to execute the tasks.
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
pub enum Mode {
    /// One after the other.
    Sequential,
    /// On the lanes of a thread pool over one shared memory, without a GIL.
    Threads,
    /// On the same lanes, which need CPython's global interpreter lock to compute.
    Gil,
    /// In processes, each with its own memory.
    Processes,
    /// As coroutines on one event loop.
    Async,
}

named! { Mode,
    /// Every mode, in the order in which they are shown.
    ALL,
    /// The mode's name in queries and documents.
    name,
    /// The mode of that name.
    from_name,
}

/// Which kernel compute steps run.
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
pub enum KernelKind {
    /// π by series; a unit is one term.
    Pi,
    /// The pattern search; a unit is one candidate pattern against the whole corpus.
    Patterns,
    /// A shared counter; a unit is one increment.
    Counter,
}

named! { KernelKind,
    /// Every kernel.
    ALL,
    /// The kernel's name in queries and documents.
    name,
    /// The kernel of that name.
    from_name,
}
