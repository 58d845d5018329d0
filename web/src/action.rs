//! Everything that can happen to the page: the reader's actions, events of the browser, the engine's
//! messages, and the results of effects.

use std::rc::Rc;

use interleave::model::api::{Api, Fault, ProgramEnd};
use interleave::model::blocking::Blocking;
use interleave::model::counter::{Lock, Sharing};
use interleave::model::field::Field;
use interleave::model::mode::{KernelKind, Mode};
use interleave::model::moment::Moment;
use interleave::model::preset::Preset;
use interleave::model::python::{Python, Start};
use interleave::model::query::Decoded;
use interleave::model::queue::QueueOrder;
use interleave::model::spec::{Override, Spec};
use interleave::model::view::{Lang, StepId, Theme};
use interleave::protocol::{Message, RaceId};
use web_sys::File;
use yew::AttrValue;

use crate::capability::Capability;
use crate::component::ExportKind;
use crate::component::code::{Language, Token};
use crate::documents::QrCode;
use crate::effect::embed::Appearance;
use crate::expected::Expected;
use crate::saved::SavedRace;
use crate::state::{EngineId, Failure, Guess, OpenError, OwnCorpus, Request};

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Action {
    /// A numeric field was set.
    Set(Field, u64),
    /// A mode was chosen or dropped.
    SetMode(Mode, bool),
    /// A kernel was chosen.
    SetKernel(KernelKind),
    /// What keeps the updates of a shared counter was chosen.
    SetLock(Lock),
    /// What comes between reading and writing it was switched on or off.
    SetBetween(bool),
    /// Which counter processes count on was chosen.
    SetSharing(Sharing),
    /// Whether a queue is read before its processes are joined was switched.
    SetQueueOrder(QueueOrder),
    /// Blocking waits in coroutines were switched on or off.
    SetBlocking(Blocking),
    /// The GIL was switched on or off.
    SetGil(bool),
    /// An API was chosen for its family.
    SetApi(Api),
    /// A version of Python was chosen.
    SetPython(Python),
    /// How processes start was chosen.
    SetStart(Start),
    /// The main guard was switched.
    SetGuard(bool),
    /// An end was chosen.
    SetEnd(ProgramEnd),
    /// A fault was chosen.
    SetFault(Fault),
    /// A task's override was set or removed.
    SetOverride(u32, Option<Override>),
    /// An experiment was chosen, for a machine with this many cores.
    Choose(Preset, u32),
    /// The reader's own corpus was set or removed.
    SetCorpus(Option<OwnCorpus>),
    /// A language was chosen.
    SetLang(Lang),
    /// A theme was chosen.
    SetTheme(Theme),
    /// Single-character shortcuts were switched on or off.
    SetShortcuts(bool),
    /// The notices were read.
    DismissNotices,

    /// The page is mounted. Its address has this fragment.
    Mounted(String),
    /// The reader went back or forth in the browser's history.
    Load(Decoded),
    /// The address has another fragment.
    FragmentChanged(String),
    /// The embedding page sets this page's language and theme.
    HostWants(Appearance),
    /// There is a new release.
    ReleaseCame,
    /// It is known what this browser can do.
    Settled(Capability),
    /// The page was hidden.
    Hidden,
    /// It is seen again.
    Shown,
    /// The page has been idle for a moment.
    StayedIdle,

    /// Something happened in the lesson.
    Lesson(LessonAction),
    /// Guessing in free play was switched on or off.
    SetGuessing(bool),
    /// A mode's time was guessed there; none takes a guess back.
    GuessFreely(Mode, Option<Guess>),
    /// A speaker's window asks something of the presenter view.
    SpeakerAsked(Request),
    /// The teacher opens a speaker's window.
    OpenSpeaker,
    /// The teacher gives a text with the codes of a class.
    TakeCodes(String),
    /// The teacher forgets them.
    ForgetCodes,

    /// Run was pressed.
    Run,
    /// Stop was pressed.
    Stop,
    /// The reader makes the running program call `shutdown` or `terminate` at once.
    EndEarly,
    /// It is this page's turn to run.
    TurnCame,

    /// The engine sent something; not [`Message::Events`], which go into the recording.
    Received(EngineId, Message),
    /// The engine cannot be used, or not any more.
    EngineFailed(EngineId, Failure),
    /// The browser lets the page start no workers.
    NoWorkers(EngineId),
    /// The engine has sent nothing in this many checks in a row.
    Quiet(EngineId, u32),
    /// The engine's time to get ready is over.
    StartDeadline(EngineId),
    /// What to expect of a race was modelled.
    Modelled(RaceId, Expected),
    /// The race's time to stop is over.
    StopDeadline(RaceId),
    /// The engine's time to end a stopped race is over.
    AbandonDeadline(EngineId),

    /// The races stored in the browser were read.
    HistoryRead(Vec<Rc<SavedRace>>),
    /// Another tab has changed them.
    HistoryChanged,
    /// The reader wants them forgotten.
    ForgetHistory,
    /// A race of the history was chosen to compare with the shown one; none ends that.
    Pin(Option<Rc<SavedRace>>),
    /// A race of the history was chosen to be shown.
    Show(Rc<SavedRace>),
    /// The reader looks at this of the race with this number.
    Look(RaceId, Moment),
    /// A file was chosen.
    FileChosen(File),
    /// The file or link with this number was read, or could not be.
    Opened(u32, Result<Rc<SavedRace>, OpenError>),
    /// This share of its events has been folded.
    TakenIn(u32, f64),
    /// The figure with this number was drawn, or could not be.
    Compared(u32, Option<Rc<str>>),
    /// A sample for modes that cannot run here was loaded, or could not be.
    SampleLoaded(RaceId, Option<Rc<SavedRace>>),
    /// The reader exports the shown race as a file.
    Export(ExportKind),
    /// The colours of a program's text are wanted.
    Colour(AttrValue, Language),
    /// They were found, or could not be loaded.
    Coloured(AttrValue, Option<Rc<[Token]>>),
    /// The reader saves a text as a file with this name.
    SaveText(String, Rc<str>),
    /// The export succeeded or failed.
    Exported(bool),
    /// A link with the race that is shown is wanted.
    MakeLink,
    /// It was made, or has too many characters, or could not be made.
    LinkMade(RaceId, Option<Result<String, usize>>),
    /// This text is wanted as a QR code.
    WantQrCode(String),
    /// It was made, or is too long for one (none within), or could not be made.
    QrCodeMade(String, Option<Option<Rc<QrCode>>>),
    /// The form gets another experiment.
    Ask(Spec),
}

/// Something that the reader does in the lesson.
#[derive(Clone, Copy, Debug)]
pub enum LessonAction {
    /// Opens a step.
    Open(StepId),
    /// Leaves the lesson.
    Leave,
    /// Plays freely with the step's experiment.
    Break,
    /// Goes back to the settings of the step's experiment.
    Reset,
    /// Guesses what a mode of an experiment takes; none takes a guess back.
    Guess(&'static str, Mode, Option<Guess>),
    /// Guesses the number that the step asks for; likewise.
    Foretell(Option<Guess>),
    /// Answers the question about the board.
    ReadOff(u64),
    /// Chooses a reason, by index.
    Choose(usize),
    /// Starts the step again.
    Again,
    /// Goes on in the presenter view: one key leads through a whole step, and to the next one.
    Next,
    /// Goes back there.
    Back,
}
