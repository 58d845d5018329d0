//! What the page says of its numbers where the machine does not play along.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use interleave::model::mode::Mode;
use interleave::report::Report;
use interleave::report::finding::{Claim, Fact};

use crate::support::{Setting, of, with_page};

/// A process that takes a whole core, for as long as this lives.
struct Busy(Arc<AtomicBool>);

impl Busy {
    fn new() -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&over);
        thread::spawn(move || {
            while !ends.load(Ordering::Relaxed) {
                std::hint::spin_loop();
            }
        });
        Self(over)
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What is claimed of a mode.
fn claim(report: &Report, mode: Mode) -> Option<Claim> {
    let mut findings = report.findings.iter();
    findings.find_map(|finding| match &finding.fact {
        Fact::Took(timing) if finding.modes == [mode] => Some(timing.speedup?.claim),
        _ => None,
    })
}

#[tokio::test]
async fn beside_a_busy_process_nothing_false_is_claimed_and_it_is_named() {
    let busy = Busy::new();
    with_page(Setting::default(), async |page| {
        for query in ["preset=gil_compute&workers=2", "preset=patterns&workers=2&work=100"] {
            page.open(query).await;
            let report = page.run().await;
            println!("{:?} {:?}", report.environment.cores_effective, report.headline);
            for mode in [Mode::Gil, Mode::Async] {
                let claim = claim(&report, mode);
                assert!(
                    !matches!(claim, Some(Claim::Faster | Claim::Slower)),
                    "{mode:?}: {claim:?}"
                );
            }
            let threads = claim(&report, Mode::Threads);
            assert_ne!(threads, Some(Claim::Slower));
            let reported = f64::from(report.environment.cores_reported.expect("it is known"));
            let cores = report.environment.cores_effective.expect("it was measured");
            let drifted = of(&report, Mode::Threads).rounds.iter().any(|round| round.drifted);
            let noted = page
                .script("return [...document.querySelectorAll('[data-remark]')].map((e) => e.dataset.remark)")
                .await;
            let has = |note: &str| noted.as_array().is_some_and(|notes| notes.contains(&note.into()));
            assert!(cores <= reported + 1e-9, "{cores} of {reported}");
            // With more than two cores, one that is taken is not missed.
            if reported <= 2.0 {
                assert!(has("fewer-cores") || has("drifted"), "{noted} {cores} {reported}");
            }
            assert_eq!(drifted, has("drifted"));
        }
    })
    .await;
    drop(busy);
}

/// What the page says of its cores, once it has measured them.
const CORES: &str = "document.querySelector('[data-machine=cores-effective] dd').textContent";

#[tokio::test]
async fn cores_are_measured_once_when_the_page_is_idle_and_a_race_does_not_wait_for_it() {
    with_page(Setting::default(), async |page| {
        page.open("n=2&wait=20&modes=threads").await;
        page.until(&format!("/[0-9]/.test({CORES})")).await;
        let measured = page.script(&format!("return {CORES}")).await;
        let phase = "const begin = performance.now();
             const root = document.documentElement;
             const seen = new MutationObserver(() => {
                 if (root.dataset.phase !== 'running') return;
                 seen.disconnect();
                 done(performance.now() - begin);
             });
             seen.observe(root, {attributeFilter: ['data-phase']});
             document.querySelector('[data-action=run]').click();";
        let took = page.script_async(phase).await.as_f64().expect("a time");
        assert!(took < 50.0, "{took} ms until the first run");
        let report = page.ended().await;
        let cores = report.environment.cores_effective.expect("it was measured");
        let reported = f64::from(report.environment.cores_reported.expect("it is known"));
        assert!(cores > 0.9 && cores <= reported, "{cores} of {reported}");
        assert_eq!(page.script(&format!("return {CORES}")).await, measured);

        // A link that starts a race at once does not wait for it either.
        page.load("n=2&wait=20&modes=threads&run=1").await;
        assert_eq!(page.ended().await.environment.cores_effective, None);
        page.until(&format!("/[0-9]/.test({CORES})")).await;

        // One that computes does, in an article too.
        for query in ["run=1", "run=1&embed=1"] {
            page.load(&format!(
                "{query}&n=2&wait=0&work=1000000&modes=threads&rounds=1"
            ))
            .await;
            let cores = page.ended().await.environment.cores_effective;
            assert!(cores.is_some_and(|cores| cores > 0.9), "{cores:?}");
        }
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn rounds_go_on_until_the_ratios_are_known_and_stop_keeps_those_that_are_complete() {
    with_page(Setting::default(), async |page| {
        page.open("preset=pi&n=2&workers=2&work=20000000&modes=sequential,threads")
            .await;
        let report = page.run().await;
        let rounds = of(&report, Mode::Threads).rounds.len();
        assert!(rounds >= 6, "{rounds}");
        let headline = report.headline.expect("the race has ended");
        let shown = page.text("[data-verdict]").await;
        let [zh, en] = [headline.zh, headline.en].map(|text| text.replace('*', ""));
        assert!(shown == en || shown == zh, "{shown}");

        page.set("n", "8").await;
        page.set("work", "60000000").await;
        page.press("run").await;
        // The third round has begun.
        page.until(
            "document.querySelector('[data-verdict=busy]')?.textContent.includes('round 3')",
        )
        .await;
        page.press("stop").await;
        page.until("root.dataset.phase === 'idle'").await;
        let report = page.result().await;
        let rounds = of(&report, Mode::Threads).rounds.len();
        assert!(rounds >= 2, "{rounds}");
        assert_eq!(of(&report, Mode::Sequential).rounds.len(), rounds);
    })
    .await;
}

#[tokio::test]
async fn a_round_in_which_the_page_was_hidden_is_run_again() {
    with_page(Setting::default(), async |page| {
        page.open("preset=pi&n=2&workers=2&work=20000000&modes=sequential,threads")
            .await;
        page.press("run").await;
        page.until("document.querySelector('[data-verdict=busy]')?.textContent.includes('round 2')")
            .await;
        page.script(
            "Object.defineProperty(document, 'hidden', { value: true, configurable: true });
             Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
             document.dispatchEvent(new Event('visibilitychange'));
             delete document.hidden;
             delete document.visibilityState;
             document.dispatchEvent(new Event('visibilitychange'));",

        )
        .await;
        page.until("root.dataset.phase === 'idle'").await;
        let report = page.result().await;
        assert!(report.environment.disturbed);
        let rounds = &of(&report, Mode::Sequential).rounds;
        let others = &of(&report, Mode::Threads).rounds;
        let disturbed = rounds.iter().chain(others).filter(|round| round.disturbed);
        assert_eq!(disturbed.count(), 1);
        assert!(rounds.len() > 6, "it was run again: {}", rounds.len());
    })
    .await;
}
