//! The list of keys. It is a popover of the browser's own: its button opens it, Esc closes it.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ToggleEvent};
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
    // What opens over the page takes the keyboard. (`autofocus` would do that, but browsers complain of it
    // in a frame before anything is opened.)
    let ontoggle = |event: Event| {
        let is_open = event
            .dyn_ref::<ToggleEvent>()
            .is_some_and(|event| event.new_state() == "open");
        let popover = event.target_dyn_into::<Element>().filter(|_| is_open);
        let button = popover.and_then(|popover| popover.query_selector("button").ok()?);
        if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
            // A button that is shown takes it.
            let _ = button.focus();
        }
    };
    html! {
        <div class="help" id={HELP} popover="auto" role="dialog" aria-labelledby={HEADING} {ontoggle}>
            {heading("h2", HEADING, words.keys)}
            {group("dl", "", keys.into())}
            {about(words.keys_rest)}
            {close}
        </div>
    }
}

const HEADING: &str = "help-heading";
