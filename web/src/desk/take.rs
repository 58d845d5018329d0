//! What can be taken away of a recorded race: documents for people, for spreadsheets and for tools.

use yew::prelude::*;

use crate::component::{group, leaf, quiet};
use crate::i18n::Texts;

/// The kinds of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The public document, with its events.
    Json,
    /// A line a slice.
    Csv,
    /// For trace viewers.
    Trace,
    /// A picture, as vectors.
    Svg,
    /// A picture, as pixels.
    Png,
}

impl Kind {
    /// All.
    const ALL: [Self; 5] = [Self::Svg, Self::Png, Self::Json, Self::Csv, Self::Trace];

    /// The end of the file's name.
    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Trace => "trace.json",
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }
}

/// The buttons.
pub(super) fn take(texts: &Texts, act: &Callback<Kind>, link: Html) -> Html {
    let say = &texts.player;
    let mut parts = vec![leaf("span", "about", say.take)];
    parts.extend(Kind::ALL.map(|kind| {
        let (action, label) = match kind {
            Kind::Json => ("take-json", say.json),
            Kind::Csv => ("take-csv", say.csv),
            Kind::Trace => ("take-trace", say.trace),
            Kind::Svg => ("take-svg", say.svg),
            Kind::Png => ("take-png", say.png),
        };
        quiet(action, label, act.reform(move |_: MouseEvent| kind))
    }));
    parts.push(link);
    group("div", "take", parts)
}
