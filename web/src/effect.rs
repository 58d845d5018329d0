//! What the page does to the world: effects as data, and the driver that carries them out.
//!
//! [`crate::update`] decides, the driver acts: it owns the engine's worker, the timers, the storage and the
//! address, and reports results as actions. It decides nothing: a deadline is an action that comes after
//! a while, and the update knows by its number whether it still applies.

mod address;
pub(crate) mod channel;
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
pub(crate) mod scanner;
mod storage;
mod turn;
mod wake_lock;

pub use driver::use_store;
#[cfg(target_arch = "wasm32")]
pub(crate) use storage::recall;

use std::borrow::Cow;
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
use crate::state::{EngineId, Mirror};

/// Something to do.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Start a new engine, with this many threads, in place of the old one.
    StartEngine(EngineId, u32),
    /// End the engine.
    EndEngine,
    /// Send this to the engine.
    Send(Command),
    /// Report regularly how long nothing was received from this engine; none ends that.
    Watch(Option<EngineId>),
    /// Record what the engine sends of this race; none: drop it.
    Record(Option<(RaceId, Recording)>),
    /// End a run of this many tasks in a recording.
    CutOff(Recording, Mode, u32),
    /// Show these modes of another race in a recording.
    ShowSample(Recording, Rc<SavedRace>, Vec<Mode>),
    /// Dispatch this after this many milliseconds.
    After(u32, Box<Action>),
    /// Ask for this page's turn to run.
    AskForTurn,
    /// Give it up, or the place in the queue.
    LeaveTurn,
    /// Keep the screen lit, or no longer.
    KeepScreenLit(bool),
    /// Find out whether there is a new release.
    LookForRelease,
    /// Tell the speaker's windows what the presenter view shows.
    Mirror(Box<Mirror>),
    /// Open the speaker's window, with this query.
    OpenSpeaker(String),

    /// Write this query into the address.
    WriteAddress {
        /// The query.
        query: String,
        /// Whether to keep a race in the fragment.
        keep_fragment: bool,
        /// Whether the reader can go back to the address before.
        new_step: bool,
    },
    /// Store a choice in the browser.
    Remember(&'static str, Cow<'static, str>),
    /// Model what to expect of a race, in the documents worker: of this query, on this machine.
    Model(RaceId, String, Machine),
    /// Publish the result of a race; also to the embedding page, if `embedded`.
    Publish {
        /// The result.
        report: Rc<Report>,
        /// Whether another page embeds this one.
        embedded: bool,
    },
    /// Publish that there is no result.
    Unpublish,

    /// Read the races stored in the browser.
    ReadHistory,
    /// Store a race in the browser.
    Keep(Rc<SavedRace>),
    /// Delete all stored races.
    ForgetHistory,
    /// Read and check a file with a race; the number is the opening's.
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
    /// Make a QR code of a text.
    MakeQrCode(String),
}

impl Effect {
    /// Whether it publishes a state, and so waits until the page shows it: its receivers then see the page
    /// in that state.
    fn is_announcement(&self) -> bool {
        matches!(self, Effect::Publish { .. } | Effect::Unpublish)
    }
}
