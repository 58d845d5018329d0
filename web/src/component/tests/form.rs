//! The form: what can be set, what cannot be run, what is wrong.

use super::scene::{at, begun, raced, render, seen, state};
use crate::i18n::{Label, fill};
use crate::state::{OwnCorpus, Phase};
use interleave::model::mode::Mode;
use interleave::model::preset::Preset;
use interleave::model::view::Lang;
use interleave::report::environment::Reason;

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
            for mode in ["threads", "gil"] {
                let told = at(&html, &format!("data-refused=\"{mode}\""));
                assert!(told.contains(texts.form.refused), "{told}");
                assert!(told.contains(texts.label(Label::Reason(reason))), "{told}");
            }
            // Outside of its frame the page may be isolated; other reasons do not change there.
            let ways_out = html.matches("data-action=\"own-tab\"").count();
            assert_eq!(ways_out, if reason == Reason::NotIsolated { 2 } else { 0 });
            assert_eq!(
                html.matches("data-refused").count(),
                2,
                "the others run here"
            );
        }
    }
    assert!(!render(state("", Lang::Zh, None)).contains("data-refused"));
    let none = render(state("", Lang::Zh, Some(Reason::NoWorkers)));
    assert_eq!(none.matches("data-refused").count(), Mode::ALL.len());
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
        "选中的执行方式在当前环境都不可用，请另选一种。"
    );
}

#[test]
fn runs_that_will_pass_the_limit_are_named_beside_run_before_they_start() {
    let query = "n=5&wait=60000&workers=2&modes=sequential,threads,async";
    for lang in Lang::ALL {
        let texts = crate::i18n::texts(lang);
        let html = render(state(query, lang, None));
        let told = at(&html, "data-status=\"beyond-limit\"");
        let named =
            |mode, time| told.contains(&format!("{} {time}", texts.label(Label::Mode(mode))));
        assert!(named(Mode::Sequential, "300 s"), "{told}");
        assert!(named(Mode::Threads, "180 s"), "{told}");
        assert!(told.contains("120") && !told.contains(texts.label(Label::Mode(Mode::Async))));
        // While it runs, the phase is there.
        assert!(!render(begun(query, lang)).contains("beyond-limit"));
        assert!(!render(state("", lang, None)).contains("beyond-limit"));
        // It can be run all the same.
        assert!(!html.contains("aria-disabled"), "{html}");
    }
}

#[test]
fn while_a_race_is_under_way_there_is_stop_and_the_phase() {
    for (phase, zh, en) in [
        (Phase::Starting, "正在启动引擎…", "Starting the engine…"),
        (
            Phase::Measuring,
            "正在测量有效核心数…",
            "Measuring the effective cores…",
        ),
        (
            Phase::Preparing { share: 0.4 },
            "正在计算预期答案：40%…",
            "Computing the expected answer: 40%…",
        ),
        (
            Phase::Running {
                mode: Mode::Threads,
                round: 1,
            },
            "正在运行：线程（无 GIL），第 2/5 轮…",
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
fn work_is_told_in_words_and_in_what_it_costs_here() {
    let times: &[(Mode, &[f64])] = &[(Mode::Sequential, &[4_900.0])];
    let html = render(raced("preset=pi&work=200000000", Lang::Zh, times));
    assert!(seen(&html).contains("2 亿 · 本机约需 0.612 s"));
    let html = render(state("preset=pi&work=200000000", Lang::En, None));
    assert!(seen(&html).contains("200 million") && !seen(&html).contains("0.612"));
}

#[test]
fn single_tasks_are_set_in_a_table_that_knows_its_tasks() {
    let html = render(state("n=5&tasks=3:wait=900;12:fail", Lang::En, None));
    assert!(html.contains("data-task=\"3\"") && html.contains("data-task=\"12\""));
    assert!(seen(&html).contains("The last task is 4: this row has no effect."));
    assert!(html.contains("aria-label=\"Wait (ms) of task 3\""));
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
        "当前使用内置语料：120 个虚构的函数。"
    );
    let own = |text: &str| {
        Some(OwnCorpus {
            name: Some("我的.txt".to_owned()),
            text: text.into(),
        })
    };
    state.corpus = own("a b c d e f g\n\na,b,c,d,e,f\n");
    let html = render(state.clone());
    assert_eq!(
        at(&html, "data-corpus=\"own\""),
        "当前使用你的语料：我的.txt，27 B，2 个函数。"
    );
    assert_eq!(at(&html, "data-problem=\"corpus\"").trim(), "");
    state.corpus = own("a b c\na b");
    let problem = at(&render(state), "data-problem=\"corpus\"");
    assert!(problem.contains("每行不少于 6 个符号"), "{problem}");
}

#[test]
fn a_changed_experiment_is_not_called_by_its_presets_name() {
    for lang in Lang::ALL {
        let texts = crate::i18n::texts(lang);
        let name = texts.label(Label::Preset(Preset::Sleeps));
        let from = fill(texts.form.custom_from, &[name]);
        let html = render(state("", lang, None));
        assert!(!html.contains("value=\"custom\""));
        let html = render(state("n=7", lang, None));
        assert_eq!(at(&html, "value=\"custom\""), texts.form.custom);
        assert!(html.contains(&format!(">{from}<")), "{html}");
        let selected = html.matches(" selected").count();
        // One in each menu: the experiment, three APIs, the end, the failures, the version of Python, the
        // start method.
        assert_eq!(selected, 8, "{html}");
        // A preset adapted to this machine's cores still counts as the preset.
        let own = state("preset=gil_compute&workers=8", lang, None);
        assert!(!render(own).contains("value=\"custom\""));
    }
}
