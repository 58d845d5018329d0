//! Copies texts.

use js_sys::Reflect;
use js_sys::futures::JsFuture;
use wasm_bindgen::JsCast;
use web_sys::Clipboard;

use crate::url::window;

/// Copies a text; returns whether the browser allowed it, as it does only right after a key or a click.
pub(crate) async fn copy(text: &str) -> bool {
    // Insecure pages have no clipboard.
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into());
    let clipboard = clipboard.map(JsCast::dyn_into::<Clipboard>);
    match clipboard {
        Ok(Ok(clipboard)) => JsFuture::from(clipboard.write_text(text)).await.is_ok(),
        _ => false,
    }
}
