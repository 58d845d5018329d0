//! A counter that tasks share: what keeps their updates, and what a switch may come between.

use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use super::blocking::Blocking;
use super::mode::{KernelKind, Mode};
use super::python::Python;
use super::spec::Spec;
use super::variants::named;
use crate::kernel::{Access, Counter};

/// What keeps the updates of a shared counter from getting lost.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
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
pub enum Lock {
    /// Nothing.
    #[default]
    None,
    /// A lock that is held from reading to writing.
    Mutex,
    /// Each update is one atomic step.
    Atomic,
    /// Each task counts for itself, and adds its sum once.
    Local,
    /// Two locks, which every second task takes in the opposite order.
    Opposite,
}

named! { Lock,
    /// Every one, in the order of the menu.
    ALL,
    /// Its name in queries and documents.
    name,
    /// The one of that name.
    from_name,
}

/// Which counter processes count on.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
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
pub enum Sharing {
    /// Each on its own copy of a global variable.
    #[default]
    Copy,
    /// All on one `multiprocessing.Value`, with its lock.
    Value,
}

named! { Sharing,
    /// Both, in the order of the menu.
    ALL,
    /// Its name in queries and documents.
    name,
    /// The one of that name.
    from_name,
}

impl Lock {
    /// How the kernel gets at the counter.
    pub(crate) fn access(self) -> Access {
        match self {
            Lock::None => Access::Plain,
            // The second lock is the executor's.
            Lock::Mutex | Lock::Opposite => Access::Locked,
            Lock::Atomic => Access::Atomic,
            Lock::Local => Access::Local,
        }
    }

    /// Whether lanes read and write the counter in two steps.
    fn is_in_steps(self) -> bool {
        matches!(self, Lock::None | Lock::Mutex | Lock::Opposite)
    }
}

/// So many additions take about as long as taking a free lock, counting and giving it back.
pub(crate) const LOCKED_STEPS: u32 = 16;

impl Spec {
    /// Whether the tasks count on a shared counter.
    pub fn counts(&self) -> bool {
        self.kernel == KernelKind::Counter
    }

    /// Whether lanes take two locks in opposite orders.
    pub fn locks_both_ways(&self) -> bool {
        self.counts() && self.lock == Lock::Opposite
    }

    /// A counter for them.
    pub(crate) fn counter(&self) -> Counter {
        let outside = if self.locks() {
            self.outside(LOCKED_STEPS)
        } else {
            0
        };
        Counter::new(self.lock.access(), outside)
    }

    /// How many steps of work a unit has outside the lock, if so many take as long as what is inside it.
    pub(crate) fn outside(&self, inside: u32) -> u32 {
        (inside * (100 - self.hold) + self.hold / 2) / self.hold
    }

    /// Whether lanes may wait for a lock of the program.
    pub fn locks(&self) -> bool {
        self.counts() && matches!(self.lock, Lock::Mutex | Lock::Opposite)
    }

    /// How many updates all tasks together make.
    pub fn updates(&self) -> u64 {
        let own = || self.overrides_in_use().filter_map(|change| change.work);
        let same = u64::from(self.n) - own().count() as u64;
        same * self.work + own().sum::<u64>()
    }

    /// Whether the GIL may go to another thread between reading and writing: at a call in between, and before
    /// Python 3.10 in a plain `+=`, too. While a thread has one of two locks it always may: leaving the inner
    /// `with` is a call.
    pub fn switches_between(&self) -> bool {
        let anywhere = self.between || self.python < Python::V311 || self.lock == Lock::Opposite;
        self.counts() && self.lock.is_in_steps() && anywhere
    }

    /// Whether what an update takes depends on the others: cores wait for the same memory, or lanes for a lock or
    /// for their turn. How long that takes is not known before.
    pub fn contends(&self, mode: Mode) -> bool {
        match mode {
            Mode::Threads | Mode::Gil => self.counts() && self.lock != Lock::Local,
            Mode::Async => self.awaits_between(),
            Mode::Sequential | Mode::Processes => false,
        }
    }

    /// Whether a coroutine awaits between reading and writing, or between two locks.
    pub fn awaits_between(&self) -> bool {
        let awaits = self.blocking == Blocking::None;
        self.counts() && self.lock.is_in_steps() && self.between && awaits
    }

    /// Whether processes count on one counter, by messages.
    pub fn shares_value(&self) -> bool {
        let are_processes = self.api(Mode::Processes).workers().are_processes();
        self.counts() && self.shared == Sharing::Value && are_processes
    }

    /// Whether updates may get lost in a mode.
    pub fn may_lose(&self, mode: Mode) -> bool {
        let several = self.workers_of(mode).min(self.n) > 1;
        let has_gil = self.gil && (mode == Mode::Gil || self.awaits_threads(mode));
        let in_between = match mode {
            Mode::Sequential => false,
            Mode::Processes => return self.counts() && !self.shares_value(),
            Mode::Threads | Mode::Gil | Mode::Async if has_gil => self.switches_between(),
            Mode::Threads | Mode::Gil => true,
            Mode::Async if self.awaits_threads(mode) => true,
            Mode::Async => self.awaits_between() && !self.api(mode).is_one_by_one(),
        };
        self.counts() && self.lock == Lock::None && several && in_between
    }
}
