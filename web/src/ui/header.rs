//! The head of the page: its name, the language, the theme, the link, the keys.

use interleave::model::view::{Lang, Theme};
use yew::prelude::*;

use super::help::HELP;
use super::{element, following, group, leaf, words as text};
use crate::action::Action;
use crate::component::Copy;
use crate::i18n::{Shelved, Texts, fill};

/// The head of the page; `query` reproduces the experiment below the page's own `address`, unless an own
/// corpus is in use; `elsewhere` opens the dialog that gives the experiment to others.
pub(crate) fn header(
    texts: &'static Texts,
    theme: Theme,
    address: AttrValue,
    query: AttrValue,
    own_corpus: bool,
    elsewhere: Html,
    act: &Callback<Action>,
) -> Html {
    let words = &texts.header;
    let languages = Lang::ALL.into_iter().map(|lang| {
        let name = match lang {
            Lang::Zh => "中文",
            Lang::En => "EN",
        };
        let onclick = act.reform(move |_: MouseEvent| Action::SetLang(lang));
        let chosen = if lang == texts.lang { "true" } else { "false" };
        html! {
            <button
                type="button" lang={lang.name()} data-lang={lang.name()} aria-pressed={chosen}
                {onclick}
            >
                {name}
            </button>
        }
    });
    let theme_label = AttrValue::from(fill(
        words.theme_label,
        &[texts.long(Shelved::Theme(theme))],
    ));
    let on_theme = act.reform(move |_: MouseEvent| Action::SetTheme(following(&Theme::ALL, theme)));
    let left_out = own_corpus.then_some(texts.long(Shelved::CorpusLeftOut));
    let said = [words.copied, words.not_copied].map(|said| link_said(said, left_out));
    let skip = element(
        "a",
        &["class", "href"],
        vec!["skip".into(), "#results".into()],
        vec![text(words.skip)],
    );
    let languages = element(
        "div",
        &["class", "role", "aria-label"],
        vec!["segments".into(), "group".into(), words.languages.into()],
        languages.collect(),
    );
    let theme = html! {
        <button
            type="button" class="quiet theme" data-action="theme" data-shows={theme.name()}
            aria-label={theme_label.clone()} title={theme_label} aria-keyshortcuts="T"
            onclick={on_theme}
        >
            <svg viewBox="0 0 16 16" aria-hidden="true"><path d={drawing(theme)} /></svg>
        </button>
    };
    let full = element(
        "a",
        &["class", "href", "target", "data-action"],
        ["quiet full", &format!("?{query}"), "_blank", "open-full"]
            .map(|value| AttrValue::from(value.to_owned()))
            .into(),
        vec![text(words.open_full)],
    );
    let [copied, not_copied] = said.map(AttrValue::from);
    let link = Callback::from(move |()| match query.as_str() {
        "" => address.to_string(),
        query => format!("{address}?{query}"),
    });
    let share = html! {
        <Copy action="share" label={words.share} text={link} {copied} {not_copied} />
    };
    let help = element(
        "button",
        &[
            "type",
            "class",
            "data-action",
            "popovertarget",
            "aria-keyshortcuts",
            "aria-label",
            "title",
        ],
        ["button", "quiet", "help", HELP, "?", words.help, words.help]
            .map(Into::into)
            .into(),
        vec![text("?")],
    );
    let parts = vec![
        skip,
        leaf("h1", "", "Interleave"),
        leaf("p", "tagline", words.tagline),
        group(
            "div",
            "tools",
            vec![languages, theme, share, elsewhere, help, full],
        ),
    ];
    group("header", "masthead", parts)
}

/// What is said about a link, and about what is not in it.
fn link_said(said: &'static str, left_out: Option<&'static str>) -> String {
    [said, left_out.unwrap_or_default()]
        .join(" ")
        .trim_end()
        .to_owned()
}

/// A half disc, a sun, a moon, a full disc.
fn drawing(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13zm0 1.5v10a5 5 0 0 1 0-10z",
        Theme::Light => {
            "M8 4.8a3.2 3.2 0 1 0 0 6.4a3.2 3.2 0 0 0 0-6.4zM7.3 1h1.4v2H7.3zM7.3 13h1.4v2H7.3z\
             M1 7.3h2v1.4H1zM13 7.3h2v1.4h-2zM2.6 3.6l1-1L5 4l-1 1zM11 12l1-1l1.4 1.4l-1 1z\
             M12.4 2.6l1 1L12 5l-1-1zM4 11l1 1l-1.4 1.4l-1-1z"
        }
        Theme::Dark => "M6.3 1.7a6.5 6.5 0 1 0 8 8A5.6 5.6 0 0 1 6.3 1.7z",
        Theme::Contrast => "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13z",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::texts;

    #[test]
    fn a_link_says_what_is_not_in_it() {
        for lang in Lang::ALL {
            let words = &texts(lang).header;
            assert_eq!(link_said(words.copied, None), words.copied);
            let said = link_said(words.copied, Some(texts(lang).long(Shelved::CorpusLeftOut)));
            assert!(
                said.starts_with(words.copied)
                    && said.ends_with(texts(lang).long(Shelved::CorpusLeftOut))
            );
        }
    }
}
