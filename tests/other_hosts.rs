//! The page asks no other host for anything: not because its policy keeps it from that, which it
//! would, too, but because nothing in it does.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use xtask::files;
use xtask::headers::Isolation;
use xtask::serve;

use crate::support::{Folder, Page, Setting, dist, with_page};

/// The page without any policy; isolated by its service worker, which sends none either.
fn without_policy() -> Folder {
    let folder = Folder::with_page("no-policy-at-all");
    folder.change("index.html", "http-equiv=\"Content-Security-Policy\"", "");
    folder.change("sw.js", "content-security-policy", "x-no-policy");
    folder
}

/// Goes through all that the page has to show.
async fn look_at_everything(page: &Page) {
    for lang in ["zh", "en"] {
        // Every mode, and what ends early.
        for query in ["n=4&wait=20", "preset=patterns&n=4&work=100&rounds=1&run=1"] {
            page.load(&format!("lang={lang}&{query}")).await;
            if !query.contains("run=1") {
                page.until("root.dataset.phase === 'idle' && root.dataset.engine === 'ready'")
                    .await;
                page.press("run").await;
            }
            page.until("racesEnded === 1").await;
            let runs = page.result().await.runs;
            assert!(runs.iter().all(|run| run.available), "{runs:?}");
            for fold in ["details.code", "details.numbers", "details.lanes"] {
                page.unfold(fold).await;
            }
            page.until("document.querySelector('.listing span')").await;
        }
        page.press("help").await;
        page.click(".help button").await;
        page.press("share").await;
        page.press("elsewhere").await;
        page.until("document.querySelector('dialog.share[open] svg path')")
            .await;
        page.click(".share .end button").await;
        page.set_at("select[data-field=preset]", "shutdown").await;
        page.press("theme").await;
    }
}

/// Opens an article with the lab in it, and has that run a race.
async fn look_at_an_article(page: &Page) {
    let article = Folder::new("article");
    let lab = page.url();
    article.write(
        "index.html",
        &format!(
            "<!doctype html><title>An article</title><script async src=\"{lab}embed.js\"></script>
             <script>addEventListener('interleave:result', () => ended = true); ended = false</script>
             <interleave-lab n=2 wait=10 run=1></interleave-lab>"
        ),
    );
    let server = serve::start(article.path(), Isolation::None, 0).expect("it is served");
    page.browser.goto(server.url()).await.expect("it loads");
    page.until("ended").await;
}

/// What pages have asked other hosts for, or have looked up their addresses for, by Chromium's own
/// account of all its requests: those of workers and frames are in there like the page's. What the
/// browser does for itself has no page's origin.
fn asked_of_others(log: &Path) -> Vec<String> {
    let log = fs::read_to_string(log).expect("Chromium has written it");
    let log: Value = serde_json::from_str(&log).expect("in whole");
    let mut asked = Vec::new();
    for event in log["events"].as_array().expect("they are there") {
        let param = |name: &str| event["params"][name].as_str().unwrap_or_default();
        let is_ours = |name: &str| param(name).contains("localhost");
        if is_ours("initiator") || is_ours("network_anonymization_key") {
            asked.extend(["url", "host"].map(|name| param(name).to_owned()));
        }
    }
    asked.retain(|address| !address.is_empty() && !is_here(address));
    asked.dedup();
    asked
}

/// Whether a URL or a host is this machine's.
fn is_here(address: &str) -> bool {
    let host = address.split("://").nth(1).unwrap_or(address);
    let host = host.split(['/', ':']).next().unwrap_or_default();
    host == "localhost" || host.ends_with(".localhost") || address.starts_with("blob:")
}

#[tokio::test]
async fn the_page_asks_no_other_host_for_anything() {
    let folder = without_policy();
    let log = Folder::new("requests");
    log.write("begun", "");
    let log = log.path().join("requests.json");
    let setting = Setting {
        isolation: Isolation::None,
        dist: folder.path().to_path_buf(),
        flags: vec![
            format!("--log-net-log={}", log.display()),
            // Chromium would ask about forms, which it does for itself, but in the page's name.
            "--disable-features=AutofillServerCommunication".to_owned(),
        ],
        ..Setting::default()
    };
    with_page(setting, async |page| {
        look_at_everything(page).await;
        let policies = page
            .script_async(
                "fetch(location).then(({headers}) => done([headers.get('content-security-policy'),
                     document.querySelector('meta[http-equiv]')]))",
            )
            .await;
        assert_eq!(policies, json!([null, null]), "nothing keeps it from that");
        look_at_an_article(page).await;
        page.script_async("fetch('http://other.test/').catch(() => {}).then(() => done(true))")
            .await;
    })
    .await;
    // Only what the test itself has asked for, to see that it is heard.
    let others = ["http://other.test/", "http://other.test"];
    assert_eq!(asked_of_others(&log), others);
}

#[test]
fn the_policy_names_no_other_origin() {
    for file in ["index.html", "_headers", "sw.js"] {
        let text = files::read_text(&dist().join(file)).expect("it is there");
        let policies: Vec<&str> = text
            .match_indices("default-src ")
            .map(|(at, _)| text[at..].split(['"', '\n']).next().unwrap_or_default())
            .collect();
        assert!(!policies.is_empty(), "{file} has one");
        for directive in policies.iter().flat_map(|policy| policy.split("; ")) {
            for source in directive.split(' ').skip(1) {
                let ours = ["'self'", "'none'", "'wasm-unsafe-eval'", "data:", "blob:"];
                assert!(
                    ours.contains(&source) || source.starts_with("'sha256-"),
                    "{file}: {directive}"
                );
            }
        }
    }
}
