//! The part of the desk that is JavaScript, because what it calls is: `www/code.js`.

use js_sys::futures::JsFuture;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    // Of `www/boot.js`.
    #[wasm_bindgen(js_name = interleaveImport)]
    fn import(file: &str) -> Promise;
}

const MODULE: &str = "desk/code.js";

/// Calls a function of it, and waits for what comes of that.
pub(super) async fn call(function: &str, values: &[JsValue]) -> Result<JsValue, JsValue> {
    let module = JsFuture::from(import(MODULE)).await?;
    let function: Function = Reflect::get(&module, &function.into())?.unchecked_into();
    let given = function.apply(&JsValue::NULL, &values.iter().collect())?;
    JsFuture::from(Promise::resolve(&given)).await
}
