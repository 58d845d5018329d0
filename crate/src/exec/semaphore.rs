//! A semaphore: so many tasks at a time.
//!
//! A task that leaves gives its permit back and calls the lane that has waited longest. As with `threading.Semaphore`, a
//! lane that asks meanwhile may take the permit first, most often the one that has just given it back; the lane that was
//! called then waits again, behind all others. `asyncio.Semaphore` is fair: a permit is kept for whoever was called. It
//! is known which permits are held by tasks that never end, and so, when no permit will ever be given back, whoever waits
//! learns of it.

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
    /// The lanes that were called and have not looked since.
    called: Vec<u16>,
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
    /// A lane that does not wait yet takes a permit beyond those that are kept for others, or waits.
    fn ask(&mut self, lane: u16, kept_for_others: usize) -> Entry {
        match self.free > kept_for_others {
            true => self.take(),
            false => {
                self.waiting.push_back(lane);
                self.wait()
            }
        }
    }

    /// A lane that waits takes a permit if it was called for one.
    fn look(&mut self, lane: u16) -> Entry {
        let Some(place) = self.called.iter().position(|called| *called == lane) else {
            return self.wait();
        };
        self.called.remove(place);
        match self.free > 0 {
            true => self.take(),
            false => {
                self.waiting.push_back(lane);
                self.wait()
            }
        }
    }

    fn take(&mut self) -> Entry {
        self.free -= 1;
        Entry::Granted
    }

    fn wait(&self) -> Entry {
        match self.kept == self.all {
            true => Entry::Never,
            false => Entry::Waits,
        }
    }

    /// Calls the lane that has waited longest, and returns it.
    fn call(&mut self) -> Option<u16> {
        let next = self.waiting.pop_front()?;
        self.called.push(next);
        Some(next)
    }

    /// Whether a lane that waits should look.
    fn is_news(&self, lane: u16) -> bool {
        self.called.contains(&lane) || self.kept == self.all
    }
}

/// A semaphore.
#[derive(Debug)]
pub(super) struct Semaphore {
    permits: Mutex<Permits>,
    /// For each lane: it is called, or nobody ever will be. One signal for all would wake them all each
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
                called: Vec::with_capacity(lanes.min(all)),
            }),
            changed: (0..lanes).map(|_| Condvar::new()).collect(),
        }
    }

    fn permits(&self) -> MutexGuard<'_, Permits> {
        self.permits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A lane asks for a permit: it has one, or is known to wait.
    pub(super) fn ask(&self, lane: u16) -> Entry {
        self.permits().ask(lane, 0)
    }

    /// The same, but a permit is kept for each lane that was called.
    pub(super) fn ask_fairly(&self, lane: u16) -> Entry {
        let mut permits = self.permits();
        let kept_for_others = permits.called.len();
        permits.ask(lane, kept_for_others)
    }

    /// A lane that waits looks whether it was called, and takes the permit if it is still there.
    pub(super) fn look(&self, lane: u16) -> Entry {
        self.permits().look(lane)
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
            let entry = self.look(lane);
            if entry != Entry::Waits || stop.is_set() {
                return entry;
            }
            let until = clock.now() + LOOK;
            let changed = &self.changed[usize::from(lane)];
            let ready = |permits: &Permits| permits.is_news(lane) || stop.is_set();
            worker
                .wait(clock, &self.permits, changed, until, ready)
                .await;
        }
    }

    /// A lane gives its permit back; returns the one that is called for it.
    pub(super) fn leave(&self) -> Option<u16> {
        let next = self.free_one();
        if let Some(next) = next {
            self.changed[usize::from(next)].notify_all();
        }
        next
    }

    fn free_one(&self) -> Option<u16> {
        let mut permits = self.permits();
        permits.free += 1;
        permits.call()
    }

    /// A lane that waits no longer wants a permit, as its task is cancelled; returns the one that is called in its place,
    /// if it was called.
    pub(super) fn withdraw(&self, lane: u16) -> Option<u16> {
        let mut permits = self.permits();
        permits.waiting.retain(|waiting| *waiting != lane);
        let called = permits.called.len();
        permits.called.retain(|called| *called != lane);
        (permits.called.len() < called).then(|| permits.call())?
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
