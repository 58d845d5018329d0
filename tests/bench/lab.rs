//! What measurements are made with: races in pages and in the terminal's program, other programs, and an
//! order in which nothing has an advantage.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use interleave::document::Document;
use interleave::model::mode::Mode;
use interleave::report::round::Round;
use interleave::report::statistics::summarise;
use interleave::report::{ModeReport, Report};
use interleave::time::to_ms;
use interleave::trace::event::State;
use interleave_tests::{Engine, Page, Setting};
use serde::de::DeserializeOwned;
use serde_json::Value;
use xtask::headers::Isolation;

use super::figures::Measured;

/// Starts a race as a reader does, and waits for what it shows: by the event, so that nothing else runs.
const RUN: &str = "
    addEventListener('interleave:result', ({ detail }) => done(JSON.stringify(detail)), { once: true });
    document.querySelector('[data-action=run]').click();";

/// Catches what the page would save as a file.
const CATCH: &str = "
    URL.createObjectURL = (blob) => {
        blob.text().then((text) => globalThis.caught(text));
        return '#';
    };
    HTMLAnchorElement.prototype.click = () => {};";

/// Exports the last race, with its events.
const EXPORT: &str = "
    globalThis.caught = done;
    document.querySelector('[data-action=take-json]').click();";

/// The programs to measure, and how thoroughly.
pub struct Lab {
    /// The program for the terminal: the same core, natively.
    native: PathBuf,
    /// The core's kernel on rayon, without the core's modes.
    rayon: PathBuf,
    /// CPython, if there is one.
    python: Option<PathBuf>,
    /// The folder of the page of other pools.
    pub peers: PathBuf,
    /// Whether a few minutes have to do.
    pub quick: bool,
    /// The logical cores.
    pub cores: usize,
}

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from)
}

fn needed(variable: &str) -> PathBuf {
    named(variable).unwrap_or_else(|| panic!("{variable} is not set; run `cargo xtask bench`"))
}

impl Lab {
    /// What `cargo xtask bench` has built and found.
    pub fn new(quick: bool, cores: usize) -> Self {
        Self {
            native: needed("INTERLEAVE_NATIVE"),
            rayon: needed("INTERLEAVE_RAYON"),
            python: named("INTERLEAVE_PYTHON"),
            peers: needed("INTERLEAVE_PEERS"),
            quick,
            cores,
        }
    }

    /// How often everything is gone through.
    pub fn passes(&self) -> usize {
        if self.quick { 1 } else { 3 }
    }

    /// How many samples are taken of something each time: with all passes, at least the six that an
    /// interval needs.
    pub fn times(&self) -> usize {
        if self.quick { 6 } else { 3 }
    }

    /// The engines that are measured and on this machine.
    pub fn engines(&self) -> Vec<Engine> {
        let mut engines = vec![Engine::Chromium];
        if !self.quick && Engine::Firefox.is_here() {
            engines.push(Engine::Firefox);
        }
        engines
    }

    /// Whether there is a CPython.
    pub fn has_python(&self) -> bool {
        self.python.is_some()
    }

    /// Runs a race natively.
    pub fn native(&self, query: &str) -> Report {
        json_of(Command::new(&self.native).args(["--json", query]))
    }

    /// Runs a race natively, for its events.
    pub fn native_recording(&self, query: &str) -> Document {
        let document: Value = json_of(Command::new(&self.native).args(["--record", query]));
        document_of(&document.to_string())
    }

    /// Asks the program that uses rayon alone.
    pub fn rayon<T: DeserializeOwned>(&self, arguments: &[String]) -> T {
        json_of(Command::new(&self.rayon).args(arguments))
    }

    /// Runs one of the scripts in `python/`; none without CPython.
    pub fn python<T: DeserializeOwned>(&self, script: &str, arguments: &[String]) -> Option<T> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/python/");
        let mut command = Command::new(self.python.as_ref()?);
        command.arg(format!("{folder}{script}")).args(arguments);
        Some(json_of(&mut command))
    }
}

fn json_of<T: DeserializeOwned>(command: &mut Command) -> T {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let problem = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {problem}");
    let text = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{command:?}: {error}: {text}"))
}

/// A page as it is meant to be served, which runs the engine's threaded build.
pub fn threaded(engine: Engine) -> Setting {
    Setting {
        before: CATCH,
        ..Setting::of(engine)
    }
}

/// A page that is not isolated, and stays so: it runs the engine's plain build.
pub fn plain(engine: Engine) -> Setting {
    Setting {
        isolation: Isolation::None,
        before: "delete Navigator.prototype.serviceWorker;",
        ..Setting::of(engine)
    }
}

/// Loads the page with this experiment and runs a race.
pub async fn race(page: &Page, query: &str) -> Report {
    open(page, query).await;
    again(page).await
}

/// Loads the page with this experiment, and runs a race that does not count: beside the first one a browser
/// still compiles what it has just loaded, which takes cores from the engine.
async fn open(page: &Page, query: &str) {
    page.open(query).await;
    again(page).await;
}

/// Runs a race of what the page shows.
pub async fn again(page: &Page) -> Report {
    let text = page.script_async(RUN).await;
    let text = text.as_str().expect("a result is text");
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn document_of(text: &str) -> Document {
    Document::from_json(text).unwrap_or_else(|error| panic!("{error:?}: {text:.200}"))
}

/// Runs a race of what the page shows, and exports it with its events.
async fn recording(page: &Page) -> Document {
    again(page).await;
    page.until("document.querySelector('[data-action=take-json]')")
        .await;
    let text = page.script_async(EXPORT).await;
    document_of(text.as_str().expect("a document is text"))
}

/// How long the last round of `processes` took from the moment at which the first worker was ready, in
/// milliseconds. (The result document says when the last one was, by which time the first may have done
/// all.)
pub fn from_first_ready(document: &Document) -> f64 {
    let run = document.recording.get(&Mode::Processes);
    let timeline = run.expect("it ran").timeline();
    let first = timeline
        .lanes()
        .iter()
        .filter_map(|lane| lane.slices.first());
    let ready = first
        .filter(|slice| slice.state == State::Start)
        .map(|slice| slice.end)
        .min();
    let elapsed = timeline.elapsed().unwrap_or_default();
    to_ms(elapsed.saturating_sub(ready.unwrap_or_default()))
}

/// What a race showed of a mode, all of whose tasks were done.
pub fn of(report: &Report, mode: Mode) -> &ModeReport {
    let run = report.run(mode).filter(|run| run.available);
    let run = run.unwrap_or_else(|| panic!("{mode:?} did not run: {report:?}"));
    assert_eq!(run.answers_correct, Some(true), "{mode:?}");
    run
}

/// How long a mode took in each round, in milliseconds; not a number where something disturbed it.
pub fn rounds(run: &ModeReport) -> Vec<f64> {
    let worked = |round: &Round| match round.elapsed_ms {
        Some(elapsed) if !round.disturbed && !round.drifted => elapsed,
        _ => f64::NAN,
    };
    run.rounds.iter().map(worked).collect()
}

/// How long races take whose workers are ready, in milliseconds, so many times: in the page, or natively.
pub async fn worked(lab: &Lab, page: Option<&Page>, mode: Mode, query: &str) -> Vec<f64> {
    let times = lab.times();
    if mode != Mode::Processes {
        let query = format!("modes={}&{query}&rounds={times}", mode.name());
        let report = match page {
            Some(page) => race(page, &query).await,
            None => lab.native(&query),
        };
        return rounds(of(&report, mode));
    }
    let query = format!("modes={}&{query}&rounds=1", mode.name());
    if let Some(page) = page {
        open(page, &query).await;
    }
    let mut samples = Vec::new();
    for _ in 0..times {
        let document = match page {
            Some(page) => recording(page).await,
            None => lab.native_recording(&query),
        };
        samples.push(from_first_ready(&document));
    }
    samples
}

/// The median of what is a number; not a number if nothing is.
pub fn median(samples: &[f64]) -> f64 {
    summarise(samples).map_or(f64::NAN, |summary| summary.median)
}

/// Takes samples of every subject, again and again, each time in another order.
pub async fn interleaved<S>(
    passes: usize,
    subjects: &[S],
    mut take: impl AsyncFnMut(&S) -> Vec<f64>,
) -> Vec<Option<Measured>> {
    let mut random = fastrand::Rng::with_seed(1);
    let mut samples = vec![Vec::new(); subjects.len()];
    for _ in 0..passes {
        let mut order: Vec<usize> = (0..subjects.len()).collect();
        random.shuffle(&mut order);
        for place in order {
            samples[place].extend(take(&subjects[place]).await);
        }
    }
    samples.into_iter().map(Measured::of).collect()
}
