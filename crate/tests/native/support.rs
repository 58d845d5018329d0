//! Runs on a virtual clock and on the machine's, shared by the tests.

use std::cell::RefCell;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Waker};

use interleave::exec::host::native::Native;
use interleave::exec::host::simulated::{Costs, Intervention};
use interleave::exec::job::Job;
use interleave::exec::simulation::Simulation;
use interleave::model::mode::Mode;
use interleave::model::query::encode;
use interleave::model::spec::Spec;
use interleave::model::task::Outcome;
use interleave::model::view::View;
use interleave::protocol::Message;
use interleave::race::{Memory, Race};
use interleave::time::{MILLI, Nanos, to_ms};
use interleave::trace::event::Event;
use interleave::trace::timeline::Timeline;

/// The terms of π in a piece of computing.
pub const PIECE: u64 = 32_768;

pub fn tasks(n: u32, wait: u32, pieces: u64) -> Spec {
    Spec {
        n,
        wait,
        work: pieces * PIECE,
        ..Spec::default()
    }
}

pub fn job(spec: &Spec) -> Job {
    let kernel = spec
        .prepare_kernel(None)
        .expect("the built-in corpus is fine");
    let mut job = Job::new(spec, kernel);
    job.query = encode(spec, &View::default());
    for task in &job.tasks {
        let mut computation = job.kernel.begin();
        computation.extend(task.units());
        while !computation.advance() {}
        job.expected.insert(task.units(), computation.answer());
    }
    job
}

/// What things cost on the virtual clock: a piece of computing a millisecond, as a message; ten,
/// to start a process.
pub const COSTS: Costs = Costs {
    unit: MILLI as f64 / PIECE as f64,
    piece: MILLI,
    lateness: 0,
    start: 10 * MILLI,
    start_beside: 0,
    message: MILLI,
    cores: f64::INFINITY,
};

fn timeline(mode: Mode, spec: &Spec, interventions: &[(Nanos, Intervention)]) -> Timeline {
    let job = Arc::new(Job::counted(spec));
    let run = Simulation::run(mode, &job, COSTS, interventions);
    assert_eq!(run.dropped, 0);
    run.timeline
}

pub fn simulate(mode: Mode, spec: &Spec) -> Timeline {
    timeline(mode, spec, &[])
}

pub fn simulate_stopped(mode: Mode, spec: &Spec, at: Nanos) -> Timeline {
    timeline(mode, spec, &[(at, Intervention::Halt(Outcome::Cancelled))])
}

#[track_caller]
pub fn assert_drawn(timeline: &Timeline, expected: &[&str]) {
    let drawn = timeline.draw(MILLI);
    assert_eq!(drawn.lines().collect::<Vec<_>>(), expected, "\n{drawn}");
}

/// A race in this process, and what it said.
pub fn race(spec: &Spec, stopped: bool) -> Vec<Message> {
    let said = RefCell::new(Vec::new());
    let host = Native::new(
        spec.workers as usize,
        Path::new(env!("CARGO_BIN_EXE_interleave")),
    )
    .expect("a few threads can be had");
    let race = Race::new(1, |message| said.borrow_mut().push(message));
    let query = encode(spec, &View::default());
    let memory = Memory::default();
    let mut future = pin!(race.run(&query, None, &memory, &host));
    if stopped {
        race.stop();
    }
    let mut context = Context::from_waker(Waker::noop());
    while future.as_mut().poll(&mut context).is_pending() {}
    said.take()
}

pub fn elapsed(said: &[Message], mode: Mode) -> f64 {
    let mut timeline = Timeline::default();
    let mut running = None;
    for message in said {
        match message {
            Message::RunStarted { mode, .. } => running = Some(*mode),
            Message::Events { bytes, .. } if running == Some(mode) => {
                Event::read_all(bytes).for_each(|event| timeline.push(event));
            }
            _ => {}
        }
    }
    assert!(timeline.answers_correct());
    timeline.elapsed().map_or(f64::NAN, to_ms)
}
