//! Lanes that share the cores of a virtual clock.

use std::sync::Arc;

use super::support::{COSTS, PIECE, assert_drawn, tasks};
use interleave::exec::host::simulated::Costs;
use interleave::exec::job::Job;
use interleave::exec::simulation::Simulation;
use interleave::model::mode::Mode;
use interleave::model::spec::{Override, Spec};
use interleave::time::{MILLI, Nanos, to_ms};
use interleave::trace::timeline::Timeline;

fn on_cores(mode: Mode, cores: f64, spec: &Spec) -> Timeline {
    let costs = Costs {
        cores,
        start: 0,
        message: 0,
        ..COSTS
    };
    Simulation::run(mode, &Arc::new(Job::counted(spec)), costs, &[]).timeline
}

#[test]
fn equal_work_takes_as_long_as_the_cores_need_for_it() {
    for (workers, cores) in [
        (4, 2.0_f64),
        (4, 4.0),
        (4, 8.0),
        (6, 1.0),
        (3, 2.5),
        (8, 1.3),
    ] {
        let spec = Spec {
            workers,
            ..tasks(workers, 0, 20)
        };
        let alone = 20.0;
        for (mode, used) in [
            (Mode::Threads, cores.min(workers.into())),
            (Mode::Processes, cores.min(workers.into())),
            (Mode::Gil, 1.0),
            (Mode::Sequential, 1.0),
            (Mode::Async, 1.0),
        ] {
            let took = on_cores(mode, cores, &spec).elapsed().map_or(0.0, to_ms);
            let expected = f64::from(workers) * alone / used;
            assert!(
                (took - expected).abs() < 1e-4,
                "{mode:?} {workers} {cores}: {took}"
            );
        }
    }
}

#[test]
fn whoever_is_left_has_the_cores_to_itself() {
    let mut spec = Spec {
        workers: 2,
        ..tasks(2, 0, 4)
    };
    let long = Override {
        work: Some(10 * PIECE),
        ..Override::default()
    };
    spec.overrides.insert(1, long);
    // Each has half of a core until the first one has done its 4 ms.
    let timeline = on_cores(Mode::Threads, 1.0, &spec);
    assert_drawn(&timeline, &["0 ########", "1 ##############"]);
}

#[test]
fn who_waits_takes_no_core() {
    let mut spec = Spec {
        workers: 2,
        ..tasks(2, 3, 4)
    };
    let sleeper = Override {
        work: Some(0),
        wait: Some(9),
        ..Override::default()
    };
    spec.overrides.insert(0, sleeper);
    let timeline = on_cores(Mode::Threads, 1.0, &spec);
    assert_drawn(&timeline, &["0 .........", "1 ####..."]);
}

#[test]
fn processes_that_start_together_take_longer() {
    let spec = Spec {
        workers: 3,
        ..tasks(3, 4, 0)
    };
    let costs = Costs {
        start: 2 * MILLI,
        start_beside: MILLI,
        message: 0,
        ..COSTS
    };
    let job = Arc::new(Job::counted(&spec));
    let run = Simulation::run(Mode::Processes, &job, costs, &[]);
    assert_drawn(&run.timeline, &["0 ss....", "1 sss....", "2 ssss...."]);
}

#[test]
fn what_takes_too_long_to_simulate_is_given_up() {
    let spec = Spec {
        workers: 8,
        ..tasks(1_000, 1, 1)
    };
    let job = Arc::new(Job::counted(&spec));
    let looks: [u64; 2] = [10_000, 1_000_000];
    let ends = looks.map(|looks| {
        let run = Simulation::run_within(looks, Mode::Threads, &job, COSTS);
        run.and_then(|run| run.timeline.elapsed())
    });
    let expected: Nanos = 125 * 2 * MILLI;
    assert_eq!(ends, [None, Some(expected)]);
}
