//! The counter under a model checker, which goes through the orders in which two lanes can read and write.

use super::*;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex as Plain};

/// What the counter may show after two lanes have each counted to 2.
fn outcomes(access: Access, is_watched: bool) -> BTreeSet<u64> {
    let seen = Arc::new(Plain::new(BTreeSet::new()));
    let shown = Arc::clone(&seen);
    loom::model(move || {
        let counter = Arc::new(Counter::new(access, 0));
        if is_watched {
            counter.watch();
        }
        let lanes = [0, 1].map(|lane| {
            let counter = Arc::clone(&counter);
            loom::thread::spawn(move || {
                let mut increments = counter.begin(lane);
                increments.extend(2);
                while !increments.advance() {}
                assert_eq!(increments.done(), 2);
            })
        });
        for lane in lanes {
            lane.join().unwrap();
        }
        shown.lock().unwrap().insert(counter.value());
    });
    let seen = seen.lock().unwrap();
    seen.clone()
}

#[test]
fn only_plain_updates_are_lost() {
    for is_watched in [false, true] {
        let seen = outcomes(Access::Plain, is_watched);
        assert_eq!(seen, BTreeSet::from([2, 3, 4]));
    }
    for access in [Access::Locked, Access::Atomic, Access::Local] {
        assert_eq!(outcomes(access, false), BTreeSet::from([4]), "{access:?}");
    }
}

/// What the counter may show, and what is told of a lost update, after two lanes have counted so many units each:
/// how many updates that one write has lost. So many more units are watched.
fn watched(units: [u64; 2], left: u64) -> BTreeSet<(u64, Option<u64>)> {
    let seen = Arc::new(Plain::new(BTreeSet::new()));
    let told = Arc::clone(&seen);
    loom::model(move || {
        let counter = Arc::new(Counter::new(Access::Plain, 0));
        counter.watch.store(OPEN + left, Relaxed);
        let lanes = [0, 1].map(|lane| {
            let counter = Arc::clone(&counter);
            loom::thread::spawn(move || {
                let mut increments = counter.begin(lane);
                increments.extend(units[usize::from(lane)]);
                let mut lost = None;
                while !increments.advance() {
                    lost = lost.or(increments.take_lost_update());
                }
                lost.or(increments.take_lost_update())
                    .map(|lost| (lane, lost))
            })
        });
        let [one, other] = lanes.map(|lane| lane.join().unwrap());
        assert!(one.is_none() || other.is_none());
        let lost = one.or(other).map(|(lane, lost)| {
            assert_eq!(lost.other, 1 - lane);
            lost.replaced - lost.read
        });
        told.lock().unwrap().insert((counter.value(), lost));
    });
    let seen = seen.lock().unwrap();
    seen.clone()
}

#[test]
fn a_watched_counter_tells_of_a_lost_update_and_counts_as_any_other() {
    let seen = watched([1, 1], WATCHED);
    assert_eq!(seen, BTreeSet::from([(1, Some(1)), (2, None)]));
}

#[test]
fn later_it_tells_of_updates_that_were_lost_together_too() {
    let single = watched([1, 2], WATCHED);
    let any = watched([1, 2], 9);
    let shown = |seen: &BTreeSet<(u64, _)>| seen.iter().map(|(value, _)| *value).collect();
    let values = BTreeSet::from([1, 2, 3]);
    assert_eq!((shown(&single), shown(&any)), (values.clone(), values));
    // Two that one write has lost.
    assert!(single.contains(&(1, None)));
    assert!(any.contains(&(1, Some(2))));
    // Whatever gets lost is told.
    assert!(
        any.iter()
            .all(|(value, lost)| (*value == 3) == lost.is_none())
    );
}

/// Two lanes of one thread, which take turns; the first gives way in its first unit.
fn take_turns(access: Access) -> (Vec<Pause>, u64) {
    let seen = Arc::new(Plain::new((Vec::new(), 0)));
    let shown = Arc::clone(&seen);
    loom::model(move || {
        let counter = Counter::new(access, 0);
        let [mut one, mut other] = [counter.begin(0), counter.begin(1)];
        one.extend(3);
        other.extend(5);
        let never = || false;
        let pauses = vec![
            one.advance_until(|| true, never),
            other.advance_until(never, never),
            one.advance_until(never, || true),
            one.advance_until(never, never),
            other.advance_until(never, never),
        ];
        assert_eq!((one.done(), other.done()), (3, 5));
        *shown.lock().unwrap() = (pauses, counter.value());
    });
    let seen = seen.lock().unwrap();
    seen.clone()
}

#[test]
fn under_the_lock_a_lane_says_whom_it_waits_for_and_hand_overs_are_counted() {
    loom::model(|| {
        let counter = Counter::new(Access::Locked, 5);
        let [mut one, mut other] = [counter.begin(3), counter.begin(5)];
        one.extend(2);
        other.extend(1);
        assert_eq!(one.advance_until(|| true, || false), Pause::Between);
        assert_eq!(other.advance_locked(), Pause::Locked);
        assert_eq!(counter.holder(), Some(3));
        assert_eq!(one.advance_until(|| false, || false), Pause::Complete);
        assert_eq!(other.advance_locked(), Pause::Complete);
        one.extend(2);
        assert_eq!(one.advance_locked(), Pause::Complete);
        assert_eq!((counter.value(), counter.hand_overs()), (5, 2));
    });
}

#[test]
fn what_others_write_in_between_is_lost_unless_the_lock_is_held() {
    use Pause::{Between, Complete, Locked, Piece};
    // It has read 0 before the other wrote 5.
    let plain = vec![Between, Complete, Piece, Complete, Complete];
    assert_eq!(take_turns(Access::Plain), (plain, 3));
    let locked = vec![Between, Locked, Piece, Complete, Complete];
    assert_eq!(take_turns(Access::Locked), (locked, 8));
}
