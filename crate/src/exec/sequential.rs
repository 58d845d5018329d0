//! One task after the other, on the executor's own thread.

use std::cell::RefCell;

use super::{Host, Lane, Run, perform};
use crate::clock::Nanos;
use crate::event::Happening;
use crate::log::Writer;
use crate::task::Outcome;

pub(super) async fn run<H: Host>(run: &Run<H::Clock>, host: &H) {
    let lane = OnlyLane {
        run,
        host,
        log: RefCell::new(run.log.writer()),
    };
    for task in 0..run.job.tasks.len() {
        perform(&run.job, task, &lane).await;
    }
}

struct OnlyLane<'r, H: Host> {
    run: &'r Run<H::Clock>,
    host: &'r H,
    log: RefCell<Writer>,
}

impl<H: Host> Lane for OnlyLane<'_, H> {
    fn note(&self, task: usize, what: Happening) -> Nanos {
        self.run.note(&mut self.log.borrow_mut(), 0, task, what)
    }

    async fn wait_until(&self, at: Nanos) -> Result<(), Outcome> {
        let at = self.run.release + at;
        let end = at.min(self.run.limit());
        self.host.sleep_until(end, &self.run.halt).await;
        self.run.enforce_limit();
        self.check()
    }

    async fn checkpoint(&self) -> Result<(), Outcome> {
        self.host.checkpoint().await;
        self.run.enforce_limit();
        self.run.halt.check()
    }
    fn check(&self) -> Result<(), Outcome> {
        self.run.halt.check()
    }
}
