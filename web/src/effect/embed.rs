//! The page's interface for embedding and automation: what it publishes, and what it receives.
//!
//! The public contract, out: for each race that has ended a `CustomEvent("interleave:result")` on the
//! window, the same document in `<script type="application/json" id="interleave-result">`, and, when
//! embedded, a message to the parent window; the phase of the page in `data-phase` of the root element;
//! to the parent window also, once, `interleave/ready`, and `interleave/height` with every change.
//! In: `interleave/host`, the language and theme of the embedding page.

use gloo_events::EventListener;
use interleave::model::view::{Lang, Theme};
use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{CustomEvent, CustomEventInit, Element, HtmlElement, MessageEvent, ResizeObserver};
use yew::Callback;

use crate::url::window;

/// The version of the messages.
const VERSION: u32 = 1;

/// The language and theme that the embedding page sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Appearance {
    /// The language, if it names one.
    pub lang: Option<Lang>,
    /// The theme, if it names one.
    pub theme: Option<Theme>,
}

/// The connection to the embedding page, until it is dropped.
pub(crate) struct Connection {
    sizes: ResizeObserver,
    _on_size: Closure<dyn FnMut()>,
    _messages: EventListener,
}

impl Connection {
    /// Connects, if another page embeds this one.
    pub(crate) fn open(on_appearance: Callback<Appearance>) -> Option<Self> {
        let parent: Object = parent()?.into();
        let body = window().document()?.body()?;
        let on_size: Closure<dyn FnMut()> = Closure::new({
            let body = body.clone();
            move || post_height(&body)
        });
        let sizes = ResizeObserver::new(on_size.as_ref().unchecked_ref()).ok()?;
        sizes.observe(&body);
        let messages = EventListener::new(&window(), "message", move |event| {
            let Some(event) = event.dyn_ref::<MessageEvent>() else {
                return;
            };
            let is_host = event.source().is_some_and(|source| source == parent);
            if let Some(appearance) = appearance(&event.data()).filter(|_| is_host) {
                on_appearance.emit(appearance);
            }
        });
        post(&format!(
            "{{\"type\": \"interleave/ready\", \"version\": {VERSION}}}"
        ));
        Some(Self {
            sizes,
            _on_size: on_size,
            _messages: messages,
        })
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.sizes.disconnect();
    }
}

/// The embedding page's window.
fn parent() -> Option<web_sys::Window> {
    let window = window();
    let parent = window.parent().ok().flatten()?;
    (parent != window).then_some(parent)
}

fn post_height(body: &HtmlElement) {
    let height = body.offset_height();
    post(&format!(
        "{{\"type\": \"interleave/height\", \"version\": {VERSION}, \"height\": {height}}}"
    ));
}

/// Posts a message to the embedding page.
fn post(json: &str) {
    if let (Ok(message), Some(parent)) = (JSON::parse(json), parent()) {
        // It holds nothing secret, so any page may receive it.
        let _ = parent.post_message(&message, "*");
    }
}

/// Parses a message of the embedding page, if it is one of the contract's.
fn appearance(message: &JsValue) -> Option<Appearance> {
    let text = |key: &str| Reflect::get(message, &key.into()).ok()?.as_string();
    (text("type")? == "interleave/host").then(|| Appearance {
        lang: text("lang").and_then(|name| Lang::from_name(&name)),
        theme: text("theme").and_then(|name| Theme::from_name(&name)),
    })
}

/// Publishes the result of a race that has ended.
pub(crate) fn publish(json: &str, is_embedded: bool) {
    write_result(json);
    let init = CustomEventInit::new();
    init.set_detail(&JSON::parse(json).unwrap_or(JsValue::NULL));
    if let Ok(event) = CustomEvent::new_with_event_init_dict("interleave:result", &init) {
        // Listeners' errors are their own.
        let _ = window().dispatch_event(&event);
    }
    if is_embedded {
        post(json);
    }
}

/// Writes the result where scripts and tests read it; empty for none.
pub(crate) fn write_result(json: &str) {
    if let Some(element) = result_element() {
        element.set_text_content(Some(json));
    }
}

fn result_element() -> Option<Element> {
    const ID: &str = "interleave-result";
    let document = window().document()?;
    document.get_element_by_id(ID).or_else(|| {
        let element = document.create_element("script").ok()?;
        element.set_id(ID);
        element.set_attribute("type", "application/json").ok()?;
        document.body()?.append_child(element.dyn_ref()?).ok()?;
        Some(element)
    })
}
