//! The memory of coroutines: a future each, in boxes that are used again.

use std::pin::Pin;
use std::task::{Context, Poll};

/// The futures of the coroutines under way.
///
/// A coroutine that begins takes the memory of the one that ended last, which is in the processor's cache. So tasks
/// that never wait all share one future's memory, and only what waits takes up more.
pub(super) struct Futures<F> {
    under_way: Vec<Option<Pin<Box<F>>>>,
    ended: Vec<Pin<Box<F>>>,
}

impl<F: Future> Futures<F> {
    pub(super) fn new(count: usize) -> Self {
        Self {
            under_way: (0..count).map(|_| None).collect(),
            ended: Vec::new(),
        }
    }

    pub(super) fn begin(&mut self, worker: usize, future: F) {
        let place = match self.ended.pop() {
            Some(mut place) => {
                place.set(future);
                place
            }
            None => Box::pin(future),
        };
        self.under_way[worker] = Some(place);
    }

    pub(super) fn poll(&mut self, worker: usize, context: &mut Context<'_>) -> Poll<F::Output> {
        match &mut self.under_way[worker] {
            Some(future) => future.as_mut().poll(context),
            None => Poll::Pending,
        }
    }

    pub(super) fn end(&mut self, worker: usize) {
        self.ended.extend(self.under_way[worker].take());
    }
}
