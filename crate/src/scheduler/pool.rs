//! The workers and what they take: units of one or more tasks, in order.

use super::observation::{Error, Seen};
use super::policy::{Crew, Loss, Pickling, Rules, Timing};
use super::{Act, Action, Ended, Lifecycle};
use crate::model::task::Outcome;
use crate::time::Nanos;

/// What a unit has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Nothing yet, or nothing ever.
    Pending,
    /// A result.
    Fine,
    /// An error.
    Failed(Error),
    /// It was cancelled or killed.
    Dropped,
}

/// What a worker is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Post {
    /// It is not there.
    #[default]
    Away,
    /// It is being started.
    Starting,
    /// It has no task.
    Idle,
    /// It has one.
    Busy,
}

/// A worker.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Worker {
    post: Post,
    /// The task that it has, or that it is started for.
    task: usize,
    /// The end of its unit.
    end: usize,
    /// That its task is to be cancelled, and what its outcome is then.
    cancelled: Option<Outcome>,
}

impl Rules {
    /// Whether a time limit comes before coroutines are born.
    pub(super) fn is_unborn(&self, timeout: Nanos) -> bool {
        let limited = matches!(self.timing, Timing::Total | Timing::EachTask);
        self.crew == Crew::Coroutines && limited && timeout == 0
    }

    /// Whether a worker is there for one task only.
    fn is_single(&self) -> bool {
        matches!(self.crew, Crew::Each | Crew::Coroutines)
    }
}

impl Lifecycle {
    pub(super) fn start_crew(&mut self, act: Act) {
        if self.rules.pickling == Pickling::AtOnce {
            for unit in 0..self.units.len() {
                self.refuse_unpicklable(unit, act);
            }
        }
        self.hold(act);
        let use_for = match self.rules.crew {
            Crew::FullPool if self.units.is_empty() => 0,
            Crew::FullPool => self.workers.len(),
            Crew::Caller | Crew::Each | Crew::Coroutines | Crew::Pool => self.units.len(),
        };
        for worker in 0..self.workers.len().min(use_for) {
            self.start(worker, act);
        }
    }

    /// Starts a worker, if there is something for it.
    fn start(&mut self, worker: usize, act: Act) {
        let (task, end) = if self.rules.is_single() {
            match self.next_unit() {
                Some(unit) => (unit, unit + 1),
                None => return,
            }
        } else {
            (0, 0)
        };
        self.workers[worker] = Worker {
            post: Post::Starting,
            task,
            end,
            cancelled: None,
        };
        act(Action::Start { worker });
    }

    pub(super) fn ready(&mut self, worker: usize, act: Act) {
        let Some(Worker {
            post: post @ Post::Starting,
            task,
            cancelled,
            ..
        }) = self.workers.get_mut(worker)
        else {
            return;
        };
        if self.rules.is_single() {
            *post = Post::Busy;
            let task = *task;
            let cancelled = cancelled.is_some();
            act(Action::Give { worker, task });
            // Its first turn was due before: it is cancelled at its first wait.
            if cancelled {
                act(Action::Cancel { worker, task });
            }
        } else {
            *post = Post::Idle;
            self.take(worker, act);
        }
    }

    /// The next unit that somebody can carry out.
    fn next_unit(&mut self) -> Option<usize> {
        while self.taken < self.limit {
            let unit = self.taken;
            self.taken += 1;
            let pending = self.units[unit] == Unit::Pending;
            if self.taken <= self.held {
                self.waiting -= usize::from(pending);
            } else {
                self.held = self.taken;
            }
            if pending {
                return Some(unit);
            }
        }
        None
    }

    /// Gives an idle worker the next unit, if there is one.
    fn take(&mut self, worker: usize, act: Act) {
        let Some(unit) = self.next_unit() else { return };
        let task = unit * self.chunk;
        self.workers[worker] = Worker {
            post: Post::Busy,
            task,
            end: (task + self.chunk).min(self.settled.len()),
            cancelled: None,
        };
        act(Action::Give { worker, task });
        self.hold(act);
    }

    /// Fills the call queue.
    fn hold(&mut self, act: Act) {
        while self.waiting < self.rules.ahead && self.held < self.limit {
            let unit = self.held;
            self.held += 1;
            self.refuse_unpicklable(unit, act);
            self.waiting += usize::from(self.units[unit] == Unit::Pending);
        }
    }

    fn refuse_unpicklable(&mut self, unit: usize, act: Act) {
        let tasks = self.tasks_of(unit);
        if !self.unpicklable[tasks.clone()].contains(&true) {
            return;
        }
        for task in tasks {
            let outcome = match self.unpicklable[task] {
                true => Outcome::Failed,
                false => Outcome::Cancelled,
            };
            self.settle(task, outcome, act);
        }
        self.fail(unit, Error::PicklingError, act);
    }

    pub(super) fn task_ended(&mut self, worker: usize, task: usize, how: Ended, act: Act) {
        let there = self.workers.get(worker).copied().unwrap_or_default();
        if there.post != Post::Busy || there.task != task {
            return;
        }
        let unit = task / self.chunk;
        match (how, there.cancelled) {
            (Ended::Returned, _) => {
                self.settle(task, Outcome::Done, act);
                let next = task + 1;
                if next < there.end {
                    self.workers[worker].task = next;
                    return act(Action::Give { worker, task: next });
                }
                self.resolve(unit, Unit::Fine);
            }
            (Ended::Raised(Error::CancelledError), Some(outcome)) => {
                self.drop_unit(unit, outcome, act);
                if self.rules.timing == Timing::EachTask && outcome == Outcome::TimedOut {
                    self.error.get_or_insert(Error::TimeoutError);
                }
            }
            (Ended::Raised(error), _) => {
                self.settle(task, Outcome::Failed, act);
                for rest in task + 1..there.end {
                    self.settle(rest, Outcome::Cancelled, act);
                }
                self.fail(unit, error, act);
                if self.rules.crew == Crew::Caller {
                    self.cancel_queued(act);
                }
            }
        }
        if self.rules.is_single() {
            self.workers[worker].post = Post::Away;
            act(Action::Retire { worker });
            self.start(worker, act);
        } else {
            self.workers[worker].post = Post::Idle;
            self.take(worker, act);
        }
    }

    pub(super) fn lost(&mut self, worker: usize, act: Act) {
        let there = self.workers.get(worker).copied().unwrap_or_default();
        if there.post == Post::Away {
            return;
        }
        self.workers[worker].post = Post::Away;
        let single = self.rules.is_single();
        let had = (single || there.post == Post::Busy).then_some(there.task);
        if let Some(task) = had {
            self.settle(task, Outcome::Failed, act);
        }
        match self.rules.loss {
            Loss::Program => self.halt(Outcome::Cancelled, Seen::Died, act),
            Loss::Task => {
                self.resolve(there.task, Unit::Dropped);
                self.swallow(act);
                self.start(worker, act);
            }
            Loss::Chunk => self.start(worker, act),
            Loss::Pool => {
                self.kill_workers(act);
                for unit in 0..self.units.len() {
                    if self.units[unit] == Unit::Pending {
                        for task in self.tasks_of(unit) {
                            self.settle(task, Outcome::Failed, act);
                        }
                        self.fail(unit, Error::BrokenProcessPool, act);
                    }
                }
                self.forget_queue();
            }
        }
    }

    fn tasks_of(&self, unit: usize) -> std::ops::Range<usize> {
        let start = unit * self.chunk;
        start..(start + self.chunk).min(self.settled.len())
    }

    fn settle(&mut self, task: usize, outcome: Outcome, act: Act) {
        if !std::mem::replace(&mut self.settled[task], true) {
            self.unsettled -= 1;
            act(Action::Settle { task, outcome });
        }
    }

    fn resolve(&mut self, unit: usize, to: Unit) {
        if self.units[unit] == Unit::Pending {
            self.units[unit] = to;
            self.resolved += 1;
        }
    }

    fn fail(&mut self, unit: usize, error: Error, act: Act) {
        self.resolve(unit, Unit::Failed(error));
        self.failed += 1;
        self.error.get_or_insert(error);
        self.swallow(act);
    }

    pub(super) fn drop_unit(&mut self, unit: usize, outcome: Outcome, act: Act) {
        for task in self.tasks_of(unit) {
            self.settle(task, outcome, act);
        }
        self.resolve(unit, Unit::Dropped);
    }

    pub(super) fn drop_all(&mut self, outcome: Outcome, act: Act) {
        for unit in 0..self.units.len() {
            if self.units[unit] == Unit::Pending {
                self.drop_unit(unit, outcome, act);
            }
        }
        self.forget_queue();
    }

    /// Cancels what no worker has and no call queue holds.
    pub(super) fn cancel_queued(&mut self, act: Act) {
        for unit in self.held..self.limit {
            if self.units[unit] == Unit::Pending {
                self.drop_unit(unit, Outcome::Cancelled, act);
            }
        }
        self.limit = self.held.min(self.limit);
    }

    /// Cancels every coroutine, unless it is already.
    pub(super) fn cancel_running(&mut self, outcome: Outcome, act: Act) {
        for (worker, there) in self.workers.iter_mut().enumerate() {
            if there.post == Post::Away || there.cancelled.is_some() {
                continue;
            }
            there.cancelled = Some(outcome);
            if there.post == Post::Busy {
                let task = there.task;
                act(Action::Cancel { worker, task });
            }
        }
    }

    pub(super) fn kill_workers(&mut self, act: Act) {
        for (worker, there) in self.workers.iter_mut().enumerate() {
            if std::mem::take(&mut there.post) != Post::Away {
                act(Action::Kill { worker });
            }
        }
    }

    /// Ends the workers that have nothing to do.
    pub(super) fn retire_crew(&mut self, act: Act) {
        for (worker, there) in self.workers.iter_mut().enumerate() {
            if std::mem::take(&mut there.post) != Post::Away {
                act(Action::Retire { worker });
            }
        }
    }

    fn forget_queue(&mut self) {
        let end = self.units.len();
        (self.taken, self.held, self.limit, self.waiting) = (end, end, end, 0);
    }
}
