//! How one update of a shared counter was lost, step by step, as it was recorded.
//!
//! The steps are those of two or three lanes. Others, and updates that came in between, are left out: then a
//! lane reads another value than the step before it leaves, or writes more than one above it.

use serde::{Deserialize, Serialize};

use crate::time::to_ms;
use crate::trace::event::MemoryAccess;
use crate::trace::lane_state::snapshot;
use crate::trace::timeline::Timeline;

/// A lane's read or write of the counter.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CounterStep {
    /// The lane's index.
    pub lane: u16,
    /// The index of the task that it had then, if it is known.
    pub task: Option<u32>,
    /// Which of the two.
    pub action: MemoryAccess,
    /// What it reads or writes.
    pub value: u64,
    /// When it was recorded, in milliseconds since release: steps that follow closely have the same time.
    pub at_ms: f64,
}

impl CounterStep {
    /// From a timeline; empty if no lost update was caught in it.
    pub fn all(timeline: &Timeline) -> Vec<Self> {
        let accesses = timeline.accesses().iter();
        let step = accesses.map(|accessed| Self {
            lane: accessed.lane,
            task: snapshot(timeline, accessed.lane.into(), accessed.at)
                .and_then(|moment| moment.task),
            action: accessed.access,
            value: accessed.value,
            at_ms: to_ms(accessed.at),
        });
        step.collect()
    }
}
