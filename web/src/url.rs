//! The address bar, in step with the form; and what the browser remembers.
//!
//! A link reproduces an experiment, and the back button undoes a change. An embedded page never
//! touches its address. Nothing here knows what a query means; see [`interleave::model::query`].

use gloo_events::EventListener;
use interleave::model::query::{decode, encode};
use wasm_bindgen::JsCast;
use web_sys::CustomEvent;
use yew::prelude::*;

use crate::clock::now;
use crate::i18n::texts;
use crate::state::{Action, State};

/// Changes closer together than this, in milliseconds, are one step back: a slider is dragged.
const ONE_STEP_MS: f64 = 800.0;

/// Keeps the address in step with the form.
#[hook]
pub fn use_url(state: &UseReducerHandle<State>) {
    {
        let state = state.clone();
        use_effect_with((), move |()| {
            let target = window();
            let dispatcher = state.dispatcher();
            let back = EventListener::new(&target, "popstate", move |_| {
                dispatcher.dispatch(Action::Load(decode(&search())));
            });
            // The desk wants another experiment.
            let asked = EventListener::new(&target, "interleave:ask", move |event| {
                let event = event.dyn_ref::<CustomEvent>();
                if let Some(query) = event.and_then(|event| event.detail().as_string()) {
                    state.dispatch(Action::Ask(decode(&query).spec));
                }
            });
            move || drop((back, asked))
        });
    }
    let last_change = use_mut_ref(|| None::<f64>);
    use_effect_with(encode(&state.spec, &state.view), {
        let embedded = state.view.embed;
        move |query| {
            // What was there at the beginning is only written properly: there is no way back to
            // how it was written. The first change after it is a step of its own.
            let before = last_change.borrow_mut().replace(f64::NEG_INFINITY);
            let shown = search();
            if embedded || shown.strip_prefix('?').unwrap_or(&shown) == query {
                return;
            }
            let at = now();
            let new_step = before.is_some_and(|before| at - before > ONE_STEP_MS);
            if before.is_some() {
                last_change.borrow_mut().replace(at);
            }
            // Until something changes, a race in the link belongs to it.
            let race = match before {
                None => window().location().hash().unwrap_or_default(),
                Some(_) => String::new(),
            };
            write(query, &race, new_step);
        }
    });
    use_effect_with((state.lang, state.theme), |(lang, theme)| {
        set_attribute("lang", lang.name());
        set_attribute("data-theme", theme.name());
        remember("lang", lang.name());
        remember("theme", theme.name());
        if let Some(document) = window().document() {
            document.set_title(texts(*lang).header.title);
        }
    });
}

/// The window.
pub fn window() -> web_sys::Window {
    web_sys::window().expect("the page runs in a window")
}

/// The address's query, with its question mark; empty without one.
pub fn search() -> String {
    let location = window().location();
    location.search().unwrap_or_default()
}

fn write(query: &str, race: &str, new_step: bool) {
    let Ok(history) = window().history() else {
        return;
    };
    let path = window().location().pathname().unwrap_or_default();
    let mark = if query.is_empty() { "" } else { "?" };
    let url = [&path, mark, query, race].concat();
    let null = wasm_bindgen::JsValue::NULL;
    // A sandboxed page may refuse; the experiment works all the same.
    let _ = if new_step {
        history.push_state_with_url(&null, "", Some(&url))
    } else {
        history.replace_state_with_url(&null, "", Some(&url))
    };
}

fn root() -> Option<web_sys::Element> {
    window().document()?.document_element()
}

/// An attribute of the document's root; empty without one.
pub fn attribute(name: &str) -> String {
    let value = root().and_then(|root| root.get_attribute(name));
    value.unwrap_or_default()
}

/// Sets an attribute of the document's root.
pub fn set_attribute(name: &str, value: &str) {
    if let Some(root) = root() {
        // The names are ours, and valid.
        let _ = root.set_attribute(name, value);
    }
}

/// Removes an attribute of the document's root.
pub fn remove_attribute(name: &str) {
    if let Some(root) = root() {
        // Likewise.
        let _ = root.remove_attribute(name);
    }
}

/// The page's own address, without query and fragment.
#[cfg(target_arch = "wasm32")]
pub fn address() -> String {
    let location = window().location();
    let [origin, path] = [location.origin(), location.pathname()].map(Result::unwrap_or_default);
    match origin.as_str() {
        // A file's.
        "null" => format!("file://{path}"),
        origin => [origin, &path].concat(),
    }
}

/// The folder of this release's engine, relative to the page, with a slash at its end: it stands in the
/// page's head.
pub fn engine_folder() -> String {
    let head = window().document();
    let named = head.and_then(|head| head.query_selector("meta[name=engine]").ok()?);
    let folder = named.and_then(|named| named.get_attribute("content"));
    folder.unwrap_or_default()
}

/// Remembers a choice; where storage is blocked, nothing is remembered. `www/boot.js` reads it.
fn remember(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(&format!("interleave-{key}"), value);
    }
}
