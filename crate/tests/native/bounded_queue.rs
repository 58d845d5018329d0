//! A bounded queue of tasks between the main thread and workers, on a virtual clock.

use super::support::{assert_drawn, simulate};
use interleave::model::mode::Mode;
use interleave::model::query::decode;
use interleave::model::spec::Spec;
use interleave::model::task::Outcome;
use interleave::report::round::{MainThreadEnd, QueueUse, Round};
use interleave::scheduler::observation::Hang;
use interleave::time::MILLI;
use interleave::trace::queue::fill;
use interleave::trace::timeline::Timeline;

const MODES: [Mode; 3] = [Mode::Threads, Mode::Gil, Mode::Async];

fn spec(query: &str) -> Spec {
    let apis = "modes=threads,gil,async&api=thread_queue,async_queue&rounds=1";
    let decoded = decode(&format!("{apis}&{query}"));
    assert_eq!(decoded.notices, [], "{query}");
    decoded.spec
}

fn round(timeline: &Timeline, spec: &Spec) -> Round {
    Round::new(timeline, spec, 0, 0, false, 5.0)
}

#[test]
fn a_producer_that_is_faster_waits_while_the_queue_is_full() {
    let spec = spec("n=5&wait=4&workers=1&buffer=1&read=1");
    for mode in MODES {
        let timeline = simulate(mode, &spec);
        // Task 1 is put at 2, task 2 as soon as a worker has taken task 1, and so on.
        assert_drawn(&timeline, &["0  ...................."]);
        let puts: Vec<u64> = timeline.puts().iter().map(|(at, _)| at / MILLI).collect();
        assert_eq!(puts, [1, 2, 5, 9, 13], "{mode:?}");
        let expected = QueueUse {
            most: 1,
            full_ms: 2.0 + 3.0 + 3.0,
            empty_ms: 1.0,
        };
        assert_eq!(round(&timeline, &spec).queue, Some(expected), "{mode:?}");
    }
}

#[test]
fn workers_that_are_faster_wait_for_tasks() {
    let spec = spec("n=3&wait=2&workers=2&buffer=2&read=4");
    for mode in MODES {
        let timeline = simulate(mode, &spec);
        assert_eq!(timeline.latest(), 14 * MILLI, "{mode:?}");
        let used = round(&timeline, &spec).queue.expect("there is a queue");
        assert_eq!(used.full_ms, 0.0, "{mode:?}");
        assert!(used.empty_ms > 0.0, "{mode:?}");
        let held = fill(&timeline, spec.queue_capacity())
            .into_iter()
            .map(|(_, held)| held);
        assert!(held.max() <= Some(1), "{mode:?}");
    }
}

#[test]
fn without_a_limit_all_tasks_are_put_at_once() {
    let spec = spec("n=6&wait=2&workers=2");
    for mode in MODES {
        let timeline = simulate(mode, &spec);
        assert!(timeline.puts().iter().all(|(at, _)| *at == 0), "{mode:?}");
        assert_eq!(timeline.latest(), 6 * MILLI, "{mode:?}");
    }
}

#[test]
fn a_worker_ends_with_its_tasks_error_and_the_others_go_on() {
    let spec = spec("n=6&wait=2&workers=2&buffer=2&tasks=1:fail");
    for mode in [Mode::Threads, Mode::Gil] {
        let timeline = simulate(mode, &spec);
        assert_eq!(timeline.outcomes().count(Outcome::Done), 5, "{mode:?}");
        assert_eq!(timeline.outcomes().count(Outcome::Failed), 1, "{mode:?}");
    }
    // The main coroutine learns of it when it has put everything.
    let timeline = simulate(Mode::Async, &spec);
    let line = round(&timeline, &spec).main_line.expect("it has ended");
    assert_eq!(line.ended, MainThreadEnd::Raised);
}

#[test]
fn a_producer_hangs_whose_workers_have_all_ended_and_one_with_room_returns() {
    let failing = "n=6&wait=2&workers=2&tasks=0:fail;1:fail";
    let stuck = spec(&format!("{failing}&buffer=2"));
    for mode in MODES {
        let timeline = simulate(mode, &stuck);
        let hung = timeline.hung().expect("nobody takes a task");
        assert_eq!((hung.why, hung.task), (Hang::Full, 4), "{mode:?}");
    }
    let free = spec(failing);
    for mode in [Mode::Threads, Mode::Gil] {
        let timeline = simulate(mode, &free);
        assert_eq!(timeline.hung(), None, "{mode:?}");
        assert_eq!(timeline.outcomes().count(Outcome::Cancelled), 4, "{mode:?}");
    }
}
