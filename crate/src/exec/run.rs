//! One run of one mode, as its executor and its lanes share it.

use std::sync::Arc;

use super::job::Job;
use super::stop_signal::StopSignal;
use crate::model::limits::RUN_LIMIT;
use crate::model::task::Outcome;
use crate::time::{Clock, Nanos};
use crate::trace::event::{Event, EventKind};
use crate::trace::event_log::{EventLog, Writer};

/// One run of one mode, as its executor and its lanes share it.
pub struct Run<C> {
    /// The job.
    pub job: Arc<Job>,
    /// How it is stopped.
    pub stop: Arc<StopSignal>,
    /// Where its events go.
    pub log: Arc<EventLog>,
    /// The clock.
    pub clock: C,
    /// When it was released, on that clock.
    pub release: Nanos,
}

/// A run's results beside its events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many bytes crossed between processes.
    pub message_bytes: u64,
}

impl<C: Clock> Run<C> {
    /// The time since release.
    pub(super) fn now(&self) -> Nanos {
        self.clock.now().saturating_sub(self.release)
    }

    /// Records that something happened now on a lane; returns the time since release.
    pub(super) fn emit(&self, log: &mut Writer, lane: u16, task: usize, what: EventKind) -> Nanos {
        let at = self.now();
        log.append(Event {
            at,
            task: task as u32,
            lane,
            what,
        });
        at
    }

    /// The end of the run's time limit, on its clock.
    pub(super) fn limit(&self) -> Nanos {
        self.release + RUN_LIMIT
    }

    /// Ends the run as timed out if its limit has passed.
    pub(super) fn enforce_limit(&self) {
        if self.clock.now() >= self.limit() {
            self.stop.set(Outcome::TimedOut);
        }
    }
}
