//! This instance as a process of a race: it takes orders and reports.

use std::cell::Cell;
use std::task::Poll;

use super::port::post;
use crate::exec::child::{Child, ToParent};
use crate::exec::host::Worker;
use crate::exec::host::web::Monotonic;
use crate::exec::message::{Completion, Order, Report, encode};

/// A process, from its start to its end.
pub(super) struct Process {
    child: Child<Monotonic>,
    /// Whether the parent has answered that it has counted one.
    counted: Cell<bool>,
}

impl Process {
    /// Starts the process, if this is the order to start one, and reports that it is ready.
    pub(super) fn start(order: Order) -> Option<Self> {
        let Order::Start {
            query,
            corpus,
            worker,
            release_ms,
        } = order
        else {
            return None;
        };
        let since_release = Monotonic::since(release_ms);
        let child = Child::new(&query, corpus, worker, since_release, 0);
        let process = Self {
            child: child.expect("the parent prepared the same kernel"),
            counted: Cell::new(false),
        };
        process.report(&Report::Ready);
        Some(process)
    }

    /// Carries out a chunk of tasks and reports its end.
    pub(super) async fn carry_out(&self, tasks: &[u32], waits: impl Worker) {
        let (completion, report) = self.child.carry_out(tasks, waits, self).await;
        self.report(&report);
        if completion == Completion::Killed {
            // As `os._exit`: no result, no cleaning up.
            core::arch::wasm32::unreachable();
        }
    }

    /// The parent has counted one.
    pub(super) fn counted(&self) {
        self.counted.set(true);
    }

    /// Reports what has happened, and now and then that it is alive.
    pub(super) fn flush(&self) {
        if let Some(news) = self.child.news() {
            self.report(&news);
        }
    }

    fn report(&self, report: &Report) {
        post(&encode(report));
    }
}

impl ToParent for Process {
    fn tell(&self, report: Report) {
        self.report(&report);
    }

    async fn count_one(&self) {
        self.report(&Report::CountOne);
        // Polled again with each order.
        std::future::poll_fn(|_| match self.counted.take() {
            true => Poll::Ready(()),
            false => Poll::Pending,
        })
        .await;
    }
}
