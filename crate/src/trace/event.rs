//! An event of an executor: sixteen bytes, written without allocating.
//!
//! Events are the only thing an executor produces; outcomes, elapsed times, pictures and
//! statistics are folds over them. Nothing here interprets them: see [`crate::trace::timeline`].

use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use crate::model::task::Outcome;
use crate::model::variants::named;
use crate::scheduler::observation::Observation;
use crate::time::Nanos;

/// What a lane does from an event on.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumCount, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum State {
    /// The lane is being made ready: a worker starts.
    Start,
    /// It computes.
    Run,
    /// It waits for something outside.
    Wait,
    /// It wants the GIL, which another lane holds.
    Blocked,
    /// It wants a lock of the program, which another lane holds.
    Lock,
    /// Arguments or results cross to or from it.
    Message,
    /// It has nothing to do.
    Idle,
}

named! { State,
    /// Every state, in the order of the legend.
    ALL,
    /// Its name in documents and in the style sheet.
    name,
    /// The state of that name.
    from_name,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// The lane enters a state, which it leaves at its next event.
    Enter(State),
    /// The task ends, and the lane is free.
    End {
        /// How it ended.
        outcome: Outcome,
        /// Whether its answer is the expected one; true if it computed nothing to the end.
        correct: bool,
    },
    /// The program's main thread sees something, or misses it.
    Observed(Observation),
    /// The lane enters [`State::Lock`].
    Locked(Wanted),
    /// The main thread reads what is counted in a run, after the last task.
    Counted(Tally, u64),
    /// The lane reads or writes the shared counter, and this value. Of all that lanes do with it, only one lost
    /// update is recorded; see [`crate::trace::timeline::Timeline::accesses`].
    Accessed(MemoryAccess, u64),
}

/// What a lane does with memory that it shares.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumCount,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum MemoryAccess {
    /// It reads.
    Reads,
    /// It writes.
    Writes,
}

named! { MemoryAccess,
    /// Both.
    ALL,
    /// Its name in documents.
    name,
    /// The one of that name.
    from_name,
}

/// A lock that a lane waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Wanted {
    /// Which of the program's locks, from 0.
    pub lock: u8,
    /// The lane that held it when the wait began, if it is known.
    pub holder: Option<u16>,
}

/// What is counted in a run whose tasks share a counter.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumCount, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Tally {
    /// What the counter shows.
    Counted,
    /// How often its lock went from one lane to another.
    HandOvers,
    /// How often lanes waited for it.
    LockWaits,
    /// How long they did all together, in nanoseconds.
    LockWaited,
}

named! { Tally,
    /// All of them.
    ALL,
    /// Its name in documents.
    name,
    /// The one of that name.
    from_name,
}

/// Something that happened on a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Event {
    /// When, in nanoseconds since the run's release.
    pub at: Nanos,
    /// The task's index, or [`Event::NO_TASK`].
    pub task: u32,
    /// The lane's index.
    pub lane: u16,
    /// What.
    pub what: EventKind,
}

/// The bytes of one event.
pub const EVENT_BYTES: usize = 16;

impl Event {
    /// The task index of an event that concerns no task.
    pub const NO_TASK: u32 = u32::MAX;

    /// The lane of events without a worker: of the main thread, and of tasks that never ran.
    pub const MAIN_THREAD: u16 = u16::MAX;

    /// The event as two words; the inverse of [`Event::from_words`].
    pub fn to_words(self) -> [u64; 2] {
        let code = match self.what {
            EventKind::Enter(state) => state as u64,
            EventKind::End { outcome, correct } => END | (outcome as u64) << 1 | u64::from(correct),
            EventKind::Observed(seen) => SEES | u64::from(seen.code()),
            // In place of a task and a lane, of which it has none.
            EventKind::Locked(Wanted { lock, holder }) => {
                let holder = holder.map_or(NOBODY, u64::from).min(NOBODY);
                WANTS | (u64::from(lock & 1) * SECOND) | holder
            }
            EventKind::Counted(tally, value) => {
                return [self.at, value & PLACE | (COUNTED | tally as u64) << 48];
            }
            EventKind::Accessed(access, value) => {
                return [self.at, accessed(self.lane, access, value)];
            }
        };
        let place = u64::from(self.task) | u64::from(self.lane) << 32 | code << 48;
        [self.at, place]
    }

    /// The event that was written as these two words; none if they are no event.
    pub fn from_words([at, place]: [u64; 2]) -> Option<Self> {
        let code = place >> 48;
        if code & (WANTS | ACCESSED) == ACCESSED {
            let access = MemoryAccess::ALL[usize::from(code & WRITES != 0)];
            let value = (code & (WRITES - 1)) << 32 | place & u64::from(u32::MAX);
            return Some(Self {
                at,
                task: Self::NO_TASK,
                lane: (place >> 32) as u16,
                what: EventKind::Accessed(access, value),
            });
        }
        if code & (WANTS | COUNTED) == COUNTED {
            let tally = *Tally::ALL.get((code & !COUNTED) as usize)?;
            return Some(Self {
                at,
                task: Self::NO_TASK,
                lane: Self::MAIN_THREAD,
                what: EventKind::Counted(tally, place & PLACE),
            });
        }
        let what = if code & WANTS != 0 {
            let holder = code & (SECOND - 1);
            if holder > NOBODY {
                return None;
            }
            EventKind::Locked(Wanted {
                lock: u8::from(code & SECOND != 0),
                holder: (holder != NOBODY).then_some(holder as u16),
            })
        } else if code & SEES != 0 {
            EventKind::Observed(Observation::from_code((code & !SEES).try_into().ok()?)?)
        } else if code & END == 0 {
            EventKind::Enter(*State::ALL.get(code as usize)?)
        } else {
            EventKind::End {
                outcome: *Outcome::ALL.get((code & !END) as usize >> 1)?,
                correct: code & 1 == 1,
            }
        };
        Some(Self {
            at,
            task: place as u32,
            lane: (place >> 32) as u16,
            what,
        })
    }

    /// Appends the event's bytes, as they cross from the engine to the page.
    pub fn write(self, out: &mut Vec<u8>) {
        for word in self.to_words() {
            out.extend_from_slice(&word.to_le_bytes());
        }
    }

    /// The events in a batch of bytes. Leaves out what is no event or cut short.
    pub fn read_all(bytes: &[u8]) -> impl Iterator<Item = Event> {
        let word = |bytes: &[u8]| bytes.try_into().map(u64::from_le_bytes).unwrap_or(u64::MAX);
        bytes
            .chunks_exact(EVENT_BYTES)
            .filter_map(move |event| Event::from_words([word(&event[..8]), word(&event[8..])]))
    }
}

/// The second word of a read or a write. The value takes the place of the task, and the bits of the code below
/// the other two.
#[cold]
#[inline(never)]
fn accessed(lane: u16, access: MemoryAccess, value: u64) -> u64 {
    let code = ACCESSED | (access as u64 * WRITES) | (value >> 32 & (WRITES - 1));
    value & u64::from(u32::MAX) | u64::from(lane) << 32 | code << 48
}

/// The bit of an end; without it, a state is entered.
const END: u64 = 1 << 8;

/// The bit of what the main thread sees.
const SEES: u64 = 1 << 9;

/// The bit of what is counted.
const COUNTED: u64 = 1 << 10;

/// The bit of a wait for a lock, beside that of the second of two locks and the lane that holds it.
const WANTS: u64 = 1 << 15;
const SECOND: u64 = 1 << 14;
/// In place of a lane: none is known.
const NOBODY: u64 = SECOND - 2;

/// The bit of a read or a write, without that of a wait for a lock; and what makes it a write.
const ACCESSED: u64 = 1 << 14;
const WRITES: u64 = 1 << 13;

/// The bits of a task and a lane.
const PLACE: u64 = (1 << 48) - 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_survives_the_crossing() {
        let happenings = State::ALL
            .map(EventKind::Enter)
            .into_iter()
            .chain(Outcome::ALL.into_iter().flat_map(|outcome| {
                [true, false].map(|correct| EventKind::End { outcome, correct })
            }))
            .chain(Observation::ALL.map(EventKind::Observed))
            .chain(
                [(0, None), (1, Some(0)), (0, Some(9_999))]
                    .map(|(lock, holder)| EventKind::Locked(Wanted { lock, holder })),
            );
        let events: Vec<Event> = happenings
            .zip(1..)
            .map(|(what, k)| Event {
                at: u64::MAX / k,
                task: u32::MAX / k as u32,
                lane: u16::MAX / k as u16,
                what,
            })
            .chain(Tally::ALL.map(|tally| Event {
                at: 7,
                task: Event::NO_TASK,
                lane: Event::MAIN_THREAD,
                what: EventKind::Counted(tally, 1 << 47 | tally as u64),
            }))
            .chain(MemoryAccess::ALL.map(|access| Event {
                at: 8,
                task: Event::NO_TASK,
                lane: 9_999,
                // More than all tasks together can count.
                what: EventKind::Accessed(access, (1 << 45) - 1 - access as u64),
            }))
            .collect();
        let mut bytes = Vec::new();
        events.iter().for_each(|event| event.write(&mut bytes));
        assert_eq!(bytes.len(), events.len() * EVENT_BYTES);
        assert_eq!(Event::read_all(&bytes).collect::<Vec<_>>(), events);
    }

    #[test]
    fn foreign_bytes_are_no_events() {
        assert_eq!(Event::read_all(&[0xff; 40]).count(), 0);
        assert_eq!(Event::read_all(&[0; 15]).count(), 0);
    }
}
