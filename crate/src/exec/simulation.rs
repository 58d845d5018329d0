//! A whole run on a virtual clock: the executors and the scheduler as they are, and what came of it.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::host::simulated::{Costs, Intervention, Simulated};
use super::job::Job;
use super::run::Totals;
use crate::model::mode::Mode;
use crate::time::Nanos;
use crate::trace::timeline::Timeline;

/// What came of a run on a virtual clock.
#[derive(Clone, Debug)]
pub struct Simulation {
    /// What happened: what lanes did, how tasks ended, what the main thread saw, whether it hung.
    pub timeline: Timeline,
    /// What the run came to beside its events.
    pub totals: Totals,
    /// When the program had ended and its lanes with it, in nanoseconds since release.
    pub end: Nanos,
    /// Events for which there was no room.
    pub dropped: u64,
    /// How often lanes were looked at.
    pub looks: u64,
}

impl Simulation {
    /// Runs a job in one mode, to its end. It is to be a [`Job::counted`] one.
    pub fn run(
        mode: Mode,
        job: &Arc<Job>,
        costs: Costs,
        interventions: &[(Nanos, Intervention)],
    ) -> Self {
        let host = Simulated::new(job, costs).with_interventions(interventions);
        Self::run_on(&host, mode)
    }

    /// The same, but none where it takes more than so many looks at lanes, which is what a simulation
    /// costs: some ten nanoseconds each.
    pub fn run_within(looks: u64, mode: Mode, job: &Arc<Job>, costs: Costs) -> Option<Self> {
        let host = Simulated::new(job, costs).with_patience(looks);
        let run = Self::run_on(&host, mode);
        (run.looks < looks).then_some(run)
    }

    fn run_on(host: &Simulated, mode: Mode) -> Self {
        let run = host.release(mode);
        let future = pin!(super::run(mode, Arc::clone(&run), host));
        let Poll::Ready(totals) = future.poll(&mut Context::from_waker(Waker::noop())) else {
            unreachable!("on a virtual clock nothing is waited for");
        };
        let mut timeline = Timeline::new(run.job.lanes(mode));
        let events = host.events().into_iter();
        events.for_each(|event| timeline.push(event));
        Self {
            timeline,
            totals,
            end: run.now(),
            dropped: run.log.dropped(),
            looks: host.looks(),
        }
    }
}
