//! The workers: when they start, take a chunk, end, are lost or killed.

use super::chunks::Chunk;
use super::observation::{Error, Observation};
use super::policy::{Loss, Pickling, Policy, Pool, Reads, Timing};
use super::{Act, Action, Scheduler, TaskEnd};
use crate::model::limits::MAX_RESPAWNS;
use crate::model::task::Outcome;
use crate::time::Nanos;

/// The state of a worker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum WorkerState {
    /// It does not exist.
    #[default]
    Away,
    /// It is being started.
    Starting,
    /// It has no task.
    Idle,
    /// It has one.
    Busy,
    /// It puts the result of one on a queue.
    Putting,
}

/// A worker.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Worker {
    pub(super) state: WorkerState,
    /// Its current task, or the one that it is started for.
    pub(super) task: usize,
    /// The end of its chunk.
    end: usize,
    /// The outcome of its task, if the task is to be cancelled.
    cancelled: Option<Outcome>,
    /// Whether its task never ends by itself.
    endless: bool,
    /// How many chunks it has had.
    served: usize,
}

impl Worker {
    /// Whether it will still send an input.
    fn is_going(self) -> bool {
        match self.state {
            WorkerState::Starting => true,
            WorkerState::Busy => !self.endless || self.cancelled.is_some(),
            WorkerState::Away | WorkerState::Idle | WorkerState::Putting => false,
        }
    }

    /// Whether its task never ends.
    pub(super) fn is_stuck(&self) -> bool {
        self.state == WorkerState::Busy && self.endless
    }
}

impl Policy {
    /// Whether a time limit comes before any coroutine begins.
    pub(super) fn is_unborn(&self, timeout: Nanos) -> bool {
        let limited = matches!(self.timing, Timing::Total | Timing::EachTask);
        let awaited = self.reads == Reads::Together && self.loss == Loss::Program;
        awaited && limited && timeout == 0
    }

    /// Whether each worker has only one task.
    fn is_single(&self) -> bool {
        matches!(self.pool, Pool::PerTask | Pool::Coroutines)
    }
}

impl Scheduler {
    pub(super) fn start_pool(&mut self, act: Act) {
        if self.policy.pickling == Pickling::AtOnce {
            for chunk in 0..self.chunks.len() {
                self.refuse_unpicklable(chunk, act);
            }
        }
        self.fill_call_queue(act);
        let use_for = match self.policy.pool {
            Pool::Prestarted if self.chunks.is_empty() => 0,
            Pool::Prestarted => self.workers.len(),
            Pool::MainThread | Pool::PerTask | Pool::Coroutines | Pool::OnDemand => {
                self.chunks.len()
            }
        };
        let use_for = match self.policy.buffer {
            // One more is handed over before the first result is awaited.
            Some(buffer) if self.policy.pool != Pool::Prestarted => use_for.min(buffer + 1),
            _ => use_for,
        };
        for worker in 0..self.workers.len().min(use_for) {
            self.start(worker, act);
        }
    }

    /// Hands over what a read has made room for.
    pub(super) fn hand_over(&mut self, act: Act) {
        if self.taken == self.limit {
            return;
        }
        if self.policy.is_single() {
            return self.start(self.taken, act);
        }
        self.fill_call_queue(act);
        for worker in 0..self.workers.len() {
            if self.workers[worker].state == WorkerState::Idle {
                self.take(worker, act);
            }
        }
    }

    /// Starts a worker, if there is a task for it.
    fn start(&mut self, worker: usize, act: Act) {
        let (task, end) = if self.policy.is_single() {
            match self.next_chunk() {
                Some(task)
                    if self.policy.pickling == Pickling::AtStart && self.unpicklable[task] =>
                {
                    return self.refuse_start(task, act);
                }
                Some(chunk) => (chunk, chunk + 1),
                None => return,
            }
        } else {
            (0, 0)
        };
        let there = Worker {
            state: WorkerState::Starting,
            task,
            end,
            ..Worker::default()
        };
        self.put(worker, there);
        act(Action::Start { worker });
    }

    /// The main thread cannot start a process for this task: it raises, and starts no more.
    fn refuse_start(&mut self, task: usize, act: Act) {
        self.settle(task, Outcome::Failed, act);
        self.resolve(task, Chunk::Failed(Error::PicklingError));
        self.cancel_queued(act);
        self.leave(Some(Error::PicklingError), 0, act);
    }

    /// Updates a worker, and the counts of workers.
    fn put(&mut self, worker: usize, there: Worker) {
        let before = std::mem::replace(&mut self.workers[worker], there);
        self.going += usize::from(there.is_going());
        self.going -= usize::from(before.is_going());
        self.starting += usize::from(there.state == WorkerState::Starting);
        self.starting -= usize::from(before.state == WorkerState::Starting);
    }

    /// A worker's current state.
    fn there(&self, worker: usize) -> Worker {
        self.workers.get(worker).copied().unwrap_or_default()
    }

    pub(super) fn ready(&mut self, worker: usize, act: Act) {
        let there = self.there(worker);
        if there.state != WorkerState::Starting {
            return;
        }
        if self.policy.stillborn {
            act(Action::Kill { worker });
            return self.lost(worker, act);
        }
        if self.policy.is_single() {
            let state = WorkerState::Busy;
            self.put(worker, Worker { state, ..there });
            let Worker { task, end, .. } = there;
            act(Action::Assign { worker, task, end });
            // Its first turn was due before the cancellation: it is cancelled at its first wait.
            if there.cancelled.is_some() {
                act(Action::Cancel { worker, task });
            }
        } else {
            self.idle(worker);
            self.take(worker, act);
        }
    }

    fn idle(&mut self, worker: usize) {
        let state = WorkerState::Idle;
        let there = Worker {
            state,
            served: self.workers[worker].served,
            ..Worker::default()
        };
        self.put(worker, there);
    }

    /// Gives an idle worker the next chunk, if there is one.
    fn take(&mut self, worker: usize, act: Act) {
        let chunk = loop {
            let Some(chunk) = self.next_chunk() else {
                return;
            };
            if self.policy.pickling == Pickling::AtTake {
                self.refuse_unpicklable(chunk, act);
            }
            if self.chunks[chunk] == Chunk::Pending {
                break chunk;
            }
        };
        let tasks = self.tasks_of(chunk);
        let (task, end) = (tasks.start, tasks.end);
        let there = Worker {
            state: WorkerState::Busy,
            task,
            end,
            served: self.workers[worker].served + 1,
            ..Worker::default()
        };
        self.put(worker, there);
        act(Action::Assign { worker, task, end });
        self.fill_call_queue(act);
    }

    /// Whether a worker runs this task.
    fn is_at(&self, worker: usize, task: usize) -> bool {
        let there = self.there(worker);
        there.state == WorkerState::Busy && there.task == task
    }

    pub(super) fn passed(&mut self, worker: usize, task: usize) {
        let there = self.there(worker);
        if self.is_at(worker, task) && task + 1 < there.end {
            let task = task + 1;
            self.put(worker, Worker { task, ..there });
        }
    }

    pub(super) fn endless(&mut self, worker: usize, task: usize) {
        if self.is_at(worker, task) {
            let endless = true;
            let there = self.there(worker);
            self.put(worker, Worker { endless, ..there });
            self.blocker = self.blocker.or(self.blocking.then_some(task));
        }
    }

    /// Settles the tasks of its chunk that a worker has passed.
    fn settle_passed(&mut self, worker: usize, act: Act) {
        let there = self.there(worker);
        if there.state == WorkerState::Busy {
            for task in self.tasks_of(there.task / self.chunk_size).start..there.task {
                self.settle(task, Outcome::Done, act);
            }
        }
    }

    pub(super) fn task_ended(&mut self, worker: usize, task: usize, how: TaskEnd, act: Act) {
        let there = self.there(worker);
        let early = how == TaskEnd::Returned && task + 1 < there.end;
        if !self.is_at(worker, task) || early {
            return;
        }
        self.settle_passed(worker, act);
        let chunk = task / self.chunk_size;
        match (how, there.cancelled) {
            (TaskEnd::Returned, _) if self.queue.is_some() => {
                let state = WorkerState::Putting;
                self.put(worker, Worker { state, ..there });
                return self.put_result(worker, task, act);
            }
            (TaskEnd::Returned, _) => {
                self.settle(task, Outcome::Done, act);
                self.resolve(chunk, Chunk::Fine);
            }
            (TaskEnd::Raised(Error::SystemExit), _) if self.policy.loss == Loss::Chunk => {
                act(Action::Kill { worker });
                return self.lost(worker, act);
            }
            (TaskEnd::Raised(error @ Error::SystemExit), _) if self.is_on_event_loop() => {
                self.settle(task, Outcome::Failed, act);
                return self.halt(Outcome::Cancelled, Observation::Raised(error), act);
            }
            (TaskEnd::Raised(Error::CancelledError), Some(outcome)) => {
                self.drop_chunk(chunk, outcome, act);
                if self.policy.timing == Timing::EachTask && outcome == Outcome::TimedOut {
                    self.error.get_or_insert(Error::TimeoutError);
                }
            }
            (TaskEnd::Raised(error), _) => {
                self.settle(task, Outcome::Failed, act);
                for rest in task + 1..there.end {
                    self.settle(rest, Outcome::Cancelled, act);
                }
                self.fail(chunk, error, act);
            }
        }
        // A worker that takes tasks from a queue ends with its task's error.
        let is_gone = self.feed.is_some() && how != TaskEnd::Returned;
        if is_gone {
            self.leave_queue(worker, act);
        } else if self.policy.is_single() {
            self.end_worker(worker, act);
        } else if self.policy.recycle == Some(there.served) {
            self.put(worker, Worker::default());
            act(Action::Shutdown { worker });
            if self.policy.replaces && self.taken < self.limit {
                act(Action::Observe(Observation::Respawned));
                self.start(worker, act);
            }
        } else {
            self.idle(worker);
            self.take(worker, act);
        }
    }

    /// Ends a worker that has only one task, and starts one for the next.
    pub(super) fn end_worker(&mut self, worker: usize, act: Act) {
        self.put(worker, Worker::default());
        act(Action::Shutdown { worker });
        self.start(worker, act);
    }

    /// Ends a worker that takes tasks from a queue.
    #[inline(never)]
    pub(super) fn leave_queue(&mut self, worker: usize, act: Act) {
        self.put(worker, Worker::default());
        act(Action::Shutdown { worker });
    }

    pub(super) fn lost(&mut self, worker: usize, act: Act) {
        let there = self.there(worker);
        if there.state == WorkerState::Away {
            return;
        }
        self.settle_passed(worker, act);
        self.forget_put(worker);
        self.put(worker, Worker::default());
        let single = self.policy.is_single();
        let had = (single || there.state == WorkerState::Busy).then_some(there.task);
        if let Some(task) = had {
            self.settle(task, Outcome::Failed, act);
        }
        match self.policy.loss {
            Loss::Program => self.halt(Outcome::Cancelled, Observation::Died, act),
            Loss::Task => {
                self.resolve(there.task, Chunk::Dropped);
                self.swallow(None, act);
                self.start(worker, act);
            }
            Loss::Chunk if self.policy.stillborn => self.respawn(worker, act),
            Loss::Chunk => self.start(worker, act),
            Loss::Pool => self.break_pool(act),
        }
    }

    /// Starts a worker for one that died before it took a task; not for ever, as a `Pool` does.
    fn respawn(&mut self, worker: usize, act: Act) {
        if self.respawns < MAX_RESPAWNS {
            self.respawns += 1;
            act(Action::Observe(Observation::Respawned));
            self.start(worker, act);
        }
    }

    /// Ends a pool whose unfinished futures fail with it.
    pub(super) fn break_pool(&mut self, act: Act) {
        self.kill_workers(act);
        for chunk in 0..self.chunks.len() {
            if self.chunks[chunk] == Chunk::Pending {
                for task in self.tasks_of(chunk) {
                    self.settle(task, Outcome::Failed, act);
                }
                self.fail(chunk, Error::BrokenProcessPool, act);
            }
        }
        self.forget_queue();
    }

    /// How many workers are at a task.
    pub(super) fn busy(&self) -> usize {
        let busy = |worker: &&Worker| worker.state == WorkerState::Busy;
        self.workers.iter().filter(busy).count()
    }

    /// Cancels every coroutine that is not cancelled yet.
    pub(super) fn cancel_running(&mut self, outcome: Outcome, act: Act) {
        for worker in 0..self.workers.len() {
            let there = self.workers[worker];
            if there.state == WorkerState::Away || there.cancelled.is_some() {
                continue;
            }
            let cancelled = Some(outcome);
            self.put(worker, Worker { cancelled, ..there });
            if there.state == WorkerState::Busy {
                let task = there.task;
                act(Action::Cancel { worker, task });
            }
        }
    }

    pub(super) fn kill_workers(&mut self, act: Act) {
        for worker in 0..self.workers.len() {
            self.settle_passed(worker, act);
            if self.there(worker).state != WorkerState::Away {
                self.put(worker, Worker::default());
                act(Action::Kill { worker });
            }
        }
    }

    /// Shuts down all workers.
    pub(super) fn shut_down_pool(&mut self, act: Act) {
        for worker in 0..self.workers.len() {
            if self.there(worker).state != WorkerState::Away {
                self.put(worker, Worker::default());
                act(Action::Shutdown { worker });
            }
        }
    }
}
