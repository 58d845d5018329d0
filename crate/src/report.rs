//! The public result document, version 1.
//!
//! ```json
//! {"type": "interleave/result", "version": 1, "spec": {…}, "environment": {…}, "runs": [{…}]}
//! ```
//!
//! One entry of `runs` a mode, one entry of its `rounds` a round. Times are in milliseconds.
//! What is not known is `null`, never 0. Fields are only ever added within a version.

pub mod baseline;
pub mod counter_step;
pub mod environment;
pub mod expectations;
pub mod finding;
pub mod findings;
pub mod formula;
pub mod gil_use;
mod json;
pub mod measured;
pub mod round;
pub mod statistics;
mod sum_up;

use serde::{Deserialize, Serialize};
use strum::{EnumCount, IntoStaticStr, VariantArray};

use counter_step::CounterStep;
use environment::{Environment, Reason};
use expectations::Expectations;
use finding::Finding;
use json::PlainFloats;
use round::{Counter, Outcomes, Round};

use crate::model::mode::Mode;
use crate::model::spec::Spec;
use crate::model::variants::all;

/// Where a number comes from.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumCount,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Provenance {
    /// It ran here.
    Measured,
    /// Our GIL stands in for CPython's; its contention is real.
    Emulated,
    /// Computed, on a virtual clock or from a formula.
    Modelled,
    /// A labelled sample from elsewhere.
    Recorded,
}

impl Provenance {
    /// Every provenance.
    pub const ALL: [Self; Self::COUNT] = all(Self::VARIANTS);

    /// Its name in documents.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Where the times of a mode come from: everything runs here, but a GIL is ours.
    pub fn of(mode: Mode, spec: &Spec) -> Self {
        let threads_of_python = mode == Mode::Gil || spec.awaits_threads(mode);
        match threads_of_python && spec.gil {
            true => Provenance::Emulated,
            false => Provenance::Measured,
        }
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
    /// The median's 95 % interval, from six rounds on.
    pub ci95_ms: Option<[f64; 2]>,
    /// What the model expects of workers that are ready, so that neither start-up nor messages take time;
    /// none if it is too much to model, or if it is not known what computing costs.
    pub expected_ms: Option<f64>,
    /// The same with start-up and messages as they were measured in this race.
    #[serde(default)]
    pub expected_total_ms: Option<f64>,
    /// How many times as fast as sequential: the median over the rounds; none unless both finished their
    /// tasks.
    pub speedup: Option<f64>,
    /// The 95 % interval of that, from six rounds on.
    #[serde(default)]
    pub speedup_ci95: Option<[f64; 2]>,
    /// How the tasks of all its rounds ended.
    pub outcomes: Outcomes,
    /// Whether every answer was the expected one; none if it did not run, or if its tasks count.
    pub answers_correct: Option<bool>,
    /// What became of the updates of a shared counter, in the round that lost the middle number of those that
    /// count; none if nothing was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter: Option<Counter>,
    /// How an update of it was lost, step by step, in the newest round in which one was caught; empty if none was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<CounterStep>,
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
    /// What it showed, what matters most first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// That in one sentence, in each language; none before the race has ended. Text between `*stars*` is
    /// emphasised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headline: Option<Headline>,
}

/// A sentence in each language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Headline {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Report {
    /// What the document calls itself.
    pub const TYPE: &str = "interleave/result";
    /// The document's version.
    pub const VERSION: u32 = 1;

    /// The same, with what the model expects.
    pub fn with_expectations(mut self, expected: &Expectations) -> Self {
        for run in &mut self.runs {
            let expected = expected.get(&run.mode);
            run.expected_ms = expected.map(|expected| expected.ms);
            run.expected_total_ms = expected.and_then(|expected| expected.total_ms);
        }
        self
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

impl ModeReport {
    /// When the model expects the run to end, with start-up if it is known how long that takes.
    pub fn expected_end_ms(&self) -> Option<f64> {
        self.expected_total_ms.or(self.expected_ms)
    }

    /// Whether all rounds that count finished their tasks; see [`Round::finished`].
    pub fn finished(&self, spec: &Spec) -> bool {
        let mut counting = self.rounds.iter().filter(|round| round.counts());
        counting.all(|round| round.finished(spec))
    }
}
