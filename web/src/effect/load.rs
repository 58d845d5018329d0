//! Loads what is wanted only now and then: samples and modules.

use js_sys::Promise;
use js_sys::futures::JsFuture;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, Response};

use crate::url::{engine_folder, window};

#[wasm_bindgen]
extern "C" {
    /// Imports a module, named from the engine's folder. In `www/boot.js`: Rust has no `import()`.
    #[wasm_bindgen(js_name = interleaveImport)]
    pub(super) fn import(file: &str) -> Promise;
}

/// The file of a sample: a race that was recorded elsewhere.
pub(super) async fn sample(name: &str) -> Option<Blob> {
    let url = format!("{}parts/samples/{name}.json", engine_folder());
    let answer = JsFuture::from(window().fetch_with_str(&url)).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    let file = answer.ok().then(|| answer.blob().ok()).flatten()?;
    JsFuture::from(file).await.ok()?.dyn_into().ok()
}
