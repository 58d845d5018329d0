//! A race as it crosses between the page and its documents worker: everything but the events, which are
//! sent with it in batches.

use interleave::document::recording::{Run, Runs};
use interleave::document::{Document, RecordError};
use interleave::model::mode::Mode;
use interleave::trace::event::{EVENT_BYTES, Event};
use serde::{Deserialize, Serialize};

use super::Batches;
use crate::recording::Recording;
use crate::saved::SavedRace;

/// Everything of a race but its events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RaceHead {
    /// The experiment, as the query of a link.
    pub query: String,
    /// The public result document, as JSON.
    pub report: String,
    /// The runs that were recorded.
    pub runs: Vec<RunHead>,
}

/// Everything of a run but its events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RunHead {
    /// The mode.
    pub mode: Mode,
    /// The round, from 0.
    pub round: u32,
    /// How many lanes it has.
    pub lanes: u32,
    /// How many batches its events have.
    pub batches: u32,
}

impl RaceHead {
    /// The head of a race that the page has.
    pub(crate) fn of_race(race: &SavedRace) -> Self {
        Self {
            query: race.query.clone(),
            report: race.report.to_string(),
            runs: race.recording.heads(),
        }
    }

    /// The head of a document, and its events: a batch for each run.
    pub(super) fn of(document: &Document) -> (Self, Batches) {
        let mut batches = Batches::new();
        let runs = document.recording.iter().map(|(mode, run)| {
            let mut bytes = Vec::with_capacity(run.events.len() * EVENT_BYTES);
            run.events.iter().for_each(|event| event.write(&mut bytes));
            batches.push(bytes);
            RunHead {
                mode: *mode,
                round: run.round,
                lanes: run.lanes,
                batches: 1,
            }
        });
        let head = Self {
            query: document.query.clone(),
            report: document.report(),
            runs: runs.collect(),
        };
        (head, batches)
    }

    /// The race as a document, with the next batches.
    pub(super) fn document(
        &self,
        batches: &mut impl Iterator<Item = Vec<u8>>,
    ) -> Result<Document, RecordError> {
        let mut runs = Runs::new();
        for run in &self.runs {
            let batches = batches.take(run.batches as usize);
            let events = batches.flat_map(|bytes| Event::read_all(&bytes).collect::<Vec<_>>());
            let recorded = Run {
                round: run.round,
                lanes: run.lanes,
                events: events.collect(),
            };
            runs.insert(run.mode, recorded);
        }
        Document::new(&self.report, self.query.clone(), runs)
    }

    /// The race, with the next batches, folded at once.
    pub(super) fn race(
        &self,
        batches: &mut impl Iterator<Item = Vec<u8>>,
    ) -> Result<SavedRace, RecordError> {
        let recording = Recording::default();
        for run in &self.runs {
            recording.begin(run.mode, run.round, run.lanes);
            let batches = batches.take(run.batches as usize);
            batches.for_each(|bytes| recording.append(run.mode, bytes));
        }
        SavedRace::new(self.query.clone(), &self.report, recording)
    }
}
