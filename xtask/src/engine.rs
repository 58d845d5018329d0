//! Builds what the page loads by itself: the engine, twice, and the parts that come only when they are
//! wanted, into a folder that is named after its content.
//!
//! *threaded* has atomics and shared memory, *plain* has neither. Trunk cannot do this: it knows one
//! set of flags, and never hashes a worker. Deliberately knows nothing of what the engine does: its
//! worker script comes from `www/` as it is.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::compiler::Compiler;
use crate::error::{Error, Result};
use crate::files;
use crate::naming::{engine_folder, is_engine_folder};
use crate::script;
use crate::setup::Kit;
use crate::step::{self, Step};
use crate::wasm;
use crate::workspace::Workspace;

/// The most memory that the threaded build may ever have, in bytes. Shared memory needs a
/// limit, and iOS reserves all of it at once.
const MAX_MEMORY: u32 = 256 << 20;

/// The name of its files, which the page's scripts know.
const FILE: &str = "engine";
/// The flag for wasm-opt: of all levels tested, this one gave the fastest kernels and the fewest
/// compressed bytes.
const OPTIMISATION: &str = "-O3";

/// One of the builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Build {
    /// With atomics, shared memory and a pool of threads.
    Threaded,
    /// Without; for pages that are not isolated, and for the children of process mode.
    Plain,
}

impl Build {
    /// All, in the order in which they are built.
    pub const ALL: [Self; 2] = [Self::Threaded, Self::Plain];

    /// Its folder's name, which the page's scripts know.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Threaded => "threaded",
            Self::Plain => "plain",
        }
    }

    /// The features of package `interleave`, for an engine.
    #[must_use]
    pub fn features(self) -> &'static str {
        match self {
            Self::Threaded => "engine,threads",
            Self::Plain => "engine",
        }
    }

    /// The flags for the compiler.
    #[must_use]
    pub fn flags(self) -> Vec<String> {
        match self {
            // Vectors make wasm compute as fast as the same Rust natively. Every browser that lets a
            // worker have workers has them, too (Safari from 16.4).
            Self::Plain => vec!["-Ctarget-feature=+simd128".to_owned()],
            Self::Threaded => {
                let mut flags = vec!["-Ctarget-feature=+simd128,+atomics,+bulk-memory".to_owned()];
                let max_memory = format!("--max-memory={MAX_MEMORY}");
                // The exported symbols are what wasm-bindgen gives every thread its own of.
                let link = [
                    "--shared-memory",
                    "--import-memory",
                    &max_memory,
                    "--export=__wasm_init_tls",
                    "--export=__tls_size",
                    "--export=__tls_align",
                    "--export=__tls_base",
                ];
                flags.extend(link.iter().map(|argument| format!("-Clink-arg={argument}")));
                flags
            }
        }
    }
}

/// Builds all, if anything changed, and returns the name of the folder below `target/engine`.
///
/// # Errors
/// When a tool fails or a file cannot be read or written.
pub fn build(workspace: &Workspace, kit: &Kit) -> Result<String> {
    step::run_together(compilation(workspace, kit))?;
    assemble(workspace, kit)
}

/// The steps that compile all builds. They may run side by side.
pub(crate) fn compilation(workspace: &Workspace, kit: &Kit) -> Vec<Step> {
    Build::ALL
        .map(|build| compile(build, workspace, kit))
        .into()
}

/// Makes the folder from what was compiled, and returns its name.
pub(crate) fn assemble(workspace: &Workspace, kit: &Kit) -> Result<String> {
    let out = workspace.target("engine");
    let assembled = out.join("assembled");
    files::remove_folder(&assembled)?;
    for build in Build::ALL {
        let bound = bind(build, &compiled(build, workspace), workspace, kit)?;
        files::copy_folder(&bound, &assembled.join(build.name()))?;
    }
    let copy = |from: &Path, to: &str| {
        let copied = fs::copy(from, assembled.join(to));
        copied.map(drop).map_err(Error::file("copy", from))
    };
    copy(&workspace.root().join("www/worker.js"), "worker.js")?;
    files::create_folder(&assembled.join("parts"))?;
    for script in ["documents.js", "scan.js"] {
        let from = workspace.root().join("www").join(script);
        copy(&from, &format!("parts/{script}"))?;
    }
    let samples = workspace.root().join("www/samples");
    files::copy_folder(&samples, &assembled.join("parts/samples"))?;
    let scripts = script::all(&assembled)?;
    script::minify(&kit.tools, &assembled, &scripts, &workspace.logs())?;
    let highlighter = bundle_highlighter(workspace, kit)?;
    copy(&highlighter, "parts/highlight.js")?;

    let name = engine_folder(&files::hash_folder(&assembled)?);
    remove_engines(&out)?;
    let folder = out.join(&name);
    fs::rename(&assembled, &folder).map_err(Error::file("make the folder", &folder))?;
    // Trunk's hook reads this: it completes the page in a process of its own.
    files::write_if_changed(&out.join("name.txt"), &name)?;
    Ok(name)
}

/// Makes one file of `www/highlight.js` and what it needs of the library; its path.
fn bundle_highlighter(workspace: &Workspace, kit: &Kit) -> Result<PathBuf> {
    let folder = workspace.target("highlight");
    files::create_folder(&folder.join("highlight"))?;
    let source = workspace.root().join("www/highlight.js");
    let script = folder.join("highlight.js");
    let copied = |from: &Path, to: &Path| {
        let copied = fs::copy(from, to);
        copied.map(drop).map_err(Error::file("copy", from))
    };
    copied(&source, &script)?;
    for (from, to) in kit.tools.highlighter() {
        copied(&from, &folder.join("highlight").join(to))?;
    }
    let bundle = folder.join("bundle.js");
    script::bundle(&kit.tools, &script, &bundle, &workspace.logs())?;
    Ok(bundle)
}

/// The name of the engine that was built last.
///
/// # Errors
/// When none was.
pub fn built(workspace: &Workspace) -> Result<(String, PathBuf)> {
    let out = workspace.target("engine");
    let name = files::read_text(&out.join("name.txt"))?;
    let folder = out.join(&name);
    Ok((name, folder))
}

fn remove_engines(out: &Path) -> Result<()> {
    for entry in fs::read_dir(out)
        .map_err(Error::file("list", out))?
        .flatten()
    {
        if is_engine_folder(&entry.file_name().to_string_lossy()) {
            files::remove_folder(&entry.path())?;
        }
    }
    Ok(())
}

/// The step that compiles one build; cargo knows what is fresh.
fn compile(build: Build, workspace: &Workspace, kit: &Kit) -> Step {
    // Requested here and not in the manifest: with an rlib beside it there is no link-time
    // optimisation, and every other build would link a library that nothing loads.
    let what = "rustc --package interleave --lib --crate-type cdylib --features";
    let what = [what, build.features()].join(" ");
    let command = compiler(build, &what, workspace, kit);
    let name = format!("engine, {}", build.name());
    Step::new(name, command, &workspace.logs())
}

/// Compiles the kernel by itself, as it is in the plain build; the wasm file. For `bench` only.
///
/// # Errors
/// When a tool fails.
pub fn kernel(workspace: &Workspace, kit: &Kit) -> Result<PathBuf> {
    // Without the boundary to JavaScript, and what comes with it.
    let what = "build --package interleave --example kernel --no-default-features";
    let command = compiler(Build::Plain, what, workspace, kit);
    Step::new("kernel", command, &workspace.logs()).run()?;
    let compiled = compiled(Build::Plain, workspace);
    let to = workspace.target("bench/kernel.wasm");
    optimise(
        "kernel",
        &compiled.with_file_name("examples").join("kernel.wasm"),
        &to,
        workspace,
        kit,
    )?;
    Ok(to)
}

/// Cargo, told to compile something with the flags of a build.
fn compiler(build: Build, what: &str, workspace: &Workspace, kit: &Kit) -> Command {
    let mut command = kit.compiler.cargo();
    let flags = wasm::shipped_flags(&build.flags(), workspace, &kit.compiler);
    Compiler::allow_unstable(&mut command);
    command
        .args(what.split(' '))
        .args(["--profile", "engine"])
        .arg("-Zbuild-std=std,panic_abort")
        .arg("-Zbuild-std-features=optimize_for_size")
        .env("CARGO_TARGET_DIR", folder(build, workspace))
        .env("CARGO_ENCODED_RUSTFLAGS", flags);
    command
        .args(["--target", wasm::TARGET])
        .current_dir(workspace.root());
    command
}

/// Has wasm-opt make a file faster and smaller.
fn optimise(name: &str, from: &Path, to: &Path, workspace: &Workspace, kit: &Kit) -> Result<()> {
    let mut command = Command::new(kit.tools.wasm_opt());
    command
        .arg(OPTIMISATION)
        .args([from.as_os_str(), OsStr::new("-o"), to.as_os_str()]);
    Step::new(format!("wasm-opt, {name}"), command, &workspace.logs())
        .run()
        .map(drop)
}

/// The folder in which cargo compiles a build. Each set of flags has one of its own, so that builds
/// run side by side.
fn folder(build: Build, workspace: &Workspace) -> PathBuf {
    workspace.target(&format!("wasm-{}", build.name()))
}

/// The wasm file of a build.
fn compiled(build: Build, workspace: &Workspace) -> PathBuf {
    folder(build, workspace)
        .join(wasm::TARGET)
        .join("engine/interleave.wasm")
}

/// Writes the JavaScript and makes the wasm smaller, unless that was done for the same input.
/// Returns the folder.
fn bind(build: Build, wasm: &Path, workspace: &Workspace, kit: &Kit) -> Result<PathBuf> {
    let name = build.name();
    let folder = workspace.target("engine").join("bound").join(name);
    let stamp = folder.with_extension("stamp");
    let content = fs::read(wasm).map_err(Error::file("read", wasm))?;
    let input = format!(
        "{} wasm-bindgen {} wasm-opt {} {OPTIMISATION}",
        files::hash(&content),
        kit.tools.wasm_bindgen_version(),
        crate::tools::BINARYEN,
    );
    if fs::read_to_string(&stamp).is_ok_and(|old| old == input) && folder.is_dir() {
        return Ok(folder);
    }
    files::remove_folder(&folder)?;

    let mut command = Command::new(kit.tools.wasm_bindgen());
    command
        .args(["--target", "web", "--no-typescript"])
        .args(["--out-name", FILE])
        .arg("--out-dir")
        .arg(&folder)
        .arg(wasm);
    Step::new(format!("wasm-bindgen, {name}"), command, &workspace.logs()).run()?;

    let bound = folder.join(format!("{FILE}_bg.wasm"));
    optimise(name, &bound, &bound, workspace, kit)?;

    // Last, so that interrupted work is done again.
    files::write_if_changed(&stamp, &input)?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_threaded_build_has_atomics() {
        assert_eq!(Build::Plain.flags(), ["-Ctarget-feature=+simd128"]);
        let flags = Build::Threaded.flags();
        assert!(flags[0].contains("+atomics"));
        assert!(flags.contains(&"-Clink-arg=--max-memory=268435456".to_owned()));
    }
}
