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
use crate::trace::event_log::Writer;

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

    /// Whether it is not known yet that this lane counts, and no update was lost before.
    pub(super) fn is_news(&self, lane: u16) -> bool {
        self.open.load(Relaxed) && self.lane.load(Relaxed) != lane
    }

    /// A lane is about to count, and no other does. The counter shows `found`; the lane has read `read`, if
    /// it was interrupted in a unit. Returns how the first update gets lost by that.
    pub(super) fn look(&self, lane: u16, found: u64, read: Option<u64>, at: Nanos) -> Option<Loss> {
        self.lane.store(lane, Relaxed);
        let mut turns = self.turns.lock().ok()?;
        let Some(read) = read.filter(|read| *read != found) else {
            turns.push(Turn {
                lane,
                from: found,
                resumes: read.is_some(),
                at,
            });
            return None;
        };
        self.open.store(false, Relaxed);
        let first = turns.that_updated(read)?;
        let last = turns.that_updated(found - 1)?;
        Some(Loss {
            lane,
            read,
            // Whoever goes on with a unit of an earlier turn has read before.
            first: Some((first.lane, first.resumes && first.from == read)),
            last: (last.lane, found),
            times: [first.at, at],
        })
    }
}

/// How an update is lost: a lane reads, others write, then it writes.
pub(super) struct Loss {
    /// The lane that writes last.
    pub(super) lane: u16,
    /// What it has read.
    pub(super) read: u64,
    /// The lane that made the first update in between, and whether it had read before this one, if that is known.
    pub(super) first: Option<(u16, bool)>,
    /// The lane that made the last update in between, and what it wrote.
    pub(super) last: (u16, u64),
    /// When the first update is made, and when the lane writes.
    pub(super) times: [Nanos; 2],
}

impl Loss {
    /// Records it: what is known, in an order that is known.
    #[inline(never)]
    pub(super) fn append(&self, log: &mut Writer) {
        use MemoryAccess::{Reads, Writes};
        let (lane, read) = (self.lane, self.read);
        let (last, replaced) = self.last;
        let mut append = |time: usize, lane, access, value| {
            log.append(Event {
                at: self.times[time],
                task: Event::NO_TASK,
                lane,
                what: EventKind::Accessed(access, value),
            });
        };
        match self.first {
            Some((other, other_first)) => {
                let readers = match other_first {
                    true => [other, lane],
                    false => [lane, other],
                };
                for reader in readers {
                    append(0, reader, Reads, read);
                }
                append(0, other, Writes, read + 1);
                // What was written first may be all that was.
                if replaced > read + 1 {
                    append(1, last, Reads, replaced - 1);
                    append(1, last, Writes, replaced);
                }
            }
            None => {
                append(0, lane, Reads, read);
                append(1, last, Writes, replaced);
            }
        }
        append(1, lane, Writes, read + 1);
    }
}
