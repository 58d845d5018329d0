//! What comes of actions, without a browser.

use std::rc::Rc;

use interleave::document::RecordError;
use interleave::model::field::Field;
use interleave::model::mode::Mode;
use interleave::model::query::decode;
use interleave::model::spec::Override;
use interleave::model::task::Outcome;
use interleave::model::view::{Lang, Theme};
use interleave::protocol::{Command, Message};
use interleave::report::baseline::Baseline;
use interleave::report::environment::{Reason, Rung};
use interleave::report::expectations::{Effort, expect};
use interleave::time::MILLI;
use interleave::trace::event::{Event, EventKind, State as LaneState};

use super::engine::LOOK_MS;
use super::update;
use crate::action::Action;
use crate::capability::Capability;
use crate::component::ExportKind;
use crate::documents::race_of;
use crate::effect::Effect;
use crate::expected::Expected;
use crate::i18n::texts;
use crate::saved::SavedRace;
use crate::state::{
    Ending, EngineLife, Exporting, Failure, Link, OpenError, Opening, Phase, State, Trouble, Turn,
};

/// A page, and all that it wanted done so far.
struct Page {
    state: State,
    effects: Vec<Effect>,
}

impl Page {
    /// A page that was opened with a query and a fragment, and knows what it can do.
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

    /// What comes of an action, at the same time as the last one.
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

    /// Ends the run and the race.
    fn end(&mut self) {
        let race = self.race();
        let run = Message::RunEnded {
            race,
            dropped: 0,
            message_bytes: 0,
            halted: None,
        };
        self.record(&run);
        self.receive(run);
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

/// A race from elsewhere.
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
    // A second Run while one is under way is none.
    assert!(page.act(Action::Run).is_empty());
    assert_eq!(page.state.last_race, 1);
}

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

    // An engine that has still not answered is replaced; what comes of it then changes nothing.
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
fn a_switch_for_shortcuts_is_remembered() {
    let mut page = Page::open("", "");
    assert!(page.state.shortcuts);
    for (on, kept) in [(false, "off"), (true, "on")] {
        let effects = page.act(Action::SetShortcuts(on));
        assert_eq!(page.state.shortcuts, on);
        assert!(
            matches!(effects[..], [Effect::Remember("shortcuts", choice)] if choice == kept),
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
fn a_start_that_takes_too_long_is_told_to_those_who_wait() {
    let mut page = Page::open("n=1", "");
    let first = page.state.engine.id;
    page.act(Action::StartDeadline(first));
    assert_eq!(page.state.trouble, None, "nobody waits for it yet");
    page.act(Action::Run);
    page.act(Action::StartDeadline(first));
    assert_eq!(page.state.phase, Phase::Starting, "this one has time");
    page.act(Action::StartDeadline(page.state.engine.id));
    assert_eq!(page.state.trouble, Some(Trouble::StartTimeout));
}

#[test]
fn a_disturbed_run_does_not_count() {
    let mut page = Page::running("n=2&modes=async");
    page.started(Mode::Async);
    page.act(Action::Hidden);
    page.happens(Mode::Async, &[(5, 0, DONE), (6, 1, DONE)]);
    page.end();
    let race = page.state.race.as_ref().expect("a race has begun");
    assert!(race.report.environment.disturbed);
    let median = race.report.run(Mode::Async).and_then(|run| run.median_ms);
    assert_eq!(median, None);
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
fn while_a_race_runs_no_other_one_takes_its_place() {
    let mut page = Page::running("n=2&modes=async");
    page.started(Mode::Async);
    let running = page.state.race.clone();
    assert!(page.act(Action::Show(saved("n=4"))).is_empty());
    assert_eq!(page.state.opening, Opening::Failed(OpenError::Busy));
    assert!(
        page.act(Action::FragmentChanged("#race=abc".to_owned()))
            .is_empty()
    );
    assert_eq!((&page.state.race, page.state.last_race), (&running, 1));

    // It ends as ever, enters the history, and is what is exported.
    page.happens(Mode::Async, &[(5, 0, DONE), (6, 1, DONE)]);
    page.end();
    let race = page.state.race.clone().expect("it is shown");
    assert_eq!(race.ended, Some(Ending::Complete));
    let own = race.saved.expect("it can be exported");
    assert_eq!(page.state.history, [Rc::clone(&own)]);
    let effects = page.act(Action::MakeLink);
    assert!(matches!(&effects[..], [Effect::MakeLink(1, linked)] if Rc::ptr_eq(linked, &own)));
}

#[test]
fn a_file_that_was_read_after_run_was_pressed_does_not_take_its_place() {
    let mut page = Page::open("n=2&modes=async", "#race=abc");
    let opening = page.state.last_opening;
    assert!(
        page.effects
            .iter()
            .any(|effect| matches!(effect, Effect::ReadLink(1, packed) if packed == "abc"))
    );
    page.act(Action::Run);
    page.act(Action::Opened(opening, Ok(saved("n=4"))));
    assert_eq!((page.state.phase, page.race()), (Phase::Starting, 1));
    assert_eq!(page.state.spec.n, 2, "the form stays, too");
}

#[test]
fn a_link_that_has_a_race_within_it_shows_it_and_runs_none() {
    let mut page = Page::open("run=1&n=2", "#race=abc");
    assert_eq!(page.state.opening, Opening::Reading(1));
    assert_eq!((page.state.phase, page.race()), (Phase::Idle, 0));
    page.act(Action::Opened(1, Ok(saved("n=4&modes=threads,gil"))));
    let race = page.state.race.clone().expect("it is shown");
    assert_eq!((race.id, race.ended), (1, Some(Ending::Recorded)));
    assert_eq!(page.state.spec.n, 4);
    assert!(page.state.history.is_empty(), "it was not run here");
    // The next one that is run has a number of its own, and is what is exported then.
    page.act(Action::Run);
    assert_eq!(page.race(), 2);
    // Without a race in it, it runs.
    assert_eq!(Page::open("run=1&n=2", "").state.phase, Phase::Starting);
}

#[test]
fn a_link_that_cannot_be_read_says_so() {
    let mut page = Page::open("", "#race=abc");
    page.act(Action::Opened(1, Err(OpenError::Link)));
    assert_eq!(page.state.opening, Opening::Failed(OpenError::Link));
    // What was chosen before comes too late.
    page.act(Action::FragmentChanged("#race=def".to_owned()));
    page.act(Action::Opened(1, Ok(saved(""))));
    assert_eq!(page.state.opening, Opening::Reading(2));
    assert_eq!(page.race(), 0);
    page.act(Action::Opened(2, Err(RecordError::Broken.into())));
    let long = format!("#race={}", "x".repeat(20_000));
    page.act(Action::FragmentChanged(long));
    assert_eq!(page.state.opening, Opening::Failed(OpenError::Link));
}

#[test]
fn a_document_whose_query_names_no_mode_is_shown_with_those_that_were_recorded() {
    let mut page = Page::open("", "");
    page.act(Action::Show(saved("n=4&modes=")));
    let race = page.state.race.as_ref().expect("it is shown");
    assert_eq!(race.spec.modes, race.recording.modes());
    assert_eq!(race.samples.len(), race.recording.modes().len());
    let saved = race.saved.as_ref().expect("it can be exported");
    assert_eq!(saved.query, "n=4&modes=", "word for word");
}

#[test]
fn a_race_that_is_shown_again_shares_its_events() {
    let mut page = Page::running("n=2&modes=async");
    page.started(Mode::Async);
    page.happens(Mode::Async, &[(5, 0, DONE), (6, 1, DONE)]);
    page.end();
    let own = page.state.history[0].clone();
    page.act(Action::Show(saved("n=4")));
    page.act(Action::Show(Rc::clone(&own)));
    let race = page.state.race.as_ref().expect("it is shown");
    assert_eq!(race.recording, own.recording, "the very same one");
    assert_eq!(race.id, 3);
}

#[test]
fn the_history_is_bounded_and_keeps_what_the_browser_could_not() {
    let mut page = Page::open("", "");
    let race = |n: u32| saved(&format!("n={n}"));
    page.act(Action::HistoryRead((1..9).map(race).collect()));
    assert_eq!(page.state.history.len(), 6);
    let first = page.state.history[0].clone();
    page.act(Action::HistoryRead(vec![race(1), race(20)]));
    assert!(
        Rc::ptr_eq(&page.state.history[0], &first),
        "it is here already"
    );
    assert_eq!(
        page.state.history.len(),
        2,
        "another tab has forgotten the rest"
    );
    page.act(Action::Pin(Some(first)));
    page.act(Action::ForgetHistory);
    assert_eq!((page.state.history.len(), &page.state.pinned), (0, &None));
}

#[test]
fn two_races_are_drawn_beside_each_other_whenever_they_are_others() {
    let mut page = Page::open("", "");
    page.act(Action::Show(saved("n=4")));
    let effects = page.act(Action::Pin(Some(saved("n=5"))));
    assert!(matches!(effects[..], [Effect::Compare(1, Lang::En, ..)]));
    assert!(
        page.act(Action::Set(Field::N, 7)).len() < 2,
        "nothing new to draw"
    );
    page.act(Action::Compared(1, Some("svg".into())));
    assert_eq!(page.state.compared.figure.as_deref(), Some("svg"));
    page.act(Action::SetLang(Lang::Zh));
    assert_eq!(
        page.state.compared.figure, None,
        "it is in another language"
    );
    page.act(Action::Compared(1, Some("late".into())));
    assert_eq!(page.state.compared.figure, None);
    page.act(Action::Pin(None));
    assert_eq!(page.state.compared.races, None);
}

#[test]
fn an_export_says_that_it_goes_on_and_what_has_come_of_it() {
    let mut page = Page::open("", "");
    assert!(
        page.act(Action::Export(ExportKind::Json)).is_empty(),
        "there is nothing yet"
    );
    page.act(Action::Show(saved("n=4")));
    let effects = page.act(Action::Export(ExportKind::Json));
    assert!(matches!(
        effects[..],
        [Effect::Export(ExportKind::Json, ..)]
    ));
    assert_eq!(page.state.exporting, Exporting::Busy);
    page.act(Action::Exported(false));
    assert_eq!(page.state.exporting, Exporting::Failed);
    page.act(Action::Export(ExportKind::Csv));
    page.act(Action::Exported(true));
    assert_eq!(page.state.exporting, Exporting::Done);
}

#[test]
fn a_file_that_is_taken_in_says_how_far_it_is() {
    let mut page = Page::open("", "#race=abc");
    page.act(Action::TakenIn(1, 0.5));
    assert_eq!(page.state.opening, Opening::TakingIn(1, 0.5));
    page.act(Action::TakenIn(9, 0.9));
    assert_eq!(page.state.opening, Opening::TakingIn(1, 0.5));
    page.act(Action::Opened(1, Ok(saved("n=4"))));
    assert_eq!((&page.state.opening, page.race()), (&Opening::Nothing, 1));
}

#[test]
fn a_link_is_about_the_race_that_is_shown() {
    let mut page = Page::open("", "");
    page.act(Action::Show(saved("n=4")));
    page.act(Action::MakeLink);
    page.act(Action::Show(saved("n=5")));
    page.act(Action::LinkMade(1, Some(Ok("old".to_owned()))));
    assert_eq!(page.state.link, Link::Unasked);
    page.act(Action::MakeLink);
    page.act(Action::LinkMade(2, Some(Err(99_999))));
    assert_eq!(page.state.link, Link::TooLong(99_999));
}

#[test]
fn a_sample_is_shown_where_a_mode_cannot_run_and_one_that_did_not_load_is_told() {
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
