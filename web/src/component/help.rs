//! The list of keys, and the switch for those that are letters and signs. It is a popover of the browser's own: its button opens it, Esc closes it.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ToggleEvent};
use yew::prelude::*;

use super::Checkbox;
use crate::action::Action;
use crate::i18n::Texts;

/// The list's id, by which its button knows it.
pub(super) const HELP: &str = "help";

/// What [`Help`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct HelpProps {
    /// The texts.
    pub texts: &'static Texts,
    /// Whether letters and signs are shortcuts.
    pub shortcuts: bool,
    /// Told what the reader does.
    pub act: Callback<Action>,
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
        <div
            class="help" id={HELP} popover="auto" role="dialog" aria-labelledby={HEADING}
            ontoggle={take_keyboard}
        >
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
            <label class="option">
                <Checkbox
                    name="shortcuts" checked={props.shortcuts}
                    onchange={props.act.reform(Action::SetShortcuts)}
                />
                {words.key_switch}
            </label>
            <button
                type="button" class="quiet" data-action="close-help" popovertarget={HELP}
                popovertargetaction="hide"
            >
                {words.close}
            </button>
        </div>
    }
}

/// Gives the focus to what opens over the page. (`autofocus` would do that, but browsers complain about
/// it in a frame before anything is opened.)
fn take_keyboard(event: Event) {
    let is_open = event
        .dyn_ref::<ToggleEvent>()
        .is_some_and(|event| event.new_state() == "open");
    let popover = event.target_dyn_into::<Element>().filter(|_| is_open);
    let button = popover.and_then(|popover| popover.query_selector("button").ok()?);
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        // The first visible button gets it.
        let _ = button.focus();
    }
}

const HEADING: &str = "help-heading";
