//! What is loaded only when it is wanted, beside the engine: samples.

use std::rc::Rc;

use interleave::document::Document;
use js_sys::futures::JsFuture;
use wasm_bindgen::JsCast;
use web_sys::Response;

use crate::saved::SavedRace;
use crate::url::{engine_folder, window};

/// A sample: a race that was recorded elsewhere.
pub(super) async fn sample(name: &str) -> Option<Rc<SavedRace>> {
    let url = format!("{}parts/samples/{name}.json", engine_folder());
    let answer = JsFuture::from(window().fetch_with_str(&url)).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    let text = answer.ok().then(|| answer.text().ok()).flatten()?;
    let text = JsFuture::from(text).await.ok()?.as_string()?;
    let document = Document::from_json(&text).ok()?;
    Some(Rc::new(SavedRace::from(document)))
}
