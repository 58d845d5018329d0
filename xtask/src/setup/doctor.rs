//! Reports what is installed, what is missing, and how to get it.

use std::path::PathBuf;

use super::install::NEXT_NODE;
use super::system::{
    NEXT_CHROMIUM, NEXT_COMPILER, NEXT_FIREFOX, NEXT_FONT, NEXT_PYTHON, NEXT_VALGRIND, NEXT_WEBKIT,
    chinese_font,
};
use super::unstable;
use crate::browsers::{Chromium, Firefox, WebKit};
use crate::compiler::Compiler;
use crate::error::Result;
use crate::output::say;
use crate::python::Python;
use crate::tools::{self, Tools};
use crate::workspace::Workspace;

const NEXT_SETUP: &str = "cargo xtask setup";

/// One thing that is installed or not.
struct Item {
    what: &'static str,
    found: Option<String>,
    next: &'static str,
}

fn item(what: &'static str, found: Option<String>, next: &'static str) -> Item {
    Item { what, found, next }
}

/// Prints what is installed, what is missing and how to get it. Returns whether everything is there
/// that is needed.
///
/// # Errors
/// When the root manifest cannot be read.
pub fn doctor(workspace: &Workspace) -> Result<bool> {
    let tools = Tools::new(workspace.wasm_bindgen_version()?);
    let needed = needed(&tools);
    let optional = optional(&tools);
    print(&needed, "MISSING");
    say("\n  Optional. If one is missing, its tests are skipped:");
    print(&optional, "not installed");
    let is_there = |item: &Item| item.found.is_some();
    let all = needed.iter().all(is_there);
    if !(all && optional.iter().all(is_there)) {
        say("\n`cargo xtask setup` installs what it can of this.");
    }
    Ok(all)
}

fn print(items: &[Item], missing: &str) {
    for Item { what, found, next } in items {
        match found {
            Some(found) => say(&format!("  {what:<26} {found}")),
            None => say(&format!("  {what:<26} {missing}. Next: {next}")),
        }
    }
}

fn at(path: Option<PathBuf>) -> Option<String> {
    path.map(|path| path.display().to_string())
}

fn file(path: PathBuf) -> Option<String> {
    at(Some(path).filter(|path| path.is_file()))
}

fn needed(tools: &Tools) -> Vec<Item> {
    let compiler = Compiler::find().map(|found| found.to_string());
    let [highlighter, ..] = tools.highlighter();
    vec![
        item("compiler for wasm", compiler, NEXT_COMPILER),
        item("wasm-bindgen", file(tools.wasm_bindgen()), NEXT_SETUP),
        item("Trunk", file(tools.trunk()), NEXT_SETUP),
        item("wasm-opt", file(tools.wasm_opt()), NEXT_SETUP),
        item("esbuild", file(tools.esbuild()), NEXT_SETUP),
        item("highlighter", file(highlighter.0), NEXT_SETUP),
        item("Node.js", at(tools::on_path("node")), NEXT_NODE),
        item("npm", at(tools::on_path("npm")), NEXT_NODE),
        item(
            "Chromium (tests only)",
            at(Chromium::browsers().into_iter().next()),
            NEXT_CHROMIUM,
        ),
        item(
            "ChromeDriver (tests only)",
            at(Chromium::driver()),
            NEXT_CHROMIUM,
        ),
        item("axe (tests only)", file(tools.axe()), NEXT_SETUP),
    ]
}

fn optional(tools: &Tools) -> Vec<Item> {
    let pythons = Python::all(&unstable::programs(&tools.unstable()));
    let pythons: Vec<String> = pythons.iter().map(Python::name).collect();
    let pythons = Some(pythons.join(", ")).filter(|found| !found.is_empty());
    vec![
        item("Firefox", at(Firefox::browser()), NEXT_FIREFOX),
        item("geckodriver", at(Firefox::driver(tools)), NEXT_FIREFOX),
        item("WebKit's MiniBrowser", at(WebKit::browser()), NEXT_WEBKIT),
        item("WebKitWebDriver", at(WebKit::driver()), NEXT_WEBKIT),
        item("Xvfb", at(WebKit::screen()), NEXT_WEBKIT),
        item("CPython 3.9 or later", pythons, NEXT_PYTHON),
        item("Chinese font", chinese_font(), NEXT_FONT),
        item("valgrind", at(tools::on_path("valgrind")), NEXT_VALGRIND),
    ]
}
