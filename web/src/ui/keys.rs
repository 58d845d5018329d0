//! The page's keys. They rest while the reader types, and while a dialog is open.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use crate::url::window;

/// What the keys do.
#[derive(Clone, PartialEq)]
pub(crate) struct Keys {
    /// R.
    pub run: Callback<()>,
    /// Esc.
    pub stop: Callback<()>,
    /// L.
    pub language: Callback<()>,
    /// T.
    pub theme: Callback<()>,
    /// The question mark.
    pub help: Callback<()>,
}

/// Listens to the keys.
#[hook]
pub(crate) fn use_keys(keys: Keys) {
    use_effect_with(keys, |keys| {
        let keys = keys.clone();
        let listener = EventListener::new(&window(), "keydown", move |event| {
            if let Some(event) = event.dyn_ref::<KeyboardEvent>()
                && let Some(callback) = chosen(&keys, event)
            {
                callback.emit(());
            }
        });
        move || drop(listener)
    });
}

fn chosen<'k>(keys: &'k Keys, event: &KeyboardEvent) -> Option<&'k Callback<()>> {
    let other = event.ctrl_key() || event.meta_key() || event.alt_key();
    if other || event.repeat() || event.is_composing() || event.default_prevented() {
        return None;
    }
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    if target.is_some_and(|target| is_typed_into(&target)) {
        return None;
    }
    match event.key().as_str() {
        "r" | "R" => Some(&keys.run),
        "Escape" => Some(&keys.stop),
        "l" | "L" => Some(&keys.language),
        "t" | "T" => Some(&keys.theme),
        "?" | "？" => Some(&keys.help),
        _ => None,
    }
}

fn is_typed_into(target: &Element) -> bool {
    if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        return input.type_() == "text" && !input.read_only();
    }
    // Letters choose in a menu; a dialog has keys of its own.
    target
        .closest("textarea, select, dialog")
        .is_ok_and(|found| found.is_some())
}
