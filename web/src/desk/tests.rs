//! The desk, rendered to text, and what it makes of what it hears.

use interleave::document::Document;
use interleave::model::mode::Mode;
use interleave::model::preset::Preset;
use interleave::model::view::Lang;
use interleave::protocol::{Message, encode};
use interleave::trace::event::{Event, Happening, State};
use yew::LocalServerRenderer;

use super::known::Known;
use super::page::{Desk, DeskProps};
use super::samples;
use crate::i18n::texts;

fn render(known: Known) -> String {
    let props = DeskProps {
        known,
        open: true,
        embedded: false,
    };
    let desk = LocalServerRenderer::<Desk>::with_props(props).hydratable(false);
    futures_executor::block_on(desk.render())
}

fn started(race: u32) -> Vec<u8> {
    encode(&Message::RunStarted {
        race,
        round: 0,
        mode: Mode::Threads,
        lanes: 2,
    })
}

fn ran(race: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    Event {
        at: 5,
        task: 0,
        lane: 1,
        what: Happening::Enter(State::Run),
    }
    .write(&mut bytes);
    encode(&Message::Events { race, bytes })
}

#[test]
fn a_program_of_each_mode_is_offered_in_both_languages() {
    for lang in Lang::ALL {
        let mut known = Known::default();
        known.look(lang.name(), "modes=sequential,async", false);
        let html = render(known);
        assert!(html.contains(texts(lang).code.heading), "{html}");
        for choice in ["python", "rust", "sequential", "async"] {
            assert!(
                html.contains(&format!("data-choice=\"{choice}\"")),
                "{choice}"
            );
        }
        assert!(!html.contains("data-choice=\"threads\""));
        assert!(html.contains("data-code=\"async\""), "what is worth a look");
    }
}

#[test]
fn what_the_engine_says_is_folded_race_by_race() {
    let mut known = Known::default();
    known.turn_to(7, "n=3", "gil,threads");
    known.take(&started(7));
    known.take(&ran(7));
    assert_eq!(known.live, Some(Mode::Threads));
    assert_eq!(known.asked.n, 3);
    assert_eq!(known.missing, [Mode::Threads, Mode::Gil]);
    let lanes = |known: &Known| {
        let recording = known.recording.read();
        let timeline = recording.get(&Mode::Threads).cloned();
        timeline.map(|timeline| timeline.lanes()[1].open.is_some())
    };
    assert_eq!(lanes(&known), Some(true));
    // What comes late for another race is dropped, and what makes no sense, too.
    known.take(&started(6));
    known.take(b"?");
    assert_eq!((known.heard, lanes(&known)), (4, Some(true)));

    known.turn_to(8, "", "");
    assert_eq!((known.heard, known.live, lanes(&known)), (0, None, None));
}

/// The samples, as they are served.
const SAMPLES: [(&str, &str); 3] = [
    ("waiting", include_str!("../../../www/samples/waiting.json")),
    (
        "computing",
        include_str!("../../../www/samples/computing.json"),
    ),
    ("mixed", include_str!("../../../www/samples/mixed.json")),
];

#[test]
fn there_is_a_sample_for_whatever_cannot_run() {
    let missing = [Mode::Threads, Mode::Gil];
    for preset in Preset::ALL {
        let name = samples::name(&preset.spec()).expect("every preset does something");
        let known = SAMPLES.iter().find(|(known, _)| *known == name);
        let (_, document) = known.expect("it is served");
        let document = Document::from_json(document).expect("it is a document");
        let told = samples::told(&document, 3, &missing);
        let begun = told
            .iter()
            .filter(|said| matches!(said, Message::RunStarted { .. }));
        assert_eq!(begun.count(), missing.len(), "{name}");
        assert!(told.iter().all(|said| said.race() == Some(3)));
        assert!(document.cores().is_some());
    }
    // It is of the kind that it is shown for.
    for (name, document) in SAMPLES {
        let document = Document::from_json(document).expect("it is one");
        let spec = interleave::model::query::understand(&document.query);
        assert_eq!(samples::name(&spec), Some(name));
    }
}
