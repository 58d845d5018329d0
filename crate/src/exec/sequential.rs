//! One task after the other, on the executor's own thread.

use std::cell::RefCell;
use std::sync::Arc;

use super::host::Host;
use super::lane::{Broken, Lane, perform};
use super::program::Program;
use super::run::{Run, Totals};
use crate::kernel::Computation;
use crate::model::api::Api;
use crate::scheduler::{Action, Input};
use crate::time::Nanos;
use crate::trace::event::EventKind;
use crate::trace::event_log::Writer;

pub(super) async fn run<H: Host>(run: Arc<Run<H::Clock>>, host: &H) -> Totals {
    let lane = OnlyLane {
        run: &run,
        host,
        log: RefCell::new(run.log.writer()),
    };
    let mut program = Program::new(Api::Loop, &run);
    let mut next = None;
    let mut take = |action| {
        if let Action::Assign { task, .. } = action {
            next = Some(task);
        }
    };
    program.step(
        Input::Begin,
        run.now(),
        &mut lane.log.borrow_mut(),
        &mut take,
    );
    let ready = Input::Ready { worker: 0 };
    program.step(ready, run.now(), &mut lane.log.borrow_mut(), &mut take);
    while let Some(task) = next.take() {
        let completion = perform(&run, task, &lane).await;
        let mut log = lane.log.borrow_mut();
        program.end_task(0, task, completion, run.now(), &mut log, |action| {
            if let Action::Assign { task, .. } = action {
                next = Some(task);
            }
        });
    }
    // It hangs, and is shown for a while.
    while !program.is_finished() {
        host.sleep_until(program.due(), &run.stop).await;
        program.attend(&mut lane.log.borrow_mut(), |_| ());
    }
    Totals::default()
}

struct OnlyLane<'r, H: Host> {
    run: &'r Run<H::Clock>,
    host: &'r H,
    log: RefCell<Writer>,
}

impl<H: Host> Lane for OnlyLane<'_, H> {
    fn index(&self) -> u16 {
        0
    }

    fn emit(&self, task: usize, what: EventKind) -> Nanos {
        self.run.emit(&mut self.log.borrow_mut(), 0, task, what)
    }

    async fn wait_until(&self, at: Nanos) -> Result<(), Broken> {
        let at = self.run.release + at;
        let end = at.min(self.run.limit());
        self.host.sleep_until(end, &self.run.stop).await;
        self.run.enforce_limit();
        self.check()
    }

    async fn advance(
        &self,
        _task: usize,
        computation: &mut Computation<'_>,
    ) -> Result<bool, Broken> {
        let complete = self.host.advance(computation, self.run.limit()).await;
        self.run.enforce_limit();
        self.check()?;
        Ok(complete)
    }

    fn check(&self) -> Result<(), Broken> {
        match self.run.stop.is_set() {
            true => Err(Broken::Halted),
            false => Ok(()),
        }
    }
}
