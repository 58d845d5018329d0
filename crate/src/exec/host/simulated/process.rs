//! A process on a virtual clock: a lane that knows no other, and takes orders and reports.

use std::rc::Rc;
use std::sync::Arc;

use super::world::{SimulatedWorker, World};
use crate::exec::child::{Child, ToParent};
use crate::exec::message::{Completion, Order, Received, Report};
use crate::exec::run::Run;
use crate::time::Nanos;

/// How a process speaks with its parent.
struct Line<'w> {
    world: &'w World,
    worker: usize,
}

impl ToParent for Line<'_> {
    fn tell(&self, report: Report) {
        let report = Some((report, 0));
        let worker = self.worker;
        let mut post = self.world.post.borrow_mut();
        post.reports.push_back(Received { worker, report });
    }

    fn send_payload(&self, _bytes: u32) {}

    async fn count_one(&self) {
        let Self { world, worker } = self;
        world.sleep(world.costs.message).await;
        self.tell(Report::CountOne);
        let answered = || world.post.borrow().orders.contains_key(worker);
        world.suspend_until(Nanos::MAX, answered).await;
        world.post.borrow_mut().orders.remove(worker);
        world.sleep(world.costs.message).await;
    }
}

/// Starts, then carries out what it is told to until it is killed, or kills itself.
pub(super) async fn run(world: Rc<World>, worker: usize, release: Nanos) {
    let report = |report| {
        Line {
            world: &world,
            worker,
        }
        .tell(report)
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
        let run = Run::released(
            Arc::clone(&world.job),
            Arc::default(),
            world.job.log_of(*first as usize..*last as usize + 1),
            world.clock.clone(),
            release,
        );
        let child = Child::with_run(run, worker as u16, 0);
        let waits = SimulatedWorker(Rc::clone(&world));
        let line = Line {
            world: &world,
            worker,
        };
        match child.carry_out(&tasks, waits, &line).await {
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
