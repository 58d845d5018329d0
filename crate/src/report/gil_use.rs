//! How lanes shared the GIL in a run: how long each held it, and which waited for it.

use serde::{Deserialize, Serialize};

use crate::time::{Nanos, to_ms};
use crate::trace::event::{Event, State};
use crate::trace::timeline::{Lane, Timeline};

/// How lanes shared the GIL in a run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GilUse {
    /// How often a lane acquired it.
    pub turns: u32,
    /// How long a lane held it at a time, in milliseconds: the median.
    pub hold_ms: f64,
    /// The index of the task that waited longest for it each time.
    pub task: u32,
    /// How often that task waited for it.
    pub waits: u32,
    /// How long it waited each time, in milliseconds: the median.
    pub wait_ms: f64,
    /// How long it waited in all, in milliseconds.
    pub waited_ms: f64,
}

impl GilUse {
    /// From a timeline; none if no lane waited for the GIL.
    pub fn of(timeline: &Timeline) -> Option<Self> {
        let lanes = timeline.lanes();
        let waits = |lane: &Lane| lengths(lane, State::Blocked);
        let longest = lanes
            .iter()
            .filter_map(|lane| Some((median(&mut waits(lane))?, lane)))
            .max_by_key(|(wait, _)| *wait);
        let (wait, lane) = longest?;
        let mut holds: Vec<Nanos> = lanes
            .iter()
            .flat_map(|lane| lengths(lane, State::Run))
            .collect();
        let turns = holds.len() as u32;
        let blocked = lane
            .slices
            .iter()
            .find(|slice| slice.state == State::Blocked);
        let waits = waits(lane);
        Some(Self {
            turns,
            hold_ms: to_ms(median(&mut holds)?),
            task: blocked.map_or(Event::NO_TASK, |slice| slice.task),
            waits: waits.len() as u32,
            wait_ms: to_ms(wait),
            waited_ms: to_ms(waits.iter().sum()),
        })
    }
}

/// How long each stretch of a state lasted. Slices that follow each other without a gap are one.
fn lengths(lane: &Lane, state: State) -> Vec<Nanos> {
    let slices = lane.slices.iter().filter(|slice| slice.state == state);
    let mut stretches: Vec<(Nanos, Nanos)> = Vec::new();
    for slice in slices {
        match stretches.last_mut().filter(|(_, end)| *end == slice.start) {
            Some((_, end)) => *end = slice.end,
            None => stretches.push((slice.start, slice.end)),
        }
    }
    stretches
        .into_iter()
        .map(|(start, end)| end - start)
        .collect()
}

/// The middle one, or the later one of the two.
fn median(lengths: &mut [Nanos]) -> Option<Nanos> {
    let middle = lengths.len() / 2;
    (!lengths.is_empty()).then(|| *lengths.select_nth_unstable(middle).1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::MILLI;
    use crate::trace::event::EventKind;

    #[test]
    fn the_task_that_waits_longest_each_time_is_named() {
        let mut timeline = Timeline::new(2);
        let mut enter = |at: u64, lane: u16, state| {
            timeline.push(Event {
                at: at * MILLI,
                task: lane.into(),
                lane,
                what: EventKind::Enter(state),
            });
        };
        // The first lane computes and is asked for the GIL every 5 ms; the second needs it for 1 ms.
        enter(0, 0, State::Run);
        for turn in 0..3 {
            let begin = turn * 10;
            enter(begin, 1, State::Blocked);
            enter(begin + 1, 1, State::Blocked);
            enter(begin + 5, 1, State::Run);
            enter(begin + 5, 0, State::Blocked);
            enter(begin + 6, 1, State::Wait);
            enter(begin + 6, 0, State::Run);
        }
        enter(40, 0, State::Idle);
        let expected = GilUse {
            turns: 7,
            hold_ms: 5.0,
            task: 1,
            waits: 3,
            wait_ms: 5.0,
            waited_ms: 15.0,
        };
        assert_eq!(GilUse::of(&timeline), Some(expected));
        assert_eq!(GilUse::of(&Timeline::new(2)), None);
    }
}
