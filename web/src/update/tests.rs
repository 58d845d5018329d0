//! Actions and their effects, without a browser.

mod cores;
mod documents;
mod engine;
mod lesson;
mod presenting;
mod race;

use std::rc::Rc;

use interleave::model::field::Field;
use interleave::model::mode::Mode;
use interleave::model::query::decode;
use interleave::model::spec::Override;
use interleave::model::task::Outcome;
use interleave::model::view::{Lang, Theme};
use interleave::protocol::Message;
use interleave::report::baseline::Baseline;
use interleave::report::environment::Rung;
use interleave::report::expectations::{Effort, expect};
use interleave::time::MILLI;
use interleave::trace::event::{Event, EventKind, State as LaneState};

use super::update;
use crate::action::Action;
use crate::capability::Capability;
use crate::documents::race_of;
use crate::effect::Effect;
use crate::expected::Expected;
use crate::i18n::texts;
use crate::saved::SavedRace;
use crate::state::State;

/// A page, and all its effects so far.
struct Page {
    state: State,
    effects: Vec<Effect>,
}

impl Page {
    /// A page that was opened with a query and a fragment, and knows what this browser can do.
    fn open(query: &str, fragment: &str) -> Self {
        let mut page = Self {
            state: State::new(decode(query), Lang::En, Theme::Light),
            effects: Vec::new(),
        };
        page.act(Action::Mounted(fragment.to_owned()));
        page.act(Action::Settled(capability()));
        page
    }

    /// Such a page, whose engine is ready and whose turn it is.
    fn running(query: &str) -> Self {
        let mut page = Self::open(query, "");
        page.act(Action::Run);
        page.be_ready();
        page.act(Action::TurnCame);
        page
    }

    /// Handles an action, at the same time as the last one; returns its effects.
    fn act(&mut self, action: Action) -> Vec<Effect> {
        let (state, effects) = update(self.state.clone(), action);
        self.state = state;
        self.effects.extend(effects.iter().cloned());
        effects
    }

    fn be_ready(&mut self) -> Vec<Effect> {
        self.receive(Message::Ready {
            threads: self.state.engine.threads(),
            start_ms: 80.0,
            timer_step_us: 5.0,
        })
    }

    fn receive(&mut self, message: Message) -> Vec<Effect> {
        self.act(Action::Received(self.state.engine.id, message))
    }

    fn race(&self) -> u32 {
        self.state.race.as_ref().map_or(0, |race| race.id)
    }

    fn started(&mut self, mode: Mode) {
        let race = self.race();
        let started = Message::RunStarted {
            race,
            round: 0,
            mode,
            lanes: 1,
        };
        self.record(&started);
        self.receive(started);
    }

    /// Does what the driver does with a message before it dispatches it.
    fn record(&self, message: &Message) {
        let race = self.state.race.as_ref().expect("a race has begun");
        let current = race.current.map(|(mode, _)| mode);
        race.recording.follow(message, current);
    }

    fn happens(&self, mode: Mode, events: &[(u64, u32, EventKind)]) {
        let race = self.state.race.as_ref().expect("a race has begun");
        let mut bytes = Vec::new();
        for (ms, task, what) in events {
            let event = Event {
                at: ms * MILLI,
                task: *task,
                lane: 0,
                what: *what,
            };
            event.write(&mut bytes);
        }
        race.recording.append(mode, bytes);
    }

    /// Ends the run.
    fn end_run(&mut self) {
        let run = Message::RunEnded {
            race: self.race(),
            dropped: 0,
            message_bytes: 0,
            halted: None,
        };
        self.record(&run);
        self.receive(run);
    }

    /// Ends the run and the race.
    fn end(&mut self) {
        self.end_run();
        let race = self.race();
        self.receive(Message::RaceEnded {
            race,
            stopped: false,
        });
    }
}

fn capability() -> Capability {
    Capability {
        rung: Rung::Headers,
        no_threads: None,
        framed: false,
        cores: Some(4),
        user_agent: "test".to_owned(),
        wide: false,
    }
}

/// A race to open.
fn saved(query: &str) -> Rc<SavedRace> {
    let json = include_str!("../../../www/samples/mixed.json");
    Rc::new(SavedRace {
        query: query.to_owned(),
        ..race_of(json)
    })
}

const DONE: EventKind = EventKind::End {
    outcome: Outcome::Done,
    correct: true,
};
const WAITS: EventKind = EventKind::Enter(LaneState::Wait);

#[test]
fn a_switch_for_shortcuts_is_remembered() {
    let mut page = Page::open("", "");
    assert!(page.state.shortcuts);
    for (on, kept) in [(false, "off"), (true, "on")] {
        let effects = page.act(Action::SetShortcuts(on));
        assert_eq!(page.state.shortcuts, on);
        assert!(
            matches!(&effects[..], [Effect::Remember("shortcuts", choice)] if choice == kept),
            "{effects:?}"
        );
    }
}

#[test]
fn runs_that_will_pass_the_limit_are_known_before() {
    let beyond = |page: &Page| {
        let modes = page.state.beyond_limit().into_iter();
        modes
            .map(|(mode, ms)| (mode, ms as u64))
            .collect::<Vec<_>>()
    };
    assert_eq!(beyond(&Page::open("", "")), []);
    let page = Page::open("n=5&wait=60000&modes=sequential,async", "");
    assert_eq!(beyond(&page), [(Mode::Sequential, 300_000)]);

    // What computing costs is known from a race, whatever the work is now.
    let mut page = Page::running("n=2&wait=0&work=1000&modes=async");
    let prepared = Message::Prepared {
        race: page.race(),
        baseline: Baseline {
            costs: vec![(1_000, 30 * MILLI)],
            ..Baseline::default()
        },
    };
    page.receive(prepared);
    assert_eq!(beyond(&page), []);
    page.act(Action::Set(Field::Work, 4_000_000));
    assert_eq!(beyond(&page), [(Mode::Async, 240_000)]);
    let overridden = Override {
        work: Some(0),
        ..Override::default()
    };
    page.act(Action::SetOverride(0, Some(overridden)));
    assert_eq!(beyond(&page), []);

    // A mode that cannot run here does not pass any limit.
    let mut page = Page::open("n=5&wait=60000&modes=gil,threads&workers=1", "");
    assert_eq!(beyond(&page).len(), 2);
    page.act(Action::NoWorkers(page.state.engine.id));
    assert_eq!(beyond(&page), []);
}

#[test]
fn the_document_is_called_after_the_experiment() {
    let mut page = Page::open("preset=thread_pool", "");
    let title = page.state.title();
    page.act(Action::Set(Field::N, 99));
    assert_ne!(page.state.title(), title, "it is not the preset's any more");
    let texts = texts(Lang::En);
    for title in [title, page.state.title()] {
        assert!(title.ends_with(texts.header.title), "{title}");
    }
    let cores = capability().cores_or_one();
    let name = texts.experiment_name(&page.state.spec, cores);
    assert!(page.state.title().starts_with(&name));
}

#[test]
fn a_slider_that_is_dragged_is_one_step_back() {
    let mut page = Page::open("n=3", "");
    let steps = |effects: Vec<Effect>| -> Vec<(String, bool)> {
        let written = effects.into_iter().filter_map(|effect| match effect {
            Effect::WriteAddress {
                query, new_step, ..
            } => Some((query, new_step)),
            _ => None,
        });
        written.collect()
    };
    let mut set = |at: f64, n: u64| {
        page.state.at_ms = at;
        steps(page.act(Action::Set(Field::N, n)))
    };
    assert_eq!(set(1_000.0, 4), [("v=1&n=4".to_owned(), true)]);
    assert_eq!(set(1_100.0, 5), [("v=1&n=5".to_owned(), false)]);
    assert_eq!(set(1_200.0, 5), [], "nothing has changed");
    assert_eq!(set(2_100.0, 6), [("v=1&n=6".to_owned(), true)]);
    let back = steps(page.act(Action::Load(decode("n=5"))));
    assert_eq!(back, [("v=1&n=5".to_owned(), false)]);
    let mut embedded = Page::open("n=3&embed=1", "");
    assert_eq!(steps(embedded.act(Action::Set(Field::N, 9))), []);
}

#[test]
fn a_race_ends_with_what_to_expect_of_it() {
    let mut page = Page::running("n=3&wait=20&modes=sequential");
    page.started(Mode::Sequential);
    page.end();
    let race = page.state.ended().expect("it has ended");
    let expected = race.report.runs[0].expected_ms;
    assert!(expected.is_some_and(|ms| ms >= 60.0), "{expected:?}");
    // What is much to model is modelled in the documents worker first.
    let mut page = Page::running("n=10000&wait=20&workers=8&modes=threads");
    page.started(Mode::Threads);
    page.end();
    assert_eq!(page.state.ended(), None);
    let modelled = page.effects.iter().find_map(|effect| match effect {
        Effect::Model(_, query, machine) => Some((query.clone(), *machine)),
        _ => None,
    });
    let (query, machine) = modelled.expect("it is asked for");
    let expected = expect(&decode(&query).spec, &machine, Effort::FULL);
    page.act(Action::Modelled(page.race(), Expected::new(expected)));
    let race = page.state.ended().expect("it has ended");
    let expected = race.report.runs[0].expected_total_ms;
    assert!(expected.is_some_and(|ms| ms >= 25_000.0), "{expected:?}");
    // A worker that breaks keeps no race from ending.
    let mut page = Page::running("n=10000&wait=20&workers=8&modes=threads");
    page.started(Mode::Threads);
    page.end();
    page.act(Action::Modelled(page.race(), Expected::default()));
    let race = page.state.ended().expect("it has ended");
    assert_eq!(race.report.runs[0].expected_ms, None);
}
