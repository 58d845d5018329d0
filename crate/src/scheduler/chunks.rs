//! Chunks of one or more tasks, which workers take in order: which are queued, and how each ended.

use super::observation::Error;
use super::policy::Pickling;
use super::{Act, Action, Phase, Scheduler};
use crate::model::task::Outcome;

/// The state of a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chunk {
    /// No result yet, or never.
    Pending,
    /// A result.
    Fine,
    /// An error.
    Failed(Error),
    /// It was cancelled or killed.
    Dropped,
}

impl Scheduler {
    /// The next chunk that a worker can run.
    #[inline]
    pub(super) fn next_chunk(&mut self) -> Option<usize> {
        while self.taken < self.limit && self.is_in_window(self.taken) {
            let chunk = self.taken;
            self.taken += 1;
            let pending = self.chunks[chunk] == Chunk::Pending;
            if self.taken <= self.queue_end {
                self.queued -= usize::from(pending);
            } else {
                self.queue_end = self.taken;
            }
            if pending {
                return Some(chunk);
            }
        }
        None
    }

    /// Whether a chunk may be handed over already.
    fn is_in_window(&self, chunk: usize) -> bool {
        let Some(buffer) = self.policy.buffer else {
            return true;
        };
        if let Some(feed) = &self.feed {
            return chunk < feed.put;
        }
        // Before it waits for a result, the main thread hands over one more.
        let waits = self.phase == Phase::Reading && self.now >= self.busy_until;
        chunk < self.read + buffer + usize::from(waits)
    }

    /// Fills the call queue.
    pub(super) fn fill_call_queue(&mut self, act: Act) {
        while self.queued < self.policy.prefetch
            && self.queue_end < self.limit
            && self.is_in_window(self.queue_end)
        {
            let chunk = self.queue_end;
            self.queue_end += 1;
            self.refuse_unpicklable(chunk, act);
            self.queued += usize::from(self.chunks[chunk] == Chunk::Pending);
        }
    }

    pub(super) fn refuse_unpicklable(&mut self, chunk: usize, act: Act) {
        let tasks = self.tasks_of(chunk);
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
        let error = match self.policy.pickling {
            Pickling::AtTake => Error::NotShareableError,
            _ => Error::PicklingError,
        };
        self.fail(chunk, error, act);
    }

    pub(super) fn tasks_of(&self, chunk: usize) -> std::ops::Range<usize> {
        let start = chunk * self.chunk_size;
        start..(start + self.chunk_size).min(self.settled.len())
    }

    pub(super) fn settle(&mut self, task: usize, outcome: Outcome, act: Act) {
        if !std::mem::replace(&mut self.settled[task], true) {
            self.unsettled -= 1;
            act(Action::Settle { task, outcome });
        }
    }

    pub(super) fn resolve(&mut self, chunk: usize, to: Chunk) {
        if self.chunks[chunk] == Chunk::Pending {
            self.chunks[chunk] = to;
            self.ready.push(chunk);
        }
    }

    pub(super) fn fail(&mut self, chunk: usize, error: Error, act: Act) {
        self.resolve(chunk, Chunk::Failed(error));
        self.failed += 1;
        self.error.get_or_insert(error);
        self.swallow(Some(error), act);
    }

    pub(super) fn drop_chunk(&mut self, chunk: usize, outcome: Outcome, act: Act) {
        for task in self.tasks_of(chunk) {
            self.settle(task, outcome, act);
        }
        self.resolve(chunk, Chunk::Dropped);
    }

    pub(super) fn drop_all(&mut self, outcome: Outcome, act: Act) {
        for chunk in 0..self.chunks.len() {
            if self.chunks[chunk] == Chunk::Pending {
                self.drop_chunk(chunk, outcome, act);
            }
        }
        self.forget_queue();
    }

    /// Cancels the chunks that no worker has and no call queue holds.
    pub(super) fn cancel_queued(&mut self, act: Act) {
        for chunk in self.queue_end..self.limit {
            if self.chunks[chunk] == Chunk::Pending {
                self.drop_chunk(chunk, Outcome::Cancelled, act);
            }
        }
        self.limit = self.queue_end.min(self.limit);
    }

    pub(super) fn forget_queue(&mut self) {
        let end = self.chunks.len();
        (self.taken, self.queue_end, self.limit, self.queued) = (end, end, end, 0);
    }
}
