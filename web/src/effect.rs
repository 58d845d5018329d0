//! What the page does to the world: effects as data, and the driver that carries them out.
//!
//! [`crate::update`] decides, the driver does: it owns the engine's worker, the timers, the storage and
//! the address, and says what came of them as actions. It decides nothing: a deadline is an action that
//! comes after a while, and whether it still means anything, the update knows by its number.

mod address;
pub(crate) mod clipboard;
mod documents;
mod driver;
pub(crate) mod embed;
mod engine;
pub(crate) mod files;
mod highlight;
mod inbox;
mod load;
mod release;
mod storage;
mod turn;
mod wake_lock;

pub use driver::use_store;
#[cfg(target_arch = "wasm32")]
pub(crate) use storage::recall;

use std::rc::Rc;

use interleave::model::mode::Mode;
use interleave::model::view::Lang;
use interleave::protocol::{Command, RaceId};
use interleave::report::Report;
use interleave::report::measured::Machine;
use web_sys::File;
use yew::AttrValue;

use crate::action::Action;
use crate::component::ExportKind;
use crate::component::code::Language;
use crate::figure::SheetTexts;
use crate::recording::Recording;
use crate::saved::SavedRace;
use crate::state::EngineId;

/// Something to be done.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Start a new engine, with so many threads, in place of the one there is.
    StartEngine(EngineId, u32),
    /// End the engine.
    EndEngine,
    /// Send this to the engine.
    Send(Command),
    /// Say now and then for how long nothing was received from this engine; none: no more.
    Watch(Option<EngineId>),
    /// Record what the engine sends of this race; none: drop it.
    Record(Option<(RaceId, Recording)>),
    /// End a run of so many tasks in a recording.
    CutOff(Recording, Mode, u32),
    /// Show these modes of another race in a recording.
    ShowSample(Recording, Rc<SavedRace>, Vec<Mode>),
    /// Dispatch this after so many milliseconds.
    After(u32, Box<Action>),
    /// Ask for this page's turn to run.
    AskForTurn,
    /// Give it up, or the place in line.
    LeaveTurn,
    /// Keep the screen lit, or no longer.
    KeepScreenLit(bool),
    /// Find out whether there is a new release.
    LookForRelease,

    /// Write this query into the address.
    WriteAddress {
        /// The query.
        query: String,
        /// Whether a race in the fragment stays there.
        keep_fragment: bool,
        /// Whether the reader can go back to what was there before.
        new_step: bool,
    },
    /// Have the browser remember a choice.
    Remember(&'static str, &'static str),
    /// Model what to expect of a race, in the documents worker: of this query, on this machine.
    Model(RaceId, String, Machine),
    /// Publish the result of a race; to the page around this one too, if it is `embedded`.
    Publish {
        /// The result.
        report: Rc<Report>,
        /// Whether there is a page around this one.
        embedded: bool,
    },
    /// Publish that there is no result.
    Unpublish,

    /// Read the races that the browser keeps.
    ReadHistory,
    /// Have the browser keep a race.
    Keep(Rc<SavedRace>),
    /// Have the browser forget all of them.
    ForgetHistory,
    /// Read and check a file with a race, by the number of this opening.
    ReadFile(u32, File),
    /// Likewise a link's.
    ReadLink(u32, String),
    /// Load the sample with this name, for a race.
    LoadSample(RaceId, &'static str),
    /// Save a race as a file.
    Export(ExportKind, Rc<SavedRace>, Box<SheetTexts>),
    /// Find the colours of a program's text.
    Colour(AttrValue, Language),
    /// Save a text as a file.
    SaveText(String, Rc<str>),
    /// Draw two races beside each other, the earlier one first: the figure with this number.
    Compare(u32, Lang, Rc<SavedRace>, Rc<SavedRace>),
    /// Make a link with a race in it.
    MakeLink(RaceId, Rc<SavedRace>),
}

impl Effect {
    /// Whether it tells others of a state, and so waits until that is drawn: who hears of it finds the
    /// page as it is then.
    fn is_announcement(&self) -> bool {
        matches!(self, Effect::Publish { .. } | Effect::Unpublish)
    }
}
