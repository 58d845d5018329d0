//! A counter that lanes share: each unit reads it, adds one, and writes it back.
//!
//! Reading and writing are relaxed atomic operations of their own, so nothing here is undefined, and an
//! update is really lost where another lane writes between the two. What keeps lanes from that is an
//! [`Access`]. A GIL or an event loop runs one lane at a time: there an update is lost only if the lane
//! gives way between reading and writing, see [`Increments::advance_until`].

use std::sync::PoisonError;
use std::sync::atomic::Ordering::Relaxed;

#[cfg(not(test))]
use std::sync::{Mutex, MutexGuard, TryLockError, atomic::AtomicU64};

// In unit tests a model checker's take their place: see the tests below.
#[cfg(test)]
use loom::sync::{Mutex, MutexGuard, atomic::AtomicU64};
#[cfg(test)]
use std::sync::TryLockError;

/// How a unit gets at the counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It reads, then writes.
    Plain,
    /// The same, while it holds the counter's lock.
    Locked,
    /// In one atomic step.
    Atomic,
    /// Not at all: it counts for its own task, which adds the sum at the end of its compute step.
    Local,
}

/// A shared counter and its lock.
#[derive(Debug)]
pub struct Counter {
    access: Access,
    value: Value,
    lock: Mutex<()>,
}

/// On a cache line of its own.
#[derive(Debug)]
#[repr(align(128))]
struct Value(AtomicU64);

impl Counter {
    /// A counter at 0.
    pub fn new(access: Access) -> Self {
        Self {
            access,
            value: Value(AtomicU64::new(0)),
            lock: Mutex::new(()),
        }
    }

    /// What it shows.
    pub fn value(&self) -> u64 {
        self.value.0.load(Relaxed)
    }

    /// Adds to it in one step.
    pub fn add(&self, increments: u64) {
        self.value.0.fetch_add(increments, Relaxed);
    }

    /// Adds to what a lane has read before, whatever others did since.
    pub(super) fn add_to(&self, read: u64, increments: u64) {
        match self.access {
            Access::Plain => self.value.0.store(read + increments, Relaxed),
            Access::Locked | Access::Atomic | Access::Local => self.add(increments),
        }
    }

    pub(super) fn begin(&self) -> Increments<'_> {
        Increments {
            counter: self,
            asked: 0,
            left: 0,
            own: 0,
            read: None,
            guard: None,
        }
    }
}

/// Units in a piece: some 5 µs, or about 50 µs where two cores write to the same place.
const PIECE: u64 = 2_048;

/// The same where no other lane does: about 25 µs.
const PIECE_ALONE: u64 = 32_768;

/// Why a lane stops counting for a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// Nothing is left.
    Complete,
    /// Between two units.
    Piece,
    /// Its next unit has read the counter, and not written it.
    Between,
    /// Another lane holds the lock, and is itself between reading and writing.
    Locked,
}

/// One task's increments.
#[derive(Debug)]
pub struct Increments<'k> {
    counter: &'k Counter,
    asked: u64,
    left: u64,
    /// The task's own sum.
    own: u64,
    /// What the unit under way has read.
    read: Option<u64>,
    /// The lock, while it is held.
    guard: Option<MutexGuard<'k, ()>>,
}

impl Increments<'_> {
    pub(super) fn extend(&mut self, units: u64) {
        self.asked = self.asked.saturating_add(units);
        self.left += units;
    }

    /// How many increments were made.
    pub(super) fn done(&self) -> u64 {
        self.asked - self.left
    }

    /// Makes some increments without giving way in one, beside other lanes that do; true once nothing is
    /// left.
    pub(super) fn advance(&mut self) -> bool {
        let units = PIECE.min(self.left);
        let value = &self.counter.value.0;
        match self.counter.access {
            Access::Plain => (0..units).for_each(|_| increment(value)),
            Access::Atomic => (0..units).for_each(|_| {
                value.fetch_add(1, Relaxed);
            }),
            Access::Locked => (0..units).for_each(|_| {
                let _guard = self.counter.guard();
                increment(value);
            }),
            Access::Local => return self.advance_alone(),
        }
        self.left -= units;
        self.left == 0
    }

    /// The same while no other lane writes to the counter, which therefore needs no atomic operations: those
    /// would cost more than the increments.
    pub fn advance_alone(&mut self) -> bool {
        let units = PIECE_ALONE.min(self.left);
        match self.counter.access {
            Access::Plain => {
                let sum = count(self.counter.value(), units);
                self.counter.value.0.store(sum, Relaxed);
            }
            Access::Local => self.own = count(self.own, units),
            Access::Locked | Access::Atomic => return self.advance(),
        }
        self.left -= units;
        if self.left == 0 && self.counter.access == Access::Local {
            self.counter.add(std::mem::take(&mut self.own));
        }
        self.left == 0
    }

    /// The same, but gives way in the middle of a unit if `between` says so, and after one if `after` does.
    /// Goes on there when it is called again.
    pub fn advance_until(&mut self, between: impl Fn() -> bool, after: impl Fn() -> bool) -> Pause {
        if matches!(self.counter.access, Access::Atomic | Access::Local) {
            return match self.advance() {
                true => Pause::Complete,
                false => Pause::Piece,
            };
        }
        let value = &self.counter.value.0;
        for _ in 0..PIECE.min(self.left) {
            let read = match self.read.take() {
                Some(read) => read,
                None => {
                    if !self.try_lock() {
                        return Pause::Locked;
                    }
                    let read = value.load(Relaxed);
                    if between() {
                        self.read = Some(read);
                        return Pause::Between;
                    }
                    read
                }
            };
            value.store(read + 1, Relaxed);
            self.guard = None;
            self.left -= 1;
            if after() {
                break;
            }
        }
        match self.left {
            0 => Pause::Complete,
            _ => Pause::Piece,
        }
    }

    /// Takes the lock if it needs one, unless another lane holds it.
    fn try_lock(&mut self) -> bool {
        if self.counter.access == Access::Locked && self.guard.is_none() {
            self.guard = match self.counter.lock.try_lock() {
                Ok(guard) => Some(guard),
                Err(TryLockError::Poisoned(error)) => Some(error.into_inner()),
                Err(TryLockError::WouldBlock) => None,
            };
            return self.guard.is_some();
        }
        true
    }

    /// Waits for the lock, after [`Pause::Locked`]: blocks this thread.
    pub fn lock(&mut self) {
        self.guard = Some(self.counter.guard());
    }

    /// Whether the lock hands lanes over to each other.
    pub fn is_locked(&self) -> bool {
        self.counter.access == Access::Locked
    }

    /// Counts a unit that another process has made for it; true once nothing is left.
    pub(super) fn pass(&mut self) -> bool {
        self.left = self.left.saturating_sub(1);
        self.left == 0
    }
}

impl Counter {
    fn guard(&self) -> MutexGuard<'_, ()> {
        self.lock.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds one so many times, each by itself.
fn count(mut sum: u64, units: u64) -> u64 {
    for _ in 0..units {
        sum = std::hint::black_box(sum + 1);
    }
    sum
}

/// Reads, adds one, writes.
#[inline(always)]
fn increment(value: &AtomicU64) {
    let read = value.load(Relaxed);
    value.store(read + 1, Relaxed);
}

/// The counter under a model checker, which goes through the orders in which two lanes can read and write.
#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::sync::{Arc, Mutex as Plain};

    /// What the counter may show after two lanes have each counted to 2.
    fn outcomes(access: Access) -> BTreeSet<u64> {
        let seen = Arc::new(Plain::new(BTreeSet::new()));
        let shown = Arc::clone(&seen);
        loom::model(move || {
            let counter = Arc::new(Counter::new(access));
            let lanes = [0, 1].map(|_| {
                let counter = Arc::clone(&counter);
                loom::thread::spawn(move || {
                    let mut increments = counter.begin();
                    increments.extend(2);
                    while !increments.advance() {}
                    assert_eq!(increments.done(), 2);
                })
            });
            for lane in lanes {
                lane.join().unwrap();
            }
            shown.lock().unwrap().insert(counter.value());
        });
        let seen = seen.lock().unwrap();
        seen.clone()
    }

    #[test]
    fn only_plain_updates_are_lost() {
        assert_eq!(outcomes(Access::Plain), BTreeSet::from([2, 3, 4]));
        for access in [Access::Locked, Access::Atomic, Access::Local] {
            assert_eq!(outcomes(access), BTreeSet::from([4]), "{access:?}");
        }
    }

    /// Two lanes of one thread, which take turns; the first gives way in its first unit.
    fn take_turns(access: Access) -> (Vec<Pause>, u64) {
        let seen = Arc::new(Plain::new((Vec::new(), 0)));
        let shown = Arc::clone(&seen);
        loom::model(move || {
            let counter = Counter::new(access);
            let [mut one, mut other] = [counter.begin(), counter.begin()];
            one.extend(3);
            other.extend(5);
            let never = || false;
            let pauses = vec![
                one.advance_until(|| true, never),
                other.advance_until(never, never),
                one.advance_until(never, || true),
                one.advance_until(never, never),
                other.advance_until(never, never),
            ];
            assert_eq!((one.done(), other.done()), (3, 5));
            *shown.lock().unwrap() = (pauses, counter.value());
        });
        let seen = seen.lock().unwrap();
        seen.clone()
    }

    #[test]
    fn what_others_write_in_between_is_lost_unless_the_lock_is_held() {
        use Pause::{Between, Complete, Locked, Piece};
        // It has read 0 before the other wrote 5.
        let plain = vec![Between, Complete, Piece, Complete, Complete];
        assert_eq!(take_turns(Access::Plain), (plain, 3));
        let locked = vec![Between, Locked, Piece, Complete, Complete];
        assert_eq!(take_turns(Access::Locked), (locked, 8));
    }
}
