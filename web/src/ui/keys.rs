//! The page's keys. They rest while the reader types, and while a dialog is open.

use gloo_events::EventListener;
use interleave::model::view::{Lang, Theme};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::{Launch, following};
use crate::action::Action;
use crate::url::window;

/// What the keys do.
#[derive(Clone, PartialEq)]
pub(crate) struct Keys {
    /// R and Esc.
    pub launch: Launch,
    /// L goes on from this language.
    pub lang: Lang,
    /// T goes on from this theme.
    pub theme: Theme,
    /// Says what the reader does.
    pub act: Callback<Action>,
}

/// Listens to the keys.
#[hook]
pub(crate) fn use_keys(keys: Keys) {
    use_effect_with(keys, |keys| {
        let keys = keys.clone();
        let listener = EventListener::new(&window(), "keydown", move |event| {
            if let Some(event) = event.dyn_ref::<KeyboardEvent>()
                && is_for_the_page(event)
            {
                keys.press(&event.key());
            }
        });
        move || drop(listener)
    });
}

impl Keys {
    fn press(&self, key: &str) {
        match key {
            "r" | "R" => self.launch.start(),
            "Escape" => self.launch.stop.emit(()),
            "?" | "？" => press_help(),
            "l" | "L" => self
                .act
                .emit(Action::SetLang(following(&Lang::ALL, self.lang))),
            "t" | "T" => self
                .act
                .emit(Action::SetTheme(following(&Theme::ALL, self.theme))),
            _ => {}
        }
    }
}

/// As if its button was pressed: the browser does the rest.
fn press_help() {
    let document = window().document();
    let button =
        document.and_then(|document| document.query_selector("[data-action=help]").ok()?);
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        button.click();
    }
}

fn is_for_the_page(event: &KeyboardEvent) -> bool {
    let other = event.ctrl_key() || event.meta_key() || event.alt_key();
    if other || event.repeat() || event.is_composing() || event.default_prevented() {
        return false;
    }
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    !target.is_some_and(|target| is_typed_into(&target))
}

fn is_typed_into(target: &Element) -> bool {
    if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        return input.type_() == "text" && !input.read_only();
    }
    // Letters choose in a menu; what has popped up has keys of its own.
    target
        .closest("textarea, select, [popover]")
        .is_ok_and(|found| found.is_some())
}
