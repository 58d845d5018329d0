//! The presenter view: one key leads through a step, and a speaker's window is told where the class is.

use interleave::lesson::step;
use interleave::model::view::{Lang, StepId};

use super::Page;
use crate::action::{Action, LessonAction};
use crate::effect::Effect;
use crate::state::{Mirror, Request, Stage};

impl Page {
    fn next(&mut self) -> Vec<Effect> {
        self.act(Action::Lesson(LessonAction::Next))
    }

    fn back(&mut self) {
        self.act(Action::Lesson(LessonAction::Back));
    }
}

fn told(effects: &[Effect]) -> Option<&Mirror> {
    let mut mirrors = effects.iter().rev();
    mirrors.find_map(|effect| match effect {
        Effect::Mirror(mirror) => Some(&**mirror),
        _ => None,
    })
}

#[test]
fn one_key_leads_through_a_step_of_two_experiments_and_to_the_next() {
    let mut page = Page::open("lesson=batches&present=1", "");
    assert_eq!(page.stage(), Stage::Guess);
    page.next();
    assert_eq!(page.stage(), Stage::Run(0));
    page.next();
    assert!(page.state.phase.is_busy());
    // A press too many stops nothing, and starts nothing.
    page.next();
    assert!(page.state.phase.is_busy());
    page.let_it_run();
    assert_eq!(page.stage(), Stage::Read);
    page.next();
    let shown = page.state.answers.shows(StepId::Batches);
    assert_eq!(page.state.answers.read(StepId::Batches), shown);
    assert_eq!(page.stage(), Stage::Run(1));
    let pool4 = step(StepId::Batches).experiments[1].spec();
    assert_eq!(page.state.spec, pool4);
    page.next();
    page.let_it_run();
    assert_eq!(page.stage(), Stage::Reason);
    page.next();
    assert_eq!(page.stage(), Stage::Done);
    page.next();
    assert_eq!(page.state.query(), "v=1&lesson=cores&present=1");
    assert_eq!((page.stage(), &page.state.race), (Stage::Guess, &None));
    let kept = |effect: &&Effect| matches!(effect, Effect::Remember("lesson", _));
    assert_eq!(
        page.effects.iter().filter(kept).count(),
        0,
        "none is the reader's own"
    );
}

#[test]
fn the_way_back_takes_back_what_was_done_last_and_then_leads_to_the_step_before() {
    let mut page = Page::open("lesson=batches&present=1", "");
    page.next();
    page.next();
    page.let_it_run();
    page.next();
    assert_eq!(page.stage(), Stage::Run(1));
    page.back();
    assert_eq!(page.stage(), Stage::Read);
    assert!(page.state.race.is_some(), "the question is about the board");
    page.back();
    assert_eq!((page.stage(), &page.state.race), (Stage::Run(0), &None));
    page.back();
    assert_eq!(page.stage(), Stage::Guess);
    page.back();
    assert_eq!(page.state.step().map(|step| step.id), Some(StepId::Release));
    page.back();
    assert_eq!(page.state.step().map(|step| step.id), Some(StepId::Release));
}

#[test]
fn a_presenter_view_without_a_step_begins_with_the_first() {
    let page = Page::open("present=1", "");
    let place = page.state.place().expect("it presents");
    assert_eq!((place.step, place.stage), (StepId::Release, Stage::Guess));
    for query in ["lesson=1", "lesson=1&present=1&free=1", "present=1&embed=1"] {
        assert_eq!(Page::open(query, "").state.mirror(), None, "{query}");
    }
}

#[test]
fn a_speakers_window_is_told_each_change_and_whenever_it_asks_and_leads_on() {
    let mut page = Page::open("lesson=release&present=1", "");
    let first = told(&page.effects)
        .expect("it is told at the beginning")
        .clone();
    let question = step(StepId::Release).question.of(Lang::En);
    assert_eq!(
        (first.place.stage, &*first.headline),
        (Stage::Guess, question)
    );
    let asked = page.act(Action::SpeakerAsked(Request::Tell));
    assert_eq!(told(&asked), Some(&first));
    assert_eq!(
        told(&page.act(Action::DismissNotices)),
        None,
        "nothing has changed"
    );

    let locked = page.act(Action::SpeakerAsked(Request::Next));
    assert_eq!(
        told(&locked).map(|told| told.place.stage),
        Some(Stage::Run(0))
    );
    let started = page.act(Action::SpeakerAsked(Request::Next));
    assert_eq!(told(&started).map(|told| told.place.busy), Some(true));
    page.let_it_run();
    let ended = told(&page.effects).expect("it is told of the end");
    assert_eq!((ended.place.stage, ended.shows), (Stage::Read, Some(0)));
    assert!(ended.results[0].contains("0.500 s"), "{:?}", ended.results);
    assert!(!ended.headline.is_empty() && !ended.headline.contains('*'));
    page.act(Action::SpeakerAsked(Request::Back));
    assert_eq!(page.stage(), Stage::Run(0));
}

#[test]
fn the_speakers_window_opens_with_the_step_in_the_same_language() {
    let mut page = Page::open("lesson=3&present=1", "");
    let opened = page.act(Action::OpenSpeaker);
    let query = "v=1&lang=en&theme=light&lesson=cores&speaker=1";
    assert!(
        matches!(&opened[..], [Effect::OpenSpeaker(opened)] if opened == query),
        "{opened:?}"
    );
}
