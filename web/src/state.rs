//! All that the page knows: one value, which only [`crate::update`] changes.
//!
//! Asked and measured stay apart: [`State::spec`] is the form, [`Race::spec`] is what a race was run
//! with. Events are not in here: a race holds a handle to its [`Recording`], which the driver fills and
//! the board reads. What a component needs only for itself (an open fold, a draft, the zoom) is its own.

mod asked;
mod class;
mod cores;
mod documents;
mod engine;
mod free_guesses;
mod lesson;
mod presenting;
mod race;

pub use asked::Asked;
pub use class::{Class, Intake, MOST_CODES};
pub use cores::Cores;
pub use documents::{Compared, Exporting, Link, OpenError, Opening};
pub use engine::{Engine, EngineId, EngineLife, Failure, Trouble, Turn, Work};
pub use free_guesses::FreeGuesses;
pub use lesson::{Answers, Guess, Stage, Unshown};
pub use presenting::{Mirror, Place, Request};
pub use race::{Ending, Race};

use std::rc::Rc;

use interleave::lesson::{Experiment, Step, Timed, step};
use interleave::model::api::ProgramEnd;
use interleave::model::mode::Mode;
use interleave::model::query::{Decoded, Notice, encode};
use interleave::model::spec::Spec;
use interleave::model::view::{Lang, Theme, View};
use interleave::protocol::RaceId;
use interleave::report::environment::Environment;
use interleave::report::findings::Workload;
use interleave::report::formula::{Capacity, beyond_limit};

use crate::capability::Capability;
use crate::component::HeadlineText;
use crate::component::code::Colours;
use crate::documents::QrCode;
use crate::i18n::texts;
use crate::recording::Recording;
use crate::saved::SavedRace;

/// All that the page knows.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The form.
    pub spec: Spec,
    /// The reader's own corpus, if there is one.
    pub corpus: Option<OwnCorpus>,
    /// The language shown.
    pub lang: Lang,
    /// The theme chosen.
    pub theme: Theme,
    /// Whether letters and signs are shortcuts.
    pub shortcuts: bool,
    /// How else the link wants the page to be shown.
    pub view: View,
    /// What the reader has answered in the lesson.
    pub answers: Rc<Answers>,
    /// What the reader guesses in free play; none: nothing is asked for there.
    pub free_guesses: Option<Rc<FreeGuesses>>,
    /// What a class has sent to the presenter view.
    pub class: Rc<Class>,
    /// Settings in the link that were not accepted as they stand.
    pub notices: Vec<Notice>,
    /// What this browser can do; none until it is known.
    pub capability: Option<Capability>,
    /// The phase.
    pub phase: Phase,
    /// The last error, until the reader starts something.
    pub trouble: Option<Trouble>,
    /// The race that is shown: under way, ended, or opened from elsewhere.
    pub race: Option<Race>,
    /// The number of the last race; only the update gives numbers to races.
    pub last_race: RaceId,
    /// The engine's worker.
    pub engine: Engine,
    /// Whether it is this page's turn to run.
    pub turn: Turn,
    /// The machine's effective cores.
    pub cores: Cores,
    /// Whether the page is hidden.
    pub hidden: bool,
    /// The last races of this browser, the newest first. It is bounded by number and by size.
    pub history: Vec<Rc<SavedRace>>,
    /// The race of the history that is compared with the one shown.
    pub pinned: Option<Rc<SavedRace>>,
    /// A file or link with a race that is to be shown.
    pub opening: Opening,
    /// The number of the last opening.
    pub last_opening: u32,
    /// A link with the race that is shown.
    pub link: Link,
    /// A link as a QR code; none within if it is too long for one.
    pub qr_code: Asked<String, Option<Rc<QrCode>>>,
    /// The colours of the program that was shown last.
    pub colours: Colours,
    /// The state of the last export.
    pub exporting: Exporting,
    /// The figure of the race that is shown and the pinned one.
    pub compared: Compared,
    /// The address bar.
    pub address: Address,
    /// When the step of the lesson that is shown was opened, in milliseconds of the page's time.
    pub step_since_ms: f64,
    /// The page's time at the current action, in milliseconds.
    pub at_ms: f64,
}

/// The page's phase.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Phase {
    /// It is not known yet what this browser can do.
    Loading,
    /// Nothing: Run can be pressed.
    Idle,
    /// Run was pressed; the engine gets ready, or another page of this program has its turn.
    Starting,
    /// The effective cores are being measured, for the race that was asked for.
    Measuring,
    /// The expected answers are being computed.
    Preparing {
        /// How much of it is done, from 0 to 1.
        share: f64,
    },
    /// A mode runs.
    Running {
        /// Which.
        mode: Mode,
        /// In which round, from 0.
        round: u32,
    },
    /// Stop was pressed; the current run ends.
    Stopping,
}

impl Phase {
    /// Whether a race is under way.
    pub fn is_busy(self) -> bool {
        !matches!(self, Phase::Loading | Phase::Idle)
    }

    /// The phase's name in the document, where tests and embedding pages read it.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Loading => "loading",
            Phase::Idle => "idle",
            Phase::Starting => "starting",
            Phase::Measuring | Phase::Preparing { .. } => "preparing",
            Phase::Running { .. } => "running",
            Phase::Stopping => "stopping",
        }
    }
}

/// A corpus of the reader's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnCorpus {
    /// The file it came from, if it did.
    pub name: Option<String>,
    /// Its text.
    pub text: Rc<str>,
}

/// The address bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Address {
    /// The query that was written last, if any was.
    pub query: Option<String>,
    /// When the form was changed last, in milliseconds.
    pub changed_ms: f64,
}

impl State {
    /// The page at its beginning.
    pub fn new(decoded: Decoded, lang: Lang, theme: Theme) -> Self {
        let Decoded {
            spec,
            view,
            notices,
        } = decoded;
        Self {
            spec,
            corpus: None,
            lang,
            theme,
            shortcuts: true,
            view,
            answers: Rc::default(),
            free_guesses: None,
            class: Rc::default(),
            notices,
            capability: None,
            phase: Phase::Loading,
            trouble: None,
            race: None,
            last_race: 0,
            engine: Engine::default(),
            turn: Turn::default(),
            cores: Cores::default(),
            hidden: false,
            history: Vec::new(),
            pinned: None,
            opening: Opening::default(),
            last_opening: 0,
            link: Link::default(),
            qr_code: Asked::default(),
            colours: Colours::None,
            exporting: Exporting::default(),
            compared: Compared::default(),
            address: Address {
                query: None,
                changed_ms: f64::NEG_INFINITY,
            },
            step_since_ms: 0.0,
            at_ms: 0.0,
        }
    }

    /// Whether Run can be pressed with the current form.
    pub fn can_run(&self) -> bool {
        self.phase == Phase::Idle && !self.spec.modes.is_empty() && !self.awaits_guesses()
    }

    /// The step of the lesson that is shown; none in free play.
    pub fn step(&self) -> Option<&'static Step> {
        self.view.step().map(step)
    }

    /// Whether guesses are missing: in the step that is shown, or in free play if they are asked for.
    pub fn awaits_guesses(&self) -> bool {
        let Some(step) = self.step() else {
            let mut modes = self.spec.modes.iter();
            return self
                .guesses_freely()
                .is_some_and(|guesses| modes.any(|mode| guesses.of(&self.spec, *mode).is_none()));
        };
        self.answers.stage(step) == Stage::Guess && self.unshown(step).is_none()
    }

    /// What is guessed in free play, if that is shown and guesses are asked for.
    pub fn guesses_freely(&self) -> Option<&Rc<FreeGuesses>> {
        self.free_guesses.as_ref().filter(|_| self.step().is_none())
    }

    /// Why a step cannot be shown on this machine, if it cannot.
    pub fn unshown(&self, step: &Step) -> Option<Unshown> {
        let can = self.capability.as_ref()?;
        let reading = (step.reading.experiment, step.reading.mode);
        for experiment in step.experiments {
            let spec = experiment.spec();
            let guessed = experiment.guesses.iter().copied();
            let read = (reading.0 == experiment.name).then_some(reading.1);
            for mode in guessed.chain(read) {
                if let Some(reason) = can.refuses(mode, &spec) {
                    return Some(Unshown::Mode(mode, reason));
                }
                let parallel = matches!(mode, Mode::Threads | Mode::Processes) && spec.work > 0;
                if parallel && can.cores == Some(1) {
                    return Some(Unshown::OneCore);
                }
            }
        }
        None
    }

    /// The experiment of the step that is shown which asks for just this.
    pub fn experiment_of(&self, spec: &Spec) -> Option<&'static Experiment> {
        let mut experiments = self.step()?.experiments.iter();
        experiments.find(|one| one.spec_on(self.cores_or_one()) == *spec)
    }

    /// What was guessed of the race that is shown, in milliseconds, if it is one of the step's or of free play.
    pub fn guesses(&self) -> Vec<(Mode, f64)> {
        let race = self.race.as_ref();
        if let (Some(race), Some(guesses)) = (race, self.guesses_freely()) {
            let modes = race.spec.modes.iter();
            let in_ms = modes.filter_map(|mode| match guesses.of(&race.spec, *mode)? {
                Guess::Number(ms) => Some((*mode, ms)),
                Guess::Unknown => None,
            });
            return in_ms.collect();
        }
        let asked = race.and_then(|race| self.experiment_of(&race.spec));
        let Some(experiment) = asked.filter(|one| one.timed == Timed::Whole) else {
            return Vec::new();
        };
        let guessed = experiment.guesses.iter();
        let in_ms =
            guessed.filter_map(|mode| match self.answers.guess(experiment.name, *mode)? {
                Guess::Number(ms) => Some((*mode, ms)),
                Guess::Unknown => None,
            });
        in_ms.collect()
    }

    /// How many cores this machine has, or 1 as long as that is not known.
    pub fn cores_or_one(&self) -> u32 {
        self.capability.as_ref().map_or(1, Capability::cores_or_one)
    }

    /// What is known of the machine beside any race, once anything is.
    pub fn environment(&self) -> Option<Environment> {
        let environment = self.capability.as_ref()?.environment();
        let timer_step_us = match self.engine.life {
            EngineLife::Ready { timer_step_us, .. } => Some(timer_step_us),
            _ => None,
        };
        let environment = Environment {
            timer_step_us,
            ..environment
        };
        Some(environment.with_cores(self.cores.known()))
    }

    /// What is known of the machine of a race; the cores may have been measured since.
    pub fn machine_of(&self, race: &Race) -> Environment {
        let known = race.environment.clone();
        match known.cores_effective {
            Some(_) => known,
            None => known.with_cores(self.cores.known()),
        }
    }

    /// The race that has ended, if one has and none is under way.
    pub fn ended(&self) -> Option<&Race> {
        let race = self.race.as_ref()?;
        (race.ended.is_some() && !self.phase.is_busy()).then_some(race)
    }

    /// Whether the page looks the same in both states.
    pub fn is_drawn_like(&self, other: &Self) -> bool {
        let at_ms = other.at_ms;
        Self {
            at_ms,
            ..self.clone()
        } == *other
    }

    /// The race that can be exported.
    pub fn exportable(&self) -> Option<(&Race, Rc<SavedRace>)> {
        let race = self.ended()?;
        Some((race, race.saved.clone()?))
    }

    /// The race under way.
    pub fn under_way(&mut self) -> Option<&mut Race> {
        self.race.as_mut().filter(|race| race.ended.is_none())
    }

    /// The document's title: the experiment in the form, and the page.
    pub fn title(&self) -> String {
        let texts = texts(self.lang);
        let name = match self.step() {
            Some(step) => step.title.of(self.lang).to_owned(),
            None => texts.experiment_name(&self.spec, self.cores_or_one()),
        };
        [&name, " · ", texts.header.title].concat()
    }

    /// The query of what is shown.
    pub fn query(&self) -> String {
        self.query_as(&self.view)
    }

    /// The query of what is shown, to be shown in some way. The experiment of a step follows from the step.
    pub fn query_as(&self, view: &View) -> String {
        match view.step() {
            Some(_) => encode(&Spec::default(), view),
            None => encode(&self.spec, view),
        }
    }

    /// The headline.
    pub fn headline(&self) -> HeadlineText {
        if self.phase.is_busy() {
            let report = self.race.as_ref().map(|race| Rc::clone(&race.report));
            return HeadlineText::Busy(self.phase, report);
        }
        let Some(race) = self.ended() else {
            let kind = Workload::of(&self.spec, &[]);
            let step = self.step().filter(|step| self.unshown(step).is_none());
            return match step.is_some() || self.guesses_freely().is_some() {
                // The question of the form may answer what is to be guessed.
                true if self.awaits_guesses() => HeadlineText::Guess,
                true => HeadlineText::Guessed,
                false => HeadlineText::Question(kind),
            };
        };
        match race.ended {
            Some(Ending::Stopped) if race.showed_nothing() => HeadlineText::Stopped,
            Some(Ending::Broken) if race.showed_nothing() => HeadlineText::Broken,
            Some(Ending::Recorded) => HeadlineText::Recorded(race.saved.clone()),
            _ => HeadlineText::Found(Rc::clone(&race.report)),
        }
    }

    /// What a task's work costs here, in milliseconds, if the last race has shown it.
    pub fn cost_ms(&self) -> Option<f64> {
        let each = self.unit_ms()?;
        (self.spec.work > 0).then_some(each * self.spec.work as f64)
    }

    /// What a unit of the form's work costs here, in milliseconds, if the last race has shown it.
    fn unit_ms(&self) -> Option<f64> {
        let race = self.race.as_ref()?;
        let (asked, spec) = (&race.spec, &self.spec);
        let kernel = |spec: &Spec| (spec.kernel, spec.length, spec.distance);
        // A cost is proportional to the work, with the same kernel.
        let (units, nanos) = race
            .costs()
            .last()
            .filter(|_| kernel(asked) == kernel(spec))?;
        Some(interleave::time::to_ms(*nanos) / *units as f64)
    }

    /// The run under way, if it is of the experiment in the form.
    pub fn followed(&self) -> Option<(Mode, Recording)> {
        let race = self.race.as_ref()?;
        let (mode, _) = race.current.filter(|_| *race.spec == self.spec)?;
        Some((mode, race.recording.clone()))
    }

    /// The modes whose runs are expected to pass the limit, with the least time to expect of each, in
    /// milliseconds. Modes that cannot run here are left out.
    pub fn beyond_limit(&self) -> Vec<(Mode, f64)> {
        let (spec, Some(can)) = (&self.spec, &self.capability) else {
            return Vec::new();
        };
        let overridden = spec.overrides.values().filter_map(|change| change.work);
        let works = std::iter::once(spec.work).chain(overridden);
        let costs: Vec<(u64, f64)> = match self.unit_ms() {
            Some(each) => works.map(|units| (units, each * units as f64)).collect(),
            None => Vec::new(),
        };
        let capacity = Capacity {
            costs: &costs,
            cores: can.cores_or_one().into(),
        };
        let mut modes = beyond_limit(spec, capacity);
        modes.retain(|(mode, _)| can.refuses(*mode, spec).is_none());
        modes
    }

    /// The call that the running program can be made to do early.
    pub fn early_end(&self) -> Option<ProgramEnd> {
        let race = self.race.as_ref()?;
        let Phase::Running { mode, .. } = self.phase else {
            return None;
        };
        let end = race.spec.end_of(race.spec.api(mode));
        end.is_call().then_some(end)
    }
}
