//! Recorded runs, shown where a mode cannot run: made by `interleave --record`, natively, and labelled
//! as what they are.

use interleave::advice::Kind;
use interleave::protocol::{RaceId, Sample};
use interleave::record::Document;
use interleave::spec::{Mode, Spec};

/// The sample that is like an experiment, if there is one: its name below `www/samples/`.
pub(super) fn name(asked: &Spec) -> Option<&'static str> {
    match Kind::of(asked, &[]) {
        Kind::Nothing | Kind::Empty => None,
        Kind::Waiting => Some("waiting"),
        Kind::Computing => Some("computing"),
        Kind::Blocking if asked.work == 0 => Some("waiting"),
        Kind::Mixed | Kind::Blocking => Some("mixed"),
    }
}

/// What a document has of the modes that are missing in a race.
pub(super) fn of(document: &str, race: RaceId, missing: &[Mode]) -> Vec<Sample> {
    let Ok(document) = Document::from_json(document) else {
        return Vec::new();
    };
    let sample = |mode: &Mode| {
        let run = document.recording.get(mode)?;
        let mut bytes = Vec::new();
        run.events.iter().for_each(|event| event.write(&mut bytes));
        Some(Sample {
            race,
            mode: *mode,
            query: document.query.clone(),
            cores: document.cores(),
            lanes: run.lanes,
            bytes,
        })
    };
    missing.iter().filter_map(sample).collect()
}
