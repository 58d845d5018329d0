//! Races from files, links and the history: they never take the place of a race that runs, and the worker
//! that reads and writes them can be lost.

use interleave::document::Document;
use interleave::model::mode::Mode;

use crate::player::played;
use crate::saved_races::{CATCH, open_file, saved};
use crate::support::{Setting, with_page};

#[tokio::test]
async fn while_a_race_runs_no_other_one_takes_its_place() {
    let setting = Setting {
        before: CATCH,
        ..Setting::default()
    };
    with_page(setting, async |page| {
        played(page, "n=3&wait=40&modes=sequential,async").await;
        let kept = "document.querySelectorAll('.earlier li').length";
        page.until(&format!("{kept} === 1")).await;
        let (_, json) = saved(page, "take-json").await;
        page.unfold(".earlier").await;
        page.set("wait", "2000").await;
        page.set("n", "1").await;
        page.press("run").await;
        page.until("root.dataset.phase === 'running'").await;
        let refused = "document.querySelector('.bring .problem').textContent !== ''";
        page.click(".earlier [data-action=open-race]").await;
        page.until(refused).await;
        open_file(page, &json).await;
        page.until(refused).await;
        let report = page.ended().await;
        assert_eq!(
            report.run(Mode::Async).map(|run| run.outcomes.done),
            Some(1)
        );

        // It is what is saved, linked and kept.
        page.until(&format!("{kept} === 2")).await;
        let (_, json) = saved(page, "take-json").await;
        let document = Document::from_json(&json).expect("it is a document of ours");
        assert!(document.query.contains("wait=2000"), "{}", document.query);
        page.press("take-link").await;
        page.until("document.querySelector('.made input')?.value.includes('wait=2000')")
            .await;
        // And now the other one can be shown.
        open_file(page, &json).await;
        page.until("document.querySelectorAll('.row[data-state=recorded]').length === 2")
            .await;
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_link_that_has_a_race_and_asks_for_one_shows_the_one_that_it_has() {
    with_page(Setting::default(), async |page| {
        played(page, "n=3&wait=30&modes=sequential,async").await;
        page.press("take-link").await;
        page.until("document.querySelector('.made input')").await;
        let link = page
            .script("return document.querySelector('.made input').value")
            .await;
        let link = link.as_str().expect("it is a text").to_owned();
        let (_, query) = link.split_once('?').expect("there is a query");
        page.load("lang=en").await;
        page.load(&format!("run=1&{query}")).await;
        page.until(
            "root.dataset.phase === 'idle'
             && document.querySelectorAll('.row[data-state=recorded] .sampled').length === 2",
        )
        .await;
        let after = "return [racesEnded, document.documentElement.dataset.phase]";
        assert_eq!(
            page.script(after).await,
            serde_json::json!([0, "idle"]),
            "nothing was run"
        );
        // Run works as ever, under a number of its own.
        page.run().await;
        page.until("document.querySelectorAll('.row[data-state=recorded]').length === 0")
            .await;
    })
    .await;
}

/// The first documents worker cannot be started.
pub(crate) const LOSE_THE_FIRST: &str = "
    globalThis.lost = 0;
    globalThis.Worker = class extends Worker {
        constructor(url, ...rest) {
            const first = String(url).includes('documents') && lost++ === 0;
            super(first ? 'no-such-worker.js' : url, ...rest);
        }
    };";

/// No documents worker can be started until this is mended.
const LOSE_ALL: &str = "
    globalThis.mended = false;
    globalThis.Worker = class extends Worker {
        constructor(url, ...rest) {
            const lost = String(url).includes('documents') && !mended;
            super(lost ? 'no-such-worker.js' : url, ...rest);
        }
    };";

#[tokio::test]
async fn a_worker_that_is_lost_is_told_and_made_anew() {
    let setting = Setting {
        before: Box::leak(format!("{CATCH} {LOSE_ALL}").into_boxed_str()),
        ..Setting::default()
    };
    with_page(setting, async |page| {
        // It is too much to model on the page's thread, and ends all the same.
        played(page, "n=2000&wait=10&bursts=10&workers=64&modes=async").await;
        page.press("take-json").await;
        page.until("document.querySelector('.take .problem')").await;
        page.script("mended = true").await;
        let (_, json) = saved(page, "take-json").await;
        let document = Document::from_json(&json).expect("it is a document of ours");
        assert!(document.recording.contains_key(&Mode::Async));
        page.until("!document.querySelector('.take .problem')")
            .await;
    })
    .await;
}
