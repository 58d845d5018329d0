//! A race: what was asked, what has been measured so far, and how it ended.

use std::collections::BTreeMap;
use std::rc::Rc;

use interleave::model::mode::Mode;
use interleave::model::moment::Moment;
use interleave::model::spec::Spec;
use interleave::protocol::RaceId;
use interleave::report::Report;
use interleave::report::baseline::Baseline;
use interleave::report::environment::{Environment, Reason};
use interleave::report::expectations::{Effort, expect};
use interleave::report::finding::Fact;
use interleave::report::findings::{self, Note, workload};
use interleave::report::measured::{Machine, Measured};
use interleave::report::round::Round;
use interleave::scheduler::observation::Hang;
use interleave::wording::headline;

use crate::expected::Expected;
use crate::recording::Recording;
use crate::saved::SavedRace;

/// A race, under way or ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Race {
    /// Its number.
    pub id: RaceId,
    /// What was asked.
    pub spec: Rc<Spec>,
    /// Where it runs.
    pub environment: Environment,
    /// Why modes that were asked for did not run.
    pub unavailable: BTreeMap<Mode, Reason>,
    /// What is known from computing the expected answers, once that is done.
    pub baseline: Option<Rc<Baseline>>,
    /// The rounds that have ended, of each mode.
    pub rounds: BTreeMap<Mode, Vec<Round>>,
    /// What those that count have shown of the machine.
    pub measured: Measured,
    /// What the model expects, as far as it is known.
    pub expected: Expected,
    /// What happened on the lanes.
    pub recording: Recording,
    /// What has been measured so far; changes with every run that ends.
    pub report: Rc<Report>,
    /// The mode whose run is under way, and whether anything has disturbed it.
    pub current: Option<(Mode, bool)>,
    /// Why the run under way hangs, if it does, and the index of the task that is waited for.
    pub hung: Option<(Hang, u32)>,
    /// How it ends, once the engine has ended it: it waits for what is to be expected of it.
    pub closing: Option<Ending>,
    /// How it ended, once it has.
    pub ended: Option<Ending>,
    /// Runs from elsewhere, shown where modes cannot run: what they were asked, and on how many
    /// cores. What happened on their lanes is in the recording.
    pub samples: BTreeMap<Mode, (Rc<Spec>, Option<u32>)>,
    /// Whether samples were wanted and could not be loaded.
    pub no_samples: bool,
    /// The race to export and to show again, once it has ended with anything to show.
    pub saved: Option<Rc<SavedRace>>,
    /// What of it is on the board: to begin with what the link means, then what the reader looks at.
    pub moment: Moment,
}

impl Race {
    /// The known costs of computing here: units and nanoseconds.
    pub fn costs(&self) -> &[(u64, u64)] {
        self.baseline
            .as_ref()
            .map_or(&[], |baseline| &baseline.costs)
    }

    /// The notes about it; none about a race that was recorded elsewhere.
    pub fn notes(&self) -> Vec<Note> {
        match self.ended {
            None | Some(Ending::Recorded) => Vec::new(),
            Some(_) => findings::notes(&self.report, self.costs()),
        }
    }

    /// Sums up what has been measured so far; adds the headline once it has ended.
    pub fn sum_up(&mut self) {
        let nothing = Baseline::default();
        let mut report = Report::new(
            &self.spec,
            self.environment.clone(),
            self.baseline.as_deref().unwrap_or(&nothing),
            self.rounds.clone(),
            &self.unavailable,
        )
        .with_expectations(&self.expected);
        if self.ended.is_some() {
            let kind = workload(&report, self.costs());
            report.headline = Some(headline(&report, kind));
        }
        self.report = Rc::new(report);
    }

    /// Models what to expect, from what has been measured so far. Too much to model on the page's thread is
    /// left out. Returns what things take on this machine, as measured.
    pub fn model(&mut self) -> Machine {
        let nothing = Baseline::default();
        let baseline = self.baseline.as_deref().unwrap_or(&nothing);
        let machine = self
            .measured
            .machine(&self.spec, baseline, &self.environment);
        self.expected = Expected::new(expect(&self.spec, &machine, Effort::BRIEF));
        machine
    }

    /// How many lanes a mode has on the board.
    pub fn lanes(&self, mode: Mode) -> u32 {
        let shown = self.report.run(mode).is_some();
        let sample = self.samples.get(&mode);
        let asked = sample.map_or(&self.spec, |(asked, _)| asked);
        if shown { asked.workers_of(mode) } else { 0 }
    }

    /// Whether it has shown nothing.
    pub(super) fn showed_nothing(&self) -> bool {
        let mut findings = self.report.findings.iter();
        findings.all(|finding| finding.fact == Fact::Unmeasured)
    }
}

/// How a race ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Every run was carried out.
    Complete,
    /// The reader stopped it.
    Stopped,
    /// It broke off; see [`State::trouble`](super::State::trouble).
    Broken,
    /// It did not run in this page: it was recorded before, or elsewhere.
    Recorded,
}
