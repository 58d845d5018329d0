//! A race that has ended, with everything needed to export it, to show it again, and to compare it.

use std::rc::Rc;

use interleave::document::{Document, Figure, RecordError};
use interleave::model::mode::Mode;
use interleave::model::query::understand;
use interleave::model::spec::Spec;
use interleave::report::Headline;

use crate::recording::Recording;

/// The most bytes of a race's events that are stored in the browser: as JSON they take up to twice as
/// many, and a browser stores five million characters for a site.
const MOST_STORED_BYTES: usize = 200_000;

/// A race that has ended. The page and its history share it; its events are in its recording, once.
#[derive(Clone, Debug)]
pub struct SavedRace {
    /// The experiment, as the query of a link.
    pub query: String,
    /// The public result document, as JSON.
    pub report: Rc<str>,
    /// The document's figures of each mode.
    pub figures: Vec<Figure>,
    /// What it showed, in one sentence.
    pub headline: Option<Headline>,
    /// The cores that the browser reported, if it did.
    pub cores: Option<u32>,
    /// What happened.
    pub recording: Recording,
}

impl PartialEq for SavedRace {
    /// Compares no events: no two races take exactly the same times.
    fn eq(&self, other: &Self) -> bool {
        self.query == other.query && self.report == other.report
    }
}

impl SavedRace {
    /// The race with this public result document.
    ///
    /// # Errors
    /// If it is no such document.
    pub fn new(query: String, report: &str, recording: Recording) -> Result<Self, RecordError> {
        let document = Document::new(report, query, interleave::document::recording::Runs::new())?;
        Ok(Self {
            report: report.into(),
            figures: document.figures(),
            headline: document.headline(),
            cores: document.cores(),
            query: document.query,
            recording,
        })
    }

    /// What was asked. Its modes are those that were recorded, if the query names none.
    pub fn spec(&self) -> Spec {
        let mut spec = understand(&self.query);
        if spec.modes.is_empty() {
            spec.modes = self.recording.modes();
        }
        spec
    }

    /// A mode's figures.
    pub fn figure(&self, mode: Mode) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.mode == mode)
    }

    /// Whether it is too big for the browser's storage.
    pub fn is_too_long_to_store(&self) -> bool {
        self.recording.bytes() > MOST_STORED_BYTES
    }
}

#[cfg(test)]
mod tests {
    use crate::documents::race_of;

    const RACE: &str = include_str!("../../www/samples/mixed.json");

    #[test]
    fn a_query_that_names_no_mode_is_about_those_that_were_recorded() {
        let mut saved = race_of(RACE);
        saved.query = "n=3&modes=".to_owned();
        assert_eq!(saved.spec().modes, saved.recording.modes());
        assert!(!saved.recording.modes().is_empty());
    }
}
