//! The engine's output: posts bytes to its parent, and has a timer for sending them.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::exec::host::web::buffer;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setInterval)]
    pub(super) fn set_interval(handler: &JsValue, ms: f64) -> i32;

    #[wasm_bindgen(js_name = clearInterval)]
    pub(super) fn clear_interval(timer: i32);

    #[wasm_bindgen(js_name = postMessage)]
    fn post_message(data: &JsValue, transfer: &Array);
}

/// Posts bytes to the parent of this worker.
pub(super) fn post(bytes: &[u8]) {
    let buffer = buffer(bytes);
    post_message(&buffer, &Array::of1(&buffer));
}
