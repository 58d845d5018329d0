//! The events of a race, as they come: each mode's newest run.

use crate::map::Map;
use crate::model::mode::Mode;
use crate::model::task::Outcome;
use crate::protocol::Message;
use crate::trace::event::{Event, Happening};
use crate::trace::timeline::Timeline;

/// One run, by its events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Its round, from 0.
    pub round: u32,
    /// How many lanes it has.
    pub lanes: u32,
    /// What happened, as it was told: in order on each lane.
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
pub type Runs = Map<Mode, Run>;

/// Keeps what an engine says of a race.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorder {
    /// What has been recorded.
    pub runs: Runs,
    /// The mode whose run is under way.
    pub live: Option<Mode>,
}

impl Recorder {
    /// Takes what the engine says next. Whose race it is, its caller knows.
    pub fn hear(&mut self, message: &Message) {
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
            Message::RunEnded { .. } | Message::RaceEnded { .. } => self.cut_off(),
            _ => {}
        }
    }

    /// Ends the run under way: what its lanes were doing ends with the last event, as in
    /// [`Timeline::cut_off`].
    pub fn cut_off(&mut self) {
        let Some(run) = self.live.take().and_then(|mode| self.runs.get_mut(&mode)) else {
            return;
        };
        let timeline = run.timeline();
        for (lane, open) in timeline.lanes().iter().enumerate() {
            if let Some(open) = open.open {
                run.events.push(Event {
                    at: timeline.latest(),
                    task: open.task,
                    lane: lane as u16,
                    what: Happening::End {
                        outcome: Outcome::Cancelled,
                        correct: true,
                    },
                });
            }
        }
    }
}
