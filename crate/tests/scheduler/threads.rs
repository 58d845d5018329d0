//! Coroutines that leave what blocks to a pool of threads.

use interleave::model::api::{Api, Fault, ProgramEnd};
use interleave::model::blocking::Blocking;
use interleave::model::mode::Mode;
use interleave::model::preset::Preset;
use interleave::model::python::Python;

use super::support::simulate;
use super::{draw, spec};

#[test]
fn a_thread_is_never_cancelled_and_the_exit_waits_for_it() {
    use ProgramEnd::{Cancel, Join, Timeout};
    for (api, end, fault, faulty, expected) in [
        (
            Api::Gather,
            Join,
            Fault::Raise,
            &[][..],
            "DDDDDDDDDD Returned@500 over@500",
        ),
        (
            Api::Gather,
            Join,
            Fault::Raise,
            &[2],
            "DDFDDCCCCC ValueError@160 over@260",
        ),
        (
            Api::Gather,
            Timeout,
            Fault::Raise,
            &[],
            "DDDDCCCCCC TimeoutError@150 over@200",
        ),
        (
            Api::Gather,
            Timeout,
            Fault::Hang,
            &[2],
            "DDTDCCCCCC TimeoutError@150 Hung(Exit)@200 over@2000",
        ),
        (
            Api::Gather,
            Join,
            Fault::Kill,
            &[2],
            "DDFCCCCCCC Died@160 over@160",
        ),
        (
            Api::WaitFor,
            Timeout,
            Fault::Raise,
            &[],
            "DDDDCCCCCC TimeoutError@150 over@200",
        ),
        (
            Api::GatherReturn,
            Join,
            Fault::Raise,
            &[2],
            "DDFDDDDDDD Returned@500 over@500",
        ),
        (
            Api::GatherReturn,
            Join,
            Fault::Exit,
            &[2],
            "DDFDDCCCCC SystemExit@160 over@260",
        ),
        (
            Api::TaskGroup,
            Join,
            Fault::Raise,
            &[2],
            "DDFDDCCCCC ExceptionGroup@160 over@260",
        ),
        (
            Api::TaskGroup,
            Join,
            Fault::Exit,
            &[2],
            "DDFDDCCCCC SystemExit@160 over@260",
        ),
        (
            Api::TaskGroup,
            Cancel,
            Fault::Raise,
            &[3],
            "DDDFCCCCCC Forgotten@160 Returned@200 over@200",
        ),
        (
            Api::AwaitEach,
            Join,
            Fault::Raise,
            &[],
            "DDDDDDDDDD Returned@1000 over@1000",
        ),
        (
            Api::AwaitEach,
            Join,
            Fault::Raise,
            &[2],
            "DDFCCCCCCC ValueError@260 over@260",
        ),
        (
            Api::AwaitEach,
            Timeout,
            Fault::Raise,
            &[],
            "DDCCCCCCCC TimeoutError@150 over@200",
        ),
    ] {
        let mut spec = spec(api, end, fault, faulty);
        spec.blocking = Blocking::Thread;
        let life = simulate(api, &spec, 2_000, None);
        assert_eq!(draw(&life), expected, "{api:?} {end:?} {fault:?}");
    }
}

#[test]
fn forty_waits_take_as_many_turns_as_six_threads_need() {
    let spec = Preset::BlockingThread.spec();
    let life = simulate(Api::Gather, &spec, 10_000, None);
    assert_eq!(life.over, 1_400);
    assert_eq!(spec.workers_of(Mode::Async), 6);
    assert!(spec.needs_threads(Mode::Async) && !Preset::Blocking.spec().needs_threads(Mode::Async));
}

#[test]
fn wait_for_comes_back_at_its_limit_and_asyncio_run_with_the_thread() {
    let mut spec = spec(Api::WaitFor, ProgramEnd::Timeout, Fault::Raise, &[]);
    (spec.n, spec.wait, spec.timeout, spec.python) = (1, 1_000, 200, Python::V314);
    spec.blocking = Blocking::Thread;
    let life = simulate(Api::WaitFor, &spec, 2_000, None);
    assert_eq!(draw(&life), "D TimeoutError@200 over@1000");
}
