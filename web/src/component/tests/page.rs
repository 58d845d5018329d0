//! The page as a whole: at its first view, with errors, and its accessibility.

use super::scene::{at, begun, raced, render, seen, state};
use std::rc::Rc;

use crate::action::Action;
use crate::documents::race_of;
use crate::i18n::{Label, texts};
use crate::saved::SavedRace;
use crate::state::{FreeGuesses, Guess, Phase, State, Trouble};
use crate::update::update;
use interleave::kernel::CorpusError;
use interleave::model::mode::Mode;
use interleave::model::preset::Preset;
use interleave::model::query::{Decoded, decode};
use interleave::model::task::Outcome;
use interleave::model::view::{Lang, Theme};
use interleave::report::environment::Reason;
use interleave::report::round::Counter;
use interleave::scheduler::observation::{Hang, Observation};
use interleave::time::MILLI;
use interleave::trace::event::{Event, EventKind, MemoryAccess, Tally};

#[test]
fn each_bad_key_of_a_link_is_named_as_text() {
    let query = "n=20000&wait=soon&%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E=1";
    for (lang, out_of_range, unknown) in [
        (
            Lang::Zh,
            "n 的值超出范围，已改为 10,000。",
            "没有名为 &lt;img src=x onerror=alert(1)&gt; 的设置，已忽略。",
        ),
        (
            Lang::En,
            "“n” is out of range. 10,000 is used instead.",
            "“&lt;img src=x onerror=alert(1)&gt;” is not a setting. It was ignored.",
        ),
    ] {
        let html = render(state(query, lang, None));
        assert_eq!(at(&html, "data-notice=\"n\""), out_of_range);
        assert!(html.contains(unknown), "{html}");
        assert!(!html.contains("<img"));
        assert_eq!(html.matches("<li data-notice").count(), 3);
    }
}

#[test]
fn keys_that_are_switched_off_are_not_offered() {
    for on in [true, false] {
        let mut state = state("", Lang::En, None);
        state.shortcuts = on;
        let html = render(state);
        for key in ["R", "T", "?"] {
            let offered = html.contains(&format!("aria-keyshortcuts=\"{key}\""));
            assert_eq!(offered, on, "{key}");
        }
        assert_eq!(html.contains("<kbd aria-hidden=\"true\">R</kbd>"), on);
        let mut tags = html.split('<');
        let switch = tags.find(|tag| tag.contains("name=\"shortcuts\""));
        let switch = switch.expect("it is there");
        assert_eq!(switch.contains("checked"), on, "{switch}");
    }
}

#[test]
fn an_earlier_race_is_called_by_its_experiments_name() {
    let race = race_of(include_str!("../../../../www/samples/mixed.json"));
    for query in ["preset=gil_compute", "preset=gil_compute&n=7"] {
        let mut state = state("", Lang::En, None);
        let texts = crate::i18n::texts(Lang::En);
        let cores = race.cores.unwrap_or(1);
        let name = texts.experiment_name(&decode(query).spec, cores);
        state.history = vec![Rc::new(SavedRace {
            query: query.to_owned(),
            ..race.clone()
        })];
        assert_eq!(at(&render(state), "class=\"called\"").trim(), name);
    }
}

#[test]
fn whatever_goes_wrong_says_what_to_do() {
    for lang in Lang::ALL {
        for (trouble, action) in [
            (Trouble::EngineMissing, Some("again")),
            (Trouble::StartTimeout, Some("again")),
            (Trouble::PoolFailed, Some("again")),
            (Trouble::Crashed, Some("again")),
            (Trouble::Silent, Some("again")),
            (Trouble::Version, Some("reload")),
            (Trouble::Corpus(CorpusError::NoPatterns), None),
        ] {
            let mut state = state("", lang, None);
            state.trouble = Some(trouble);
            let html = render(state);
            assert!(
                at(&html, "data-trouble").chars().count() > 15,
                "{trouble:?}"
            );
            for name in ["again", "reload"] {
                let there = html.contains(&format!("data-action=\"{name}\""));
                assert_eq!(there, action == Some(name), "{trouble:?}");
            }
        }
    }
}

#[test]
fn every_page_can_be_used_by_everybody() {
    let times: &[(Mode, &[f64])] = &[(Mode::Sequential, &[4_900.0]), (Mode::Async, &[4_900.0])];
    for lang in Lang::ALL {
        let mut pages = vec![
            State::new(Decoded::default(), lang, Theme::System),
            state(
                "tasks=3:wait=900;5:fail&n=1&n=2",
                lang,
                Some(Reason::Insecure),
            ),
            raced("preset=patterns&rounds=5", lang, times),
            begun("preset=mixed", lang),
        ];
        pages[1].trouble = Some(Trouble::Crashed);
        for page in pages {
            let html = render(page);
            // The page's policy forbids styles in attributes.
            assert!(!html.contains(" style="), "{html}");
            let ids: Vec<&str> = values(&html, " id=\"").collect();
            for (index, id) in ids.iter().enumerate() {
                assert!(!ids[..index].contains(id), "{id} is there twice");
            }
            for name in [
                " for=\"",
                "aria-describedby=\"",
                "aria-labelledby=\"",
                "aria-controls=\"",
            ] {
                for id in values(&html, name) {
                    assert!(ids.contains(&id), "{name}{id}");
                }
            }
            for input in html.split("<input ").skip(1) {
                let tag = &input[..input.find('>').expect("it ends")];
                let own = values(tag, "id=\"").next().unwrap_or("?");
                let labelled = tag.contains("aria-label=")
                    || html.contains(&format!("for=\"{own}\""))
                    || ["checkbox", "radio", "file"]
                        .iter()
                        .any(|kind| tag.contains(kind));
                assert!(labelled, "{tag}");
            }
        }
    }
}

/// The values of an attribute.
fn values<'h>(html: &'h str, attribute: &'h str) -> impl Iterator<Item = &'h str> {
    html.split(attribute)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
}

#[test]
fn the_first_view_is_the_page_before_anything_is_known() {
    for lang in Lang::ALL {
        let html = render(State::new(Decoded::default(), lang, Theme::System));
        let texts = crate::i18n::texts(lang);
        assert_eq!(
            at(&html, "data-status"),
            texts.phase(Phase::Loading, &Preset::Sleeps.spec())
        );
        assert!(html.contains("aria-disabled=\"true\""));
        assert!(seen(&html).contains(texts.label(Label::Preset(Preset::Sleeps))));
    }
}

#[test]
fn a_run_that_hangs_says_so_at_once_and_is_marked_on_the_board() {
    for lang in Lang::ALL {
        let mut state = begun("modes=processes&api=pool_map&fail=kill&tasks=2:fail", lang);
        assert!(!render(state.clone()).contains("data-hung"));
        let race = state.race.as_mut().expect("it has begun");
        race.current = Some((Mode::Processes, false));
        race.hung = Some((Hang::Lost, 2));
        race.recording.begin(Mode::Processes, 0, 1);
        let event = Event {
            at: MILLI,
            task: 2,
            lane: Event::MAIN_THREAD,
            what: EventKind::Observed(Observation::Hung(Hang::Lost)),
        };
        let mut bytes = Vec::new();
        event.write(&mut bytes);
        race.recording.append(Mode::Processes, bytes);
        let html = render(state);
        assert!(at(&html, "data-hung=\"lost\"").contains('2'));
        assert_eq!(html.matches("class=\"hung\"").count(), 1);
    }
}

#[test]
fn what_a_shared_counter_shows_stands_beside_the_time() {
    let counter = Counter {
        expected: 48_000_000,
        found: 24_000_000,
        lost: 24_000_000,
        lock: None,
    };
    for (lang, told) in [
        (Lang::En, "24,000,000 of 48,000,000, 24,000,000 lost (50%)"),
        (
            Lang::Zh,
            "48,000,000 次中计得 24,000,000，丢失 24,000,000（50%）",
        ),
    ] {
        let mut state = raced("preset=lost_update", lang, &[(Mode::Gil, &[200.0, 210.0])]);
        assert!(!seen(&render(state.clone())).contains(told));
        let race = state.race.as_mut().expect("it has begun");
        for round in race.rounds.values_mut().flatten() {
            (round.counter, round.answers_correct) = (Some(counter), None);
        }
        race.sum_up();
        let text = seen(&render(state));
        assert_eq!(text.matches(told).count(), 3, "row, bar and table: {text}");
    }
}

#[test]
fn an_imported_race_shows_its_counter_from_its_events() {
    let mut state = begun("kernel=counter&n=1&wait=0&work=70&modes=gil", Lang::En);
    let race = state.race.as_mut().expect("it has begun");
    race.samples
        .insert(Mode::Gil, (Rc::clone(&race.spec), None));
    race.recording.begin(Mode::Gil, 0, 1);
    let done = EventKind::End {
        outcome: Outcome::Done,
        correct: true,
    };
    let mut bytes = Vec::new();
    for (lane, task, what) in [
        (0, 0, done),
        (
            Event::MAIN_THREAD,
            Event::NO_TASK,
            EventKind::Counted(Tally::Counted, 63),
        ),
    ] {
        let at = MILLI;
        Event {
            at,
            task,
            lane,
            what,
        }
        .write(&mut bytes);
    }
    race.recording.append(Mode::Gil, bytes);
    assert!(seen(&render(state)).contains("63 of 70, 7 lost (10%)"));
}

#[test]
fn a_lost_update_is_shown_step_by_step() {
    use MemoryAccess::{Reads, Writes};
    let both = [
        (0, Reads, 41),
        (1, Reads, 41),
        (1, Writes, 42),
        (0, Writes, 42),
    ];
    let many = [
        (2, Reads, 41),
        (0, Reads, 41),
        (0, Writes, 42),
        (1, Reads, 1_999),
        (1, Writes, 2_000),
        (2, Writes, 42),
    ];
    let wide = [(1, Reads, 41), (0, Writes, 45), (1, Writes, 42)];
    let cases: [(&[_], Lang, &[&str]); 7] = [
        (
            &both,
            Lang::En,
            &[
                "Lane 1Lane 2Counter",
                "reads 4141",
                "writes 4242",
                "1 / 4",
                "Lane 1 reads 41",
            ],
        ),
        (
            &both,
            Lang::Zh,
            &[
                "泳道 1泳道 2计数器",
                "读到 4141",
                "写回 4242",
                "泳道 1 读到 41",
            ],
        ),
        (
            &many,
            Lang::En,
            &[
                "Lane 1Lane 2Lane 3Counter",
                "1,957 more updates: the counter shows 1,999",
                "1 / 7",
            ],
        ),
        (
            &wide,
            Lang::En,
            &[
                "reads 4141",
                "Updates in between are not recorded one by one…",
                "writes 4545",
                "writes 4242",
                "1 / 4",
            ],
        ),
        (&wide, Lang::Zh, &["其间的更新没有逐次记录…"]),
        (&many, Lang::Zh, &["其间又更新 1,957 次，计数器变为 1,999"]),
        (
            &[],
            Lang::En,
            &["none of them in the short part that is recorded"],
        ),
    ];
    for (accesses, lang, told) in cases {
        let query = "kernel=counter&n=1&wait=0&work=70&workers=4&between=1&modes=gil";
        let mut state = raced(query, lang, &[(Mode::Gil, &[200.0])]);
        let race = state.race.as_mut().expect("it has begun");
        race.recording.begin(Mode::Gil, 0, 3);
        let end = EventKind::End {
            outcome: Outcome::Done,
            correct: true,
        };
        let counted = EventKind::Counted(Tally::Counted, 63);
        let accesses = accesses.iter().map(|(lane, access, value)| {
            let what = EventKind::Accessed(*access, *value);
            (*lane, Event::NO_TASK, what)
        });
        let others = [(0, 0, end), (Event::MAIN_THREAD, Event::NO_TASK, counted)];
        let mut bytes = Vec::new();
        for (lane, task, what) in accesses.chain(others) {
            Event {
                at: MILLI,
                task,
                lane,
                what,
            }
            .write(&mut bytes);
        }
        race.recording.append(Mode::Gil, bytes);
        let html = render(state);
        let shown = at(&html, "class=\"lost-update\"");
        for text in told {
            assert!(shown.contains(text), "{text} in {shown}");
        }
        let steps = html.matches("aria-current=\"step\"").count();
        assert_eq!(steps, usize::from(told.len() > 1 || lang == Lang::Zh));
    }
    assert!(!render(raced("", Lang::En, &[(Mode::Async, &[9.0])])).contains("lost-update"));
}

#[test]
fn the_legend_explains_what_is_expected_only_where_it_can_be_known() {
    for (query, known) in [
        ("preset=lost_update", false),
        ("preset=lost_update&lock=local", true),
        ("preset=lost_update&modes=sequential,threads", true),
        ("", true),
    ] {
        let html = render(state(query, Lang::En, None));
        assert_eq!(html.contains("data-mark=\"expected"), known, "{query}");
    }
}

/// The page of a link with the sample race in it.
fn linked(query: &str, lang: Lang) -> String {
    let link = Action::FragmentChanged("#race=abc".to_owned());
    let state = update(state(query, lang, None), link).0;
    let race = race_of(include_str!("../../../../www/samples/mixed.json"));
    let opened = Action::Opened(1, Ok(Rc::new(race)));
    render(update(state, opened).0)
}

#[test]
fn a_link_opens_its_race_at_a_moment_with_what_its_lane_does() {
    for (lang, lane) in [(Lang::En, "Lane 1"), (Lang::Zh, "泳道 1")] {
        let html = linked("preset=mixed&at=20&zoom=10-30&lane=gil:1", lang);
        assert!(html.contains("data-until=\"20000000\""), "{html}");
        let told = at(&html, "class=\"selected-lane\"");
        assert!(told.contains(lane), "{told}");
        let frames = html.matches("class=\"selected\"").count();
        assert_eq!(frames, 1, "on the board");
        assert!(
            html.contains("y=\"-32\""),
            "half of four rows above the middle"
        );
        assert!(html.contains("data-playing=\"false\"") && !html.contains("data-notice"));
    }
    for (lang, [past, zoom, lane]) in [
        (
            Lang::En,
            [
                "“at” goes past the end of this race, which is at ",
                "“zoom” needs two times in milliseconds, the earlier one first, as in 200-300. The whole time axis is shown.",
                "“lane” names a lane that this race does not have. No lane is selected.",
            ],
        ),
        (
            Lang::Zh,
            [
                "at 超出了这次运行的结束时刻（",
                "zoom 应为两个以毫秒计的时刻，先早后晚，例如 200-300。现显示整条时间轴。",
                "这次运行没有 lane 指定的泳道，未选中任何泳道。",
            ],
        ),
    ] {
        let html = linked("preset=mixed&at=99999&zoom=30-10&lane=gil:40", lang);
        let told = at(&html, "data-notice=\"at\"");
        assert!(told.starts_with(past), "{told}");
        assert_eq!(at(&html, "data-notice=\"zoom\""), zoom);
        assert_eq!(at(&html, "data-notice=\"lane\""), lane);
        assert!(!html.contains("class=\"selected\"") && !html.contains("data-until="));
    }
    // In another page, an author's moment comes with a player, which leads on from it.
    for (query, count) in [("embed=1", 0), ("embed=1&at=20", 1)] {
        let mut state = raced(query, Lang::En, &[(Mode::Async, &[500.0])]);
        let race = state.race.as_mut().expect("it has begun");
        race.recording.begin(Mode::Async, 0, 1);
        let players = render(state).matches("card player").count();
        assert_eq!(players, count, "{query}");
    }
}

#[test]
fn in_free_play_guesses_are_asked_for_only_where_that_is_switched_on() {
    for lang in Lang::ALL {
        let words = texts(lang);
        let mut state = state("preset=gil_io", lang, None);
        let html = render(state.clone());
        assert!(html.contains("name=\"guess-first\"") && !html.contains("data-slider=\"guess-"));
        let modes = state.spec.modes.clone();
        let mut guesses = FreeGuesses::default();
        state.free_guesses = Some(Rc::new(guesses.clone()));
        let html = render(state.clone());
        assert_eq!(html.matches("data-slider=\"guess-").count(), modes.len());
        let missing = at(&html, "data-status=\"not-guessed\"");
        assert_eq!(missing, words.lesson.not_guessed);
        for mode in &modes {
            guesses.set(&state.spec, *mode, Some(Guess::Number(500.0)));
        }
        state.free_guesses = Some(Rc::new(guesses));
        assert!(state.can_run());
        let html = render(state);
        assert!(!html.contains("not-guessed"), "{html}");
    }
}
