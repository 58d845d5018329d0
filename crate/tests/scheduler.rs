//! What each API does, drawn: a letter for each task (`D`one, `F`ailed, `C`ancelled, `T`imed out),
//! then what the main thread saw and when, in milliseconds.
//! Faulty tasks take 60 ms.
//!
//! Ten tasks of 100 ms, on two workers unless there is one for each.

#[path = "scheduler/costs.rs"]
mod costs;
#[path = "scheduler/invariants.rs"]
mod invariants;
#[path = "scheduler/starts.rs"]
mod starts;
mod support;
#[path = "scheduler/table.rs"]
mod table;
#[path = "scheduler/threads.rs"]
mod threads;

use std::collections::BTreeMap;
use std::sync::Arc;

use interleave::exec::host::simulated::Costs;
use interleave::exec::job::Job;
use interleave::exec::simulation::Simulation;
use interleave::model::api::{Api, Fault, ProgramEnd};
use interleave::model::blocking::Blocking;
use interleave::model::python::Python;
use interleave::model::spec::{Override, Spec};
use interleave::model::task::Outcome;
use interleave::scheduler::observation::Observation;
use interleave::time::MILLI;
use interleave::trace::event::State;
use support::{Life, mode_of, simulate};

fn letter(outcome: Option<Outcome>) -> char {
    match outcome {
        Some(Outcome::Done) => 'D',
        Some(Outcome::Failed) => 'F',
        Some(Outcome::Cancelled) => 'C',
        Some(Outcome::TimedOut) => 'T',
        None => '?',
    }
}

fn draw(life: &Life) -> String {
    let mut text: String = life.outcomes.iter().copied().map(letter).collect();
    for alike in life.seen.chunk_by(|one, next| one == next) {
        let (at, seen) = alike[0];
        let word = match seen {
            Observation::Raised(error) => error.name().to_owned(),
            Observation::Hung(why) => format!("Hung({why:?})"),
            other => format!("{other:?}"),
        };
        text.push_str(&format!(" {word}@{at}"));
        if alike.len() > 1 {
            text.push_str(&format!("×{}", alike.len()));
        }
    }
    text.push_str(&format!(" over@{}", life.over));
    text
}

fn spec(api: Api, end: ProgramEnd, fault: Fault, faulty: &[u32]) -> Spec {
    let mut spec = Spec {
        n: 10,
        wait: 100,
        workers: 2,
        end,
        timeout: 150,
        fail: fault,
        python: Python::V313.max(end.since()).max(api.since()),
        ..Spec::default()
    };
    spec.apis.choose(api);
    let change = Override {
        wait: Some(60),
        work: None,
        fail: true,
    };
    spec.overrides = faulty.iter().map(|task| (*task, change)).collect();
    spec
}

#[test]
fn a_main_thread_whose_event_loop_is_blocked_learns_of_everything_at_the_end() {
    use ProgramEnd::{Join, Timeout};
    for (api, end, fault, faulty, expected) in [
        (
            Api::Gather,
            Join,
            Fault::Raise,
            &[2][..],
            "DDFDDDDDDD ValueError@960 over@960",
        ),
        (
            Api::Gather,
            Timeout,
            Fault::Raise,
            &[2],
            "DDFDDDDDDD TimeoutError@960 Forgotten@960 over@960",
        ),
        (
            Api::Gather,
            Timeout,
            Fault::Raise,
            &[],
            "DDDDDDDDDD TimeoutError@1000 over@1000",
        ),
        (
            Api::TaskGroup,
            Timeout,
            Fault::Raise,
            &[2],
            "DDFDDDDDDD ExceptionGroup@960 over@960",
        ),
        (
            Api::WaitFor,
            Timeout,
            Fault::Raise,
            &[2],
            "DDFDDDDDDD ValueError@960 over@960",
        ),
        (
            Api::WaitFor,
            Timeout,
            Fault::Raise,
            &[],
            "DDDDDDDDDD Returned@1000 over@1000",
        ),
        (
            Api::Gather,
            Join,
            Fault::Kill,
            &[2],
            "DDFCCCCCCC Died@260 over@260",
        ),
    ] {
        let mut spec = spec(api, end, fault, faulty);
        spec.blocking = Blocking::EventLoop;
        let life = simulate(api, &spec, 2_000, None);
        assert_eq!(draw(&life), expected, "{api:?} {end:?}");
    }
}

#[test]
fn the_main_thread_learns_of_nothing_before_all_threads_have_begun() {
    for (api, workers, faulty, expected) in [
        (
            Api::ThreadMap,
            3,
            &[0][..],
            "FDDDCCCCCC FileNotFoundError@0 over@100",
        ),
        (
            Api::ThreadMap,
            4,
            &[0, 3],
            "FDDFDDCCCC FileNotFoundError@0 Forgotten@0 over@100",
        ),
        (
            Api::ToThread,
            4,
            &[1],
            "DFDDDCCCCC FileNotFoundError@0 over@100",
        ),
    ] {
        let mut spec = spec(api, ProgramEnd::Join, Fault::Missing, faulty);
        spec.workers = workers;
        let life = simulate(api, &spec, 2_000, None);
        assert_eq!(draw(&life), expected, "{api:?} {faulty:?}");
    }
}

#[test]
fn results_are_read_in_order_as_they_are_ready_or_together() {
    for (api, expected) in [
        (
            Api::ThreadMap,
            &[(400, 0), (400, 1), (400, 2), (400, 3), (400, 4)][..],
        ),
        (
            Api::Imap,
            &[(400, 0), (400, 1), (400, 2), (400, 3), (400, 4)],
        ),
        (
            Api::ThreadAsCompleted,
            &[(100, 1), (200, 2), (300, 3), (400, 0), (400, 4)],
        ),
        (
            Api::ProcessAsCompleted,
            &[(100, 1), (200, 2), (300, 3), (400, 0), (400, 4)],
        ),
        (
            Api::ImapUnordered,
            &[(100, 1), (200, 2), (300, 3), (400, 0), (400, 4)],
        ),
        (
            Api::AwaitEach,
            &[(400, 0), (500, 1), (600, 2), (700, 3), (800, 4)],
        ),
        (Api::PoolMap, &[]),
        (Api::GatherReturn, &[]),
        (Api::ThreadWaitFirst, &[]),
    ] {
        let mut spec = spec(api, ProgramEnd::Join, Fault::Raise, &[]);
        spec.n = 5;
        spec.overrides.entry(0).or_default().wait = Some(400);
        let life = simulate(api, &spec, 2_000, None);
        assert_eq!(life.reads, expected, "{api:?}");
    }
}

#[test]
fn with_a_buffer_tasks_are_handed_over_as_results_are_read() {
    let begun = |api, buffer, read, chunk| {
        let mut spec = spec(api, ProgramEnd::Join, Fault::Raise, &[]);
        spec.python = Python::V314;
        (spec.n, spec.buffer, spec.read, spec.chunk) = (8, buffer, read, chunk);
        let job = Arc::new(Job::counted(&spec));
        let run = Simulation::run(mode_of(api), &job, Costs::default(), &[]);
        let slices = run.timeline.lanes().iter().flat_map(|lane| &lane.slices);
        let waits = slices.filter(|slice| slice.state == State::Wait);
        let begun: BTreeMap<u32, u64> = waits
            .map(|slice| (slice.task, slice.start / MILLI))
            .collect();
        assert_eq!(run.timeline.reads().len(), 8, "{api:?}");
        (begun.into_values().collect::<Vec<_>>(), run.end / MILLI)
    };
    for api in [Api::ThreadMap, Api::ProcessMap, Api::InterpreterMap] {
        // The first result is there at 100, and then one is read every 200.
        let slowly = vec![0, 0, 100, 300, 500, 700, 900, 1_100];
        assert_eq!(begun(api, 2, 200, 0), (slowly, 1_700), "{api:?}");
        let at_once = vec![0, 0, 100, 100, 200, 200, 300, 300];
        assert_eq!(begun(api, 0, 200, 0), (at_once, 1_700), "{api:?}");
        let quickly = vec![0, 0, 100, 100, 200, 200, 300, 300];
        assert_eq!(begun(api, 3, 0, 0), (quickly, 400), "{api:?}");
    }
    // Two chunks of two tasks are ahead of the one that is read.
    let chunks = vec![0, 100, 0, 100, 200, 300, 600, 700];
    assert_eq!(begun(Api::ProcessMap, 2, 200, 2), (chunks, 1_800));
}

#[test]
fn awaited_one_by_one_blocked_or_not_is_the_same_but_for_time_limits() {
    for (end, fault, faulty, expected) in [
        (
            ProgramEnd::Join,
            Fault::Raise,
            &[2][..],
            "DDFCCCCCCC ValueError@260 over@260",
        ),
        (
            ProgramEnd::Timeout,
            Fault::Raise,
            &[],
            "DDDDDDDDDD Returned@1000 over@1000",
        ),
        (
            ProgramEnd::Timeout,
            Fault::Hang,
            &[2],
            "DDTTTTTTTT Hung(EventLoop)@260 over@2000",
        ),
    ] {
        let mut spec = spec(Api::AwaitEach, end, fault, faulty);
        spec.blocking = Blocking::EventLoop;
        let life = simulate(Api::AwaitEach, &spec, 2_000, None);
        assert_eq!(draw(&life), expected, "{end:?} {fault:?}");
    }
}

#[test]
fn the_button_brings_the_end_forward() {
    for (api, end, expected) in [
        (
            Api::ThreadSubmit,
            ProgramEnd::Shutdown,
            "DDCCCCCCCC Returned@100 over@100",
        ),
        (
            Api::ProcessMap,
            ProgramEnd::Shutdown,
            "DDDDDCCCCC CancelledError@300 over@300",
        ),
        (
            Api::Process,
            ProgramEnd::Terminate,
            "CCCCCCCCCC Returned@50 over@50",
        ),
        (
            Api::ApplyAsync,
            ProgramEnd::Terminate,
            "CCCCCCCCCC Returned@50 over@50",
        ),
        // There is nothing to press.
        (
            Api::ApplyAsync,
            ProgramEnd::Unread,
            "DDDDDDDDDD Returned@500 over@500",
        ),
    ] {
        let spec = spec(api, end, Fault::Raise, &[]);
        let life = simulate(api, &spec, 2_000, Some(50));
        assert_eq!(draw(&life), expected, "{api:?} {end:?}");
    }
}

#[test]
fn chunks_fail_and_wait_together() {
    for (api, chunk, fault, expected) in [
        (
            Api::PoolMap,
            5,
            Fault::Raise,
            "DDFCCDDDDD ValueError@500 over@500",
        ),
        (
            Api::PoolMap,
            5,
            Fault::Kill,
            "DDFTTDDDDD Hung(Lost)@500 over@2000",
        ),
        (
            Api::PoolMap,
            3,
            Fault::Unpicklable,
            "CCFDDDDDDD PicklingError@400 over@400",
        ),
        // Four chunks for two workers: all are in the call queue or out of it.
        (
            Api::ProcessMap,
            3,
            Fault::Raise,
            "DDFDDDDDDD ValueError@260 over@560",
        ),
        (
            Api::ProcessMap,
            3,
            Fault::Kill,
            "DDFDDFFFFF BrokenProcessPool@260 Forgotten@260×3 over@260",
        ),
        // Threads have no chunks, whatever interpreter they have.
        (
            Api::ThreadMap,
            3,
            Fault::Raise,
            "DDFDDCCCCC ValueError@160 over@260",
        ),
        (
            Api::InterpreterMap,
            3,
            Fault::Raise,
            "DDFDDCCCCC ValueError@160 over@260",
        ),
    ] {
        let mut spec = spec(api, ProgramEnd::Join, fault, &[2]);
        spec.chunk = chunk;
        let life = simulate(api, &spec, 2_000, None);
        assert_eq!(draw(&life), expected, "{api:?} {chunk} {fault:?}");
    }
}

#[test]
fn a_time_limit_of_nothing_lets_no_coroutine_begin() {
    for (api, expected) in [
        (Api::Gather, "TTTTTTTTTT TimeoutError@0 over@0"),
        (Api::TaskGroup, "TTTTTTTTTT TimeoutError@0 over@0"),
        (Api::WaitFor, "TTTTTTTTTT TimeoutError@0 over@0"),
        (Api::ToThread, "CCCCCCCCCC TimeoutError@0 over@0"),
        // Two threads have begun by then.
        (Api::ThreadMap, "DDCCCCCCCC TimeoutError@0 over@100"),
        (
            Api::Thread,
            "DDDDDDDDDD JoinTimedOut@0×10 Returned@0 over@100",
        ),
    ] {
        let mut spec = spec(api, ProgramEnd::Timeout, Fault::Raise, &[]);
        spec.timeout = 0;
        assert_eq!(
            draw(&simulate(api, &spec, 2_000, None)),
            expected,
            "{api:?}"
        );
    }
}

#[test]
fn a_process_that_a_server_starts_is_sent_its_argument() {
    for (python, expected) in [
        (Python::V313, "DDDDDDDDDD Returned@100 over@100"),
        (Python::V314, "DDFCCCCCCC PicklingError@0 over@100"),
    ] {
        let end = ProgramEnd::Join;
        let mut spec = spec(Api::Process, end, Fault::Unpicklable, &[2]);
        spec.python = python;
        let life = simulate(Api::Process, &spec, 2_000, None);
        assert_eq!(draw(&life), expected, "{python:?}");
    }
}

#[test]
fn no_more_threads_or_processes_than_lanes_run_side_by_side() {
    for api in [Api::Thread, Api::Process, Api::Gather] {
        let mut spec = spec(api, ProgramEnd::Join, Fault::Raise, &[]);
        spec.n = 100;
        let life = simulate(api, &spec, 2_000, None);
        assert!(
            life.outcomes
                .iter()
                .all(|outcome| *outcome == Some(Outcome::Done))
        );
        let expected = if api == Api::Gather { 100 } else { 200 };
        assert_eq!(life.over, expected, "{api:?}");
    }
}

#[test]
fn nothing_to_do_is_done_at_once() {
    for api in Api::ALL {
        for end in api.ends() {
            let mut spec = spec(api, *end, Fault::Raise, &[]);
            spec.n = 0;
            let life = simulate(api, &spec, 2_000, None);
            let expected = if end.is_call() { 150 } else { 0 };
            assert_eq!(
                life.seen,
                [(expected, Observation::Returned)],
                "{api:?} {end:?}"
            );
        }
    }
}
