//! Catches the first lost update of a run, so that it can be shown step by step.
//!
//! Lanes that write at the same time are watched by the kernel, see [`Counter::watch`]. Here are those that
//! take turns, under a GIL or on an event loop: an update can only be lost by a lane that was interrupted
//! between reading and writing, and finds another value when it goes on. Until the first one is lost the
//! counter only grows, by one at a time. So whoever began a turn at which value tells which lane made which
//! update, and no increment has to be recorded.
//!
//! [`Counter::watch`]: crate::kernel::Counter::watch

use std::sync::atomic::{AtomicBool, AtomicU16, Ordering::Relaxed};

use super::sync::Mutex;
use crate::time::Nanos;
use crate::trace::event::{Event, EventKind, MemoryAccess};

/// The most events of a lost update.
pub(super) const MOST_ACCESSES: usize = 6;

/// So many turns are kept: lanes that are interrupted get their next turn within them.
const KEPT: usize = 128;

/// In place of a lane: none has had a turn.
const NOBODY: u16 = u16::MAX;

/// A stretch in which one lane counts.
#[derive(Clone, Copy, Debug, Default)]
struct Turn {
    lane: u16,
    /// What the counter shows when it begins.
    from: u64,
    /// Whether the lane goes on with a unit that has read the counter before.
    resumes: bool,
    /// When it begins, since release.
    at: Nanos,
}

/// The last turns.
struct Turns {
    kept: [Turn; KEPT],
    /// How many there were.
    count: usize,
}

impl Turns {
    fn push(&mut self, turn: Turn) {
        self.kept[self.count % KEPT] = turn;
        self.count += 1;
    }

    /// The turn in which the counter went from one value to the next.
    fn that_updated(&self, read: u64) -> Option<Turn> {
        let before = (0..self.count.min(KEPT)).map(|back| (self.count - 1 - back) % KEPT);
        let mut turns = before.map(|index| self.kept[index]);
        turns.find(|turn| turn.from <= read)
    }
}

/// What is known of the turns of a run, until an update is lost.
pub(super) struct Watch {
    open: AtomicBool,
    /// The lane whose turn it is.
    lane: AtomicU16,
    turns: Mutex<Turns>,
}

impl Watch {
    pub(super) fn new() -> Self {
        Self {
            open: AtomicBool::new(true),
            lane: AtomicU16::new(NOBODY),
            turns: Mutex::new(Turns {
                kept: [Turn::default(); KEPT],
                count: 0,
            }),
        }
    }

    /// A lane is about to count, and no other does. The counter shows `found`; the lane has read `read`, if
    /// it was interrupted in a unit. Records the first update that gets lost by that.
    pub(super) fn look(
        &self,
        lane: u16,
        found: u64,
        read: Option<u64>,
        now: impl FnOnce() -> Nanos,
        record: impl FnMut(Event),
    ) {
        if !self.open.load(Relaxed) || self.lane.load(Relaxed) == lane {
            return;
        }
        self.lane.store(lane, Relaxed);
        let Ok(mut turns) = self.turns.lock() else {
            return;
        };
        let at = now();
        match read {
            Some(read) if read != found => {
                self.open.store(false, Relaxed);
                turns.record_loss(lane, read, found, at, record);
            }
            _ => turns.push(Turn {
                lane,
                from: found,
                resumes: read.is_some(),
                at,
            }),
        }
    }
}

impl Turns {
    /// A lane that has read `read` is about to write, now, and the counter shows `found`. Records the first
    /// update that it does not know of, and the last one.
    fn record_loss(
        &self,
        lane: u16,
        read: u64,
        found: u64,
        now: Nanos,
        mut record: impl FnMut(Event),
    ) {
        let (Some(first), Some(last)) = (self.that_updated(read), self.that_updated(found - 1))
        else {
            return;
        };
        // Whoever goes on with a unit of an earlier turn has read before.
        let early = first.resumes && first.from == read;
        let readers = match early {
            true => [first.lane, lane],
            false => [lane, first.lane],
        };
        for reader in readers {
            record(reads(first.at, reader, read));
        }
        record(writes(first.at, first.lane, read + 1));
        if found > read + 1 {
            record(reads(now, last.lane, found - 1));
            record(writes(now, last.lane, found));
        }
        record(writes(now, lane, read + 1));
    }
}

/// Two lanes have read the same value: the other one writes, then this one does.
pub(super) fn both_write(lane: u16, other: u16, read: u64, at: Nanos) -> [Event; 4] {
    [
        reads(at, lane, read),
        reads(at, other, read),
        writes(at, other, read + 1),
        writes(at, lane, read + 1),
    ]
}

fn reads(at: Nanos, lane: u16, value: u64) -> Event {
    accesses(at, lane, MemoryAccess::Reads, value)
}

fn writes(at: Nanos, lane: u16, value: u64) -> Event {
    accesses(at, lane, MemoryAccess::Writes, value)
}

fn accesses(at: Nanos, lane: u16, access: MemoryAccess, value: u64) -> Event {
    Event {
        at,
        task: Event::NO_TASK,
        lane,
        what: EventKind::Accessed(access, value),
    }
}
