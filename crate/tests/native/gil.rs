//! The GIL's algorithm.
//!
//! `#` computes and holds the lock, `!` wants it, `.` waits for something outside.

use super::support::{PIECE, assert_drawn, simulate, tasks};
use interleave::model::mode::Mode;
use interleave::model::spec::{Override, Spec};
use interleave::trace::timeline::Timeline;

fn gil(spec: &Spec) -> Timeline {
    simulate(Mode::Gil, spec)
}

fn on_lanes(workers: u32, spec: Spec) -> Spec {
    Spec { workers, ..spec }
}

#[test]
fn lanes_that_compute_take_turns_of_an_interval() {
    let spec = on_lanes(2, tasks(2, 0, 12));
    assert_drawn(
        &gil(&spec),
        &["0 #####!!!!!#####!!!!!##", "1 !!!!!#####!!!!!#####!!##"],
    );
}

#[test]
fn three_lanes_go_round() {
    let spec = on_lanes(3, tasks(3, 0, 12));
    assert_drawn(
        &gil(&spec),
        &[
            "0 #####!!!!!!!!!!#####!!!!!!!!!!##",
            "1 !!!!!#####!!!!!!!!!!#####!!!!!!!##",
            "2 !!!!!!!!!!#####!!!!!!!!!!#####!!!!##",
        ],
    );
}

#[test]
fn the_interval_sets_the_length_of_turns() {
    let spec = Spec {
        interval: 20,
        ..on_lanes(2, tasks(2, 0, 6))
    };
    assert_drawn(&gil(&spec), &["0 ##!!##!!##!!", "1 !!##!!##!!##"]);
}

#[test]
fn a_lane_lets_go_of_it_to_wait() {
    let spec = on_lanes(3, tasks(3, 6, 2));
    assert_drawn(
        &gil(&spec),
        &["0 ##......", "1 !!##......", "2 !!!!##......"],
    );
}

#[test]
fn who_sees_a_switch_waits_for_another_interval() {
    let mut spec = on_lanes(3, tasks(3, 0, 2));
    for (task, pieces) in [(0, 3), (1, 9)] {
        spec.overrides.insert(
            task,
            Override {
                wait: None,
                work: Some(pieces * PIECE),
                fail: false,
            },
        );
    }
    assert_drawn(
        &gil(&spec),
        &["0 ###", "1 !!!#######!!##", "2 !!!!!!!!!!##"],
    );
}

#[test]
fn a_short_sleeper_beside_a_long_computation_is_late_by_the_interval() {
    let mut spec = Spec {
        bursts: 3,
        ..on_lanes(2, tasks(2, 3, 0))
    };
    spec.overrides.insert(
        0,
        Override {
            wait: Some(0),
            work: Some(21 * PIECE),
            fail: false,
        },
    );
    spec.overrides.insert(
        1,
        Override {
            wait: Some(3),
            work: Some(3 * PIECE),
            fail: false,
        },
    );
    assert_drawn(
        &gil(&spec),
        &["0 #####!######!######!####", "1 !!!!!#.!!!!!#.!!!!!#."],
    );
}

#[test]
fn without_it_lanes_compute_side_by_side() {
    let spec = Spec {
        gil: false,
        ..on_lanes(2, tasks(3, 4, 2))
    };
    let expected = ["0 ##....##....", "1 ##...."];
    assert_drawn(&gil(&spec), &expected);
    assert_drawn(&simulate(Mode::Threads, &spec), &expected);
}
