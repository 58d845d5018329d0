//! What the page asks for only when somebody wants to see it, in a small module that is loaded then:
//! the experiment as a program, its link as a QR code.
//!
//! Text in, text out: nothing here keeps anything. `www/code.js` and `www/share.js` show what comes of
//! it.

use std::fmt::Write;

use fast_qr::{Module, QRBuilder};
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

/// A text as a QR code: its side in modules, a space, and the dark ones as an SVG path of unit
/// squares. Empty for a text that is too long for one.
#[wasm_bindgen]
pub fn qr(text: &str) -> String {
    let Ok(code) = QRBuilder::new(text).build() else {
        return String::new();
    };
    let mut path = format!("{} ", code.size);
    for y in 0..code.size {
        for (x, module) in code[y].iter().enumerate() {
            if module.value() == Module::DARK {
                // Writing to a text always works.
                let _ = write!(path, "M{x},{y}h1v1h-1z");
            }
        }
    }
    path
}
