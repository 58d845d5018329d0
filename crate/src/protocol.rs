//! What the page and the engine say to each other: types, a version, and their bytes.
//!
//! Both sides are built from this file. Every message about a race names it, so that what comes
//! late for a stopped one can be dropped. No behaviour here.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::kernel::CorpusError;
use crate::model::mode::Mode;
use crate::model::task::Outcome;
use crate::report::baseline::Baseline;
use crate::report::environment::EffectiveCores;
use crate::scheduler::observation::Hang;

/// The version of this file; the first byte of everything that is said.
///
/// It changes with every change of these types or of what they contain.
pub const VERSION: u8 = 9;

/// Counts the races of a page.
pub type RaceId = u32;

/// What the page asks of the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Measure how many cores' worth of computing so many lanes get at once; no race is under way.
    MeasureCores {
        /// How many lanes; no more than there are threads.
        lanes: u32,
    },
    /// Break that off. It is not answered then.
    StopMeasuring,
    /// Start a race; none is under way. It breaks a measurement off.
    Start {
        /// The race's number, chosen by the page.
        race: RaceId,
        /// What to run, as the query of a link; its modes are those that can run here.
        query: String,
        /// The reader's own corpus, if there is one.
        corpus: Option<String>,
    },
    /// End the program of the run under way early: `shutdown` or `terminate` is called now.
    EndEarly {
        /// The race.
        race: RaceId,
    },
    /// Something has disturbed the round under way, which does not count then: the page was hidden.
    Disturb {
        /// The race.
        race: RaceId,
    },
    /// Stop a race. It ends with [`Message::RaceEnded`], as any race.
    Stop {
        /// Which.
        race: RaceId,
    },
}

/// What the engine tells the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Message {
    /// The engine is ready for its first race.
    Ready {
        /// The threads of its pool; 0 without shared memory.
        threads: u32,
        /// How long the pool took to start, in milliseconds.
        start_ms: f64,
        /// The smallest step of its clock, in microseconds.
        timer_step_us: f64,
    },
    /// The cores were measured.
    Cores {
        /// How many lanes were tried.
        lanes: u32,
        /// What they got; none if that could not be measured.
        cores: Option<EffectiveCores>,
    },
    /// The expected answers are being computed; also a sign of life.
    Preparing {
        /// Which race.
        race: RaceId,
        /// How much of it is done, from 0 to 1.
        share: f64,
    },
    /// The expected answers are known: the race begins.
    Prepared {
        /// Which race.
        race: RaceId,
        /// What the kernel showed.
        baseline: Baseline,
    },
    /// The race cannot be run with this corpus, and has ended.
    Refused {
        /// Which race.
        race: RaceId,
        /// What is wrong with the corpus.
        error: CorpusError,
    },
    /// A run is about to be released.
    RunStarted {
        /// Which race.
        race: RaceId,
        /// The round, from 0.
        round: u32,
        /// The mode.
        mode: Mode,
        /// How many lanes it has.
        lanes: u32,
    },
    /// Something happened in the run under way; without events, a sign of life.
    Events {
        /// Which race.
        race: RaceId,
        /// Events one after the other; see [`crate::trace::event::Event::read_all`].
        #[serde(with = "whole")]
        bytes: Vec<u8>,
    },
    /// The run under way hangs: nothing can happen in it any more. It can be looked at for
    /// [`crate::model::limits::HANG_LOOK`], then it ends.
    Hung {
        /// Which race.
        race: RaceId,
        /// Why.
        why: Hang,
        /// The index of the task that is waited for.
        task: u32,
    },
    /// The run under way has ended; all its events have been told.
    RunEnded {
        /// Which race.
        race: RaceId,
        /// Events for which there was no room.
        dropped: u64,
        /// How many bytes crossed between processes.
        message_bytes: u64,
        /// Why it ended before its tasks were done, if it did.
        halted: Option<Outcome>,
    },
    /// All modes have run in a round.
    RoundEnded {
        /// Which race.
        race: RaceId,
        /// Whether the machine was as fast after it as before; else it does not count.
        steady: bool,
    },
    /// The race has ended.
    RaceEnded {
        /// Which race.
        race: RaceId,
        /// Whether it was stopped.
        stopped: bool,
    },
}

impl Message {
    /// The race that it is about.
    pub fn race(&self) -> Option<RaceId> {
        match self {
            Message::Ready { .. } | Message::Cores { .. } => None,
            Message::Preparing { race, .. }
            | Message::Prepared { race, .. }
            | Message::Refused { race, .. }
            | Message::RunStarted { race, .. }
            | Message::Events { race, .. }
            | Message::Hung { race, .. }
            | Message::RunEnded { race, .. }
            | Message::RoundEnded { race, .. }
            | Message::RaceEnded { race, .. } => Some(*race),
        }
    }
}

/// Bytes that are copied as a whole, where serde takes a vector's one by one: they are many. Written they
/// are the same.
mod whole {
    use std::fmt;

    use serde::de::{Error, Visitor};
    use serde::{Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        struct Bytes;

        impl Visitor<'_> for Bytes {
            type Value = Vec<u8>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }
        }

        from.deserialize_byte_buf(Bytes)
    }
}

/// Why bytes are no command and no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// They come from another release.
    Version,
    /// They make no sense.
    Malformed,
}

/// A command or message as bytes, the version first.
pub fn encode(said: &impl Serialize) -> Vec<u8> {
    postcard::to_extend(said, vec![VERSION]).expect("writing to memory does not fail")
}

/// The inverse of [`encode`].
///
/// # Errors
/// If the bytes come from another release, or from elsewhere.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, DecodeError> {
    match bytes.split_first() {
        Some((&VERSION, rest)) => postcard::from_bytes(rest).map_err(|_| DecodeError::Malformed),
        Some(_) => Err(DecodeError::Version),
        None => Err(DecodeError::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::preset::Preset;
    use crate::model::query::encode as encode_query;
    use crate::model::view::View;

    #[test]
    fn what_is_said_is_understood() {
        for preset in Preset::ALL {
            let command = Command::Start {
                race: 7,
                query: encode_query(&preset.spec(), &View::default()),
                corpus: Some("a b\nb a".to_owned()),
            };
            assert_eq!(decode(&encode(&command)), Ok(command));
        }
        let message = Message::RunEnded {
            race: 7,
            dropped: 0,
            message_bytes: 0,
            halted: Some(Outcome::TimedOut),
        };
        assert_eq!(decode(&encode(&message)), Ok(message));
        let bytes = (0..=255).collect();
        let message = Message::Events { race: 7, bytes };
        assert_eq!(decode(&encode(&message)), Ok(message));
    }

    #[test]
    fn other_releases_and_other_bytes_are_told_apart() {
        let mut bytes = encode(&Command::Stop { race: 1 });
        bytes[0] += 1;
        assert_eq!(decode::<Command>(&bytes), Err(DecodeError::Version));
        assert_eq!(
            decode::<Command>(&[VERSION, 99]),
            Err(DecodeError::Malformed)
        );
        assert_eq!(decode::<Command>(&[]), Err(DecodeError::Malformed));
    }
}
