//! The public result document, version 1.
//!
//! ```json
//! {"type": "interleave/result", "version": 1, "spec": {…}, "environment": {…}, "runs": [{…}]}
//! ```
//!
//! One entry of `runs` a mode, one entry of its `rounds` a round. Times are in milliseconds.
//! What is not known is `null`, never 0. Fields are only ever added within a version.

use serde::{Deserialize, Serialize};

use crate::api::Api;
use crate::clock::to_ms;
use crate::lifecycle::{Error, Hang, Seen};
use crate::map::Map;
use crate::protocol::Reference;
use crate::spec::{Mode, Spec};
use crate::stats::{Capacity, expected_ms, summarise};
use crate::task::Outcome;
use crate::timeline::Timeline;

/// How much isolation the browser gave the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// The server's headers isolate the page: shared memory works.
    Headers,
    /// The server's Document-Isolation-Policy isolates the page in a frame, whatever its parent
    /// does.
    DocumentIsolationPolicy,
    /// The page's own service worker isolates it, on a server without such headers.
    ServiceWorker,
    /// No isolation: no shared memory.
    None,
    /// No browser at all: an ordinary process, which always shares its memory.
    Native,
}

/// Where a number comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// It ran here.
    Measured,
    /// Our GIL stands in for CPython's; its contention is real.
    Emulated,
    /// Computed from a formula.
    Modelled,
    /// A labelled sample from elsewhere.
    Recorded,
}

impl Rung {
    /// Every rung that isolates a page.
    pub const ISOLATED: [Rung; 3] = [
        Rung::Headers,
        Rung::DocumentIsolationPolicy,
        Rung::ServiceWorker,
    ];
}

impl Reason {
    /// Every reason.
    pub const ALL: [Reason; 6] = [
        Reason::NotIsolated,
        Reason::Insecure,
        Reason::NoSharedMemory,
        Reason::PoolFailed,
        Reason::NotReached,
        Reason::NoWorkers,
    ];
}

impl Provenance {
    /// Every provenance.
    pub const ALL: [Provenance; 4] = [
        Provenance::Measured,
        Provenance::Emulated,
        Provenance::Modelled,
        Provenance::Recorded,
    ];

    /// Where the times of a mode come from: everything runs here, but a GIL is ours.
    pub fn of(mode: Mode, spec: &Spec) -> Self {
        let threads_of_python = mode == Mode::Gil || spec.api(mode) == Api::ToThread;
        match threads_of_python && spec.gil {
            true => Provenance::Emulated,
            false => Provenance::Measured,
        }
    }
}

/// Why a mode did not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The page is not isolated, so that there is no shared memory.
    NotIsolated,
    /// The page was not loaded from a secure origin (https or localhost).
    Insecure,
    /// The browser has no shared memory that can be posted to a worker.
    NoSharedMemory,
    /// The engine's threads did not start.
    PoolFailed,
    /// The race ended before it was this mode's turn.
    NotReached,
    /// The browser lets the page start no workers at all.
    NoWorkers,
}

/// Where a race ran.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Environment {
    /// Whether shared memory works here.
    pub isolated: bool,
    /// How it was isolated.
    pub rung: Rung,
    /// The cores that the browser reports; not every browser tells the truth.
    pub cores_reported: Option<u32>,
    /// How many cores' worth of computing the pool's lanes were measured to get.
    pub cores_effective: Option<f64>,
    /// The smallest step of the engine's clock, in microseconds.
    pub timer_step_us: Option<f64>,
    /// Whether anything disturbed the race: a hidden tab, a lost worker.
    pub disturbed: bool,
    /// What the browser calls itself.
    pub user_agent: String,
    /// How long the engine's threads took to start, in milliseconds.
    pub pool_start_ms: Option<f64>,
    /// What drawing the race live cost the page; none before the race has ended.
    pub painter: Option<Painter>,
}

/// What drawing a race live cost the page, measured by the page itself.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Painter {
    /// How many frames were painted.
    pub frames: u32,
    /// 95 % of the frames took at most so long to paint, in milliseconds of script.
    pub script_p95_ms: f64,
    /// 95 % of the frames that the browser offered came within so many milliseconds of the one
    /// before.
    pub frame_p95_ms: f64,
}

/// One round of one mode.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Round {
    /// From release to the last outcome; none if nothing was run, or less than the clock can tell.
    pub elapsed_ms: Option<f64>,
    /// The part of it in which workers started.
    pub start_ms: f64,
    /// Whether it only warmed up, and does not count. (No mode needs it so far: computing the
    /// expected answers before the race warms up the kernel.)
    pub warmup: bool,
    /// Whether it was stopped or timed out, or something disturbed it: it does not count then.
    pub disturbed: bool,
    /// How its tasks ended.
    pub outcomes: Outcomes,
    /// Whether every task's answer was the expected one.
    pub answers_correct: bool,
    /// Events for which there was no room.
    pub events_dropped: u64,
    /// How many bytes crossed between processes; none where there are none.
    pub message_bytes: Option<u64>,
    /// How the program's main line ended; none if that is not known.
    pub main_line: Option<MainLine>,
}

/// How a program's main line ended, and what it did not hear of.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MainLine {
    /// How.
    pub ended: Ended,
    /// The exception that it raised, by its name in Python, if it raised one.
    pub raised: Option<Error>,
    /// When, in milliseconds since release.
    pub at_ms: f64,
    /// How many tasks' errors nobody heard of.
    pub swallowed: u32,
    /// That the program hung, if it did; it may be its exit that did.
    #[serde(default)]
    pub hung: Option<Hung>,
}

/// That a program hung.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hung {
    /// Why.
    pub why: Hang,
    /// The index of the task that it waited for.
    pub task: u32,
    /// Since when nothing could happen any more, in milliseconds since release.
    pub at_ms: f64,
}

/// How a program's main line ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// It came to its end.
    Returned,
    /// It raised.
    Raised,
    /// A task ended the whole program.
    Died,
    /// Not by itself: it was stopped, or the run's limit came.
    Halted,
    /// It never would have: nothing could happen any more.
    Hung,
}

impl MainLine {
    /// As a timeline shows it; none if it has not ended.
    pub fn of(timeline: &Timeline) -> Option<Self> {
        let seen = timeline.seen();
        let (at, last) = seen.iter().find(|(_, seen)| seen.is_final())?;
        let swallowed = seen.iter().filter(|(_, seen)| seen.is_swallowed());
        let (ended, raised) = match last {
            Seen::Raised(error) => (Ended::Raised, Some(*error)),
            Seen::Died => (Ended::Died, None),
            Seen::Halted => (Ended::Halted, None),
            Seen::Hung(_) => (Ended::Hung, None),
            _ => (Ended::Returned, None),
        };
        Some(Self {
            ended,
            raised,
            at_ms: to_ms(*at),
            swallowed: swallowed.count() as u32,
            hung: timeline.hung().map(|hung| Hung {
                why: hung.why,
                task: hung.task,
                at_ms: to_ms(hung.at),
            }),
        })
    }
}

/// How many tasks ended in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcomes {
    /// All steps were carried out.
    pub done: u32,
    /// They raised an error.
    pub failed: u32,
    /// They were stopped, or never started because the run was.
    pub cancelled: u32,
    /// The run's limit came first.
    pub timed_out: u32,
}

impl Round {
    /// The round that a finished timeline shows.
    pub fn new(
        timeline: &Timeline,
        dropped: u64,
        message_bytes: u64,
        disturbed: bool,
        timer_step_us: f64,
    ) -> Self {
        let count = |outcome| timeline.outcomes().count(outcome);
        Self {
            elapsed_ms: timeline
                .elapsed()
                .map(to_ms)
                .filter(|ms| ms * 1_000.0 >= timer_step_us),
            start_ms: to_ms(timeline.started()),
            warmup: false,
            disturbed,
            outcomes: Outcomes {
                done: count(Outcome::Done),
                failed: count(Outcome::Failed),
                cancelled: count(Outcome::Cancelled),
                timed_out: count(Outcome::TimedOut),
            },
            answers_correct: timeline.answers_correct(),
            events_dropped: dropped,
            message_bytes: (message_bytes > 0).then_some(message_bytes),
            main_line: MainLine::of(timeline),
        }
    }

    /// Whether its program hung.
    pub fn hung(&self) -> bool {
        self.main_line.is_some_and(|line| line.hung.is_some())
    }

    /// Whether it enters the statistics.
    pub fn counts(&self) -> bool {
        !self.warmup && !self.disturbed
    }
}

/// All rounds of one mode.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModeReport {
    /// The mode.
    pub mode: Mode,
    /// Where its times come from.
    pub provenance: Provenance,
    /// Whether it could run here.
    pub available: bool,
    /// Why it did not run, if it did not.
    pub reason: Option<Reason>,
    /// Its rounds, the first one first.
    pub rounds: Vec<Round>,
    /// The median of the rounds that count.
    pub median_ms: Option<f64>,
    /// The median's 95 % interval, from five rounds on.
    pub ci95_ms: Option<[f64; 2]>,
    /// What the formula expects, without start-up; modelled.
    pub expected_ms: Option<f64>,
    /// How many times as fast as sequential, by the medians.
    pub speedup: Option<f64>,
    /// How the tasks of all its rounds ended.
    pub outcomes: Outcomes,
    /// Whether every answer was the expected one; none if it did not run.
    pub answers_correct: Option<bool>,
    /// Events for which there was no room.
    pub events_dropped: u64,
}

/// What a race showed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Always [`Report::TYPE`].
    #[serde(rename = "type")]
    pub kind: String,
    /// Always [`Report::VERSION`].
    pub version: u32,
    /// What was asked.
    pub spec: Spec,
    /// Where it ran.
    pub environment: Environment,
    /// What was measured, an entry a mode.
    pub runs: Vec<ModeReport>,
}

impl Report {
    /// What the document calls itself.
    pub const TYPE: &str = "interleave/result";
    /// The document's version.
    pub const VERSION: u32 = 1;

    /// Puts together what a race showed.
    ///
    /// `rounds` holds the rounds of each mode that ran; `unavailable` says why others could not.
    pub fn new(
        spec: &Spec,
        environment: Environment,
        reference: &Reference,
        mut rounds: Map<Mode, Vec<Round>>,
        unavailable: &Map<Mode, Reason>,
    ) -> Self {
        let costs: Vec<(u64, f64)> = reference
            .costs
            .iter()
            .map(|(units, nanos)| (*units, to_ms(*nanos)))
            .collect();
        let reported = environment.cores_reported.map_or(1.0, f64::from);
        let capacity = Capacity {
            costs: &costs,
            cores: environment.cores_effective.unwrap_or(reported),
        };
        let tasks = spec.tasks();
        let mut runs: Vec<ModeReport> = spec
            .modes
            .iter()
            .map(|&mode| {
                let rounds = rounds.remove(&mode).unwrap_or_default();
                let missing = rounds.is_empty().then_some(Reason::NotReached);
                let reason = unavailable.get(&mode).copied();
                ModeReport {
                    expected_ms: expected_ms(mode, spec, &tasks, capacity),
                    available: reason.is_none(),
                    reason: reason.or(missing),
                    ..ModeReport::new(mode, rounds, spec)
                }
            })
            .collect();
        let sequential = runs.iter().find(|run| run.mode == Mode::Sequential);
        if let Some(base) = sequential.and_then(|run| run.median_ms) {
            for run in &mut runs {
                run.speedup = run.median_ms.filter(|ms| *ms > 0.0).map(|ms| base / ms);
            }
        }
        Self {
            kind: Self::TYPE.to_owned(),
            version: Self::VERSION,
            spec: spec.clone(),
            environment,
            runs,
        }
    }

    /// What one mode showed.
    pub fn run(&self, mode: Mode) -> Option<&ModeReport> {
        self.runs.iter().find(|run| run.mode == mode)
    }

    /// The document as JSON.
    pub fn to_json(&self) -> String {
        let mut json = Vec::new();
        let mut serializer = serde_json::Serializer::with_formatter(&mut json, PlainFloats);
        self.serialize(&mut serializer)
            .expect("every field has a JSON form");
        String::from_utf8(json).expect("JSON is text")
    }
}

/// Writes numbers from whole ones, with nine decimals at most: picoseconds of a millisecond. What
/// serde_json and the standard library bring for it would weigh five kilobytes in the page.
struct PlainFloats;

impl serde_json::ser::Formatter for PlainFloats {
    fn write_f64<W: ?Sized + std::io::Write>(
        &mut self,
        writer: &mut W,
        value: f64,
    ) -> std::io::Result<()> {
        writer.write_all(plain(value).as_bytes())
    }
}

fn plain(value: f64) -> String {
    const SCALE: u64 = 1_000_000_000;
    let sign = if value < 0.0 { "-" } else { "" };
    let size = value.abs();
    // No time of ours is so long, and from here on no decimal would be exact.
    if size >= 1e15 {
        return format!("{sign}{}", size as u64);
    }
    let scaled = (size.fract() * SCALE as f64).round() as u64;
    let whole = size.trunc() as u64 + scaled / SCALE;
    let text = format!("{sign}{whole}.{:09}", scaled % SCALE);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl ModeReport {
    fn new(mode: Mode, rounds: Vec<Round>, spec: &Spec) -> Self {
        let samples: Vec<f64> = rounds
            .iter()
            .filter(|round| round.counts())
            .filter_map(|round| round.elapsed_ms)
            .collect();
        let summary = summarise(&samples, spec.seed.into());
        let sum = |part: fn(&Outcomes) -> u32| rounds.iter().map(|r| part(&r.outcomes)).sum();
        Self {
            mode,
            provenance: Provenance::of(mode, spec),
            available: true,
            reason: None,
            median_ms: summary.map(|summary| summary.median),
            ci95_ms: summary.and_then(|summary| summary.ci95),
            expected_ms: None,
            speedup: None,
            outcomes: Outcomes {
                done: sum(|o| o.done),
                failed: sum(|o| o.failed),
                cancelled: sum(|o| o.cancelled),
                timed_out: sum(|o| o.timed_out),
            },
            answers_correct: (!rounds.is_empty())
                .then(|| rounds.iter().all(|round| round.answers_correct)),
            events_dropped: rounds.iter().map(|round| round.events_dropped).sum(),
            rounds,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn numbers_are_written_so_that_they_can_be_read() {
        for (value, text) in [
            (0.0, "0"),
            (501.3, "501.3"),
            (0.000_000_001, "0.000000001"),
            (1.0 / 3.0, "0.333333333"),
            (1.999_999_999_9, "2"),
            (-2.5, "-2.5"),
            (600_000_000.0, "600000000"),
            (1e15, "1000000000000000"),
            (1e300, "18446744073709551615"),
        ] {
            assert_eq!(plain(value), text);
        }
    }
}
