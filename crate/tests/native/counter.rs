//! The shared counter: on the virtual clock, where it is known what is lost, and in this process, where
//! threads really count at once.

use interleave::model::mode::Mode;
use interleave::model::query::decode;
use interleave::model::spec::Spec;
use interleave::protocol::Message;
use interleave::report::counter_step::CounterStep;
use interleave::report::round::{Counter, Deadlock};
use interleave::time::to_ms;
use interleave::trace::event::{Event, MemoryAccess, State};
use interleave::trace::timeline::Timeline;

use crate::support::{race, simulate};

/// Four tasks that count on four workers.
fn counting(query: &str) -> Spec {
    let decoded = decode(&format!("n=4&wait=0&kernel=counter&rounds=1&{query}"));
    assert_eq!(decoded.notices, []);
    decoded.spec
}

/// What became of the updates of a mode on the virtual clock.
#[track_caller]
fn simulated(mode: Mode, query: &str) -> Counter {
    // A thousand pieces of computing each.
    let spec = counting(&format!("work=32768000&{query}"));
    Counter::of(&simulate(mode, &spec), &spec).expect("all is done")
}

#[test]
fn under_the_gil_updates_are_lost_only_if_a_switch_may_fall_in_between() {
    let lost = |query: &str| simulated(Mode::Gil, query).lost;
    assert_eq!(lost("between=0"), 0);
    let counter = simulated(Mode::Gil, "between=1");
    // Every second switch falls in between, and what the others count until the next is lost.
    let share = counter.share_lost();
    assert!((0.3..0.75).contains(&share), "{counter:?}");
    for lock in ["mutex", "atomic", "local"] {
        assert_eq!(lost(&format!("between=1&lock={lock}")), 0, "{lock}");
    }
    // Before 3.10, a switch may fall into a plain `+=`.
    assert!(lost("between=0&python=3.9") > 0);
    assert_eq!(lost("between=0&python=3.11"), 0);
    assert_eq!(lost("between=1&workers=1"), 0, "nobody else counts");
}

#[test]
fn coroutines_lose_all_but_one_share_if_they_await_in_between() {
    assert_eq!(simulated(Mode::Async, "between=0").lost, 0);
    let counter = simulated(Mode::Async, "between=1");
    assert_eq!(counter.lost * 4, counter.expected * 3);
    for remedy in ["lock=mutex", "lock=local", "api=await_each", "blocking=1"] {
        let query = format!("between=1&{remedy}");
        assert_eq!(simulated(Mode::Async, &query).lost, 0, "{remedy}");
    }
    // Their threads are Python's, and have a GIL.
    let on_threads = simulated(Mode::Async, "between=1&api=to_thread");
    assert!((0.3..0.75).contains(&on_threads.share_lost()));
}

#[test]
fn processes_count_on_their_own_copies_unless_they_share_a_value() {
    let counter = simulated(Mode::Processes, "");
    assert_eq!((counter.found, counter.lost), (0, counter.expected));
    let spec = counting("work=50&shared=value");
    let timeline = simulate(Mode::Processes, &spec);
    let counter = Counter::of(&timeline, &spec).expect("all is done");
    assert_eq!((counter.found, counter.lost), (200, 0));
    // A message there and one back for each, at once in all four.
    let ms = timeline.elapsed().expect("it ends") / 1_000_000;
    assert!((100..130).contains(&ms), "{ms}");
}

#[test]
fn sequential_and_free_threads_are_as_they_are_known_to_be() {
    assert_eq!(simulated(Mode::Sequential, "between=1").lost, 0);
    assert!(simulated(Mode::Threads, "").lost > 0);
    assert!(simulated(Mode::Gil, "gil=0").lost > 0);
    for lock in ["mutex", "atomic", "local"] {
        assert_eq!(simulated(Mode::Threads, &format!("lock={lock}")).lost, 0);
    }
}

#[test]
fn what_is_not_done_has_no_sum() {
    let spec = counting("work=32768000&tasks=1:fail");
    assert_eq!(Counter::of(&simulate(Mode::Gil, &spec), &spec), None);
    let none = counting("work=0");
    assert_eq!(Counter::of(&simulate(Mode::Gil, &none), &none), None);
}

/// The run of each mode in this process.
fn runs(spec: &Spec) -> Vec<(Mode, Timeline)> {
    let mut runs = Vec::new();
    let mut run = None;
    for message in race(spec, false) {
        match message {
            Message::RunStarted { mode, .. } => run = Some((mode, Timeline::default())),
            Message::Events { bytes, .. } => {
                if let Some((_, timeline)) = &mut run {
                    Event::read_all(&bytes).for_each(|event| timeline.push(event));
                }
            }
            Message::RunEnded { dropped, .. } => {
                assert_eq!(dropped, 0, "{:?}", run.as_ref().map(|(mode, _)| mode));
                runs.extend(run.take());
            }
            _ => {}
        }
    }
    runs
}

/// What became of the updates of each mode in this process.
fn measured(spec: &Spec) -> Vec<(Mode, Counter)> {
    let counter = |timeline| Counter::of(timeline, spec).expect("all is done");
    let runs = runs(spec);
    runs.iter()
        .map(|(mode, timeline)| (*mode, counter(timeline)))
        .collect()
}

#[test]
fn with_a_lock_or_without_sharing_no_mode_loses_an_update() {
    for (lock, between, hold) in [
        ("mutex", 0, ""),
        ("mutex", 1, ""),
        ("mutex", 1, "&hold=50"),
        ("atomic", 1, ""),
        ("local", 1, ""),
    ] {
        let query = format!(
            "work=300000&lock={lock}&between={between}{hold}&interval=1&modes=sequential,threads,gil,async"
        );
        let counters = measured(&counting(&query));
        assert_eq!(counters.len(), 4);
        for (mode, counter) in counters {
            assert_eq!(
                (counter.found, counter.lost),
                (1_200_000, 0),
                "{mode:?} {query}"
            );
        }
    }
}

#[test]
fn waits_for_the_lock_are_drawn_and_counted_and_none_is_a_lost_event() {
    let spec = counting("work=2000000&lock=mutex&between=1&interval=1&modes=threads,gil,async");
    let runs = runs(&spec);
    for (mode, timeline) in &runs {
        let counter = Counter::of(timeline, &spec).expect("all is done");
        let used = counter.lock.expect("it has a lock");
        println!("{mode:?}: {used:?}");
        assert!(used.hand_overs > 0 && used.waits > 0, "{mode:?}");
        let lanes = timeline.lanes().iter();
        let slices = lanes.flat_map(|lane| lane.slices.iter().map(move |slice| (lane, slice)));
        let waits: Vec<_> = slices
            .filter(|(_, slice)| slice.state == State::Lock)
            .collect();
        assert!(!waits.is_empty(), "{mode:?}");
        for (lane, slice) in waits {
            let wanted = lane.wanted(slice).expect("it is known who has it");
            assert!(wanted.holder.is_some_and(|holder| holder < 4));
        }
        let share = used.share;
        assert_eq!(share.is_none(), *mode == Mode::Async);
        assert!(share.is_none_or(|share| (0.0..=1.0).contains(&share)));
    }
    // Nobody waits for a lock that nobody else wants.
    let alone = counting("work=2000000&lock=mutex&workers=1&modes=threads");
    let [(_, timeline)] = &self::runs(&alone)[..] else {
        panic!("one mode was asked for");
    };
    let used = Counter::of(timeline, &alone).and_then(|counter| counter.lock);
    let used = used.expect("it has a lock");
    assert_eq!((used.hand_overs, used.waits, used.share), (0, 0, Some(0.0)));
}

#[test]
fn without_a_lock_every_mode_loses_what_python_would() {
    // Long enough for some twenty switches, on a machine that counts fast.
    let spec = counting("work=60000000&interval=1&modes=sequential,gil,processes");
    for (mode, counter) in measured(&spec) {
        let lost = if mode == Mode::Processes {
            240_000_000
        } else {
            0
        };
        assert_eq!(counter.lost, lost, "{mode:?}");
    }
    let spec = counting("work=60000000&between=1&interval=1&modes=threads,gil");
    for (mode, counter) in measured(&spec) {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        assert!(
            counter.lost > 0 || cores == 1 && mode == Mode::Threads,
            "{mode:?}"
        );
    }
    let spec = counting("work=100000&between=1&modes=async");
    let [(_, counter)] = measured(&spec)[..] else {
        panic!("one mode was asked for");
    };
    assert_eq!((counter.found, counter.lost), (100_000, 300_000));
}

/// The steps of a lost update, as `0 reads 41`.
fn told(steps: &[CounterStep]) -> Vec<String> {
    let step = |step: &CounterStep| {
        assert!(step.task.is_some(), "{step:?}");
        format!("{} {} {}", step.lane, step.action.name(), step.value)
    };
    steps.iter().map(step).collect()
}

#[test]
fn the_first_lost_update_is_recorded_step_by_step() {
    // A thousand pieces of a millisecond each, and a switch every five: every second one falls in between.
    let spec = counting("work=32768000&between=1");
    let steps = CounterStep::all(&simulate(Mode::Gil, &spec));
    let switch = 5 * 32_768;
    assert_eq!(
        told(&steps),
        [
            format!("0 reads {switch}"),
            format!("1 reads {switch}"),
            format!("1 writes {}", switch + 1),
            format!("3 reads {}", 4 * switch - 1),
            format!("3 writes {}", 4 * switch),
            format!("0 writes {}", switch + 1),
        ]
    );
    let times: Vec<f64> = steps.iter().map(|step| step.at_ms).collect();
    assert_eq!(times, [5.0, 5.0, 5.0, 20.0, 20.0, 20.0]);
    // A turn of a coroutine is as long there as what is drawn.
    let steps = CounterStep::all(&simulate(Mode::Async, &spec));
    assert_eq!(
        told(&steps),
        [
            "0 reads 0",
            "1 reads 0",
            "0 writes 1",
            "0 reads 327679",
            "0 writes 327680",
            "1 writes 1",
        ]
    );
    for (mode, query) in [
        (Mode::Gil, "between=0"),
        (Mode::Gil, "between=1&workers=1"),
        (Mode::Gil, "between=1&lock=mutex"),
        (Mode::Gil, "between=1&lock=local"),
        (Mode::Async, "between=0"),
        (Mode::Async, "between=1&lock=mutex"),
        (Mode::Async, "between=1&api=await_each"),
        (Mode::Sequential, "between=1"),
        (Mode::Processes, "between=1"),
    ] {
        let spec = counting(&format!("work=32768000&{query}"));
        let steps = CounterStep::all(&simulate(mode, &spec));
        assert_eq!(steps, [], "{mode:?} {query}");
    }
}

#[test]
fn a_lost_update_of_this_process_is_recorded_as_it_was() {
    let spec = counting("work=20000000&between=1&interval=1&modes=sequential,threads,gil,async");
    for (mode, timeline) in runs(&spec) {
        let steps = CounterStep::all(&timeline);
        let said = told(&steps);
        println!("{mode:?}: {said:?}");
        match mode {
            Mode::Sequential | Mode::Processes => assert_eq!(said, [""; 0]),
            Mode::Async => {
                let expected = ["0 reads 0", "1 reads 0", "0 writes 1", "1 writes 1"];
                assert_eq!(said, expected);
            }
            // Lanes of a machine that has one core to spare may not have overlapped while they were watched.
            Mode::Threads if steps.is_empty() => continue,
            Mode::Threads | Mode::Gil => {
                let [first, .., replaced, last] = &steps[..] else {
                    unreachable!("there are several");
                };
                assert!(replaced.value > first.value && replaced.lane != last.lane);
                assert_eq!(replaced.action, MemoryAccess::Writes);
                assert_eq!(last.action, MemoryAccess::Writes);
                assert_eq!(last.value, first.value + 1);
                // Of lanes that write at the same time it may only be known who wrote last in between.
                if mode == Mode::Threads && steps.len() == 3 {
                    assert_eq!((first.action, first.lane), (MemoryAccess::Reads, last.lane));
                    continue;
                }
                assert!(matches!(steps.len(), 4 | 6), "{said:?}");
                // Who writes last has read what the first one has, and another has written in between.
                let read = |step: &&CounterStep| step.action == MemoryAccess::Reads;
                let both = steps[..2].iter().filter(read);
                assert!(both.clone().all(|step| step.value == first.value));
                assert!(both.clone().any(|step| step.lane == last.lane));
                assert_eq!(both.count(), 2);
                assert_eq!(
                    (steps[2].action, steps[2].value),
                    (MemoryAccess::Writes, last.value)
                );
                assert!(steps[2].lane != last.lane);
            }
        }
        let times: Vec<f64> = steps.iter().map(|step| step.at_ms).collect();
        assert!(times.is_sorted(), "{times:?}");
        assert!(
            times
                .last()
                .is_none_or(|at| *at <= to_ms(timeline.latest()))
        );
    }
}

#[test]
fn processes_that_share_a_value_count_every_update_as_messages() {
    let spec = counting("work=500&shared=value&modes=processes");
    let [(_, counter)] = measured(&spec)[..] else {
        panic!("one mode was asked for");
    };
    assert_eq!((counter.found, counter.lost), (2_000, 0));
}

/// What a mode's tasks end in on the virtual clock.
fn deadlock(mode: Mode, query: &str) -> Option<Deadlock> {
    let spec = counting(&format!("work=32768000&lock=opposite&{query}"));
    Deadlock::of(&simulate(mode, &spec))
}

#[test]
fn two_locks_in_opposite_orders_end_in_a_deadlock_where_lanes_may_meet_in_between() {
    for (mode, query) in [
        (Mode::Threads, ""),
        (Mode::Gil, "gil=0"),
        (Mode::Gil, "between=1"),
        (Mode::Gil, "between=0"),
        (Mode::Gil, "python=3.9"),
        (Mode::Async, "between=1"),
        (Mode::Async, "between=1&api=to_thread"),
    ] {
        let found = deadlock(mode, query).expect(query);
        assert_eq!(
            (found.first % 2, found.second % 2),
            (0, 1),
            "{mode:?} {query}"
        );
    }
    for (mode, query) in [
        (Mode::Sequential, "between=1"),
        (Mode::Gil, "between=1&workers=1"),
        (Mode::Async, "between=0"),
        (Mode::Async, "between=1&api=await_each"),
        (Mode::Processes, "between=1"),
        // Both take them in the same order.
        (Mode::Threads, "tasks=1:work=0;3:work=0"),
        (Mode::Async, "between=1&tasks=1:work=0;3:work=0"),
    ] {
        let spec = counting(&format!("work=32768000&lock=opposite&{query}"));
        let timeline = simulate(mode, &spec);
        assert_eq!(Deadlock::of(&timeline), None, "{mode:?} {query}");
        let counter = Counter::of(&timeline, &spec).expect("all is done");
        assert_eq!(
            counter.lost == 0,
            mode != Mode::Processes,
            "{mode:?} {query}"
        );
    }
}

#[test]
fn a_deadlock_is_found_at_once_and_the_next_run_works() {
    let spec = counting("work=20000000&lock=opposite&between=1&interval=1&modes=threads,gil,async");
    let runs = runs(&spec);
    assert_eq!(runs.len(), 3, "one after the other");
    for (mode, timeline) in &runs {
        let found = Deadlock::of(timeline).expect("two tasks wait for each other");
        assert_eq!((found.first % 2, found.second % 2), (0, 1), "{mode:?}");
        let hung = timeline.hung().expect("it hangs");
        let late = hung.at as f64 / 1e6 - found.at_ms;
        println!("{mode:?}: {found:?}, said {late:.3} ms later");
        assert!(late < 100.0, "{mode:?}");
    }
}
