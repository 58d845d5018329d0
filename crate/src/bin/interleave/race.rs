//! Runs a race, and keeps what it shows.

use std::cell::RefCell;
use std::collections::BTreeMap;

use interleave::document::recording::{Recorder, Runs};
use interleave::exec::host::native::Native;
use interleave::model::limits::MAX_LANES;
use interleave::model::mode::Mode;
use interleave::model::query::encode;
use interleave::model::spec::Spec;
use interleave::model::view::View;
use interleave::protocol::Message;
use interleave::race::cores::effective_cores;
use interleave::race::{Memory, Race};
use interleave::report::Report;
use interleave::report::baseline::Baseline;
use interleave::report::environment::{EffectiveCores, Environment, Rung};
use interleave::report::expectations::{Effort, expect};
use interleave::report::findings::{Workload, workload};
use interleave::report::measured::Measured;
use interleave::report::round::Round;
use interleave::wording::{fill, headline};

use super::progress::Progress;
use super::texts::Texts;

/// What a race showed.
pub(crate) struct Shown {
    pub(crate) report: Report,
    /// What amounts of work cost: units and nanoseconds.
    pub(crate) costs: Vec<(u64, u64)>,
    /// What the tasks are like.
    pub(crate) workload: Workload,
    /// The events of each mode's last run.
    pub(crate) recording: Runs,
}

/// Runs an experiment to its end.
///
/// # Errors
/// The message for the user, if the system refuses the threads.
pub(crate) fn run(spec: &Spec, texts: &Texts) -> Result<Shown, String> {
    let lanes = spec.workers.max(spec.n.min(MAX_LANES));
    let itself = std::env::current_exe().unwrap_or_default();
    let host = Native::new(lanes as usize, &itself).map_err(|error| {
        fill(
            texts.messages.no_threads,
            &[&lanes.to_string(), &error.to_string()],
        )
    })?;
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u32);
    let progress = Progress::new(texts, spec);
    let received = RefCell::new(Received {
        recorder: Recorder::new(spec.n),
        ..Received::default()
    });
    let race = Race::new(1, |message| {
        progress.receive(&message);
        received.borrow_mut().receive(message, spec);
    });
    let measured = match spec.needs_cores() {
        true => host.block_on(effective_cores(cores.min(lanes) as usize, &host)),
        false => None,
    };
    host.block_on(race.run(
        &encode(spec, &View::default()),
        None,
        &Memory::default(),
        &host,
    ));
    Ok(received.take().shown(spec, cores, measured))
}

/// The race's messages so far.
#[derive(Default)]
struct Received {
    baseline: Baseline,
    rounds: BTreeMap<Mode, Vec<Round>>,
    measured: Measured,
    recorder: Recorder,
}

impl Received {
    fn receive(&mut self, message: Message, spec: &Spec) {
        let mode = self.recorder.live;
        self.recorder.record(&message);
        match message {
            Message::Prepared { baseline, .. } => self.baseline = baseline,
            Message::RunEnded {
                dropped,
                message_bytes,
                halted,
                ..
            } => {
                if let Some(mode) = mode
                    && let Some(run) = self.recorder.runs.get(&mode)
                {
                    let timeline = run.timeline();
                    let is_halted = halted.is_some();
                    let round = Round::new(&timeline, spec, dropped, message_bytes, is_halted, 0.0);
                    if round.counts() {
                        self.measured.take(mode, &timeline, spec);
                    }
                    self.rounds.entry(mode).or_default().push(round);
                }
            }
            Message::RoundEnded { steady: false, .. } => {
                let rounds = self.rounds.values_mut();
                rounds
                    .filter_map(|rounds| rounds.last_mut())
                    .for_each(|round| round.drifted = true);
            }
            _ => {}
        }
    }

    fn shown(self, spec: &Spec, cores: u32, measured: Option<EffectiveCores>) -> Shown {
        let environment = Environment {
            isolated: true,
            rung: Rung::Native,
            cores_reported: Some(cores),
            cores_effective: None,
            cores_taken: None,
            timer_step_us: None,
            disturbed: false,
            user_agent: concat!("interleave ", env!("CARGO_PKG_VERSION")).to_owned(),
            pool_start_ms: None,
            painter: None,
        }
        .with_cores(measured);
        let nothing = BTreeMap::new();
        let machine = self.measured.machine(spec, &self.baseline, &environment);
        let expected = expect(spec, &machine, Effort::FULL);
        let mut report = Report::new(spec, environment, &self.baseline, self.rounds, &nothing)
            .with_expectations(&expected);
        let workload = workload(&report, &self.baseline.costs);
        report.headline = Some(headline(&report, workload));
        Shown {
            report,
            workload,
            costs: self.baseline.costs,
            recording: self.recorder.runs,
        }
    }
}
