//! The list of keys, in a dialog of the browser's own: it keeps the focus, and Esc closes it.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::{about, quiet};
use crate::i18n::Texts;

/// What [`Help`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct HelpProps {
    /// The texts.
    pub texts: &'static Texts,
    /// Whether it is shown.
    pub open: UseStateHandle<bool>,
}

/// The list of keys.
#[component]
pub(crate) fn Help(props: &HelpProps) -> Html {
    let words = &props.texts.header;
    let dialog = use_node_ref();
    use_effect_with(*props.open, {
        let dialog = dialog.clone();
        move |open| {
            let Some(dialog) = dialog.cast::<HtmlDialogElement>() else {
                return;
            };
            match (*open, dialog.open()) {
                // Fails only where the dialog is open already.
                (true, false) => dialog.show_modal().unwrap_or_default(),
                (false, true) => dialog.close(),
                _ => {}
            }
        }
    });
    let open = props.open.clone();
    let onclose = move |_: Event| open.set(false);
    let open = props.open.clone();
    let on_click = Callback::from(move |_: MouseEvent| open.set(false));
    html! {
        <dialog ref={dialog} class="help" aria-labelledby="help-heading" {onclose}>
            <h2 id="help-heading">{words.keys}</h2>
            <dl>
                {for words.key.map(|(key, meaning)| html! {
                    <div><dt><kbd>{key}</kbd></dt><dd>{meaning}</dd></div>
                })}
            </dl>
            {about(words.keys_rest)}
            {quiet("close-help", words.close, on_click)}
        </dialog>
    }
}
