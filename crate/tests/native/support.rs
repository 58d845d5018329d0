//! Runs on a virtual clock and on the machine's, shared by the tests.

use std::cell::RefCell;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Waker};

use interleave::exec;
use interleave::exec::host::Host;
use interleave::exec::host::native::Native;
use interleave::exec::host::simulated::Simulated;
use interleave::exec::job::Job;
use interleave::exec::run::Run;
use interleave::exec::stop_signal::StopSignal;
use interleave::model::limits::RUN_LIMIT;
use interleave::model::mode::Mode;
use interleave::model::query::encode;
use interleave::model::spec::Spec;
use interleave::model::view::View;
use interleave::protocol::Message;
use interleave::race::Race;
use interleave::time::{Clock, MILLI, Nanos, to_ms};
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

pub fn timeline(mode: Mode, job: Job, host: &Simulated, stop: Arc<StopSignal>) -> Timeline {
    let log = job.log(mode, RUN_LIMIT);
    let mut timeline = Timeline::new(job.lanes(mode));
    let run = Arc::new(Run {
        job: Arc::new(job),
        stop,
        log: Arc::clone(&log),
        clock: host.clock().clone(),
        release: host.clock().now(),
    });
    let future = pin!(exec::run(mode, run, host));
    let polled = future.poll(&mut Context::from_waker(Waker::noop()));
    assert!(
        polled.is_ready(),
        "on a virtual clock everything is over at once"
    );
    log.reader().drain(|event| timeline.push(event));
    assert_eq!(log.dropped(), 0);
    timeline
}

pub fn simulate(mode: Mode, spec: &Spec) -> Timeline {
    let stop = Arc::new(StopSignal::default());
    timeline(mode, job(spec), &Simulated::new(Arc::clone(&stop)), stop)
}

pub fn simulate_stopped(mode: Mode, spec: &Spec, at: Nanos) -> Timeline {
    let stop = Arc::new(StopSignal::default());
    let host = Simulated::new(Arc::clone(&stop)).stopping_at(at);
    timeline(mode, job(spec), &host, stop)
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
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u32);
    let query = encode(spec, &View::default());
    let mut future = pin!(race.run(&query, None, cores, &host));
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
