//! Where lanes write their events while time is measured. Its memory is allocated before and never
//! overwritten; events without room are counted.
//!
//! The room is a row of chunks. A writer takes a whole chunk at a time, so that two lanes never
//! write to the same cache line and no lane waits for another; a reader may read at any time. Nothing here knows what an event means.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};

use crate::trace::event::Event;

/// Events to a chunk: a chunk is 1 KiB with its length.
const CHUNK: usize = 63;

#[repr(align(64))]
struct Chunk {
    /// How many events are complete; written after them, read before them.
    len: AtomicU32,
    words: [[AtomicU64; 2]; CHUNK],
}

/// The events of one run.
pub struct EventLog {
    chunks: Box<[Chunk]>,
    taken: AtomicUsize,
    dropped: AtomicU64,
}

impl EventLog {
    /// Room for `events` events from at most `writers` writers.
    pub fn with_room(events: usize, writers: usize) -> Arc<Self> {
        let chunks = events.div_ceil(CHUNK) + writers;
        Arc::new(Self {
            chunks: std::iter::repeat_with(|| Chunk {
                len: AtomicU32::new(0),
                words: [const { [AtomicU64::new(0), AtomicU64::new(0)] }; CHUNK],
            })
            .take(chunks)
            .collect(),
            taken: AtomicUsize::new(0),
            dropped: AtomicU64::new(0),
        })
    }

    /// A writer for one thread.
    pub fn writer(self: &Arc<Self>) -> Writer {
        Writer {
            log: Arc::clone(self),
            chunk: 0,
            len: CHUNK,
        }
    }

    /// A reader that starts at the first event.
    pub fn reader(self: &Arc<Self>) -> Reader {
        Reader {
            log: Arc::clone(self),
            first: 0,
            read: vec![0; self.chunks.len()],
        }
    }

    /// Events for which there was no room.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }
}

/// One thread's writer of an [`EventLog`].
pub struct Writer {
    log: Arc<EventLog>,
    chunk: usize,
    len: usize,
}

impl Writer {
    /// Adds an event, or counts it as dropped where there is no room left.
    pub fn append(&mut self, event: Event) {
        if self.len == CHUNK {
            let next = self.log.taken.fetch_add(1, Ordering::Relaxed);
            if next >= self.log.chunks.len() {
                self.log.dropped.fetch_add(1, Ordering::Relaxed);
                return;
            }
            (self.chunk, self.len) = (next, 0);
        }
        let chunk = &self.log.chunks[self.chunk];
        for (slot, word) in chunk.words[self.len].iter().zip(event.to_words()) {
            slot.store(word, Ordering::Relaxed);
        }
        self.len += 1;
        chunk.len.store(self.len as u32, Ordering::Release);
    }
}

/// A reader of an [`EventLog`]: passes on each event once, and each writer's events in order.
pub struct Reader {
    log: Arc<EventLog>,
    first: usize,
    read: Vec<u32>,
}

impl Reader {
    /// Passes on the new events.
    pub fn drain(&mut self, mut take: impl FnMut(Event)) {
        let chunks = &self.log.chunks;
        let taken = self.log.taken.load(Ordering::Relaxed).min(chunks.len());
        for index in self.first..taken {
            let len = chunks[index].len.load(Ordering::Acquire);
            for words in &chunks[index].words[self.read[index] as usize..len as usize] {
                let [at, place] = words;
                let words = [at.load(Ordering::Relaxed), place.load(Ordering::Relaxed)];
                take(Event::from_words(words).expect("a writer stored a complete event"));
            }
            self.read[index] = len;
            if index == self.first && len as usize == CHUNK {
                self.first += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::event::{EventKind, State};

    fn event(lane: u16, task: u32) -> Event {
        Event {
            at: u64::from(task),
            task,
            lane,
            what: EventKind::Enter(State::Run),
        }
    }

    #[test]
    fn each_event_is_read_once_and_in_its_writers_order() {
        let log = EventLog::with_room(4_000, 4);
        let mut reader = log.reader();
        let mut seen = vec![Vec::new(); 4];
        std::thread::scope(|scope| {
            let lanes: Vec<_> = (0..4)
                .map(|lane| {
                    let mut writer = log.writer();
                    scope.spawn(move || (0..1_000).for_each(|k| writer.append(event(lane, k))))
                })
                .collect();
            while !lanes.iter().all(|lane| lane.is_finished()) {
                reader.drain(|event| seen[usize::from(event.lane)].push(event.task));
            }
        });
        reader.drain(|event| seen[usize::from(event.lane)].push(event.task));
        assert_eq!(seen, vec![(0..1_000).collect::<Vec<_>>(); 4]);
        assert_eq!(log.dropped(), 0);
    }

    #[test]
    fn events_without_room_are_counted() {
        let log = EventLog::with_room(1, 0);
        let mut writer = log.writer();
        (0..100).for_each(|k| writer.append(event(0, k)));
        let mut kept = 0;
        log.reader().drain(|_| kept += 1);
        assert_eq!((kept, log.dropped()), (CHUNK, 100 - CHUNK as u64));
    }
}
