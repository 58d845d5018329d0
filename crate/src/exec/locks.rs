//! Two locks that lanes take in opposite orders, and the deadlock in which that ends.
//!
//! It is known who has which lock and who waits for it, so a deadlock is found at the moment at which it
//! arises: when a lane is about to wait, and the lane that it would wait for waits for it. Both locks are
//! then held for ever, and whoever wants one of them never goes on.

use std::sync::PoisonError;

use super::host::Worker;
use super::stop_signal::StopSignal;
use super::sync::{Condvar, Mutex, MutexGuard};
use crate::time::{Clock, MILLI, Nanos};

/// The state of both locks.
#[derive(Debug, Default)]
struct Held {
    /// The lane that has each of them.
    holders: [Option<u16>; 2],
    /// The lane that had each of them last.
    last: [Option<u16>; 2],
    /// Which lanes wait, and for which lock.
    waits: Vec<(u16, usize)>,
    /// How often one of them went from one lane to another.
    hand_overs: u64,
    deadlock: bool,
}

/// What became of a lane that wanted a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attempt {
    /// It has it.
    Taken,
    /// This lane has it.
    Busy(u16),
    /// This lane has it, and never gives it back.
    Deadlock(u16),
}

impl Held {
    fn take(&mut self, lane: u16, lock: usize) -> Attempt {
        let Some(holder) = self.holders[lock] else {
            self.stop_waiting(lane);
            self.holders[lock] = Some(lane);
            let before = self.last[lock].replace(lane);
            self.hand_overs += u64::from(before.is_some_and(|before| before != lane));
            return Attempt::Taken;
        };
        if !self.waits.contains(&(lane, lock)) {
            self.waits.push((lane, lock));
        }
        let awaited = |(waiting, wanted): &(u16, usize)| {
            *waiting == holder && self.holders[*wanted] == Some(lane)
        };
        self.deadlock |= self.waits.iter().any(awaited);
        match self.deadlock {
            true => Attempt::Deadlock(holder),
            false => Attempt::Busy(holder),
        }
    }

    fn stop_waiting(&mut self, lane: u16) {
        self.waits.retain(|(waiting, _)| *waiting != lane);
    }
}

/// Two locks.
#[derive(Debug)]
pub(super) struct Locks {
    held: Mutex<Held>,
    /// One was given back, or none ever will be.
    changed: Condvar,
}

/// A lane that waits looks so often whether the run is over, in nanoseconds.
const LOOK: Nanos = 10 * MILLI;

impl Locks {
    pub(super) fn new() -> Self {
        Self {
            held: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// The order in which a task takes them: tasks with an odd index the other way round.
    pub(super) fn order(task: usize) -> [usize; 2] {
        [task % 2, 1 - task % 2]
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A lane wants a lock, and takes it if it is free; else it is known to wait for it.
    pub(super) fn try_take(&self, lane: u16, lock: usize) -> Attempt {
        let attempt = self.held().take(lane, lock);
        if matches!(attempt, Attempt::Deadlock(_)) {
            self.changed.notify_all();
        }
        attempt
    }

    /// Waits for a lock, until the lane has it, or never will, or the run is over.
    pub(super) async fn take(
        &self,
        lane: u16,
        lock: usize,
        worker: &impl Worker,
        clock: &impl Clock,
        stop: &StopSignal,
    ) -> Attempt {
        loop {
            let attempt = self.try_take(lane, lock);
            if !matches!(attempt, Attempt::Busy(_)) || stop.is_set() {
                return attempt;
            }
            let until = clock.now() + LOOK;
            let ready =
                |held: &Held| held.holders[lock].is_none() || held.deadlock || stop.is_set();
            worker
                .wait(clock, &self.held, &self.changed, until, ready)
                .await;
        }
    }

    /// Whether a lane has a lock.
    pub(super) fn has(&self, lane: u16, lock: usize) -> bool {
        self.held().holders[lock] == Some(lane)
    }

    /// Whether another lane has a lock.
    pub(super) fn is_with_another(&self, lane: u16, lock: usize) -> bool {
        self.held().holders[lock].is_some_and(|holder| holder != lane)
    }

    /// A lane gives back what it has.
    pub(super) fn release(&self, lane: u16) {
        let mut held = self.held();
        for holder in &mut held.holders {
            *holder = holder.filter(|holder| *holder != lane);
        }
        held.stop_waiting(lane);
        let wanted = !held.waits.is_empty();
        drop(held);
        if wanted {
            self.changed.notify_all();
        }
    }

    /// How often one of them went from one lane to another.
    pub(super) fn hand_overs(&self) -> u64 {
        self.held().hand_overs
    }
}
