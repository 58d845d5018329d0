//! One round of one mode: what its timeline comes to.

use serde::{Deserialize, Serialize};

use crate::model::task::Outcome;
use crate::scheduler::observation::{Error, Seen};
use crate::time::to_ms;
use crate::trace::timeline::Timeline;

/// One round of one mode.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Round {
    /// From release to the last outcome; none if nothing was run, or less than the clock can tell.
    pub elapsed_ms: Option<f64>,
    /// The part of it in which workers started.
    pub start_ms: f64,
    /// Whether it only warmed up, and does not count. (No mode needs it so far: computing the
    /// expected answers before the race warms up the kernel.)
    pub warmup: bool,
    /// Whether it was stopped or timed out, or something disturbed it: it does not count then.
    pub disturbed: bool,
    /// How its tasks ended.
    pub outcomes: Outcomes,
    /// Whether every task's answer was the expected one.
    pub answers_correct: bool,
    /// Events for which there was no room.
    pub events_dropped: u64,
    /// How many bytes crossed between processes; none where there are none.
    pub message_bytes: Option<u64>,
    /// How the program's main line ended; none if that is not known.
    pub main_line: Option<MainLine>,
}

/// How a program's main line ended, and what it did not hear of.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MainLine {
    /// How.
    pub ended: Ended,
    /// The exception that it raised, by its name in Python, if it raised one.
    pub raised: Option<Error>,
    /// When, in milliseconds since release.
    pub at_ms: f64,
    /// How many tasks' errors nobody heard of.
    pub swallowed: u32,
}

/// How a program's main line ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// It came to its end.
    Returned,
    /// It raised.
    Raised,
    /// A task ended the whole program.
    Died,
    /// Not by itself: it was stopped, or the run's limit came.
    Halted,
}

impl MainLine {
    /// As a timeline shows it; none if it has not ended.
    pub fn of(timeline: &Timeline) -> Option<Self> {
        let seen = timeline.seen();
        let (at, last) = seen.iter().find(|(_, seen)| seen.is_final())?;
        let swallowed = seen.iter().filter(|(_, seen)| seen.is_swallowed());
        let (ended, raised) = match last {
            Seen::Raised(error) => (Ended::Raised, Some(*error)),
            Seen::Died => (Ended::Died, None),
            Seen::Halted => (Ended::Halted, None),
            _ => (Ended::Returned, None),
        };
        Some(Self {
            ended,
            raised,
            at_ms: to_ms(*at),
            swallowed: swallowed.count() as u32,
        })
    }
}

/// How many tasks ended in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcomes {
    /// All steps were carried out.
    pub done: u32,
    /// They raised an error.
    pub failed: u32,
    /// They were stopped, or never started because the run was.
    pub cancelled: u32,
    /// The run's limit came first.
    pub timed_out: u32,
}

impl Round {
    /// The round that a finished timeline shows.
    pub fn new(
        timeline: &Timeline,
        dropped: u64,
        message_bytes: u64,
        disturbed: bool,
        timer_step_us: f64,
    ) -> Self {
        let count = |outcome| timeline.outcomes().count(outcome);
        Self {
            elapsed_ms: timeline
                .elapsed()
                .map(to_ms)
                .filter(|ms| ms * 1_000.0 >= timer_step_us),
            start_ms: to_ms(timeline.started()),
            warmup: false,
            disturbed,
            outcomes: Outcomes {
                done: count(Outcome::Done),
                failed: count(Outcome::Failed),
                cancelled: count(Outcome::Cancelled),
                timed_out: count(Outcome::TimedOut),
            },
            answers_correct: timeline.answers_correct(),
            events_dropped: dropped,
            message_bytes: (message_bytes > 0).then_some(message_bytes),
            main_line: MainLine::of(timeline),
        }
    }

    /// Whether it enters the statistics.
    pub fn counts(&self) -> bool {
        !self.warmup && !self.disturbed
    }
}
