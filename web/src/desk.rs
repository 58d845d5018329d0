//! The desk: what the page loads only when there is something for it to do. A race played again, taken
//! away, brought back, laid beside another one; the experiment as a program, its link as a QR code.
//!
//! It is a program of its own, so that the page stays small. What it knows comes from the page by way
//! of `www/boot.js`: the experiment in the form, the language, and everything that the engine has
//! said about the last race, as it said it. What it wants is another experiment for the form. So the
//! data goes round as it does everywhere: nothing here changes the page.

mod bring;
mod code;
mod earlier;
mod fingers;
mod known;
mod link;
mod page;
mod picture;
mod player;
mod samples;
mod script;
mod take;
#[cfg(test)]
mod tests;

use std::fmt::Write;

use fast_qr::{Module, QRBuilder};
use interleave::codegen::program::Code;
use interleave::model::mode::Mode;
use interleave::model::query;

#[cfg(target_arch = "wasm32")]
pub use page::mount;

/// What a mode does with the experiment of a query, in `python` or `rust`: the program's lines as
/// JSON, see [`interleave::codegen::program::Line`].
pub fn program(query: &str, mode: &str, language: &str) -> String {
    let spec = query::understand(query);
    let mode = Mode::ALL.into_iter().find(|known| known.name() == mode);
    let write = match language {
        "rust" => interleave::codegen::rust,
        _ => interleave::codegen::python,
    };
    let Code { lines } = write(&spec, mode.unwrap_or(Mode::Sequential));
    // Texts, numbers and names: nothing that could not be written.
    serde_json::to_string(&lines).unwrap_or_default()
}

/// A text as a QR code: its side in modules, a space, and the dark ones as an SVG path of unit
/// squares. Empty for a text that is too long for one.
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
