//! What the page knows, and the one pure function that changes it.
//!
//! Asked and measured stay apart: [`State::spec`] is the form, [`Race::spec`] is what a race was
//! run with. Live events are not in here: they go into a [`Recording`], which the board reads by
//! itself, once a frame. No effects here; see [`crate::engine`] and [`crate::url`].

use std::cell::{Cell, Ref, RefCell, RefMut};
use std::rc::Rc;

use interleave::kernel::CorpusError;
use interleave::map::Map;
use interleave::model::api::{Api, End, Fault};
use interleave::model::field::Field;
use interleave::model::limits::MAX_OVERRIDES;
use interleave::model::mode::{KernelKind, Mode};
use interleave::model::preset::Preset;
use interleave::model::query::{Decoded, Notice};
use interleave::model::spec::{Override, Spec};
use interleave::model::view::{Lang, Theme, View};
use interleave::protocol::{Message, RaceId};
use interleave::report::Report;
use interleave::report::baseline::Reference;
use interleave::report::environment::{Environment, Reason, Rung};
use interleave::report::round::Round;
use interleave::trace::event::Event;
use interleave::trace::timeline::Timeline;
use yew::Reducible;

use crate::capability::Capability;
use crate::chart::Frames;

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
    /// The last race, under way or ended.
    pub race: Option<Race>,
    /// The number of the last race that was begun.
    pub last_race: RaceId,
}

/// What is going on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Phase {
    /// It is not settled yet what this page can do.
    Loading,
    /// Nothing: Run can be pressed.
    Idle,
    /// Run was pressed; the engine is made ready.
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
    /// The engine was not heard of any more during a race.
    Silent,
    /// There is a new release; this page may be of another one than its engine.
    Version,
    /// The corpus cannot be searched.
    Corpus(CorpusError),
}

/// A corpus of the reader's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnCorpus {
    /// The file it came from, if it did.
    pub name: Option<String>,
    /// Its text.
    pub text: Rc<str>,
}

/// The timelines of a race: each mode's newest round, and what drawing them cost. Shared with the
/// board, which reads it whenever it paints; equal only to itself.
#[derive(Clone, Debug, Default)]
pub struct Recording(Rc<Tape>);

#[derive(Debug, Default)]
struct Tape {
    timelines: RefCell<Map<Mode, Timeline>>,
    /// How many timelines of each mode were begun.
    begun: RefCell<Map<Mode, u32>>,
    written: Cell<u32>,
    frames: RefCell<Frames>,
}

impl PartialEq for Recording {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Recording {
    /// What has been recorded so far.
    pub fn read(&self) -> Ref<'_, Map<Mode, Timeline>> {
        self.0.timelines.borrow()
    }

    /// To add to it; only the engine's ear does, with every sign of life.
    pub fn write(&self) -> RefMut<'_, Map<Mode, Timeline>> {
        self.0.written.set(self.0.written.get().wrapping_add(1));
        self.0.timelines.borrow_mut()
    }

    /// Begins a timeline of so many lanes, in place of the mode's last one.
    pub fn begin(&self, mode: Mode, lanes: usize) {
        *self.0.begun.borrow_mut().or_default(mode) += 1;
        self.write().insert(mode, Timeline::new(lanes));
    }

    /// Records what an engine says of the lanes of the mode that runs; the mode that runs then.
    pub fn hear(&self, message: &Message, mode: Option<Mode>) -> Option<Mode> {
        match message {
            Message::RunStarted { mode, lanes, .. } => {
                self.begin(*mode, *lanes as usize);
                return Some(*mode);
            }
            Message::Events { bytes, .. } => {
                if let Some(mode) = mode
                    && let Some(timeline) = self.write().get_mut(&mode)
                {
                    Event::read_all(bytes).for_each(|event| timeline.push(event));
                }
            }
            _ => {}
        }
        mode
    }

    /// Which of a mode's timelines this is, from 1; 0 before the first.
    pub fn generation(&self, mode: Mode) -> u32 {
        self.0.begun.borrow().get(&mode).copied().unwrap_or(0)
    }

    /// How often it was added to.
    pub fn writes(&self) -> u32 {
        self.0.written.get()
    }

    /// What painting it cost; only the board adds to that.
    pub fn frames(&self) -> RefMut<'_, Frames> {
        self.0.frames.borrow_mut()
    }
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
    pub unavailable: Map<Mode, Reason>,
    /// What computing the expected answers showed, once that is done.
    pub reference: Option<Rc<Reference>>,
    /// The rounds that have ended, of each mode.
    pub rounds: Map<Mode, Vec<Round>>,
    /// What happened on the lanes.
    pub recording: Recording,
    /// What has been measured so far; changes with every run that ends.
    pub report: Rc<Report>,
    /// The mode whose run is under way, and whether anything has disturbed it.
    pub current: Option<(Mode, bool)>,
    /// How it ended, once it has.
    pub ended: Option<Ending>,
    /// Runs from elsewhere, shown where modes cannot run: what they were asked, and on how many
    /// cores. What happened on their lanes is in the recording.
    pub samples: Map<Mode, (Rc<Spec>, Option<u32>)>,
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
    /// It is none of this page: it was recorded elsewhere.
    Recorded,
}

/// Everything that can change the page.
#[derive(Clone, Debug)]
pub enum Action {
    /// A numeric field was set.
    Set(Field, u64),
    /// A mode was chosen or dropped.
    SetMode(Mode, bool),
    /// A kernel was chosen.
    SetKernel(KernelKind),
    /// Coroutines shall block, or not.
    SetBlocking(bool),
    /// The GIL was switched on or off.
    SetGil(bool),
    /// An API was chosen for its family.
    SetApi(Api),
    /// An end was chosen.
    SetEnd(End),
    /// A way to go wrong was chosen.
    SetFault(Fault),
    /// A task was overridden, or is like the others again.
    SetOverride(u32, Option<Override>),
    /// An experiment was chosen, for a machine of so many cores.
    Choose(Preset, u32),
    /// The reader's own corpus was given, or taken back.
    SetCorpus(Option<OwnCorpus>),
    /// A language was chosen.
    SetLang(Lang),
    /// A theme was chosen.
    SetTheme(Theme),
    /// The address changed: by the back button, or at the beginning.
    Load(Decoded),
    /// The desk wants another experiment.
    Ask(Spec),
    /// The notices were read.
    DismissNotices,
    /// It is settled what this browser can do.
    Settled(Capability),
    /// The browser lets the page start no workers.
    NoWorkers,
    /// Run was pressed.
    Begin {
        /// Where it will run.
        environment: Environment,
        /// Why modes that were asked for will not run.
        unavailable: Map<Mode, Reason>,
        /// Where its events will go.
        recording: Recording,
    },
    /// The engine is ready for the race that was begun.
    EngineReady {
        /// The smallest step of its clock, in microseconds.
        timer_step_us: f64,
        /// How long its threads took to start, in milliseconds; none without.
        pool_start_ms: Option<f64>,
    },
    /// A run from elsewhere is shown in the last race: of which mode, what it was asked, and on how
    /// many cores.
    Recorded(Mode, Rc<Spec>, Option<u32>),
    /// The engine said something about a race; not [`Message::Events`].
    Heard(Message),
    /// The page was hidden while a race was under way.
    Disturbed,
    /// Stop was pressed.
    Stop,
    /// The race is over without an answer of the engine's.
    GiveUp(Ending),
    /// Something went wrong.
    Failed(Trouble),
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
            view,
            notices,
            capability: None,
            phase: Phase::Loading,
            trouble: None,
            race: None,
            last_race: 0,
        }
    }

    /// Whether Run can be pressed with the form as it stands.
    pub fn can_run(&self) -> bool {
        self.phase == Phase::Idle && !self.spec.modes.is_empty()
    }

    fn hear(&mut self, message: Message) {
        let Some(race) = &mut self.race else { return };
        match message {
            Message::Preparing { share, .. } => self.phase = Phase::Preparing { share },
            Message::Prepared { reference, .. } => {
                race.environment.cores_effective = reference.cores_effective;
                race.reference = Some(Rc::new(reference));
                race.sum_up();
            }
            Message::Refused { error, .. } => {
                race.ended = Some(Ending::Broken);
                self.trouble = Some(Trouble::Corpus(error));
                self.phase = Phase::Idle;
            }
            Message::RunStarted { mode, round, .. } => {
                race.current = Some((mode, false));
                if self.phase != Phase::Stopping {
                    self.phase = Phase::Running { mode, round };
                }
            }
            Message::RunEnded {
                dropped,
                message_bytes,
                halted,
                ..
            } => race.end_run(dropped, message_bytes, halted.is_some()),
            Message::RaceEnded { stopped, .. } => {
                self.end(if stopped {
                    Ending::Stopped
                } else {
                    Ending::Complete
                });
            }
            Message::Ready { .. } | Message::Events { .. } => {}
        }
    }

    fn end(&mut self, ending: Ending) {
        self.phase = Phase::Idle;
        if let Some(race) = &mut self.race {
            race.ended = Some(ending);
            race.environment.painter = race.recording.frames().summary();
            race.sum_up();
        }
    }
}

impl Race {
    /// Takes what the run under way showed as a round of its mode.
    fn end_run(&mut self, dropped: u64, message_bytes: u64, halted: bool) {
        let Some((mode, disturbed)) = self.current.take() else {
            return;
        };
        let round = self.recording.read().get(&mode).map(|timeline| {
            let step = self.environment.timer_step_us.unwrap_or(0.0);
            Round::new(timeline, dropped, message_bytes, disturbed || halted, step)
        });
        self.rounds.or_default(mode).extend(round);
        self.sum_up();
    }

    /// Ends the run under way, of which nothing more will be heard: its tasks are cancelled.
    fn cut_off(&mut self) {
        if let Some((mode, _)) = self.current {
            if let Some(timeline) = self.recording.write().get_mut(&mode) {
                timeline.cut_off(self.spec.n);
            }
            self.end_run(0, 0, true);
        }
    }

    fn sum_up(&mut self) {
        let nothing = Reference::default();
        self.report = Rc::new(Report::new(
            &self.spec,
            self.environment.clone(),
            self.reference.as_deref().unwrap_or(&nothing),
            self.rounds.clone(),
            &self.unavailable,
        ));
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            Action::Set(field, value) => field.set(&mut next.spec, value),
            Action::SetMode(mode, chosen) => next.spec.set_mode(mode, chosen),
            Action::SetKernel(kernel) => next.spec.kernel = kernel,
            Action::SetBlocking(blocking) => next.spec.blocking = blocking,
            Action::SetGil(gil) => next.spec.gil = gil,
            Action::SetApi(api) => next.spec.apis.choose(api),
            Action::SetEnd(end) => next.spec.end = end,
            Action::SetFault(fault) => next.spec.fail = fault,
            Action::SetOverride(task, Some(change)) => {
                let overrides = &mut next.spec.overrides;
                if overrides.len() < MAX_OVERRIDES || overrides.contains_key(&task) {
                    overrides.insert(task, change);
                }
            }
            Action::SetOverride(task, None) => {
                next.spec.overrides.remove(&task);
            }
            Action::Choose(preset, cores) => next.spec = preset.spec_for(cores),
            Action::SetCorpus(corpus) => next.corpus = corpus,
            Action::SetLang(lang) => {
                next.lang = lang;
                next.view.lang = next.view.lang.map(|_| lang);
            }
            Action::SetTheme(theme) => {
                next.theme = theme;
                next.view.theme = next.view.theme.map(|_| theme);
            }
            Action::Load(decoded) => {
                next.lang = decoded.view.lang.unwrap_or(next.lang);
                next.theme = decoded.view.theme.unwrap_or(next.theme);
                next.spec = decoded.spec;
                next.view = decoded.view;
                next.notices = decoded.notices;
            }
            Action::Ask(spec) => next.spec = spec,
            Action::DismissNotices => next.notices.clear(),
            Action::Settled(capability) => {
                next.capability = Some(capability);
                if next.phase == Phase::Loading {
                    next.phase = Phase::Idle;
                }
            }
            Action::NoWorkers => {
                if let Some(capability) = &mut next.capability {
                    capability.no_threads = Some(Reason::NoWorkers);
                    capability.rung = Rung::None;
                }
            }
            Action::Begin {
                environment,
                unavailable,
                recording,
            } => next.begin(environment, unavailable, recording),
            Action::Recorded(mode, asked, cores) => {
                if let Some(race) = &mut next.race {
                    race.samples.insert(mode, (asked, cores));
                }
            }
            Action::EngineReady {
                timer_step_us,
                pool_start_ms,
            } => {
                if let Some(race) = &mut next.race {
                    race.environment.timer_step_us = Some(timer_step_us);
                    race.environment.pool_start_ms = pool_start_ms;
                }
            }
            Action::Heard(message) => next.hear(message),
            Action::Disturbed => {
                if let Some(race) = &mut next.race
                    && race.ended.is_none()
                {
                    race.environment.disturbed = true;
                    race.current = race.current.map(|(mode, _)| (mode, true));
                }
            }
            Action::Stop => {
                if next.phase.is_busy() {
                    next.phase = Phase::Stopping;
                }
            }
            Action::GiveUp(ending) => {
                if let Some(race) = &mut next.race
                    && race.ended.is_none()
                {
                    race.cut_off();
                    next.end(ending);
                }
            }
            Action::Failed(trouble) => next.trouble = Some(trouble),
        }
        Rc::new(next)
    }
}

impl State {
    fn begin(
        &mut self,
        environment: Environment,
        unavailable: Map<Mode, Reason>,
        recording: Recording,
    ) {
        if !self.can_run() {
            return;
        }
        self.last_race += 1;
        // A new release stays on offer.
        self.trouble.take_if(|trouble| *trouble != Trouble::Version);
        self.phase = Phase::Starting;
        let spec = Rc::new(self.spec.clone());
        let nothing = Reference::default();
        let report = Report::new(
            &spec,
            environment.clone(),
            &nothing,
            Map::new(),
            &unavailable,
        );
        self.race = Some(Race {
            id: self.last_race,
            spec,
            environment,
            unavailable,
            reference: None,
            rounds: Map::new(),
            recording,
            report: Rc::new(report),
            current: None,
            ended: None,
            samples: Map::new(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interleave::model::task::Outcome;
    use interleave::time::MILLI;
    use interleave::trace::event::{Happening, State as LaneState};

    fn environment() -> Environment {
        Environment {
            isolated: true,
            rung: Rung::Headers,
            cores_reported: Some(8),
            cores_effective: None,
            timer_step_us: None,
            disturbed: false,
            user_agent: "test".to_owned(),
            pool_start_ms: None,
            painter: None,
        }
    }

    fn after(actions: impl IntoIterator<Item = Action>) -> Rc<State> {
        let spec = Spec {
            n: 2,
            ..Spec::default()
        };
        let decoded = Decoded {
            spec,
            ..Decoded::default()
        };
        let idle = State {
            phase: Phase::Idle,
            ..State::new(decoded, Lang::En, Theme::Light)
        };
        let begin = Action::Begin {
            environment: environment(),
            unavailable: Map::new(),
            recording: Recording::default(),
        };
        std::iter::once(begin)
            .chain(actions)
            .fold(Rc::new(idle), |state, action| state.reduce(action))
    }

    fn event(ms: u64, task: u32, what: Happening) -> Event {
        Event {
            at: ms * MILLI,
            task,
            lane: 0,
            what,
        }
    }

    const DONE: Happening = Happening::End {
        outcome: Outcome::Done,
        correct: true,
    };

    fn started(mode: Mode) -> Action {
        Action::Heard(Message::RunStarted {
            race: 1,
            round: 0,
            mode,
            lanes: 1,
        })
    }

    fn record(state: &State, mode: Mode, events: &[Event]) {
        let race = state.race.as_ref().expect("a race has begun");
        let mut recording = race.recording.write();
        let timeline = recording.or_default(mode);
        events.iter().for_each(|event| timeline.push(*event));
    }

    #[test]
    fn a_race_ends_with_what_its_runs_showed() {
        let state = after([started(Mode::Sequential)]);
        let running = Phase::Running {
            mode: Mode::Sequential,
            round: 0,
        };
        assert_eq!(state.phase, running);
        record(
            &state,
            Mode::Sequential,
            &[
                event(0, 0, Happening::Enter(LaneState::Wait)),
                event(5, 0, DONE),
                event(9, 1, DONE),
            ],
        );
        let state = state.reduce(Action::Heard(Message::RunEnded {
            race: 1,
            dropped: 0,
            message_bytes: 0,
            halted: None,
        }));
        let state = state.reduce(Action::Heard(Message::RaceEnded {
            race: 1,
            stopped: false,
        }));
        let race = state.race.as_ref().expect("a race has begun");
        assert_eq!(
            (state.phase, race.ended),
            (Phase::Idle, Some(Ending::Complete))
        );
        let run = race.report.run(Mode::Sequential).expect("it was chosen");
        assert_eq!(
            (run.median_ms, run.speedup, run.outcomes.done),
            (Some(9.0), Some(1.0), 2)
        );
        let threads = race.report.run(Mode::Threads).expect("it was chosen");
        assert_eq!(
            (threads.median_ms, threads.reason),
            (None, Some(Reason::NotReached))
        );
    }

    #[test]
    fn what_was_measured_until_an_engine_is_lost_stays_and_does_not_count() {
        let state = after([started(Mode::Async)]);
        record(
            &state,
            Mode::Async,
            &[
                event(0, 0, Happening::Enter(LaneState::Wait)),
                event(5, 0, DONE),
            ],
        );
        let state = state.reduce(Action::Stop);
        assert_eq!(state.phase, Phase::Stopping);
        let state = state.reduce(Action::GiveUp(Ending::Stopped));
        let race = state.race.as_ref().expect("a race has begun");
        let run = race.report.run(Mode::Async).expect("it was chosen");
        assert_eq!(
            (state.phase, race.ended),
            (Phase::Idle, Some(Ending::Stopped))
        );
        assert_eq!((run.outcomes.done, run.outcomes.cancelled), (1, 1));
        assert_eq!(run.median_ms, None);
        // What still comes for it changes nothing.
        let again = state.clone().reduce(Action::GiveUp(Ending::Broken));
        assert_eq!(again.race, state.race);
    }

    #[test]
    fn a_disturbed_run_does_not_count() {
        let state = after([started(Mode::Async), Action::Disturbed]);
        record(&state, Mode::Async, &[event(5, 0, DONE), event(6, 1, DONE)]);
        let ended = Message::RunEnded {
            race: 1,
            dropped: 0,
            message_bytes: 0,
            halted: None,
        };
        let state = state.reduce(Action::Heard(ended));
        let race = state.race.as_ref().expect("a race has begun");
        assert!(race.report.environment.disturbed);
        assert_eq!(
            race.report.run(Mode::Async).and_then(|run| run.median_ms),
            None
        );
    }

    #[test]
    fn the_report_of_a_race_says_what_drawing_it_cost() {
        let state = after([started(Mode::Async)]);
        let race = state.race.as_ref().expect("a race has begun");
        for at in [0.0, 16.0, 32.0] {
            race.recording.frames().offered(at);
            race.recording.frames().painted(1.5);
        }
        assert_eq!(race.report.environment.painter, None);
        let state = state.reduce(Action::GiveUp(Ending::Stopped));
        let race = state.race.as_ref().expect("a race has begun");
        let painter = race
            .report
            .environment
            .painter
            .expect("frames were painted");
        assert_eq!(painter.frames, 3);
    }

    #[test]
    fn a_timeline_that_takes_anothers_place_is_told_apart() {
        let recording = Recording::default();
        assert_eq!(recording.generation(Mode::Async), 0);
        recording.begin(Mode::Async, 2);
        recording.begin(Mode::Async, 3);
        assert_eq!(recording.generation(Mode::Async), 2);
        let lanes = recording
            .read()
            .get(&Mode::Async)
            .map(|timeline| timeline.lanes().len());
        assert_eq!(lanes, Some(3));
        assert_eq!(recording.writes(), 2);
    }

    #[test]
    fn only_one_race_is_under_way() {
        let state = after([]);
        let begin = Action::Begin {
            environment: environment(),
            unavailable: Map::new(),
            recording: Recording::default(),
        };
        let again = state.clone().reduce(begin);
        assert_eq!(again, state);
    }
}
