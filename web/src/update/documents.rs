//! Opened races, the history, and exports.

use std::collections::BTreeMap;
use std::rc::Rc;

use interleave::document::RecordError;
use interleave::model::field::SpecError;
use interleave::model::mode::Mode;
use interleave::model::moment::Moment;
use interleave::model::query::Notice;
use interleave::protocol::RaceId;
use interleave::report::Report;
use interleave::report::baseline::Baseline;
use interleave::report::measured::Measured;
use web_sys::File;

use super::Step;
use crate::component::ExportKind;
use crate::effect::Effect;
use crate::expected::Expected;
use crate::figure::SheetTexts;
use crate::recording::Recording;
use crate::saved::SavedRace;
use crate::state::{Compared, Ending, Exporting, Link, OpenError, Opening, Phase, Race};

/// The most races of the history.
const MOST_KEPT: usize = 6;
/// The most bytes that the events of all of them take.
const MOST_KEPT_BYTES: usize = 64 << 20;
/// The longest race in a link, in characters: messengers and address bars cut longer links.
pub(crate) const LONGEST_LINK: usize = 16_000;
/// The start of a fragment with a race.
pub(crate) const LINK_BEGINS: &str = "#race=";

impl Race {
    /// A race without any results yet.
    pub(super) fn empty(spec: Rc<interleave::model::spec::Spec>, recording: Recording) -> Self {
        let environment = interleave::report::environment::Environment {
            isolated: false,
            rung: interleave::report::environment::Rung::None,
            cores_reported: None,
            cores_effective: None,
            cores_taken: None,
            timer_step_us: None,
            disturbed: false,
            user_agent: String::new(),
            pool_start_ms: None,
            painter: None,
        };
        let nothing = Baseline::default();
        let report = Report::new(
            &spec,
            environment.clone(),
            &nothing,
            BTreeMap::new(),
            &BTreeMap::new(),
        );
        Self {
            id: 0,
            spec,
            environment,
            unavailable: BTreeMap::new(),
            baseline: None,
            rounds: BTreeMap::new(),
            measured: Measured::default(),
            expected: Expected::default(),
            recording,
            report: Rc::new(report),
            current: None,
            hung: None,
            closing: None,
            ended: None,
            samples: BTreeMap::new(),
            no_samples: false,
            saved: None,
            moment: Moment::default(),
        }
    }
}

impl Step {
    /// A link may contain a race: in its fragment, which browsers do not send to the server.
    pub(super) fn link(&mut self, fragment: &str) {
        let Some(packed) = fragment.strip_prefix(LINK_BEGINS) else {
            return;
        };
        if self.state.view.embed {
            return;
        }
        match self.state.capability {
            None => self.state.opening = Opening::Waiting(packed.to_owned()),
            Some(_) => self.read_link(packed.to_owned()),
        }
    }

    pub(super) fn read_link(&mut self, packed: String) {
        if packed.len() > LONGEST_LINK {
            self.state.opening = Opening::Failed(OpenError::Link);
        } else if let Some(opening) = self.begin_reading() {
            self.effects.push(Effect::ReadLink(opening, packed));
        }
    }

    pub(super) fn file_chosen(&mut self, file: File) {
        self.forget_moment();
        if let Some(opening) = self.begin_reading() {
            self.effects.push(Effect::ReadFile(opening, file));
        }
    }

    /// A number for a new opening; none while a race is under way, which would be lost.
    fn begin_reading(&mut self) -> Option<u32> {
        if self.state.phase.is_busy() {
            self.state.opening = Opening::Failed(OpenError::Busy);
            return None;
        }
        self.state.last_opening += 1;
        let opening = self.state.last_opening;
        self.state.opening = Opening::Reading(opening);
        Some(opening)
    }

    pub(super) fn opened(&mut self, opening: u32, result: Result<Rc<SavedRace>, OpenError>) {
        // Meanwhile the reader may have opened something else, or started a race.
        if !self.state.opening.is(opening) {
            return;
        }
        match result {
            Ok(race) => self.show_if_idle(race),
            Err(error) => self.state.opening = Opening::Failed(error),
        }
    }

    pub(super) fn taken_in(&mut self, opening: u32, share: f64) {
        if self.state.opening.is(opening) {
            self.state.opening = Opening::TakingIn(opening, share);
        }
    }

    /// Requests the figure of two races, whenever they are others than before.
    pub(super) fn compare(&mut self) {
        let state = &mut self.state;
        let shown = state.ended().and_then(|race| race.saved.clone());
        let both = state.pinned.clone().zip(shown);
        let both = both.filter(|(before, now)| before != now && !state.view.embed);
        let wanted = both.map(|(before, now)| (before, now, state.lang));
        if wanted == state.compared.races {
            return;
        }
        let number = state.compared.number + 1;
        state.compared = Compared {
            races: wanted.clone(),
            number,
            figure: None,
        };
        if let Some((before, now, lang)) = wanted {
            let effect = Effect::Compare(number, lang, before, now);
            self.effects.push(effect);
        }
    }

    pub(super) fn compared(&mut self, number: u32, figure: Option<Rc<str>>) {
        let compared = &mut self.state.compared;
        if compared.number == number {
            compared.figure = figure;
        }
    }

    /// Shows a race of the history, a file or a link, unless one is under way.
    pub(super) fn show_if_idle(&mut self, saved: Rc<SavedRace>) {
        let state = &mut self.state;
        let Some(capability) = &state.capability else {
            return;
        };
        if state.phase != Phase::Idle {
            state.opening = Opening::Failed(OpenError::Busy);
            return;
        }
        let spec = Rc::new(saved.spec());
        state.spec = (*spec).clone();
        let sample = |mode: Mode| (mode, (Rc::clone(&spec), saved.cores));
        let samples = saved.recording.modes().into_iter().map(sample).collect();
        let environment = capability.environment();
        let mut race = Race {
            environment,
            samples,
            ended: Some(Ending::Recorded),
            saved: Some(Rc::clone(&saved)),
            ..Race::empty(Rc::clone(&spec), saved.recording.clone())
        };
        race.sum_up();
        self.begin(race);
        self.show_moment(None);
        self.effects.push(Effect::Unpublish);
    }

    pub(super) fn sample_loaded(&mut self, id: RaceId, sample: Option<Rc<SavedRace>>) {
        let Some(race) = self.state.race.as_mut().filter(|race| race.id == id) else {
            return;
        };
        let Some(sample) = sample else {
            race.no_samples = true;
            return;
        };
        let asked = Rc::new(sample.spec());
        let recorded = sample.recording.modes();
        let wanted = |mode: &&Mode| recorded.contains(mode);
        let modes: Vec<Mode> = race.unavailable.keys().filter(wanted).copied().collect();
        for mode in &modes {
            let shown = (Rc::clone(&asked), sample.cores);
            race.samples.insert(*mode, shown);
        }
        let recording = race.recording.clone();
        self.show_moment(Some(&sample));
        self.effects
            .push(Effect::ShowSample(recording, sample, modes));
    }

    /// Shows of a race that has ended what the link means, and says what of that it does not have. A sample
    /// is about to become part of it.
    pub(super) fn show_moment(&mut self, sample: Option<&SavedRace>) {
        let state = &mut self.state;
        let Some(race) = state.race.as_mut().filter(|race| race.ended.is_some()) else {
            return;
        };
        let sampled = sample.map_or(0, |sample| sample.recording.latest());
        let end = race.recording.latest().max(sampled);
        if end == 0 {
            return;
        }
        let (moment, misfits) = state.view.moment.fit(end, |mode| race.lanes(mode));
        race.moment = moment;
        // Another race may have had less of it.
        let of_race = |error| matches!(error, SpecError::PastEnd { .. } | SpecError::NotInRace);
        state.notices.retain(|notice| !of_race(notice.error));
        let notices = misfits.into_iter().map(|(key, error)| Notice {
            key: key.to_owned(),
            error,
        });
        state.notices.extend(notices);
    }

    /// The link's moment is one of its own experiment. An embedded page keeps it: there its author chose
    /// how races are shown.
    pub(super) fn forget_moment(&mut self) {
        if !self.state.view.embed {
            self.state.view.moment = Moment::default();
        }
    }

    /// The reader looks at something else of a race.
    pub(super) fn look(&mut self, id: RaceId, moment: Moment) {
        let race = self.state.race.as_mut();
        if let Some(race) = race.filter(|race| race.id == id && race.ended.is_some()) {
            race.moment = moment;
        }
    }

    /// Adds a race that has ended to the history.
    pub(super) fn keep(&mut self, race: Rc<SavedRace>) {
        self.state.history.insert(0, Rc::clone(&race));
        bound(&mut self.state.history);
        self.effects.push(Effect::Keep(race));
    }

    /// Merges the stored races into the history: those that are here already stay the same, and those
    /// that the browser could not store stay before the others.
    pub(super) fn history_read(&mut self, read: Vec<Rc<SavedRace>>) {
        let known = std::mem::take(&mut self.state.history);
        let same = |race: Rc<SavedRace>| {
            let here = known.iter().find(|here| **here == race);
            here.cloned().unwrap_or(race)
        };
        let read: Vec<Rc<SavedRace>> = read.into_iter().map(same).collect();
        let mut history = known.clone();
        history.retain(|race| !read.contains(race) && race.is_too_long_to_store());
        history.extend(read);
        bound(&mut history);
        self.state.history = history;
    }

    pub(super) fn forget_history(&mut self) {
        self.state.history.clear();
        self.state.pinned = None;
        self.effects.push(Effect::ForgetHistory);
    }

    pub(super) fn export(&mut self, kind: ExportKind) {
        if let Some((race, saved)) = self.state.exportable() {
            let sheet = Box::new(SheetTexts::of(&self.state, race));
            self.state.exporting = Exporting::Busy;
            self.effects.push(Effect::Export(kind, saved, sheet));
        }
    }

    pub(super) fn make_link(&mut self) {
        if let Some((race, saved)) = self.state.exportable() {
            let id = race.id;
            self.state.link = Link::Making;
            self.effects.push(Effect::MakeLink(id, saved));
        }
    }

    pub(super) fn link_made(&mut self, race: RaceId, made: Option<Result<String, usize>>) {
        let shown = self.state.race.as_ref().map(|race| race.id);
        if shown == Some(race) && self.state.link == Link::Making {
            self.state.link = match made {
                Some(Ok(link)) => Link::Made(link),
                Some(Err(length)) => Link::TooLong(length),
                None => Link::Failed,
            };
        }
    }
}

/// Limits the history; the newest race stays, however large it is.
fn bound(history: &mut Vec<Rc<SavedRace>>) {
    history.truncate(MOST_KEPT);
    let mut bytes = 0;
    let mut first = true;
    history.retain(|race| {
        bytes += race.recording.bytes();
        std::mem::take(&mut first) || bytes <= MOST_KEPT_BYTES
    });
}

impl From<RecordError> for OpenError {
    fn from(error: RecordError) -> Self {
        OpenError::File(error)
    }
}
