//! Writes the address bar.

use wasm_bindgen::JsValue;

use crate::url::{fragment, search, window};

/// Writes a query into the address, unless it is there already.
pub(super) fn write(query: &str, keep_fragment: bool, new_step: bool) {
    let shown = search();
    if shown.strip_prefix('?').unwrap_or(&shown) == query {
        return;
    }
    let Ok(history) = window().history() else {
        return;
    };
    let path = window().location().pathname().unwrap_or_default();
    let mark = if query.is_empty() { "" } else { "?" };
    let fragment = match keep_fragment {
        true => fragment(),
        false => String::new(),
    };
    let url = [&path, mark, query, &fragment].concat();
    // A sandboxed page may refuse; the experiment works all the same.
    let _ = match new_step {
        true => history.push_state_with_url(&JsValue::NULL, "", Some(&url)),
        false => history.replace_state_with_url(&JsValue::NULL, "", Some(&url)),
    };
}
