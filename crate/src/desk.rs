//! What the page asks for only when somebody wants to see it, in a small module that is loaded then:
//! the experiment as a program.
//!
//! Text in, text out: nothing here keeps anything. `www/code.js` shows what comes of it.

use wasm_bindgen::prelude::*;

use crate::code::{self, Code};
use crate::query;
use crate::spec::Mode;

/// What a mode does with the experiment of a query, in `python` or `rust`: the program's lines as
/// JSON, see [`code::Line`].
#[wasm_bindgen]
pub fn program(query: &str, mode: &str, language: &str) -> String {
    let spec = query::understand(query);
    let mode = Mode::ALL.into_iter().find(|known| known.name() == mode);
    let write = match language {
        "rust" => code::rust,
        _ => code::python,
    };
    let Code { lines } = write(&spec, mode.unwrap_or(Mode::Sequential));
    // Texts, numbers and names: nothing that could not be written.
    serde_json::to_string(&lines).unwrap_or_default()
}
