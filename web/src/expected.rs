//! What the model expects of a race, as a shared handle: cloning it copies nothing. What is too much to
//! model on the page's thread is modelled in the documents worker and crosses as events.

use std::ops::Deref;
use std::rc::Rc;

use interleave::model::mode::Mode;
use interleave::report::expectations::{Expectations, Expected as OfMode};
use interleave::trace::event::{EVENT_BYTES, Event, EventKind, State};
use interleave::trace::timeline::Timeline;
use serde::{Deserialize, Serialize};

/// What the model expects of each mode; equal only to itself.
#[derive(Clone, Debug, Default)]
pub struct Expected(Rc<Expectations>);

impl Expected {
    /// What was modelled.
    pub fn new(expected: Expectations) -> Self {
        Self(Rc::new(expected))
    }
}

impl Deref for Expected {
    type Target = Expectations;

    fn deref(&self) -> &Expectations {
        &self.0
    }
}

impl PartialEq for Expected {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// What is expected of a mode, but for the events of its lanes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExpectedHead {
    mode: Mode,
    ms: f64,
    total_ms: Option<f64>,
    lanes: u32,
}

/// What is expected as it crosses: heads, and the events of each beside it.
pub(crate) fn to_batches(expected: Expectations) -> (Vec<ExpectedHead>, Vec<Vec<u8>>) {
    let parts = expected.into_iter().map(|(mode, expected)| {
        let head = ExpectedHead {
            mode,
            ms: expected.ms,
            total_ms: expected.total_ms,
            lanes: expected.timeline.lanes().len() as u32,
        };
        (head, lanes_as_events(&expected.timeline))
    });
    parts.unzip()
}

/// The inverse of [`to_batches`], but that how tasks end is not told.
pub(crate) fn from_batches(
    heads: Vec<ExpectedHead>,
    batches: impl Iterator<Item = Vec<u8>>,
) -> Expectations {
    let parts = heads.into_iter().zip(batches);
    let expected = parts.map(|(head, events)| {
        let mut timeline = Timeline::new(head.lanes as usize);
        Event::read_all(&events).for_each(|event| timeline.push(event));
        let expected = OfMode {
            ms: head.ms,
            total_ms: head.total_ms,
            timeline,
        };
        (head.mode, expected)
    });
    expected.collect()
}

/// What lanes do, as events.
fn lanes_as_events(timeline: &Timeline) -> Vec<u8> {
    let slices = timeline.lanes().iter().map(|lane| lane.slices.len());
    let mut bytes = Vec::with_capacity(2 * EVENT_BYTES * slices.sum::<usize>());
    for (lane, index) in timeline.lanes().iter().zip(0..) {
        let mut write = |at, task, state| {
            let event = Event {
                at,
                task,
                lane: index,
                what: EventKind::Enter(state),
            };
            event.write(&mut bytes);
        };
        let mut slices = lane.slices.iter().peekable();
        while let Some(slice) = slices.next() {
            write(slice.start, slice.task, slice.state);
            if slices.peek().is_none_or(|next| next.start > slice.end) {
                write(slice.end, Event::NO_TASK, State::Idle);
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use interleave::model::query::decode;
    use interleave::report::expectations::{Effort, expect};
    use interleave::report::measured::Machine;

    #[test]
    fn lanes_cross_as_they_are() {
        let machine = Machine {
            unit: Some(1_000.0),
            lateness: 7,
            processes: None,
            cores: 2.0,
        };
        let spec = decode("n=5&wait=20&work=30000&bursts=2&workers=3").spec;
        let expected = expect(&spec, &machine, Effort::FULL);
        assert_eq!(expected.len(), 5);
        let (heads, batches) = to_batches(expected.clone());
        let again = from_batches(heads, batches.into_iter());
        for (mode, expected) in expected {
            let crossed = &again[&mode];
            assert_eq!(crossed.ms, expected.ms);
            let lanes = |timeline: &Timeline| timeline.draw(1_000_000);
            assert_eq!(lanes(&crossed.timeline), lanes(&expected.timeline));
        }
    }
}
