//! Measures the page beside native Rust, CPython and the pools that others have.
//!
//! This builds and finds what is measured; `tests/bench/` measures it, in a program of its own, since it
//! drives browsers. Deliberately no part of `test`: times depend on what else a machine does.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::str::FromStr;

use crate::engine;
use crate::error::{Error, Result};
use crate::files;
use crate::output::{Stopwatch, duration, say};
use crate::page;
use crate::setup::{self, Kit};
use crate::step::Step;
use crate::workspace::Workspace;

/// A part of the measurements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The kernels on one thread.
    Kernels,
    /// What threads gain, and what a hand-over of the GIL costs.
    Threads,
    /// What an empty task costs, from ten of them to ten thousand.
    Tasks,
    /// What a task costs in the pools that others have.
    Peers,
    /// How times grow with workers and coroutines.
    Growth,
    /// What drawing costs, and what memory the page takes.
    Board,
    /// What every preset shows, and how far what was expected is from it.
    Presets,
    /// How long a reader waits for the page and for a race, and what is loaded.
    StartUp,
}

impl Part {
    /// All of them, in the order in which they run.
    pub const ALL: [Self; 8] = [
        Self::Kernels,
        Self::Threads,
        Self::Tasks,
        Self::Peers,
        Self::Growth,
        Self::Board,
        Self::Presets,
        Self::StartUp,
    ];

    /// The name for `--only`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Kernels => "kernels",
            Self::Threads => "threads",
            Self::Tasks => "tasks",
            Self::Peers => "peers",
            Self::Growth => "growth",
            Self::Board => "board",
            Self::Presets => "presets",
            Self::StartUp => "startup",
        }
    }
}

impl FromStr for Part {
    type Err = String;

    fn from_str(name: &str) -> std::result::Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|part| part.name() == name);
        found.ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            format!("there is no part `{name}`, only {names}")
        })
    }
}

/// Builds everything, and measures these parts, or all if none is named.
///
/// # Errors
/// When something is missing, cannot be built, or cannot be measured.
pub fn run(workspace: &Workspace, only: &[Part], quick: bool) -> Result<()> {
    let watch = Stopwatch::start();
    let kit = setup::for_build(workspace)?;
    let browsers = setup::browsers(workspace, &kit)?;
    page::build(workspace, &kit)?;
    files::create_folder(&workspace.target("bench"))?;
    let peers = peers(workspace, &kit)?;
    let program = build(
        workspace,
        "measurements",
        &["--package", "interleave-tests", "--bin", "interleave-bench"],
    )?;
    let release = [
        "--release",
        "--package",
        "interleave",
        "--features",
        "measure",
    ];
    let native = |name| build(workspace, name, &[&release[..], &["--bin", name]].concat());
    let (native, rayon) = (native("interleave")?, native("rayon")?);

    let mut command = Command::new(&program);
    let parts = Part::ALL
        .iter()
        .filter(|part| only.is_empty() || only.contains(part));
    command.args(parts.map(|part| part.name()));
    if quick {
        command.arg("--quick");
    }
    command
        .current_dir(workspace.root())
        // The message has the place.
        .env("RUST_BACKTRACE", "0")
        .env("INTERLEAVE_DIST", workspace.dist())
        .env("INTERLEAVE_BENCH", workspace.target("bench"))
        .env("INTERLEAVE_NATIVE", native)
        .env("INTERLEAVE_RAYON", rayon)
        .env("INTERLEAVE_PEERS", peers)
        .envs(browsers.environment());
    if let Some(python) = setup::python(workspace) {
        command
            .env("INTERLEAVE_PYTHON", &python.path)
            .env("INTERLEAVE_PYTHON_VERSION", &python.version);
    }
    let status = command.status().map_err(Error::file("start", &program))?;
    let elapsed = duration(watch.elapsed());
    let folder = workspace.target("bench");
    match status.success() {
        true => {
            say(&format!(
                "Measured in {elapsed}; the files are in {}.",
                folder.display()
            ));
            Ok(())
        }
        false => Err(Error::Missing {
            what: format!("The measurements ended early ({status})"),
            next: "fix the problem shown above, then run the same command again.".to_owned(),
        }),
    }
}

/// Makes the page of the pools that others have; its folder.
fn peers(workspace: &Workspace, kit: &Kit) -> Result<PathBuf> {
    setup::peers(workspace, kit)?;
    let kernel = engine::kernel(workspace, kit)?;
    let folder = workspace.target("bench/peers");
    files::remove_folder(&folder)?;
    let source = workspace.root().join("tests/bench/peers");
    let modules = kit.tools.peers().join("node_modules");
    let mut command = Command::new(kit.tools.esbuild());
    // Each script that is a worker's, and the page's: the others are part of these.
    let workers = ["raw", "comlink", "workerpool", "poolifier", "threads"];
    // What some of them ask for on Node.js only.
    let of_node = ["node:*", "worker_threads", "os", "child_process"];
    command
        .args(workers.map(|name| format!("{name}-worker.js")))
        .args(["coordinator.js", "pools.js", "--bundle", "--format=esm"])
        .args(of_node.map(|name| format!("--external:{name}")))
        // Its package names the file for browsers last, so that no bundler takes it.
        .arg(format!(
            "--alias:poolifier-web-worker={}",
            modules
                .join("poolifier-web-worker/browser/mod.js")
                .display()
        ))
        .args(["--charset=utf8", "--log-level=warning"])
        .arg(format!("--outdir={}", folder.display()))
        .env("NODE_PATH", &modules)
        .current_dir(&source);
    Step::new("other pools, bundled", command, &workspace.logs()).run()?;
    for (from, name) in [
        (source.join("index.html"), "index.html"),
        (kernel, "kernel.wasm"),
    ] {
        let copied = fs::copy(&from, folder.join(name));
        copied.map(drop).map_err(Error::file("copy", &from))?;
    }
    Ok(folder)
}

/// Builds a native program; its path, as cargo says it.
fn build(workspace: &Workspace, name: &str, which: &[&str]) -> Result<PathBuf> {
    let mut command = workspace.native_cargo();
    command.arg("build").args(which);
    command.args(["--message-format", "json-render-diagnostics"]);
    let ended = Step::new(name, command, &workspace.logs()).run()?;
    let output = ended.output()?;
    let path = output.lines().rev().find_map(executable);
    path.map(PathBuf::from).ok_or_else(|| Error::Content {
        path: ended.log,
        problem: "Cargo did not say where the program is.".to_owned(),
    })
}

/// The program that a message of cargo's is about, if it is about one. That one field, so that no parser
/// of JSON has to be compiled before anything else can happen.
fn executable(line: &str) -> Option<&str> {
    let (_, path) = line.split_once("\"executable\":\"")?;
    path.split('"').next()
}

/// The versions of the browsers that the environment names.
#[must_use]
pub fn versions() -> Vec<String> {
    let named = ["CHROMIUM", "FIREFOX"]
        .into_iter()
        .filter_map(std::env::var_os);
    let asked = named.filter_map(|path| Command::new(path).arg("--version").output().ok());
    let versions = asked.map(|output| {
        let text = String::from_utf8_lossy(&output.stdout);
        text.split(" built on")
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned()
    });
    versions.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_a_name_of_its_own() {
        for part in Part::ALL {
            assert_eq!(part.name().parse(), Ok(part));
        }
        assert!("no such part".parse::<Part>().is_err());
    }

    #[test]
    fn cargo_says_where_a_program_is() {
        let line = "{\"reason\":\"compiler-artifact\",\"executable\":\"/a b/c\",\"fresh\":true}";
        assert_eq!(executable(line), Some("/a b/c"));
        assert_eq!(executable("{\"executable\":null}"), None);
    }
}
