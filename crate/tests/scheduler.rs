//! What each API does, drawn: a letter for each task (`D`one, `F`ailed, `C`ancelled, `T`imed out),
//! then what the main thread saw and when, in milliseconds.
//! Faulty tasks take 60 ms.
//!
//! Ten tasks of 100 ms, on two workers unless there is one for each.

#[path = "scheduler/costs.rs"]
mod costs;
#[path = "scheduler/invariants.rs"]
mod invariants;
mod support;

use interleave::model::api::{Api, Fault, ProgramEnd};
use interleave::model::spec::{Override, Spec};
use interleave::model::task::Outcome;
use interleave::scheduler::observation::Observation;
use support::{Life, simulate};

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

/// An API, an end, a fault, the tasks that have it, and what comes of it: the rows of the table of
/// what happens when, and those around them.
const CASES: &str = "
loop           join      raise       -    DDDDDDDDDD Returned@1000 over@1000
loop           join      raise       2    DDFCCCCCCC ValueError@260 over@260
loop           join      missing     2    DDFCCCCCCC FileNotFoundError@200 over@200
loop           join      kill        2    DDFCCCCCCC Died@260 over@260
loop           join      hang        2    DDTTTTTTTT Hung(Itself)@260 over@2000
loop           join      unpicklable 2    DDDDDDDDDD Returned@960 over@960
thread         join      raise       2    DDFDDDDDDD Printed@60 Returned@100 over@100
thread         join      kill        2    CCFCCCCCCC Died@60 over@60
thread         timeout   hang        2    DDTDDDDDDD JoinTimedOut@250 Returned@250 Hung(Exit)@250 over@2000
process        join      raise       2    DDFDDDDDDD ExitCode@60 Returned@100 over@100
process        join      kill        2    DDFDDDDDDD ExitCode@60 Returned@100 over@100
process        join      unpicklable 2    DDDDDDDDDD Returned@100 over@100
process        timeout   hang        2,5  DDTDDTDDDD JoinTimedOut@250 JoinTimedOut@400 Returned@400 Hung(Exit)@400 over@2000
process        terminate hang        2    DDCDDDDDDD Returned@150 over@150
thread_map     join      raise       2    DDFDDCCCCC ValueError@160 over@260
thread_map     join      missing     2    DDFDDCCCCC FileNotFoundError@100 over@200
thread_map     timeout   raise       -    DDDDCCCCCC TimeoutError@150 over@200
thread_map     shutdown  raise       -    DDDDCCCCCC CancelledError@200 over@200
thread_map     shutdown  raise       1    DFDDCCCCCC ValueError@200 over@200
thread_map     unread    missing     0,9  FDDDDDDDDF Forgotten@0 Forgotten@400 Returned@400 over@400
thread_submit  join      raise       2,5  DDFDDFDDDD ValueError@160 Forgotten@260 over@460
thread_submit  timeout   hang        2    DDTDDDDDDD CancelRefused@250 TimeoutError@250 Hung(Exit)@800 over@2000
thread_submit  shutdown  raise       -    DDDDCCCCCC Returned@200 over@200
thread_submit  unread    raise       2    DDFDDDDDDD Forgotten@160 Returned@500 over@500
process_map    join      raise       2    DDFDDDDDCC ValueError@160 over@400
process_map    join      kill        2    DDFFFFFFFF BrokenProcessPool@160 Forgotten@160×7 over@160
process_map    join      unpicklable 2    DDFDDDDDCC PicklingError@100 over@400
process_map    shutdown  raise       -    DDDDDDDCCC CancelledError@400 over@400
process_map    unread    kill        7    DDDDDDFFFF Forgotten@360×4 Returned@360 over@360
process_submit join      raise       2    DDFDDDDDDD ValueError@160 over@500
process_submit timeout   hang        2    DDTDDDDDDD CancelRefused@250 TimeoutError@250 Hung(Exit)@800 over@2000
process_submit shutdown  kill        3    DDFFFFFCCC BrokenProcessPool@160 Forgotten@160×4 over@160
process_submit unread    raise       2    DDFDDDDDDD Forgotten@160 Returned@500 over@500
pool_map       join      raise       -    DDDDDDDDDD Returned@600 over@600
pool_map       join      raise       2,4  DDFCFCDDDD ValueError@400 Forgotten@400 over@400
pool_map       join      kill        2    DDFTDDDDDD Hung(Lost)@460 over@2000
pool_map       join      unpicklable 2    DDFCDDDDDD PicklingError@400 over@400
pool_map       timeout   raise       -    DCDCCCCCCC TimeoutError@150 over@150
pool_map       timeout   kill        0    FCDCCCCCCC TimeoutError@150 over@150
pool_map       terminate raise       0    FCDCCCCCCC Forgotten@150 Returned@150 over@150
pool_map       unclosed  raise       -    CCCCCCCCCC Returned@0 over@0
apply_async    join      raise       2    DDFDDDDDDD ValueError@160 over@500
apply_async    join      kill        2    DDFDDDDDDD Hung(Lost)@500 over@2000
apply_async    timeout   hang        2    DDCDCCCCCC TimeoutError@250 over@250
apply_async    timeout   raise       2    DDFCCCCCCC ValueError@160 over@160
apply_async    terminate raise       -    DDCCCCCCCC Returned@150 over@150
apply_async    terminate raise       1    DFCCCCCCCC ValueError@150 over@150
apply_async    unread    raise       2    DDFDDDDDDD Forgotten@160 Returned@500 over@500
apply_async    unclosed  raise       2    CCCCCCCCCC Returned@0 over@0
gather         join      raise       2,5  CCFCCFCCCC ValueError@60 Forgotten@60 over@60
gather         join      missing     2    CCFCCCCCCC FileNotFoundError@0 over@0
gather         join      kill        2    CCFCCCCCCC Died@60 over@60
gather         timeout   hang        2    DDTDDDDDDD TimeoutError@150 over@150
task_group     join      raise       2    CCFCCCCCCC ExceptionGroup@60 over@60
task_group     timeout   hang        2    DDTDDDDDDD TimeoutError@150 over@150
wait_for       timeout   hang        2,5  DDTDDTDDDD TimeoutError@150 over@150
wait_for       timeout   raise       2    CCFCCCCCCC ValueError@60 over@60
to_thread      join      raise       2    DDFDDCCCCC ValueError@160 over@260
to_thread      timeout   raise       -    DDDDCCCCCC TimeoutError@150 over@200
";

#[test]
fn every_case_ends_as_in_cpython() {
    let mut differing = Vec::new();
    for case in CASES.lines().skip(1) {
        let mut words = case.split_whitespace();
        let [api, end, fault, faulty] = [(); 4].map(|()| words.next().expect("a row is whole"));
        let api = Api::from_name(api).expect("it is an API");
        let ends = ProgramEnd::ALL
            .into_iter()
            .find(|other| other.name() == end);
        let faults = Fault::ALL.into_iter().find(|other| other.name() == fault);
        let faulty: Vec<u32> = faulty.split(',').flat_map(str::parse).collect();
        let spec = spec(
            api,
            ends.expect("an end"),
            faults.expect("a fault"),
            &faulty,
        );
        let expected: Vec<&str> = words.collect();
        let (drawn, expected) = (draw(&simulate(api, &spec, 2_000, None)), expected.join(" "));
        if drawn != expected {
            differing.push(format!("{case}\n  {drawn}"));
        }
    }
    assert!(differing.is_empty(), "\n{}", differing.join("\n"));
}

/// Task 2 of ten never ends, after its 60 ms.
const HANGS: &str = "
loop           join     DDTTTTTTTT Hung(Itself)@260 over@2000
thread         join     DDTDDDDDDD Hung(Task)@100 over@2000
process        join     DDTDDDDDDD Hung(Task)@100 over@2000
thread_map     join     DDTDDDDDDD Hung(Task)@800 over@2000
thread_map     unread   DDTDDDDDDD Hung(Task)@800 over@2000
thread_submit  join     DDTDDDDDDD Hung(Task)@800 over@2000
process_map    join     DDTDDDDDDD Hung(Task)@800 over@2000
process_map    timeout  DDTDDDDCCC TimeoutError@150 Hung(Exit)@500 over@2000
process_submit join     DDTDDDDDDD Hung(Task)@800 over@2000
process_submit shutdown DDTDDDDCCC Hung(Task)@500 over@2000
pool_map       join     DDTTDDDDDD Hung(Task)@800 over@2000
apply_async    join     DDTDDDDDDD Hung(Task)@800 over@2000
apply_async    unread   DDTDDDDDDD Hung(Task)@800 over@2000
gather         join     DDTDDDDDDD Hung(Task)@100 over@2000
task_group     join     DDTDDDDDDD Hung(Task)@100 over@2000
to_thread      join     DDTDDDDDDD Hung(Task)@800 over@2000
to_thread      timeout  DDTDCCCCCC TimeoutError@150 Hung(Exit)@200 over@2000
";

#[test]
fn a_program_hangs_as_soon_as_nothing_can_happen_any_more() {
    let mut differing = Vec::new();
    let mut compare = |spec: &Spec, api, expected: &str| {
        let life = simulate(api, spec, 2_000, None);
        if draw(&life) != expected || life.hung.is_none_or(|(.., task)| task != 2) {
            differing.push(format!("{api:?} {expected}\n  {}", draw(&life)));
        }
    };
    for case in HANGS.lines().skip(1) {
        let mut words = case.split_whitespace();
        let [api, end] = [(); 2].map(|()| words.next().expect("a row is whole"));
        let api = Api::from_name(api).expect("it is an API");
        let end = ProgramEnd::ALL
            .into_iter()
            .find(|other| other.name() == end);
        let expected: Vec<&str> = words.collect();
        let spec = spec(api, end.expect("an end"), Fault::Hang, &[2]);
        compare(&spec, api, &expected.join(" "));
    }
    // Who blocks the loop blocks its timers, too, even those that are due.
    for (api, end, timeout) in [
        (Api::Gather, ProgramEnd::Join, 1_000),
        (Api::TaskGroup, ProgramEnd::Timeout, 1_000),
        (Api::Gather, ProgramEnd::Timeout, 150),
        (Api::WaitFor, ProgramEnd::Timeout, 150),
        (Api::WaitFor, ProgramEnd::Timeout, 220),
    ] {
        let mut spec = spec(api, end, Fault::Hang, &[2]);
        (spec.blocking, spec.timeout) = (true, timeout);
        let expected = "DDTTTTTTTT Hung(EventLoop)@260 over@2000";
        compare(&spec, api, expected);
    }
    assert!(differing.is_empty(), "\n{}", differing.join("\n"));
}

#[test]
fn a_main_thread_whose_event_loop_is_blocked_hears_of_everything_at_the_end() {
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
        spec.blocking = true;
        let life = simulate(api, &spec, 2_000, None);
        assert_eq!(draw(&life), expected, "{api:?} {end:?}");
    }
}

#[test]
fn the_main_thread_hears_of_nothing_before_all_threads_have_begun() {
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
        // Threads have no chunks.
        (
            Api::ThreadMap,
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
            let sleeps = matches!(end, ProgramEnd::Shutdown | ProgramEnd::Terminate);
            let expected = if sleeps { 150 } else { 0 };
            assert_eq!(
                life.seen,
                [(expected, Observation::Returned)],
                "{api:?} {end:?}"
            );
        }
    }
}
