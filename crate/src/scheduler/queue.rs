//! A queue of results, and the pipe below it.

use std::collections::VecDeque;

use crate::model::queue::{PIPE_BYTES, QueueOrder};
use crate::model::spec::Spec;

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
    pub(super) order: QueueOrder,
    /// How long a message is, in bytes.
    message: u32,
    pipe: Pipe,
    /// Whose results are in the pipe, and how many pages each has begun.
    inside: VecDeque<(usize, u32)>,
    /// Which workers put a result, and of which task; the first one has begun.
    pub(super) putting: VecDeque<(usize, usize)>,
    /// How many processes were joined.
    pub(super) joined: usize,
    /// How many results were read.
    pub(super) got: usize,
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
    pub(super) fn accept(&mut self) -> Option<(usize, usize)> {
        let &(worker, task) = self.putting.front()?;
        let after = self.pipe.after(self.message)?;
        self.inside.push_back((task, after.pages - self.pipe.pages));
        self.pipe = after;
        self.putting.pop_front();
        Some((worker, task))
    }

    /// Takes a result out of the pipe: of which task.
    pub(super) fn take(&mut self) -> Option<usize> {
        let (task, pages) = self.inside.pop_front()?;
        self.pipe.pages -= pages;
        if self.inside.is_empty() {
            self.pipe = Pipe::default();
        }
        Some(task)
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
