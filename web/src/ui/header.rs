//! The head of the page: its name, the language, the theme, the link, the keys.

use interleave::query::{Lang, Theme};
use yew::prelude::*;

use super::share::Share;
use crate::i18n::Texts;

/// What [`Header`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct HeaderProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The theme in use.
    pub theme: Theme,
    /// The query that reproduces the experiment.
    pub query: AttrValue,
    /// Whether a corpus of the reader's own is in use.
    pub own_corpus: bool,
    /// Says that a language was chosen.
    pub on_lang: Callback<Lang>,
    /// Goes to the next theme.
    pub on_theme: Callback<()>,
    /// Shows the keys.
    pub on_help: Callback<()>,
}

/// The head of the page.
#[component]
pub(crate) fn Header(props: &HeaderProps) -> Html {
    let HeaderProps { texts, theme, .. } = *props;
    let words = &texts.header;
    let theme_label = (words.theme_label)((words.theme)(theme));
    let languages = Lang::ALL.into_iter().map(|lang| {
        let (name, code) = match lang {
            Lang::Zh => ("中文", "zh"),
            Lang::En => ("EN", "en"),
        };
        let onclick = props.on_lang.reform(move |_: MouseEvent| lang);
        let chosen = if lang == texts.lang { "true" } else { "false" };
        html! {
            <button type="button" lang={code} data-lang={code} aria-pressed={chosen} {onclick}>
                {name}
            </button>
        }
    });
    html! {
        <header class="masthead">
            <a class="skip" href="#results">{words.skip}</a>
            <h1>{"Interleave"}</h1>
            <p class="tagline">{words.tagline}</p>
            <div class="tools">
                <div class="segments" role="group" aria-label={words.languages}>{for languages}</div>
                <button
                    type="button" class="quiet theme" data-action="theme" data-shows={theme.name()}
                    aria-label={theme_label.clone()} title={theme_label} aria-keyshortcuts="T"
                    onclick={props.on_theme.reform(|_: MouseEvent| ())}
                >
                    <svg viewBox="0 0 16 16" aria-hidden="true">
                        <path class="system" d="M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13zm0 1.5v10a5 5 0 0 1 0-10z" />
                        <path class="sun" d="M8 4.8a3.2 3.2 0 1 0 0 6.4a3.2 3.2 0 0 0 0-6.4zM7.3 1h1.4v2H7.3zM7.3 13h1.4v2H7.3zM1 7.3h2v1.4H1zM13 7.3h2v1.4h-2zM2.6 3.6l1-1L5 4l-1 1zM11 12l1-1l1.4 1.4l-1 1zM12.4 2.6l1 1L12 5l-1-1zM4 11l1 1l-1.4 1.4l-1-1z" />
                        <path class="moon" d="M6.3 1.7a6.5 6.5 0 1 0 8 8A5.6 5.6 0 0 1 6.3 1.7z" />
                    </svg>
                </button>
                <Share {texts} query={props.query.clone()} own_corpus={props.own_corpus} />
                <button
                    type="button" class="quiet" data-action="help" aria-label={words.help}
                    title={words.help} aria-keyshortcuts="?"
                    onclick={props.on_help.reform(|_: MouseEvent| ())}
                >
                    {"?"}
                </button>
            </div>
        </header>
    }
}
