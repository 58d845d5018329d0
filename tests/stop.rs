//! Stop: within 100 ms, in every mode, whatever the tasks do; and the next race works.

use interleave::model::mode::Mode;

use crate::support::{Page, Setting, in_each_engine, of, with_page};

/// Runs until `mode` has begun, presses Stop, and measures in the page how long that takes; also
/// whether the engine itself answered, so that it could be kept.
async fn stop(page: &Page, what: &str, mode: Mode) -> f64 {
    let name = mode.name();
    page.open(&format!("{what}&modes={name}")).await;
    page.press("run").await;
    page.until("root.dataset.phase === 'running'").await;
    let took = page.stop().await;
    let report = page.ended().await;
    let run = of(&report, mode);
    assert_eq!(run.median_ms, None, "what was stopped does not count");
    assert!(run.outcomes.cancelled > 0);
    let outcomes = run.outcomes;
    let ended = outcomes.done + outcomes.failed + outcomes.cancelled + outcomes.timed_out;
    assert_eq!(ended, report.spec.n, "every task has an outcome");
    took
}

/// Stops in every mode, then runs again.
async fn stop_everywhere(what: &'static str) {
    in_each_engine(async |page| {
        for mode in Mode::ALL {
            let took = stop(page, what, mode).await;
            println!("stopped {} after {took:.1} ms", mode.name());
            // The page gives up waiting after 100 ms; what it then still has to do is drawing.
            let limit = 150.0 * page.engine.lateness();
            assert!(took < limit, "{mode:?} {took}");
            page.set("n", "1").await;
            page.set("wait", "1").await;
            page.set("work", "1000").await;
            let report = page.run().await;
            assert_eq!(of(&report, mode).outcomes.done, 1);
        }
    })
    .await;
}

#[tokio::test]
async fn a_wait_is_stopped() {
    stop_everywhere("n=10&wait=60000&workers=4&rounds=1").await;
}

#[tokio::test]
async fn computing_is_stopped() {
    stop_everywhere("n=10&wait=0&work=40000000&workers=2&rounds=1&tasks=1:work=2000000000").await;
}

#[tokio::test]
async fn preparing_is_stopped() {
    with_page(Setting::default(), async |page| {
        page.open("preset=pi&work=2000000000").await;
        page.press("run").await;
        page.until("root.dataset.phase === 'preparing'").await;
        page.press("stop").await;
        let report = page.ended().await;
        assert!(report.runs.iter().all(|run| run.rounds.is_empty()));
        page.open("n=1&wait=1").await;
        page.run().await;
    })
    .await;
}

#[tokio::test]
async fn the_keyboard_runs_and_stops() {
    with_page(Setting::default(), async |page| {
        page.open("wait=60000").await;
        let body = page.browser.find(thirtyfour::By::Tag("body")).await;
        let body = body.expect("there is one");
        body.send_keys("r").await.expect("a key can be pressed");
        page.until("root.dataset.phase === 'running'").await;
        // A second Run while one is under way is none.
        body.send_keys("r").await.expect("a key can be pressed");
        body.send_keys("" + thirtyfour::Key::Escape)
            .await
            .expect("a key can be pressed");
        let report = page.ended().await;
        assert!(report.runs.iter().all(|run| run.median_ms.is_none()));
    })
    .await;
}
