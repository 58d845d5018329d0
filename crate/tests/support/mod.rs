//! Drives the lifecycle of an experiment over virtual time: workers that start at once, tasks that
//! take exactly as long as they wait and compute nothing.

use std::collections::VecDeque;

use interleave::model::api::{Api, Family, Fault};
use interleave::model::spec::Spec;
use interleave::model::task::{Outcome, Task};
use interleave::scheduler::observation::{Error, Seen};
use interleave::scheduler::{Action, Ended, Input, Lifecycle};
use interleave::time::{MILLI, Nanos};

/// What came of a run.
#[derive(Debug, Default)]
pub struct Life {
    /// How each task ended.
    pub outcomes: Vec<Option<Outcome>>,
    /// What the main line saw, and when, in milliseconds.
    pub seen: Vec<(u64, Seen)>,
    /// When it was over, likewise.
    pub over: Option<u64>,
    /// How many results were read in order.
    pub tasks_read: usize,
}

struct Driver {
    life: Lifecycle,
    tasks: Vec<Task>,
    /// Whether tasks keep the event loop while they wait.
    blocking: bool,
    now: Nanos,
    /// What is to come, in no order; equal times in the order in which they were noted.
    queue: VecDeque<(Nanos, Input)>,
    /// Coroutines whose first turn is due.
    turns: VecDeque<usize>,
    armed: Option<Nanos>,
    result: Life,
}

/// Runs an experiment until it is over, or until it is halted at `limit` milliseconds; the button is
/// pressed when it says so.
pub fn simulate(api: Api, spec: &Spec, limit: u64, pressed: Option<u64>) -> Life {
    let mut driver = Driver {
        life: Lifecycle::new(api, spec),
        tasks: spec.tasks(),
        blocking: spec.blocking && api.family() == Family::Coroutines && !api.has_pool(),
        now: 0,
        queue: pressed
            .map(|at| (at * MILLI, Input::Pressed))
            .into_iter()
            .collect(),
        turns: VecDeque::new(),
        armed: None,
        result: Life {
            outcomes: vec![None; spec.n as usize],
            ..Life::default()
        },
    };
    driver.step(Input::Begin);
    while !driver.life.is_over() {
        driver.go_on(limit * MILLI);
    }
    driver.result.tasks_read = driver.life.tasks_read();
    driver.result
}

impl Driver {
    /// Lets the next thing happen: a first turn, an end, or else what the clock brings.
    fn go_on(&mut self, limit: Nanos) {
        if let Some(worker) = self.turns.pop_front() {
            return self.step(Input::Ready { worker });
        }
        let ends = self.queue.iter().enumerate();
        let end = ends.map(|(place, (at, _))| (*at, place)).min();
        let due = self.armed.unwrap_or(Nanos::MAX);
        let at = end.map_or(due, |(at, _)| at.min(due)).max(self.now);
        if at >= limit {
            self.now = limit;
            let outcome = Outcome::TimedOut;
            return self.step(Input::Halted { outcome });
        }
        self.now = at;
        match end {
            Some((soonest, place)) if soonest <= at => {
                let (_, input) = self.queue.remove(place).expect("it was just found");
                self.step(input);
            }
            _ => {
                self.armed = None;
                self.step(Input::Due);
            }
        }
    }

    fn step(&mut self, input: Input) {
        let mut actions = Vec::new();
        let act = &mut |action| actions.push(action);
        self.life.step(input, self.now, act);
        for action in actions {
            self.carry_out(action);
        }
    }

    fn carry_out(&mut self, action: Action) {
        match action {
            Action::Start { worker } => self.turns.push_back(worker),
            Action::Give { worker, task } => self.begin(worker, task),
            Action::Cancel { worker, task } => self.cancel(worker, task),
            Action::Settle { task, outcome } => self.result.outcomes[task] = Some(outcome),
            Action::Arm { at } => self.armed = at,
            Action::Caller(seen) => self.result.seen.push((self.now / MILLI, seen)),
            Action::Over => self.result.over = Some(self.now / MILLI),
            Action::Retire { .. } | Action::Kill { .. } => {}
        }
    }

    /// A coroutine whose turn is due has it first.
    fn cancel(&mut self, worker: usize, task: usize) {
        let now = self.now;
        let waits = |at: Nanos, input: &Input| {
            at > now && matches!(input, Input::Ended { worker: it, .. } if *it == worker)
        };
        let entry = self.queue.iter_mut().find(|(at, input)| waits(*at, input));
        if let Some(entry) = entry {
            let how = Ended::Raised(Error::CancelledError);
            *entry = (now, Input::Ended { worker, task, how });
        }
    }

    fn begin(&mut self, worker: usize, task: usize) {
        let Task { fault, .. } = self.tasks[task];
        let how = match fault {
            Some(Fault::Raise) => Ended::Raised(Error::ValueError),
            Some(Fault::Missing) => Ended::Raised(Error::FileNotFoundError),
            _ => Ended::Returned,
        };
        let takes = match fault {
            Some(Fault::Missing) => 0,
            Some(Fault::Hang) => Nanos::MAX / 2,
            _ => self.tasks[task].wait(),
        };
        let input = match fault {
            Some(Fault::Kill) => Input::Lost { worker },
            _ => Input::Ended { worker, task, how },
        };
        if self.blocking && fault != Some(Fault::Hang) {
            // Nobody else has a turn, and no timer rings.
            self.now += takes;
            self.queue.push_front((0, input));
        } else {
            self.queue.push_back((self.now + takes, input));
        }
    }
}
