//! Processes: on a virtual clock, on which one takes 10 ms to start and a message 1 ms; and for
//! real.
//!
//! `s` starts, `m` is a message on its way, `#` computes, `.` waits.

use super::support::{assert_drawn, elapsed, race, simulate, tasks};
use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use interleave::time::MILLI;

#[test]
fn a_pool_starts_and_carries_out_what_it_is_sent() {
    let spec = Spec {
        workers: 2,
        ..tasks(3, 4, 2)
    };
    let timeline = simulate(Mode::Processes, &spec);
    assert_drawn(
        &timeline,
        &["0 ssssssssssm##....mm##....m", "1 ssssssssssm##....m"],
    );
    assert_eq!(timeline.started(), 10 * MILLI);
}

#[test]
fn they_compute_for_real() {
    let spec = Spec {
        workers: 2,
        modes: vec![Mode::Sequential, Mode::Processes],
        ..tasks(4, 20, 10)
    };
    let said = race(&spec, false);
    let took = elapsed(&said, Mode::Processes);
    assert!((40.0..2_000.0).contains(&took), "{took}");
}
