//! A race with its events, as a document that can be exported and imported.
//!
//! The document is the public one of [`crate::report`] with two more keys. All times are whole
//! nanoseconds since the run's release:
//!
//! ```json
//! {"type": "interleave/result", "version": 1, "…": "…", "query": "n=2&modes=threads",
//!  "recording": [{"mode": "threads", "round": 0, "lanes": 2,
//!                 "at_ns": [0, 1200], "lane": [0, 0], "task": [0, 0], "what": ["run", "done"]}]}
//! ```
//!
//! An event is a place in all four columns. `lane` is null for the program's main thread and for tasks
//! that never ran, `task` for what concerns no task. There is one run a mode: its newest round.
//! [`chrome_trace`] writes the same for tools that draw traces, [`csv`] for spreadsheets.

pub mod chrome_trace;
pub mod csv;
pub mod recording;

use recording::{Run, Runs};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::model::limits::MAX_LANES;
use crate::model::mode::Mode;
use crate::model::task::Outcome;
use crate::report::round::Counter;
use crate::report::{Headline, Provenance, Report};
use crate::scheduler::observation::{Error, Observation};
use crate::trace::event::{Event, EventKind, MemoryAccess, State, Tally, Wanted};

/// The longest document that is read, in bytes.
pub const MAX_BYTES: usize = 256 << 20;

/// Why a document cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecordError {
    /// It is longer than [`MAX_BYTES`].
    TooLong,
    /// It is not a document of this program.
    Foreign,
    /// It was written by a later version.
    Version,
    /// It holds no events.
    NoEvents,
    /// Its columns do not fit together.
    Broken,
}

/// A race to export: its public document, word for word, and its events.
#[derive(Clone, Debug, Deserialize)]
pub struct Document {
    #[serde(rename = "type")]
    kind: String,
    version: u32,
    spec: Box<RawValue>,
    environment: Box<RawValue>,
    runs: Box<RawValue>,
    #[serde(default)]
    findings: Option<Box<RawValue>>,
    #[serde(default)]
    headline: Option<Box<RawValue>>,
    /// The experiment, as the query of a link.
    #[serde(default)]
    pub query: String,
    /// What happened.
    #[serde(default, deserialize_with = "recording")]
    pub recording: Runs,
}

impl Document {
    /// The document of a race: its public one as JSON, its experiment as a query, its events.
    ///
    /// # Errors
    /// If `report` is not a public document.
    pub fn new(report: &str, query: String, recording: Runs) -> Result<Self, RecordError> {
        let report: Self = serde_json::from_str(report).map_err(|_| RecordError::Foreign)?;
        Ok(Self {
            query,
            recording,
            ..report
        })
    }

    /// The public document alone, as JSON.
    pub fn report(&self) -> String {
        self.fields() + "}"
    }

    /// The public document alone, as JSON, without its last brace.
    fn fields(&self) -> String {
        let mut text = format!(
            "{{\"type\":{},\"version\":{},\"spec\":{},\"environment\":{},\"runs\":{}",
            serde_json::to_string(&self.kind).expect("texts have a JSON form"),
            self.version,
            self.spec,
            self.environment,
            self.runs,
        );
        // Documents of earlier releases lack these.
        for (key, value) in [("findings", &self.findings), ("headline", &self.headline)] {
            if let Some(value) = value {
                text += &format!(",\"{key}\":{value}");
            }
        }
        text
    }

    /// As JSON; the inverse of [`Document::from_json`], byte by byte.
    pub fn to_json(&self) -> String {
        let columns = self.recording.iter();
        let columns: Vec<Columns> = columns.map(|(mode, run)| Columns::of(*mode, run)).collect();
        let text = |value: Result<String, _>| value.expect("texts and numbers have a JSON form");
        format!(
            "{},\"query\":{},\"recording\":{}}}",
            self.fields(),
            text(serde_json::to_string(&self.query)),
            text(serde_json::to_string(&columns)),
        )
    }

    /// The race of a document.
    ///
    /// # Errors
    /// If it is no document of [`Document::to_json`].
    pub fn from_json(json: &str) -> Result<Self, RecordError> {
        /// The keys to check before parsing the rest.
        #[derive(Deserialize)]
        struct Head {
            #[serde(rename = "type")]
            kind: String,
            version: u32,
        }
        if json.len() > MAX_BYTES {
            return Err(RecordError::TooLong);
        }
        let head: Head = serde_json::from_str(json).map_err(|_| RecordError::Foreign)?;
        if head.kind != Report::TYPE {
            return Err(RecordError::Foreign);
        }
        if head.version != Report::VERSION {
            return Err(RecordError::Version);
        }
        let document: Self = serde_json::from_str(json).map_err(|_| RecordError::Broken)?;
        match document.recording.is_empty() {
            true => Err(RecordError::NoEvents),
            false => Ok(document),
        }
    }

    /// Whether it is the same race. Compares no events: no two races take exactly the same times.
    pub fn is(&self, other: &Self) -> bool {
        self.query == other.query && self.runs.get() == other.runs.get()
    }

    /// The public document's figures of each mode; empty if they cannot be read.
    pub fn figures(&self) -> Vec<Figure> {
        serde_json::from_str(self.runs.get()).unwrap_or_default()
    }

    /// What the race showed, in one sentence, in each language; none in documents of earlier releases.
    pub fn headline(&self) -> Option<Headline> {
        serde_json::from_str(self.headline.as_ref()?.get()).ok()
    }

    /// The cores that the browser reported, if it did.
    pub fn cores(&self) -> Option<u32> {
        #[derive(Deserialize)]
        struct Environment {
            cores_reported: Option<u32>,
        }
        let known: Environment = serde_json::from_str(self.environment.get()).ok()?;
        known.cores_reported
    }
}

/// A mode's figures in the public document.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Figure {
    /// The mode.
    pub mode: Mode,
    /// Where its times come from.
    pub provenance: Provenance,
    /// The median of the rounds that count, in milliseconds.
    pub median_ms: Option<f64>,
    /// Its 95 % interval, likewise.
    pub ci95_ms: Option<[f64; 2]>,
    /// What the model expects without start-up, likewise.
    pub expected_ms: Option<f64>,
    /// What it expects with start-up, likewise.
    #[serde(default)]
    pub expected_total_ms: Option<f64>,
    /// What became of the updates of a shared counter.
    #[serde(default)]
    pub counter: Option<Counter>,
}

impl Figure {
    /// When the model expects the run to end, with start-up if it is known how long that takes.
    pub fn expected_end_ms(&self) -> Option<f64> {
        self.expected_total_ms.or(self.expected_ms)
    }
}

/// The runs of a document, if all are valid.
fn recording<'de, D: Deserializer<'de>>(from: D) -> Result<Runs, D::Error> {
    let mut runs = Runs::new();
    for columns in Vec::<Columns>::deserialize(from)? {
        let sound = columns.run();
        let (mode, run) = sound.ok_or_else(|| serde::de::Error::custom("columns do not fit"))?;
        runs.insert(mode, run);
    }
    Ok(runs)
}

/// A run as a document holds it.
#[derive(Serialize, Deserialize)]
struct Columns {
    mode: Mode,
    round: u32,
    lanes: u32,
    at_ns: Vec<u64>,
    lane: Vec<Option<u16>>,
    task: Vec<Option<u32>>,
    what: Vec<What>,
}

impl Columns {
    fn of(mode: Mode, run: &Run) -> Self {
        let events = || run.events.iter();
        let lane = |event: &Event| Some(event.lane).filter(|lane| *lane != Event::MAIN_THREAD);
        let task = |event: &Event| Some(event.task).filter(|task| *task != Event::NO_TASK);
        Self {
            mode,
            round: run.round,
            lanes: run.lanes,
            at_ns: events().map(|event| event.at).collect(),
            lane: events().map(lane).collect(),
            task: events().map(task).collect(),
            what: events().map(|event| What(event.what)).collect(),
        }
    }

    /// The run, if the columns belong together and no lane is out of bounds.
    fn run(self) -> Option<(Mode, Run)> {
        let count = self.at_ns.len();
        let others = [self.lane.len(), self.task.len(), self.what.len()];
        let lanes = u16::try_from(self.lanes).ok()?;
        let known = |lane: &Option<u16>| lane.is_none_or(|lane| lane < lanes);
        let sound = others == [count; 3]
            && u32::from(lanes) <= MAX_LANES.max(self.task.len() as u32)
            && self.lane.iter().all(known);
        let rows = self.at_ns.into_iter().zip(self.lane);
        let rows = rows.zip(self.task.into_iter().zip(self.what));
        let event = |((at, lane), (task, what)): ((u64, Option<u16>), (Option<u32>, What))| Event {
            at,
            task: task.unwrap_or(Event::NO_TASK),
            lane: lane.unwrap_or(Event::MAIN_THREAD),
            what: what.0,
        };
        sound.then(|| {
            let run = Run {
                round: self.round,
                lanes: self.lanes,
                events: rows.map(event).collect(),
            };
            (self.mode, run)
        })
    }
}

/// What happened, by its name in documents.
struct What(EventKind);

impl Serialize for What {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&name(self.0))
    }
}

impl<'de> Deserialize<'de> for What {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<str>>::deserialize(from)?;
        let known = happening(&text).ok_or_else(|| {
            serde::de::Error::unknown_variant("something that happens nowhere", &[])
        })?;
        Ok(What(known))
    }
}

/// After a task's outcome: its answer was not the expected one.
const WRONG: &str = " wrong";
/// Before which lock a lane waits for, and which lane held it, if that is known.
const WANTS: &str = "lock ";
/// Before what the main thread saw.
const SEES: &str = "sees ";
/// Before the exception that it raised.
const RAISED: &str = "raised ";
/// Before the reason why it hangs.
const HUNG: &str = "hung ";

fn seen_name(seen: Observation) -> String {
    match seen {
        Observation::Returned => "returned".to_owned(),
        Observation::Died => "died".to_owned(),
        Observation::Halted => "halted".to_owned(),
        Observation::JoinTimedOut => "join_timed_out".to_owned(),
        Observation::CancelRefused => "cancel_refused".to_owned(),
        Observation::WentOn => "went_on".to_owned(),
        Observation::Read => "read".to_owned(),
        Observation::Put => "put".to_owned(),
        Observation::Full => "full".to_owned(),
        Observation::Cleaned => "cleaned".to_owned(),
        Observation::Respawned => "respawned".to_owned(),
        Observation::Printed => "printed".to_owned(),
        Observation::ExitCode => "exit_code".to_owned(),
        Observation::Forgotten => "forgotten".to_owned(),
        Observation::Raised(error) => format!("{RAISED}{}", error.name()),
        Observation::Hung(why) => format!("{HUNG}{}", why.name()),
    }
}

fn name(what: EventKind) -> std::borrow::Cow<'static, str> {
    match what {
        EventKind::Enter(state) => state.name().into(),
        EventKind::End {
            outcome,
            correct: true,
        } => outcome.name().into(),
        EventKind::End { outcome, .. } => format!("{}{WRONG}", outcome.name()).into(),
        EventKind::Observed(seen) => format!("{SEES}{}", seen_name(seen)).into(),
        EventKind::Locked(Wanted { lock, holder: None }) => format!("{WANTS}{lock}").into(),
        EventKind::Locked(Wanted {
            lock,
            holder: Some(holder),
        }) => format!("{WANTS}{lock} {holder}").into(),
        EventKind::Counted(tally, value) => format!("{} {value}", tally.name()).into(),
        EventKind::Accessed(access, value) => format!("{} {value}", access.name()).into(),
    }
}

fn happening(text: &str) -> Option<EventKind> {
    if let Some(seen) = text.strip_prefix(SEES) {
        let raised = seen.strip_prefix(RAISED);
        let error = raised.and_then(Error::from_name);
        let mut plain = Observation::ALL.into_iter();
        let seen = match error {
            Some(error) => Some(Observation::Raised(error)),
            None => plain.find(|known| seen_name(*known) == seen),
        };
        return seen.map(EventKind::Observed);
    }
    if let Some(wanted) = text.strip_prefix(WANTS) {
        let (lock, holder) = match wanted.split_once(' ') {
            Some((lock, holder)) => (lock, Some(holder.parse().ok()?)),
            None => (wanted, None),
        };
        let lock = lock.parse().ok()?;
        return Some(EventKind::Locked(Wanted { lock, holder }));
    }
    if let Some((named, value)) = text.split_once(' ')
        && let Ok(value) = value.parse()
    {
        let access = MemoryAccess::from_name(named);
        let accessed = access.map(|access| EventKind::Accessed(access, value));
        let tally = Tally::from_name(named);
        return accessed.or(tally.map(|tally| EventKind::Counted(tally, value)));
    }
    if let Some(state) = State::from_name(text) {
        return Some(EventKind::Enter(state));
    }
    let (named, correct) = match text.strip_suffix(WRONG) {
        Some(named) => (named, false),
        None => (text, true),
    };
    let outcome = Outcome::from_name(named)?;
    Some(EventKind::End { outcome, correct })
}

#[cfg(test)]
mod tests;
