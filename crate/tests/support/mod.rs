//! Drives the scheduler of an experiment over virtual time: workers that start at once, tasks that
//! take exactly as long as they wait and compute nothing.

use std::collections::VecDeque;
use std::ops::Range;

use interleave::model::api::{Api, Family, Fault};
use interleave::model::spec::Spec;
use interleave::model::task::{Outcome, Task};
use interleave::scheduler::observation::{Error, Hang, Observation};
use interleave::scheduler::{Action, Input, Scheduler, TaskEnd};
use interleave::time::{MILLI, Nanos};

/// What came of a run.
#[derive(Debug, Default)]
pub struct Life {
    /// How each task ended.
    pub outcomes: Vec<Option<Outcome>>,
    /// What the main thread saw, and when, in milliseconds.
    pub seen: Vec<(u64, Observation)>,
    /// When it was over, likewise.
    pub over: Option<u64>,
    /// How many results were read in order.
    pub tasks_read: usize,
    /// Since when it hung, why, and which task it waited for.
    pub hung: Option<(u64, Hang, usize)>,
}

struct Driver {
    life: Scheduler,
    tasks: Vec<Task>,
    /// Whether tasks keep the event loop while they wait.
    blocking: bool,
    now: Nanos,
    /// What is to come, in no order; equal times in the order in which they were noted.
    queue: VecDeque<(Nanos, Input)>,
    /// Coroutines whose first turn is due.
    turns: VecDeque<usize>,
    armed: Option<Nanos>,
    /// Workers at a task that never ends.
    endless: Vec<usize>,
    result: Life,
}

/// Runs an experiment until it is over, or until it is halted at `limit` milliseconds; the button is
/// pressed when it says so.
pub fn simulate(api: Api, spec: &Spec, limit: u64, pressed: Option<u64>) -> Life {
    let mut driver = Driver {
        life: Scheduler::new(api, spec),
        tasks: spec.tasks(),
        blocking: spec.blocking && api.family() == Family::Coroutines && !api.has_pool(),
        now: 0,
        queue: pressed
            .map(|at| (at * MILLI, Input::EndEarly))
            .into_iter()
            .collect(),
        turns: VecDeque::new(),
        armed: None,
        endless: Vec::new(),
        result: Life {
            outcomes: vec![None; spec.n as usize],
            ..Life::default()
        },
    };
    driver.step(Input::Begin);
    while !driver.life.is_finished() {
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
        if let Input::Endless { worker, .. } = input {
            self.endless.push(worker);
        }
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
            Action::Assign { worker, task, end } => self.begin(worker, task..end),
            Action::Cancel { worker, task } => self.cancel(worker, task),
            Action::Settle { task, outcome } => self.result.outcomes[task] = Some(outcome),
            Action::Arm { at } => self.armed = at,
            Action::Observe(seen) => self.result.seen.push((self.now / MILLI, seen)),
            Action::Hang { why, task } => {
                let at = self.now / MILLI;
                self.result.seen.push((at, Observation::Hung(why)));
                self.result.hung = Some((at, why, task));
            }
            Action::Finished => self.result.over = Some(self.now / MILLI),
            Action::Shutdown { .. } | Action::Kill { .. } => {}
        }
    }

    /// A coroutine whose turn is due has it first.
    fn cancel(&mut self, worker: usize, task: usize) {
        let now = self.now;
        let blocking = self.blocking;
        let waits = |at: Nanos, input: &Input| {
            let (it, waits) = match input {
                Input::TaskEnded { worker, .. } => (*worker, at > now),
                // In its turn it begins to wait, or blocks the loop.
                Input::Endless { worker, .. } => (*worker, !blocking),
                _ => return false,
            };
            it == worker && waits
        };
        let entry = self.queue.iter_mut().find(|(at, input)| waits(*at, input));
        if let Some(entry) = entry {
            let how = TaskEnd::Raised(Error::CancelledError);
            *entry = (now, Input::TaskEnded { worker, task, how });
        } else if self.endless.contains(&worker) {
            let how = TaskEnd::Raised(Error::CancelledError);
            self.queue
                .push_back((now, Input::TaskEnded { worker, task, how }));
        }
    }

    /// A worker begins a chunk: its tasks follow each other, and whoever watches it sees how far it
    /// is.
    fn begin(&mut self, worker: usize, tasks: Range<usize>) {
        let last = tasks.end - 1;
        let mut at = self.now;
        for task in tasks {
            let Task { fault, .. } = self.tasks[task];
            if fault != Some(Fault::Missing) {
                at += self.tasks[task].wait();
            }
            let ended = |how| Input::TaskEnded { worker, task, how };
            let input = match fault {
                Some(Fault::Raise) => ended(TaskEnd::Raised(Error::ValueError)),
                Some(Fault::Missing) => ended(TaskEnd::Raised(Error::FileNotFoundError)),
                Some(Fault::Kill) => Input::Lost { worker },
                Some(Fault::Hang) => Input::Endless { worker, task },
                Some(Fault::Unpicklable) | None if task < last => Input::Passed { worker, task },
                Some(Fault::Unpicklable) | None => ended(TaskEnd::Returned),
            };
            if self.blocking && fault == Some(Fault::Hang) {
                // Nobody has a turn any more.
                self.now = at;
                self.turns.clear();
                self.queue.push_back((0, input));
            } else if self.blocking {
                // Nobody else has a turn, and no timer rings.
                self.now = at;
                self.queue.push_front((0, input));
            } else {
                self.queue.push_back((at, input));
            }
            if !matches!(input, Input::Passed { .. }) {
                break;
            }
        }
    }
}
