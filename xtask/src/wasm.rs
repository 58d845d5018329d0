//! Cargo's settings for WebAssembly builds that no manifest can hold.

use std::process::Command;

use crate::compiler::Compiler;

use crate::workspace::Workspace;

/// The target of all builds that run in a browser.
pub const TARGET: &str = "wasm32-unknown-unknown";
/// Aborts at once on a panic, without its text: the page cannot recover, and an engine is replaced as a
/// whole. The texts of all panics are a tenth of the wasm.
const NO_PANIC_TEXTS: [&str; 2] = ["-Zunstable-options", "-Cpanic=immediate-abort"];

/// The compiler's flags for wasm that is shipped: these, without panic texts, and without the names
/// of this machine's folders.
pub(crate) fn shipped_flags(
    flags: &[String],
    workspace: &Workspace,
    compiler: &Compiler,
) -> String {
    let remapped = compiler.remap_flags(workspace.root());
    let all = flags.iter().cloned().chain(remapped);
    let all: Vec<String> = all.chain(NO_PANIC_TEXTS.map(str::to_owned)).collect();
    encoded(&all)
}

/// Flags in the form that cargo reads from the environment.
pub(crate) fn encoded(flags: &[String]) -> String {
    flags.join("\x1f")
}

/// Makes cargo, or Trunk which calls it, build the page's wasm: `std` is rebuilt for size, like the rest.
/// Trunk has no keys for these.
pub(crate) fn for_page(command: &mut Command, workspace: &Workspace, compiler: &Compiler) {
    Compiler::allow_unstable(command);
    command
        .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
        .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size")
        .env(
            "CARGO_ENCODED_RUSTFLAGS",
            shipped_flags(&[], workspace, compiler),
        )
        .env("CARGO_TARGET_DIR", workspace.target("page"));
}

/// Makes cargo build for wasm with these flags, and these parts of the standard library rebuilt.
pub(crate) fn for_checks(command: &mut Command, library: &str, flags: &[String]) {
    Compiler::allow_unstable(command);
    command
        .args(["--target", TARGET])
        .arg(format!("-Zbuild-std={library}"))
        .env("CARGO_ENCODED_RUSTFLAGS", encoded(flags));
}
