//! The engine's worker: it is late, falls silent, is lost, and is replaced.

use interleave::model::mode::Mode;
use interleave::protocol::Message;

use super::{DONE, Page, WAITS};
use crate::action::Action;
use crate::effect::Effect;
use crate::state::{Ending, EngineLife, Failure, Phase, Trouble};
use crate::update::engine::LOOK_MS;

#[test]
fn what_was_measured_until_an_engine_is_lost_stays_and_does_not_count() {
    let mut page = Page::running("n=2&modes=async");
    page.started(Mode::Async);
    page.happens(Mode::Async, &[(0, 0, WAITS), (5, 0, DONE)]);
    let effects = page.act(Action::Stop);
    assert_eq!(page.state.phase, Phase::Stopping);
    let deadlines = effects
        .iter()
        .filter(|effect| matches!(effect, Effect::After(..)));
    assert_eq!(deadlines.count(), 2);
    assert!(page.act(Action::Stop).is_empty(), "it is stopped once");

    page.act(Action::StopDeadline(0));
    assert_eq!(page.state.phase, Phase::Stopping, "that was another race");
    let effects = page.act(Action::StopDeadline(page.race()));
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::CutOff(_, Mode::Async, 2)))
    );
    let race = page.state.race.clone().expect("a race has begun");
    let run = race.report.run(Mode::Async).expect("it was chosen");
    assert_eq!(
        (page.state.phase, race.ended),
        (Phase::Idle, Some(Ending::Stopped))
    );
    assert_eq!((run.outcomes.done, run.outcomes.cancelled), (1, 1));
    assert_eq!(run.median_ms, None);

    // An engine that has still not answered is replaced; what it does then changes nothing.
    let engine = page.state.engine.id;
    let effects = page.act(Action::AbandonDeadline(engine));
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::StartEngine(..)))
    );
    page.act(Action::EngineFailed(engine, Failure::Lost));
    page.act(Action::AbandonDeadline(engine));
    assert_eq!(page.state.engine.id, engine + 1);
    assert_eq!(page.state.race, Some(race));
    assert_eq!(page.state.trouble, None);
}

#[test]
fn an_engine_that_answers_in_time_is_kept() {
    let mut page = Page::running("n=2&modes=async");
    page.started(Mode::Async);
    page.act(Action::Stop);
    let (race, engine) = (page.race(), page.state.engine.id);
    page.receive(Message::RaceEnded {
        race,
        stopped: true,
    });
    assert_eq!(page.state.phase, Phase::Idle);
    assert!(page.act(Action::StopDeadline(race)).is_empty());
    assert!(page.act(Action::AbandonDeadline(engine)).is_empty());
    assert_eq!(page.state.engine.id, engine);
}

#[test]
fn an_engine_that_is_quiet_for_three_seconds_is_given_up() {
    let mut page = Page::running("n=2&modes=async");
    page.started(Mode::Async);
    let engine = page.state.engine.id;
    assert!(page.act(Action::Quiet(engine, 3_000 / LOOK_MS)).is_empty());
    page.act(Action::Quiet(engine, 3_000 / LOOK_MS + 1));
    assert_eq!(page.state.trouble, Some(Trouble::Silent));
    assert_eq!(page.state.engine.life, EngineLife::Absent);
    let race = page.state.race.as_ref().expect("a race has begun");
    assert_eq!(race.ended, Some(Ending::Broken));
    // The next race gets a new one.
    let effects = page.act(Action::Run);
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::StartEngine(..)))
    );
    assert_eq!(page.state.trouble, None);
}

#[test]
fn a_start_that_takes_too_long_is_an_error_only_for_a_waiting_race() {
    let mut page = Page::open("n=1", "");
    let first = page.state.engine.id;
    page.act(Action::StartDeadline(first));
    assert_eq!(page.state.trouble, None, "no race waits for it yet");
    page.act(Action::Run);
    page.act(Action::StartDeadline(first));
    assert_eq!(page.state.phase, Phase::Starting, "this one has time");
    page.act(Action::StartDeadline(page.state.engine.id));
    assert_eq!(page.state.trouble, Some(Trouble::StartTimeout));
}
