//! A semaphore around each task: on a virtual clock, where `?` waits for it, and for real.

use super::support::{assert_drawn, elapsed, race, simulate};
use interleave::model::mode::Mode;
use interleave::model::query::decode;
use interleave::model::spec::Spec;
use interleave::model::task::Outcome;
use interleave::report::round::Round;
use interleave::scheduler::observation::Hang;
use interleave::time::MILLI;
use interleave::trace::timeline::Timeline;

fn spec(query: &str) -> Spec {
    let decoded = decode(&format!("rounds=1&{query}"));
    assert_eq!(decoded.notices, [], "{query}");
    decoded.spec
}

/// How many tasks waited.
fn waited(timeline: &Timeline, spec: &Spec) -> u32 {
    Round::new(timeline, spec, 0, 0, false, 5.0).semaphore_waits
}

#[test]
fn two_at_a_time_first_come_first_served() {
    let spec = spec("n=5&wait=4&workers=5&limit=2&modes=threads,gil,async");
    for mode in [Mode::Threads, Mode::Gil, Mode::Async] {
        let timeline = simulate(mode, &spec);
        let expected = [
            "0 ....",
            "1 ....",
            "2 ????....",
            "3 ????....",
            "4 ????????....",
        ];
        assert_drawn(&timeline, &expected);
        assert_eq!(waited(&timeline, &spec), 3, "{mode:?}");
    }
    // The others take no notice.
    let all = Spec {
        modes: Mode::ALL.to_vec(),
        ..spec
    };
    assert_eq!(simulate(Mode::Sequential, &all).latest(), 20 * MILLI);
    let processes = simulate(Mode::Processes, &all);
    assert_eq!(waited(&processes, &all), 0);
}

#[test]
fn a_thread_that_leaves_comes_in_again_before_the_one_that_waits() {
    // As `threading.Semaphore` has it: the first worker does all tasks but the second.
    let spec = spec("n=4&wait=4&workers=2&limit=1&modes=threads,gil,async");
    for mode in [Mode::Threads, Mode::Gil] {
        let timeline = simulate(mode, &spec);
        assert_drawn(&timeline, &["0 ............", "1 ????????????...."]);
    }
    // A coroutine asks once, in its turn.
    let timeline = simulate(Mode::Async, &spec);
    let expected = [
        "0 ....",
        "1 ????....",
        "2 ????????....",
        "3 ????????????....",
    ];
    assert_drawn(&timeline, &expected);
}

#[test]
fn a_wait_for_the_semaphore_releases_the_gil() {
    // Task 0 computes for three pieces, with the only permit.
    let query = "n=2&wait=2&workers=2&limit=1&modes=gil&tasks=0:work=98304";
    let timeline = simulate(Mode::Gil, &spec(query));
    assert_drawn(&timeline, &["0 ###..", "1 ?????.."]);
}

#[test]
fn a_task_that_raises_makes_room_and_one_that_is_cancelled_waits_no_longer() {
    let raised = spec("n=3&wait=4&workers=3&limit=1&modes=gil&api=thread_submit&tasks=0:fail");
    let timeline = simulate(Mode::Gil, &raised);
    assert_eq!(timeline.outcomes().count(Outcome::Done), 2);
    // Task 1 has the permit when its time is over; the others wait for it.
    let late = spec("n=4&wait=4&limit=1&modes=async&api=wait_for&end=timeout&timeout=6");
    let timeline = simulate(Mode::Async, &late);
    assert_drawn(&timeline, &["0 ....", "1 ????..", "2 ??????", "3 ??????"]);
    assert_eq!(timeline.outcomes().count(Outcome::TimedOut), 3);
}

#[test]
fn who_waits_for_a_task_that_never_ends_hangs_with_it() {
    for (mode, settings) in [
        (Mode::Threads, "modes=threads"),
        (Mode::Gil, "modes=gil&api=thread"),
        (Mode::Async, "modes=async"),
        (Mode::Async, "modes=async&api=task_group"),
    ] {
        let query =
            format!("n=4&wait=4&workers=4&limit=2&fail=hang&tasks=1:fail;2:fail&{settings}");
        let timeline = simulate(mode, &spec(&query));
        let hung = timeline.hung().expect("nobody makes room");
        assert_eq!(hung.why, Hang::Task, "{query}");
        assert_eq!(hung.at, 8 * MILLI, "{query}");
        assert_eq!(timeline.outcomes().count(Outcome::Done), 1, "{query}");
        // One permit is enough to go on.
        let timeline = simulate(mode, &spec(&query.replace(";2:fail", "")));
        assert_eq!(timeline.outcomes().count(Outcome::Done), 3, "{query}");
    }
}

#[test]
fn batches_take_as_long_as_they_must_for_real() {
    for mode in [Mode::Threads, Mode::Gil, Mode::Async] {
        let query = format!("n=10&wait=20&workers=10&limit=3&modes={}", mode.name());
        let ms = elapsed(&race(&spec(&query), false), mode);
        // Four batches; how late this machine wakes is its own affair.
        assert!((80.0..800.0).contains(&ms), "{query}: {ms}");
    }
}
