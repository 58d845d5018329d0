//! The versions of CPython whose rules an experiment can follow.

use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use super::variants::named;

/// A version of CPython. What lies between two of them follows the lower one's rules.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
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
pub enum Python {
    /// 3.9.
    #[serde(rename = "3.9")]
    #[strum(serialize = "3.9")]
    V39,
    /// 3.11: `TaskGroup` and `timeout`.
    #[serde(rename = "3.11")]
    #[strum(serialize = "3.11")]
    V311,
    /// 3.13: without the GIL, if one chooses.
    #[serde(rename = "3.13")]
    #[strum(serialize = "3.13")]
    V313,
    /// 3.14: processes start by `forkserver`; ends that stop work.
    #[default]
    #[serde(rename = "3.14")]
    #[strum(serialize = "3.14")]
    V314,
    /// 3.15: `TaskGroup.cancel`.
    #[serde(rename = "3.15")]
    #[strum(serialize = "3.15")]
    V315,
}

named! { Python,
    /// Every version, from the oldest.
    ALL,
    /// Its number, as people write it.
    name,
    /// The version of that number.
    from_name,
}

impl Python {
    /// How it starts processes on Linux, if it is not told.
    pub fn start(self) -> Start {
        match self < Python::V314 {
            true => Start::Fork,
            false => Start::Forkserver,
        }
    }
}

/// How a process starts.
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
pub enum Start {
    /// As a copy of the main one.
    Fork,
    /// As a copy of a server, which is sent its arguments.
    Forkserver,
    /// Anew; it is sent its arguments.
    Spawn,
}

named! { Start,
    /// Every way, in the order of the menu.
    ALL,
    /// Its name, as in Python.
    name,
    /// The way of that name.
    from_name,
}
