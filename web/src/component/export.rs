//! Exports a race: as a document, for spreadsheets, for tools, as a figure, or as a link that contains it.

use serde::{Deserialize, Serialize};
use yew::prelude::*;

use super::CopyButton;
use crate::i18n::{Texts, fill};
use crate::state::{Exporting, Link};
use crate::update::LONGEST_LINK;
use interleave::model::moment::Moment;
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
    /// What of the race is on the board.
    pub moment: Moment,
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
    html! {
        <div class="take">
            <span class="about">{say.take}</span>
            {for buttons}
            {race_link(texts, &props.make_link, &props.link, &props.moment)}
            if props.exporting == Exporting::Busy {
                <span class="about" role="status">{say.saving}</span>
            }
            if props.exporting == Exporting::Failed {
                <p class="problem" role="alert">{say.not_exported}</p>
            }
        </div>
    }
}

/// The button that makes a link with a race in it, and the link: it opens a moment of the race.
pub(super) fn race_link(
    texts: &Texts,
    make_link: &Callback<()>,
    link: &Link,
    moment: &Moment,
) -> Html {
    let say = &texts.player;
    let onclick = make_link.reform(|_: MouseEvent| ());
    let told = match link {
        Link::Unasked => Html::default(),
        Link::Making => html! { <span class="about" role="status">{say.saving}</span> },
        Link::Made(link) => {
            let link = at_moment(link, moment);
            let text = {
                let link = link.clone();
                Callback::from(move |()| link.clone())
            };
            html! {
                <>
                    <span class="made">
                        <input type="text" readonly=true value={link} aria-label={say.link} />
                        <CopyButton
                            action="copy-race" label={texts.code.copy} {text}
                            copied={texts.code.copied} not_copied={texts.code.not_copied}
                        />
                    </span>
                    if *moment != Moment::default() {
                        <span class="about">{say.link_moment}</span>
                    }
                </>
            }
        }
        Link::TooLong(length) => {
            let [length, longest] = [*length, LONGEST_LINK].map(|n| format::count(n as u64));
            let problem = fill(say.long_link, &[&length, &longest]);
            html! { <p class="problem" role="alert">{problem}</p> }
        }
        Link::Failed => html! { <p class="problem" role="alert">{say.no_link}</p> },
    };
    html! {
        <>
            <button type="button" class="quiet" data-action="take-link" {onclick}>{say.link}</button>
            {told}
        </>
    }
}

/// A link with a race in it that opens a moment of the race.
fn at_moment(link: &str, moment: &Moment) -> String {
    let (page, race) = link.split_at(link.find('#').unwrap_or(link.len()));
    let mut text = page.to_owned();
    for (key, value) in moment.pairs() {
        let separator = if text.ends_with('?') { "" } else { "&" };
        text.extend([separator, key, "=", &value]);
    }
    text + race
}

#[cfg(test)]
mod tests {
    use super::*;
    use interleave::model::mode::Mode;
    use interleave::model::query::decode;

    #[test]
    fn a_link_opens_the_moment_on_the_board() {
        let moment = Moment {
            at: Some(250_000_000),
            zoom: Some((200_000_000, 300_500_000)),
            lane: Some((Mode::Threads, 2)),
        };
        let keys = "at=250&zoom=200-300.5&lane=threads:3";
        for (link, expected) in [
            (
                "https://a.b/?#race=x",
                format!("https://a.b/?{keys}#race=x"),
            ),
            (
                "https://a.b/?v=1&n=4#race=x",
                format!("https://a.b/?v=1&n=4&{keys}#race=x"),
            ),
        ] {
            assert_eq!(at_moment(link, &moment), expected);
            assert_eq!(at_moment(link, &Moment::default()), link);
        }
        assert_eq!(decode(keys).view.moment, moment);
    }
}
