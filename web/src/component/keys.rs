//! The page's keys. They do nothing while the reader types, or while a dialog is open.

use gloo_events::EventListener;
use interleave::model::view::{Lang, Theme};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::{Launch, following};
use crate::action::Action;
use crate::state::Phase;
use crate::url::{attribute, set_attribute, window};

/// What the keys do.
#[derive(Clone, PartialEq)]
pub(crate) struct Keys {
    /// R, Esc, and Enter in a number field.
    pub launch: Launch,
    /// L goes on from this language.
    pub lang: Lang,
    /// T goes on from this theme.
    pub theme: Theme,
    /// Whether letters and signs are shortcuts.
    pub shortcuts: bool,
    /// Whether the page is there. Until then `boot.js` listens.
    pub is_whole: bool,
    /// Told what the reader does.
    pub act: Callback<Action>,
}

/// Listens to the keys.
#[hook]
pub(crate) fn use_keys(keys: Keys) {
    use_effect_with(keys.clone(), |keys| {
        let keys = keys.clone();
        let listener = keys.is_whole.then(|| {
            EventListener::new(&window(), "keydown", move |event| {
                if let Some(event) = event.dyn_ref::<KeyboardEvent>()
                    && is_plain(event)
                    && !dialog_is_open()
                {
                    keys.press(event);
                }
            })
        });
        move || drop(listener)
    });
    // R was pressed before the page could run anything: `boot.js` has kept it.
    use_effect_with(
        (keys.launch.phase, keys.is_whole),
        move |(phase, is_whole)| {
            if *is_whole && *phase == Phase::Idle && attribute(PRESSED) == "run" {
                set_attribute(PRESSED, "");
                if keys.shortcuts {
                    keys.launch.start();
                }
            }
        },
    );
}

/// The attribute of the document's root in which `boot.js` keeps a key.
const PRESSED: &str = "data-pressed";

impl Keys {
    fn press(&self, event: &KeyboardEvent) {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let target = target.as_ref();
        let key = event.key();
        if !self.shortcuts && is_character(&key) {
            return;
        }
        match key.as_str() {
            "Enter" if target.is_some_and(is_number_field) => self.launch.start(),
            _ if target.is_some_and(is_typed_into) => {}
            "r" | "R" => self.launch.start(),
            "Escape" => self.launch.stop.emit(()),
            "?" | "？" => press_help(),
            "l" | "L" => self
                .act
                .emit(Action::SetLang(following(&Lang::ALL, self.lang))),
            "t" | "T" => self.act.emit(Action::SetTheme(next_theme(self.theme))),
            _ => {}
        }
    }
}

/// The theme after this one. Each looks different from the one before.
pub(super) fn next_theme(now: Theme) -> Theme {
    let dark = window().match_media("(prefers-color-scheme: dark)");
    theme_after(now, dark.ok().flatten().is_some_and(|dark| dark.matches()))
}

/// Light, dark, contrast, and again; the theme that equals the system's is replaced by `System`.
fn theme_after(now: Theme, system_is_dark: bool) -> Theme {
    let system = match system_is_dark {
        true => Theme::Dark,
        false => Theme::Light,
    };
    let shown = match now {
        Theme::System => system,
        chosen => chosen,
    };
    match following(&[Theme::Light, Theme::Dark, Theme::Contrast], shown) {
        next if next == system => Theme::System,
        next => next,
    }
}

/// Clicks a button; the browser does the rest.
fn press_help() {
    let document = window().document();
    let button =
        document.and_then(|document| document.query_selector("[data-action=help]").ok()?);
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        button.click();
    }
}

/// Whether a key was pressed without modifiers, and nothing has handled it.
pub(super) fn is_plain(event: &KeyboardEvent) -> bool {
    let other = event.ctrl_key() || event.meta_key() || event.alt_key();
    !other && !event.repeat() && !event.is_composing() && !event.default_prevented()
}

/// Whether a key writes a letter, a digit or a sign. Speech input may press such a key by mistake, so
/// as shortcuts they can be switched off.
pub(super) fn is_character(key: &str) -> bool {
    key != " " && key.chars().count() == 1
}

/// Whether something is open over the page. Then keys belong to that alone.
pub(crate) fn dialog_is_open() -> bool {
    let document = window().document();
    // A browser without popovers knows no `:popover-open`, and has none open.
    ["dialog[open]", ":popover-open"].iter().any(|selector| {
        let open = document
            .as_ref()
            .and_then(|document| document.query_selector(selector).ok()?);
        open.is_some()
    })
}

fn is_number_field(target: &Element) -> bool {
    target.matches("input.num").unwrap_or_default()
}

/// Whether keys write into an element, or choose in it.
pub(super) fn is_typed_into(target: &Element) -> bool {
    if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        return input.type_() == "text" && !input.read_only();
    }
    // In a menu, letters choose an option.
    target
        .closest("textarea, select")
        .is_ok_and(|found| found.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_digits_and_signs_are_characters_and_other_keys_are_not() {
        for key in ["r", "T", "?", "？", ",", "[", "\\", "+", "0"] {
            assert!(is_character(key), "{key}");
        }
        for key in [" ", "Escape", "Enter", "ArrowLeft", "Home", "Dead", ""] {
            assert!(!is_character(key), "{key}");
        }
    }

    #[test]
    fn each_theme_looks_different_from_the_one_before_and_all_looks_come() {
        use Theme::{Contrast, Dark, Light, System};
        for (system_is_dark, expected) in [
            (false, [Dark, Contrast, System, Dark]),
            (true, [Contrast, Light, System, Contrast]),
        ] {
            let mut theme = System;
            let seen = expected.map(|_| {
                theme = theme_after(theme, system_is_dark);
                theme
            });
            assert_eq!(seen, expected);
        }
        assert_eq!(theme_after(Light, true), System);
        assert_eq!(theme_after(Light, false), Dark);
    }
}
