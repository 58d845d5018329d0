//! The lesson: which step is shown, the reader's answers, and what its races show.

use std::rc::Rc;

use interleave::lesson::Timed;
use interleave::model::view::StepId;

use super::{LESSON, Step};
use crate::action::LessonAction;
use crate::effect::Effect;
use crate::state::{Answers, Ending, Guess, Stage, State, asks_times};

impl Step {
    pub(super) fn take_lesson(&mut self, action: LessonAction) {
        match action {
            LessonAction::Open(step) => self.open_step(step),
            LessonAction::Leave => {
                self.state.view.lesson = None;
                self.state.view.free = false;
            }
            LessonAction::Break => self.state.view.free = true,
            LessonAction::Reset => self.set_up_experiment(),
            action => self.answer(action),
        }
    }

    /// Shows a step. What is on the board belongs to another one.
    fn open_step(&mut self, step: StepId) {
        self.stop();
        let state = &mut self.state;
        state.view.lesson = Some(step);
        state.view.free = false;
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

    fn answer(&mut self, action: LessonAction) {
        let Some(step) = self.state.step() else {
            return;
        };
        let stage = self.state.answers.stage(step);
        let busy = self.state.phase.is_busy();
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
            }
            LessonAction::Again if !busy => answers.forget(step),
            _ => {}
        });
    }

    /// A link that starts at once asks for no guesses.
    pub(super) fn skip_guesses(&mut self) {
        let Some(step) = self.state.step().filter(|_| self.state.awaits_guesses()) else {
            return;
        };
        self.change_answers(|answers| {
            if answers.foretold(step.id).is_none() && !asks_times(step) {
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
        let text = self.state.answers.write();
        self.effects.push(Effect::Remember(LESSON, text.into()));
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
        if race.ended != Some(Ending::Complete) {
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
