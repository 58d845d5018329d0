//! The list of keys, in a dialog of the browser's own: it keeps the focus, and Esc closes it.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use crate::i18n::Texts;

/// What [`Help`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct HelpProps {
    /// The texts.
    pub texts: &'static Texts,
    /// Whether it is shown.
    pub open: bool,
    /// Says that it was closed.
    pub on_close: Callback<()>,
}

/// The list of keys.
#[component]
pub(crate) fn Help(props: &HelpProps) -> Html {
    let words = &props.texts.header;
    let dialog = use_node_ref();
    use_effect_with(props.open, {
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
    let onclose = props.on_close.reform(|_: Event| ());
    let onclick = props.on_close.reform(|_: MouseEvent| ());
    html! {
        <dialog ref={dialog} class="help" aria-labelledby="help-heading" {onclose}>
            <h2 id="help-heading">{words.keys}</h2>
            <dl>
                {for words.key.map(|(key, meaning)| html! {
                    <div><dt><kbd>{key}</kbd></dt><dd>{meaning}</dd></div>
                })}
            </dl>
            <p class="about">{words.keys_rest}</p>
            <button type="button" class="quiet" data-action="close-help" {onclick}>
                {words.close}
            </button>
        </dialog>
    }
}
