//! Messages of the engine that the page has not handled yet.
//!
//! An engine that uses all cores sends many events at once. They are folded into the recording in pieces,
//! with time between them for the reader; later messages wait.

use std::collections::VecDeque;

use interleave::model::mode::Mode;
use interleave::protocol::{Message, RaceId};
use interleave::trace::event::EVENT_BYTES;

use crate::recording::Recording;
use crate::state::{EngineId, Failure};

/// How many bytes of events are folded before the time is checked. Few: if all lanes outgrow their memory
/// at once, each of these events moves a lane of many slices.
pub(super) const PIECE: usize = 50 * EVENT_BYTES;

/// Where the events of a race go.
pub(super) struct Sink {
    race: RaceId,
    recording: Recording,
    /// The mode whose run is under way.
    mode: Option<Mode>,
    /// How many bytes of the first message have been folded.
    folded: usize,
}

impl Sink {
    /// A sink for a race.
    pub(super) fn new(race: RaceId, recording: Recording) -> Self {
        Self {
            race,
            recording,
            mode: None,
            folded: 0,
        }
    }
}

/// What was received.
pub(super) type Received = Result<Message, Failure>;

/// Received and not handled yet, with the engine of each.
#[derive(Default)]
pub(super) struct Inbox(VecDeque<(EngineId, Received)>);

/// The next thing to do.
pub(super) enum Next {
    /// Dispatch this.
    Dispatch(EngineId, Received),
    /// There is more, but no time left.
    Later,
    /// There is nothing.
    Nothing,
}

impl Inbox {
    /// Adds what an engine has sent.
    pub(super) fn push(&mut self, engine: EngineId, received: Received) {
        self.0.push_back((engine, received));
    }

    /// Folds events for as long as there `is_time`; returns the next message after them.
    pub(super) fn next(&mut self, sink: &mut Option<Sink>, is_time: impl Fn() -> bool) -> Next {
        while let Some((engine, received)) = self.0.pop_front() {
            let mine = |message: &Message| {
                let sink = sink.as_ref();
                sink.is_some_and(|sink| message.race() == Some(sink.race))
            };
            match received {
                Ok(Message::Events { race, bytes }) => {
                    let Some(sink) = sink.as_mut().filter(|sink| sink.race == race) else {
                        continue;
                    };
                    let Some(mode) = sink.mode else { continue };
                    while sink.folded < bytes.len() || bytes.is_empty() {
                        let to = bytes.len().min(sink.folded + PIECE);
                        sink.recording.fold(mode, &bytes[sink.folded..to]);
                        sink.folded = to;
                        if bytes.is_empty() || to == bytes.len() {
                            break;
                        }
                        if !is_time() {
                            let rest = Ok(Message::Events { race, bytes });
                            self.0.push_front((engine, rest));
                            return Next::Later;
                        }
                    }
                    sink.folded = 0;
                    sink.recording.keep(mode, bytes);
                }
                Ok(message) if mine(&message) => {
                    if let Some(sink) = sink {
                        sink.mode = sink.recording.follow(&message, sink.mode);
                    }
                    return Next::Dispatch(engine, Ok(message));
                }
                received => return Next::Dispatch(engine, received),
            }
        }
        Next::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interleave::trace::event::{Event, EventKind, State};
    use std::cell::Cell;

    fn events(count: u64) -> Message {
        let mut bytes = Vec::new();
        for at in 0..count {
            let event = Event {
                at,
                task: 0,
                lane: 0,
                what: EventKind::Enter(State::Run),
            };
            event.write(&mut bytes);
        }
        Message::Events { race: 1, bytes }
    }

    #[test]
    fn many_events_are_folded_in_pieces_and_later_messages_wait() {
        let recording = Recording::default();
        let mut sink = Some(Sink::new(1, recording.clone()));
        let mut inbox = Inbox::default();
        let started = Message::RunStarted {
            race: 1,
            round: 0,
            mode: Mode::Async,
            lanes: 1,
        };
        let ended = Message::RaceEnded {
            race: 1,
            stopped: false,
        };
        let all = [started, events(7_000), events(10), ended];
        all.into_iter()
            .for_each(|message| inbox.push(1, Ok(message)));
        assert!(matches!(
            inbox.next(&mut sink, || true),
            Next::Dispatch(1, Ok(Message::RunStarted { .. }))
        ));
        let left = Cell::new(1);
        let is_time = || left.replace(0) > 0;
        assert!(matches!(inbox.next(&mut sink, is_time), Next::Later));
        let folded = || {
            let read = recording.read();
            read.get(&Mode::Async).map(|run| run.latest())
        };
        assert_eq!(folded(), Some(99), "two pieces");
        assert!(matches!(
            inbox.next(&mut sink, || true),
            Next::Dispatch(1, Ok(Message::RaceEnded { .. }))
        ));
        assert_eq!(folded(), Some(6_999));
        assert_eq!(recording.bytes(), 7_010 * EVENT_BYTES, "each is kept once");
        assert!(matches!(inbox.next(&mut sink, || true), Next::Nothing));
    }

    #[test]
    fn late_events_of_another_race_are_not_recorded() {
        let recording = Recording::default();
        let mut inbox = Inbox::default();
        inbox.push(1, Ok(events(3)));
        inbox.push(1, Err(Failure::Lost));
        let mut sink = Some(Sink::new(2, recording.clone()));
        assert!(matches!(
            inbox.next(&mut sink, || true),
            Next::Dispatch(1, Err(Failure::Lost))
        ));
        assert_eq!(recording.bytes(), 0);
    }
}
