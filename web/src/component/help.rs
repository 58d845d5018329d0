//! The list of keys. It is a popover of the browser's own: its button opens it, Esc closes it.

use yew::prelude::*;

use crate::i18n::Texts;

/// The list's id, by which its button knows it.
pub(super) const HELP: &str = "help";

/// What [`Help`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct HelpProps {
    /// The texts.
    pub texts: &'static Texts,
}

/// The list of keys.
#[component]
pub(crate) fn Help(props: &HelpProps) -> Html {
    let words = &props.texts.header;
    let keys = [
        ("R", words.key_run),
        ("Esc", words.key_stop),
        ("L", words.key_language),
        ("T", words.key_theme),
        ("Space", words.key_play),
        (", .", words.key_step),
        ("+ − 0", words.key_zoom),
        ("← →", words.key_pan),
        ("Home End", words.key_ends),
        ("[ ] \\", words.key_again),
        ("?", words.key_help),
    ];
    html! {
        <div class="help" id={HELP} popover="auto" role="dialog" aria-labelledby={HEADING}>
            <h2 id={HEADING}>{words.keys}</h2>
            <dl>
                for (key, meaning) in keys {
                    <div>
                        <dt><kbd>{key}</kbd></dt>
                        <dd>{meaning}</dd>
                    </div>
                }
            </dl>
            <p class="about">{words.keys_rest}</p>
            <button
                type="button" class="quiet" data-action="close-help" popovertarget={HELP}
                popovertargetaction="hide"
            >
                {words.close}
            </button>
        </div>
    }
}

const HEADING: &str = "help-heading";
