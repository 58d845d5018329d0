//! The lab inside someone else's page, by the one line that they paste.

use serde_json::json;
use xtask::headers::Isolation;
use xtask::serve::{self, Running};

use crate::support::{Engine, Folder, Page, Setting, in_each_engine, with_page};

/// Opens an article of another site with these elements in it.
async fn article(page: &Page, name: &str, html: &str) -> Running {
    let article = Folder::new(name);
    let lab = page.url().replace("localhost", "a.localhost");
    article.write(
        "index.html",
        &format!(
            "<!doctype html><html lang=zh-Hans><meta charset=utf-8><title>An article</title>
             <script async src=\"{lab}embed.js\"></script>
             <script>
                 globalThis.results = [];
                 addEventListener('interleave:result', (event) => {{
                     results.push([event.target.id, event.detail]);
                 }});
             </script>
             {html}"
        ),
    );
    let server = serve::start(article.path(), Isolation::None, 0).expect("it is served");
    page.browser.goto(server.url()).await.expect("it loads");
    server
}

#[tokio::test]
async fn one_line_embeds_the_lab_in_every_engine() {
    in_each_engine(async |page| {
        let engine = page.engine;
        let html = "<interleave-lab id=lab n=4 wait=100 run=1></interleave-lab>";
        let _site = article(page, "one-line", html).await;
        page.until("results.length").await;
        let result = page.script("return results[0]").await;
        assert_eq!(result[0], "lab");
        let measured = result[1]["runs"].as_array().unwrap().iter();
        let measured = measured.filter(|run| run["median_ms"].is_number()).count();
        let all = if engine == Engine::Chromium { 5 } else { 3 };
        assert!(measured >= all, "{engine:?}: {measured}");
        // Its height is its content's, and the article keeps its place.
        page.until("document.querySelector('iframe').offsetHeight > 640")
            .await;
        let [scrolled, focused] = [
            "return scrollY",
            "return document.activeElement === document.body",
        ];
        assert_eq!(page.script(scrolled).await, 0);
        assert_eq!(page.script(focused).await, true);
    })
    .await;
}

#[tokio::test]
async fn an_embedded_lab_is_compact_and_looks_as_the_page_around_it() {
    with_page(Setting::default(), async |page| {
        let html = "<interleave-lab n=4 wait=10 modes=async></interleave-lab>";
        let _site = article(page, "compact", html).await;
        let heard = "![undefined, 640].includes(document.querySelector('iframe')?.offsetHeight)";
        page.until(heard).await;
        page.script("document.documentElement.dataset.theme = 'dark'")
            .await;
        let frame = page.browser.find(thirtyfour::By::Tag("iframe")).await;
        frame.unwrap().enter_frame().await.unwrap();
        page.until("root.lang === 'zh' && root.dataset.theme === 'dark'")
            .await;
        page.until("root.dataset.phase === 'idle'").await;
        let shown = "const seen = (s) => document.querySelector(s)?.getClientRects().length > 0;
            return ['.sentence', '[data-action=run]', 'canvas', '[data-action=open-full]',
                    '.settings', '.machine', '[data-action=share]'].map(seen)";
        assert_eq!(
            page.script(shown).await,
            json!([true, true, true, true, false, false, false])
        );
        let full = "return document.querySelector('[data-action=open-full]').search";
        let full = page.script(full).await;
        assert!(!full.as_str().unwrap().contains("embed"), "{full}");
        let before = page.script("return location.href").await;
        page.press("adjust").await;
        page.set("n", "5").await;
        page.press("run").await;
        page.ended().await;
        assert_eq!(page.script("return location.href").await, before);
    })
    .await;
}

#[tokio::test]
async fn two_labs_in_one_article_take_turns() {
    with_page(Setting::default(), async |page| {
        let html = "<interleave-lab id=a n=2 wait=400 modes=sequential run=1></interleave-lab>
                    <interleave-lab id=b n=2 wait=400 modes=sequential run=1></interleave-lab>";
        let _site = article(page, "turns", html).await;
        page.script(
            "globalThis.at = []; addEventListener('interleave:result', () => at.push(performance.now()))",
        )
        .await;
        page.until("results.length === 2").await;
        let found = page.script("return [results.map(([id]) => id).sort(), at]").await;
        assert_eq!(found[0], json!(["a", "b"]));
        // The second one began when the first had ended: its own race takes 800 ms.
        let at: Vec<f64> = serde_json::from_value(found[1].clone()).unwrap();
        assert!(at[1] - at[0] >= 790.0, "{at:?}");
    })
    .await;
}

#[tokio::test]
async fn messages_of_others_are_ignored() {
    with_page(Setting::default(), async |page| {
        let html = "<interleave-lab id=lab n=1 wait=10 modes=async></interleave-lab>";
        let _site = article(page, "foreign", html).await;
        page.until("document.querySelector('iframe')?.offsetHeight")
            .await;
        page.script(
            "for (const data of [
                 {type: 'interleave/height', version: 1, height: 5000},
                 {type: 'interleave/result', version: 1, runs: []},
             ]) postMessage(data, '*');
             globalThis.told = false;
             addEventListener('message', ({data}) => { told ||= data === 'last'; });
             postMessage('last', '*');",
        )
        .await;
        page.until("told").await;
        let found = page
            .script(
                "return [results.length, document.querySelector('iframe').offsetHeight === 5000]",
            )
            .await;
        assert_eq!(found, json!([0, false]));
    })
    .await;
}

#[tokio::test]
async fn a_lab_that_may_not_wait_in_line_runs_at_once() {
    let setting = Setting {
        before: "LockManager.prototype.request = () =>
            Promise.reject(new DOMException('', 'SecurityError'));",
        ..Setting::default()
    };
    with_page(setting, async |page| {
        page.open("n=2&wait=10&modes=async").await;
        for _ in 0..2 {
            assert_eq!(page.run().await.runs.len(), 1);
        }
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}
