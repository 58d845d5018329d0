//! Without isolation: what needs no shared memory works, and what does says why it is off. What the
//! service worker does about it is in [`crate::service_worker`].

use interleave::model::mode::Mode;
use interleave::report::environment::{Reason, Rung};
use xtask::headers::Isolation;

use crate::support::{Setting, median, of, with_page};

/// A browser without service workers, on a host without headers.
fn bare() -> Setting {
    Setting {
        isolation: Isolation::None,
        before: "delete Navigator.prototype.serviceWorker;",
        ..Setting::default()
    }
}

#[tokio::test]
async fn without_headers_threads_say_why_they_do_not_run_and_the_others_do() {
    with_page(bare(), async |page| {
        page.open("wait=100").await;
        let said = page.text("[data-refused]").await;
        assert!(said.contains("isolated"), "{said}");
        let report = page.run().await;
        assert_eq!(
            (report.environment.isolated, report.environment.rung),
            (false, Rung::None)
        );
        assert!(median(&report, Mode::Sequential) >= 1_000.0);
        assert!((100.0..300.0).contains(&median(&report, Mode::Async)));
        let processes = of(&report, Mode::Processes);
        assert_eq!(processes.outcomes.done, 10, "they share nothing");
        for mode in [Mode::Threads, Mode::Gil] {
            let run = of(&report, mode);
            let reason = Some(Reason::NotIsolated);
            assert_eq!((run.available, run.reason), (false, reason));
            assert_eq!((run.median_ms, run.rounds.len()), (None, 0));
            // What it would do is shown as what it is, and is in no result.
            let row = format!(".row[data-mode={}][data-state=recorded]", mode.name());
            page.until(&format!("document.querySelector('{row} .sampled')"))
                .await;
            assert_eq!(page.text(&format!("{row} .provenance")).await, "recorded");
            let sampled = page.text(&format!("{row} .sampled")).await;
            assert!(
                sampled.contains("10 tasks × 500 ms of waiting"),
                "{sampled}"
            );
        }
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn the_plain_engine_interleaves_and_stops_like_the_threaded_one() {
    with_page(bare(), async |page| {
        page.open("preset=pi&n=2&work=2000000000&modes=async").await;
        page.press("run").await;
        page.until("root.dataset.phase === 'preparing'").await;
        page.press("stop").await;
        page.ended().await;
        page.open("preset=pi&n=4&work=100000000&modes=sequential,async&rounds=5")
            .await;
        let report = page.run().await;
        let ratio = median(&report, Mode::Sequential) / median(&report, Mode::Async);
        assert!((0.8..1.25).contains(&ratio), "{ratio}");
        assert_eq!(of(&report, Mode::Async).answers_correct, Some(true));
    })
    .await;
}

#[tokio::test]
async fn without_workers_every_mode_says_why_it_cannot_run() {
    let setting = Setting {
        before: "delete globalThis.Worker;",
        ..Setting::default()
    };
    with_page(setting, async |page| {
        page.open("").await;
        let said = page.texts("[data-refused] .about").await;
        assert_eq!(said.matches("needs a Web Worker").count(), Mode::ALL.len());
        let status = page.text("[data-status]").await;
        assert!(status.contains("None of the chosen modes"), "{status}");
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}
