//! How an experiment is to be shown: language, theme, and whether it stands in another page.

use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

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

/// How an experiment is to be shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// The language, if the link names one.
    pub lang: Option<Lang>,
    /// The theme, if the link names one.
    pub theme: Option<Theme>,
    /// Whether the page is part of another page.
    pub embed: bool,
    /// Whether it is shown to a class.
    pub present: bool,
    /// Whether to start as soon as the page knows what this browser can do.
    pub run: bool,
}
