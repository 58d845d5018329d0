//! The lesson: guesses lock, races of the step's experiments are learnt from, answers are remembered.

use interleave::lesson::step;
use interleave::model::mode::Mode;
use interleave::model::view::StepId;

use super::{DONE, Page, WAITS};
use crate::action::{Action, LessonAction};
use crate::effect::Effect;
use crate::state::{Guess, Phase, Stage};

impl Page {
    fn learns(&mut self, action: LessonAction) -> Vec<Effect> {
        self.act(Action::Lesson(action))
    }

    pub(super) fn stage(&self) -> Stage {
        let step = self.state.step().expect("a step is shown");
        self.state.answers.stage(step)
    }

    /// Guesses the same of every mode of the step.
    fn guess(&mut self, guess: Guess) {
        let step = self.state.step().expect("a step is shown");
        for experiment in step.experiments {
            for mode in experiment.guesses {
                self.learns(LessonAction::Guess(experiment.name, *mode, Some(guess)));
            }
        }
    }

    /// Runs what is in the form: each mode has one task that waits for 500 ms.
    fn race_through(&mut self) {
        self.act(Action::Run);
        self.let_it_run();
    }

    /// The same, once it has been started.
    pub(super) fn let_it_run(&mut self) {
        self.be_ready();
        self.act(Action::TurnCame);
        for mode in self.state.spec.modes.clone() {
            self.started(mode);
            self.happens(mode, &[(0, 0, WAITS), (500, 0, DONE)]);
            self.end_run();
        }
        let race = self.race();
        self.receive(interleave::protocol::Message::RaceEnded {
            race,
            stopped: false,
        });
    }
}

#[test]
fn nothing_runs_before_each_mode_has_a_guess_and_none_can_be_changed_after() {
    let mut page = Page::open("lesson=release", "");
    assert_eq!(page.state.spec, step(StepId::Release).experiments[0].spec());
    page.act(Action::Run);
    assert_eq!(
        (page.state.phase, page.stage()),
        (Phase::Idle, Stage::Guess)
    );
    page.guess(Guess::Number(5_000.0));
    assert_eq!(page.stage(), Stage::Run(0));
    page.race_through();
    assert_eq!(page.stage(), Stage::Read);
    page.guess(Guess::Unknown);
    let guess = page.state.answers.guess("gil_io", Mode::Gil);
    assert_eq!(guess, Some(Guess::Number(5_000.0)));
    assert_eq!(page.state.answers.took("gil_io", Mode::Gil), Some(500.0));
    // Nobody computed at 250 ms.
    assert_eq!(page.state.answers.shows(StepId::Release), Some(0));
    assert_eq!(page.state.guesses().len(), 3);
}

#[test]
fn answers_are_taken_in_their_turn_and_remembered() {
    let mut page = Page::open("lesson=release", "");
    page.guess(Guess::Unknown);
    page.learns(LessonAction::Choose(1));
    assert_eq!(page.state.answers.reason(StepId::Release), None);
    page.race_through();
    page.learns(LessonAction::ReadOff(0));
    let effects = page.learns(LessonAction::Choose(1));
    assert_eq!(page.stage(), Stage::Done);
    let text = page.state.answers.write();
    assert!(
        text.contains("\nreason release - 1\nstudent release - "),
        "{text}"
    );
    assert!(
        matches!(&effects[..], [Effect::Remember("lesson", kept)] if *kept == text),
        "{effects:?}"
    );
    page.learns(LessonAction::Again);
    assert_eq!(page.state.answers.write(), "");
}

#[test]
fn a_race_with_other_settings_or_a_stopped_one_does_not_count() {
    let mut page = Page::open("lesson=batches", "");
    page.guess(Guess::Unknown);
    page.act(Action::Set(interleave::model::field::Field::N, 3));
    page.race_through();
    assert_eq!(page.stage(), Stage::Run(0));
    page.learns(LessonAction::Reset);
    page.act(Action::Run);
    page.act(Action::Stop);
    assert_eq!(
        (page.state.phase, page.stage()),
        (Phase::Idle, Stage::Run(0))
    );
}

#[test]
fn the_next_experiment_is_in_the_form_once_the_question_about_the_last_is_answered() {
    let mut page = Page::open("lesson=batches", "");
    let [first, second] = [0, 1].map(|index| step(StepId::Batches).experiments[index].spec());
    page.guess(Guess::Unknown);
    page.race_through();
    assert_eq!((page.stage(), &page.state.spec), (Stage::Read, &first));
    page.learns(LessonAction::ReadOff(2));
    assert_eq!((page.stage(), &page.state.spec), (Stage::Run(1), &second));
    page.race_through();
    assert_eq!(page.stage(), Stage::Reason);
}

#[test]
fn a_step_is_in_the_address_and_free_play_with_its_experiment() {
    let mut page = Page::open("lesson=3", "");
    assert_eq!(page.state.query(), "v=1&lesson=cores");
    page.learns(LessonAction::Break);
    let query = "v=1&n=40&workers=40&modes=sequential,gil,async&lesson=cores&free=1";
    assert_eq!(page.state.query(), query);
    assert!(page.state.step().is_none());
    let mut again = Page::open(query, "");
    assert_eq!(again.state.spec, page.state.spec);
    again.learns(LessonAction::Open(StepId::Cores));
    assert_eq!(again.state.query(), "v=1&lesson=cores");
    again.learns(LessonAction::Leave);
    assert_eq!(
        again.state.query(),
        "v=1&n=40&workers=40&modes=sequential,gil,async"
    );
}

#[test]
fn a_link_that_starts_at_once_skips_the_guesses() {
    let page = Page::open("lesson=release&run=1", "");
    assert_eq!(page.state.phase, Phase::Starting);
    let guess = page.state.answers.guess("gil_io", Mode::Gil);
    assert_eq!(guess, Some(Guess::Unknown));
}

#[test]
fn another_step_stops_what_runs_and_clears_the_board() {
    let mut page = Page::open("lesson=release", "");
    page.guess(Guess::Unknown);
    page.race_through();
    assert!(page.state.race.is_some());
    page.learns(LessonAction::Open(StepId::Batches));
    assert!(page.state.race.is_none());
    page.guess(Guess::Unknown);
    page.act(Action::Run);
    assert!(page.state.phase.is_busy());
    page.learns(LessonAction::Open(StepId::Cores));
    assert!(!page.state.phase.is_busy());
}
