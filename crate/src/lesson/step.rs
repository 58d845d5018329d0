//! What a step of the lesson has. Only types; the steps themselves are beside this file.

use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use super::reading::Reading;
use crate::model::field::Field;
use crate::model::mode::Mode;
use crate::model::query::decode;
use crate::model::spec::Spec;
use crate::model::variants::named;
use crate::model::view::{Lang, StepId};

/// A text in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// In Chinese.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
}

impl Text {
    /// In one of them.
    pub fn of(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// A text, Chinese first.
pub(super) const fn text(zh: &'static str, en: &'static str) -> Text {
    Text { zh, en }
}

/// A part of the lesson: what fits into one sitting.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumCount, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Part {
    /// Tasks that wait.
    Waits,
    /// The GIL.
    Gil,
    /// Coroutines.
    Coroutines,
    /// What processes cost.
    Processes,
    /// Ends and errors.
    Ends,
    /// Variables that tasks share.
    SharedState,
    /// What a run proves.
    Proof,
}

named! { Part,
    /// Every part, in the order of teaching.
    ALL,
    /// Its name in addresses.
    name,
    /// The part of that name.
    from_name,
}

impl Part {
    /// What it is called.
    pub fn title(self) -> Text {
        match self {
            Self::Waits => text("等待", "Waiting"),
            Self::Gil => text("GIL", "The GIL"),
            Self::Coroutines => text("协程", "Coroutines"),
            Self::Processes => text("进程", "Processes"),
            Self::Ends => text("结束与出错", "Ends and errors"),
            Self::SharedState => text("共享状态", "Shared state"),
            Self::Proof => text("证据", "Evidence"),
        }
    }
}

/// A setting that matters to a step; the others are left alone there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// A number.
    Field(Field),
    /// Which modes run.
    Modes,
    /// The API.
    Api,
    /// How the program ends.
    End,
    /// How tasks fail.
    Fault,
    /// Whether there is a GIL.
    Gil,
    /// What coroutines do with a call that blocks.
    Blocking,
    /// What keeps the shared counter.
    Lock,
    /// Whether something comes between reading and writing it.
    Between,
    /// Settings of single tasks.
    Tasks,
}

/// Which time of a mode an experiment is about: the one that is guessed, and then stands in the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timed {
    /// Until all tasks have ended.
    Whole,
    /// Until this one has, by index.
    Task(u32),
    /// Until the main thread reads its first result.
    FirstRead,
}

/// An experiment of a step.
#[derive(Clone, Copy, Debug)]
pub struct Experiment {
    /// Its name, which no other experiment has.
    pub name: &'static str,
    /// What it is, in a few words.
    pub label: Text,
    /// All of it, as a link's query.
    pub query: &'static str,
    /// The modes whose time is guessed before it runs.
    pub guesses: &'static [Mode],
    /// Which time of theirs.
    pub timed: Timed,
    /// How many workers it has for each core of the machine; none for those of the query, wherever it runs.
    pub workers_per_core: Option<u32>,
}

impl Experiment {
    /// What it asks for.
    pub fn spec(&self) -> Spec {
        decode(self.query).spec
    }

    /// What it asks for on a machine with so many cores.
    pub fn spec_on(&self, cores: u32) -> Spec {
        let mut spec = self.spec();
        if let Some(each) = self.workers_per_core {
            Field::Workers.set(&mut spec, u64::from(each * cores));
        }
        spec
    }
}

/// An experiment with a query.
pub(super) const fn experiment(
    name: &'static str,
    label: Text,
    query: &'static str,
    guesses: &'static [Mode],
) -> Experiment {
    Experiment {
        name,
        label,
        query,
        guesses,
        timed: Timed::Whole,
        workers_per_core: None,
    }
}

/// A step of the lesson.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Which it is.
    pub id: StepId,
    /// The part that it belongs to.
    pub part: Part,
    /// What it is called.
    pub title: Text,
    /// The question before anything runs.
    pub question: Text,
    /// What is run, in this order.
    pub experiments: &'static [Experiment],
    /// What is asked about the board after the run.
    pub reading: Reading,
    /// Reasons to choose from.
    pub reasons: [Text; 3],
    /// Which of them is right, by index.
    pub right: usize,
    /// The settings that matter.
    pub controls: &'static [Control],
    /// Why it is as it was seen, with the numbers.
    pub explanation: Text,
    /// What to remember.
    pub sentence: Text,
    /// What helps a teacher here.
    pub teacher: Text,
}

impl Step {
    /// Whether it asks how long something takes. Otherwise it asks for the number that its question is about.
    pub fn asks_times(&self) -> bool {
        self.experiments.iter().any(|one| !one.guesses.is_empty())
    }
}
