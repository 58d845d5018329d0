//! The desk, as a module that the page's scripts import: see [`interleave_web::desk`].

fn main() {}

#[cfg(target_arch = "wasm32")]
mod exports {
    use wasm_bindgen::prelude::*;
    use web_sys::Element;

    /// Shows the desk within an element, from now on.
    #[wasm_bindgen]
    pub fn mount(root: Element) {
        interleave_web::desk::mount(root);
    }

    /// See [`interleave_web::desk::program`].
    #[wasm_bindgen]
    pub fn program(query: &str, mode: &str, language: &str) -> String {
        interleave_web::desk::program(query, mode, language)
    }

    /// See [`interleave_web::desk::qr`].
    #[wasm_bindgen]
    pub fn qr(text: &str) -> String {
        interleave_web::desk::qr(text)
    }
}
