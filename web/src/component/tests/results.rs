//! The results: the headline, the notes, the kernel's answer.

use super::scene::{Times, at, begun, finish, raced, render, seen, state};
use crate::action::Action;
use crate::documents::race_of;
use crate::i18n::{Label, fill};
use crate::state::{Ending, Phase};
use crate::update::update;
use std::rc::Rc;

use interleave::kernel::Finding;
use interleave::model::mode::Mode;
use interleave::model::view::Lang;
use interleave::report::baseline::{Baseline, SearchResult};
use interleave::report::environment::Reason;
use interleave::report::round::{MainThread, MainThreadEnd, Outcomes};
use serde_json::{Value, json};

#[test]
fn a_recorded_race_says_what_its_document_says_and_that_it_was_not_measured_here() {
    for (lang, headline, without) in [
        (Lang::Zh, "很快。", "不是本机刚才测得的。"),
        (Lang::En, "It is fast.", "It was not measured here."),
    ] {
        let sample = include_str!("../../../../www/samples/mixed.json");
        let mut document: Value = serde_json::from_str(sample).expect("it is JSON");
        document["headline"] = Value::Null;
        let silent = document.to_string();
        document["headline"] = json!({"zh": "*很快*。", "en": "It is *fast*."});
        let said = document.to_string();
        for (text, expected) in [(&silent, without), (&said, headline)] {
            let page = state("", lang, None);
            let (page, _) = update(page, Action::Show(Rc::new(race_of(text))));
            let html = render(page);
            let shown = at(&html, "data-verdict=\"recorded\"");
            assert!(
                shown.contains(without) && shown.ends_with(expected),
                "{shown}"
            );
        }
    }
}

#[test]
fn the_page_says_what_the_model_leaves_out() {
    let sharing = [
        "泳道之间的切换，也没有计入页面自身在同一批核心上的工作",
        "switching between lanes and the page’s own work",
    ];
    let wake_ups = ["各次唤醒的延迟", "some wake-ups are later than others"];
    let unknown = ["尚不清楚", "is not known"];
    let cases: [(&str, Mode, f64, Option<[&str; 2]>); 5] = [
        (
            "preset=pi&modes=threads",
            Mode::Threads,
            1.20,
            Some(sharing),
        ),
        ("preset=pi&modes=threads", Mode::Threads, 1.04, None),
        ("preset=pi&modes=async", Mode::Async, 1.20, Some(unknown)),
        (
            "preset=pi&modes=threads",
            Mode::Threads,
            0.80,
            Some(unknown),
        ),
        ("modes=threads", Mode::Threads, 1.20, Some(wake_ups)),
    ];
    for (query, mode, factor, left_out) in cases {
        for (lang, place) in [(Lang::Zh, 0), (Lang::En, 1)] {
            let mut page = raced(query, lang, &[(mode, &[1_000.0; 6])]);
            let race = page.race.as_mut().expect("it has begun");
            let mut report = (*race.report).clone();
            report.runs[0].expected_total_ms = Some(1_000.0 / factor);
            race.report = Rc::new(report);
            let html = render(page);
            let noted = html.contains("data-remark=\"beyond-model\"");
            assert_eq!(noted, left_out.is_some(), "{query} {factor}");
            if let Some(texts) = left_out {
                let note = at(&html, "data-remark=\"beyond-model\"");
                assert!(note.contains(texts[place]), "{note}");
            }
        }
    }
}

#[test]
fn the_headline_tells_what_was_measured() {
    use Mode::{Async, Sequential, Threads};
    let cases: [(&str, &[Times], &str, &str); 8] = [
        (
            "preset=pool4",
            &[
                (Sequential, &[5003.0]),
                (Threads, &[1507.0]),
                (Async, &[503.0]),
            ],
            "等待可以重叠（由快到慢）：协程只用 1 个线程，速度就达到顺序执行的 9.9 倍；4 个线程（无 GIL）的速度是顺序执行的 3.3 倍，因为任务要分 3 批执行。",
            "The waits overlap, fastest first: coroutines are 9.9× as fast as sequential, on 1 thread; with 4 threads: \
             3.3× as fast as sequential, because the tasks run in 3 batches.",
        ),
        (
            "preset=pool4&modes=async,threads",
            &[(Threads, &[1507.0]), (Async, &[503.0])],
            "I/O 密集型任务：协程只用 1 个线程，用了 0.503 s；4 个线程（无 GIL）用了 1.51 s，因为任务要分 3 批执行。",
            "I/O-bound tasks: coroutines took 0.503 s on 1 thread; 4 threads took 1.51 s, because the \
             tasks run in 3 batches.",
        ),
        (
            "modes=sequential",
            &[(Sequential, &[5003.0])],
            "I/O 密集型任务：顺序执行用了 5.00 s。再勾选线程或协程，看看等待能否重叠。",
            "I/O-bound tasks: sequential took 5.00 s. Add threads or coroutines to see if the waits can \
             overlap.",
        ),
        (
            "preset=pi&workers=2",
            &[
                (Sequential, &[4800.0; 6]),
                (Threads, &[2430.0; 6]),
                (Async, &[4810.0; 6]),
            ],
            "CPU 密集型任务（由快到慢）：2 个线程（无 GIL）的速度是顺序执行的 1.98 倍；协程没有变快（加速比 1.00），因为只有一个线程在计算。",
            "CPU-bound tasks, fastest first: with 2 threads: 1.98× as fast as sequential; coroutines are not faster \
             (1.00×), because only one thread computes.",
        ),
        (
            "preset=pi&workers=1",
            &[(Sequential, &[4800.0; 6]), (Threads, &[4820.0; 6])],
            "CPU 密集型任务：只有 1 个线程，耗时与顺序执行相当（加速比 1.00）。",
            "CPU-bound tasks: a single thread takes as long as sequential (1.00×).",
        ),
        (
            "preset=blocking",
            &[
                (Sequential, &[5003.0]),
                (Threads, &[502.0]),
                (Async, &[5004.0]),
            ],
            "协程中的等待是阻塞的，整个事件循环停住，耗时与顺序执行相当（加速比 1.00）；同样的阻塞等待放在 10 个线程（无 GIL）中，速度达到顺序执行的 10.0 倍。",
            "Coroutines take as long as sequential (1.00×), because a blocking wait stops the whole \
             event loop; with 10 threads the same blocking waits overlap: 10.0× as fast.",
        ),
        (
            "preset=mixed",
            &[
                (Sequential, &[5000.0; 6]),
                (Threads, &[1250.0; 6]),
                (Async, &[2500.0; 6]),
            ],
            "计算与等待混合的任务（由快到慢）：4 个线程（无 GIL）的速度是顺序执行的 4.0 倍；协程的速度是顺序执行的 2.0 倍：只有等待重叠，计算仍在同一个线程上。",
            "Mixed tasks, fastest first: with 4 threads: 4.0× as fast as sequential; coroutines are 2.0× as fast: \
             their waits overlap, but only one thread computes.",
        ),
        (
            "n=0",
            &[],
            "没有任务，无法比较。",
            "There were no tasks, so there is nothing to compare.",
        ),
    ];
    for (query, times, zh, en) in cases {
        for (lang, expected) in [(Lang::Zh, zh), (Lang::En, en)] {
            let html = render(raced(query, lang, times));
            assert_eq!(at(&html, "data-verdict=\"found\""), expected, "{query}");
            // Screen readers announce it.
            assert!(at(&html, "class=\"spoken\"").ends_with(expected), "{query}");
        }
    }
}

#[test]
fn until_there_is_a_race_the_page_asks_what_it_would_show() {
    for (query, zh, en) in [
        (
            "",
            "10 个任务各等待 500 ms，顺序执行需要 5 s。同时等待呢？",
            "10 tasks wait 500 ms each. Sequentially this takes 5 s. How long if the waits overlap?",
        ),
        (
            "n=0",
            "没有任务。请把任务数设为 1 或更多，再运行。",
            "There are no tasks. Set the number of tasks to 1 or more, then press Run.",
        ),
        (
            "n=1&wait=20",
            "1 个任务，全是等待：同时等待需要多久？",
            "1 task of pure waiting. How long do the waits take when they overlap?",
        ),
    ] {
        for (lang, expected) in [(Lang::Zh, zh), (Lang::En, en)] {
            let html = render(state(query, lang, None));
            assert_eq!(at(&html, "data-verdict=\"question\""), expected);
        }
    }
}

#[test]
fn the_headline_is_about_the_race_not_about_the_form() {
    let mut state = raced("preset=pool4", Lang::En, &[(Mode::Async, &[503.0])]);
    assert!(!render(state.clone()).contains("class=\"stale\""));
    state.spec.n = 77;
    let html = render(state);
    assert!(html.contains("class=\"stale\""));
    assert!(seen(&html).contains("10 tasks × 500 ms of waiting · 4 workers · 1 round"));
}

#[test]
fn a_race_that_showed_nothing_says_so() {
    for (ending, expected) in [
        (Ending::Stopped, "Stopped. No run was complete."),
        (
            Ending::Broken,
            "The race failed before anything was measured.",
        ),
    ] {
        let mut state = begun("", Lang::En);
        state.phase = Phase::Idle;
        state.race.as_mut().expect("it has begun").ended = Some(ending);
        assert_eq!(at(&render(state), "data-verdict"), expected);
    }
}

#[test]
fn notes_are_shown_with_the_headline() {
    let times: &[(Mode, &[f64])] = &[(Mode::Sequential, &[9.0]), (Mode::Async, &[9.0])];
    let mut state = raced("preset=pi&rounds=2", Lang::Zh, times);
    let race = state.race.as_mut().expect("it has begun");
    race.unavailable.insert(Mode::Threads, Reason::PoolFailed);
    race.rounds.get_mut(&Mode::Async).expect("it ran")[0]
        .outcomes
        .failed = 3;
    let baseline = race.baseline.as_deref().cloned().unwrap_or_default();
    finish(&mut state, baseline);
    let html = render(state);
    let told = |name: &str| at(&html, &format!("data-remark=\"{name}\""));
    assert!(told("unavailable").starts_with("线程（无 GIL）没有执行。线程未能启动，"));
    assert_eq!(told("failed"), "每次执行中有 3 个任务出错。");
    assert_eq!(told("cut-short"), "运行提前结束，只统计已完整执行的部分。");
}

#[test]
fn outcomes_are_shown_with_the_headline() {
    let times: &[Times] = &[
        (Mode::Sequential, &[9.0]),
        (Mode::Threads, &[9.0]),
        (Mode::Processes, &[9.0]),
    ];
    const QUERY: &str = "preset=shutdown&modes=sequential,threads,processes";
    for lang in Lang::ALL {
        let texts = crate::i18n::texts(lang);
        let name = |mode| texts.label(Label::Mode(mode));
        let names = [name(Mode::Threads), name(Mode::Processes)];
        let names = names.join(texts.results.and_modes);
        let [apart, together] = [
            (name(Mode::Sequential), [10, 0, 0, 0]),
            (&*names, [7, 0, 3, 0]),
        ]
        .map(|(names, [done, failed, cancelled, timed_out])| {
            let outcomes = Outcomes {
                done,
                failed,
                cancelled,
                timed_out,
            };
            fill(texts.results.outcomes, &[names, &texts.outcomes(&outcomes)])
        });
        let mut state = raced(QUERY, lang, times);
        assert!(
            !render(state.clone()).contains("data-outcome"),
            "all are done"
        );
        let race = state.race.as_mut().expect("it has begun");
        for mode in [Mode::Threads, Mode::Processes] {
            let round = &mut race.rounds.get_mut(&mode).expect("it ran")[0];
            round.outcomes.done = 7;
            round.outcomes.cancelled = 3;
            round.main_line = Some(MainThread {
                at_ms: 800.0,
                ended: MainThreadEnd::Raised,
                raised: None,
                swallowed: 0,
                still_running: 0,
                went_on_ms: None,
                cleaned: 0,
                respawned: 0,
                first_read_ms: None,
                last_read_ms: None,
                hung: None,
            });
        }
        let baseline = race.baseline.as_deref().cloned().unwrap_or_default();
        finish(&mut state, baseline);
        let html = render(state);
        let verdict = &html[html.find("class=\"verdict").expect("it is there")..];
        let verdict = &verdict[..verdict.find("class=\"board\"").expect("it is below")];
        for line in [apart, together] {
            assert!(
                verdict.contains(&format!(">{line}<")),
                "{line} in {verdict}"
            );
        }
        assert_eq!(verdict.matches("data-remark=\"main-line\"").count(), 2);
        assert_eq!(html.matches("data-remark=\"main-line\"").count(), 2, "once");
        // Room for it is reserved from the beginning.
        assert!(render(begun(QUERY, lang)).contains("verdict may-fail"));
        assert!(!render(begun("", lang)).contains("may-fail"));
    }
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
    let baseline = Baseline {
        search: Some(search),
        ..Baseline::default()
    };
    finish(&mut found, baseline);
    let text = at(&render(found), "data-answer=\"patterns\"");
    assert!(text.contains(
        "Patterns searched for: 2,000 of 2,945. Found in at least 10 other functions: 61."
    ));
    assert!(text.contains("push &lt;b&gt; cmp42"), "{text}");

    let mut pi = raced("preset=pi", Lang::Zh, &[(Mode::Async, &[9.0])]);
    let baseline = Baseline {
        costs: vec![(200_000_000, 612_000_000)],
        pi: Some(3.141_592_648_589_793),
        ..Baseline::default()
    };
    finish(&mut pi, baseline);
    let text = at(&render(pi), "data-answer=\"pi\"");
    assert_eq!(
        text,
        "π 的计算结果前 200,000,000 项之和：3.141592648590，误差 5.0 × 10⁻⁹"
    );
}
