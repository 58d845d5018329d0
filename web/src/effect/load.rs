//! Loads samples, when they are wanted.

use js_sys::futures::JsFuture;
use wasm_bindgen::JsCast;
use web_sys::{Blob, Response};

use crate::url::{engine_folder, window};

/// The file of a sample: a race that was recorded elsewhere.
pub(super) async fn sample(name: &str) -> Option<Blob> {
    let url = format!("{}parts/samples/{name}.json", engine_folder());
    let answer = JsFuture::from(window().fetch_with_str(&url)).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    let file = answer.ok().then(|| answer.blob().ok()).flatten()?;
    JsFuture::from(file).await.ok()?.dyn_into().ok()
}
