//! A bounded queue of tasks: the main thread puts them there, and workers take them.
//!
//! The main thread makes a task, then puts it, and waits while the queue is full. When all are there it puts an
//! end mark for each worker, which ends the one that takes it. A worker whose task has raised is gone, and takes nothing
//! more.

use super::observation::Observation;
use super::policy::{Pool, Reads};
use super::pool::{Worker, WorkerState};
use super::{Act, Action, Phase, Scheduler};
use crate::model::task::Outcome;

impl Scheduler {
    /// Lets the main thread put tasks, and workers take them, as far as they can.
    #[inline(never)]
    pub(super) fn feed_workers(&mut self, act: Act) {
        self.take_end_marks(act);
        while self.phase == Phase::Feeding && self.put_next(act) {
            self.hand_over(act);
            self.take_end_marks(act);
        }
        let is_put = !matches!(self.phase, Phase::Before | Phase::Feeding);
        let nobody = |worker: &Worker| worker.state == WorkerState::Away;
        if is_put && self.workers.iter().all(nobody) {
            self.drop_all(Outcome::Cancelled, act);
        }
    }

    /// Puts a task or an end mark, if one is made and there is room. Whether it was.
    fn put_next(&mut self, act: Act) -> bool {
        let tasks = self.chunks.len();
        let Some(feed) = &mut self.feed else {
            return false;
        };
        if feed.put == tasks + self.workers.len() {
            self.phase = Phase::Reading;
            return false;
        }
        let task = feed.put;
        if task < tasks && self.now < self.busy_until {
            self.arm(Some(self.busy_until), act);
            return false;
        }
        if task - self.taken - feed.ended >= feed.capacity {
            if task < tasks && !std::mem::replace(&mut feed.full, true) {
                act(Action::Observe(Observation::Full));
            }
            self.arm(None, act);
            return false;
        }
        feed.put += 1;
        feed.full = false;
        if task < tasks {
            act(Action::Put { task });
            self.busy_until = self.now + self.reading;
        }
        true
    }

    /// Ends the workers that have taken an end mark.
    fn take_end_marks(&mut self, act: Act) {
        let tasks = self.chunks.len();
        for worker in 0..self.workers.len() {
            let is_idle = self.workers[worker].state == WorkerState::Idle;
            let Some(feed) = self.feed.as_mut().filter(|_| is_idle) else {
                continue;
            };
            if self.taken == tasks && feed.put > tasks + feed.ended {
                feed.ended += 1;
                self.leave_queue(worker, act);
            }
        }
    }

    /// Whether the workers are coroutines.
    pub(super) fn is_on_event_loop(&self) -> bool {
        let takes = self.feed.is_some() && self.policy.reads == Reads::Together;
        takes || self.policy.pool == Pool::Coroutines
    }

    /// Whether the main thread waits for room that nobody will make.
    pub(super) fn is_full_for_ever(&self) -> bool {
        self.phase == Phase::Feeding && !self.workers.iter().any(Worker::is_stuck)
    }
}
