//! Tells the page under which name the engine's files are served: the name of the newest build,
//! which `cargo xtask engine` has written down.

use std::path::Path;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let file = root.join("target/engine/name.txt");
    println!("cargo::rerun-if-changed={}", file.display());
    // Natively there is no engine to load, and none needs to have been built.
    let name = std::fs::read_to_string(&file).unwrap_or_else(|_| "engine".to_owned());
    println!("cargo::rustc-env=INTERLEAVE_ENGINE={}", name.trim());
}
