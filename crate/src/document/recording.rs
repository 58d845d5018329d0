//! The events of a race, as they come: each mode's newest run.

use std::collections::BTreeMap;

use crate::model::mode::Mode;
use crate::protocol::Message;
use crate::trace::event::Event;
use crate::trace::timeline::Timeline;

/// One run, by its events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Its round, from 0.
    pub round: u32,
    /// How many lanes it has.
    pub lanes: u32,
    /// What happened, in the order received: ordered on each lane.
    pub events: Vec<Event>,
}

impl Run {
    /// What the events show.
    pub fn timeline(&self) -> Timeline {
        let mut timeline = Timeline::new(self.lanes as usize);
        self.events.iter().for_each(|event| timeline.push(*event));
        timeline
    }
}

/// The runs of a race: each mode's newest.
pub type Runs = BTreeMap<Mode, Run>;

/// Records the engine's messages of a race until the race ends or is given up. Later messages enter
/// neither its report nor its events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorder {
    /// What has been recorded.
    pub runs: Runs,
    /// The mode whose run is under way.
    pub live: Option<Mode>,
    /// How many tasks the race has.
    tasks: u32,
    closed: bool,
}

impl Recorder {
    /// A recorder of a race with this many tasks.
    pub fn new(tasks: u32) -> Self {
        Self {
            tasks,
            ..Self::default()
        }
    }

    /// Records the engine's next message; the caller makes sure that it is of this race.
    pub fn record(&mut self, message: &Message) {
        if self.closed {
            return;
        }
        match message {
            Message::RunStarted {
                round, mode, lanes, ..
            } => {
                self.live = Some(*mode);
                let run = Run {
                    round: *round,
                    lanes: *lanes,
                    events: Vec::new(),
                };
                self.runs.insert(*mode, run);
            }
            Message::Events { bytes, .. } => {
                if let Some(run) = self.live.and_then(|mode| self.runs.get_mut(&mode)) {
                    run.events.extend(Event::read_all(bytes));
                }
            }
            Message::RunEnded { .. } => self.live = None,
            Message::RaceEnded { .. } => self.cut_off(),
            _ => {}
        }
    }

    /// Closes the record. A run that is under way ends as [`Timeline::cut_off`] says.
    pub fn cut_off(&mut self) {
        self.closed = true;
        if let Some(run) = self.live.take().and_then(|mode| self.runs.get_mut(&mode)) {
            run.events.extend(run.timeline().cut_off(self.tasks));
        }
    }
}
