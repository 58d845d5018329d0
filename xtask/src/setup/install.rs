//! Tools that go into the user's cache: compiled by cargo, or downloaded by npm.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::kit::Kit;
use crate::error::{Error, Result};
use crate::files;
use crate::output::say;
use crate::step::{self, Step};
use crate::tools::{self, AXE, BINARYEN, ESBUILD, GECKODRIVER, HIGHLIGHTER, PEERS, TRUNK, Tools};
use crate::workspace::Workspace;

pub(super) const NEXT_NODE: &str = "install Node.js 18 or later with npm, from nodejs.org or as \
    `apt-get install nodejs npm`.";
const NEXT_NETWORK: &str = "check that crates can be downloaded, then run the same command again: \
    it goes on where it stopped.";

/// The SHA-256 of the highlighter's files, one after the other. They run in readers' browsers, so no
/// other files will do.
const HIGHLIGHTER_HASH: &str = "f5ce07f25e1a79007427680008d56162ba0264dded66a46579534aa017f2e400";
/// The same for axe, which the tests use.
const AXE_HASH: &str = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c";

/// A tool that cargo compiles, and how.
struct CargoTool<'a> {
    /// The name of its folder.
    name: &'a str,
    /// The crate.
    package: &'a str,
    version: &'a str,
    arguments: &'a [&'a str],
    /// How far it is optimised. For most people, compiling it takes longer than all its runs together, so:
    /// not at all, unless it has much to do.
    optimisation: &'a str,
}

impl<'a> CargoTool<'a> {
    // Without --locked: its lock file names a crate version that may not be there. Without its default
    // features it cannot download, which it need not.
    fn wasm_bindgen(version: &'a str) -> Self {
        Self {
            name: "wasm-bindgen",
            package: "wasm-bindgen-cli",
            version,
            arguments: &[
                "--no-default-features",
                "--bin",
                "wasm-bindgen",
                "--bin",
                "wasm-bindgen-test-runner",
            ],
            // It reads tens of megabytes when tests are run in wasm.
            optimisation: "1",
        }
    }

    // With --locked: newer dependencies do not compile together. Without its default features it
    // cannot download; `Trunk.toml` tells it not to.
    const TRUNK: CargoTool<'static> = CargoTool {
        name: "trunk",
        package: "trunk",
        version: TRUNK,
        arguments: &["--locked", "--no-default-features"],
        optimisation: "0",
    };

    const GECKODRIVER: CargoTool<'static> = CargoTool {
        name: "geckodriver",
        package: "geckodriver",
        version: GECKODRIVER,
        arguments: &["--locked"],
        optimisation: "0",
    };

    /// The step that compiles it, and the build folder.
    fn step(&self, kit: &Kit, workspace: &Workspace) -> (Step, PathBuf) {
        let root = kit.tools.root(self.name, self.version);
        // Keeps compiled parts until the tool is finished, so that an interrupted set-up can continue.
        let cache = root.join("building");
        let mut command = kit.compiler.cargo();
        command
            .args(["install", self.package, "--version", self.version])
            .args(self.arguments)
            .arg("--root")
            .arg(&root)
            .env("CARGO_TARGET_DIR", &cache)
            // Trunk asks for link-time optimisation in one piece: ten minutes of one core.
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", self.optimisation)
            // Outside of any workspace, whose settings are not meant for tools.
            .current_dir(std::env::temp_dir());
        let name = format!("{} {}", self.package, self.version);
        let step = Step::new(name, command, &workspace.logs());
        (step.or(NEXT_NETWORK), cache)
    }
}

/// Compiles tools side by side.
fn compile(tools: &[CargoTool<'_>], kit: &Kit, workspace: &Workspace) -> Result<()> {
    if tools.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = tools.iter().map(|tool| tool.package).collect();
    say(&format!(
        "  Compiling {}, once for this user and version: some minutes on two cores",
        names.join(" and ")
    ));
    let steps = tools.iter().map(|tool| tool.step(kit, workspace));
    let (steps, caches): (Vec<Step>, Vec<PathBuf>) = steps.unzip();
    step::run_together(steps)?;
    caches
        .iter()
        .try_for_each(|cache| files::remove_folder(cache))
}

/// Installs what a build needs.
pub(super) fn for_build(kit: &Kit, workspace: &Workspace) -> Result<()> {
    let mut missing = Vec::new();
    if !kit.tools.wasm_bindgen().is_file() {
        missing.push(CargoTool::wasm_bindgen(kit.tools.wasm_bindgen_version()));
    }
    if !kit.tools.trunk().is_file() {
        missing.push(CargoTool::TRUNK);
    }
    compile(&missing, kit, workspace)?;
    npm_packages(&kit.tools, workspace)
}

/// Makes sure that the program is there that runs tests in wasm. It comes with wasm-bindgen, except where
/// only that is on the path.
///
/// # Errors
/// When it is missing and cannot be installed.
pub fn test_runner(workspace: &Workspace, kit: &Kit) -> Result<()> {
    if kit.tools.wasm_bindgen_test_runner().is_file() {
        return Ok(());
    }
    let tool = CargoTool::wasm_bindgen(kit.tools.wasm_bindgen_version());
    compile(&[tool], kit, workspace)
}

/// Installs Firefox's driver.
pub(super) fn geckodriver(kit: &Kit, workspace: &Workspace) -> Result<()> {
    compile(&[CargoTool::GECKODRIVER], kit, workspace)
}

/// Installs wasm-opt, esbuild, and the highlighter of the page's programs.
fn npm_packages(tools: &Tools, workspace: &Workspace) -> Result<()> {
    if tools::on_path("node").is_none() {
        return Err(missing("Node.js"));
    }
    if !tools.wasm_opt().exists() {
        let root = tools.root("binaryen", BINARYEN);
        let package = format!("binaryen@{BINARYEN}");
        npm_package(workspace, &format!("wasm-opt {BINARYEN}"), &root, &package)?;
    }
    if !tools.esbuild().exists() {
        let root = tools.root("esbuild", ESBUILD);
        let package = format!("esbuild@{ESBUILD}");
        npm_package(workspace, &format!("esbuild {ESBUILD}"), &root, &package)?;
    }
    let files = tools.highlighter();
    if !files.iter().all(|(file, _)| file.is_file()) {
        let root = tools.root("speed-highlight", HIGHLIGHTER);
        let package = format!("@speed-highlight/core@{HIGHLIGHTER}");
        let what = format!("highlighter {HIGHLIGHTER}");
        npm_package(workspace, &what, &root, &package)?;
    }
    let files = files.map(|(file, _)| file);
    check("the highlighter", &files, HIGHLIGHTER_HASH)
}

/// Installs axe, which checks the page's accessibility.
pub(super) fn axe(tools: &Tools, workspace: &Workspace) -> Result<()> {
    let file = tools.axe();
    if !file.is_file() {
        let root = tools.root("axe-core", AXE);
        let package = format!("axe-core@{AXE}");
        npm_package(workspace, &format!("axe {AXE}"), &root, &package)?;
    }
    check("axe", &[file], AXE_HASH)
}

/// Installs the pools that the page is measured beside.
///
/// # Errors
/// When they cannot be downloaded.
pub fn peers(workspace: &Workspace, kit: &Kit) -> Result<()> {
    let root = kit.tools.peers();
    // npm writes this file last.
    match root.join("node_modules/.package-lock.json").is_file() {
        true => Ok(()),
        false => npm(workspace, "other pools", &root, &PEERS),
    }
}

/// Installs a package into a folder of its own, and runs nothing of it.
fn npm_package(workspace: &Workspace, what: &str, root: &Path, package: &str) -> Result<()> {
    npm(workspace, what, root, &[package])
}

/// The same with several.
fn npm(workspace: &Workspace, what: &str, root: &Path, packages: &[&str]) -> Result<()> {
    let npm = tools::on_path("npm").ok_or_else(|| missing("npm"))?;
    files::create_folder(root)?;
    let mut command = Command::new(npm);
    command.args([
        "install",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--prefix",
    ]);
    command.arg(root).args(packages);
    Step::new(what, command, &workspace.logs())
        .or("check that npm can download packages, then run the same command again.")
        .run()
        .map(drop)
}

fn missing(name: &str) -> Error {
    Error::Missing {
        what: format!("{name}, which the build needs, is not installed"),
        next: NEXT_NODE.to_owned(),
    }
}

/// Refuses files whose contents, one after the other, do not have the expected hash.
fn check(what: &str, files: &[PathBuf], hash: &str) -> Result<()> {
    let mut all = String::new();
    for file in files {
        all += &files::read_text(file)?;
    }
    if files::hash(all.as_bytes()) == hash {
        return Ok(());
    }
    let folder = files.first().and_then(|file| file.parent());
    Err(Error::Missing {
        what: format!(
            "The files of {what} in {} have an unexpected checksum",
            folder.unwrap_or(Path::new("the cache")).display()
        ),
        next: "delete that folder, then run the same command again.".to_owned(),
    })
}
