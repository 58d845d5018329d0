//! What may be said about times: compared with an independent implementation, and tried on experiments
//! whose truth is known.

use std::collections::BTreeMap;

use interleave::model::mode::Mode;
use interleave::model::query::decode;
use interleave::model::spec::Spec;
use interleave::race::rounds::Progress;
use interleave::report::Report;
use interleave::report::baseline::Baseline;
use interleave::report::environment::{Environment, Rung};
use interleave::report::finding::Claim;
use interleave::report::findings::speedup::speedup;
use interleave::report::round::{Outcomes, Round};
use interleave::report::statistics::{fences, ratios, summarise};
use serde::Deserialize;

/// What `statistics/reference.py` has found.
#[derive(Deserialize)]
struct Case {
    samples: Vec<f64>,
    other: Vec<f64>,
    median: f64,
    interval: Option<[f64; 2]>,
    fences: [f64; 2],
    ratio: f64,
    ratio_interval: Option<[f64; 2]>,
}

#[track_caller]
fn assert_close(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() <= 1e-9 * expected.abs(),
        "{found} {expected}"
    );
}

#[track_caller]
fn assert_interval(found: Option<[f64; 2]>, expected: Option<[f64; 2]>) {
    assert_eq!(
        found.is_some(),
        expected.is_some(),
        "{found:?} {expected:?}"
    );
    let pairs = found
        .into_iter()
        .flatten()
        .zip(expected.into_iter().flatten());
    pairs.for_each(|(found, expected)| assert_close(found, expected));
}

#[test]
fn an_independent_implementation_finds_the_same() {
    let cases = include_str!("data/statistics.json");
    let cases: Vec<Case> = serde_json::from_str(cases).expect("it is what the script writes");
    assert_eq!(cases.len(), 16);
    for case in cases {
        let summary = summarise(&case.samples).expect("there are samples");
        assert_close(summary.median, case.median);
        assert_interval(summary.ci95, case.interval);
        assert_interval(fences(&case.samples), Some(case.fences));
        let [base, other] = [&case.samples, &case.other]
            .map(|samples| samples.iter().copied().map(Some).collect::<Vec<_>>());
        let ratio = summarise(&ratios(&base, &other)).expect("there are ratios");
        assert_close(ratio.median, case.ratio);
        assert_interval(ratio.ci95, case.ratio_interval);
    }
}

/// A draw from the standard normal distribution (Box and Muller, 1958).
fn normal(random: &mut fastrand::Rng) -> f64 {
    let (radius, angle) = (1.0 - random.f64(), random.f64());
    (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
}

#[test]
fn intervals_hold_the_true_median_as_often_as_they_say() {
    type Noise = (&'static str, fn(&mut fastrand::Rng) -> f64);
    /// Distributions with the median 1.
    const NOISES: [Noise; 3] = [
        ("normal", |random| 1.0 + 0.1 * normal(random)),
        ("skewed", |random| (0.5 * normal(random)).exp()),
        ("outliers", |random| {
            let wide = if random.f64() < 0.1 { 2.0 } else { 0.05 };
            1.0 + wide * normal(random)
        }),
    ];
    for (name, noise) in NOISES {
        for count in [6, 9, 25] {
            let mut random = fastrand::Rng::with_seed(7);
            let held = (0..10_000).filter(|_| {
                let samples: Vec<f64> = (0..count).map(|_| noise(&mut random)).collect();
                let summary = summarise(&samples).expect("there are samples");
                let [low, high] = summary.ci95.expect("there are enough");
                low <= 1.0 && 1.0 <= high
            });
            let share = held.count() as f64 / 10_000.0;
            println!("{name}, {count} samples: {share}");
            assert!((0.93..=0.97).contains(&share), "{name} {count}: {share}");
        }
    }
}

/// What is claimed of threads after a race of two modes whose rounds take these times, stopping when a
/// race would.
fn claimed(spec: &Spec, round_ms: f64, mut time: impl FnMut() -> f64) -> Claim {
    let mut progress = Progress {
        times: vec![Vec::new(); 2],
        ..Progress::default()
    };
    while progress.goes_on(spec) {
        for times in &mut progress.times {
            times.push(Some(time()));
        }
        progress.rounds += 1;
        progress.spent_ms += round_ms;
    }
    let round = |ms: &Option<f64>| Round {
        elapsed_ms: *ms,
        start_ms: 0.0,
        warmup: false,
        drifted: false,
        disturbed: false,
        outcomes: Outcomes {
            done: spec.n,
            ..Outcomes::default()
        },
        answers_correct: Some(true),
        counter: None,
        events_dropped: 0,
        message_bytes: None,
        main_line: None,
        interrupted: 0,
        gil: None,
        semaphore_waits: 0,
        queue: None,
        deadlock: None,
        steps: Vec::new(),
    };
    let environment = Environment {
        isolated: true,
        rung: Rung::Headers,
        cores_reported: Some(8),
        timer_step_us: Some(5.0),
        ..Environment::default()
    };
    let rounds = spec.modes.iter().zip(&progress.times);
    let rounds = rounds.map(|(mode, times)| (*mode, times.iter().map(round).collect()));
    let nothing = BTreeMap::new();
    let report = Report::new(
        spec,
        environment,
        &Baseline::default(),
        rounds.collect(),
        &nothing,
    );
    let threads = report.run(Mode::Threads).expect("it was asked for");
    speedup(&report, threads).expect("both were measured").claim
}

#[test]
fn two_modes_that_are_the_same_are_seldom_called_different() {
    let spec = decode("preset=pi&modes=sequential,threads").spec;
    for noise in [0.01, 0.05, 0.20] {
        // Few rounds within the time, and as many as are ever run.
        for round_ms in [1_000.0, 20.0] {
            let mut random = fastrand::Rng::with_seed(11);
            let mut time = || 500.0 * (noise * normal(&mut random)).exp();
            let claims: Vec<Claim> = (0..2_000)
                .map(|_| claimed(&spec, round_ms, &mut time))
                .collect();
            let share = |claim| {
                claims.iter().filter(|found| **found == claim).count() as f64 / claims.len() as f64
            };
            let (faster, slower) = (share(Claim::Faster), share(Claim::Slower));
            println!("noise {noise}, rounds of {round_ms} ms: faster {faster}, slower {slower}");
            assert!(
                faster <= 0.05 && slower <= 0.05,
                "{noise}: {faster} {slower}"
            );
            // Where it is quiet, it is said that there is no difference.
            assert!(noise > 0.01 || share(Claim::NoDifference) > 0.95);
        }
    }
}

#[test]
fn a_mode_that_is_faster_is_called_so() {
    let spec = decode("preset=pi&modes=sequential,threads").spec;
    let mut random = fastrand::Rng::with_seed(3);
    let mut turn = 0;
    let mut time = || {
        turn += 1;
        let typical = if turn % 2 == 1 { 500.0 } else { 300.0 };
        typical * (0.05 * normal(&mut random)).exp()
    };
    let claims = (0..500).map(|_| claimed(&spec, 800.0, &mut time));
    assert_eq!(claims.filter(|claim| *claim == Claim::Faster).count(), 500);
}
