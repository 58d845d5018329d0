//! Detects that nothing can happen any more, and what the program then waits for.

use super::chunks::Chunk;
use super::observation::Hang;
use super::policy::Pool;
use super::pool::Worker;
use super::{Act, Action, Phase, Scheduler};

impl Scheduler {
    /// Reports a hang if nothing can happen any more: no worker will send anything and no time is
    /// awaited, or the event loop is blocked for ever.
    pub(super) fn look_for_hang(&mut self, act: Act) {
        if self.hung || self.phase == Phase::Finished {
            return;
        }
        let (why, task) = match self.blocker {
            Some(task) => {
                self.arm(None, act);
                (Hang::EventLoop, task)
            }
            None if self.armed.is_some() => return,
            // Workers that die and are started again bring nothing about.
            None if self.going > 0 && self.respawns == 0 => return,
            None => match &self.queue {
                Some(queue) => self.awaited_of_queue(queue),
                None => self.awaited(),
            },
        };
        self.hung = true;
        let why = match self.ended {
            true => Hang::Exit,
            false => why,
        };
        self.ended = true;
        act(Action::Hang { why, task });
    }

    /// What the main thread, or the exit, waits for in a hang.
    #[cold]
    fn awaited(&self) -> (Hang, usize) {
        let from = match self.phase {
            Phase::Reading => self.next_read().unwrap_or(0),
            _ => 0,
        };
        let pending = |chunk: &usize| self.chunks[*chunk] == Chunk::Pending;
        let chunk = (from..self.chunks.len()).find(pending).unwrap_or(from);
        let stuck = |worker: &&Worker| worker.is_stuck() && worker.task / self.chunk_size == chunk;
        let why = match self.policy.pool {
            Pool::MainThread => Hang::Itself,
            _ => Hang::Task,
        };
        let first = self.tasks_of(chunk).start;
        if self.is_full_for_ever() {
            let last = self.settled.len().saturating_sub(1);
            return (
                Hang::Full,
                self.feed.as_ref().map_or(0, |feed| feed.put).min(last),
            );
        }
        match self.workers.iter().find(stuck) {
            None if self.respawns > 0 => (Hang::Respawns, first),
            None if !self.policy.replaces => (Hang::Unreplaced, first),
            Some(worker) => (why, worker.task),
            None => {
                // The last one of the chunk that has its outcome took the worker with it.
                let mut tasks = self.tasks_of(chunk);
                let killed = tasks.rfind(|task| self.settled[*task]);
                (Hang::Lost, killed.unwrap_or(first))
            }
        }
    }
}
