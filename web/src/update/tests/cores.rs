//! The machine's cores: when they are measured, and for which races that holds.

use interleave::model::mode::Mode;
use interleave::protocol::{Command, Message};
use interleave::report::environment::EffectiveCores;

use super::{DONE, Page};
use crate::action::Action;
use crate::effect::Effect;
use crate::state::{Failure, Phase, Turn};

/// It computes on four lanes, as many as there are cores.
const COMPUTES: &str = "n=8&wait=0&work=1000&workers=4&modes=sequential,threads";
const WAITS: &str = "n=2&wait=5&modes=sequential,threads";

fn commands(effects: &[Effect]) -> Vec<&Command> {
    let sent = effects.iter().filter_map(|effect| match effect {
        Effect::Send(command) => Some(command),
        _ => None,
    });
    sent.collect()
}

fn measures(effects: &[Effect]) -> bool {
    matches!(commands(effects)[..], [Command::MeasureCores { lanes: 4 }])
}

fn starts(effects: &[Effect]) -> bool {
    matches!(commands(effects)[..], [Command::Start { .. }])
}

impl Page {
    /// A page that has been idle for a moment.
    fn idle(query: &str) -> Self {
        let mut page = Self::open(query, "");
        let effects = page.be_ready();
        let later = effects.iter().any(|effect| {
            matches!(effect, Effect::After(_, action) if matches!(**action, Action::StayedIdle))
        });
        assert_eq!(later, !page.state.view.embed);
        page.act(Action::StayedIdle);
        page
    }

    /// Such a page, whose cores are measured, and found to be so many.
    fn measured(query: &str, effective: Option<f64>) -> Self {
        let mut page = Self::idle(query);
        assert_eq!(page.state.turn, Turn::Waiting, "pages take turns");
        assert!(measures(&page.act(Action::TurnCame)));
        page.cores(effective);
        page
    }

    /// They were measured; something else took the rest of the four.
    fn cores(&mut self, effective: Option<f64>) -> Vec<Effect> {
        let cores = effective.map(|effective| EffectiveCores {
            effective,
            taken: 4.0 - effective,
        });
        self.receive(Message::Cores { lanes: 4, cores })
    }

    /// Presses Run, when it is this page's turn at once.
    fn run(&mut self) -> Vec<Effect> {
        let mut effects = self.act(Action::Run);
        effects.extend(self.act(Action::TurnCame));
        effects
    }

    /// The race under way has one round, in which the machine was steady or not.
    fn race_to_its_end(&mut self, steady: bool) {
        for mode in [Mode::Sequential, Mode::Threads] {
            self.started(mode);
            self.happens(mode, &[(5, 0, DONE)]);
            self.end_run();
        }
        let race = self.race();
        self.receive(Message::RoundEnded { race, steady });
        self.receive(Message::RaceEnded {
            race,
            stopped: false,
        });
    }

    fn reported(&self) -> Option<f64> {
        let race = self.state.race.as_ref().expect("a race has begun");
        race.report.environment.cores_effective
    }
}

#[test]
fn cores_are_measured_once_when_the_page_is_idle_and_that_holds_for_the_session() {
    let mut page = Page::measured(COMPUTES, Some(3.9));
    assert_eq!(page.state.turn, Turn::Unasked, "the next page may run");
    let known = page.state.environment().expect("it is settled");
    assert_eq!(known.cores_effective, Some(3.9));
    for _ in 0..2 {
        assert!(starts(&page.run()), "the race does not wait");
        page.race_to_its_end(true);
        assert_eq!(page.reported(), Some(3.9));
        assert!(page.act(Action::StayedIdle).is_empty(), "it is known");
    }
}

#[test]
fn a_race_that_computes_on_lanes_waits_for_it_and_any_other_breaks_it_off() {
    for (query, waits) in [(COMPUTES, true), (WAITS, false)] {
        let mut page = Page::idle(query);
        page.act(Action::TurnCame);
        let effects = page.act(Action::Run);
        assert_eq!(starts(&effects), !waits, "{query}");
        assert_eq!(page.state.phase == Phase::Measuring, waits);
        assert_eq!(page.state.phase.name(), "preparing");
        if waits {
            assert!(starts(&page.cores(Some(3.9))));
        }
        page.race_to_its_end(true);
        assert_eq!(page.reported(), waits.then_some(3.9), "null if unknown");
    }
}

#[test]
fn an_embedded_page_measures_at_the_first_run_that_needs_it() {
    let mut page = Page::idle(&format!("{COMPUTES}&embed=1"));
    assert_eq!(page.state.turn, Turn::Unasked);
    assert!(measures(&page.run()));
    assert_eq!(page.state.phase, Phase::Measuring);
    assert!(starts(&page.cores(Some(4.0))));
    page.race_to_its_end(true);
    assert!(starts(&page.run()));
}

#[test]
fn it_is_measured_again_before_a_race_if_it_may_have_changed() {
    // Something else ran while it was measured.
    let mut page = Page::measured(COMPUTES, Some(2.9));
    for found in [2.0, 2.5] {
        assert!(measures(&page.run()));
        assert!(starts(&page.cores(Some(found))), "once for each race");
        page.race_to_its_end(true);
        assert_eq!(page.reported(), Some(found));
    }
    assert!(measures(&page.run()));
    page.cores(Some(4.0));
    page.race_to_its_end(false);
    assert!(measures(&page.run()), "the machine has changed its speed");
    page.cores(Some(4.0));
    page.race_to_its_end(true);
    assert!(starts(&page.run()));
}

#[test]
fn what_cannot_be_measured_is_unknown() {
    let mut page = Page::measured(COMPUTES, None);
    assert!(measures(&page.run()));
    assert!(starts(&page.cores(None)));
    page.race_to_its_end(true);
    assert_eq!(page.reported(), None);
    // There are no threads.
    let mut page = Page::open(COMPUTES, "");
    page.receive(Message::Ready {
        threads: 0,
        start_ms: 1.0,
        timer_step_us: 5.0,
    });
    assert!(page.act(Action::StayedIdle).is_empty());
}

#[test]
fn a_hidden_page_measures_nothing() {
    let mut page = Page::open(COMPUTES, "");
    page.act(Action::Hidden);
    page.be_ready();
    assert!(page.act(Action::StayedIdle).is_empty());
    page.act(Action::Shown);
    page.act(Action::StayedIdle);
    assert!(measures(&page.act(Action::TurnCame)));
    let effects = page.act(Action::Hidden);
    assert_eq!(commands(&effects), [&Command::StopMeasuring]);
    assert_eq!(page.state.turn, Turn::Unasked);
    // What runs there does not count.
    assert!(starts(&page.run()));
    page.race_to_its_end(true);
    let race = page.state.race.as_ref().expect("a race has begun");
    let mut rounds = race.report.runs.iter().flat_map(|run| &run.rounds);
    assert!(rounds.all(|round| round.disturbed));
}

#[test]
fn a_race_that_waits_for_it_is_started_when_the_page_is_hidden() {
    let mut page = Page::idle(COMPUTES);
    page.act(Action::TurnCame);
    page.act(Action::Run);
    let effects = page.act(Action::Hidden);
    let sent = commands(&effects);
    assert!(
        matches!(
            sent[..],
            [
                Command::StopMeasuring,
                Command::Start { .. },
                Command::Disturb { .. }
            ]
        ),
        "{sent:?}"
    );
}

#[test]
fn a_race_that_waits_for_it_can_be_stopped_and_ends_with_its_engine() {
    let waiting = || {
        let mut page = Page::idle(COMPUTES);
        page.act(Action::TurnCame);
        page.act(Action::Run);
        page
    };
    let mut page = waiting();
    page.act(Action::Stop);
    assert_eq!(page.state.phase, Phase::Idle);
    assert!(
        page.act(Action::Run)
            .iter()
            .any(|effect| matches!(effect, Effect::AskForTurn))
    );
    assert!(
        commands(&page.act(Action::TurnCame)).is_empty(),
        "it still measures"
    );
    assert!(starts(&page.cores(Some(4.0))));
    let mut page = waiting();
    page.act(Action::EngineFailed(page.state.engine.id, Failure::Lost));
    assert_eq!(
        (page.state.phase, page.state.turn),
        (Phase::Idle, Turn::Unasked)
    );
}
