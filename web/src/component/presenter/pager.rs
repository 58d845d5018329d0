//! The keys of a presenter view and of a speaker's window. A clicker sends PageDown and PageUp.

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use crate::component::keys::{dialog_is_open, is_plain, is_typed_into};
use crate::url::window;

/// What a key means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageKey {
    /// Goes on.
    Next,
    /// Goes back.
    Back,
    /// Opens the speaker's window.
    Speaker,
    /// Shows the QR code, or hides it.
    Code,
    /// Shows what the class has sent, or hides it.
    Class,
}

impl PageKey {
    /// What a key means, where letters are shortcuts or not. `typed`: the reader types; `pressed`: what has the
    /// focus is pressed with Space.
    fn of(key: &str, letters: bool, typed: bool, pressed: bool) -> Option<Self> {
        match key {
            "PageDown" => Some(Self::Next),
            "PageUp" => Some(Self::Back),
            _ if typed => None,
            "ArrowRight" => Some(Self::Next),
            "ArrowLeft" => Some(Self::Back),
            " " if !pressed => Some(Self::Next),
            "s" | "S" if letters => Some(Self::Speaker),
            "q" | "Q" if letters => Some(Self::Code),
            "c" | "C" if letters => Some(Self::Class),
            _ => None,
        }
    }
}

/// Listens to the keys.
#[hook]
pub(crate) fn use_pager(letters: bool, press: Callback<PageKey>) {
    use_effect_with((letters, press), |(letters, press)| {
        let (letters, press) = (*letters, press.clone());
        // Nothing scrolls.
        let options = EventListenerOptions::enable_prevent_default();
        let listener =
            EventListener::new_with_options(&window(), "keydown", options, move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
                    return;
                };
                if !is_plain(event) || dialog_is_open() {
                    return;
                }
                let target = event
                    .target()
                    .and_then(|target| target.dyn_into::<Element>().ok());
                let typed = target.as_ref().is_some_and(is_typed_into);
                let pressed = target.is_some_and(|target| {
                    let button = target.closest("button, a, summary, input");
                    button.is_ok_and(|button| button.is_some())
                });
                if let Some(key) = PageKey::of(&event.key(), letters, typed, pressed) {
                    event.prevent_default();
                    press.emit(key);
                }
            });
        move || drop(listener)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clicker_turns_pages_wherever_the_focus_is() {
        for focus in [(false, false), (true, false), (false, true)] {
            let of = |key| PageKey::of(key, false, focus.0, focus.1);
            assert_eq!(of("PageDown"), Some(PageKey::Next));
            assert_eq!(of("PageUp"), Some(PageKey::Back));
            assert_eq!(of("s"), None, "letters are off");
        }
        assert_eq!(PageKey::of(" ", true, false, false), Some(PageKey::Next));
        assert_eq!(PageKey::of(" ", true, false, true), None, "a button's own");
        assert_eq!(PageKey::of("q", true, true, false), None, "it is typed");
        assert_eq!(PageKey::of("Q", true, false, false), Some(PageKey::Code));
    }
}
