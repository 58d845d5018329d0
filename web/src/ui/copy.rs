//! A button that copies a text, and says whether it did; where the browser does not allow it, the
//! text stands there to be copied by hand.

use gloo_timers::callback::Timeout;
use js_sys::futures::JsFuture;
use wasm_bindgen::JsValue;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::quiet;
use crate::url::window;

/// How long it is said that a text was copied, in milliseconds.
const SAID_MS: u32 = 6_000;

/// What [`Copy`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct CopyProps {
    /// The action that the button is known by.
    pub action: &'static str,
    /// What stands on it.
    pub label: &'static str,
    /// What to say when the text was copied.
    pub copied: AttrValue,
    /// What to say when it could not be.
    pub not_copied: AttrValue,
    /// The text.
    pub text: Callback<(), String>,
}

/// A button that copies a text.
#[component]
pub(super) fn Copy(props: &CopyProps) -> Html {
    let copied = use_state_eq(Option::<bool>::default);
    let onclick = {
        let (copied, text) = (copied.clone(), props.text.clone());
        move |_: MouseEvent| {
            let copied = copied.clone();
            // A second press takes away what the first one showed.
            if *copied == Some(false) {
                return copied.set(None);
            }
            let text = text.emit(());
            spawn_local(async move {
                let done = copy(&text).await;
                copied.set(Some(done));
                if done {
                    // What went well need not be said for long.
                    Timeout::new(SAID_MS, move || copied.set(None)).forget();
                }
            });
        }
    };
    let said = match *copied {
        Some(true) => props.copied.clone(),
        Some(false) => props.not_copied.clone(),
        None => AttrValue::default(),
    };
    html! {
        <span class="copy" data-copied={copied.map(|copied| copied.to_string())}>
            {quiet(props.action, props.label, Callback::from(onclick))}
            <span class="said">
                <span role="status">{said.clone()}</span>
                if *copied == Some(false) {
                    <input type="text" readonly=true aria-label={said} value={props.text.emit(())} />
                }
            </span>
        </span>
    }
}

/// Whether the text was copied.
async fn copy(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    // A page that is not secure has none, whatever the type says.
    let known: &JsValue = clipboard.as_ref();
    !known.is_undefined() && JsFuture::from(clipboard.write_text(text)).await.is_ok()
}
