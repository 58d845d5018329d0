//! Tells the page under which name the engine's files are served: the name of the newest build,
//! which `cargo xtask engine` has written down.

use std::path::PathBuf;

fn main() {
    // Asked for when it runs: a target folder that was copied has been built elsewhere.
    let package = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let root = PathBuf::from(package).join("..");
    let file = root.join("target/engine/name.txt");
    println!("cargo::rerun-if-changed={}", file.display());
    // Natively there is no engine to load, and none needs to have been built.
    let name = std::fs::read_to_string(&file).unwrap_or_else(|_| "engine".to_owned());
    println!("cargo::rustc-env=INTERLEAVE_ENGINE={}", name.trim());
}
