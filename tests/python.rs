//! The GIL, processes, and what Python's APIs do when something goes wrong, for real.

use interleave::model::mode::Mode;
use interleave::report::Report;
use interleave::report::round::Ended;
use interleave::scheduler::observation::Error;

use crate::support::{Setting, median, of, with_page};

/// How a mode's program ended: how its main line did, what it raised, how many errors nobody heard.
fn main_line(report: &Report, mode: Mode) -> (Ended, Option<Error>, u32) {
    let round = of(report, mode).rounds.last().expect("it ran");
    let line = round.main_line.expect("it ended");
    (line.ended, line.raised, line.swallowed)
}

/// How its tasks ended: done, failed, cancelled, timed out.
fn outcomes(report: &Report, mode: Mode) -> [u32; 4] {
    let all = of(report, mode).outcomes;
    [all.done, all.failed, all.cancelled, all.timed_out]
}

#[tokio::test]
async fn computing_gains_nothing_under_the_gil_and_much_in_processes() {
    with_page(Setting::default(), async |page| {
        page.open("preset=gil_compute&workers=2&rounds=5&work=60000000")
            .await;
        let report = page.run().await;
        // Without the start of processes.
        let best = |mode| {
            let rounds = of(&report, mode).rounds.iter();
            let times = rounds.filter_map(|round| Some(round.elapsed_ms? - round.start_ms));
            times.fold(f64::INFINITY, f64::min)
        };
        let [sequential, gil, processes] = [Mode::Sequential, Mode::Gil, Mode::Processes].map(best);
        println!("π, best of five: {sequential:.1}, GIL {gil:.1}, processes {processes:.1} ms");
        let ratio = sequential / gil;
        assert!((0.7..1.3).contains(&ratio), "{ratio}");
        assert!(sequential / processes > 1.3, "{sequential} / {processes}");
        for mode in [Mode::Gil, Mode::Processes] {
            let run = of(&report, mode);
            assert_eq!((run.answers_correct, run.outcomes.done), (Some(true), 40));
        }
        let bytes = of(&report, Mode::Processes).rounds[0].message_bytes;
        assert!(bytes.is_some_and(|bytes| bytes > 100), "{bytes:?}");
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn without_its_lock_a_gil_is_none() {
    with_page(Setting::default(), async |page| {
        page.open("preset=no_gil&rounds=3&work=100000000").await;
        let report = page.run().await;
        let ratio = median(&report, Mode::Gil) / median(&report, Mode::Threads);
        assert!((0.7..1.4).contains(&ratio), "{ratio}");
    })
    .await;
}

#[tokio::test]
async fn a_killed_process_breaks_its_pool_and_nothing_else() {
    with_page(Setting::default(), async |page| {
        page.open("preset=broken_pool&wait=200").await;
        let report = page.run().await;
        let raised = Some(Error::BrokenProcessPool);
        let (ended, error, _) = main_line(&report, Mode::Processes);
        assert_eq!((ended, error), (Ended::Raised, raised));
        let [done, failed, cancelled, late] = outcomes(&report, Mode::Processes);
        // The other three of the first four may have been quicker.
        assert!(done <= 3 && failed >= 7, "{done} {failed}");
        assert_eq!((cancelled, late), (0, 0));
        let round = &of(&report, Mode::Processes).rounds[0];
        let noticed = round.elapsed_ms.expect("it ended") - round.start_ms - 200.0;
        assert!(noticed < 1_000.0, "noticed after {noticed} ms");
        let said = page.text("[data-remark=main-line]").await;
        assert!(said.contains("BrokenProcessPool"), "{said}");
        page.open("n=4&wait=50&workers=2&modes=processes").await;
        assert_eq!(outcomes(&page.run().await, Mode::Processes), [4, 0, 0, 0]);
    })
    .await;
}

#[tokio::test]
async fn what_nobody_reads_nobody_hears_of() {
    with_page(Setting::default(), async |page| {
        page.open("preset=unread&wait=100").await;
        let report = page.run().await;
        for mode in [Mode::Gil, Mode::Processes] {
            let expected = (Ended::Returned, None, 2);
            assert_eq!(main_line(&report, mode), expected, "{mode:?}");
            assert_eq!(outcomes(&report, mode), [8, 2, 0, 0]);
        }
        page.open("preset=unclosed").await;
        let report = page.run().await;
        assert_eq!(outcomes(&report, Mode::Processes), [0, 0, 10, 0]);
        let took = of(&report, Mode::Processes).rounds[0].elapsed_ms;
        assert!(
            took.is_none_or(|ms| ms < 500.0),
            "it flashes past: {took:?}"
        );
        page.open("preset=missing_file").await;
        let report = page.run().await;
        assert_eq!(main_line(&report, Mode::Processes).2, 3);
        let raised = Some(Error::FileNotFoundError);
        assert_eq!(main_line(&report, Mode::Sequential).1, raised);
    })
    .await;
}

#[tokio::test]
async fn programs_that_end_early_end_as_pythons() {
    with_page(Setting::default(), async |page| {
        for (query, mode, ended, expected) in [
            (
                "preset=join_timeout",
                Mode::Processes,
                (Ended::Returned, None, 0),
                [4, 0, 0, 0],
            ),
            (
                // However long the processes take to start, up to half a second.
                "preset=terminate&wait=600&timeout=1100",
                Mode::Processes,
                (Ended::Returned, None, 0),
                [4, 0, 6, 0],
            ),
            (
                "preset=task_group",
                Mode::Async,
                (Ended::Raised, Some(Error::ExceptionGroup), 0),
                [0, 1, 9, 0],
            ),
            (
                "preset=wait_for",
                Mode::Async,
                (Ended::Raised, Some(Error::TimeoutError), 0),
                [9, 0, 0, 1],
            ),
        ] {
            page.open(query).await;
            let report = page.run().await;
            assert_eq!(main_line(&report, mode), ended, "{query}");
            assert_eq!(outcomes(&report, mode), expected, "{query}");
        }
        page.open("preset=shutdown&modes=gil").await;
        let report = page.run().await;
        let [done, failed, cancelled, late] = outcomes(&report, Mode::Gil);
        assert_eq!((done, failed, cancelled, late), (4, 0, 6, 0));
    })
    .await;
}

#[tokio::test]
async fn the_button_calls_shutdown_at_once() {
    with_page(Setting::default(), async |page| {
        page.open("preset=shutdown&modes=gil&timeout=60000&wait=800")
            .await;
        page.press("run").await;
        page.until("document.querySelector('[data-action=press]')")
            .await;
        page.press("press").await;
        let report = page.ended().await;
        let [done, _, cancelled, _] = outcomes(&report, Mode::Gil);
        assert_eq!(
            (done, cancelled),
            (2, 8),
            "what runs finishes, the rest does not begin"
        );
    })
    .await;
}

#[tokio::test]
async fn mixed_races_leave_no_process_behind() {
    with_page(Setting::default(), async |page| {
        page.open("n=3&wait=1&workers=3&rounds=100&modes=gil,processes")
            .await;
        let report = page.run().await;
        assert_eq!(outcomes(&report, Mode::Processes), [300, 0, 0, 0]);
        assert_eq!(outcomes(&report, Mode::Gil), [300, 0, 0, 0]);
    })
    .await;
}
