//! The lesson: which step is shown, the reader's answers, and what its races show.

use std::rc::Rc;

use interleave::lesson::{Timed, step};
use interleave::model::mode::Mode;
use interleave::model::query::encode;
use interleave::model::spec::Spec;
use interleave::model::view::{StepId, View};
use interleave::report::ModeReport;

use super::{LESSON, Step};
use crate::action::LessonAction;
use crate::effect::Effect;
use crate::state::{Answers, Ending, Guess, Request, Stage, State};

impl Step {
    pub(super) fn take_lesson(&mut self, action: LessonAction) {
        match action {
            LessonAction::Open(step) => self.open_step(step),
            LessonAction::Leave => {
                self.forget_moment();
                self.state.view.lesson = None;
                self.state.view.free = false;
            }
            LessonAction::Break => self.state.view.free = true,
            LessonAction::Reset => self.set_up_experiment(),
            LessonAction::Next => self.present_next(),
            LessonAction::Back => self.present_back(),
            action => self.answer(action),
        }
    }

    /// Takes the codes in a text that the teacher gives.
    pub(super) fn take_codes(&mut self, text: &str) {
        if let Some(step) = self.state.view.step() {
            Rc::make_mut(&mut self.state.class).take(text, step);
        }
    }

    /// Shows a step. What is on the board belongs to another one.
    fn open_step(&mut self, step: StepId) {
        self.stop();
        self.forget_moment();
        let state = &mut self.state;
        state.view.lesson = Some(step);
        state.view.free = false;
        state.step_since_ms = state.at_ms;
        if !state.phase.is_busy() {
            state.race = None;
        }
        self.set_up_experiment();
    }

    /// Puts the experiment into the form that the step's next run is of.
    pub(super) fn set_up_experiment(&mut self) {
        let state = &mut self.state;
        if let Some(step) = state.step() {
            state.spec = state.answers.experiment(step).spec_on(state.cores_or_one());
        }
    }

    /// Does what comes next in the presenter view.
    fn present_next(&mut self) {
        let Some(place) = self.state.place().filter(|place| !place.busy) else {
            return;
        };
        let step = step(place.step);
        match place.stage {
            _ if place.unshown => self.open_beside(place.step, 1),
            Stage::Guess => self.skip_guesses(),
            Stage::Run(_) => self.run(),
            Stage::Read => self.change_answers(|answers| {
                if let Some(number) = answers.shows(step.id) {
                    answers.set_read(step.id, number);
                }
            }),
            Stage::Reason => {
                self.change_answers(|answers| answers.set_reason(step.id, step.right));
            }
            Stage::Done => self.open_beside(place.step, 1),
        }
    }

    /// Takes back what was done last in the presenter view; before anything was done in a step, shows the one before.
    fn present_back(&mut self) {
        let Some(place) = self.state.place().filter(|place| !place.busy) else {
            return;
        };
        let step = step(place.step);
        let mut answers = (*self.state.answers).clone();
        if !answers.take_back(step) {
            return self.open_beside(place.step, -1);
        }
        // The board shows what was taken back.
        let experiment = self.state.race.as_ref();
        let experiment = experiment.and_then(|race| self.state.experiment_of(&race.spec));
        if experiment.is_some_and(|experiment| !answers.has_run(experiment)) {
            self.state.race = None;
        }
        self.change_answers(|now| *now = answers);
    }

    /// Shows a step beside this one, if there is one.
    fn open_beside(&mut self, id: StepId, by: isize) {
        let index = (id as usize).checked_add_signed(by);
        if let Some(beside) = index.and_then(|index| StepId::ALL.get(index)) {
            self.open_step(*beside);
        }
    }

    /// Tells the speaker's windows what is shown.
    pub(super) fn show_speaker(&mut self) {
        let mirror = self.state.mirror().map(Box::new);
        self.effects.extend(mirror.map(Effect::Mirror));
    }

    pub(super) fn speaker_asked(&mut self, request: Request) {
        match request {
            Request::Tell => self.show_speaker(),
            Request::Next => self.present_next(),
            Request::Back => self.present_back(),
        }
    }

    /// Opens a speaker's window, in the language and the theme of this one.
    pub(super) fn open_speaker(&mut self) {
        let State { lang, theme, .. } = self.state;
        let view = View {
            lang: Some(lang),
            theme: Some(theme),
            lesson: self.state.view.step(),
            speaker: true,
            ..View::default()
        };
        let query = encode(&Spec::default(), &view);
        self.effects.push(Effect::OpenSpeaker(query));
    }

    fn answer(&mut self, action: LessonAction) {
        let Some(step) = self.state.step() else {
            return;
        };
        let stage = self.state.answers.stage(step);
        let busy = self.state.phase.is_busy();
        // No two students of a class choose in the same microsecond of their pages' lives.
        let chosen_at = self.state.at_ms * 1_000.0 % f64::from(u32::MAX);
        self.change_answers(|answers| match action {
            LessonAction::Guess(experiment, mode, guess) if !busy && !answers.is_locked(step) => {
                answers.set_guess(experiment, mode, guess);
            }
            LessonAction::Foretell(guess) if !busy && !answers.is_locked(step) => {
                answers.set_foretold(step.id, guess);
            }
            LessonAction::ReadOff(number) if stage == Stage::Read => {
                answers.set_read(step.id, number);
            }
            LessonAction::Choose(reason) if stage == Stage::Reason => {
                answers.set_reason(step.id, reason);
                answers.set_student(step.id, chosen_at as u32);
            }
            LessonAction::Again if !busy => answers.forget(step),
            _ => {}
        });
    }

    pub(super) fn guess_freely(&mut self, mode: Mode, guess: Option<Guess>) {
        let state = &mut self.state;
        if let Some(guesses) = state
            .free_guesses
            .as_mut()
            .filter(|_| !state.phase.is_busy())
        {
            Rc::make_mut(guesses).set(&state.spec, mode, guess);
        }
    }

    /// A link that starts at once asks for no guesses.
    pub(super) fn skip_guesses(&mut self) {
        let Some(step) = self.state.step().filter(|_| self.state.awaits_guesses()) else {
            return;
        };
        self.change_answers(|answers| {
            if answers.foretold(step.id).is_none() && !step.asks_times() {
                answers.set_foretold(step.id, Some(Guess::Unknown));
            }
            for experiment in step.experiments {
                for mode in experiment.guesses {
                    if answers.guess(experiment.name, *mode).is_none() {
                        answers.set_guess(experiment.name, *mode, Some(Guess::Unknown));
                    }
                }
            }
        });
    }

    /// Changes the answers, and remembers them. Another experiment may be next.
    fn change_answers(&mut self, change: impl FnOnce(&mut Answers)) {
        let next = |state: &State| {
            let step = state.step()?;
            Some(state.answers.experiment(step).name)
        };
        let before = next(&self.state);
        change(Rc::make_mut(&mut self.state.answers));
        // What a class did is none of the reader's own answers.
        if !self.state.view.presents() {
            let text = self.state.answers.write();
            self.effects.push(Effect::Remember(LESSON, text.into()));
        }
        if next(&self.state) != before {
            self.set_up_experiment();
        }
    }

    /// Takes what a race of the step's experiment has shown, if it was one and was carried out.
    pub(super) fn learn(&mut self) {
        let state = &self.state;
        let (Some(step), Some(race)) = (state.step(), state.race.clone()) else {
            return;
        };
        let Some(experiment) = state.experiment_of(&race.spec) else {
            return;
        };
        // A page that was hidden meanwhile may have measured nothing.
        let missing = |run: &ModeReport| run.available && run.median_ms.is_none();
        let lost = race.environment.disturbed && race.report.runs.iter().any(missing);
        if race.ended != Some(Ending::Complete) || lost {
            return;
        }
        self.change_answers(|answers| {
            let recorded = race.recording.read();
            for run in &race.report.runs {
                let timeline = || recorded.get(&run.mode).filter(|_| run.median_ms.is_some());
                let ms = match experiment.timed {
                    Timed::Whole => run.median_ms,
                    timed => timeline().and_then(|timeline| timed.ms(timeline)),
                };
                answers.set_took(experiment.name, run.mode, ms);
            }
            if step.reading.experiment == experiment.name
                && let Some(timeline) = recorded.get(&step.reading.mode)
                && let Some(number) = step.reading.what.read(timeline)
            {
                answers.set_shows(step.id, number);
            }
        });
    }
}
