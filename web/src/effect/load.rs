//! What is loaded only when it is wanted, beside the engine: a script, a sample.
//!
//! Browsers may remember by its address that a module could not be loaded, so it is asked for under
//! another one the next time.

use std::cell::Cell;

use js_sys::futures::JsFuture;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, Response};

use super::engine::folder;
use crate::url::window;

#[wasm_bindgen]
extern "C" {
    // Of `www/boot.js`: Rust has no `import()`.
    #[wasm_bindgen(js_name = interleaveImport)]
    fn import(file: &str) -> Promise;
}

/// What draws programs, in colours of a JavaScript library.
const CODE: &str = "parts/code.js";

thread_local! {
    /// How often it could not be loaded.
    static FAILURES: Cell<u32> = const { Cell::new(0) };
}

/// Calls a function of the script that draws programs, and waits for what comes of that.
///
/// # Errors
/// When it cannot be loaded, or the function fails.
pub(crate) async fn script(function: &str, values: &[JsValue]) -> Result<JsValue, JsValue> {
    let file = match FAILURES.get() {
        0 => CODE.to_owned(),
        failures => format!("{CODE}?{failures}"),
    };
    let module = JsFuture::from(import(&file)).await;
    if module.is_err() {
        FAILURES.set(FAILURES.get() + 1);
    }
    let function: Function = Reflect::get(&module?, &function.into())?.unchecked_into();
    let given = function.apply(&JsValue::NULL, &values.iter().collect())?;
    JsFuture::from(Promise::resolve(&given)).await
}

/// The file of a sample: a race that was recorded elsewhere.
pub(super) async fn sample(name: &str) -> Option<Blob> {
    let url = format!("{}parts/samples/{name}.json", folder());
    let answer = JsFuture::from(window().fetch_with_str(&url)).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    let file = answer.ok().then(|| answer.blob().ok()).flatten()?;
    JsFuture::from(file).await.ok()?.dyn_into().ok()
}
