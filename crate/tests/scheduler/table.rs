//! What becomes of the tasks and of the main thread, case by case: a row for an API, an end and a
//! fault.

use interleave::model::api::{Api, Fault, ProgramEnd};
use interleave::model::blocking::Blocking;
use interleave::model::spec::Spec;

use super::support::simulate;
use super::{draw, spec};

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
thread_as_completed  join    raise   2,5  DDFDDFDDDD ValueError@160 Forgotten@260 over@460
thread_as_completed  timeout raise   -    DDDDDDDDDD TimeoutError@150 over@500
thread_wait_first    join    raise   2,5  DDFDDFDDDD WentOn@160 Forgotten@260 Returned@460 over@460
thread_wait_first    join    raise   9    DDDDDDDDDF WentOn@460 Returned@500 over@500
process_as_completed join    raise   2    DDFDDDDDDD ValueError@160 over@500
process_wait_first   join    kill    2    DDFFFFFFFF Returned@160 over@160
imap           join      raise       2    DDFDDDDDDD ValueError@160 over@500
imap           timeout   hang        2    DDCDCCCCCC TimeoutError@250 over@250
imap           join      kill        2    DDFDDDDDDD Hung(Lost)@500 over@2000
imap_unordered join      raise       2,5  DDFDDFDDDD ValueError@160 Forgotten@260 over@460
imap_unordered timeout   hang        2,3  DDCCCCCCCC TimeoutError@250 over@250
gather_return  join      raise       2,5  DDFDDFDDDD Returned@100 over@100
gather_return  join      kill        2    CCFCCCCCCC Died@60 over@60
gather_return  timeout   hang        2    DDTDDDDDDD TimeoutError@150 over@150
await_each     join      raise       -    DDDDDDDDDD Returned@1000 over@1000
await_each     join      raise       2    DDFCCCCCCC ValueError@260 over@260
await_each     join      kill        2    DDFCCCCCCC Died@260 over@260
await_each     timeout   raise       -    DTCCCCCCCC TimeoutError@150 over@150
await_each     timeout   hang        0    TCCCCCCCCC TimeoutError@150 over@150
loop           join      exit        2    DDFCCCCCCC SystemExit@260 over@260
thread         join      exit        2    DDFDDDDDDD Forgotten@60 Returned@100 over@100
process        join      exit        2    DDFDDDDDDD ExitCode@60 Returned@100 over@100
thread_map     join      exit        2    DDFDDCCCCC SystemExit@160 over@260
thread_submit  join      exit        2    DDFDDDDDDD SystemExit@160 over@500
process_submit join      exit        2    DDFDDDDDDD SystemExit@160 over@500
pool_map       join      exit        2    DDFTDDDDDD Hung(Lost)@460 over@2000
apply_async    unread    exit        2    DDFDDDDDDD Hung(Lost)@500 over@2000
gather         join      exit        2,5  CCFCCCCCCC SystemExit@60 over@60
gather_return  join      exit        2    CCFCCCCCCC SystemExit@60 over@60
task_group     join      exit        2    CCFCCCCCCC SystemExit@60 over@60
await_each     join      exit        2    DDFCCCCCCC SystemExit@260 over@260
to_thread      join      exit        2    DDFDDCCCCC SystemExit@160 over@260
thread_submit  nowait    raise       2    DDFDDDDDDD Returned@0 Forgotten@160 over@500
process_map    nowait    raise       -    DDDDDDDDDD Returned@0 over@500
process_submit nowait    hang        2    DDTDDDDDDD Returned@0 Hung(Exit)@800 over@2000
process_queue  join      raise       -    DDDDDDDDDD Returned@100 over@100
process_queue  join      raise       2    DDFDDDDDDD ExitCode@60 Hung(Lost)@100 over@2000
process_queue  join      kill        2    DDFDDDDDDD ExitCode@60 Hung(Lost)@100 over@2000
process        interrupt hang        2,5  DDCDDCDDDD Cleaned@150×2 Returned@150 over@150
process_submit terminate_workers raise - DDFFFFFCCC BrokenProcessPool@150 Forgotten@150×4 over@150
process_submit kill_workers raise    0    FDFFFFFCCC ValueError@150 Forgotten@150×5 over@150
process_map    kill_workers raise    -    DDFFFFFCCC BrokenProcessPool@150 Forgotten@150×4 over@150
task_group     cancel    raise       -    DDDDDDDDDD Returned@150 over@150
task_group     cancel    hang        2,5  DDCDDCDDDD Returned@150 over@150
task_group     cancel    raise       2    CCFCCCCCCC ExceptionGroup@60 over@60
to_thread      join      raise       2    DDFDDCCCCC ValueError@160 over@260
to_thread      timeout   raise       -    DDDDCCCCCC TimeoutError@150 over@200
interpreter_map    join     raise       2    DDFDDCCCCC ValueError@160 over@260
interpreter_map    join     exit        2    DDFDDCCCCC SystemExit@160 over@260
interpreter_map    join     kill        2    DDFCCCCCCC Died@160 over@160
interpreter_map    join     unpicklable 2    DDFDDCCCCC NotShareableError@100 over@200
interpreter_map    timeout  raise       -    DDDDCCCCCC TimeoutError@150 over@200
interpreter_map    shutdown raise       -    DDDDCCCCCC CancelledError@200 over@200
interpreter_map    unread   unpicklable 0,2  FDFDDDDDDD Forgotten@0×2 Returned@400 over@400
interpreter_submit join     raise       2    DDFDDDDDDD ValueError@160 over@500
interpreter_submit join     unpicklable 2,3  DDFFDDDDDD NotShareableError@100 Forgotten@100 over@400
interpreter_submit timeout  hang        2    DDTDDDDDDD CancelRefused@250 TimeoutError@250 Hung(Exit)@800 over@2000
interpreter_submit shutdown raise       -    DDDDCCCCCC Returned@200 over@200
interpreter_submit nowait   raise       2    DDFDDDDDDD Returned@0 Forgotten@160 over@500
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
process_queue  join     DDTDDDDDDD Hung(Task)@100 over@2000
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
await_each     join     DDTTTTTTTT Hung(Task)@260 over@2000
imap           join     DDTDDDDDDD Hung(Task)@800 over@2000
thread_as_completed join DDTDDDDDDD Hung(Task)@800 over@2000
to_thread      join     DDTDDDDDDD Hung(Task)@800 over@2000
to_thread      timeout  DDTDCCCCCC TimeoutError@150 Hung(Exit)@200 over@2000
interpreter_map join    DDTDDDDDDD Hung(Task)@800 over@2000
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
        (spec.blocking, spec.timeout) = (Blocking::EventLoop, timeout);
        let expected = "DDTTTTTTTT Hung(EventLoop)@260 over@2000";
        compare(&spec, api, expected);
    }
    assert!(differing.is_empty(), "\n{}", differing.join("\n"));
}
