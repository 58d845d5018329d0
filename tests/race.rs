//! Races: what is measured in the browser is what the formulas and the article say.
//!
//! Times are asserted as loose bounds, or as ratios within one race.

use interleave::model::mode::Mode;
use interleave::report::Provenance;

use crate::support::{Engine, Setting, in_each_engine, median, of, with_page};

#[tokio::test]
async fn ten_sleeps_of_half_a_second_are_the_articles_race() {
    in_each_engine(async |page| {
        page.open("").await;
        if page.engine == Engine::WebKit {
            // There the first race on new threads is late by as much as a second, whatever the
            // mode; the next ones are not.
            page.set("wait", "10").await;
            page.run().await;
            page.set("wait", "500").await;
        }
        let report = page.run().await;
        for mode in Mode::ALL {
            let run = of(&report, mode);
            let start = run.rounds[0].start_ms;
            let after_start = median(&report, mode) - start;
            println!(
                "ten sleeps, {}: {after_start:.1} ms after {start:.1}",
                mode.name()
            );
            // No wait ends early.
            let late = 300.0 * page.engine.lateness();
            let expected = match mode {
                Mode::Sequential => 5_000.0..5_000.0 + late,
                _ => 499.0..500.0 + late,
            };
            assert!(expected.contains(&after_start), "{mode:?} {after_start}");
            assert_eq!(start > 0.0, mode == Mode::Processes, "only processes start");
            let provenance = match mode {
                Mode::Gil => Provenance::Emulated,
                _ => Provenance::Measured,
            };
            assert_eq!(run.provenance, provenance);
            assert_eq!((run.outcomes.done, run.events_dropped), (10, 0));
        }
        // Late wake-ups are part of what is expected; start-up is only of the total.
        let coroutines = of(&report, Mode::Async).expected_ms;
        assert!(
            coroutines.is_some_and(|ms| (500.0..550.0).contains(&ms)),
            "{coroutines:?}"
        );
        let processes = of(&report, Mode::Processes);
        assert!(processes.expected_total_ms > processes.expected_ms);
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn what_is_much_to_model_is_modelled_before_the_race_ends() {
    with_page(Setting::default(), async |page| {
        page.open("n=10000&wait=20&modes=async").await;
        let report = page.run().await;
        let coroutines = of(&report, Mode::Async).expected_total_ms;
        assert!(
            coroutines.is_some_and(|ms| (20.0..100.0).contains(&ms)),
            "{coroutines:?}"
        );
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_pool_of_four_takes_three_batches() {
    with_page(Setting::default(), async |page| {
        page.open("preset=pool4&wait=300&modes=threads,async").await;
        let report = page.run().await;
        let threads = median(&report, Mode::Threads);
        assert!((900.0..1_200.0).contains(&threads), "{threads}");
        assert!(threads > 2.0 * median(&report, Mode::Async));
        let expected = of(&report, Mode::Threads).expected_ms;
        assert!(
            expected.is_some_and(|ms| (900.0..950.0).contains(&ms)),
            "{expected:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_coroutine_that_blocks_makes_async_as_slow_as_sequential() {
    with_page(Setting::default(), async |page| {
        page.open("preset=blocking&wait=100&modes=sequential,async")
            .await;
        let report = page.run().await;
        let ratio = median(&report, Mode::Async) / median(&report, Mode::Sequential);
        assert!((0.9..1.1).contains(&ratio), "{ratio}");
    })
    .await;
}

#[tokio::test]
async fn computing_gains_from_threads_and_not_from_coroutines() {
    in_each_engine(async |page| {
        page.open("preset=pi&workers=2&rounds=6&modes=sequential,threads,async")
            .await;
        let report = page.run().await;
        let best = |mode| {
            let rounds = &of(&report, mode).rounds;
            let times = rounds.iter().filter_map(|round| round.elapsed_ms);
            times.fold(f64::INFINITY, f64::min)
        };
        let modes = [Mode::Sequential, Mode::Threads, Mode::Async];
        let [sequential, threads, coroutines] = modes.map(best);
        println!("π, best of six: {sequential:.1}, {threads:.1}, {coroutines:.1} ms");
        let slack = page.engine.slack();
        let gain = sequential / threads;
        assert!(gain > 1.0 + 0.3 / slack, "{sequential} / {threads}");
        let differ = (sequential / coroutines - 1.0).abs();
        assert!(differ < 0.1 * slack, "{sequential} / {coroutines}");
        for mode in modes {
            let run = of(&report, mode);
            assert_eq!((run.answers_correct, run.outcomes.done), (Some(true), 48));
            // On a busy machine some rounds do not count.
            let counting = run.rounds.iter().filter(|round| round.counts()).count();
            assert_eq!(run.ci95_ms.is_some(), counting >= 6, "{run:?}");
            if let Some([low, high]) = run.ci95_ms {
                let median = run.median_ms.expect("it was measured");
                assert!(low <= median && median <= high);
            }
        }
        let machine = &report.environment;
        let cores = machine.cores_effective.expect("it was measured");
        let reported = machine.cores_reported.map_or(1.0, f64::from);
        println!("{cores} of {reported} cores");
        assert!((0.5..=reported).contains(&cores), "{cores} of {reported}");
    })
    .await;
}

#[tokio::test]
async fn there_may_be_more_workers_than_cores() {
    in_each_engine(async |page| {
        page.open("n=64&workers=64&wait=300&modes=threads").await;
        let threads = median(&page.run().await, Mode::Threads);
        // With so many workers, WebKit has both cores of a small machine busy for seconds before they
        // run (seen: 6 s); one after the other, the tasks would take 19 s.
        let late = match page.engine {
            Engine::WebKit => 9_000.0,
            engine => 300.0 * engine.lateness(),
        };
        let expected = 299.0..300.0 + late;
        assert!(expected.contains(&threads), "{threads}");
        // A smaller pool than the engine has takes as many lanes as it is asked for.
        page.set("workers", "32").await;
        let threads = median(&page.run().await, Mode::Threads);
        let expected = 599.0..700.0 + late;
        assert!(expected.contains(&threads), "{threads}");
    })
    .await;
}

#[tokio::test]
async fn the_pattern_search_shows_what_it_found() {
    in_each_engine(async |page| {
        page.open("preset=patterns&n=2&work=5000&workers=2&rounds=1")
            .await;
        let report = page.run().await;
        for mode in Mode::ALL {
            assert_eq!(of(&report, mode).answers_correct, Some(true));
        }
        let rows = "return document.querySelectorAll('[data-answer=patterns] tbody tr').length";
        assert_eq!(page.script(rows).await, 10);
    })
    .await;
}

#[tokio::test]
async fn no_tasks_and_one_task_are_races_too() {
    with_page(Setting::default(), async |page| {
        page.open("n=0").await;
        let report = page.run().await;
        for mode in Mode::ALL {
            let run = of(&report, mode);
            assert_eq!(
                (run.median_ms, run.speedup, run.outcomes.done),
                (None, None, 0)
            );
        }
        let body = page.text("body").await;
        assert!(!body.contains("NaN"), "{body}");
        page.set("n", "1").await;
        let report = page.run().await;
        for mode in Mode::ALL {
            assert!(median(&report, mode) >= 500.0);
        }
    })
    .await;
}

#[tokio::test]
async fn a_hundred_races_leave_no_worker_behind() {
    with_page(Setting::default(), async |page| {
        page.open("n=2&wait=300&workers=2").await;
        page.run().await;
        // The coordinator and two lanes; the worker that files are made in ends when it has nothing to do.
        page.until_workers(3).await;
        page.set("wait", "1").await;
        let ended = page
            .script_async(
                "let left = 100;
                 const press = () => document.querySelector('[data-action=run]').click();
                 new MutationObserver((_, watch) => {
                     if (document.documentElement.dataset.phase !== 'idle') return;
                     if (--left) return press();
                     watch.disconnect();
                     done(racesEnded);
                 }).observe(document.documentElement, {attributeFilter: ['data-phase']});
                 press();",
            )
            .await;
        assert_eq!(ended, 101);
        // The last mode gives the processes of the one before it the time to go.
        page.set("wait", "300").await;
        page.run().await;
        page.until_workers(3).await;
    })
    .await;
}
