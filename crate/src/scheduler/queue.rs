//! A queue of results, and the pipe below it.
//!
//! A process ends only when its result is in the pipe, and the pipe holds little that nobody has read. Who joins
//! before reading may wait for ever.

use std::collections::VecDeque;

use super::chunks::Chunk;
use super::observation::Hang;
use super::{Act, Action, Scheduler};
use crate::model::queue::{PIPE_BYTES, QueueOrder};
use crate::model::spec::Spec;
use crate::model::task::Outcome;

/// A page of Linux: a pipe holds sixteen.
const PAGE: u32 = 4_096;

/// Longer messages are written in two writes, as CPython does: their length, then they themselves.
const LONG: u32 = 16_384;

/// A message's length, in bytes.
const HEADER: u32 = 4;

/// What pickling adds to the payload of a result with its task's number, in bytes.
const PICKLED: u32 = 22;

/// A pipe.
#[derive(Clone, Copy, Debug, Default)]
struct Pipe {
    /// How many pages are in use.
    pages: u32,
    /// How many bytes of the last one are.
    last: u32,
}

impl Pipe {
    /// The pipe after a write; none if it has no room for that.
    fn after_write(mut self, bytes: u32) -> Option<Self> {
        let (whole, rest) = (bytes / PAGE, bytes % PAGE);
        // Linux fills the last page up only if all that does not fill a page fits into it.
        let fits = self.pages > 0 && self.last + rest <= PAGE;
        self.last = match fits {
            true if whole == 0 => self.last + rest,
            false if rest > 0 => rest,
            _ => PAGE,
        };
        self.pages += whole + u32::from(!fits && rest > 0);
        (self.pages <= PIPE_BYTES / PAGE).then_some(self)
    }

    /// The pipe after a message.
    fn after(self, message: u32) -> Option<Self> {
        match message > LONG {
            true => self.after_write(HEADER)?.after_write(message),
            false => self.after_write(HEADER + message),
        }
    }
}

/// A queue of results.
#[derive(Debug)]
pub(super) struct Queue {
    order: QueueOrder,
    /// How long a message is, in bytes.
    message: u32,
    pipe: Pipe,
    /// Whose results are in the pipe, and how many pages each has begun.
    inside: VecDeque<(usize, u32)>,
    /// Which workers put a result, and of which task; the first one has begun.
    putting: VecDeque<(usize, usize)>,
    /// How many processes were joined.
    joined: usize,
    /// How many results were read.
    got: usize,
}

impl Queue {
    pub(super) fn new(spec: &Spec) -> Self {
        let tasks = spec.n as usize;
        Self {
            order: spec.order,
            message: spec.payload + PICKLED,
            pipe: Pipe::default(),
            inside: VecDeque::with_capacity(tasks),
            putting: VecDeque::with_capacity(tasks),
            joined: 0,
            got: 0,
        }
    }

    /// Adds the first of the results that are being put to the pipe, if there is room: by which worker, and of which task.
    fn accept(&mut self) -> Option<(usize, usize)> {
        let &(worker, task) = self.putting.front()?;
        let after = self.pipe.after(self.message)?;
        self.inside.push_back((task, after.pages - self.pipe.pages));
        self.pipe = after;
        self.putting.pop_front();
        Some((worker, task))
    }

    /// Takes a result out of the pipe: of which task.
    fn take(&mut self) -> Option<usize> {
        let (task, pages) = self.inside.pop_front()?;
        self.pipe.pages -= pages;
        if self.inside.is_empty() {
            self.pipe = Pipe::default();
        }
        Some(task)
    }
}

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
    pub(super) fn join_and_get(&mut self, order: QueueOrder, act: Act) {
        let all = self.chunks.len();
        loop {
            if self.now < self.busy_until {
                return self.arm(Some(self.busy_until), act);
            }
            let Some(Queue { joined, got, .. }) = self.queue else {
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

    /// In which order the main thread joins and reads, if there is a queue.
    pub(super) fn queue_order(&self) -> Option<QueueOrder> {
        self.queue.as_ref().map(|queue| queue.order)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// How many messages of this length an empty pipe takes.
    fn room(message: u32) -> usize {
        let after = |pipe: &Option<Pipe>| pipe.and_then(|pipe| pipe.after(message));
        let pipes = std::iter::successors(Some(Some(Pipe::default())), |pipe| Some(after(pipe)));
        pipes.skip(1).take_while(Option::is_some).count()
    }

    #[test]
    fn a_pipe_holds_sixteen_pages() {
        assert_eq!((room(65_532), room(65_533)), (1, 0));
        assert_eq!((room(30_000), room(32_764), room(32_765)), (2, 2, 1));
        // A page each, though two of them would be shorter than two pages.
        assert_eq!((room(3_000), room(4_092), room(4_093)), (16, 16, 10));
        assert_eq!(room(126), 16 * 31);
    }
}
