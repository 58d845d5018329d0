//! A number that is read off the board after a run, and the right answer from the run's own events; the time
//! of a run that was guessed, likewise.

use super::step::{Text, Timed};
use crate::model::mode::Mode;
use crate::model::task::Outcome;
use crate::scheduler::observation::Observation;
use crate::time::{MILLI, Nanos, to_ms};
use crate::trace::event::{Event, State, Tally};
use crate::trace::lane::Slice;
use crate::trace::timeline::Timeline;

/// A number that is read off the board.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// Off which experiment's, by name.
    pub experiment: &'static str,
    /// Off which mode's lanes.
    pub mode: Mode,
    /// Which number.
    pub what: Quantity,
    /// The question.
    pub question: Text,
}

/// A number on the board. Times are in milliseconds since the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// How many lanes compute at a time.
    Computing(u32),
    /// How many wait at a time.
    Waiting(u32),
    /// How many want the GIL at a time.
    WantGil(u32),
    /// How many compute at once at most.
    MostComputing,
    /// How many lanes had to be started.
    Started,
    /// How many results the main thread has read by a time.
    ReadBy(u32),
    /// How many tasks still run when the main thread's time limit has come.
    RunningOn,
    /// How many tasks ended so.
    Ended(Outcome),
    /// What the shared counter shows in the end.
    Counted,
}

impl Quantity {
    /// The right answer; none if the run does not say.
    pub fn read(self, timeline: &Timeline) -> Option<u64> {
        let count = |state: State, at: Nanos| {
            let slices = slices(timeline);
            let there = slices.filter(|slice| slice.state == state && contains(slice, at));
            there.count() as u64
        };
        let at = |ms: u32| Nanos::from(ms) * MILLI;
        Some(match self {
            Self::Computing(ms) => count(State::Run, at(ms)),
            Self::Waiting(ms) => count(State::Wait, at(ms)),
            Self::WantGil(ms) => count(State::Blocked, at(ms)),
            Self::MostComputing => {
                let computing = slices(timeline).filter(|slice| slice.state == State::Run);
                // The most compute at once where one begins.
                let begins = computing.map(|slice| count(State::Run, slice.start));
                begins.max().unwrap_or(0)
            }
            Self::Started => {
                let lanes = timeline.lanes().iter();
                let started = |slice: &Slice| slice.state == State::Start;
                let began = lanes.filter(|lane| {
                    lane.slices.iter().any(started) || lane.open.as_ref().is_some_and(started)
                });
                began.count() as u64
            }
            Self::ReadBy(ms) => {
                let reads = timeline.reads().iter();
                reads.filter(|(when, _)| *when <= at(ms)).count() as u64
            }
            Self::RunningOn => {
                let (limit, _) = timeline.observations().iter().find(|(_, seen)| {
                    matches!(seen, Observation::JoinTimedOut | Observation::CancelRefused)
                })?;
                let running = slices(timeline).filter(|slice| {
                    slice.task != Event::NO_TASK
                        && matches!(slice.state, State::Run | State::Wait)
                        && contains(slice, *limit)
                });
                running.count() as u64
            }
            Self::Ended(outcome) => timeline.outcomes().count(outcome).into(),
            Self::Counted => timeline.tally(Tally::Counted)?,
        })
    }
}

impl Timed {
    /// That time of a run, in milliseconds; none if it never came.
    pub fn ms(self, timeline: &Timeline) -> Option<f64> {
        let at = match self {
            Self::Whole => timeline.elapsed(),
            Self::Task(task) => {
                let slices = timeline.lanes().iter().flat_map(|lane| &lane.slices);
                let own = slices.filter(|slice| slice.task == task);
                own.map(|slice| slice.end).max()
            }
            Self::FirstRead => timeline.reads().first().map(|(at, _)| *at),
        };
        at.map(to_ms)
    }
}

/// Every slice of every lane; one that never ended lasts as long as the run.
fn slices(timeline: &Timeline) -> impl Iterator<Item = Slice> + '_ {
    let now = timeline.latest();
    timeline.lanes().iter().flat_map(move |lane| {
        let open = lane.open.map(|open| Slice { end: now, ..open });
        lane.slices.iter().copied().chain(open)
    })
}

fn contains(slice: &Slice, at: Nanos) -> bool {
    (slice.start..slice.end).contains(&at)
}
