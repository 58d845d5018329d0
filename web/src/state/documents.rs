//! The states of documents: a race that is opened, exported, put in a link, or compared with another.

use std::rc::Rc;

use interleave::document::RecordError;
use interleave::model::view::Lang;

use crate::saved::SavedRace;

/// A file or link with a race that is to be shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Opening {
    /// There is none.
    #[default]
    Nothing,
    /// A link waits until it is known what this browser can do.
    Waiting(String),
    /// It is read and checked; its number tells it from earlier ones.
    Reading(u32),
    /// Its events are folded: its number, and the share that is done.
    TakingIn(u32, f64),
    /// It was not shown.
    Failed(OpenError),
}

impl Opening {
    /// Whether it is the one with this number.
    pub fn is(&self, number: u32) -> bool {
        match self {
            Opening::Reading(known) | Opening::TakingIn(known, _) => *known == number,
            Opening::Nothing | Opening::Waiting(_) | Opening::Failed(_) => false,
        }
    }
}

/// Why a race was not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// The file is no race of this program.
    File(RecordError),
    /// The link holds no race of this program.
    Link,
    /// A race is under way, which would be lost.
    Busy,
    /// The worker that reads it could not be started, or broke.
    NoWorker,
}

/// The state of the last export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Exporting {
    /// It was saved, or there was none.
    #[default]
    Done,
    /// It is being written.
    Busy,
    /// It could not be saved.
    Failed,
}

/// A link with the race that is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Link {
    /// None is wanted.
    #[default]
    Unasked,
    /// It is being made.
    Making,
    /// This is it.
    Made(String),
    /// It would be too long: how many characters it would have.
    TooLong(usize),
    /// It could not be made.
    Failed,
}

/// The figure of two races beside each other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Compared {
    /// The earlier race and the later one, and the language.
    pub races: Option<(Rc<SavedRace>, Rc<SavedRace>, Lang)>,
    /// Counts the figures that were wanted.
    pub number: u32,
    /// The figure, once it is drawn.
    pub figure: Option<Rc<str>>,
}
