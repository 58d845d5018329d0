//! A race: when it begins, what its runs and rounds show, how it ends.

use interleave::model::field::Field;
use interleave::model::mode::Mode;
use interleave::model::query::decode;
use interleave::model::view::{Lang, Theme};
use interleave::protocol::{Command, Message};
use interleave::report::environment::Reason;

use super::{DONE, Page, WAITS, capability, saved};
use crate::action::Action;
use crate::capability::Capability;
use crate::effect::Effect;
use crate::state::{Ending, EngineLife, Failure, Phase, State, Turn};
use crate::update::engine::LOOK_MS;

#[test]
fn a_race_ends_with_what_its_runs_showed() {
    let mut page = Page::running("n=2&modes=sequential,threads");
    page.started(Mode::Sequential);
    let running = Phase::Running {
        mode: Mode::Sequential,
        round: 0,
    };
    assert_eq!(page.state.phase, running);
    page.happens(
        Mode::Sequential,
        &[(0, 0, WAITS), (5, 0, DONE), (9, 1, DONE)],
    );
    page.end();
    let race = page.state.race.as_ref().expect("a race has begun");
    assert_eq!(
        (page.state.phase, race.ended),
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
    assert_eq!(page.state.turn, Turn::Unasked, "the next page may run");
    let published = page
        .effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Publish { .. }));
    assert_eq!(published.count(), 1);
}

#[test]
fn a_race_waits_for_its_engine_and_for_its_turn() {
    let mut page = Page::open("n=1", "");
    assert!(matches!(
        page.state.engine.life,
        EngineLife::Starting { .. }
    ));
    page.act(Action::Run);
    assert_eq!(page.state.phase, Phase::Starting);
    assert!(matches!(page.be_ready()[..], [Effect::AskForTurn]));
    let sent = page.act(Action::TurnCame);
    assert!(matches!(
        &sent[..],
        [
            Effect::Send(Command::Start { race: 1, .. }),
            Effect::Watch(Some(_))
        ]
    ));
    // A second Run while a race is under way does nothing.
    assert!(page.act(Action::Run).is_empty());
    assert_eq!(page.state.last_race, 1);
}

#[test]
fn the_program_follows_a_run_and_no_more_once_it_has_ended_however_it_did() {
    let followed = |page: &Page| page.state.followed().map(|(mode, _)| mode);
    let ends: [fn(&mut Page); 4] = [
        Page::end,
        |page| drop(page.act(Action::EngineFailed(page.state.engine.id, Failure::Lost))),
        |page| drop(page.act(Action::Quiet(page.state.engine.id, 3_000 / LOOK_MS + 1))),
        |page| {
            page.act(Action::Stop);
            page.act(Action::StopDeadline(page.race()));
            page.act(Action::AbandonDeadline(page.state.engine.id));
        },
    ];
    for (number, end) in ends.into_iter().enumerate() {
        let mut page = Page::running("n=2&modes=threads,async");
        assert_eq!(followed(&page), None);
        page.started(Mode::Async);
        assert_eq!(followed(&page), Some(Mode::Async));
        // What the abandoned engine sends late changes nothing.
        let (engine, race) = (page.state.engine.id, page.race());
        end(&mut page);
        assert_eq!(followed(&page), None, "end {number}");
        let late = Message::RunStarted {
            race,
            round: 0,
            mode: Mode::Threads,
            lanes: 1,
        };
        page.act(Action::Received(engine, late));
        assert_eq!(followed(&page), None, "end {number}");
    }
    // Another experiment is not followed.
    let mut page = Page::running("n=2&modes=async");
    page.started(Mode::Async);
    page.act(Action::Set(Field::N, 3));
    assert_eq!(followed(&page), None);
}

#[test]
fn a_disturbed_run_does_not_count() {
    let mut page = Page::running("n=2&modes=async");
    page.started(Mode::Async);
    let effects = page.act(Action::Hidden);
    let disturb = Command::Disturb { race: page.race() };
    // The engine runs the round again.
    assert!(matches!(&effects[..], [Effect::Send(told)] if *told == disturb));
    page.happens(Mode::Async, &[(5, 0, DONE), (6, 1, DONE)]);
    page.end();
    let race = page.state.race.as_ref().expect("a race has begun");
    assert!(race.report.environment.disturbed);
    let median = race.report.run(Mode::Async).and_then(|run| run.median_ms);
    assert_eq!(median, None);
}

#[test]
fn a_round_during_which_the_machine_changed_its_speed_is_marked() {
    let mut page = Page::running("n=2&modes=async");
    page.started(Mode::Async);
    page.happens(Mode::Async, &[(5, 0, DONE), (6, 1, DONE)]);
    page.end_run();
    let (race, steady) = (page.race(), false);
    page.receive(Message::RoundEnded { race, steady });
    page.receive(Message::RaceEnded {
        race,
        stopped: false,
    });
    let race = page.state.race.as_ref().expect("a race has begun");
    let run = race.report.run(Mode::Async).expect("it was asked for");
    assert!(run.rounds[0].drifted && !run.rounds[0].counts());
    assert_eq!(run.median_ms, Some(6.0), "the time is shown all the same");
}

#[test]
fn stop_drops_the_round_that_is_not_complete_and_keeps_the_others() {
    let mut page = Page::running("n=2&modes=sequential,async&rounds=3");
    for _ in 0..2 {
        for mode in [Mode::Sequential, Mode::Async] {
            page.started(mode);
            page.happens(mode, &[(5, 0, DONE), (6, 1, DONE)]);
            page.end_run();
        }
    }
    page.started(Mode::Sequential);
    page.happens(Mode::Sequential, &[(5, 0, DONE), (6, 1, DONE)]);
    page.end_run();
    page.started(Mode::Async);
    page.happens(Mode::Async, &[(5, 0, DONE)]);
    page.act(Action::Stop);
    page.act(Action::StopDeadline(page.race()));
    let race = page.state.race.as_ref().expect("a race has begun");
    assert_eq!(race.ended, Some(Ending::Stopped));
    for run in &race.report.runs {
        assert_eq!(run.rounds.len(), 2, "{:?}", run.mode);
    }
}

#[test]
fn the_report_of_a_race_says_what_drawing_it_cost() {
    let mut page = Page::running("n=2&modes=async");
    page.started(Mode::Async);
    let race = page.state.race.as_ref().expect("a race has begun");
    for at in [0.0, 16.0, 32.0] {
        race.recording.frames().offered(at);
        race.recording.frames().painted(1.5);
    }
    assert_eq!(race.report.environment.painter, None);
    page.end();
    let race = page.state.race.as_ref().expect("a race has begun");
    let painter = race.report.environment.painter;
    assert_eq!(painter.map(|painter| painter.frames), Some(3));
}

#[test]
fn a_sample_is_shown_where_a_mode_cannot_run_and_a_failure_to_load_it_too() {
    let mut page = Page {
        state: State::new(decode("modes=threads,async&work=9"), Lang::En, Theme::Light),
        effects: Vec::new(),
    };
    page.act(Action::Settled(Capability {
        no_threads: Some(Reason::NotIsolated),
        ..capability()
    }));
    let effects = page.act(Action::Run);
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::LoadSample(1, _)))
    );
    page.act(Action::SampleLoaded(1, None));
    assert!(page.state.race.as_ref().is_some_and(|race| race.no_samples));
    let effects = page.act(Action::SampleLoaded(1, Some(saved("n=4"))));
    assert!(matches!(&effects[..], [Effect::ShowSample(_, _, modes)] if *modes == [Mode::Threads]));
    let race = page.state.race.as_ref().expect("it has begun");
    assert_eq!(race.samples.len(), 1);
    assert!(page.act(Action::SampleLoaded(9, None)).is_empty());
}
