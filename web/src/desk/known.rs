//! What the desk knows: the form, and the last race, folded from what the engine has said of it.

use std::cell::RefCell;
use std::rc::Rc;

use interleave::document::recording::Recorder;
use interleave::model::mode::Mode;
use interleave::model::query::decode;
use interleave::model::spec::Spec;
use interleave::model::view::Lang;
use interleave::protocol::{self, Message, RaceId};

use crate::state::Recording;

/// What the desk knows.
#[derive(Clone, PartialEq)]
pub(crate) struct Known {
    pub(super) lang: Lang,
    /// The form.
    pub(super) spec: Rc<Spec>,
    pub(super) race: RaceId,
    /// What the last race was asked.
    pub(super) asked: Rc<Spec>,
    /// How much of what was said about it has been heard.
    pub(super) heard: u32,
    /// Which modes cannot run in that race.
    pub(super) missing: Vec<Mode>,
    /// What happened, drawn as it is heard.
    pub(super) recording: Recording,
    /// The same, as it was told.
    pub(super) recorder: Rc<RefCell<Recorder>>,
    /// The mode whose run is under way.
    pub(super) live: Option<Mode>,
    /// Whether a race is under way.
    pub(super) busy: bool,
}

impl Default for Known {
    fn default() -> Self {
        let spec = Rc::new(Spec::default());
        Self {
            lang: Lang::Zh,
            asked: Rc::clone(&spec),
            spec,
            race: 0,
            heard: 0,
            missing: Vec::new(),
            recording: Recording::default(),
            recorder: Rc::default(),
            live: None,
            busy: false,
        }
    }
}

impl Known {
    /// Looks at the form.
    pub(super) fn look(&mut self, lang: &str, query: &str, busy: bool) {
        self.busy = busy;
        self.lang = Lang::from_name(lang).unwrap_or(self.lang);
        self.spec = keep(&self.spec, query);
    }

    /// Turns to a race, if it is another one.
    pub(super) fn turn_to(&mut self, race: RaceId, asked: &str, missing: &str) {
        if self.race != race {
            self.race = race;
            let missing = |mode: &Mode| missing.split(',').any(|name| name == mode.name());
            self.missing = Mode::ALL.into_iter().filter(missing).collect();
            self.asked = keep(&self.asked, asked);
            self.heard = 0;
            self.recording = Recording::default();
            self.recorder = Rc::default();
            self.live = None;
        }
    }

    /// Takes in the next thing that the engine has said.
    pub(super) fn take(&mut self, said: &[u8]) {
        self.heard += 1;
        // What makes no sense, the page has dealt with.
        if let Ok(message) = protocol::decode(said) {
            self.fold(&message);
        }
    }

    fn fold(&mut self, message: &Message) {
        if message.race() != Some(self.race) {
            return;
        }
        let mut recorder = self.recorder.borrow_mut();
        recorder.hear(message);
        self.live = recorder.live;
        self.recording.hear(message, self.live);
    }
}

/// The experiment of a query: the same one if it is.
fn keep(known: &Rc<Spec>, query: &str) -> Rc<Spec> {
    let spec = decode(query).spec;
    match spec == **known {
        true => Rc::clone(known),
        false => Rc::new(spec),
    }
}
