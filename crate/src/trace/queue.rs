//! A queue of tasks over time: how full it is, and who waits at which end.

use crate::scheduler::observation::Observation;
use crate::time::Nanos;
use crate::trace::event::State;
use crate::trace::timeline::{Slice, Timeline};

/// How a queue of tasks was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueUse {
    /// How many tasks it held at most.
    pub most: usize,
    /// How long the main thread waited for room, in nanoseconds.
    pub full: Nanos,
    /// How long workers waited for tasks, in nanoseconds, all together.
    pub empty: Nanos,
}

/// When each lane began which task.
fn begun(timeline: &Timeline) -> impl Iterator<Item = (Slice, Option<Slice>)> {
    timeline.lanes().iter().flat_map(|lane| {
        let mut before: Option<Slice> = None;
        let slices = lane.slices.iter().chain(lane.open.as_ref());
        slices.filter_map(move |slice| {
            let last = before.replace(*slice);
            let is_new = last.is_none_or(|last| last.task != slice.task);
            let works = !matches!(slice.state, State::Start | State::Idle);
            (is_new && works).then_some((*slice, last))
        })
    })
}

/// How many tasks are in the queue from each of these times on, in nanoseconds since release; empty if no task was put
/// on one. Where it is full, a put shows that a worker has just taken a task, although it begins with it a moment later.
pub fn fill(timeline: &Timeline, capacity: Option<usize>) -> Vec<(Nanos, usize)> {
    let puts = timeline.puts();
    let mut steps: Vec<(Nanos, bool)> = puts.iter().map(|(at, _)| (*at, true)).collect();
    if steps.is_empty() {
        return Vec::new();
    }
    steps.extend(begun(timeline).map(|(slice, _)| (slice.start, false)));
    // Before a task is taken it is put.
    steps.sort_by_key(|(at, is_put)| (*at, !is_put));
    let (mut held, mut taken) = (0_usize, 0_usize);
    let mut fill: Vec<(Nanos, usize)> = Vec::with_capacity(steps.len());
    for (at, is_put) in steps {
        match is_put {
            true if Some(held) == capacity => taken += 1,
            true => held += 1,
            false if taken > 0 => taken -= 1,
            false => held = held.saturating_sub(1),
        }
        match fill.last_mut() {
            Some(last) if last.0 == at => last.1 = held,
            _ => fill.push((at, held)),
        }
    }
    fill
}

/// How long it took from a time to the next put.
fn until_put(puts: &[(Nanos, u32)], since: Nanos, latest: Nanos) -> Nanos {
    let next = puts.partition_point(|(at, _)| *at < since);
    puts.get(next)
        .map_or(latest, |(at, _)| *at)
        .saturating_sub(since)
}

impl QueueUse {
    /// From a timeline; none if no task was put on a queue.
    pub fn of(timeline: &Timeline, capacity: Option<usize>) -> Option<Self> {
        let most = fill(timeline, capacity)
            .into_iter()
            .map(|(_, held)| held)
            .max()?;
        let puts = timeline.puts();
        let seen = timeline.observations().iter();
        let full = seen.filter(|(_, seen)| *seen == Observation::Full);
        Some(Self {
            most,
            full: full
                .map(|(since, _)| until_put(puts, *since, timeline.latest()))
                .sum(),
            empty: begun(timeline)
                .map(|(slice, last)| slice.start - last.map_or(0, |last| last.end))
                .sum(),
        })
    }
}
