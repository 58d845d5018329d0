//! The list of keys. It is a popover of the browser's own: its button opens it, Esc closes it.

use yew::prelude::*;

use super::{about, element, group, heading, leaf, words as text};
use crate::i18n::Texts;

/// The list's id, by which its button knows it.
pub(super) const HELP: &str = "help";

/// The list of keys.
pub(crate) fn help(texts: &Texts) -> Html {
    let words = &texts.header;
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
    ]
    .map(|(key, meaning)| {
        let key = group("dt", "", vec![leaf("kbd", "", key)]);
        group("div", "", vec![key, leaf("dd", "", meaning)])
    });
    let close = element(
        "button",
        &[
            "type",
            "class",
            "data-action",
            "popovertarget",
            "popovertargetaction",
        ],
        ["button", "quiet", "close-help", HELP, "hide"]
            .map(Into::into)
            .into(),
        vec![text(words.close)],
    );
    element(
        "div",
        &["class", "id", "popover", "role", "aria-labelledby"],
        ["help", HELP, "auto", "dialog", HEADING]
            .map(Into::into)
            .into(),
        vec![
            heading("h2", HEADING, words.keys),
            group("dl", "", keys.into()),
            about(words.keys_rest),
            close,
        ],
    )
}

const HEADING: &str = "help-heading";
