//! The head of the page: its name, the language, the theme, the link, the keys.

use interleave::model::view::{Lang, StepId, Theme};
use yew::prelude::*;

use super::help::HELP;
use super::keys::next_theme;
use super::{CopyButton, QuietButton};
use crate::action::{Action, LessonAction};
use crate::i18n::{Label, Texts, fill};

/// What [`Header`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct HeaderProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The theme in use.
    pub theme: Theme,
    /// The page's own address, without query and fragment.
    pub address: AttrValue,
    /// Whether letters and signs are shortcuts.
    pub shortcuts: bool,
    /// The query that reproduces the experiment, unless an own corpus is in use.
    pub query: AttrValue,
    /// Whether one is.
    pub own_corpus: bool,
    /// The step at which the lesson goes on; none while it is open.
    pub lesson: Option<StepId>,
    /// The button that opens the dialog for sharing.
    pub share: Html,
    /// Told what the reader does.
    pub act: Callback<Action>,
}

/// The head of the page.
#[component]
pub(crate) fn Header(props: &HeaderProps) -> Html {
    let HeaderProps { texts, act, .. } = props;
    let words = &texts.header;
    let left_out = props.own_corpus.then(|| texts.label(Label::CorpusLeftOut));
    let said = [words.copied, words.not_copied].map(|said| link_said(said, left_out));
    let [copied, not_copied] = said.map(AttrValue::from);
    let link = {
        let (address, query) = (props.address.clone(), props.query.clone());
        Callback::from(move |()| match query.as_str() {
            "" => address.to_string(),
            query => format!("{address}?{query}"),
        })
    };
    html! {
        <header class="masthead">
            <a class="skip" href="#results">{words.skip}</a>
            <h1>{"Interleave"}</h1>
            <p class="tagline">{words.tagline}</p>
            <div class="tools">
                if let Some(step) = props.lesson {
                    <QuietButton
                        action="lesson"
                        onclick={act.reform(move |_: MouseEvent| Action::Lesson(LessonAction::Open(step)))}
                    >
                        {texts.lesson.open}
                    </QuietButton>
                }
                <Languages {texts} {act} />
                <ThemeButton {texts} theme={props.theme} shortcuts={props.shortcuts} {act} />
                <CopyButton action="share" label={words.share} text={link} {copied} {not_copied} />
                {props.share.clone()}
                <button
                    type="button" class="quiet" data-action="help" popovertarget={HELP}
                    aria-keyshortcuts={props.shortcuts.then_some("?")} aria-label={words.help} title={words.help}
                >
                    {"?"}
                </button>
                <a
                    class="quiet full" href={format!("?{}", props.query)} target="_blank"
                    data-action="open-full"
                >
                    {words.open_full}
                </a>
            </div>
        </header>
    }
}

/// What [`Languages`] shows.
#[derive(Properties, PartialEq)]
struct LanguagesProps {
    texts: &'static Texts,
    act: Callback<Action>,
}

/// The choice of the language.
#[component]
fn Languages(props: &LanguagesProps) -> Html {
    let texts = props.texts;
    let choose = |lang| {
        let choose = move |_: MouseEvent| Action::SetLang(lang);
        props.act.reform(choose)
    };
    html! {
        <div class="segments" role="group" aria-label={texts.header.languages}>
            for lang in Lang::ALL {
                <button
                    type="button" lang={lang.name()} data-lang={lang.name()}
                    aria-pressed={(lang == texts.lang).to_string()} onclick={choose(lang)}
                >
                    {match lang {
                        Lang::Zh => "中文",
                        Lang::En => "EN",
                    }}
                </button>
            }
        </div>
    }
}

/// What [`ThemeButton`] shows.
#[derive(Properties, PartialEq)]
struct ThemeButtonProps {
    texts: &'static Texts,
    theme: Theme,
    shortcuts: bool,
    act: Callback<Action>,
}

/// Goes on to the next theme.
#[component]
fn ThemeButton(props: &ThemeButtonProps) -> Html {
    let (texts, theme) = (props.texts, props.theme);
    let name = texts.label(Label::Theme(theme));
    let label = AttrValue::from(fill(texts.header.theme_label, &[name]));
    let onclick = props
        .act
        .reform(move |_: MouseEvent| Action::SetTheme(next_theme(theme)));
    html! {
        <button
            type="button" class="quiet theme" data-action="theme" data-shows={theme.name()}
            aria-label={&label} title={&label} aria-keyshortcuts={props.shortcuts.then_some("T")}
            {onclick}
        >
            <svg viewBox="0 0 16 16" aria-hidden="true"><path d={drawing(theme)} /></svg>
        </button>
    }
}

/// The message about a copied link, and about what it does not contain.
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
            let said = link_said(words.copied, Some(texts(lang).label(Label::CorpusLeftOut)));
            assert!(
                said.starts_with(words.copied)
                    && said.ends_with(texts(lang).label(Label::CorpusLeftOut))
            );
        }
    }
}
