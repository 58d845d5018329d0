//! A counter that lanes share: each unit reads it, adds one, and writes it back.
//!
//! Reading and writing are relaxed atomic operations of their own, so nothing here is undefined, and an
//! update is really lost where another lane writes between the two. What keeps lanes from that is an
//! [`Access`]. A GIL or an event loop runs one lane at a time: there an update is lost only if the lane
//! gives way between reading and writing, see [`Increments::advance_until`].
//!
//! Lanes that write at the same time do not notice that. So that a lost update can be shown, such a counter
//! may be watched at first ([`Counter::watch`]): every lane then marks what it writes, and looks at what that
//! replaces. Nothing else about an update is different, but it takes longer.

use std::sync::PoisonError;
use std::sync::atomic::AtomicU16;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};

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
    /// Steps of other work after each unit, outside the lock.
    outside: u32,
    value: Value,
    /// Whether it is watched, and for how many more units.
    watch: AtomicU64,
    /// How often it went from one lane to another.
    lock: Mutex<u64>,
    /// The lane that has the lock, or had it last: written by whoever has it, so that others can say whom
    /// they wait for.
    holder: AtomicU16,
}

/// In place of a lane: no lane has had the lock.
const NOBODY: u16 = u16::MAX;

/// A lane has written over an update of another one, and over any that came in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LostUpdate {
    /// What it had read.
    pub read: u64,
    /// The lane that wrote last before it did.
    pub other: u16,
    /// What that had written: more than `read`. If it is one more, both had read the same value.
    pub replaced: u64,
}

/// Whether lanes can write at the same time: not in a build for a browser without shared memory.
const HAS_THREADS: bool = cfg!(any(not(target_arch = "wasm32"), feature = "threads"));

/// A counter is to be watched once two lanes count.
const IDLE: u64 = 1;

/// One lane counts, and marks nothing yet.
const ALONE: u64 = 2;

/// Another one has come, and marks what it writes; the first one may not have seen that.
const JOINED: u64 = 3;

/// All lanes mark what they write. How many more units are watched is added to it.
const OPEN: u64 = 4;

/// So many units are watched, unless a lost update is seen before: they take a few milliseconds.
const WATCHED: u64 = 1 << 20;

/// For so many of them, only a lost update is told of which is lost by itself: that is the easiest one to
/// follow.
const SINGLE: u64 = 1 << 16;

/// The bits of the value. While it is watched, those above say which lane wrote it, plus one; later they stay as
/// they are.
const VALUE: u64 = (1 << LANE) - 1;
const LANE: u32 = 48;

/// On a cache line of its own.
#[derive(Debug)]
#[repr(align(128))]
struct Value(AtomicU64);

impl Counter {
    /// A counter at 0, with so many steps of other work after each unit.
    pub fn new(access: Access, outside: u32) -> Self {
        Self {
            access,
            outside,
            value: Value(AtomicU64::new(0)),
            watch: AtomicU64::new(0),
            lock: Mutex::new(0),
            holder: AtomicU16::new(NOBODY),
        }
    }

    /// What it shows.
    pub fn value(&self) -> u64 {
        self.value.0.load(Relaxed) & VALUE
    }

    /// Has its first units watched, of lanes that write at the same time. None of them has begun.
    pub fn watch(&self) {
        self.watch.store(IDLE, Relaxed);
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

    /// How often its lock went from one lane to another.
    pub fn hand_overs(&self) -> u64 {
        *self.lock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The lane that has its lock, or had it last.
    pub fn holder(&self) -> Option<u16> {
        Some(self.holder.load(Relaxed)).filter(|holder| *holder != NOBODY)
    }

    pub(super) fn begin(&self, lane: u16) -> Increments<'_> {
        Increments {
            counter: self,
            lane,
            asked: 0,
            left: 0,
            own: 0,
            read: None,
            is_first: false,
            lost: None,
            guard: None,
        }
    }
}

/// Units in a piece: some 5 µs, or about 50 µs where two cores write to the same place.
const PIECE: u64 = 2_048;

/// The same where no other lane does: about 25 µs.
const PIECE_ALONE: u64 = 32_768;

/// So many steps of other work take at least as long as a unit.
const STEPS: u64 = 16;

/// Why a lane stops counting for a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// Nothing is left.
    Complete,
    /// Between two units.
    Piece,
    /// Its next unit has read the counter, and not written it.
    Between,
    /// Another lane holds the lock.
    Locked,
}

/// One task's increments.
#[derive(Debug)]
pub struct Increments<'k> {
    counter: &'k Counter,
    /// The lane that makes them.
    lane: u16,
    asked: u64,
    left: u64,
    /// The task's own sum.
    own: u64,
    /// What the unit under way has read.
    read: Option<u64>,
    /// Whether it counts on a watched counter before any other lane.
    is_first: bool,
    /// The other lane's update that this one has written over, until it is told.
    lost: Option<LostUpdate>,
    /// The lock, while it is held.
    guard: Option<MutexGuard<'k, u64>>,
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

    /// How many units a piece has.
    fn piece(&self) -> u64 {
        let steps = u64::from(self.counter.outside);
        (PIECE / (1 + steps / STEPS)).max(1).min(self.left)
    }

    /// Makes some increments without giving way in one, beside other lanes that do; true once nothing is
    /// left.
    pub(super) fn advance(&mut self) -> bool {
        let units = self.piece();
        let value = &self.counter.value.0;
        match self.counter.access {
            Access::Plain if HAS_THREADS && self.counter.watch.load(Acquire) > 0 => {
                return self.advance_watched(units);
            }
            Access::Plain => (0..units).for_each(|_| increment(value)),
            Access::Atomic => (0..units).for_each(|_| {
                value.fetch_add(1, Relaxed);
            }),
            Access::Locked => (0..units).for_each(|_| {
                let guard = self.counter.guard(self.lane);
                increment(value);
                drop(guard);
                self.counter.work();
            }),
            Access::Local => return self.advance_alone(),
        }
        self.left -= units;
        self.left == 0
    }

    /// The same while the counter is watched. Every write tells what it replaces: if that is more than what was
    /// read, others have written in between. Who did so last, its mark says: as long as the watch is open, every
    /// lane marks what it writes. What it replaces may also be less, if a lane that read long ago wrote just then:
    /// nothing is lost by this write.
    #[cold]
    #[inline(never)]
    fn advance_watched(&mut self, units: u64) -> bool {
        let Counter { value, watch, .. } = self.counter;
        let step = |from, to| watch.compare_exchange(from, to, AcqRel, Acquire).is_ok();
        self.is_first |= step(IDLE, ALONE);
        if self.is_first && watch.load(Acquire) == ALONE {
            (0..units).for_each(|_| increment(&value.0));
            self.left -= units;
            if self.left == 0 {
                self.is_first = false;
                let _ = step(ALONE, IDLE) || step(JOINED, OPEN + WATCHED);
            }
            return self.left == 0;
        }
        match std::mem::take(&mut self.is_first) {
            true => step(JOINED, OPEN + WATCHED),
            false => step(ALONE, JOINED),
        };
        let mark = (u64::from(self.lane) + 1) << LANE;
        let mut made = 0;
        while made < units {
            let most_lost = match watch.load(Acquire) {
                ..OPEN => 0,
                left if left > OPEN + WATCHED - SINGLE => 1,
                _ => u64::MAX,
            };
            let read = value.0.load(Relaxed);
            let found = value.0.swap(mark | ((read & VALUE) + 1), AcqRel);
            made += 1;
            let lost = (found & VALUE).saturating_sub(read & VALUE);
            if (1..=most_lost).contains(&lost) && watch.swap(0, AcqRel) > 0 {
                self.lost = Some(LostUpdate {
                    read: read & VALUE,
                    other: ((found >> LANE) - 1) as u16,
                    replaced: found & VALUE,
                });
                break;
            }
        }
        // It ends below a whole one.
        let less = |left: u64| (left >= OPEN).then(|| left.saturating_sub(made) / OPEN * OPEN);
        let _ = watch.fetch_update(AcqRel, Acquire, less);
        self.left -= made;
        self.left == 0
    }

    pub(super) fn interrupted(&self) -> Option<u64> {
        self.read
    }

    pub(super) fn take_lost_update(&mut self) -> Option<LostUpdate> {
        self.lost.take()
    }

    /// The same under the lock; [`Pause::Locked`] once another lane has it.
    pub fn advance_locked(&mut self) -> Pause {
        for _ in 0..self.piece() {
            let guard = self.guard.take();
            let Some(guard) = guard.or_else(|| self.counter.try_guard(self.lane)) else {
                return Pause::Locked;
            };
            increment(&self.counter.value.0);
            drop(guard);
            self.counter.work();
            self.left -= 1;
        }
        match self.left {
            0 => Pause::Complete,
            _ => Pause::Piece,
        }
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
        for _ in 0..self.piece() {
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
            self.counter.work();
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
            self.guard = self.counter.try_guard(self.lane);
            return self.guard.is_some();
        }
        true
    }

    /// Makes one increment, for a lane that has locks of its own; true once nothing is left.
    pub fn advance_one(&mut self) -> bool {
        increment(&self.counter.value.0);
        self.counter.work();
        self.left -= 1;
        self.left == 0
    }

    /// Waits for the lock, after [`Pause::Locked`]: blocks this thread.
    pub fn lock(&mut self) {
        self.guard = Some(self.counter.guard(self.lane));
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
    /// The work outside the lock.
    #[inline(always)]
    fn work(&self) {
        if self.outside > 0 {
            count(0, self.outside.into());
        }
    }

    /// Waits for the lock.
    fn guard(&self, lane: u16) -> MutexGuard<'_, u64> {
        let mut guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        self.note(lane, &mut guard);
        guard
    }

    /// Takes the lock, unless another lane has it.
    fn try_guard(&self, lane: u16) -> Option<MutexGuard<'_, u64>> {
        let mut guard = match self.lock.try_lock() {
            Ok(guard) => guard,
            Err(TryLockError::Poisoned(error)) => error.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        self.note(lane, &mut guard);
        Some(guard)
    }

    /// A lane has got the lock.
    #[inline(always)]
    fn note(&self, lane: u16, hand_overs: &mut u64) {
        let before = self.holder.load(Relaxed);
        if before != lane {
            self.holder.store(lane, Relaxed);
            *hand_overs += u64::from(before != NOBODY);
        }
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

#[cfg(test)]
mod tests;
