//! Copying a text, where the browser allows it.

use js_sys::futures::JsFuture;
use wasm_bindgen::JsValue;

use crate::url::window;

/// Whether the text was copied.
pub(super) async fn copy(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    // A page that is not secure has none, whatever the type says.
    let known: &JsValue = clipboard.as_ref();
    !known.is_undefined() && JsFuture::from(clipboard.write_text(text)).await.is_ok()
}
