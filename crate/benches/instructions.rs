//! What `cargo xtask test` counts the instructions of: the kernels, the scheduler's hot path, the fold of
//! events to a timeline.
//!
//! The functions have plain names, by which callgrind collects only what runs in them; what they need is
//! prepared outside. The argument names one of them.

use std::collections::VecDeque;
use std::hint::black_box;

use interleave::kernel::{Corpus, Kernel, Patterns};
use interleave::model::api::Api;
use interleave::model::query::understand;
use interleave::model::task::Outcome;
use interleave::scheduler::{Action, Input, Scheduler, TaskEnd};
use interleave::trace::event::{Event, EventKind, State};
use interleave::trace::timeline::Timeline;

const TASKS: u32 = 10_000;
const WORKERS: usize = 4;

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("count_pi") => count_pi(1_000_000),
        Some("count_patterns") => {
            let patterns = Patterns::new(&Corpus::built_in(), 6, 1).expect("it has patterns");
            count_patterns(&Kernel::Patterns(patterns));
        }
        Some("count_scheduler") => {
            let spec = understand(&format!("n={TASKS}&workers={WORKERS}"));
            let mut scheduler = Scheduler::new(Api::ThreadMap, &spec);
            let mut assigned = VecDeque::with_capacity(2 * WORKERS);
            count_scheduler(&mut scheduler, &mut assigned);
        }
        Some("count_timeline") => {
            let events = events();
            count_timeline(&mut Timeline::new(WORKERS), &events);
        }
        _ => println!("count_pi, count_patterns, count_scheduler or count_timeline"),
    }
}

/// The kernel for π.
#[unsafe(no_mangle)]
#[inline(never)]
fn count_pi(units: u64) {
    run(&Kernel::Pi, units);
}

/// The kernel that looks for patterns.
#[unsafe(no_mangle)]
#[inline(never)]
fn count_patterns(kernel: &Kernel) {
    run(kernel, 100);
}

fn run(kernel: &Kernel, units: u64) {
    let mut computation = kernel.begin();
    computation.extend(black_box(units));
    while !computation.advance() {}
    black_box(computation.answer());
}

/// All that the scheduler does for empty tasks on a pool of threads.
#[unsafe(no_mangle)]
#[inline(never)]
fn count_scheduler(scheduler: &mut Scheduler, assigned: &mut VecDeque<(usize, usize)>) {
    let mut step = |input, assigned: &mut VecDeque<(usize, usize)>| {
        scheduler.step(input, 0, &mut |action| {
            if let Action::Assign { worker, task, .. } = action {
                assigned.push_back((worker, task));
            }
            black_box(action);
        });
    };
    step(Input::Begin, assigned);
    for worker in 0..WORKERS {
        step(Input::Ready { worker }, assigned);
    }
    while let Some((worker, task)) = assigned.pop_front() {
        let how = TaskEnd::Returned;
        step(Input::TaskEnded { worker, task, how }, assigned);
    }
}

/// The events of tasks that compute and wait in turn.
fn events() -> Vec<Event> {
    let tasks = 0..TASKS;
    let all = tasks.flat_map(|task| {
        let event = |step: u32, what| Event {
            at: u64::from(4 * task + step) * 1_000,
            task,
            lane: (task % WORKERS as u32) as u16,
            what,
        };
        let done = EventKind::End {
            outcome: Outcome::Done,
            correct: true,
        };
        [
            event(0, EventKind::Enter(State::Run)),
            event(1, EventKind::Enter(State::Wait)),
            event(2, EventKind::Enter(State::Run)),
            event(3, done),
        ]
    });
    all.collect()
}

/// The fold of those to a timeline.
#[unsafe(no_mangle)]
#[inline(never)]
fn count_timeline(timeline: &mut Timeline, events: &[Event]) {
    for event in events {
        timeline.push(*event);
    }
    black_box(timeline.elapsed());
}
