//! The lesson, walked by keyboard: guesses, race, question, reason, explanation, next step.
//!
//! All experiments together run for five minutes, so only the quick steps are walked to their end each time; the way
//! leads through all sixteen. `INTERLEAVE_WALK=en` or `zh` walks every step to its end, the first one in that language.
//! Every step at every stage is also rendered in the page's own tests.

use std::env;

use interleave::lesson::{STEPS, Step, class_code};
use interleave::model::view::StepId;
use serde_json::json;
use thirtyfour::{Key, TypingData};

use crate::support::{Page, Setting, with_page};

/// Presses keys where the focus is.
async fn keys(page: &Page, keys: impl Into<TypingData>) {
    let element = page.browser.active_element().await;
    let element = element.expect("something has the focus");
    element.send_keys(keys).await.expect("it takes keys");
}

/// Goes on with Tab until something that matches has the focus.
async fn tab_to(page: &Page, selector: &str) {
    let there = format!("return document.activeElement.matches({selector:?})");
    for _ in 0..60 {
        if page.script(&there).await == true {
            return;
        }
        keys(page, Key::Tab).await;
    }
    panic!("Tab does not lead to {selector}");
}

async fn press(page: &Page, selector: &str) {
    tab_to(page, selector).await;
    keys(page, Key::Enter).await;
}

async fn until_stage(page: &Page, step: &str, stage: &str) {
    let there = format!("document.querySelector('[data-step={step}][data-stage={stage}]')");
    page.until(&there).await;
}

async fn assert_no_complaints(page: &Page) {
    assert_eq!(page.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_lesson_is_walked_by_keyboard_and_its_answers_are_there_again() {
    with_page(Setting::default(), async |page| {
        page.open("").await;
        press(page, "[data-action=lesson]").await;
        until_stage(page, "release", "guess").await;
        // One guess is typed, one is set by the slider, one is not made.
        tab_to(page, "#guess-gil_io-sequential").await;
        keys(page, "5000").await;
        tab_to(page, "[data-slider=guess-gil_io-threads]").await;
        keys(page, Key::Right + Key::Right).await;
        press_enter_runs_nothing(page).await;
        tab_to(page, ".guess[data-mode=gil] [name=unknown]").await;
        keys(page, " ").await;
        until_stage(page, "release", "run").await;
        press(page, "[data-action=run]").await;
        until_stage(page, "release", "read").await;
        let guessed = "return [...document.querySelectorAll('.compare .guessed')].length";
        assert_eq!(page.script(guessed).await, 2);
        let beside = page.text("[data-found=gil_io-sequential]").await;
        assert!(
            beside.contains("5.00 s") && beside.contains("actually"),
            "{beside}"
        );

        tab_to(page, "#reading").await;
        keys(page, "0").await;
        keys(page, Key::Enter).await;
        until_stage(page, "release", "reason").await;
        assert_eq!(page.text("[data-graded]").await, "Right: 0.");
        press(page, "[data-reason='1']").await;
        until_stage(page, "release", "done").await;
        assert_eq!(
            page.text("[data-question=reason] [data-graded=right]")
                .await,
            "Right."
        );
        let why = page.text("[data-question=explanation]").await;
        assert!(why.contains(" s ") && !why.contains('{'), "{why}");

        press(page, ".class-code summary").await;
        page.until("document.querySelector('.class-code figure path')")
            .await;
        let code = page.text("[data-class-code]").await;
        let found = class_code::find(&code);
        let found = found[0].1.as_ref().expect("it is whole");
        assert_eq!((found.read, found.reason), (Some(true), Some(1)));
        let [sequential, _, gil] = found.results[..] else {
            panic!("{found:?}");
        };
        assert!((sequential.guess.unwrap_or_default() - 5_000.0).abs() < 2.0);
        assert_eq!(gil.guess, None);
        assert!(gil.found.is_some_and(|ms| ms < 2_500.0), "{found:?}");

        press(page, "[data-action=lesson-next]").await;
        until_stage(page, "batches", "guess").await;
        let focus = "return document.activeElement.id";
        assert_eq!(page.script(focus).await, "lesson-heading");
        // The page is opened again: the address has the step, the browser the answers.
        let address = page.script("return location.search").await;
        page.open(
            address
                .as_str()
                .expect("it is text")
                .trim_start_matches('?'),
        )
        .await;
        until_stage(page, "batches", "guess").await;
        let done = page.text(".steps summary").await;
        assert_eq!(done, "All steps (done: 1 of 16)");
        assert_no_complaints(page).await;
    })
    .await;
}

/// Enter in a field does not run what has no guesses yet.
async fn press_enter_runs_nothing(page: &Page) {
    let pressed = page
        .script(
            "const field = document.querySelector('#guess-gil_io-sequential');
             field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}));
             return [document.documentElement.dataset.phase, document.querySelector('.status').dataset.status]",
        )
        .await;
    assert_eq!(pressed, json!(["idle", "not-guessed"]));
}

#[tokio::test]
async fn a_step_is_walked_in_chinese_and_its_experiment_is_broken_in_free_play() {
    with_page(Setting::default(), async |page| {
        page.open("lang=zh&lesson=10").await;
        until_stage(page, "time_limits", "guess").await;
        tab_to(page, "#guess-join_timeout-gil").await;
        keys(page, "200").await;
        // In a field, Enter runs.
        keys(page, Key::Enter).await;
        until_stage(page, "time_limits", "read").await;
        // A wrong answer is told, and the lesson goes on.
        tab_to(page, "#reading").await;
        keys(page, "0").await;
        press(page, "[data-action=lesson-read]").await;
        until_stage(page, "time_limits", "run").await;
        let graded = page.text("[data-graded=wrong]").await;
        assert_eq!(graded, "运行结果是 1，你的答案是 0。");
        for left in ["run", "reason"] {
            tab_to(page, "[data-action=run]").await;
            let before = page.script("return racesEnded").await;
            keys(page, Key::Enter).await;
            page.until(&format!("racesEnded > {before}")).await;
            until_stage(page, "time_limits", left).await;
        }
        press(page, "[data-reason='2']").await;
        until_stage(page, "time_limits", "done").await;
        let marked = page.text(".reasons .right").await;
        assert_eq!(marked, "时限只结束主线程的等待，任务不知道有时限。");

        press(page, "[data-action=lesson-break]").await;
        page.until("!document.querySelector('[data-step]')").await;
        page.set("n", "2").await;
        page.run().await;
        let address = page.script("return location.search").await;
        let address = address.as_str().expect("it is text");
        assert!(
            address.contains("n=2") && address.ends_with("free=1"),
            "{address}"
        );
        // From the head of the page: the file picker below would open its own window.
        page.script("document.querySelector('.skip').focus()").await;
        press(page, "[data-action=lesson-back]").await;
        until_stage(page, "time_limits", "done").await;
        assert_no_complaints(page).await;
    })
    .await;
}

/// Makes all guesses of a step.
async fn guess_all(page: &Page, step: &Step) {
    for experiment in step.experiments {
        for mode in experiment.guesses {
            tab_to(page, &format!("#guess-{}-{}", experiment.name, mode.name())).await;
            keys(page, "500").await;
        }
    }
    if !step.asks_times() {
        tab_to(page, &format!("#guess-{}", step.id.name())).await;
        keys(page, "3").await;
    }
}

/// Walks a step from its guesses to its end.
async fn walk(page: &Page, step: &Step) {
    let name = step.id.name();
    guess_all(page, step).await;
    loop {
        let stage = page
            .script("return document.querySelector('.lesson').dataset.stage")
            .await;
        match stage.as_str().expect("it has one") {
            "run" | "guess" => {
                let ended = page.script("return racesEnded").await;
                press(page, "[data-action=run]").await;
                page.until(&format!(
                    "racesEnded > {ended} && root.dataset.phase === 'idle'"
                ))
                .await;
            }
            "read" => {
                tab_to(page, "#reading").await;
                keys(page, "1").await;
                keys(page, Key::Enter).await;
                page.until("!document.querySelector('.lesson[data-stage=read]')")
                    .await;
            }
            "reason" => press(page, "[data-reason='0']").await,
            _ => break,
        }
    }
    let told = page.text("[data-question=explanation]").await;
    assert!(!told.contains(['{', '}']), "{name}: {told}");
}

/// Steps that take some ten seconds, and are not walked in another test.
const QUICK: [StepId; 4] = [
    StepId::TwoWords,
    StepId::Order,
    StepId::Shutdown,
    StepId::Copies,
];

#[tokio::test]
async fn the_whole_lesson_is_walked_by_keyboard_and_the_language_switched_at_each_step() {
    let first = env::var("INTERLEAVE_WALK").ok();
    let langs = match first.as_deref() {
        Some("zh") => ["zh", "en"],
        _ => ["en", "zh"],
    };
    with_page(Setting::default(), async |page| {
        page.open(&format!("lesson=1&lang={}", langs[0])).await;
        for (index, step) in STEPS.into_iter().enumerate() {
            let name = step.id.name();
            until_stage(page, name, "guess").await;
            let lang = page.script("return document.documentElement.lang").await;
            let lang = lang.as_str().expect("it has one");
            assert!(lang.starts_with(langs[index % 2]), "{name}: {lang}");
            let shown = page.script("return !document.querySelector('[data-unshown]')");
            if shown.await == true && (first.is_some() || QUICK.contains(&step.id)) {
                walk(page, step).await;
                println!("{name}: walked");
            }
            if index + 1 < STEPS.len() {
                press(page, "[data-action=lesson-next]").await;
                // The heading has the focus.
                keys(page, "l").await;
            }
        }
        assert_no_complaints(page).await;
    })
    .await;
}

#[tokio::test]
async fn a_link_to_a_step_that_there_is_not_says_so() {
    with_page(Setting::default(), async |page| {
        page.open("lesson=17").await;
        let said = page.text("[data-notice=lesson]").await;
        assert!(said.contains("lesson"), "{said}");
        assert_eq!(
            page.script("return document.querySelector('[data-step]')")
                .await,
            json!(null)
        );
    })
    .await;
}
