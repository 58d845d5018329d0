//! This instance as a process of a race: it takes orders and reports.

use std::cell::Cell;

use super::port::post;
use crate::exec::host::Worker;
use crate::exec::host::web::Monotonic;
use crate::exec::message::{Ending, Order, Report, SIGN_OF_LIFE, encode};
use crate::exec::processes::Child;
use crate::time::{Clock, Nanos};

/// A process, from its start to its end.
pub(super) struct Process {
    child: Child<Monotonic>,
    /// The host's clock.
    clock: Monotonic,
    spoke: Cell<Nanos>,
}

impl Process {
    /// The process that this order starts, if it is one that starts a process; it reports that it
    /// is ready.
    pub(super) fn start(order: Order, clock: Monotonic) -> Option<Self> {
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
            child: child.expect("the parent has prepared the same kernel"),
            clock,
            spoke: Cell::new(0),
        };
        process.report(&Report::Ready);
        Some(process)
    }

    /// Carries out a task and reports its end.
    pub(super) async fn carry_out(&self, task: u32, waits: impl Worker) {
        let report = self.child.carry_out(task, waits).await;
        if let Report::Ended {
            ending: Ending::Killed,
            ..
        } = report
        {
            // As `os._exit`: no report, no cleaning up.
            core::arch::wasm32::unreachable();
        }
        self.report(&report);
    }

    /// Tells what has happened, and now and then that it lives.
    pub(super) fn flush(&self) {
        let events = self.child.events();
        let silent = self.clock.now().saturating_sub(self.spoke.get());
        if !events.is_empty() || silent >= SIGN_OF_LIFE {
            self.report(&Report::Events(events));
        }
    }

    fn report(&self, report: &Report) {
        self.spoke.set(self.clock.now());
        post(&encode(report));
    }
}
