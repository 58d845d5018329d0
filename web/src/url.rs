//! The window: its address, and the attributes of the document's root.
//!
//! The root's attributes inform the style sheets, `www/boot.js`, tests and embedding pages. Nothing here
//! knows what a query means; see [`interleave::model::query`].

/// The window.
pub fn window() -> web_sys::Window {
    web_sys::window().expect("the page runs in a window")
}

/// The address's query, with its question mark; empty without one.
pub fn search() -> String {
    let location = window().location();
    location.search().unwrap_or_default()
}

/// The address's fragment, with its number sign; empty without one.
pub fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// The page's own address, without query and fragment.
#[cfg(target_arch = "wasm32")]
pub fn address() -> String {
    let location = window().location();
    let [origin, path] = [location.origin(), location.pathname()].map(Result::unwrap_or_default);
    match origin.as_str() {
        // A file's.
        "null" => format!("file://{path}"),
        origin => [origin, &path].concat(),
    }
}

/// The folder of this release's engine, relative to the page, with a slash at its end: from the page's
/// head.
pub fn engine_folder() -> String {
    let document = window().document();
    let named = document.and_then(|document| document.query_selector("meta[name=engine]").ok()?);
    let folder = named.and_then(|named| named.get_attribute("content"));
    folder.unwrap_or_default()
}

fn root() -> Option<web_sys::Element> {
    window().document()?.document_element()
}

/// An attribute of the document's root; empty without one.
pub fn attribute(name: &str) -> String {
    let value = root().and_then(|root| root.get_attribute(name));
    value.unwrap_or_default()
}

/// Sets an attribute of the document's root.
pub fn set_attribute(name: &str, value: &str) {
    if let Some(root) = root() {
        // The names are ours, and valid.
        let _ = root.set_attribute(name, value);
    }
}

/// Removes an attribute of the document's root.
pub fn remove_attribute(name: &str) {
    if let Some(root) = root() {
        // Likewise.
        let _ = root.remove_attribute(name);
    }
}
