//! How processes hand over their results by a queue, and what its reader waits for.
//!
//! A process ends only when its result is in the pipe, and the pipe holds little that nobody has read. Who joins
//! before reading may wait for ever.

use super::chunks::Chunk;
use super::observation::Hang;
use super::queue::Queue;
use super::{Act, Action, Scheduler};
use crate::model::queue::QueueOrder;
use crate::model::task::Outcome;

impl Scheduler {
    /// A worker puts the result of a task on the queue, and ends once that is done.
    pub(super) fn put_result(&mut self, worker: usize, task: usize, act: Act) {
        if let Some(queue) = &mut self.queue {
            queue.putting.push_back((worker, task));
        }
        self.accept_results(act);
    }

    /// A worker puts nothing more: it is gone.
    pub(super) fn forget_put(&mut self, worker: usize) {
        if let Some(queue) = &mut self.queue {
            queue.putting.retain(|(putting, _)| *putting != worker);
        }
    }

    /// Adds results to the pipe as long as there is room.
    fn accept_results(&mut self, act: Act) {
        while let Some((worker, task)) = self.queue.as_mut().and_then(Queue::accept) {
            self.handed_over(worker, task, act);
        }
    }

    /// A worker's result is in the pipe, or was read.
    fn handed_over(&mut self, worker: usize, task: usize, act: Act) {
        self.settle(task, Outcome::Done, act);
        self.resolve(task, Chunk::Fine);
        self.end_worker(worker, act);
    }

    /// The next result, if one is there. One that is longer than the pipe comes while it is written.
    fn get(&mut self, act: Act) -> Option<usize> {
        let queue = self.queue.as_mut()?;
        let task = match queue.take() {
            Some(task) => task,
            None => {
                let (worker, task) = queue.putting.pop_front()?;
                self.handed_over(worker, task, act);
                task
            }
        };
        self.accept_results(act);
        Some(task)
    }

    /// Joins the processes in their order, and reads as many results as there are tasks: one, then the other.
    pub(super) fn join_and_get(&mut self, act: Act) {
        let all = self.chunks.len();
        loop {
            if self.now < self.busy_until {
                return self.arm(Some(self.busy_until), act);
            }
            let Some(Queue {
                order, joined, got, ..
            }) = self.queue
            else {
                return;
            };
            let joins = match order {
                QueueOrder::Join => joined < all,
                QueueOrder::Read => got == all,
            };
            if joined == all && got == all {
                return self.leave(None, 0, act);
            }
            if joins && self.chunks[joined] == Chunk::Pending {
                return self.arm(None, act);
            }
            let task = match joins {
                true => None,
                false => match self.get(act) {
                    None => return self.arm(None, act),
                    task => task,
                },
            };
            if let Some(task) = task {
                act(Action::Read { task });
                self.busy_until = self.now + self.reading;
            }
            if let Some(queue) = &mut self.queue {
                queue.joined += usize::from(joins);
                queue.got += usize::from(!joins);
            }
        }
    }

    /// What the main thread, or the exit, waits for in a hang: the end of a process that puts a result or never
    /// ends, or a result that no process puts.
    pub(super) fn awaited_of_queue(&self, queue: &Queue) -> (Hang, usize) {
        let pending = |task: &usize| self.chunks[*task] == Chunk::Pending;
        let Some(task) = (0..self.chunks.len()).find(pending) else {
            let failed = |task: &usize| self.chunks[*task] != Chunk::Fine;
            return (Hang::Lost, (0..self.chunks.len()).find(failed).unwrap_or(0));
        };
        match queue.putting.iter().any(|(_, putting)| *putting == task) {
            true => (Hang::Queue, task),
            false => (Hang::Task, task),
        }
    }
}
