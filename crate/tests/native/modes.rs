//! Sequential, threads and async.

use std::sync::Arc;

use super::support::{
    COSTS, PIECE, assert_drawn, elapsed, race, simulate, simulate_stopped, tasks,
};
use interleave::exec::host::simulated::Costs;
use interleave::exec::job::Job;
use interleave::exec::simulation::Simulation;
use interleave::model::blocking::Blocking;
use interleave::model::limits::RUN_LIMIT;
use interleave::model::mode::Mode;
use interleave::model::preset::Preset;
use interleave::model::rounds::Rounds;
use interleave::model::spec::{Override, Spec};
use interleave::model::task::Outcome;
use interleave::protocol::Message;
use interleave::report::formula::{Capacity, formula_ms};
use interleave::scheduler::observation::{Error, Observation};
use interleave::time::{MILLI, to_ms};

#[test]
fn sequential_does_one_task_after_the_other() {
    let timeline = simulate(Mode::Sequential, &tasks(3, 4, 2));
    assert_drawn(&timeline, &["0 ##....##....##...."]);
    assert_eq!(timeline.elapsed(), Some(18 * MILLI));
    assert_eq!(timeline.outcomes().count(Outcome::Done), 3);
    assert!(timeline.answers_correct());
}

#[test]
fn coroutines_wait_together_and_compute_in_turn() {
    let timeline = simulate(Mode::Async, &tasks(3, 4, 2));
    assert_drawn(&timeline, &["0 ##....", "1   ##....", "2     ##...."]);
}

#[test]
fn coroutines_that_only_wait_take_as_long_as_one() {
    let timeline = simulate(Mode::Async, &tasks(10, 500, 0));
    assert_eq!(timeline.elapsed(), Some(500 * MILLI));
    let timeline = simulate(Mode::Sequential, &tasks(10, 500, 0));
    assert_eq!(timeline.elapsed(), Some(5_000 * MILLI));
}

#[test]
fn a_coroutine_whose_wait_is_over_has_to_wait_for_the_loop() {
    let mut spec = tasks(2, 3, 1);
    let long = Override {
        work: Some(6 * PIECE),
        ..Override::default()
    };
    spec.overrides.insert(1, long);
    spec.bursts = 1;
    // Task 0 could end at 4, but task 1 keeps the loop until 7.
    assert_drawn(
        &simulate(Mode::Async, &spec),
        &["0 #......", "1  ######..."],
    );
}

#[test]
fn a_coroutine_that_blocks_blocks_them_all() {
    let mut spec = tasks(3, 4, 2);
    spec.blocking = Blocking::EventLoop;
    let timeline = simulate(Mode::Async, &spec);
    let expected = ["0 ##....", "1       ##....", "2             ##...."];
    assert_drawn(&timeline, &expected);
    assert_eq!(
        timeline.elapsed(),
        simulate(Mode::Sequential, &spec).elapsed()
    );
}

#[test]
fn bursts_compute_and_wait_in_turn() {
    let mut spec = tasks(2, 6, 2);
    spec.bursts = 2;
    assert_drawn(&simulate(Mode::Sequential, &spec), &["0 #...#...#...#..."]);
    assert_drawn(
        &simulate(Mode::Async, &spec),
        &["0 #...#...", "1  #...#..."],
    );
}

#[test]
fn coroutines_are_resumed_first_in_first_out() {
    let mut spec = tasks(4, 5, 1);
    for (task, wait) in [(0, 7), (1, 2), (2, 4)] {
        let change = Override {
            wait: Some(wait),
            ..Override::default()
        };
        spec.overrides.insert(task, change);
    }
    let expected = ["0 #.......", "1  #..", "2   #....", "3    #....."];
    assert_drawn(&simulate(Mode::Async, &spec), &expected);
}

#[test]
fn nothing_to_do_is_done_at_once() {
    for mode in [Mode::Sequential, Mode::Async] {
        let timeline = simulate(mode, &tasks(0, 500, 1));
        assert_eq!((timeline.elapsed(), timeline.outcomes().total()), (None, 0));
        let timeline = simulate(mode, &tasks(3, 0, 0));
        assert_eq!(timeline.elapsed(), Some(0));
        assert_eq!(timeline.outcomes().count(Outcome::Done), 3);
    }
}

#[test]
fn a_task_that_fails_ends_what_its_api_ends_with_it() {
    let mut spec = Spec {
        workers: 3,
        ..tasks(3, 2, 1)
    };
    let fail = Override {
        fail: true,
        ..Override::default()
    };
    spec.overrides.insert(1, fail);
    // A loop breaks off; `executor.map` has begun everything; `gather` leaves its siblings alone
    // until `asyncio.run` cancels them.
    for (mode, drawn, third) in [
        (Mode::Sequential, &["0 #..#.."][..], Outcome::Cancelled),
        (Mode::Threads, &["0 #..", "1 #..", "2 #.."], Outcome::Done),
        (
            Mode::Async,
            &["0 #..", "1  #..", "2   #."],
            Outcome::Cancelled,
        ),
    ] {
        let timeline = simulate(mode, &spec);
        assert_drawn(&timeline, drawn);
        let outcomes = [0, 1, 2].map(|task| timeline.outcome_of(task));
        let expected = [Outcome::Done, Outcome::Failed, third];
        assert_eq!(outcomes, expected.map(Some), "{mode:?}");
        let raised = Observation::Raised(Error::ValueError);
        assert!(
            timeline
                .observations()
                .iter()
                .any(|(_, seen)| *seen == raised)
        );
    }
}

#[test]
fn stop_ends_what_runs_and_cancels_what_has_not_begun() {
    let spec = tasks(3, 4, 4);
    let timeline = simulate_stopped(Mode::Sequential, &spec, 10 * MILLI);
    assert_drawn(&timeline, &["0 ####....##"]);
    assert_eq!(timeline.outcomes().count(Outcome::Done), 1);
    assert_eq!(timeline.outcomes().count(Outcome::Cancelled), 2);

    let timeline = simulate_stopped(Mode::Async, &spec, 6 * MILLI);
    assert_drawn(&timeline, &["0 ####..", "1     ##", "2"]);
    assert_eq!(timeline.outcomes().count(Outcome::Cancelled), 3);
}

#[test]
fn a_run_beyond_its_limit_is_timed_out() {
    let spec = tasks(3, 60_000, 0);
    let timeline = simulate(Mode::Sequential, &spec);
    assert_eq!(timeline.outcomes().count(Outcome::Done), 1);
    assert_eq!(timeline.outcomes().count(Outcome::TimedOut), 2);
    assert_eq!(timeline.elapsed(), Some(RUN_LIMIT));
}

#[test]
fn computing_beyond_the_limit_is_timed_out_and_takes_no_time_to_simulate() {
    let spec = Spec {
        workers: 3,
        ..tasks(3, 0, 50_000)
    };
    for (mode, done) in [
        (Mode::Sequential, 2),
        (Mode::Async, 2),
        (Mode::Gil, 0),
        (Mode::Threads, 3),
    ] {
        let timeline = simulate(mode, &spec);
        let counts = [Outcome::Done, Outcome::TimedOut].map(|end| timeline.outcomes().count(end));
        assert_eq!(counts, [done, 3 - done], "{mode:?}");
        let expected = match mode {
            Mode::Threads => 50_000 * MILLI,
            _ => RUN_LIMIT,
        };
        assert_eq!(timeline.elapsed(), Some(expected), "{mode:?}");
    }
}

#[test]
fn late_wake_ups_add_up_where_waits_follow_each_other() {
    let costs = Costs {
        lateness: MILLI / 5,
        ..COSTS
    };
    let spec = Spec {
        workers: 5,
        ..tasks(10, 500, 0)
    };
    for (mode, waits) in [
        (Mode::Sequential, 10),
        (Mode::Threads, 2),
        (Mode::Gil, 2),
        (Mode::Async, 1),
    ] {
        let job = Arc::new(Job::counted(&spec));
        let run = Simulation::run(mode, &job, costs, &[]);
        let expected = waits * (500 * MILLI + costs.lateness);
        assert_eq!(run.timeline.elapsed(), Some(expected), "{mode:?}");
    }
}

#[test]
fn a_wrong_answer_is_noticed() {
    let spec = tasks(2, 0, 1);
    let mut job = Job::counted(&spec);
    job.expected.insert(PIECE, 42);
    let run = Simulation::run(Mode::Sequential, &Arc::new(job), COSTS, &[]);
    assert!(!run.timeline.answers_correct());
}

#[test]
fn one_by_one_and_waiting_together_take_what_the_formulas_expect() {
    let mut random = fastrand::Rng::with_seed(1);
    for _ in 0..200 {
        let mut spec = tasks(random.u32(0..12), random.u32(0..40), random.u64(0..6));
        if random.bool() {
            spec.blocking = Blocking::EventLoop;
        }
        if random.bool() {
            let change = Override {
                wait: Some(random.u32(0..90)),
                ..Override::default()
            };
            spec.overrides.insert(random.u32(0..12), change);
        }
        let costs = [(spec.work, (spec.work / PIECE) as f64)];
        let capacity = Capacity {
            costs: &costs,
            cores: 1.0,
        };
        for mode in [Mode::Sequential, Mode::Async] {
            let expected = formula_ms(mode, &spec, &spec.tasks(), capacity);
            let elapsed = simulate(mode, &spec).elapsed().map_or(0.0, to_ms);
            assert_eq!(expected, Some(elapsed), "{mode:?} {spec:?}");
        }
    }
}

#[test]
fn lanes_wait_in_parallel_for_real() {
    let mut spec = tasks(12, 40, 0);
    spec.workers = 4;
    let said = race(&spec, false);
    let [sequential, threads, gil, coroutines] =
        [Mode::Sequential, Mode::Threads, Mode::Gil, Mode::Async].map(|mode| elapsed(&said, mode));
    // A wait never ends early; how late it ends is up to the machine.
    assert!(sequential >= 480.0, "{sequential}");
    assert!((120.0..300.0).contains(&threads), "{threads}");
    assert!((120.0..300.0).contains(&gil), "{gil}");
    assert!((40.0..120.0).contains(&coroutines), "{coroutines}");
    let ended = Message::RaceEnded {
        race: 1,
        stopped: false,
    };
    assert_eq!(said.last(), Some(&ended));
}

#[test]
fn every_answer_is_checked_in_every_mode() {
    for preset in [Preset::Pi, Preset::Patterns] {
        let mut spec = preset.spec();
        spec.work = spec.work.min(100_000);
        spec.n = 3;
        if preset == Preset::Patterns {
            spec.work = 10;
        }
        let said = race(&spec, false);
        for mode in Mode::ALL {
            assert!(elapsed(&said, mode) > 0.0);
        }
    }
}

#[test]
fn amounts_too_short_to_be_measured_cost_in_proportion() {
    let mut spec = tasks(2, 0, 0);
    spec.work = 50;
    let more = Override {
        work: Some(5_000),
        ..Override::default()
    };
    spec.overrides.insert(1, more);
    spec.modes = vec![Mode::Sequential];
    let said = race(&spec, false);
    let prepared = said.iter().find_map(|message| match message {
        Message::Prepared { baseline, .. } => Some(&baseline.costs),
        _ => None,
    });
    let [(50, few), (5_000, many)] = prepared.expect("it was prepared")[..] else {
        panic!("{prepared:?}");
    };
    assert!(few.abs_diff(many.div_ceil(100)) <= 1, "{few} {many}");
}

#[test]
fn rounds_run_every_mode_in_an_order_of_their_own() {
    let mut spec = tasks(1, 0, 0);
    spec.rounds_asked = Rounds::Exactly(20);
    let order = |said: &[Message]| -> Vec<(u32, Mode)> {
        let started = said.iter().filter_map(|message| match message {
            Message::RunStarted { round, mode, .. } => Some((*round, *mode)),
            _ => None,
        });
        started.collect()
    };
    let first = order(&race(&spec, false));
    let modes = Mode::ALL.len();
    assert_eq!(first.len(), 20 * modes);
    for round in first.chunks(modes) {
        let mut modes: Vec<_> = round.iter().map(|(_, mode)| *mode).collect();
        modes.sort();
        assert_eq!(modes, Mode::ALL);
    }
    let modes = |round: usize| {
        first[modes * round..][..modes]
            .iter()
            .map(|(_, mode)| *mode)
    };
    assert!(
        (1..20).any(|round| !modes(round).eq(modes(0))),
        "the order varies"
    );
    assert_eq!(first, order(&race(&spec, false)), "the seed decides");
}

#[test]
fn a_race_that_is_stopped_before_it_begins_runs_nothing() {
    let said = race(&tasks(3, 1_000, 5), true);
    let ended = Message::RaceEnded {
        race: 1,
        stopped: true,
    };
    assert_eq!(said.last(), Some(&ended));
    assert!(
        !said
            .iter()
            .any(|message| matches!(message, Message::RunStarted { .. }))
    );
}

#[test]
fn answers_are_those_that_wasm_is_held_to() {
    for (preset, (units, answer)) in [Preset::Pi, Preset::Patterns].into_iter().zip(ANSWERS) {
        let kernel = preset.spec().prepare_kernel(None).expect("it is fine");
        let mut computation = kernel.begin();
        computation.extend(units);
        while !computation.advance() {}
        assert_eq!(
            computation.answer(),
            answer,
            "{preset:?}: {:#x}",
            computation.answer()
        );
    }
}

/// Units, and the answer to them: π by a million terms, and fifty patterns.
const ANSWERS: [(u64, u64); 2] = include!("../data/answers.rs");
