//! The list of keys. It is a popover of the browser's own: its button opens it, Esc closes it.

use yew::prelude::*;

use super::{about, leaf};
use crate::i18n::Texts;

/// The list's id, by which its button knows it.
pub(super) const HELP: &str = "help";

/// The list of keys.
pub(crate) fn help(texts: &Texts) -> Html {
    let words = &texts.header;
    html! {
        <div class="help" id={HELP} popover="auto" role="dialog" aria-labelledby="help-heading">
            <h2 id="help-heading">{words.keys}</h2>
            <dl>
                {for words.key.map(|(key, meaning)| html! {
                    <div><dt>{leaf("kbd", "", key)}</dt>{leaf("dd", "", meaning)}</div>
                })}
            </dl>
            {about(words.keys_rest)}
            <button
                type="button" class="quiet" data-action="close-help" autofocus=true
                popovertarget={HELP} popovertargetaction="hide"
            >
                {words.close}
            </button>
        </div>
    }
}
