//! What the page tells whoever embeds or automates it: the result of each race, once.
//!
//! The public contract: a `CustomEvent("interleave:result")` on the window, the same document in
//! `<script type="application/json" id="interleave-result">`, and, when embedded, a message to the
//! parent window. The phase of the page stands in `data-phase` of the root element.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit, Element};

use crate::url::window;

/// Publishes the result of a race that has ended.
pub(super) fn publish(json: &str, is_embedded: bool) {
    write_result(json);
    let document = js_sys::JSON::parse(json).unwrap_or(JsValue::NULL);
    let init = CustomEventInit::new();
    init.set_detail(&document);
    if let Ok(event) = CustomEvent::new_with_event_init_dict("interleave:result", &init) {
        // Errors of listeners are theirs.
        let _ = window().dispatch_event(&event);
    }
    if let (true, Ok(Some(parent))) = (is_embedded, window().parent()) {
        // The document holds nothing that the embedding page may not know.
        let _ = parent.post_message(&document, "*");
    }
}

/// Writes the result where scripts and tests read it; empty for none.
pub(super) fn write_result(json: &str) {
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
