//! Everything that can happen to the page: what the reader does, what the browser says, what the engine
//! sends, and what has come of effects.

use std::rc::Rc;

use interleave::model::api::{Api, Fault, ProgramEnd};
use interleave::model::field::Field;
use interleave::model::mode::{KernelKind, Mode};
use interleave::model::preset::Preset;
use interleave::model::query::Decoded;
use interleave::model::spec::{Override, Spec};
use interleave::model::view::{Lang, Theme};
use interleave::protocol::{Message, RaceId};
use web_sys::File;
use yew::AttrValue;

use crate::capability::Capability;
use crate::component::ExportKind;
use crate::component::code::{Language, Token};
use crate::effect::embed::Appearance;
use crate::expected::Expected;
use crate::saved::SavedRace;
use crate::state::{EngineId, Failure, OpenError, OwnCorpus};

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Action {
    /// A numeric field was set.
    Set(Field, u64),
    /// A mode was chosen or dropped.
    SetMode(Mode, bool),
    /// A kernel was chosen.
    SetKernel(KernelKind),
    /// Coroutines shall block, or not.
    SetBlocking(bool),
    /// The GIL was switched on or off.
    SetGil(bool),
    /// An API was chosen for its family.
    SetApi(Api),
    /// An end was chosen.
    SetEnd(ProgramEnd),
    /// A way to go wrong was chosen.
    SetFault(Fault),
    /// A task was overridden, or is like the others again.
    SetOverride(u32, Option<Override>),
    /// An experiment was chosen, for a machine of so many cores.
    Choose(Preset, u32),
    /// The reader's own corpus was given, or taken back.
    SetCorpus(Option<OwnCorpus>),
    /// A language was chosen.
    SetLang(Lang),
    /// A theme was chosen.
    SetTheme(Theme),
    /// Letters and signs shall be shortcuts, or not.
    SetShortcuts(bool),
    /// The notices were read.
    DismissNotices,

    /// The page is there. Its address has this fragment.
    Mounted(String),
    /// The reader went back or forth in the browser's history.
    Load(Decoded),
    /// The address has another fragment.
    FragmentChanged(String),
    /// The page around this one says how it wants this one to look.
    HostWants(Appearance),
    /// There is a new release.
    ReleaseCame,
    /// It is settled what this browser can do.
    Settled(Capability),
    /// The page was hidden.
    Hidden,

    /// Run was pressed.
    Run,
    /// Stop was pressed.
    Stop,
    /// The program that runs shall call `shutdown` or `terminate` at once.
    EndEarly,
    /// It is this page's turn to run.
    TurnCame,

    /// The engine sent something; not [`Message::Events`], which go into the recording.
    Received(EngineId, Message),
    /// The engine cannot be used, or no more.
    EngineFailed(EngineId, Failure),
    /// The browser lets the page start no workers.
    NoWorkers(EngineId),
    /// The engine has sent nothing in so many looks in a row.
    Quiet(EngineId, u32),
    /// The engine had this long to be ready.
    StartDeadline(EngineId),
    /// What to expect of a race was modelled.
    Modelled(RaceId, Expected),
    /// The race had this long to be stopped.
    StopDeadline(RaceId),
    /// The engine had this long to end a race that was stopped.
    AbandonDeadline(EngineId),

    /// The races that the browser keeps were read.
    HistoryRead(Vec<Rc<SavedRace>>),
    /// Another tab has changed them.
    HistoryChanged,
    /// The reader wants them forgotten.
    ForgetHistory,
    /// A race of the history shall lie beside the one that is shown; none: no more.
    Pin(Option<Rc<SavedRace>>),
    /// A race of the history shall be shown.
    Show(Rc<SavedRace>),
    /// A file was chosen.
    FileChosen(File),
    /// The file or link with this number was read.
    Opened(u32, Result<Rc<SavedRace>, OpenError>),
    /// This share of its events is taken in.
    TakenIn(u32, f64),
    /// The figure with this number was drawn, or could not be.
    Compared(u32, Option<Rc<str>>),
    /// A sample for modes that cannot run here was loaded, or could not be.
    SampleLoaded(RaceId, Option<Rc<SavedRace>>),
    /// The race that is shown shall be saved as a file.
    Export(ExportKind),
    /// The colours of a program's text are wanted.
    Colour(AttrValue, Language),
    /// They were found, or could not be loaded.
    Coloured(AttrValue, Option<Rc<[Token]>>),
    /// A text shall be saved as a file with this name.
    SaveText(String, Rc<str>),
    /// What was to be saved was saved, or could not be.
    Exported(bool),
    /// A link with the race that is shown is wanted.
    MakeLink,
    /// It was made, or has too many characters, or could not be made.
    LinkMade(RaceId, Option<Result<String, usize>>),
    /// Another experiment shall be in the form.
    Ask(Spec),
}
