//! What the page tells whoever embeds or automates it: the result of each race, once.
//!
//! The public contract: a `CustomEvent("interleave:result")` on the window, the same document in
//! `<script type="application/json" id="interleave-result">`, and, when embedded, a message to the
//! parent window. The phase of the page stands in `data-phase` of the root element.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit, Element};
use yew::prelude::*;

use crate::state::{Ending, State};
use crate::url::{set_attribute, window};

/// Tells of each race that has ended, and of the page's phase.
#[hook]
pub fn use_publication(state: &UseReducerHandle<State>) {
    // Before the phase, so that whoever sees that a race is over finds its result.
    let race = state.race.as_ref();
    let ended = race.map(|race| (race.id, race.ended));
    use_effect_with(ended, {
        let report = race.map(|race| race.report.clone());
        let embedded = state.view.embed;
        move |ended| match (ended, report) {
            (Some((_, None | Some(Ending::Recorded))), _) => write(""),
            (Some(_), Some(report)) => publish(&report.to_json(), embedded),
            _ => {}
        }
    });
    use_effect_with(state.phase.name(), |name| set_attribute("data-phase", name));
}

fn publish(json: &str, embedded: bool) {
    write(json);
    let document = js_sys::JSON::parse(json).unwrap_or(JsValue::NULL);
    let init = CustomEventInit::new();
    init.set_detail(&document);
    if let Ok(event) = CustomEvent::new_with_event_init_dict("interleave:result", &init) {
        // Listeners' own troubles are theirs.
        let _ = window().dispatch_event(&event);
    }
    if let (true, Ok(Some(parent))) = (embedded, window().parent()) {
        // The document holds nothing that the embedding page may not know.
        let _ = parent.post_message(&document, "*");
    }
}

fn write(json: &str) {
    if let Some(element) = element() {
        element.set_text_content(Some(json));
    }
}

fn element() -> Option<Element> {
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
