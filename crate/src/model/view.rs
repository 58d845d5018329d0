//! How an experiment is to be shown: language, theme, and whether it stands in another page.

use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use super::moment::Moment;
use super::variants::named;

/// A language of the page.
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
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Lang {
    /// Chinese.
    Zh,
    /// English.
    En,
}

named! { Lang,
    /// Every language, the first one first.
    ALL,
    /// Its name in queries, storage and the document.
    name,
    /// The language of that name.
    from_name,
}

/// The page's colours.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumCount, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Theme {
    /// The system's.
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// Black on white with strong colours, for projectors in bright rooms.
    Contrast,
}

named! { Theme,
    /// Every theme, in the order in which a press goes through them.
    ALL,
    /// Its name in queries, storage and the document.
    name,
    /// The theme of that name.
    from_name,
}

/// A step of the lesson.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumCount,
    EnumString,
    IntoStaticStr,
    VariantArray,
    Serialize,
    Deserialize,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "`lesson/` says what each is")]
pub enum StepId {
    Release,
    Batches,
    Cores,
    MoreThreads,
    Switching,
    TwoWords,
    OneThread,
    Awaiting,
    ProcessCost,
    TimeLimits,
    Order,
    Shutdown,
    Errors,
    Copies,
    Updates,
    Proof,
}

named! { StepId,
    /// Every step, in the order of teaching.
    ALL,
    /// Its name in queries, storage and the document.
    name,
    /// The step of that name.
    from_name,
}

impl StepId {
    /// Its number, from 1.
    pub fn number(self) -> usize {
        self as usize + 1
    }

    /// The step that a link means: by its name or its number.
    pub fn from_link(value: &str) -> Option<Self> {
        let by_number = || {
            let index = value.parse::<usize>().ok()?.checked_sub(1)?;
            Self::ALL.get(index).copied()
        };
        Self::from_name(value).or_else(by_number)
    }
}

/// How an experiment is to be shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// The language, if the link names one.
    pub lang: Option<Lang>,
    /// The theme, if the link names one.
    pub theme: Option<Theme>,
    /// Whether the page is part of another page.
    pub embed: bool,
    /// Whether the lesson is shown to a class: the presenter view.
    pub present: bool,
    /// Whether it is the speaker's window, which follows a presenter view.
    pub speaker: bool,
    /// Whether to start as soon as the page knows what this browser can do.
    pub run: bool,
    /// The step of the lesson, if the link names one.
    pub lesson: Option<StepId>,
    /// Whether the step's experiment is played with freely; the step is where the reader comes back to.
    pub free: bool,
    /// What is shown of a race once it has ended, or of the race in the link.
    pub moment: Moment,
}

impl View {
    /// The step of the lesson that is shown. None in free play, nor in another page. A presenter view shows the
    /// first one, unless the link names another.
    pub fn step(&self) -> Option<StepId> {
        let first = self.present.then_some(StepId::ALL[0]);
        self.lesson.or(first).filter(|_| !self.free && !self.embed)
    }

    /// Whether it is the presenter view.
    pub fn presents(&self) -> bool {
        self.present && self.step().is_some()
    }
}
