//! What the reader has answered in the lesson, and what the races there have shown.
//!
//! Facts, each kept once. Where the reader is in a step follows from them and is kept nowhere.

use interleave::lesson::class_code::{ClassCode, Compared, Quantity, quantities};
#[cfg(any(target_arch = "wasm32", test))]
use interleave::lesson::experiment_named;
use interleave::lesson::{Experiment, Step};
use interleave::model::mode::Mode;
use interleave::model::view::StepId;
use interleave::report::environment::Reason;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

/// A guess of how long a mode takes, or of the number that a step asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Guess {
    /// So many milliseconds, or that number.
    Number(f64),
    /// The reader does not know.
    Unknown,
}

/// Where the reader is in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Guesses are missing.
    Guess,
    /// The experiment of this index is to be run.
    Run(usize),
    /// The question about the board is to be answered.
    Read,
    /// A reason is to be chosen.
    Reason,
    /// All is answered.
    Done,
}

impl Stage {
    /// Its name in the document, where tests read it.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Guess => "guess",
            Stage::Run(_) => "run",
            Stage::Read => "read",
            Stage::Reason => "reason",
            Stage::Done => "done",
        }
    }
}

/// Why a step cannot be shown on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unshown {
    /// A mode that it is about cannot run.
    Mode(Mode, Reason),
    /// It is about more cores than there are.
    OneCore,
}

/// Facts are told apart by this, by what they are about, and by the mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
enum Kind {
    /// The guess for a mode of an experiment, in milliseconds; no value: the reader does not know.
    Guess,
    /// The guess of the number that a step's question is about, in a step that asks for no times; likewise.
    Foretold,
    /// What that took; no value: the time that was asked for never came.
    Took,
    /// What the board showed that a step's question is about.
    Shows,
    /// What the reader has read there.
    Read,
    /// The reason that the reader chose for a step, by index.
    Reason,
    /// A number by which a class tells this reader's code for a step from another one's.
    Student,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Fact {
    kind: Kind,
    /// The name of an experiment or of a step.
    of: &'static str,
    mode: Option<Mode>,
    value: Option<f64>,
}

/// The reader's answers to all steps, and what races have shown of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers(Vec<Fact>);

/// Stands for a mode or a value that there is not, where answers are kept.
const NONE: &str = "-";

impl Answers {
    /// The guess for a mode of an experiment, once there is one.
    pub fn guess(&self, experiment: &str, mode: Mode) -> Option<Guess> {
        let guess = self.find(Kind::Guess, experiment, Some(mode))?;
        Some(guess.value.map_or(Guess::Unknown, Guess::Number))
    }

    /// Guesses; none takes a guess back.
    pub fn set_guess(&mut self, experiment: &'static str, mode: Mode, guess: Option<Guess>) {
        match guess {
            Some(Guess::Number(ms)) => self.set(Kind::Guess, experiment, Some(mode), Some(ms)),
            Some(Guess::Unknown) => self.set(Kind::Guess, experiment, Some(mode), None),
            None => self
                .0
                .retain(|fact| !fact.is(Kind::Guess, experiment, Some(mode))),
        }
    }

    /// The guess of the number that a step's question is about, once there is one.
    pub fn foretold(&self, step: StepId) -> Option<Guess> {
        let guess = self.find(Kind::Foretold, step.name(), None)?;
        Some(guess.value.map_or(Guess::Unknown, Guess::Number))
    }

    /// Guesses it; none takes the guess back.
    pub fn set_foretold(&mut self, step: StepId, guess: Option<Guess>) {
        let (kind, of) = (Kind::Foretold, step.name());
        match guess {
            Some(Guess::Number(number)) => self.set(kind, of, None, Some(number)),
            Some(Guess::Unknown) => self.set(kind, of, None, None),
            None => self.0.retain(|fact| !fact.is(kind, of, None)),
        }
    }

    /// What a mode of an experiment took, in milliseconds.
    pub fn took(&self, experiment: &str, mode: Mode) -> Option<f64> {
        self.find(Kind::Took, experiment, Some(mode))?.value
    }

    /// Keeps what it took.
    pub fn set_took(&mut self, experiment: &'static str, mode: Mode, ms: Option<f64>) {
        self.set(Kind::Took, experiment, Some(mode), ms);
    }

    /// How many times as fast as sequential a mode of an experiment was.
    pub fn speedup(&self, experiment: &str, mode: Mode) -> Option<f64> {
        Some(self.took(experiment, Mode::Sequential)? / self.took(experiment, mode)?)
    }

    /// What the board showed that a step's question is about, once its race has ended.
    pub fn shows(&self, step: StepId) -> Option<u64> {
        self.number(Kind::Shows, step)
    }

    /// Keeps what it showed.
    pub fn set_shows(&mut self, step: StepId, number: u64) {
        self.set(Kind::Shows, step.name(), None, Some(number as f64));
    }

    /// What the reader has read there.
    pub fn read(&self, step: StepId) -> Option<u64> {
        self.number(Kind::Read, step)
    }

    /// Keeps what was read.
    pub fn set_read(&mut self, step: StepId, number: u64) {
        self.set(Kind::Read, step.name(), None, Some(number as f64));
    }

    /// The reason that the reader chose, by index.
    pub fn reason(&self, step: StepId) -> Option<usize> {
        self.number(Kind::Reason, step)?.try_into().ok()
    }

    /// Keeps what was chosen.
    pub fn set_reason(&mut self, step: StepId, index: usize) {
        self.set(Kind::Reason, step.name(), None, Some(index as f64));
    }

    /// Keeps by which number a class tells this reader apart.
    pub fn set_student(&mut self, step: StepId, number: u32) {
        self.set(Kind::Student, step.name(), None, Some(number.into()));
    }

    /// What the reader can send to the class, once the step is done; for a machine with so many cores.
    pub fn class_code(&self, step: &Step, cores: u32) -> Option<ClassCode> {
        let reason = self.reason(step.id)?;
        let student = self.number(Kind::Student, step.id)? as u32;
        let number = |guess| match guess {
            Some(Guess::Number(number)) => Some(number),
            _ => None,
        };
        let shows = self.shows(step.id);
        let result = |quantity| match quantity {
            Quantity::Time {
                experiment, mode, ..
            } => Compared {
                guess: number(self.guess(experiment.name, mode)),
                found: self.took(experiment.name, mode),
            },
            Quantity::Number => Compared {
                guess: number(self.foretold(step.id)),
                found: shows.map(|number| number as f64),
            },
        };
        Some(ClassCode {
            step: step.id,
            student,
            cores: u8::try_from(cores).unwrap_or(u8::MAX),
            read: shows.and_then(|shows| Some(self.read(step.id)? == shows)),
            reason: u8::try_from(reason).ok(),
            results: quantities(step).into_iter().map(result).collect(),
        })
    }

    /// Whether an experiment has been run.
    pub fn has_run(&self, experiment: &Experiment) -> bool {
        let mut facts = self.0.iter();
        facts.any(|fact| fact.kind == Kind::Took && fact.of == experiment.name)
    }

    /// Whether any experiment of a step has been run. Its guesses are locked from then on.
    pub fn is_locked(&self, step: &Step) -> bool {
        step.experiments.iter().any(|one| self.has_run(one))
    }

    /// Where the reader is in a step.
    pub fn stage(&self, step: &Step) -> Stage {
        let guessed = |one: &Experiment| {
            let mut modes = one.guesses.iter();
            modes.all(|mode| self.guess(one.name, *mode).is_some())
        };
        let foretold = step.asks_times() || self.foretold(step.id).is_some();
        let made = foretold && step.experiments.iter().all(guessed);
        if !made && !self.is_locked(step) {
            return Stage::Guess;
        }
        for (index, experiment) in step.experiments.iter().enumerate() {
            if !self.has_run(experiment) {
                return Stage::Run(index);
            }
            // While what it is about is still on the board.
            let asks = step.reading.experiment == experiment.name && self.shows(step.id).is_some();
            if asks && self.read(step.id).is_none() {
                return Stage::Read;
            }
        }
        match self.reason(step.id) {
            None => Stage::Reason,
            Some(_) => Stage::Done,
        }
    }

    /// The experiment of a step that is run next, or that was run last.
    pub fn experiment(&self, step: &Step) -> &'static Experiment {
        let (first, last) = (0, step.experiments.len() - 1);
        let index = match self.stage(step) {
            Stage::Guess => first,
            Stage::Run(index) => index,
            Stage::Read => {
                let mut experiments = step.experiments.iter();
                let asks = |one: &Experiment| one.name == step.reading.experiment;
                experiments.position(asks).unwrap_or(last)
            }
            Stage::Reason | Stage::Done => last,
        };
        &step.experiments[index]
    }

    /// Whether a step is done.
    pub fn is_done(&self, step: StepId) -> bool {
        self.stage(interleave::lesson::step(step)) == Stage::Done
    }

    /// Where the lesson goes on: after the last step that is done.
    pub fn current(&self) -> StepId {
        let all = StepId::ALL;
        let last = all.iter().rposition(|step| self.is_done(*step));
        let after = last.and_then(|last| all.get(last + 1));
        let undone = || all.iter().find(|step| !self.is_done(**step));
        *after.or_else(undone).unwrap_or(&all[0])
    }

    /// Takes back what was done last in a step: the reason, the answer, a run, or the guesses. False if nothing was.
    pub fn take_back(&mut self, step: &Step) -> bool {
        let id = step.id.name();
        if self.reason(step.id).is_some() {
            let chosen = [Kind::Reason, Kind::Student];
            self.0
                .retain(|fact| !chosen.iter().any(|kind| fact.is(*kind, id, None)));
            return true;
        }
        for experiment in step.experiments.iter().rev() {
            let asked = step.reading.experiment == experiment.name;
            if asked && self.read(step.id).is_some() {
                self.0.retain(|fact| !fact.is(Kind::Read, id, None));
                return true;
            }
            if self.has_run(experiment) {
                self.0.retain(|fact| {
                    let ran = fact.kind == Kind::Took && fact.of == experiment.name;
                    !(ran || asked && fact.is(Kind::Shows, id, None))
                });
                return true;
            }
        }
        let guessed = self.stage(step) != Stage::Guess;
        if guessed {
            self.forget(step);
        }
        guessed
    }

    /// Forgets all of a step.
    pub fn forget(&mut self, step: &Step) {
        let names: Vec<&str> = step.experiments.iter().map(|one| one.name).collect();
        self.0
            .retain(|fact| fact.of != step.id.name() && !names.contains(&fact.of));
    }

    /// The answers as text, a line each.
    pub fn write(&self) -> String {
        let line = |fact: &Fact| {
            let kind: &str = fact.kind.into();
            let mode = fact.mode.map_or(NONE, Mode::name);
            let value = fact
                .value
                .map_or(NONE.to_owned(), |value| value.to_string());
            [kind, fact.of, mode, &value].join(" ")
        };
        self.0.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// The answers of a text; what cannot be read is left out.
    #[cfg(any(target_arch = "wasm32", test))]
    pub fn parse(text: &str) -> Self {
        let mut answers = Self::default();
        for fact in text.lines().filter_map(Fact::parse) {
            answers.set(fact.kind, fact.of, fact.mode, fact.value);
        }
        answers
    }

    fn number(&self, kind: Kind, step: StepId) -> Option<u64> {
        let value = self.find(kind, step.name(), None)?.value?;
        Some(value as u64)
    }

    fn find(&self, kind: Kind, of: &str, mode: Option<Mode>) -> Option<&Fact> {
        self.0.iter().find(|fact| fact.is(kind, of, mode))
    }

    fn set(&mut self, kind: Kind, of: &'static str, mode: Option<Mode>, value: Option<f64>) {
        let fact = Fact {
            kind,
            of,
            mode,
            value,
        };
        match self.0.iter_mut().find(|fact| fact.is(kind, of, mode)) {
            Some(known) => *known = fact,
            None => self.0.push(fact),
        }
    }
}

impl Fact {
    fn is(&self, kind: Kind, of: &str, mode: Option<Mode>) -> bool {
        self.kind == kind && self.of == of && self.mode == mode
    }

    #[cfg(any(target_arch = "wasm32", test))]
    fn parse(line: &str) -> Option<Self> {
        let mut parts = line.split(' ');
        let [kind, of, mode, value] = [(); 4].map(|()| parts.next());
        let kind: Kind = kind?.parse().ok()?;
        let (of, mode, value) = (of?, mode?, value?);
        let (of, mode) = match kind {
            Kind::Guess | Kind::Took => (experiment_named(of)?.name, Some(Mode::from_name(mode)?)),
            Kind::Foretold | Kind::Shows | Kind::Read | Kind::Reason | Kind::Student => {
                (StepId::from_name(of)?.name(), None)
            }
        };
        let value = match value {
            NONE => None,
            value => Some(value.parse::<f64>().ok().filter(|value| *value >= 0.0)?),
        };
        Some(Self {
            kind,
            of,
            mode,
            value,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interleave::lesson::{STEPS, step};

    /// Guesses all that a step asks for.
    fn guess_all(answers: &mut Answers, step: &Step) {
        for experiment in step.experiments {
            for mode in experiment.guesses {
                answers.set_guess(experiment.name, *mode, Some(Guess::Unknown));
            }
        }
        if !step.asks_times() {
            answers.set_foretold(step.id, Some(Guess::Unknown));
        }
    }

    /// Runs the next experiment of a step.
    fn run(answers: &mut Answers, step: &Step) {
        let experiment = answers.experiment(step);
        for mode in &experiment.spec().modes {
            answers.set_took(experiment.name, *mode, Some(500.0));
        }
        if step.reading.experiment == experiment.name {
            answers.set_shows(step.id, 10);
        }
    }

    #[test]
    fn every_step_goes_from_its_guesses_to_its_end() {
        for step in STEPS {
            let mut answers = Answers::default();
            assert_eq!(answers.stage(step), Stage::Guess);
            guess_all(&mut answers, step);
            for index in 0..step.experiments.len() {
                assert_eq!(answers.stage(step), Stage::Run(index));
                run(&mut answers, step);
                if step.experiments[index].name == step.reading.experiment {
                    assert_eq!(answers.stage(step), Stage::Read);
                    let shown = answers.experiment(step).name;
                    assert_eq!(shown, step.reading.experiment, "it is still on the board");
                    answers.set_read(step.id, 3);
                }
            }
            assert_eq!(answers.stage(step), Stage::Reason);
            answers.set_reason(step.id, step.right);
            assert!(answers.is_done(step.id));
            assert_eq!(Answers::parse(&answers.write()), answers);
            answers.forget(step);
            assert_eq!(answers, Answers::default());
        }
    }

    #[test]
    fn what_was_done_is_taken_back_one_by_one() {
        for step in STEPS {
            let mut answers = Answers::default();
            assert!(!answers.take_back(step), "there is nothing yet");
            guess_all(&mut answers, step);
            let mut stages = Vec::new();
            while !answers.is_done(step.id) {
                let stage = answers.stage(step);
                stages.push(stage);
                match stage {
                    Stage::Read => answers.set_read(step.id, 0),
                    Stage::Reason => answers.set_reason(step.id, 0),
                    Stage::Guess | Stage::Run(_) | Stage::Done => run(&mut answers, step),
                }
            }
            while let Some(stage) = stages.pop() {
                assert!(answers.take_back(step));
                assert_eq!(answers.stage(step), stage);
            }
            assert!(answers.take_back(step), "the guesses");
            assert_eq!(answers, Answers::default());
        }
    }

    #[test]
    fn a_step_whose_run_does_not_say_what_is_asked_goes_on_to_the_reasons() {
        let step = step(StepId::Release);
        let mut answers = Answers::default();
        guess_all(&mut answers, step);
        answers.set_took(step.experiments[0].name, Mode::Gil, None);
        assert_eq!(answers.stage(step), Stage::Reason);
    }

    #[test]
    fn the_lesson_goes_on_after_the_last_step_that_is_done() {
        let mut answers = Answers::default();
        assert_eq!(answers.current(), StepId::Release);
        for (done, next) in [
            (StepId::Release, StepId::Batches),
            (StepId::Order, StepId::Shutdown),
            (StepId::Proof, StepId::Batches),
        ] {
            let step = step(done);
            guess_all(&mut answers, step);
            while !answers.is_done(done) {
                match answers.stage(step) {
                    Stage::Read => answers.set_read(done, 0),
                    Stage::Reason => answers.set_reason(done, 0),
                    Stage::Guess | Stage::Run(_) | Stage::Done => run(&mut answers, step),
                }
            }
            assert_eq!(answers.current(), next);
        }
    }

    #[test]
    fn lines_that_are_no_answers_are_left_out() {
        let text = "guess gil_io gil 5000\nguess gil_io gil\nguess nothing gil 1\n\nread release - -3\n\
                    took gil_io threads -\nread release - 10\nshout release - 1\nguess gil_io fibres 4";
        let answers = Answers::parse(text);
        let kept = "guess gil_io gil 5000\ntook gil_io threads -\nread release - 10";
        assert_eq!(answers.write(), kept);
        assert_eq!(
            answers.guess("gil_io", Mode::Gil),
            Some(Guess::Number(5_000.0))
        );
        assert_eq!(answers.read(StepId::Release), Some(10));
    }
}
