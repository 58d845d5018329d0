//! The colours of programs, from a JavaScript library: `www/highlight.js`.
//!
//! It is loaded when the first program is shown. After a failure it is requested under another address:
//! browsers may cache a failure by its address.

use std::cell::Cell;

use js_sys::Array;
use js_sys::futures::JsFuture;
use wasm_bindgen::prelude::*;

use super::load::import;
use crate::component::code::{Language, Token};

#[wasm_bindgen]
extern "C" {
    type Highlighter;
    #[wasm_bindgen(method, catch)]
    fn tokens(this: &Highlighter, text: &str, language: &str) -> Result<Array, JsValue>;
}

/// The module's file, beside the engine.
const MODULE: &str = "parts/highlight.js";

thread_local! {
    /// How often it could not be loaded.
    static FAILURES: Cell<u32> = const { Cell::new(0) };
}

/// The tokens of a program's text, in order and without gaps; none if the library cannot be loaded.
pub(crate) async fn tokens(text: &str, language: Language) -> Option<Vec<Token>> {
    let failures = FAILURES.get();
    let file = match failures {
        0 => MODULE.to_owned(),
        failures => format!("{MODULE}?{failures}"),
    };
    let Ok(module) = JsFuture::from(import(&file)).await else {
        FAILURES.set(failures + 1);
        return None;
    };
    let parts = module
        .unchecked_into::<Highlighter>()
        .tokens(text, language.name())
        .ok()?;
    let pairs: Vec<String> = parts.iter().filter_map(|part| part.as_string()).collect();
    let token = |pair: &[String]| match pair {
        [kind, part] => Token::new(kind, part.len()),
        _ => Token::new("", 0),
    };
    Some(pairs.chunks(2).map(token).collect())
}
