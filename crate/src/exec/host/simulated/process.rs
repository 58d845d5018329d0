//! A process on a virtual clock: a lane that knows no other, and takes orders and reports.

use std::rc::Rc;
use std::sync::Arc;

use super::world::{SimulatedWorker, World};
use crate::exec::message::{Completion, Order, Received, Report};
use crate::exec::processes::Child;
use crate::exec::run::Run;
use crate::time::Nanos;

/// Starts, then carries out what it is told to until it is killed, or kills itself.
pub(super) async fn run(world: Rc<World>, worker: usize, release: Nanos) {
    let report = |report| {
        let report = Some((report, 0));
        let mut post = world.post.borrow_mut();
        post.reports.push_back(Received { worker, report });
    };
    let beside = world.starting.replace(world.starting.get() + 1);
    world
        .sleep(world.costs.start + beside * world.costs.start_beside)
        .await;
    world.starting.set(world.starting.get() - 1);
    report(Report::Ready);
    loop {
        let ordered = || world.post.borrow().orders.contains_key(&worker);
        world.suspend_until(Nanos::MAX, ordered).await;
        let order = world.post.borrow_mut().orders.remove(&worker);
        world.sleep(world.costs.message).await;
        let Some(Order::Carry { tasks }) = order else {
            continue;
        };
        let (Some(first), Some(last)) = (tasks.first(), tasks.last()) else {
            continue;
        };
        // Room for this chunk, and not for all tasks in every process.
        let run = Run {
            log: world.job.log_of(*first as usize..*last as usize + 1),
            job: Arc::clone(&world.job),
            stop: Arc::default(),
            clock: world.clock.clone(),
            release,
        };
        let child = Child::with_run(run, worker as u16, 0);
        let waits = SimulatedWorker(Rc::clone(&world));
        match child.carry_out(&tasks, waits, report).await {
            (Completion::Killed, last) => {
                report(last);
                let mut post = world.post.borrow_mut();
                return post.reports.push_back(Received {
                    worker,
                    report: None,
                });
            }
            (Completion::Endless, last) => report(last),
            (_, ended) => {
                world.sleep(world.costs.message).await;
                report(ended);
            }
        }
    }
}
