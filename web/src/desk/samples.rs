//! Recorded runs, shown where a mode cannot run: made by `interleave --record`, natively, and labelled
//! as what they are.

use interleave::document::Document;
use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use interleave::protocol::{Message, RaceId};
use interleave::report::findings::Kind;

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

/// What an engine would have said of these modes of a recorded race.
pub(super) fn told(document: &Document, race: RaceId, modes: &[Mode]) -> Vec<Message> {
    let mut told = Vec::new();
    for mode in modes {
        let Some(run) = document.recording.get(mode) else {
            continue;
        };
        let mut bytes = Vec::new();
        run.events.iter().for_each(|event| event.write(&mut bytes));
        told.push(Message::RunStarted {
            race,
            round: run.round,
            mode: *mode,
            lanes: run.lanes,
        });
        told.push(Message::Events { race, bytes });
    }
    told
}
