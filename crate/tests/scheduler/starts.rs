//! How processes start, and what comes of a main module without a guard.

use interleave::exec::host::simulated::Costs;
use interleave::model::api::{Api, Fault, ProgramEnd};
use interleave::model::python::{Python, Start};
use interleave::scheduler::observation::Observation;
use interleave::time::MILLI;

use super::support::{simulate, simulate_at};
use super::{draw, spec};

/// What comes of a program without a guard, drawn.
fn unguarded(api: Api, end: ProgramEnd, start: Start, python: Python) -> String {
    let mut spec = spec(api, end, Fault::Raise, &[]);
    (spec.start, spec.guard, spec.python, spec.n) = (Some(start), false, python, 4);
    draw(&simulate(api, &spec, 3_000, None))
}

#[test]
fn without_a_guard_every_process_dies_that_is_not_forked() {
    use ProgramEnd::{Join, Terminate, Timeout, Unclosed, Unread};
    for (api, end, expected) in [
        (Api::Process, Join, "FFFF ExitCode@0×4 Returned@0 over@0"),
        (
            Api::Process,
            Terminate,
            "FFFF ExitCode@0×4 Returned@150 over@150",
        ),
        (
            Api::ProcessMap,
            Join,
            "FFFF BrokenProcessPool@0 Forgotten@0×3 over@0",
        ),
        (
            Api::ProcessSubmit,
            Unread,
            "FFFF Forgotten@0×4 Returned@0 over@0",
        ),
        (
            Api::PoolMap,
            Join,
            "TTTT Respawned@0 Hung(Respawns)@0 Respawned@0×99 over@2000",
        ),
        (
            Api::PoolMap,
            Timeout,
            "CCCC Respawned@0×100 TimeoutError@150 over@150",
        ),
        (
            Api::ApplyAsync,
            Terminate,
            "CCCC Respawned@0×100 Returned@150 over@150",
        ),
        (Api::ApplyAsync, Unclosed, "CCCC Returned@0 over@0"),
    ] {
        for (start, python) in [
            (Start::Spawn, Python::V39),
            (Start::Spawn, Python::V314),
            (Start::Forkserver, Python::V313),
            (Start::Forkserver, Python::V315),
        ] {
            let drawn = unguarded(api, end, start, python);
            assert_eq!(drawn, expected, "{api:?} {end:?} {start:?} {python:?}");
        }
        // The server of this version imports the main module before any process.
        let server = unguarded(api, end, Start::Forkserver, Python::V314);
        assert_eq!(server, "CCCC ConnectionResetError@0 over@0", "{api:?}");
        for python in [Python::V313, Python::V314] {
            let forked = unguarded(api, Join, Start::Fork, python);
            assert!(forked.starts_with("DDDD Returned@"), "{api:?} {forked}");
        }
    }
}

#[test]
fn a_pool_without_a_guard_starts_workers_until_the_run_is_ended() {
    let mut spec = spec(Api::PoolMap, ProgramEnd::Join, Fault::Raise, &[]);
    (spec.start, spec.guard, spec.n) = (Some(Start::Spawn), false, 4);
    let costs = Costs {
        start: 50 * MILLI,
        ..Costs::default()
    };
    let life = simulate_at(costs, Api::PoolMap, &spec, 3_000, None);
    // Two workers, a start in 50 ms each: from the first death on for two seconds.
    let starts = life
        .seen
        .iter()
        .filter(|(_, seen)| *seen == Observation::Respawned);
    assert_eq!((starts.count(), life.over), (82, 2_050));
    let (since, ..) = life.hung.expect("it hangs");
    assert_eq!(since, 50);
}

#[test]
fn what_is_not_forked_is_sent_its_arguments() {
    for (start, expected) in [
        (Start::Fork, "DDDDDDDDDD Returned@100 over@100"),
        (Start::Forkserver, "DDFCCCCCCC PicklingError@0 over@100"),
        (Start::Spawn, "DDFCCCCCCC PicklingError@0 over@100"),
    ] {
        for python in [Python::V311, Python::V314] {
            let mut spec = spec(Api::Process, ProgramEnd::Join, Fault::Unpicklable, &[2]);
            (spec.start, spec.python) = (Some(start), python);
            let life = simulate(Api::Process, &spec, 2_000, None);
            assert_eq!(draw(&life), expected, "{start:?} {python:?}");
        }
    }
}

#[test]
fn a_worker_is_replaced_after_its_number_of_tasks() {
    let costs = Costs {
        start: 50 * MILLI,
        ..Costs::default()
    };
    let fork = Some(Start::Fork);
    for (api, python, recycle, start, expected) in [
        // Two workers: a start, two tasks, and so on.
        (
            Api::PoolMap,
            Python::V39,
            2,
            None,
            "DDDDDDDD Respawned@250×2 Returned@500 over@500",
        ),
        (
            Api::ProcessMap,
            Python::V314,
            2,
            None,
            "DDDDDDDD Respawned@250×2 Returned@500 over@500",
        ),
        (
            Api::ProcessMap,
            Python::V314,
            4,
            None,
            "DDDDDDDD Returned@450 over@450",
        ),
        // The executors of these versions start nobody, except after a single task.
        (
            Api::ProcessMap,
            Python::V311,
            2,
            None,
            "DDDDTTTT Hung(Unreplaced)@250 over@2250",
        ),
        (
            Api::ProcessSubmit,
            Python::V313,
            2,
            None,
            "DDDDTTTT Hung(Unreplaced)@250 over@2250",
        ),
        (
            Api::ProcessMap,
            Python::V311,
            1,
            None,
            "DDDDDDDD Respawned@150×2 Respawned@300×2 Respawned@450×2 Returned@600 over@600",
        ),
        (
            Api::ProcessMap,
            Python::V39,
            2,
            None,
            "DDDDDDDD Returned@450 over@450",
        ),
        (
            Api::ProcessMap,
            Python::V314,
            2,
            fork,
            "CCCCCCCC ValueError@0 over@0",
        ),
        (
            Api::PoolMap,
            Python::V314,
            2,
            fork,
            "DDDDDDDD Respawned@250×2 Returned@500 over@500",
        ),
    ] {
        let mut spec = spec(api, ProgramEnd::Join, Fault::Raise, &[]);
        (spec.n, spec.python, spec.recycle, spec.start) = (8, python, recycle, start);
        let life = simulate_at(costs, api, &spec, 3_000, None);
        assert_eq!(draw(&life), expected, "{api:?} {python:?} {recycle}");
    }
}
