//! What happened in a race: the events of each mode's newest run, and the timelines folded from them.
//!
//! This is the one place that holds events, whether they come live from the engine, from a file, from a
//! link or from the history. A [`Recording`] is a shared handle: cloning it copies nothing. The driver
//! writes what the engine sends; a race in the state and an entry of the history each keep a handle; the
//! board and the player read. Live events never pass through the virtual DOM; the board checks
//! [`Recording::writes`] once a frame instead.
//!
//! Events stay in the bytes in which they arrived: 16 for each, half of their size as Rust values.

use std::cell::{Cell, Ref, RefCell, RefMut};
use std::collections::BTreeMap;
use std::rc::Rc;

use interleave::model::mode::Mode;
use interleave::protocol::Message;
use interleave::time::Nanos;
use interleave::trace::event::Event;
use interleave::trace::timeline::Timeline;

use crate::board::Frames;
use crate::documents::RunHead;

/// The events and timelines of a race, and what drawing them cost; equal only to itself.
#[derive(Clone, Debug, Default)]
pub struct Recording(Rc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    timelines: RefCell<BTreeMap<Mode, Timeline>>,
    tapes: RefCell<BTreeMap<Mode, Tape>>,
    /// How many timelines of each mode have begun.
    begun: RefCell<BTreeMap<Mode, u32>>,
    written: Cell<u32>,
    frames: RefCell<Frames>,
}

/// The events of one run, as they came.
#[derive(Clone, Debug, Default)]
struct Tape {
    round: u32,
    lanes: u32,
    batches: Vec<Vec<u8>>,
}

impl PartialEq for Recording {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Recording {
    /// The timelines so far.
    pub fn read(&self) -> Ref<'_, BTreeMap<Mode, Timeline>> {
        self.0.timelines.borrow()
    }

    fn write(&self) -> RefMut<'_, BTreeMap<Mode, Timeline>> {
        self.0.written.set(self.0.written.get().wrapping_add(1));
        self.0.timelines.borrow_mut()
    }

    /// Begins a run, in place of the mode's last one.
    pub fn begin(&self, mode: Mode, round: u32, lanes: u32) {
        let tape = Tape {
            round,
            lanes,
            batches: Vec::new(),
        };
        self.0.tapes.borrow_mut().insert(mode, tape);
        self.show(mode, Timeline::new(lanes as usize));
    }

    /// Appends events to a mode's run, folded at once.
    pub fn append(&self, mode: Mode, bytes: Vec<u8>) {
        self.fold(mode, &bytes);
        self.keep(mode, bytes);
    }

    /// Folds events into a mode's timeline. [`Recording::keep`] stores them, separately, so that many can be
    /// folded in pieces.
    pub fn fold(&self, mode: Mode, bytes: &[u8]) {
        if let Some(timeline) = self.write().get_mut(&mode) {
            Event::read_all(bytes).for_each(|event| timeline.push(event));
        }
    }

    /// Keeps the events of a mode's run.
    pub fn keep(&self, mode: Mode, bytes: Vec<u8>) {
        if let Some(tape) = self.0.tapes.borrow_mut().get_mut(&mode)
            && !bytes.is_empty()
        {
            tape.batches.push(bytes);
        }
    }

    /// Shows a timeline that is no part of this race: a sample in place of a mode that cannot run here.
    pub fn show(&self, mode: Mode, timeline: Timeline) {
        *self.0.begun.borrow_mut().entry(mode).or_default() += 1;
        self.write().insert(mode, timeline);
    }

    /// Follows an engine's message other than events; returns the mode whose run is under way then.
    pub fn follow(&self, message: &Message, mode: Option<Mode>) -> Option<Mode> {
        match (message, mode) {
            (
                Message::RunStarted {
                    mode, round, lanes, ..
                },
                _,
            ) => {
                self.begin(*mode, *round, *lanes);
                Some(*mode)
            }
            (Message::RunEnded { .. } | Message::RaceEnded { .. }, _) => None,
            (_, mode) => mode,
        }
    }

    /// Cuts off a run of this many tasks: the unfinished ones are cancelled.
    pub fn cut_off(&self, mode: Mode, tasks: u32) {
        let events = {
            let recorded = self.read();
            let timeline = recorded.get(&mode);
            timeline.map(|timeline| timeline.cut_off(tasks))
        };
        let mut bytes = Vec::new();
        let events = events.into_iter().flatten();
        events.for_each(|event| event.write(&mut bytes));
        self.append(mode, bytes);
    }

    /// The runs, without their events.
    pub(crate) fn heads(&self) -> Vec<RunHead> {
        let tapes = self.0.tapes.borrow();
        let heads = tapes.iter().map(|(mode, tape)| RunHead {
            mode: *mode,
            round: tape.round,
            lanes: tape.lanes,
            batches: tape.batches.len() as u32,
        });
        heads.collect()
    }

    /// Reads a batch of events, by its index among all of them, in the order of the runs.
    pub(crate) fn with_batch<T>(&self, batch: usize, look: impl FnOnce(&[u8]) -> T) -> Option<T> {
        let tapes = self.0.tapes.borrow();
        let mut batches = tapes.values().flat_map(|tape| &tape.batches);
        batches.nth(batch).map(|bytes| look(bytes))
    }

    /// How many bytes its events take.
    pub fn bytes(&self) -> usize {
        let tapes = self.0.tapes.borrow();
        let batches = tapes.values().flat_map(|tape| &tape.batches);
        batches.map(Vec::len).sum()
    }

    /// The modes with recorded events.
    pub fn modes(&self) -> Vec<Mode> {
        self.0.tapes.borrow().keys().copied().collect()
    }

    /// When the last thing happened of all.
    pub fn latest(&self) -> Nanos {
        let latest = self.read().values().map(Timeline::latest).max();
        latest.unwrap_or(0)
    }

    /// Which of a mode's timelines this is, from 1; 0 before the first.
    pub fn generation(&self, mode: Mode) -> u32 {
        self.0.begun.borrow().get(&mode).copied().unwrap_or(0)
    }

    /// How often it was written to.
    pub fn writes(&self) -> u32 {
        self.0.written.get()
    }

    /// What painting it cost; only the board adds to that.
    pub fn frames(&self) -> RefMut<'_, Frames> {
        self.0.frames.borrow_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interleave::model::task::Outcome;
    use interleave::trace::event::{EventKind, State};

    fn bytes(events: &[(u64, u32, EventKind)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (at, task, what) in events {
            let event = Event {
                at: *at,
                task: *task,
                lane: 0,
                what: *what,
            };
            event.write(&mut bytes);
        }
        bytes
    }

    /// All events that were kept.
    fn events(recording: &Recording) -> Vec<Event> {
        let batch = |batch| recording.with_batch(batch, |bytes| Event::read_all(bytes).collect());
        let batches = (0..).map_while(batch);
        batches.flat_map(|events: Vec<Event>| events).collect()
    }

    #[test]
    fn a_new_timeline_of_a_mode_has_another_number() {
        let recording = Recording::default();
        assert_eq!(recording.generation(Mode::Async), 0);
        recording.begin(Mode::Async, 0, 2);
        recording.begin(Mode::Async, 1, 3);
        assert_eq!(recording.generation(Mode::Async), 2);
        let lanes = recording
            .read()
            .get(&Mode::Async)
            .map(|timeline| timeline.lanes().len());
        assert_eq!(lanes, Some(3));
        assert_eq!(recording.writes(), 2);
    }

    #[test]
    fn a_run_that_is_cut_off_is_whole_in_its_document_too() {
        let recording = Recording::default();
        recording.begin(Mode::Async, 0, 1);
        recording.append(Mode::Async, bytes(&[(1, 0, EventKind::Enter(State::Wait))]));
        recording.append(Mode::Async, bytes(&[(5, 1, EventKind::Enter(State::Run))]));
        recording.cut_off(Mode::Async, 3);
        let read = recording.read();
        let live = read.get(&Mode::Async).expect("it ran");
        let mut again = Timeline::new(1);
        for event in events(&recording) {
            again.push(event);
        }
        assert_eq!(again, *live);
        assert_eq!(live.outcomes().count(Outcome::Cancelled), 3);
    }

    #[test]
    fn a_sample_is_shown_and_is_no_part_of_the_document() {
        let recording = Recording::default();
        recording.show(Mode::Threads, Timeline::new(4));
        assert!(recording.read().get(&Mode::Threads).is_some());
        assert!(recording.modes().is_empty() && recording.heads().is_empty());
    }
}
