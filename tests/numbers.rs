//! What the page says of its numbers where the machine does not play along.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use interleave::model::mode::Mode;
use interleave::model::preset::Preset;
use interleave::model::task::Task;
use interleave::report::Report;
use interleave::report::expectations::{Effort, expect};
use interleave::report::finding::{Claim, Fact};
use interleave::report::measured::Machine;
use interleave::time::MILLI;

use crate::support::{Folder, Setting, of, with_page};

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

/// The presets that compute on lanes, each with less to do, so that all of them take a minute or two.
const COMPUTING: [(Preset, &str); 14] = [
    (Preset::Pi, "work=20000000"),
    (Preset::Patterns, "work=1000"),
    (Preset::Mixed, "n=4&wait=10&bursts=2"),
    (Preset::GilCompute, "work=20000000"),
    (
        Preset::Convoy,
        "bursts=5&tasks=0:work=160000000;1:wait=5,work=100000",
    ),
    (Preset::SwitchInterval, "work=160000000"),
    (Preset::NoGil, "work=160000000"),
    (Preset::MissingFile, "wait=20&work=1000"),
    (Preset::Interpreters, "work=20000000"),
    (Preset::LostUpdate, "work=3000000"),
    (Preset::LockUpdate, "work=500000"),
    (Preset::CounterProcesses, "work=40000000"),
    (Preset::CounterLocal, "work=20000000"),
    (Preset::Deadlock, ""),
];

/// How many times as fast as sequential each mode is on a machine that has nothing else to do, as the
/// model sees it. Processes are taken to be ready.
fn when_idle(report: &Report) -> impl Fn(Mode) -> Option<f64> {
    let spec = &report.spec;
    let tasks = spec.totals();
    let waits: u64 = tasks.iter().map(Task::wait).sum();
    let units: u64 = tasks.iter().map(Task::units).sum();
    let sequential = report.run(Mode::Sequential);
    let rounds = sequential.iter().flat_map(|run| &run.rounds);
    let times = rounds.filter_map(|round| round.elapsed_ms);
    let fastest = times.fold(f64::INFINITY, f64::min);
    let machine = Machine {
        unit: Some(((fastest * 1e6 - waits as f64) / units as f64).max(0.1)),
        lateness: MILLI / 5,
        processes: None,
        cores: report.environment.cores_reported.map_or(1.0, f64::from),
    };
    let expected = expect(spec, &machine, Effort::FULL);
    move |mode| Some(expected.get(&Mode::Sequential)?.ms / expected.get(&mode)?.ms)
}

/// Whether a claim about a mode is false on such a machine.
fn is_false(claim: Claim, mode: Mode, ratio: f64) -> bool {
    match claim {
        Claim::Faster => ratio < 1.0,
        // They may start for longer than they gain.
        Claim::Slower => ratio > 1.0 && mode != Mode::Processes,
        Claim::NoDifference => !(0.8..=1.25).contains(&ratio) && mode != Mode::Processes,
        Claim::TooShort | Claim::TooNoisy | Claim::FollowsFromWaits(_) | Claim::SoFar(_) => false,
    }
}

#[tokio::test]
async fn beside_a_busy_process_nothing_false_is_claimed_and_it_is_named() {
    let computing = Preset::ALL
        .into_iter()
        .filter(|preset| preset.spec().needs_cores());
    assert!(
        computing.eq(COMPUTING.map(|(preset, _)| preset)),
        "none is left out"
    );
    let busy = Busy::new();
    with_page(Setting::default(), async |page| {
        for (preset, smaller) in COMPUTING {
            let name = preset.name();
            page.open(&format!("preset={name}&rounds=6&{smaller}")).await;
            let report = page.run().await;
            let cores = report.environment.cores_effective.expect("it was measured");
            println!("{name}: {cores} {:?}", report.headline.as_ref().map(|said| &said.en));
            let idle = when_idle(&report);
            for mode in &report.spec.modes {
                if let (Some(claim), Some(ratio)) = (claim(&report, *mode), idle(*mode)) {
                    assert!(!is_false(claim, *mode, ratio), "{name} {mode:?}: {claim:?}, {ratio}");
                }
            }
            let drifted = report.runs.iter().flat_map(|run| &run.rounds).any(|round| round.drifted);
            let noted = page
                .script("return [...document.querySelectorAll('[data-remark]')].map((e) => e.dataset.remark)")
                .await;
            let has = |note: &str| noted.as_array().is_some_and(|notes| notes.contains(&note.into()));
            let reported = report.environment.cores_reported.expect("it is known");
            assert!(cores <= f64::from(reported) + 1e-9, "{cores} of {reported}");
            // With more than two cores, one that is taken is not missed.
            if reported <= 2 {
                assert!(has("fewer-cores") || has("drifted"), "{name}: {noted} {cores} {reported}");
            }
            assert_eq!(drifted, has("drifted"));
        }
    })
    .await;
    drop(busy);
}

#[test]
fn a_claim_that_is_false_on_an_idle_machine_is_recognised() {
    for (claim, mode, ratio, expected) in [
        (Claim::Faster, Mode::Gil, 0.99, true),
        (Claim::Faster, Mode::Threads, 1.9, false),
        (Claim::Slower, Mode::Threads, 1.9, true),
        (Claim::Slower, Mode::Processes, 1.9, false),
        (Claim::NoDifference, Mode::Threads, 1.9, true),
        (Claim::NoDifference, Mode::Async, 1.0, false),
    ] {
        assert_eq!(is_false(claim, mode, ratio), expected, "{claim:?} {mode:?}");
    }
}

/// The page, whose engine has a clock with such steps: all its workers have.
fn with_clock(step_ms: f64) -> Folder {
    let folder = Folder::with_page("coarse");
    let engine = folder.path().join(folder.name("engine-"));
    let coarse = format!(
        "{{ const {{ performance }} = self;
            const now = performance.now.bind(performance);
            performance.now = () => Math.floor(now() / {step_ms}) * {step_ms}; }}
        "
    );
    let mut folders = vec![engine];
    let mut workers = 0;
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().expect("it is there").flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            if path.is_dir() {
                folders.push(path);
            } else if name == "worker.js" || name.to_string_lossy().starts_with("workerHelpers") {
                let script = fs::read_to_string(&path).expect("it is text");
                fs::write(&path, [&coarse, script.as_str()].concat()).expect("it is a copy");
                workers += 1;
            }
        }
    }
    assert_eq!(workers, 2, "the engine's worker and those of its pool");
    folder
}

#[tokio::test]
async fn a_coarse_clock_is_known_and_what_is_too_short_for_it_is_not_compared() {
    // Twenty steps are enough: 2 ms and 20 ms.
    for (step_ms, short, long) in [(0.1, 400_000, 20_000_000), (1.0, 4_000_000, 200_000_000)] {
        let folder = with_clock(step_ms);
        let setting = Setting {
            dist: folder.path().to_owned(),
            ..Setting::default()
        };
        with_page(setting, async |page| {
            for (work, is_short) in [(short, true), (long, false)] {
                page.open(&format!(
                    "n=2&wait=0&work={work}&workers=2&rounds=6&modes=sequential,threads,async"
                ))
                .await;
                let report = page.run().await;
                let step = report.environment.timer_step_us.expect("it was measured");
                assert!((step / 1_000.0 / step_ms - 1.0).abs() < 0.01, "{step} µs");
                for mode in [Mode::Threads, Mode::Async] {
                    let claim = claim(&report, mode);
                    // Beside something else that runs, no round may count.
                    let counts = of(&report, mode).rounds.iter().any(|round| round.counts());
                    assert!(claim.is_some() || !counts, "{mode:?}");
                    let too_short = claim.map_or(is_short, |claim| claim == Claim::TooShort);
                    assert_eq!(too_short, is_short, "{work} {mode:?}: {claim:?}");
                }
                let headline = page.text("[data-verdict]").await;
                let said = headline.contains("too short for this clock");
                assert!(
                    said == is_short || headline.contains("nothing is concluded"),
                    "{headline}"
                );
                assert_eq!(of(&report, Mode::Threads).answers_correct, Some(true));
            }
            let shown = page.text("[data-machine=timer-step] dd").await;
            let expected = if step_ms < 1.0 { "100 µs" } else { "1.00 ms" };
            assert_eq!(shown, expected);
        })
        .await;
    }
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
        // Measuring the cores would take longer than that alone. Nearly all of it is the first rendering.
        println!("{took:.0} ms from Run to the first run");
        assert!(took < 250.0, "{took} ms until the first run");
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
        page.open("preset=pi&n=2&workers=2&work=40000000&modes=sequential,threads")
            .await;
        let report = page.run().await;
        let rounds = of(&report, Mode::Threads).rounds.len();
        assert!(rounds >= 6, "{rounds}");
        let headline = report.headline.expect("the race has ended");
        let shown = page.text("[data-verdict]").await;
        let [zh, en] = [headline.zh, headline.en].map(|text| text.replace('*', ""));
        assert!(shown == en || shown == zh, "{shown}");

        page.set("n", "8").await;
        page.set("work", "120000000").await;
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
        page.open("preset=pi&n=2&workers=2&work=40000000&modes=sequential,threads")
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
