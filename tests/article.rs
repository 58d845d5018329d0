//! The article and the worksheets: they load no lab before the reader comes near it, one at a time, and need
//! no network once they were read.

use serde_json::json;
use xtask::headers::Isolation;

use crate::accessibility::{Screen, barriers};
use crate::support::{Page, Setting, with_page};

/// The article in both languages.
const ARTICLES: [&str; 2] = ["article/", "article/en.html"];
/// What is printed.
const SHEETS: [&str; 4] = [
    "article/worksheet.zh.html",
    "article/worksheet.en.html",
    "article/answers.zh.html",
    "article/answers.en.html",
];

/// Opens a page below the lab's.
async fn open(page: &Page, file: &str) {
    let url = page.url() + file;
    page.browser.goto(url).await.expect("it loads");
    page.until("document.readyState === 'complete'").await;
}

async fn assert_no_complaints(page: &Page) {
    assert_eq!(page.complaints().await, Vec::<String>::new());
}

/// Brings a lab's figure into view.
async fn scroll_to(page: &Page, figure: &str) {
    let script = format!("document.querySelector({figure:?}).scrollIntoView({{block: 'center'}})");
    page.script(&script).await;
}

#[tokio::test]
async fn nothing_of_a_lab_is_loaded_before_the_reader_comes_near_one() {
    with_page(Setting::default(), async |page| {
        for file in ARTICLES.into_iter().chain(SHEETS) {
            open(page, file).await;
            let found = page
                .script(
                    "const wasm = performance.getEntriesByType('resource')
                         .filter(({name}) => name.endsWith('.wasm'));
                     return [document.querySelectorAll('h1').length, wasm.length,
                             document.querySelectorAll('iframe').length];",
                )
                .await;
            assert_eq!(found, json!([1, 0, 0]), "{file}");
            assert_no_complaints(page).await;
        }
    })
    .await;
}

#[tokio::test]
async fn the_first_experiment_runs_in_place_and_its_result_stays() {
    with_page(Setting::default(), async |page| {
        for (file, said) in ARTICLES.into_iter().zip(["协程", "coroutines"]) {
            open(page, file).await;
            page.click("#lab-sleeps button").await;
            page.until("document.querySelector('#lab-sleeps .result span').textContent")
                .await;
            let result = page.text("#lab-sleeps .result").await;
            assert!(result.to_lowercase().contains(said), "{result}");
            assert!(!result.contains('*'), "{result}");
            // The page around it neither follows the lab nor loses its place.
            scroll_to(page, "#lab-once").await;
            page.until("'loaded' in document.querySelector('#lab-once').dataset")
                .await;
            assert_eq!(page.text("#lab-sleeps .result").await, result);
            assert_no_complaints(page).await;
        }
    })
    .await;
}

#[tokio::test]
async fn labs_are_loaded_where_the_reader_is_and_never_two_at_a_time() {
    with_page(Setting::default(), async |page| {
        open(page, ARTICLES[1]).await;
        let labs = page
            .script(
                "globalThis.most = 0;
                 const count = () => { most = Math.max(most, document.querySelectorAll('iframe').length); };
                 new MutationObserver(count).observe(document.body, {childList: true, subtree: true});
                 return [...document.querySelectorAll('.lab:not([data-opening])')].map(({id}) => id);",
            )
            .await;
        let labs: Vec<String> = serde_json::from_value(labs).expect("they are names");
        assert!(labs.len() >= 6, "{labs:?}");
        // Down, and back to one that was there before.
        for lab in labs.iter().chain(&labs[..1]) {
            scroll_to(page, &format!("#{lab}")).await;
            page.until(&format!(
                "'loaded' in document.querySelector('#{lab}').dataset
                     && document.querySelector('#{lab} iframe')"
            ))
            .await;
        }
        assert_eq!(page.script("return most").await, 1);
        assert_no_complaints(page).await;
    })
    .await;
}

#[tokio::test]
async fn an_article_that_was_read_once_works_without_a_network() {
    for isolation in [Isolation::Full, Isolation::None] {
        let setting = Setting {
            isolation,
            ..Setting::default()
        };
        with_page(setting, async |page| {
            open(page, ARTICLES[0]).await;
            page.script_async("navigator.serviceWorker.ready.then(() => done(true))")
                .await;
            page.stop_server();
            for file in SHEETS.into_iter().chain(ARTICLES) {
                open(page, file).await;
                assert_ne!(page.text("h1").await, "", "{file}");
                // Also on hosts without headers: the labs in it have threads.
                assert_eq!(page.script("return crossOriginIsolated").await, true);
            }
            page.click("#lab-sleeps button").await;
            page.until("document.querySelector('#lab-sleeps .result span').textContent")
                .await;
        })
        .await;
    }
}

/// Shows pages on a light or a dark system, or as they are printed.
async fn emulate(page: &Page, media: &str, scheme: &str) {
    let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
    let devtools = page.browser.cdp();
    let set = json!({"media": media, "features": features});
    let set = devtools.send_raw("Emulation.setEmulatedMedia", set).await;
    set.expect("Chromium can be any of them");
}

#[tokio::test]
async fn there_are_no_barriers_and_nothing_is_wider_than_a_phone() {
    with_page(Setting::default(), async |page| {
        let mut all = String::new();
        for screen in [Screen::Desktop, Screen::Phone, Screen::SmallPhone] {
            screen.show(page).await;
            for scheme in ["light", "dark"] {
                emulate(page, "screen", scheme).await;
                for file in ARTICLES.into_iter().chain(SHEETS) {
                    open(page, file).await;
                    for barrier in barriers(page).await {
                        all += &format!("\n{screen:?}, {scheme}, {file}: {barrier}");
                    }
                    let beyond = "return document.documentElement.scrollWidth
                        - document.documentElement.clientWidth";
                    let beyond = page.script(beyond).await;
                    if beyond != 0 {
                        all += &format!("\n{screen:?}, {file}: {beyond} pixels too wide");
                    }
                }
            }
        }
        assert!(all.is_empty(), "{all}");
    })
    .await;
}

#[tokio::test]
async fn a_part_of_the_worksheet_can_be_printed_alone() {
    with_page(Setting::default(), async |page| {
        let printed = "return [...document.querySelectorAll('.part')]
            .filter((part) => part.checkVisibility()).map(({id}) => id)";
        open(page, SHEETS[1]).await;
        emulate(page, "print", "dark").await;
        let all = page.script(printed).await;
        assert_eq!(all.as_array().map(Vec::len), Some(7), "{all}");
        open(page, &format!("{}#gil", SHEETS[1])).await;
        assert_eq!(page.script(printed).await, json!(["gil"]));
        // On paper it is light, and nothing is there that could be pressed.
        let look = "return [getComputedStyle(document.documentElement).colorScheme,
            document.querySelector('.top').checkVisibility()]";
        assert_eq!(page.script(look).await, json!(["light", false]));
    })
    .await;
}
