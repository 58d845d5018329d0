//! The lock under a model checker, which goes through the orders in which lanes can run, and through
//! what each lane may see of the others' memory.
//!
//! Everything but time is the code that ships: [`Lock`], [`OwnLane`] that takes and drops it, and
//! [`Thread`] that waits. The clock stands still; the end of an interval is an event of its own, which
//! comes at any moment or never, and wakes the lanes whose time is up. So a time-out never hides a lost
//! wake-up.
//!
//! In every order of events, with a bounded number of preemptions:
//! - one lane computes at a time, and sees all that the one before it wrote;
//! - every lane gets the lock as often as it wants, and ends; so none sleeps for ever;
//! - the holder is asked to drop the lock only if a lane has waited for a whole interval without a
//!   switch;
//! - a lane that dropped it on request does not get it back before another lane had it.
//!
//! Tests also check that the checker finds mistakes: lanes with a [`Fault`] behave as they would if
//! the lock were wrong.
//!
//! Deliberately not here: which lane gets the lock when, and that the request comes in time; the
//! drawings in `tests/native/gil.rs` test those. Of several sleepers, the model wakes the one that has
//! slept longest.

use std::cell::Cell;
use std::future;
use std::pin::pin;
use std::sync::{Arc, Mutex as Plain};
use std::task::{Context, Poll, Waker};

use loom::cell::UnsafeCell;
use loom::model::Builder;
use loom::thread;

use super::{Gil, Lock, NEVER};
use crate::exec::host::Worker;
use crate::exec::host::thread::Thread;
use crate::exec::job::Job;
use crate::exec::lane::{Lane as _, OwnLane};
use crate::exec::run::Run;
use crate::exec::stop_signal::StopSignal;
use crate::exec::sync::{Condvar, Mutex};
use crate::kernel::Kernel;
use crate::model::spec::Spec;
use crate::time::{Clock, MILLI, Nanos, Virtual};
use crate::trace::event_log::EventLog;

use Act::{Checkpoint, Compute, Wait};

const INTERVAL: Nanos = 5 * MILLI;

/// What lanes run; keeps no events.
const TASK: usize = 0;

/// What a lane does. In the end it drops the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// Takes the lock and computes a piece.
    Compute,
    /// Drops the lock, if it is asked to, and takes it again; computes another piece.
    Checkpoint,
    /// Drops the lock and waits for something outside.
    Wait,
}

/// Wants it again and again.
const BUSY: &[Act] = &[Compute, Checkpoint, Wait, Compute, Checkpoint];

/// Lets others come in between.
const BRIEF: &[Act] = &[Compute, Checkpoint];

/// Ends as soon as it has had it.
const HASTY: &[Act] = &[Compute];

/// What is wrong with every lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// It does not take the lock at all.
    Unlocked,
    /// It misses the signal that the lock was dropped.
    DeafToFree,
    /// It misses the signal that the lock was taken.
    DeafToTaken,
    /// Its interval ends at once.
    Impatient,
    /// It asks for the lock and then goes away.
    GivesUp,
    /// It does not wait for a switch.
    Snatches,
}

/// What is gone through.
#[derive(Clone, Copy, Debug)]
struct Model {
    lanes: &'static [&'static [Act]],
    /// How often an interval passes.
    intervals: u32,
    /// The most preemptions.
    preemptions: usize,
    /// Whether other lanes may run whenever a lane computes, without counting as a preemption.
    slow: bool,
    fault: Option<Fault>,
}

/// What happened in the model: one in which nothing happens proves nothing.
#[derive(Debug, Default)]
struct Observation {
    executions: u64,
    time_outs: u64,
    /// How often a lane dropped the lock on request, and got it again.
    forced: u64,
}

/// What lanes share. The checker watches only the lock and the memory; the rest changes where no other
/// lane can look: under the lock, or under its mutex.
struct World {
    model: Model,
    run: Run<Virtual>,
    lock: Lock,
    memory: Memory,
    /// The lane that computed last, and how often the lane changed.
    last: Plain<(Option<u16>, u64)>,
    /// The numbers of switches after which a lane has waited for a whole interval.
    waited: Plain<Vec<u64>>,
    seen: Arc<Plain<Observation>>,
}

/// What lanes compute with.
struct Memory(UnsafeCell<()>);

// SAFETY: it is empty; the checker watches the accesses.
unsafe impl Sync for Memory {}

impl World {
    /// A lane computes a piece. Returns the lock's state meanwhile.
    fn compute(&self, lane: u16) -> Gil {
        self.memory.0.with_mut(|_| {
            if self.model.slow {
                thread::yield_now();
            }
            let (last, switches) = &mut *self.last.lock().unwrap();
            *switches += u64::from(last.replace(lane) != Some(lane));
            let gil = self.lock.gil();
            assert_eq!(gil.switches, *switches);
            assert_eq!(gil.drop_request, self.lock.is_requested());
            if gil.drop_request {
                let waited = self.waited.lock().unwrap();
                assert!(waited.contains(switches), "asked too early");
            }
            gil.clone()
        })
    }

    fn pass_interval(&self) {
        // Under the mutex, so that the checker knows which lane may have seen the time.
        let gil = self.lock.gil();
        self.run.clock.advance(INTERVAL);
        drop(gil);
        self.lock.free.notify_all();
    }
}

/// How a lane waits.
struct Waiter {
    world: Arc<World>,
    nobody_signals: Condvar,
    time_was_up: Cell<bool>,
}

impl Worker for Waiter {
    async fn sleep_until(&self, _clock: &impl Clock, _at: Nanos, _halt: &StopSignal) {}

    async fn yield_point(&self) {}

    async fn wait<T>(
        &self,
        clock: &impl Clock,
        guarded: &Mutex<T>,
        signal: &Condvar,
        until: Nanos,
        ready: impl Fn(&T) -> bool,
    ) -> bool {
        let forced = until == NEVER;
        let signal = match (self.world.model.fault, forced) {
            (Some(Fault::Snatches), true) => return true,
            (Some(Fault::Impatient), false) => {
                thread::yield_now();
                return false;
            }
            (Some(Fault::GivesUp), false) if self.time_was_up.get() => {
                return future::pending().await;
            }
            (Some(Fault::DeafToFree), false) | (Some(Fault::DeafToTaken), true) => {
                &self.nobody_signals
            }
            _ => signal,
        };
        let since = clock.now();
        let switches = self.world.lock.gil().switches;
        let in_time = Thread.wait(clock, guarded, signal, until, ready).await;
        if !in_time {
            assert!(!forced && clock.now() - since >= INTERVAL);
            self.time_was_up.set(true);
            self.world.waited.lock().unwrap().push(switches);
            self.world.seen.lock().unwrap().time_outs += 1;
        }
        in_time
    }
}

async fn lane(world: Arc<World>, index: u16) {
    let waiter = Waiter {
        world: Arc::clone(&world),
        nobody_signals: Condvar::new(),
        time_was_up: Cell::new(false),
    };
    let gil = (world.model.fault != Some(Fault::Unlocked)).then_some(&world.lock);
    let lane = OwnLane::new(&world.run, index, world.run.log.writer(), waiter, gil);
    let mut before: Option<Gil> = None;
    for act in world.model.lanes[usize::from(index)] {
        match act {
            Compute => lane.compute(TASK).await,
            Checkpoint => lane.checkpoint(TASK).await.unwrap(),
            Wait => {
                lane.wait_until(0).await.unwrap();
                continue;
            }
        }
        let now = world.compute(index);
        if let Some(before) = before.filter(|before| before.drop_request) {
            // To another, and back.
            assert!(
                now.switches >= before.switches + 2,
                "acquired again at once"
            );
            world.seen.lock().unwrap().forced += 1;
        }
        before = Some(now);
    }
    lane.drop_gil().await;
}

impl Model {
    /// Checks every order of events.
    fn check(self) -> Observation {
        let seen = Arc::new(Plain::new(Observation::default()));
        let job = Arc::new(Job::new(&Spec::default(), Kernel::Pi));
        let mut checker = Builder::new();
        checker.preemption_bound = Some(self.preemptions);
        checker.check({
            let seen = Arc::clone(&seen);
            move || self.execute(&job, &seen)
        });
        let seen = std::mem::take(&mut *seen.lock().unwrap());
        println!("{self:?}: {seen:?}");
        seen
    }

    /// One order of events.
    fn execute(self, job: &Arc<Job>, seen: &Arc<Plain<Observation>>) {
        seen.lock().unwrap().executions += 1;
        let world = Arc::new(World {
            model: self,
            run: Run::new(
                Arc::clone(job),
                Arc::default(),
                EventLog::with_room(0, self.lanes.len()),
                Virtual::default(),
            ),
            lock: Lock::new(INTERVAL),
            memory: Memory(UnsafeCell::new(())),
            last: Plain::default(),
            waited: Plain::default(),
            seen: Arc::clone(seen),
        });
        let start = |index| {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                let lane = pin!(lane(world, index));
                let polled = lane.poll(&mut Context::from_waker(Waker::noop()));
                assert!(polled == Poll::Ready(()) || self.fault == Some(Fault::GivesUp));
            })
        };
        let lanes: Vec<_> = (0..self.lanes.len() as u16).map(start).collect();
        for _ in 0..self.intervals {
            world.pass_interval();
        }
        for lane in lanes {
            lane.join().unwrap();
        }
        let gil = world.lock.gil();
        assert!(!gil.locked && !gil.drop_request);
    }

    /// Checks every order of events; some must force lanes to drop the lock.
    #[track_caller]
    fn assert_holds(self) {
        let seen = self.check();
        assert!(seen.forced > 0 && seen.time_outs > seen.forced, "{seen:?}");
    }
}

#[test]
fn two_lanes() {
    let model = Model {
        lanes: &[BRIEF, BRIEF],
        intervals: 2,
        preemptions: 4,
        slow: false,
        fault: None,
    };
    model.assert_holds();
}

#[test]
fn two_lanes_that_want_it_again_and_again() {
    let model = Model {
        lanes: &[BUSY, BUSY],
        intervals: 2,
        preemptions: 3,
        slow: true,
        fault: None,
    };
    model.assert_holds();
}

#[test]
fn three_lanes() {
    let model = Model {
        lanes: &[BRIEF, BRIEF, HASTY],
        intervals: 1,
        preemptions: 3,
        slow: false,
        fault: None,
    };
    model.assert_holds();
}

#[test]
fn three_lanes_that_compute_for_long() {
    let model = Model {
        lanes: &[BRIEF, BRIEF, HASTY],
        intervals: 3,
        preemptions: 2,
        slow: true,
        fault: None,
    };
    model.assert_holds();
}

fn check_with(fault: Fault) {
    let model = Model {
        lanes: &[BUSY, BUSY],
        intervals: 2,
        preemptions: 3,
        slow: true,
        fault: Some(fault),
    };
    model.check();
}

#[test]
#[should_panic(expected = "currently writing to cell")]
fn lanes_that_do_not_take_it_are_found() {
    check_with(Fault::Unlocked);
}

#[test]
#[should_panic(expected = "deadlock")]
fn a_missed_release_signal_is_found() {
    check_with(Fault::DeafToFree);
}

#[test]
#[should_panic(expected = "deadlock")]
fn a_missed_switch_signal_is_found() {
    check_with(Fault::DeafToTaken);
}

#[test]
#[should_panic(expected = "asked too early")]
fn a_request_before_the_interval_is_over_is_found() {
    check_with(Fault::Impatient);
}

#[test]
#[should_panic(expected = "deadlock")]
fn a_forced_switch_without_another_waiting_lane_is_found() {
    check_with(Fault::GivesUp);
}

#[test]
#[should_panic(expected = "acquired again at once")]
fn a_lock_that_is_acquired_again_at_once_is_found() {
    check_with(Fault::Snatches);
}
