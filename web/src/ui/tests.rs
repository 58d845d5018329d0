//! The page, rendered to text in both languages, as a reader finds it in its states.

use std::rc::Rc;

use interleave::kernel::{CorpusError, Finding};
use interleave::map::Map;
use interleave::protocol::{Reference, SearchResult};
use interleave::query::{Decoded, Lang, Theme, decode};
use interleave::report::{Outcomes, Reason, Report, Round, Rung};
use interleave::spec::{Mode, Preset};
use yew::Reducible;

use crate::app::{App, AppProps};
use crate::capability::Capability;
use crate::state::{Action, Ending, Phase, Recording, State, Trouble};

fn capability(no_threads: Option<Reason>) -> Capability {
    Capability {
        rung: if no_threads.is_none() {
            Rung::Headers
        } else {
            Rung::None
        },
        no_threads,
        cores: Some(8),
        user_agent: "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36".to_owned(),
    }
}

fn state(query: &str, lang: Lang, no_threads: Option<Reason>) -> State {
    let state = State::new(decode(query), lang, Theme::Light);
    let settled = Rc::new(state).reduce(Action::Settled(capability(no_threads)));
    (*settled).clone()
}

fn begun(query: &str, lang: Lang) -> State {
    let state = state(query, lang, None);
    let begin = Action::Begin {
        environment: capability(None).environment(),
        unavailable: Map::new(),
        recording: Recording::default(),
    };
    (*Rc::new(state).reduce(begin)).clone()
}

/// The times of a mode's rounds, in milliseconds.
type Times<'t> = (Mode, &'t [f64]);

/// A race that has ended, with these times.
fn raced(query: &str, lang: Lang, times: &[Times]) -> State {
    let mut state = begun(query, lang);
    state.phase = Phase::Idle;
    let race = state.race.as_mut().expect("it has begun");
    let round = |ms: &f64| Round {
        elapsed_ms: Some(*ms),
        start_ms: 0.0,
        warmup: false,
        disturbed: false,
        outcomes: Outcomes {
            done: race.spec.n,
            ..Outcomes::default()
        },
        answers_correct: true,
        events_dropped: 0,
    };
    race.rounds = times
        .iter()
        .map(|(mode, ms)| (*mode, ms.iter().map(round).collect()))
        .collect();
    race.environment.timer_step_us = Some(5.0);
    race.environment.pool_start_ms = Some(84.2);
    race.ended = Some(Ending::Complete);
    let reference = Reference {
        costs: vec![(race.spec.work, 612_000_000)]
            .into_iter()
            .filter(|(u, _)| *u > 0)
            .collect(),
        ..Reference::default()
    };
    finish(&mut state, reference);
    state
}

fn finish(state: &mut State, reference: Reference) {
    let race = state.race.as_mut().expect("it has begun");
    race.environment.cores_effective = reference.cores_effective;
    race.report = Rc::new(Report::new(
        &race.spec,
        race.environment.clone(),
        &reference,
        race.rounds.clone(),
        &race.unavailable,
    ));
    race.reference = Some(Rc::new(reference));
}

fn render(state: State) -> String {
    let props = AppProps { state };
    let page = yew::LocalServerRenderer::<App>::with_props(props).hydratable(false);
    futures_executor::block_on(page.render())
}

/// What a reader sees of it: the text, without tags.
fn seen(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<').skip(1) {
        let (_, after) = part.split_once('>').unwrap_or_default();
        text.push_str(after);
    }
    text
}

/// The text of the element that has this attribute.
fn at(html: &str, attribute: &str) -> String {
    let place = html
        .find(attribute)
        .unwrap_or_else(|| panic!("no {attribute} in {html}"));
    let begin = html[..place]
        .rfind('<')
        .expect("an attribute stands in a tag");
    let tag: String = html[begin + 1..]
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    let end = html[begin..]
        .find(&format!("</{tag}>"))
        .expect("the tag is closed");
    seen(&html[begin..begin + end])
}

#[test]
fn a_mode_that_cannot_run_says_why_and_what_would_make_it_run() {
    for reason in [
        Reason::NotIsolated,
        Reason::Insecure,
        Reason::NoSharedMemory,
    ] {
        for lang in Lang::ALL {
            let html = render(state("", lang, Some(reason)));
            let texts = crate::i18n::texts(lang);
            let told = at(&html, "data-refused=\"threads\"");
            assert!(told.contains(texts.form.refused), "{told}");
            assert!(told.contains((texts.reason)(reason)), "{told}");
            assert_eq!(
                html.matches("data-refused").count(),
                1,
                "the others run here"
            );
        }
    }
    assert!(!render(state("", Lang::Zh, None)).contains("data-refused"));
}

#[test]
fn what_cannot_be_run_at_all_says_so_beside_run() {
    let mut none = state("", Lang::En, None);
    none.spec.modes.clear();
    assert_eq!(
        at(&render(none), "data-status"),
        "Choose at least one mode to run."
    );
    let threads = state("modes=threads", Lang::Zh, Some(Reason::Insecure));
    assert_eq!(
        at(&render(threads), "data-status"),
        "选中的跑法在这里都不能跑；请再选一种。"
    );
}

#[test]
fn each_bad_key_of_a_link_is_named_as_text() {
    let query = "n=20000&wait=soon&%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E=1";
    for (lang, out_of_range, unknown) in [
        (
            Lang::Zh,
            "n 超出范围，已取 10,000。",
            "没有叫做 &lt;img src=x onerror=alert(1)&gt; 的设置。",
        ),
        (
            Lang::En,
            "n is out of range; 10,000 was taken.",
            "There is no setting called &lt;img src=x onerror=alert(1)&gt;.",
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
fn the_verdict_tells_what_was_measured() {
    use Mode::{Async, Sequential, Threads};
    let cases: [(&str, &[Times], &str, &str); 8] = [
        (
            "preset=pool4",
            &[
                (Sequential, &[5003.0]),
                (Threads, &[1507.0]),
                (Async, &[503.0]),
            ],
            "等待型任务：协程只用 1 个线程就达到顺序的 9.9 倍速度；4 个线程是 3.3 倍，因为要分 3 批。",
            "Waiting tasks: coroutines run at 9.9× the sequential speed on 1 thread; 4 threads \
             reach 3.3×, as it takes 3 batches.",
        ),
        (
            "preset=pool4&modes=async,threads",
            &[(Threads, &[1507.0]), (Async, &[503.0])],
            "等待型任务：协程只用 1 个线程，0.503 s 跑完；4 个线程用了 1.51 s，因为要分 3 批。",
            "Waiting tasks: coroutines took 0.503 s on 1 thread; 4 threads took 1.51 s, as it \
             takes 3 batches.",
        ),
        (
            "modes=sequential",
            &[(Sequential, &[5003.0])],
            "等待型任务：一个接一个，用了 5.00 s。再选上线程或协程，看看等待能不能重叠。",
            "Waiting tasks: one after the other they took 5.00 s. Add threads or coroutines to \
             see whether waits can overlap.",
        ),
        (
            "preset=pi&workers=2",
            &[
                (Sequential, &[4800.0]),
                (Threads, &[2430.0]),
                (Async, &[4810.0]),
            ],
            "计算型任务：2 个线程跑出顺序的 1.98 倍速度；协程一点也不快（1.00×），因为只有一个线程在算。",
            "Computing tasks: 2 threads run at 1.98× the sequential speed; coroutines are no \
             faster at all (1.00×), as only one thread computes.",
        ),
        (
            "preset=pi&workers=1",
            &[(Sequential, &[4800.0]), (Threads, &[4820.0])],
            "计算型任务：只有 1 个线程，和顺序一样久（1.00×）。",
            "Computing tasks: a single thread takes as long as sequential (1.00×).",
        ),
        (
            "preset=blocking",
            &[
                (Sequential, &[5003.0]),
                (Threads, &[502.0]),
                (Async, &[5004.0]),
            ],
            "协程里的等待是阻塞的：一个睡着，整个事件循环都停住，和顺序一样久（1.00×）；同样的阻塞放到 10 个线程里，却有 10.0 倍。",
            "One coroutine that blocks holds up the whole event loop: it takes as long as \
             sequential (1.00×); the same blocking waits on 10 threads reach 10.0×.",
        ),
        (
            "preset=mixed",
            &[
                (Sequential, &[5000.0]),
                (Threads, &[1250.0]),
                (Async, &[2500.0]),
            ],
            "又算又等：4 个线程跑出顺序的 4.0 倍速度；协程是 2.0 倍，只重叠了等待，计算还挤在一个线程上。",
            "Computing and waiting: 4 threads run at 4.0× the sequential speed; coroutines reach \
             2.0×, as they overlap the waits but compute on one thread.",
        ),
        (
            "n=0",
            &[],
            "没有任务，也就没有什么可比的。",
            "There were no tasks, so there is nothing to compare.",
        ),
    ];
    for (query, times, zh, en) in cases {
        for (lang, expected) in [(Lang::Zh, zh), (Lang::En, en)] {
            let html = render(raced(query, lang, times));
            assert_eq!(at(&html, "data-verdict=\"found\""), expected, "{query}");
            // Whoever does not see it hears it.
            assert!(at(&html, "class=\"spoken\"").ends_with(expected), "{query}");
        }
    }
}

#[test]
fn until_there_is_a_race_the_page_asks_what_it_would_show() {
    for (query, zh, en) in [
        (
            "",
            "10 个任务各等 500 ms，一个接一个要 5 s。一起等呢？",
            "10 tasks wait 500 ms each. One after the other, that takes 5 s. And together?",
        ),
        (
            "n=0",
            "现在没有任务。把任务数调到 1 或更多，再运行。",
            "There are no tasks. Set 1 or more, then run.",
        ),
        (
            "n=1&wait=20",
            "1 个任务都在等待。一起等要多久？",
            "1 task, all waiting. How long does it take together?",
        ),
    ] {
        for (lang, expected) in [(Lang::Zh, zh), (Lang::En, en)] {
            let html = render(state(query, lang, None));
            assert_eq!(at(&html, "data-verdict=\"question\""), expected);
        }
    }
}

#[test]
fn the_verdict_is_about_what_was_asked_not_about_the_form() {
    let mut state = raced("preset=pool4", Lang::En, &[(Mode::Async, &[503.0])]);
    assert!(!render(state.clone()).contains("class=\"stale\""));
    state.spec.n = 77;
    let html = render(state);
    assert!(html.contains("class=\"stale\""));
    assert!(seen(&html).contains("10 tasks × 500 ms of waiting · 4 workers · 1 round"));
}

#[test]
fn while_a_race_is_under_way_there_is_stop_and_the_phase() {
    for (phase, zh, en) in [
        (Phase::Starting, "正在启动引擎…", "Starting the engine…"),
        (
            Phase::Preparing { share: 0.4 },
            "正在计算标准答案 40 %…",
            "Computing the expected answer, 40 %…",
        ),
        (
            Phase::Running {
                mode: Mode::Threads,
                round: 1,
            },
            "正在跑：线程（无 GIL），第 2/5 轮…",
            "Running: Threads (no GIL), round 2/5…",
        ),
        (Phase::Stopping, "正在停止…", "Stopping…"),
    ] {
        for (lang, expected) in [(Lang::Zh, zh), (Lang::En, en)] {
            let mut state = begun("rounds=5", lang);
            state.phase = phase;
            let html = render(state);
            assert_eq!(at(&html, "data-status"), expected);
            assert!(html.contains("data-action=\"stop\""));
            assert!(!html.contains("data-action=\"run\""));
        }
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
fn a_race_that_showed_nothing_says_so() {
    for (ending, expected) in [
        (Ending::Stopped, "Stopped before a single run was complete."),
        (
            Ending::Broken,
            "The race broke off before anything was measured.",
        ),
    ] {
        let mut state = begun("", Lang::En);
        state.phase = Phase::Idle;
        state.race.as_mut().expect("it has begun").ended = Some(ending);
        assert_eq!(at(&render(state), "data-verdict"), expected);
    }
}

#[test]
fn remarks_stand_beside_the_verdict() {
    let times: &[(Mode, &[f64])] = &[(Mode::Sequential, &[9.0]), (Mode::Async, &[9.0])];
    let mut state = raced("preset=pi&rounds=2", Lang::Zh, times);
    let race = state.race.as_mut().expect("it has begun");
    race.unavailable.insert(Mode::Threads, Reason::PoolFailed);
    race.rounds.get_mut(&Mode::Async).expect("it ran")[0]
        .outcomes
        .failed = 3;
    let reference = race.reference.as_deref().cloned().unwrap_or_default();
    finish(&mut state, reference);
    let html = render(state);
    let told = |name: &str| at(&html, &format!("data-remark=\"{name}\""));
    assert!(told("unavailable").starts_with("线程（无 GIL）没有参加。线程没有启动起来。"));
    assert_eq!(
        told("failed"),
        "按设置，每次有 3 个任务以出错告终；其余任务照常跑完。"
    );
    assert_eq!(told("cut-short"), "比赛没有跑完，只统计完整跑完的那些。");
}

#[test]
fn work_is_told_in_words_and_in_what_it_costs_here() {
    let times: &[(Mode, &[f64])] = &[(Mode::Sequential, &[4_900.0])];
    let html = render(raced("preset=pi", Lang::Zh, times));
    assert!(seen(&html).contains("2 亿 · 本机约 0.612 s"));
    let html = render(state("preset=pi", Lang::En, None));
    assert!(seen(&html).contains("200 million") && !seen(&html).contains("0.612"));
}

#[test]
fn the_patterns_and_the_value_of_pi_are_shown() {
    let mut found = raced("preset=patterns", Lang::En, &[(Mode::Async, &[9.0])]);
    let finding = Finding {
        function: 1,
        offset: 2,
        count: 42,
    };
    let search = SearchResult {
        candidates: 2_945,
        searched: 2_000,
        kept: 61,
        top: vec![("push <b> cmp".to_owned(), finding)],
    };
    let reference = Reference {
        search: Some(search),
        ..Reference::default()
    };
    finish(&mut found, reference);
    let text = at(&render(found), "data-answer=\"patterns\"");
    assert!(text.contains(
        "2,000 of 2,945 distinct patterns were searched for; 61 of them recur in at least 10"
    ));
    assert!(text.contains("push &lt;b&gt; cmp42"), "{text}");

    let mut pi = raced("preset=pi", Lang::Zh, &[(Mode::Async, &[9.0])]);
    let reference = Reference {
        costs: vec![(200_000_000, 612_000_000)],
        pi: Some(3.141_592_648_589_793),
        ..Reference::default()
    };
    finish(&mut pi, reference);
    let text = at(&render(pi), "data-answer=\"pi\"");
    assert_eq!(
        text,
        "算出来的 π前 200,000,000 项之和：3.141592648590，误差 5.0 × 10⁻⁹"
    );
}

#[test]
fn single_tasks_are_set_in_a_table_that_knows_its_tasks() {
    let html = render(state("n=5&tasks=3:wait=900;12:fail", Lang::En, None));
    assert!(html.contains("data-task=\"3\"") && html.contains("data-task=\"12\""));
    assert!(seen(&html).contains("The last task is 4: this row has no effect."));
    assert!(html.contains("aria-label=\"Wait, ms of task 3\""));
    // The next one to add is one that is not in the table yet.
    assert!(
        html.contains("id=\"task-number\" data-field=\"n\""),
        "{html}"
    );
}

#[test]
fn an_own_corpus_shows_what_it_is_and_what_is_wrong_with_it() {
    let mut state = state("preset=patterns", Lang::Zh, None);
    assert_eq!(
        at(&render(state.clone()), "data-corpus=\"built-in\""),
        "正在用自带的语料：120 个编出来的函数。"
    );
    let own = |text: &str| {
        Some(crate::state::OwnCorpus {
            name: Some("我的.txt".to_owned()),
            text: text.into(),
        })
    };
    state.corpus = own("a b c d e f g\n\na,b,c,d,e,f\n");
    let html = render(state.clone());
    assert_eq!(
        at(&html, "data-corpus=\"own\""),
        "正在用你的语料：我的.txt，27 B，2 个函数。"
    );
    assert_eq!(at(&html, "data-problem=\"corpus\"").trim(), "");
    state.corpus = own("a b c\na b");
    let problem = at(&render(state), "data-problem=\"corpus\"");
    assert!(problem.contains("每行不少于 6 个符号"), "{problem}");
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
            (texts.run.phase)(Phase::Loading, 1)
        );
        assert!(html.contains("aria-disabled=\"true\""));
        assert!(seen(&html).contains((texts.preset)(Preset::Sleeps)));
    }
}
