//! The public contract: the query, the result document, and how it is told.

use interleave::model::mode::Mode;
use interleave::model::query::decode;
use interleave::model::spec::Spec;
use serde_json::Value;

use crate::support::{Setting, with_page};

#[tokio::test]
async fn the_query_follows_the_form_and_the_back_button_follows_the_query() {
    with_page(Setting::default(), async |page| {
        page.open("preset=pool4").await;
        let search = async || page.script("return location.search").await.to_string();
        assert!(search().await.contains("preset=pool4"));
        page.set("n", "33").await;
        page.until("location.search.includes('n=33')").await;
        page.script("history.back()").await;
        page.until("document.querySelector('input[data-field=n]').value === '10'")
            .await;
        assert!(!search().await.contains("n=33"));
        page.script("history.forward()").await;
        page.until("document.querySelector('input[data-field=n]').value === '33'")
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_link_reproduces_an_experiment() {
    with_page(Setting::default(), async |page| {
        let query = "n=4&wait=20&work=1000&bursts=2&jitter=10&workers=3&modes=threads,async&rounds=2\
                     &seed=9&tasks=1:wait=5;2:fail";
        page.open(query).await;
        let report = page.run().await;
        // How many rounds count is known only now.
        let asked = Spec {
            rounds: report.spec.rounds,
            ..decode(query).spec
        };
        assert_eq!(report.spec, asked);
        assert!(report.spec.rounds <= 2);
        assert_eq!(report.runs.len(), 2);
        for run in &report.runs {
            assert_eq!(run.rounds.len(), 2);
            // `gather` cancels what is under way when a task fails.
            let ended = run.outcomes.done + run.outcomes.cancelled;
            assert_eq!((ended, run.outcomes.failed), (6, 2));
            assert_eq!(run.speedup, None, "without sequential there is none");
            assert_eq!(run.ci95_ms, None, "two rounds have no interval");
        }
    })
    .await;
}

#[tokio::test]
async fn a_link_can_start_a_race() {
    with_page(Setting::default(), async |page| {
        page.load("run=1&wait=20").await;
        let report = page.ended().await;
        assert_eq!(report.runs.len(), Mode::ALL.len());
    })
    .await;
}

#[tokio::test]
async fn a_result_is_told_once_as_an_event_and_as_a_document() {
    with_page(Setting::default(), async |page| {
        page.open("wait=200&modes=async").await;
        page.script(
            "globalThis.told = [];
             addEventListener('interleave:result', (event) => told.push(JSON.stringify(event.detail)));",
        )
        .await;
        page.press("run").await;
        page.until("root.dataset.phase === 'running'").await;
        let text = "return document.getElementById('interleave-result').textContent";
        assert_eq!(page.script(text).await, "", "empty until the race has ended");
        page.ended().await;
        let document: Value = serde_json::from_str(page.script(text).await.as_str().expect("text"))
            .expect("it is JSON");
        assert_eq!(document["type"], "interleave/result");
        assert_eq!(document["version"], 1);
        assert_eq!(document["spec"]["modes"], serde_json::json!(["async"]));
        assert_eq!(document["runs"][0]["mode"], "async");
        assert_eq!(document["runs"][0]["rounds"][0]["warmup"], false);
        let same = "return told.length === 1 && told[0] === JSON.stringify(JSON.parse(
            document.getElementById('interleave-result').textContent))";
        assert_eq!(page.script(same).await, true);
    })
    .await;
}

#[tokio::test]
async fn an_embedded_page_tells_its_parent_and_keeps_its_address() {
    with_page(Setting::default(), async |page| {
        page.open("").await;
        let result = page
            .script_async(
                "const frame = document.createElement('iframe');
                 frame.src = '?embed=1&run=1&n=2&wait=20&modes=async';
                 frame.allow = 'cross-origin-isolated';
                 addEventListener('message', ({data, source}) => {
                     if (source === frame.contentWindow && data?.type === 'interleave/result') {
                         done([data.runs[0].mode, frame.contentWindow.location.search]);
                     }
                 });
                 document.body.append(frame);",
            )
            .await;
        assert_eq!(result[0], "async");
        assert_eq!(result[1], "?embed=1&run=1&n=2&wait=20&modes=async");
    })
    .await;
}

#[tokio::test]
async fn the_language_and_the_theme_are_remembered() {
    with_page(Setting::default(), async |page| {
        page.open("theme=dark").await;
        let root = "const root = document.documentElement;";
        let shown = format!("{root} return [root.lang, root.dataset.theme]");
        assert_eq!(page.script(&shown).await, serde_json::json!(["en", "dark"]));
        page.browser.goto(page.url()).await.expect("it loads");
        page.until("root.dataset.phase === 'idle'").await;
        assert_eq!(page.script(&shown).await, serde_json::json!(["en", "dark"]));
    })
    .await;
}

#[tokio::test]
async fn a_theme_that_the_link_names_comes_before_the_one_that_is_remembered() {
    with_page(Setting::default(), async |page| {
        for theme in ["dark", "system"] {
            page.open(&format!("theme={theme}")).await;
            let shown = "const root = document.documentElement;
                return [root.dataset.theme, localStorage.getItem('interleave-theme')]";
            assert_eq!(page.script(shown).await, serde_json::json!([theme, theme]));
        }
    })
    .await;
}

/// A screen whose locks are given when the test says so, and counted.
const SCREEN: &str = "
    globalThis.screenLocks = {asked: 0, held: 0, give: () => {}};
    Object.defineProperty(Navigator.prototype, 'wakeLock', {value: {
        request: () => {
            screenLocks.asked++;
            return new Promise((resolve) => {
                screenLocks.give = () => {
                    screenLocks.held++;
                    const lock = {released: false, release: async () => {
                        screenLocks.held--;
                        lock.released = true;
                    }};
                    resolve(lock);
                };
            });
        },
    }});";

#[tokio::test]
async fn the_screen_stays_lit_while_a_race_runs_and_no_longer() {
    let setting = Setting {
        before: SCREEN,
        ..Setting::default()
    };
    with_page(setting, async |page| {
        let locks = "return [screenLocks.asked, screenLocks.held]";
        page.open("wait=300&n=2&modes=sequential,async").await;
        assert_eq!(page.script(locks).await, serde_json::json!([0, 0]));
        // The browser takes longer to answer than the race runs.
        page.run().await;
        assert_eq!(page.script(locks).await, serde_json::json!([1, 0]));
        page.script("screenLocks.give()").await;
        page.until("screenLocks.held === 0").await;

        // Now it answers at once.
        page.press("run").await;
        page.until("root.dataset.phase === 'running'").await;
        page.script("screenLocks.give()").await;
        page.until("screenLocks.held === 1").await;
        page.ended().await;
        page.until("screenLocks.held === 0").await;
        assert_eq!(page.script(locks).await, serde_json::json!([2, 0]));
    })
    .await;
}
