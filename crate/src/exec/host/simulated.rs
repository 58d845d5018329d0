//! A host on a virtual clock: nothing takes time but what is said to ([`Costs`]), so that a run is
//! exact and over at once.
//!
//! There is one thread; lanes of their own are futures that suspend where a thread would block,
//! and so are processes. Nothing is computed: a job's units are counted ([`Job::counted`]), and
//! computing is one wait, however long it lasts. So what a run takes to simulate depends on how much
//! happens in it, not on how long it is.
//!
//! Lanes that compute share the cores evenly. At the same moment, whoever waits goes on before whoever
//! computes, and of two that wait the one that has waited longer.

mod cores;
mod process;
mod world;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Waker};

use cores::Cores;
pub use world::SimulatedWorker;
use world::World;

use crate::exec::host::Host;
use crate::exec::job::Job;
use crate::exec::message::{Order, Received};
use crate::exec::run::Run;
use crate::exec::stop_signal::StopSignal;
use crate::kernel::Computation;
use crate::model::mode::Mode;
use crate::model::task::{Outcome, Task};
use crate::time::{Clock, Nanos, Virtual, from_ms, to_ms};
use crate::trace::event::Event;
use crate::trace::event_log::Reader;

/// What takes time on a virtual clock. By default nothing does but the tasks' own waits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Costs {
    /// How long a unit of computing takes, in nanoseconds.
    pub unit: f64,
    /// A lane that computes looks up so often, in nanoseconds: for Stop, and for others that want
    /// the GIL. 0 is at any time.
    pub piece: Nanos,
    /// How much later than asked for a wait ends, in nanoseconds.
    pub lateness: Nanos,
    /// How long a process takes to start, in nanoseconds.
    pub start: Nanos,
    /// How much longer it takes for each process that is starting already, in nanoseconds.
    pub start_beside: Nanos,
    /// How long a message takes from one process to another, in nanoseconds.
    pub message: Nanos,
    /// How many lanes can compute at once without slowing each other down.
    pub cores: f64,
}

impl Default for Costs {
    fn default() -> Self {
        Self {
            unit: 0.0,
            piece: 0,
            lateness: 0,
            start: 0,
            start_beside: 0,
            message: 0,
            cores: f64::INFINITY,
        }
    }
}

impl Costs {
    /// How long so many units take.
    pub fn computing(&self, units: f64) -> Nanos {
        (units * self.unit).round() as Nanos
    }

    /// How many units are computed in that time.
    fn units(&self, lasts: f64) -> f64 {
        match self.unit > 0.0 {
            true => lasts / self.unit,
            false => f64::INFINITY,
        }
    }

    /// When a lane first looks up after a time, of pieces that began at another.
    fn look_up(&self, begin: Nanos, now: Nanos) -> Nanos {
        begin + (now - begin).next_multiple_of(self.piece.max(1))
    }
}

/// Something that comes from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intervention {
    /// The reader presses the button that ends the program early.
    EndEarly,
    /// The run is halted; what is unfinished gets this outcome.
    Halt(Outcome),
}

/// A host on a virtual clock.
pub struct Simulated {
    world: Rc<World>,
    /// Those that have been suspended for the longest time come first.
    lanes: RefCell<VecDeque<Lane>>,
    /// Whether a lane went on since the executor last did.
    progress: Cell<bool>,
    /// What comes from outside and when, by time.
    interventions: RefCell<VecDeque<(Nanos, Intervention)>>,
    stop: Arc<StopSignal>,
    /// How often lanes were looked at, and how often they may be.
    looks: Cell<u64>,
    patience: u64,
    /// Reads a run's events as they come, so that they are in order across lanes.
    reader: RefCell<Option<Reader>>,
    events: RefCell<Vec<Event>>,
}

/// A lane.
struct Lane {
    /// The process that it is in, if it is in one of its own.
    process: Option<usize>,
    /// Whether it has not begun.
    fresh: bool,
    future: Pin<Box<dyn Future<Output = ()>>>,
}

impl Simulated {
    /// A host of this job's executors, its processes included. What is computed must only be
    /// counted ([`Job::counted`]): what is really computed takes none of this clock's time.
    pub fn new(job: &Arc<Job>, costs: Costs) -> Self {
        Self {
            world: Rc::new(World {
                job: Arc::clone(job),
                costs,
                clock: Virtual::default(),
                next: Cell::new(Nanos::MAX),
                resumed: Cell::new(false),
                computing: Cell::new(false),
                cores: Cores::new(costs.cores),
                starting: Cell::new(0),
                post: RefCell::default(),
            }),
            lanes: RefCell::default(),
            progress: Cell::default(),
            interventions: RefCell::default(),
            stop: Arc::default(),
            looks: Cell::default(),
            patience: u64::MAX,
            reader: RefCell::default(),
            events: RefCell::default(),
        }
    }

    /// The same, where these come from outside, each at its time.
    pub fn with_interventions(mut self, interventions: &[(Nanos, Intervention)]) -> Self {
        let mut interventions = interventions.to_vec();
        interventions.sort_by_key(|(at, _)| *at);
        self.interventions = RefCell::new(interventions.into());
        self
    }

    /// The same, where a run is given up once lanes were looked at so often: it would take too long to
    /// simulate. It is halted then, so that it ends at once.
    pub fn with_patience(self, looks: u64) -> Self {
        Self {
            patience: looks,
            ..self
        }
    }

    /// How often lanes were looked at, which is what a simulation costs.
    pub fn looks(&self) -> u64 {
        self.looks.get()
    }

    fn look(&self, lanes: usize) {
        self.looks.set(self.looks.get() + lanes as u64);
        if self.looks.get() >= self.patience {
            self.stop.set(Outcome::Cancelled);
        }
    }

    /// How a run on this host is brought to an end from outside.
    pub fn stop(&self) -> &Arc<StopSignal> {
        &self.stop
    }

    /// A run of the job in a mode, released now; [`Simulated::events`] has what happens in it.
    pub fn release(&self, mode: Mode) -> Arc<Run<Virtual>> {
        let World {
            job, costs, clock, ..
        } = &*self.world;
        let units: u64 = job.tasks.iter().map(Task::units).sum();
        let log = job.log(mode, costs.computing(units as f64));
        self.reader.replace(Some(log.reader()));
        Arc::new(Run::new(
            Arc::clone(job),
            Arc::clone(&self.stop),
            log,
            clock.clone(),
        ))
    }

    /// What has happened since this was last asked, in the order in which it did.
    pub fn events(&self) -> Vec<Event> {
        self.read_events();
        self.events.take()
    }

    fn read_events(&self) {
        if let Some(reader) = &mut *self.reader.borrow_mut() {
            let mut events = self.events.borrow_mut();
            reader.drain(|event| events.push(event));
        }
    }

    /// Lets time pass until `at`, or until something comes from outside.
    fn pass_until(&self, at: Nanos) {
        let next = self.interventions.borrow().front().copied();
        match next.filter(|(when, _)| *when <= at) {
            Some((when, intervention)) => {
                self.advance_to(when);
                self.interventions.borrow_mut().pop_front();
                match intervention {
                    Intervention::EndEarly => self.stop.end_early(),
                    Intervention::Halt(outcome) => self.stop.set(outcome),
                }
                self.run_lanes();
            }
            None => self.advance_to(at),
        }
    }

    /// Lets time pass until `at`, or until the run is halted.
    fn wait_until(&self, at: Nanos) {
        while self.world.clock.now() < at && self.stop.outcome().is_none() {
            self.pass_until(at);
        }
    }

    /// Lets time pass, with all that lanes do in it.
    fn advance_to(&self, at: Nanos) {
        loop {
            self.run_lanes();
            let next = self.world.next.get();
            if next > at {
                break;
            }
            self.world.clock.advance_to(next);
        }
        self.world.clock.advance_to(at);
    }

    /// Lets every lane go on as far as it can without time passing.
    fn run_lanes(&self) {
        while self.step(false) || self.step(true) {
            self.progress.set(true);
        }
    }

    /// Lets the first lane go on that can: one that waits, or one that computes; false if none can.
    fn step(&self, computing: bool) -> bool {
        self.read_events();
        let World { next, resumed, .. } = &*self.world;
        next.set(Nanos::MAX);
        self.world.computing.set(computing);
        let mut lanes = self.lanes.borrow_mut();
        self.look(lanes.len());
        for index in 0..lanes.len() {
            let lane = &mut lanes[index];
            resumed.set(std::mem::take(&mut lane.fresh));
            let mut context = Context::from_waker(Waker::noop());
            let ended = lane.future.as_mut().poll(&mut context).is_ready();
            if ended || resumed.get() {
                let lane = lanes.remove(index);
                lanes.extend(lane.filter(|_| !ended));
                return true;
            }
        }
        false
    }

    fn spawn(&self, process: Option<usize>, future: impl Future<Output = ()> + 'static) {
        self.lanes.borrow_mut().push_back(Lane {
            process,
            fresh: true,
            future: Box::pin(future),
        });
    }
}

impl Host for Simulated {
    type Clock = Virtual;
    type Worker = SimulatedWorker;

    fn clock(&self) -> &Virtual {
        &self.world.clock
    }

    async fn sleep_until(&self, at: Nanos, _stop: &StopSignal) {
        self.look(1);
        self.wait_until(self.world.wakes_at(at));
    }

    async fn checkpoint(&self) {}

    async fn advance(&self, computation: &mut Computation<'_>, until: Nanos) -> bool {
        let Computation::Counted(count) = computation else {
            return computation.advance();
        };
        self.look(1);
        count.begin();
        let World { clock, costs, .. } = &*self.world;
        let begin = clock.now();
        let complete = begin.saturating_add(costs.computing(count.left()));
        self.wait_until(complete.min(until));
        let now = clock.now();
        count.pass(match now >= complete {
            true => f64::INFINITY,
            false => costs.units((now - begin) as f64),
        })
    }

    async fn wait_for_progress(&self, until: Nanos) {
        self.run_lanes();
        // Whoever went on may have changed what is to be done next.
        if !self.progress.get() {
            self.pass_until(self.world.next.get().min(until));
        }
        self.progress.set(false);
    }

    fn spawn_lane<F: Future<Output = ()> + 'static>(
        &self,
        lane: impl FnOnce(SimulatedWorker) -> F + Send + 'static,
    ) {
        self.spawn(None, lane(SimulatedWorker(Rc::clone(&self.world))));
    }

    fn shared_ms(&self, at: Nanos) -> f64 {
        to_ms(at)
    }

    fn start_process(&self, worker: usize, order: &Order) -> u64 {
        let Order::Start { release_ms, .. } = order else {
            unreachable!("a process is started with the first order");
        };
        self.kill_process(worker);
        let release = from_ms(*release_ms);
        let process = process::run(Rc::clone(&self.world), worker, release);
        self.spawn(Some(worker), process);
        0
    }

    fn order(&self, worker: usize, order: &Order) -> u64 {
        let mut post = self.world.post.borrow_mut();
        post.orders.insert(worker, order.clone());
        0
    }

    fn kill_process(&self, worker: usize) {
        self.lanes
            .borrow_mut()
            .retain(|lane| lane.process != Some(worker));
        let mut post = self.world.post.borrow_mut();
        post.orders.remove(&worker);
        post.reports.retain(|received| received.worker != worker);
    }

    fn receive(&self) -> Option<Received> {
        self.world.post.borrow_mut().reports.pop_front()
    }
}
