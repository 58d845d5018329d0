//! One lane of a run: the slices of time in which it did one thing, found by time or drawn as text.

use crate::model::task::Outcome;
use crate::time::Nanos;
use crate::trace::event::{State, Wanted};

/// A stretch of time on a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// When it began, in nanoseconds since the run's release.
    pub start: Nanos,
    /// When it ended, likewise; never before `start`.
    pub end: Nanos,
    /// The task's index, or [`Event::NO_TASK`].
    pub task: u32,
    /// What the lane did.
    pub state: State,
}

/// The end of a task that was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Miss {
    /// When it ended, in nanoseconds since the run's release.
    pub at: Nanos,
    /// The task's index.
    pub task: u32,
    /// How it ended; never [`Outcome::Done`].
    pub outcome: Outcome,
}

/// One worker's row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lane {
    /// What it did, in order; no two slices overlap. Idle time has no slice.
    pub slices: Vec<Slice>,
    /// What it is doing: a slice whose end is not known yet.
    pub open: Option<Slice>,
    /// The tasks that ended on it without being done, in order.
    pub missed: Vec<Miss>,
    /// The locks that it waited for, and when it began to, in order.
    pub(super) wanted: Vec<(Nanos, Wanted)>,
    /// The time of its last event.
    pub(super) last: Nanos,
}

impl Lane {
    /// What the lane did as text, a character for each `step` nanoseconds.
    pub fn draw(&self, step: Nanos) -> String {
        let mut row = String::new();
        for slice in &self.slices {
            let column = |at: Nanos| ((at + step / 2) / step) as usize;
            let blanks = column(slice.start).saturating_sub(row.len());
            row.extend(std::iter::repeat_n(' ', blanks));
            let cells = column(slice.end).saturating_sub(row.len());
            row.extend(std::iter::repeat_n(letter(slice.state), cells));
        }
        row
    }

    /// The slice at a time, or else the nearest one within `slack` nanoseconds. An open slice ends at
    /// `now`.
    pub fn near(&self, at: Nanos, slack: Nanos, now: Nanos) -> Option<Slice> {
        let next = self.slices.partition_point(|slice| slice.end <= at);
        let open = self.open.map(|slice| Slice {
            end: slice.start.max(now),
            ..slice
        });
        let after = self.slices.get(next).copied().or(open);
        let before = next.checked_sub(1).map(|index| self.slices[index]);
        [after, before]
            .into_iter()
            .flatten()
            .map(|slice| {
                let off = slice.start.saturating_sub(at) + at.saturating_sub(slice.end);
                (off, slice)
            })
            .filter(|(off, _)| *off <= slack)
            .min_by_key(|(off, _)| *off)
            .map(|(_, slice)| slice)
    }

    /// How a slice's task ended, if it ended with the slice and was not done.
    pub fn miss(&self, slice: &Slice) -> Option<Miss> {
        let first = self.missed.partition_point(|miss| miss.at < slice.end);
        let ends = self.missed[first..].iter();
        ends.take_while(|miss| miss.at == slice.end)
            .find(|miss| miss.task == slice.task)
            .copied()
    }

    /// The lock that it waits for in a slice; none if the slice is no such wait, or not much is known of it.
    pub fn wanted(&self, slice: &Slice) -> Option<Wanted> {
        let next = self.wanted.partition_point(|(at, _)| *at <= slice.start);
        let (at, wanted) = self.wanted[..next].last()?;
        (slice.state == State::Lock && *at == slice.start).then_some(*wanted)
    }

    /// How long it was in a state, in nanoseconds; an open slice counts until `now`.
    pub fn time_in(&self, state: State, now: Nanos) -> Nanos {
        let closed = self.slices.iter().filter(|slice| slice.state == state);
        let open = self.open.filter(|slice| slice.state == state);
        closed.map(|slice| slice.end - slice.start).sum::<Nanos>()
            + open.map_or(0, |slice| now.saturating_sub(slice.start))
    }
}

/// The character that stands for a state.
pub fn letter(state: State) -> char {
    match state {
        State::Start => 's',
        State::Run => '#',
        State::Wait => '.',
        State::Blocked => '!',
        State::Lock => '?',
        State::Message => 'm',
        State::Idle => ' ',
    }
}
