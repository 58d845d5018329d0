//! What is known before the first round: the cost of each amount of work here, and its answer.

use serde::{Deserialize, Serialize};

use crate::kernel::Finding;
use crate::time::Nanos;

/// What is known once the expected answers have been computed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// What each amount of work costs, alone on one core: units and nanoseconds, ascending. An
    /// amount that was not reached within the run's limit is missing.
    pub costs: Vec<(u64, Nanos)>,
    /// The value of π that was computed, if it was.
    pub pi: Option<f64>,
    /// What the pattern search found, if there was one.
    pub search: Option<SearchResult>,
}

/// What the pattern search found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SearchResult {
    /// How many distinct patterns there are.
    pub candidates: u64,
    /// How many of them were searched for.
    pub searched: u64,
    /// How many of those recur in at least `threshold` other functions.
    pub kept: u64,
    /// The most frequent of those, the first one first; at most [`TOP_FINDINGS`].
    pub top: Vec<(String, Finding)>,
}

/// The most findings that are reported.
pub const TOP_FINDINGS: usize = 10;
