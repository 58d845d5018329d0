//! The one pure function that changes the state: from a state and an action to the next state and
//! effects.
//!
//! It alone numbers races, engines and openings, and it alone decides: what a passed deadline means,
//! whether an engine is silent, whose turn it is. It reads recordings and never writes them; it reads no
//! clock ([`State::at_ms`] is given) and touches no browser.
//!
//! `race` handles Run and Stop, `engine` the engine's life and messages, `cores` their measurement, `documents` opened races, the
//! history and exports, `lesson` the lesson.

mod cores;
mod documents;
mod engine;
mod lesson;
mod race;
#[cfg(test)]
mod tests;

pub(crate) use documents::{LINK_BEGINS, LONGEST_LINK};
pub(crate) use engine::LOOK_MS;

use std::rc::Rc;

use interleave::model::limits::MAX_OVERRIDES;
use interleave::model::query::Decoded;
use interleave::model::view::{Lang, Theme};

use crate::action::Action;
use crate::component::code::Colours;
use crate::effect::Effect;
use crate::effect::embed::Appearance;
use crate::state::{Exporting, Opening, Phase, State, Trouble};

/// Changes closer together than this, in milliseconds, are one step of the browser's history, as when a
/// slider is dragged.
const ONE_STEP_MS: f64 = 800.0;

/// Under which name the browser remembers whether letters and signs are shortcuts, and what.
pub(crate) const SHORTCUTS: &str = "shortcuts";
const SHORTCUTS_ON: &str = "on";
pub(crate) const SHORTCUTS_OFF: &str = "off";
/// Under which name it remembers the reader's answers in the lesson.
pub(crate) const LESSON: &str = "lesson";

/// Handles an action.
pub fn update(state: State, action: Action) -> (State, Vec<Effect>) {
    let mut step = Step {
        state,
        effects: Vec::new(),
    };
    let moves_address = !matches!(action, Action::Load(_));
    let was_busy = step.state.phase.is_busy();
    let shown = step.state.mirror();
    step.act(action);
    step.write_address(moves_address);
    let is_busy = step.state.phase.is_busy();
    if is_busy != was_busy {
        step.effects.push(Effect::KeepScreenLit(is_busy));
    }
    if step.state.mirror() != shown {
        step.show_speaker();
    }
    step.compare();
    (step.state, step.effects)
}

/// The state and the effects of an action so far.
struct Step {
    state: State,
    effects: Vec<Effect>,
}

impl Step {
    fn act(&mut self, action: Action) {
        match action {
            Action::Set(..)
            | Action::SetMode(..)
            | Action::SetKernel(_)
            | Action::SetLock(_)
            | Action::SetBetween(_)
            | Action::SetSharing(_)
            | Action::SetQueueOrder(_)
            | Action::SetBlocking(_)
            | Action::SetGil(_)
            | Action::SetApi(_)
            | Action::SetPython(_)
            | Action::SetStart(_)
            | Action::SetGuard(_)
            | Action::SetEnd(_)
            | Action::SetFault(_)
            | Action::SetOverride(..)
            | Action::Choose(..)
            | Action::SetCorpus(_)
            | Action::Ask(_) => self.fill_in(action),
            Action::SetLang(lang) => self.set_lang(lang),
            Action::SetTheme(theme) => self.set_theme(theme),
            Action::SetShortcuts(on) => {
                self.state.shortcuts = on;
                let choice = if on { SHORTCUTS_ON } else { SHORTCUTS_OFF };
                self.effects
                    .push(Effect::Remember(SHORTCUTS, choice.into()));
            }
            Action::DismissNotices => self.state.notices.clear(),

            Action::Mounted(fragment) => {
                self.remember_choices();
                self.effects.push(Effect::ReadHistory);
                self.state.step_since_ms = self.state.at_ms;
                self.set_up_experiment();
                self.show_speaker();
                self.link(&fragment);
            }
            Action::Load(decoded) => self.load(decoded),
            Action::FragmentChanged(fragment) => self.link(&fragment),
            Action::HostWants(Appearance { lang, theme }) => {
                if let Some(lang) = lang.filter(|lang| *lang != self.state.lang) {
                    self.set_lang(lang);
                }
                if let Some(theme) = theme.filter(|theme| *theme != self.state.theme) {
                    self.set_theme(theme);
                }
            }
            Action::ReleaseCame => self.state.trouble = Some(Trouble::Version),
            Action::Settled(capability) => self.settle(capability),
            Action::Hidden => {
                self.state.hidden = true;
                self.stop_measuring();
                self.disturb();
            }
            Action::Shown => {
                self.state.hidden = false;
                self.measure_when_idle();
            }
            Action::StayedIdle => self.stayed_idle(),

            Action::Lesson(action) => self.take_lesson(action),
            Action::SetGuessing(on) => self.state.free_guesses = on.then(Rc::default),
            Action::GuessFreely(mode, guess) => self.guess_freely(mode, guess),
            Action::SpeakerAsked(request) => self.speaker_asked(request),
            Action::OpenSpeaker => self.open_speaker(),
            Action::TakeCodes(text) => self.take_codes(&text),
            Action::ForgetCodes => self.state.class = Rc::default(),

            Action::Run => self.run(),
            Action::Stop => self.stop(),
            Action::EndEarly => self.end_early(),
            Action::TurnCame => self.turn_came(),
            Action::Modelled(race, expected) => self.modelled(race, expected),
            Action::StopDeadline(race) => self.stop_deadline(race),

            Action::Received(engine, message) => self.receive(engine, message),
            Action::EngineFailed(engine, trouble) => self.engine_failed(engine, trouble),
            Action::NoWorkers(engine) => self.no_workers(engine),
            Action::Quiet(engine, looks) => self.quiet(engine, looks),
            Action::StartDeadline(engine) => self.start_deadline(engine),
            Action::AbandonDeadline(engine) => self.abandon_deadline(engine),

            Action::HistoryRead(races) => self.history_read(races),
            Action::HistoryChanged => self.effects.push(Effect::ReadHistory),
            Action::ForgetHistory => self.forget_history(),
            Action::Pin(race) => self.state.pinned = race,
            Action::Show(race) => {
                self.forget_moment();
                self.show_if_idle(race);
            }
            Action::Look(race, moment) => self.look(race, moment),
            Action::FileChosen(file) => self.file_chosen(file),
            Action::Opened(opening, result) => self.opened(opening, result),
            Action::TakenIn(opening, share) => self.taken_in(opening, share),
            Action::Compared(number, figure) => self.compared(number, figure),
            Action::SampleLoaded(race, sample) => self.sample_loaded(race, sample),
            Action::Export(kind) => self.export(kind),
            Action::Colour(text, language) => self.effects.push(Effect::Colour(text, language)),
            Action::Coloured(text, tokens) => {
                self.state.colours = match tokens {
                    Some(tokens) => Colours::Of(text, tokens),
                    None => Colours::Failed,
                };
            }
            Action::SaveText(name, text) => self.effects.push(Effect::SaveText(name, text)),
            Action::Exported(done) => {
                self.state.exporting = match done {
                    true => Exporting::Done,
                    false => Exporting::Failed,
                };
            }
            Action::MakeLink => self.make_link(),
            Action::LinkMade(race, made) => self.link_made(race, made),
            Action::WantQrCode(text) => {
                self.state.qr_code.ask(text);
                let wanted = self.state.qr_code.pass_on();
                self.effects.extend(wanted.map(Effect::MakeQrCode));
            }
            Action::QrCodeMade(text, code) => self.state.qr_code.receive(text, code),
        }
    }

    /// Changes the form.
    fn fill_in(&mut self, action: Action) {
        self.forget_moment();
        let spec = &mut self.state.spec;
        match action {
            Action::Set(field, value) => field.set(spec, value),
            Action::SetMode(mode, chosen) => spec.set_mode(mode, chosen),
            Action::SetKernel(kernel) => spec.kernel = kernel,
            Action::SetLock(lock) => spec.lock = lock,
            Action::SetBetween(between) => spec.between = between,
            Action::SetSharing(shared) => spec.shared = shared,
            Action::SetQueueOrder(order) => spec.order = order,
            Action::SetBlocking(blocking) => spec.blocking = blocking,
            Action::SetGil(gil) => spec.gil = gil,
            Action::SetApi(api) => spec.apis.choose(api),
            Action::SetPython(python) => spec.python = python,
            Action::SetStart(start) => spec.start = Some(start),
            Action::SetGuard(guard) => spec.guard = guard,
            Action::SetEnd(end) => spec.end = end,
            Action::SetFault(fault) => spec.fail = fault,
            Action::SetOverride(task, Some(change)) => {
                let overrides = &mut spec.overrides;
                if overrides.len() < MAX_OVERRIDES || overrides.contains_key(&task) {
                    overrides.insert(task, change);
                }
            }
            Action::SetOverride(task, None) => {
                spec.overrides.remove(&task);
            }
            Action::Choose(preset, cores) => *spec = preset.spec_for(cores),
            Action::SetCorpus(corpus) => self.state.corpus = corpus,
            Action::Ask(asked) => *spec = asked,
            _ => {}
        }
    }

    fn set_lang(&mut self, lang: Lang) {
        self.state.lang = lang;
        self.state.view.lang = self.state.view.lang.map(|_| lang);
        self.remember_choices();
    }

    fn set_theme(&mut self, theme: Theme) {
        self.state.theme = theme;
        self.state.view.theme = self.state.view.theme.map(|_| theme);
        self.remember_choices();
    }

    fn remember_choices(&mut self) {
        let State { lang, theme, .. } = self.state;
        self.effects.extend([
            Effect::Remember("lang", lang.name().into()),
            Effect::Remember("theme", theme.name().into()),
        ]);
    }

    fn load(&mut self, decoded: Decoded) {
        let state = &mut self.state;
        state.lang = decoded.view.lang.unwrap_or(state.lang);
        state.theme = decoded.view.theme.unwrap_or(state.theme);
        state.spec = decoded.spec;
        state.view = decoded.view;
        state.notices = decoded.notices;
        self.remember_choices();
        self.set_up_experiment();
        self.run_if_asked();
    }

    /// A link may start a race at once, unless it contains one.
    fn run_if_asked(&mut self) {
        let state = &self.state;
        if state.view.run && state.last_race == 0 && state.opening == Opening::Nothing {
            self.skip_guesses();
            self.run();
        }
    }

    /// Keeps the address in step with the form. An embedded page never touches its address.
    fn write_address(&mut self, may_be_new_step: bool) {
        let query = self.state.query();
        let at = self.state.at_ms;
        let known = &mut self.state.address;
        if self.state.view.embed || known.query.as_ref() == Some(&query) {
            return;
        }
        // The first write only normalises the address: it makes no step in the browser's history, and
        // keeps a race in the link.
        let first = known.query.is_none();
        let new_step = !first && may_be_new_step && at - known.changed_ms > ONE_STEP_MS;
        known.changed_ms = match first || !may_be_new_step {
            true => f64::NEG_INFINITY,
            false => at,
        };
        known.query = Some(query.clone());
        self.effects.push(Effect::WriteAddress {
            query,
            keep_fragment: first,
            new_step,
        });
    }

    /// It is known what this browser can do.
    fn settle(&mut self, capability: crate::capability::Capability) {
        let (no_threads, cores) = (capability.no_threads, capability.cores_or_one());
        self.state.capability = Some(capability);
        self.set_up_experiment();
        let threads = match no_threads {
            None => race::threads_for(&self.state.spec, cores),
            Some(_) => 0,
        };
        if self.state.phase == Phase::Loading {
            self.state.phase = Phase::Idle;
        }
        if let Opening::Waiting(link) = std::mem::take(&mut self.state.opening) {
            self.read_link(link);
        }
        self.run_if_asked();
        if self.state.engine.life == crate::state::EngineLife::Absent {
            self.start_engine(threads);
        }
    }
}
