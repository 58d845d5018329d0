//! Exports a race: as a document, for spreadsheets, for tools, as a figure, or as a link that contains it.

use serde::{Deserialize, Serialize};
use yew::prelude::*;

use super::CopyButton;
use crate::i18n::{Texts, fill};
use crate::state::{Exporting, Link};
use crate::update::LONGEST_LINK;
use interleave::wording::format;

/// The kinds of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExportKind {
    /// The public document, with its events.
    Json,
    /// A line for each slice.
    Csv,
    /// For trace viewers.
    Trace,
    /// A figure, as vectors.
    Svg,
    /// A figure, as pixels.
    Png,
}

impl ExportKind {
    /// All.
    const ALL: [Self; 5] = [Self::Svg, Self::Png, Self::Json, Self::Csv, Self::Trace];

    /// The file name extension.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Trace => "trace.json",
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }
}

/// What [`Export`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct ExportProps {
    /// The texts.
    pub texts: &'static Texts,
    /// Saves a document.
    pub export: Callback<ExportKind>,
    /// The state of the last export.
    pub exporting: Exporting,
    /// Makes a link.
    pub make_link: Callback<()>,
    /// The state of the link.
    pub link: Link,
}

/// The buttons that save a race.
#[component]
pub(crate) fn Export(props: &ExportProps) -> Html {
    let (texts, say) = (props.texts, &props.texts.player);
    let buttons = ExportKind::ALL.map(|kind| {
        let (action, label) = match kind {
            ExportKind::Json => ("take-json", say.json),
            ExportKind::Csv => ("take-csv", say.csv),
            ExportKind::Trace => ("take-trace", say.trace),
            ExportKind::Svg => ("take-svg", say.svg),
            ExportKind::Png => ("take-png", say.png),
        };
        let onclick = props.export.reform(move |_: MouseEvent| kind);
        html! {
            <button type="button" class="quiet" data-action={action} {onclick}>{label}</button>
        }
    });
    let on_link = props.make_link.reform(|_: MouseEvent| ());
    let problem = match &props.link {
        Link::TooLong(length) => {
            let [length, longest] = [*length, LONGEST_LINK].map(|n| format::count(n as u64));
            Some(fill(say.long_link, &[&length, &longest]))
        }
        Link::Failed => Some(say.no_link.to_owned()),
        _ if props.exporting == Exporting::Failed => Some(say.not_exported.to_owned()),
        _ => None,
    };
    let busy = props.exporting == Exporting::Busy || props.link == Link::Making;
    html! {
        <div class="take">
            <span class="about">{say.take}</span>
            {for buttons}
            <button type="button" class="quiet" data-action="take-link" onclick={on_link}>
                {say.link}
            </button>
            if let Link::Made(link) = &props.link {
                <span class="made">
                    <input type="text" readonly=true value={link.clone()} aria-label={say.link} />
                    <CopyButton
                        action="copy-race" label={texts.code.copy} text={Callback::from({
                            let link = link.clone();
                            move |()| link.to_string()
                        })}
                        copied={texts.code.copied} not_copied={texts.code.not_copied}
                    />
                </span>
            }
            if busy {
                <span class="about" role="status">{say.saving}</span>
            }
            if let Some(problem) = problem {
                <p class="problem" role="alert">{problem}</p>
            }
        </div>
    }
}
