//! A race that has ended, with all that it takes to export it, to show it again, and to lay it beside
//! another one.

use std::rc::Rc;

use interleave::document::{Document, Figure, RecordError};
use interleave::model::mode::Mode;
use interleave::model::query::understand;
use interleave::model::spec::Spec;

use crate::recording::Recording;

/// The most bytes of events of a race that a browser is given to keep: as JSON they take up to twice as
/// many, and a browser keeps five million characters for a site.
const MOST_STORED_BYTES: usize = 200_000;

/// A race that has ended. The page and its history share it; its events are in its recording, once.
#[derive(Clone, Debug)]
pub struct SavedRace {
    /// The experiment, as the query of a link.
    pub query: String,
    /// The public result document, as JSON.
    pub report: Rc<str>,
    /// What that says of each mode.
    pub figures: Vec<Figure>,
    /// The cores that the browser reported, if it did.
    pub cores: Option<u32>,
    /// What happened.
    pub recording: Recording,
}

impl PartialEq for SavedRace {
    /// Without a look at the events: no two races take the same times.
    fn eq(&self, other: &Self) -> bool {
        self.query == other.query && self.report == other.report
    }
}

impl SavedRace {
    /// The race with this public result document.
    ///
    /// # Errors
    /// If that is none.
    pub fn new(query: String, report: &str, recording: Recording) -> Result<Self, RecordError> {
        let document = Document::new(report, query, interleave::document::recording::Runs::new())?;
        Ok(Self {
            report: report.into(),
            figures: document.figures(),
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

    /// What it says of a mode.
    pub fn figure(&self, mode: Mode) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.mode == mode)
    }

    /// Whether a browser has no room for it.
    pub fn is_too_long_to_store(&self) -> bool {
        self.recording.bytes() > MOST_STORED_BYTES
    }

    /// The race as a document.
    ///
    /// # Errors
    /// If there is nothing to be written.
    pub fn document(&self) -> Result<Document, RecordError> {
        Document::new(&self.report, self.query.clone(), self.recording.runs())
    }
}

impl From<Document> for SavedRace {
    fn from(document: Document) -> Self {
        Self {
            report: document.report().into(),
            figures: document.figures(),
            cores: document.cores(),
            recording: Recording::of(&document.recording),
            query: document.query,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RACE: &str = include_str!("../../www/samples/mixed.json");

    #[test]
    fn a_document_is_the_same_after_it_was_opened() {
        let document = Document::from_json(RACE).expect("it is a document");
        let saved = SavedRace::from(document.clone());
        let again = saved.document().expect("it can be written");
        assert_eq!(again.to_json(), document.to_json());
        assert_eq!(saved.recording.modes().len(), document.recording.len());
    }

    #[test]
    fn a_query_that_names_no_mode_is_about_those_that_were_recorded() {
        let document = Document::from_json(RACE).expect("it is a document");
        let mut saved = SavedRace::from(document);
        saved.query = "n=3&modes=".to_owned();
        assert_eq!(saved.spec().modes, saved.recording.modes());
        assert!(!saved.recording.modes().is_empty());
    }
}
