//! A semaphore: so many tasks at a time, first come, first served.
//!
//! A task that leaves hands its permit to the one that has waited longest. It is known which permits are held by tasks that
//! never end, and so, when no permit will ever be given back, whoever waits learns of it.

use std::collections::VecDeque;
use std::sync::PoisonError;

use super::host::Worker;
use super::stop_signal::StopSignal;
use super::sync::{Condvar, Mutex, MutexGuard};
use crate::time::{Clock, MILLI, Nanos};

/// The state of the permits.
#[derive(Debug)]
struct Permits {
    /// How many there are.
    all: usize,
    /// How many nobody holds.
    free: usize,
    /// How many are held by tasks that never end.
    kept: usize,
    /// The lanes that wait, in the order in which they came.
    waiting: VecDeque<u16>,
}

/// What became of a lane that wanted a permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// It has one.
    Granted,
    /// It waits.
    Waits,
    /// It waits for ever: nobody will give one back.
    Never,
}

impl Permits {
    /// Whether a lane that has asked has a permit.
    fn entry(&self, lane: u16) -> Entry {
        match self.waiting.contains(&lane) {
            false => Entry::Granted,
            true if self.kept == self.all => Entry::Never,
            true => Entry::Waits,
        }
    }

    fn give_back(&mut self) -> Option<u16> {
        let next = self.waiting.pop_front();
        self.free += usize::from(next.is_none());
        next
    }
}

/// A semaphore.
#[derive(Debug)]
pub(super) struct Semaphore {
    permits: Mutex<Permits>,
    /// For each lane: a permit went to it, or none ever will. One signal for all would wake them all each
    /// time.
    changed: Box<[Condvar]>,
}

/// A lane that waits looks so often whether the run is over, in nanoseconds. (In WebKit ten lanes that look each
/// 10 ms held up those that run by 40 ms in 100.)
const LOOK: Nanos = 40 * MILLI;

impl Semaphore {
    /// A semaphore of so many permits, for so many lanes.
    pub(super) fn new(all: usize, lanes: usize) -> Self {
        Self {
            permits: Mutex::new(Permits {
                all,
                free: all,
                kept: 0,
                waiting: VecDeque::with_capacity(lanes),
            }),
            changed: (0..lanes).map(|_| Condvar::new()).collect(),
        }
    }

    fn permits(&self) -> MutexGuard<'_, Permits> {
        self.permits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A lane asks for a permit: it has one, or is known to wait.
    pub(super) fn ask(&self, lane: u16) -> Entry {
        let mut permits = self.permits();
        if permits.free > 0 {
            permits.free -= 1;
            return Entry::Granted;
        }
        permits.waiting.push_back(lane);
        permits.entry(lane)
    }

    /// Whether a lane that has asked has a permit by now.
    pub(super) fn entry(&self, lane: u16) -> Entry {
        self.permits().entry(lane)
    }

    /// Waits until a lane that has asked has a permit, or never will, or the run is over.
    pub(super) async fn wait(
        &self,
        lane: u16,
        worker: &impl Worker,
        clock: &impl Clock,
        stop: &StopSignal,
    ) -> Entry {
        loop {
            let entry = self.entry(lane);
            if entry != Entry::Waits || stop.is_set() {
                return entry;
            }
            let until = clock.now() + LOOK;
            let changed = &self.changed[usize::from(lane)];
            let ready = |permits: &Permits| permits.entry(lane) != Entry::Waits || stop.is_set();
            worker
                .wait(clock, &self.permits, changed, until, ready)
                .await;
        }
    }

    /// A lane gives its permit back; returns the one that has it now.
    pub(super) fn leave(&self) -> Option<u16> {
        let next = self.permits().give_back();
        if let Some(next) = next {
            self.changed[usize::from(next)].notify_all();
        }
        next
    }

    /// A lane waits no longer, as its task is cancelled; returns the one that gets the permit, if it had one.
    pub(super) fn withdraw(&self, lane: u16) -> Option<u16> {
        let mut permits = self.permits();
        match permits.waiting.iter().position(|waiting| *waiting == lane) {
            Some(place) => {
                permits.waiting.remove(place);
                None
            }
            None => permits.give_back(),
        }
    }

    /// The task of a lane that has a permit never ends, or ends after all. Returns whether nobody will ever get one.
    pub(super) fn keep(&self, keeps: bool) -> bool {
        let mut permits = self.permits();
        match keeps {
            true => permits.kept += 1,
            false => permits.kept -= 1,
        }
        let never = permits.kept == permits.all;
        drop(permits);
        if never {
            self.changed.iter().for_each(Condvar::notify_all);
        }
        never
    }

    /// The lanes that wait.
    pub(super) fn waiting(&self) -> Vec<u16> {
        self.permits().waiting.iter().copied().collect()
    }
}
