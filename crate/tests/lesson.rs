//! The lesson: each step's experiments show what the step says, on the virtual clock, and its two languages
//! say the same.

use std::collections::{BTreeMap, BTreeSet};

use interleave::exec::host::simulated::Costs;
use interleave::lesson::reading::Quantity;
use interleave::lesson::rehearsal::{CORES, Rehearsal, idle};
use interleave::lesson::{Part, STEPS, Step, Text, experiment_named, experiments, placeholder};
use interleave::model::mode::{KernelKind, Mode};
use interleave::model::query::decode;
use interleave::model::task::Outcome;
use interleave::model::view::StepId;
use interleave::scheduler::observation::{Error, Hang, Observation};
use interleave::time::MILLI;

/// What an experiment shows.
#[track_caller]
fn shown(name: &str) -> Rehearsal {
    Rehearsal::of(experiment_named(name).expect("there is one"))
}

/// How long a mode takes, in milliseconds.
#[track_caller]
fn ms(name: &str, mode: Mode) -> f64 {
    shown(name).ms(mode).expect("it ends")
}

/// What is read off a mode's lanes.
#[track_caller]
fn read(name: &str, mode: Mode, what: Quantity) -> u64 {
    what.read(&shown(name).runs[&mode].timeline)
        .expect("it is on the board")
}

#[track_caller]
fn ended(name: &str, mode: Mode, outcome: Outcome) -> u64 {
    read(name, mode, Quantity::Ended(outcome))
}

/// What the main thread saw.
#[track_caller]
fn seen(name: &str, mode: Mode) -> Vec<Observation> {
    let shown = shown(name);
    let seen = shown.runs[&mode].timeline.observations();
    seen.iter().map(|(_, seen)| *seen).collect()
}

#[track_caller]
fn assert_near(found: f64, expected: f64) {
    assert!(
        (found / expected - 1.0).abs() < 0.05,
        "{found}, not {expected}"
    );
}

#[test]
fn waits_overlap_under_the_gil_too() {
    assert_near(ms("gil_io", Mode::Sequential), 5_000.0);
    assert_near(ms("gil_io", Mode::Threads), 500.0);
    assert_near(ms("gil_io", Mode::Gil), 500.0);
    assert_eq!(read("gil_io", Mode::Gil, Quantity::Waiting(250)), 10);
}

#[test]
fn tasks_come_in_batches() {
    assert_near(ms("pool8", Mode::Threads), 1_000.0);
    assert_near(ms("pool4", Mode::Threads), 1_500.0);
}

#[test]
fn cores_limit_computing_only() {
    assert_near(ms("waits_40", Mode::Gil), 500.0);
    assert_near(ms("waits_40", Mode::Async), 500.0);
    for name in ["pi_cores", "pi_twice"] {
        let speedup = shown(name).speedup(Mode::Threads);
        assert_near(speedup.expect("both end"), f64::from(CORES));
    }
}

#[test]
fn under_the_gil_more_threads_compute_no_faster() {
    for (workers, free) in [(1, 1.0), (2, 2.0), (4, 4.0), (8, 4.0)] {
        let speedup = |name: String| shown(&name).speedup(Mode::Gil).expect("both end");
        assert_near(speedup(format!("gil_{workers}")), 1.0);
        assert_near(speedup(format!("free_{workers}")), free);
    }
    assert_eq!(read("gil_8", Mode::Gil, Quantity::WantGil(100)), 7);
}

#[test]
fn a_sleeper_comes_the_later_the_longer_the_interval_is() {
    // When the sleeper is done.
    let done = |name: &str| ms(name, Mode::Gil);
    let [long, usual, short] = ["convoy_50", "convoy_5", "convoy_05"].map(done);
    assert!(
        long > usual + 100.0 && usual > short + 100.0,
        "{long} {usual} {short}"
    );
    assert!(short < 80.0, "{short}");
}

#[test]
fn in_flight_is_not_computing() {
    for (mode, most) in [(Mode::Threads, CORES), (Mode::Async, 1)] {
        let computing = read("mixed", mode, Quantity::MostComputing);
        assert!(computing >= u64::from(most), "{mode:?}: {computing}");
        let waiting = read("mixed", mode, Quantity::Waiting(30));
        assert!(waiting > 5, "{mode:?}: {waiting}");
    }
    assert_eq!(read("mixed", Mode::Async, Quantity::MostComputing), 1);
    let speedup = |mode| shown("async_compute").speedup(mode).expect("both end");
    assert_near(speedup(Mode::Async), 1.0);
    assert_near(speedup(Mode::Threads), f64::from(CORES));
}

#[test]
fn only_an_await_that_waits_gives_way() {
    assert_near(
        ms("blocking", Mode::Async),
        ms("blocking", Mode::Sequential),
    );
    assert_near(ms("blocking", Mode::Threads), 500.0);
    assert_eq!(seen("blocked_limit", Mode::Async), [Observation::Returned]);
    assert_near(ms("blocked_limit", Mode::Async), 2_000.0);
    assert_near(ms("await_each", Mode::Async), 5_000.0);
}

#[test]
fn a_process_must_earn_its_start() {
    let speedup = |name: &str| shown(name).speedup(Mode::Processes).expect("both end");
    assert!(speedup("tiny") < 0.5, "{}", speedup("tiny"));
    assert!(speedup("big") > 3.5, "{}", speedup("big"));
}

#[test]
fn a_time_limit_ends_the_waiting() {
    let join = shown("join_timeout");
    for (mode, run) in &join.runs {
        let limit = (200 * MILLI, Observation::JoinTimedOut);
        assert_eq!(run.timeline.observations()[0], limit, "{mode:?}");
        assert!(run.end >= 500 * MILLI, "{mode:?}");
    }
    assert_eq!(ended("terminate", Mode::Processes, Outcome::Cancelled), 4);
    assert_near(ms("terminate", Mode::Processes), 200.0);
    assert_eq!(ended("wait_for", Mode::Async, Outcome::TimedOut), 1);
    assert_eq!(ended("wait_for", Mode::Async, Outcome::Done), 9);
    let error = Observation::Raised(Error::TimeoutError);
    assert_eq!(seen("wait_for", Mode::Async), [error]);
}

#[test]
fn map_keeps_the_order_and_as_completed_does_not() {
    for mode in [Mode::Threads, Mode::Processes] {
        let by = |name: &str, at| read(name, mode, Quantity::ReadBy(at));
        assert_eq!((by("map_order", 1_100), by("map_order", 1_600)), (0, 10));
        assert_eq!(by("as_completed", 1_100), 6, "{mode:?}");
        assert!(ms("map_order", mode) >= 1_500.0 && ms("as_completed", mode) < 600.0);
    }
}

#[test]
fn an_executor_waits_and_a_pool_terminates() {
    for (mode, done) in [(Mode::Gil, 4), (Mode::Processes, 7)] {
        assert_eq!(ended("shutdown", mode, Outcome::Done), done);
        assert_eq!(ended("shutdown", mode, Outcome::Cancelled), 10 - done);
        assert_eq!(ended("after_with", mode, Outcome::Done), 10);
    }
    assert_eq!(ended("with_pool", Mode::Processes, Outcome::Done), 0);
}

#[test]
fn errors_exist_where_results_are_read() {
    for mode in [Mode::Gil, Mode::Processes] {
        let unread = seen("unread", mode);
        assert_eq!(unread.last(), Some(&Observation::Returned), "{mode:?}");
        assert_eq!(ended("unread", mode, Outcome::Failed), 2);
        let raised = Observation::Raised(Error::ValueError);
        assert!(seen("read", mode).contains(&raised), "{mode:?}");
    }
    let raised = Observation::Raised(Error::BrokenProcessPool);
    assert!(seen("broken_pool", Mode::Processes).contains(&raised));
    assert_eq!(ended("broken_pool", Mode::Processes, Outcome::Done), 3);
    assert_eq!(ended("broken_pool", Mode::Processes, Outcome::Failed), 7);
    let hung = Observation::Hung(Hang::Lost);
    assert_eq!(seen("killed_pool", Mode::Processes), [hung]);
    let exited = Observation::Raised(Error::SystemExit);
    assert_eq!(seen("exit", Mode::Processes), [exited]);
}

#[test]
fn what_may_be_interrupted_is_lost() {
    assert_eq!(read("copies", Mode::Processes, Quantity::Counted), 0);
    for mode in [Mode::Gil, Mode::Async] {
        let counted = |name: &str| read(name, mode, Quantity::Counted);
        assert_eq!(counted("plain"), 80_000_000);
        assert!(counted("between") < 75_000_000, "{mode:?}");
        assert_eq!(counted("locked"), 80_000_000);
    }
}

#[test]
fn finished_is_not_done() {
    assert_eq!(seen("unclosed", Mode::Processes), [Observation::Returned]);
    assert_eq!(ended("unclosed", Mode::Processes, Outcome::Done), 0);
    assert_eq!(ended("unguarded", Mode::Processes, Outcome::Failed), 4);
    assert!(seen("unguarded", Mode::Processes).contains(&Observation::Returned));
    assert_eq!(
        experiment_named("once")
            .expect("there")
            .spec()
            .rounds_asked
            .number(),
        1
    );
    assert_eq!(
        experiment_named("often")
            .expect("there")
            .spec()
            .rounds_asked
            .number(),
        0
    );
}

/// A machine whose other cores are taken, and on which waits end late.
fn busy(kernel: KernelKind) -> Costs {
    Costs {
        cores: 1.0,
        lateness: 15 * MILLI,
        ..idle(kernel)
    }
}

#[test]
fn on_a_busy_machine_waits_show_the_same_and_computing_is_known_to_need_cores() {
    for experiment in experiments() {
        let [idle, busy] = [Rehearsal::of(experiment), Rehearsal::on(busy, experiment)];
        for (mode, run) in &idle.runs {
            let [idle_ms, busy_ms] = [&idle, &busy].map(|shown| shown.ms(*mode));
            let (idle_ms, busy_ms) = (idle_ms.unwrap_or(0.0), busy_ms.unwrap_or(0.0));
            let late = busy_ms > idle_ms * 1.1 + 20.0;
            let explained = idle.spec.needs_cores() || idle.spec.computes();
            assert!(
                !late || explained,
                "{} {mode:?}: {busy_ms}",
                experiment.name
            );
            if !explained {
                let outcomes = busy.runs[mode].timeline.outcomes();
                assert_eq!(outcomes, run.timeline.outcomes(), "{}", experiment.name);
            }
        }
    }
}

#[test]
fn every_reading_has_an_answer_that_the_board_shows() {
    let expected = [0, 2, 40, 3, 1, 1, 1, 1, 4, 1, 0, 6, 3, 0, 80_000_000, 0];
    let answers = STEPS.map(|step| {
        let reading = &step.reading;
        let own = step
            .experiments
            .iter()
            .any(|one| one.name == reading.experiment);
        assert!(own, "{}", step.id.name());
        read(reading.experiment, reading.mode, reading.what)
    });
    assert_eq!(answers, expected);
}

#[test]
fn every_query_is_complete_and_taken_as_it_stands() {
    let mut names = BTreeSet::new();
    for experiment in experiments() {
        assert!(
            names.insert(experiment.name),
            "{} is there twice",
            experiment.name
        );
        assert_eq!(decode(experiment.query).notices, [], "{}", experiment.name);
        let spec = experiment.spec();
        let guessed = experiment.guesses.iter();
        assert!(guessed.copied().all(|mode| spec.modes.contains(&mode)));
        // Written for a machine with as many cores as the lesson's numbers hold for.
        assert_eq!(experiment.spec_on(CORES), spec, "{}", experiment.name);
    }
    assert_eq!(STEPS.map(|step| step.id), StepId::ALL);
}

#[test]
fn steps_are_taught_part_by_part() {
    let mut parts: Vec<Part> = STEPS.iter().map(|step| step.part).collect();
    parts.dedup();
    assert_eq!(parts, Part::ALL);
    for step in STEPS {
        assert!((1..=3).contains(&step.controls.len()), "{}", step.id.name());
        assert!(step.right < step.reasons.len(), "{}", step.id.name());
    }
    // Whoever always takes the same one is right now and then only.
    let right = |at: usize| STEPS.iter().filter(|step| step.right == at).count();
    assert!((0..3).all(|at| (4..=7).contains(&right(at))));
}

/// Every text of a step.
fn texts(step: &Step) -> Vec<Text> {
    let mut texts = vec![
        step.title,
        step.question,
        step.reading.question,
        step.explanation,
        step.sentence,
        step.teacher,
    ];
    texts.extend(step.reasons);
    texts.extend(step.experiments.iter().map(|experiment| experiment.label));
    texts
}

/// What a text has in both languages: its placeholders and its numbers.
fn shared(text: &str) -> BTreeMap<String, u32> {
    let mut found = BTreeMap::new();
    let plain = placeholder::fill(text, |placeholder| {
        *found.entry(format!("{placeholder:?}")).or_default() += 1;
        Some(String::new())
    });
    let plain = plain.unwrap_or_else(|wrong| panic!("{wrong} in {text}"));
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    for number in plain.split(|c| !is_of_number(c)) {
        let number = number.trim_matches(['.', ',']);
        if !number.is_empty() {
            *found.entry(number.to_owned()).or_default() += 1;
        }
    }
    found
}

#[test]
fn both_languages_have_the_same_numbers() {
    for step in STEPS {
        for text in texts(step) {
            assert!(
                !text.zh.is_empty() && !text.en.is_empty(),
                "{}",
                step.id.name()
            );
            assert_eq!(
                shared(text.zh),
                shared(text.en),
                "{}: {}",
                step.id.name(),
                text.en
            );
        }
    }
}

#[test]
fn chinese_stands_apart_from_latin_letters_and_has_its_own_punctuation() {
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    for step in STEPS {
        for text in texts(step) {
            let zh: Vec<char> = text.zh.chars().collect();
            for pair in zh.windows(2) {
                let [left, right] = [pair[0], pair[1]];
                let touch = is_han(left) && right.is_ascii_alphanumeric()
                    || left.is_ascii_alphanumeric() && is_han(right);
                let half = is_han(left) && matches!(right, ',' | ';' | '?' | '(' | ':');
                assert!(!touch && !half, "{left}{right} in {}", text.zh);
            }
        }
    }
}

#[test]
fn every_placeholder_has_a_value() {
    let mut rehearsals = BTreeMap::new();
    for step in STEPS {
        for text in [step.explanation.zh, step.explanation.en] {
            let filled = placeholder::fill(text, |placeholder| {
                let shown = rehearsals
                    .entry(placeholder.experiment.to_owned())
                    .or_insert_with_key(|name| shown(name));
                let own = step.experiments.iter();
                let own = own.map(|experiment| experiment.name).collect::<Vec<_>>();
                assert!(own.contains(&placeholder.experiment), "{}", step.id.name());
                let value = match placeholder.is_speedup {
                    true => shown.speedup(placeholder.mode),
                    false => shown.ms(placeholder.mode),
                };
                value.map(|value| value.to_string())
            });
            assert!(filled.is_ok(), "{}: {filled:?}", step.id.name());
        }
    }
    let refused = placeholder::fill("{gil_io.fibres}", |_| Some(String::new()));
    assert_eq!(refused, Err("gil_io.fibres".to_owned()));
}
