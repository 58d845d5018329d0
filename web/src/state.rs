//! All that the page knows: one value, which only [`crate::update`] changes.
//!
//! Asked and measured stay apart: [`State::spec`] is the form, [`Race::spec`] is what a race was run
//! with. Events are not in here: a race holds a handle to its [`Recording`], which the driver fills and
//! the board reads. What a component needs only for itself (an open fold, a draft, the zoom) is its own.

use std::collections::BTreeMap;
use std::rc::Rc;

use interleave::document::RecordError;
use interleave::kernel::CorpusError;
use interleave::model::api::ProgramEnd;
use interleave::model::mode::Mode;
use interleave::model::query::{Decoded, Notice, encode};
use interleave::model::spec::Spec;
use interleave::model::view::{Lang, Theme, View};
use interleave::protocol::RaceId;
use interleave::report::Report;
use interleave::report::baseline::Baseline;
use interleave::report::environment::{Environment, Reason};
use interleave::report::expectations::{Effort, expect};
use interleave::report::findings::{self, Fact, Note, Workload, workload};
use interleave::report::formula::{Capacity, beyond_limit};
use interleave::report::measured::{Machine, Measured};
use interleave::report::round::Round;
use interleave::scheduler::observation::Hang;
use interleave::wording::headline;

use crate::capability::Capability;
use crate::component::HeadlineText;
use crate::component::code::Colours;
use crate::expected::Expected;
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
    /// What was not taken as it stood in the link.
    pub notices: Vec<Notice>,
    /// What this browser can do; none until it is settled.
    pub capability: Option<Capability>,
    /// What is going on.
    pub phase: Phase,
    /// What was wrong last, if the reader has not started anything since.
    pub trouble: Option<Trouble>,
    /// The race that is shown: under way, ended, or opened from elsewhere.
    pub race: Option<Race>,
    /// The number of the last race; only the update gives numbers to races.
    pub last_race: RaceId,
    /// The engine's worker.
    pub engine: Engine,
    /// Whether it is this page's turn to run.
    pub turn: Turn,
    /// The last races of this browser, the newest first. It is bounded by number and by size.
    pub history: Vec<Rc<SavedRace>>,
    /// The race of the history that is compared with the one shown.
    pub pinned: Option<Rc<SavedRace>>,
    /// A file or link with a race that is to be shown.
    pub opening: Opening,
    /// The number of the last of those.
    pub last_opening: u32,
    /// A link with the race that is shown.
    pub link: Link,
    /// The colours of the program that was shown last.
    pub colours: Colours,
    /// What has come of the last export.
    pub exporting: Exporting,
    /// The figure of the race that is shown and the pinned one.
    pub compared: Compared,
    /// What stands in the address bar.
    pub address: Address,
    /// The page's time, in milliseconds, of the action that is carried out.
    pub at_ms: f64,
}

/// What is going on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Phase {
    /// It is not settled yet what this page can do.
    Loading,
    /// Nothing: Run can be pressed.
    Idle,
    /// Run was pressed; the engine is made ready, or another page of ours has its turn.
    Starting,
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
    /// Stop was pressed; what is under way ends.
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
            Phase::Preparing { .. } => "preparing",
            Phase::Running { .. } => "running",
            Phase::Stopping => "stopping",
        }
    }
}

/// Counts the engines of a page: what comes late from an older one, or for one, is dropped.
pub type EngineId = u32;

/// The engine's worker.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Engine {
    /// The number of the newest one.
    pub id: EngineId,
    /// What it does.
    pub life: EngineLife,
}

/// What the engine's worker does.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum EngineLife {
    /// There is none; the next race gets one.
    #[default]
    Absent,
    /// It loads, and starts so many threads; none for an engine without shared memory.
    Starting {
        /// How many.
        threads: u32,
    },
    /// It can run a race, or has one.
    Ready {
        /// How many threads it has.
        threads: u32,
        /// The smallest step of its clock, in microseconds.
        timer_step_us: f64,
        /// How long its threads took to start, in milliseconds.
        start_ms: f64,
        /// Whether it has a race that it has not ended yet.
        busy: bool,
    },
}

impl Engine {
    /// How many threads it has, or will have.
    pub fn threads(&self) -> u32 {
        match self.life {
            EngineLife::Absent => 0,
            EngineLife::Starting { threads } | EngineLife::Ready { threads, .. } => threads,
        }
    }

    /// Whether it has a race that it has not ended yet.
    pub fn is_busy(&self) -> bool {
        matches!(self.life, EngineLife::Ready { busy: true, .. })
    }

    /// Its name in the document, where tests read it.
    pub fn name(&self) -> &'static str {
        match self.life {
            EngineLife::Absent => "none",
            EngineLife::Starting { .. } => "starting",
            EngineLife::Ready { .. } => "ready",
        }
    }
}

/// Whether it is this page's turn to run: pages of ours that are open side by side take turns.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Turn {
    /// It was not asked for.
    #[default]
    Unasked,
    /// It was asked for.
    Waiting,
    /// It is.
    Mine,
}

/// Why a race did not go as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The engine's files could not be loaded.
    EngineMissing,
    /// The engine did not answer in time when it was started.
    StartTimeout,
    /// The engine's threads could not be started.
    PoolFailed,
    /// The engine broke off during a race.
    Crashed,
    /// Nothing was received from the engine any more during a race.
    Silent,
    /// There is a new release; this page may be of another one than its engine.
    Version,
    /// The corpus cannot be searched.
    Corpus(CorpusError),
}

/// Why an engine cannot be used, or no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It says why.
    Told(Trouble),
    /// Its worker broke.
    Lost,
}

/// A corpus of the reader's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnCorpus {
    /// The file it came from, if it did.
    pub name: Option<String>,
    /// Its text.
    pub text: Rc<str>,
}

/// A race, under way or ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Race {
    /// Its number.
    pub id: RaceId,
    /// What was asked.
    pub spec: Rc<Spec>,
    /// Where it runs.
    pub environment: Environment,
    /// Why modes that were asked for did not run.
    pub unavailable: BTreeMap<Mode, Reason>,
    /// What computing the expected answers showed, once that is done.
    pub baseline: Option<Rc<Baseline>>,
    /// The rounds that have ended, of each mode.
    pub rounds: BTreeMap<Mode, Vec<Round>>,
    /// What those that count have shown of the machine.
    pub measured: Measured,
    /// What the model expects, as far as it is known.
    pub expected: Expected,
    /// What happened on the lanes.
    pub recording: Recording,
    /// What has been measured so far; changes with every run that ends.
    pub report: Rc<Report>,
    /// The mode whose run is under way, and whether anything has disturbed it.
    pub current: Option<(Mode, bool)>,
    /// Why the run under way hangs, if it does, and the index of the task that is waited for.
    pub hung: Option<(Hang, u32)>,
    /// How it ends, once the engine has ended it: it waits for what is to be expected of it.
    pub closing: Option<Ending>,
    /// How it ended, once it has.
    pub ended: Option<Ending>,
    /// Runs from elsewhere, shown where modes cannot run: what they were asked, and on how many
    /// cores. What happened on their lanes is in the recording.
    pub samples: BTreeMap<Mode, (Rc<Spec>, Option<u32>)>,
    /// Whether samples were wanted and could not be loaded.
    pub no_samples: bool,
    /// The race as it can be exported and shown again, once it has ended and there is anything to show.
    pub saved: Option<Rc<SavedRace>>,
}

impl Race {
    /// What computing costs here, as far as it is known: units and nanoseconds.
    pub fn costs(&self) -> &[(u64, u64)] {
        self.baseline
            .as_ref()
            .map_or(&[], |baseline| &baseline.costs)
    }

    /// What else there is to know of it. What was recorded elsewhere is no finding.
    pub fn notes(&self) -> Vec<Note> {
        match self.ended {
            None | Some(Ending::Recorded) => Vec::new(),
            Some(_) => findings::notes(&self.report, self.costs()),
        }
    }

    /// Sums up what has been measured so far; in words, too, once it has ended.
    pub fn sum_up(&mut self) {
        let nothing = Baseline::default();
        let mut report = Report::new(
            &self.spec,
            self.environment.clone(),
            self.baseline.as_deref().unwrap_or(&nothing),
            self.rounds.clone(),
            &self.unavailable,
        )
        .with_expectations(&self.expected);
        if self.ended.is_some() {
            let kind = workload(&report, self.costs());
            report.headline = Some(headline(&report, kind));
        }
        self.report = Rc::new(report);
    }

    /// Models what to expect, from what has been measured so far. Too much to model on the page's thread is
    /// left out. What the machine takes for things, as it was seen.
    pub fn model(&mut self) -> Machine {
        let nothing = Baseline::default();
        let baseline = self.baseline.as_deref().unwrap_or(&nothing);
        let machine = self
            .measured
            .machine(&self.spec, baseline, &self.environment);
        self.expected = Expected::new(expect(&self.spec, &machine, Effort::BRIEF));
        machine
    }

    /// Whether it has shown nothing.
    fn showed_nothing(&self) -> bool {
        let mut findings = self.report.findings.iter();
        findings.all(|finding| finding.fact == Fact::Unmeasured)
    }
}

/// How a race ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Every run was carried out.
    Complete,
    /// The reader stopped it.
    Stopped,
    /// It broke off; see [`State::trouble`].
    Broken,
    /// It did not run in this page: it was recorded before, or elsewhere.
    Recorded,
}

/// A file or link with a race that is to be shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Opening {
    /// There is none.
    #[default]
    Nothing,
    /// A link waits until it is settled what this page can do.
    Waiting(String),
    /// It is read and checked; its number tells it from what was chosen before.
    Reading(u32),
    /// Its events are taken in, and this share of them is.
    TakingIn(u32, f64),
    /// It was not shown.
    Failed(OpenError),
}

impl Opening {
    /// Whether it is the one with this number.
    pub fn is(&self, number: u32) -> bool {
        match self {
            Opening::Reading(known) | Opening::TakingIn(known, _) => *known == number,
            Opening::Nothing | Opening::Waiting(_) | Opening::Failed(_) => false,
        }
    }
}

/// What has come of the last export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Exporting {
    /// It was saved, or there was none.
    #[default]
    Done,
    /// It is being written.
    Busy,
    /// It could not be saved.
    Failed,
}

/// The figure of two races beside each other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Compared {
    /// The earlier race and the later one, and the language.
    pub races: Option<(Rc<SavedRace>, Rc<SavedRace>, Lang)>,
    /// Counts the figures that were wanted.
    pub number: u32,
    /// The figure, once it is drawn.
    pub figure: Option<Rc<str>>,
}

/// Why a race was not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// The file is no race of ours.
    File(RecordError),
    /// The link is no race of ours.
    Link,
    /// A race is under way, which would be lost.
    Busy,
    /// The worker that reads it could not be started, or broke.
    NoWorker,
}

/// A link with the race that is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Link {
    /// Nobody wants one.
    #[default]
    Unasked,
    /// It is being made.
    Making,
    /// This is it.
    Made(String),
    /// It would have so many characters, which is too many.
    TooLong(usize),
    /// It could not be made.
    Failed,
}

/// What stands in the address bar.
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
            notices,
            capability: None,
            phase: Phase::Loading,
            trouble: None,
            race: None,
            last_race: 0,
            engine: Engine::default(),
            turn: Turn::default(),
            history: Vec::new(),
            pinned: None,
            opening: Opening::default(),
            last_opening: 0,
            link: Link::default(),
            colours: Colours::None,
            exporting: Exporting::default(),
            compared: Compared::default(),
            address: Address {
                query: None,
                changed_ms: f64::NEG_INFINITY,
            },
            at_ms: 0.0,
        }
    }

    /// Whether Run can be pressed with the form as it stands.
    pub fn can_run(&self) -> bool {
        self.phase == Phase::Idle && !self.spec.modes.is_empty()
    }

    /// The race that has ended, if one has and none is under way.
    pub fn ended(&self) -> Option<&Race> {
        let race = self.race.as_ref()?;
        (race.ended.is_some() && !self.phase.is_busy()).then_some(race)
    }

    /// Whether the page looks the same.
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

    /// What the document is called: the experiment in the form, and the page.
    pub fn title(&self) -> String {
        let texts = texts(self.lang);
        let cores = self.capability.as_ref().map_or(1, Capability::cores_or_one);
        [
            &texts.experiment_name(&self.spec, cores),
            " · ",
            texts.header.title,
        ]
        .concat()
    }

    /// The query of the form.
    pub fn query(&self) -> String {
        encode(&self.spec, &self.view)
    }

    /// The sentence above everything else.
    pub fn headline(&self) -> HeadlineText {
        if self.phase.is_busy() {
            let report = self.race.as_ref().map(|race| Rc::clone(&race.report));
            return HeadlineText::Busy(self.phase, report);
        }
        let Some(race) = self.ended() else {
            return HeadlineText::Question(Workload::of(&self.spec, &[]));
        };
        match race.ended {
            Some(Ending::Stopped) if race.showed_nothing() => HeadlineText::Stopped,
            Some(Ending::Broken) if race.showed_nothing() => HeadlineText::Broken,
            Some(Ending::Recorded) => HeadlineText::Recorded,
            _ => HeadlineText::Found(Rc::clone(&race.report)),
        }
    }

    /// What a task's work costs here, in milliseconds, as far as the last race has shown it.
    pub fn cost_ms(&self) -> Option<f64> {
        let each = self.unit_ms()?;
        (self.spec.work > 0).then_some(each * self.spec.work as f64)
    }

    /// What a unit of the form's work costs here, in milliseconds, as far as the last race has shown it.
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

    /// The modes whose runs will pass the limit, as far as that is known before they run, and the time
    /// to expect of each at least, in milliseconds. Modes that cannot run here are left out.
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
        modes.retain(|(mode, _)| can.refuses(*mode, spec.api(*mode)).is_none());
        modes
    }

    /// What the program that runs now can be made to call at once.
    pub fn early_end(&self) -> Option<ProgramEnd> {
        let race = self.race.as_ref()?;
        let Phase::Running { mode, .. } = self.phase else {
            return None;
        };
        let end = race.spec.end_of(race.spec.api(mode));
        matches!(end, ProgramEnd::Shutdown | ProgramEnd::Terminate).then_some(end)
    }
}
