//! Installs what is not there yet, and tells what is.
//!
//! When all is there this looks at a few files and is done. Deliberately nothing is updated or
//! removed, and of the system's own packages only those are asked for that no cache folder can
//! hold: a compiler where rustup cannot download one, browsers, and Python.
//!
//! Without Firefox, WebKit or Python some tests are skipped, and that is said; the rest is needed.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::apt::Apt;
use crate::browsers::{Browsers, Chromium, Firefox, WebKit};
use crate::compiler::{Compiler, TRIED};
use crate::error::{Error, Result};
use crate::files;
use crate::python::{self, Python};
use crate::step::{self, Step, say};
use crate::tools::{self, AXE, BINARYEN, ESBUILD, GECKODRIVER, HIGHLIGHTER, TRUNK, Tools};
use crate::workspace::Workspace;

/// Debian's compiler with library sources, linker, and the tools that come with it.
const DEBIAN_COMPILER: &[&str] = &[
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "lld-22",
    "rust-web-clippy",
    "rustfmt-web",
];
/// Debian's Chromium and its driver.
const DEBIAN_CHROMIUM: &[&str] = &["chromium", "chromium-driver"];
/// Debian's Firefox. Its driver is no package of Debian's.
const DEBIAN_FIREFOX: &[&str] = &["firefox-esr"];
/// Debian's WebKit with its driver, and the screen that it is shown on.
const DEBIAN_WEBKIT: &[&str] = &["webkit2gtk-driver", "xvfb"];

const NEXT_COMPILER: &str = "where rustup can download, `rustup toolchain install 1.96.0 \
    --profile minimal --component rust-src,rustfmt,clippy --target wasm32-unknown-unknown`; \
    any other Rust 1.96 or later with its library sources, clippy and rustfmt will do too.";
const NEXT_NODE: &str = "install Node.js 18 or later with npm, from nodejs.org or as \
    `apt-get install nodejs npm`.";
const NEXT_CHROMIUM: &str = "install Google Chrome or Chromium and the ChromeDriver of the same \
    version, and have both on the path or named by CHROMIUM and CHROMEDRIVER.";
const NEXT_FIREFOX: &str = "install Firefox and geckodriver, and have both on the path or named \
    by FIREFOX and GECKODRIVER.";
const NEXT_WEBKIT: &str = "install WebKitGTK with its driver, and Xvfb, as \
    `apt-get install webkit2gtk-driver xvfb`.";
const NEXT_PYTHON: &str = "install Python 3.11 or later, and have it on the path or named by \
    INTERLEAVE_PYTHON.";
const NEXT_NETWORK: &str = "see that crates can be downloaded, then run the same command again: \
    it goes on where it stopped.";

/// What a first build takes below `target/`, in bytes: 1.4 GB were seen.
pub const BUILD: u64 = 2 << 30;
/// What the first run of all checks takes there: 4.1 GB were seen.
pub const CHECKS: u64 = 5 << 30;

/// Sees that there is room for what is built, as long as nothing was: a disk that is full half-way
/// says so in a hundred ways.
///
/// # Errors
/// When there is not.
pub fn room(workspace: &Workspace, needed: u64) -> Result<()> {
    let root = workspace.root();
    let free = fs4::available_space(root).map_err(Error::file("find the room around", root))?;
    if free >= needed || workspace.dist().is_dir() {
        return Ok(());
    }
    Err(no_room(root, free, needed))
}

fn no_room(root: &Path, free: u64, needed: u64) -> Error {
    let gb = |bytes: u64| bytes as f64 / f64::from(1 << 30);
    Error::Missing {
        what: format!(
            "The disk of {} has {:.1} GB free, and this takes up to {:.0} GB",
            root.display(),
            gb(free),
            gb(needed)
        ),
        next: "make room, then run the same command again.".to_owned(),
    }
}

/// What builds the page and the engine.
#[derive(Debug)]
pub struct Kit {
    /// The compiler for wasm.
    pub compiler: Compiler,
    /// wasm-bindgen, Trunk and wasm-opt.
    pub tools: Tools,
}

/// Sees that everything is there that a build needs.
///
/// # Errors
/// When something is missing and cannot be installed.
pub fn for_build(workspace: &Workspace) -> Result<Kit> {
    let kit = Kit {
        compiler: compiler(workspace)?,
        tools: Tools::new(workspace.wasm_bindgen_version()?),
    };
    cargo_tools(&kit, workspace)?;
    npm_packages(&kit.tools, workspace)?;
    Ok(kit)
}

/// Sees that Chromium is there, which the tests need.
///
/// # Errors
/// When it is missing and cannot be installed.
pub fn chromium(workspace: &Workspace) -> Result<Chromium> {
    if let Some(chromium) = Chromium::find() {
        return Ok(chromium);
    }
    let missing = || Error::Missing {
        what: "There is no Chromium with ChromeDriver for the browser tests".to_owned(),
        next: NEXT_CHROMIUM.to_owned(),
    };
    // Ubuntu's `chromium` is no browser but a stub, and there is no driver beside it.
    let apt = Apt::find(workspace).ok_or_else(missing)?;
    apt.update()?;
    if !apt.knows(DEBIAN_CHROMIUM) {
        return Err(missing());
    }
    apt.install("Chromium and ChromeDriver", DEBIAN_CHROMIUM)?;
    Chromium::find().ok_or_else(missing)
}

/// Sees that the browsers are there that the tests need, and those that they can do without; and
/// what looks for barriers in a page that they show.
///
/// # Errors
/// When Chromium or that is missing and cannot be installed.
pub fn browsers(workspace: &Workspace, kit: &Kit) -> Result<Browsers> {
    let tools = &kit.tools;
    let firefox = optional(
        || Firefox::find(tools),
        || {
            if Firefox::browser().is_none() {
                with_apt(workspace, "Firefox", DEBIAN_FIREFOX)?;
            }
            // Compiling a driver for a browser that is not there would be a waste of time.
            if Firefox::browser().is_some() && Firefox::driver(tools).is_none() {
                let name = "geckodriver";
                let tool = cargo_tool(kit, workspace, name, name, GECKODRIVER, &["--locked"]);
                install_cargo_tools(vec![tool])?;
            }
            Ok(())
        },
    );
    if firefox.is_none() {
        let parts = [
            ("Firefox", Firefox::browser()),
            ("geckodriver", Firefox::driver(tools)),
        ];
        say_missing("the browser tests in Firefox", &parts, NEXT_FIREFOX);
    }
    let webkit = optional(WebKit::find, || {
        with_apt(workspace, "WebKit", DEBIAN_WEBKIT)
    });
    if webkit.is_none() {
        let parts = [
            ("MiniBrowser", WebKit::browser()),
            ("WebKitWebDriver", WebKit::driver()),
            ("Xvfb", WebKit::screen()),
        ];
        say_missing("the browser tests in WebKit", &parts, NEXT_WEBKIT);
    }
    axe(tools, workspace)?;
    Ok(Browsers {
        chromium: chromium(workspace)?,
        firefox,
        webkit,
    })
}

/// Sees that a recent Python is there, for the proof beside CPython, if it can be had.
#[must_use]
pub fn python(workspace: &Workspace) -> Option<Python> {
    let python = optional(Python::find, || {
        let is_recent = |apt: &Apt| {
            let version = apt.version("python3");
            version.is_some_and(|version| python::is_recent(&version))
        };
        match Apt::find(workspace) {
            Some(apt) if is_recent(&apt) || !apt.has_lists() => {
                apt.update()?;
                if is_recent(&apt) {
                    apt.install("Python", &["python3"])?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    });
    if python.is_none() {
        let parts = [("Python 3.11 or later", None)];
        say_missing("the proof beside CPython", &parts, NEXT_PYTHON);
    }
    python
}

/// What can be found, before or after an attempt to install it.
fn optional<T>(find: impl Fn() -> Option<T>, install: impl FnOnce() -> Result<()>) -> Option<T> {
    find().or_else(|| {
        if let Err(error) = install() {
            say(&error.to_string());
        }
        find()
    })
}

/// Installs what apt-get knows. Where it does not, that shows next.
fn with_apt(workspace: &Workspace, what: &str, packages: &[&str]) -> Result<()> {
    let Some(apt) = Apt::find(workspace) else {
        return Ok(());
    };
    // Of a system that has lists without these packages new lists are not fetched each time.
    if apt.knows(packages) || !apt.has_lists() {
        apt.update()?;
    }
    if apt.knows(packages) {
        apt.install(what, packages)?;
    }
    Ok(())
}

fn say_missing(what: &str, parts: &[(&str, Option<PathBuf>)], next: &str) {
    let missing = parts.iter().filter(|(_, found)| found.is_none());
    let names: Vec<&str> = missing.map(|(name, _)| *name).collect();
    let names = names.join(", ");
    say(&format!(
        "  SKIPPED: {what}, for there is no {names}. Next: {next}"
    ));
}

/// Prints what is there, what is missing and how to get it. Tells whether all is there that is
/// needed.
///
/// # Errors
/// When the root manifest cannot be read.
pub fn doctor(workspace: &Workspace) -> Result<bool> {
    let tools = Tools::new(workspace.wasm_bindgen_version()?);
    let at = |path: Option<PathBuf>| path.map(|path| path.display().to_string());
    let installed = |path: PathBuf| at(Some(path).filter(|path| path.is_file()));
    let needed = [
        (
            "compiler for wasm",
            Compiler::find().map(|found| found.to_string()),
            NEXT_COMPILER,
        ),
        (
            "wasm-bindgen",
            installed(tools.wasm_bindgen()),
            "cargo xtask setup",
        ),
        ("Trunk", installed(tools.trunk()), "cargo xtask setup"),
        (
            "wasm-opt",
            tools
                .has_wasm_opt()
                .then(|| tools.wasm_opt().display().to_string()),
            "cargo xtask setup",
        ),
        ("Node.js", at(tools::on_path("node")), NEXT_NODE),
        ("npm", at(tools::on_path("npm")), NEXT_NODE),
        (
            "Chromium (tests only)",
            at(Chromium::browsers().into_iter().next()),
            NEXT_CHROMIUM,
        ),
        (
            "ChromeDriver (tests only)",
            at(Chromium::driver()),
            NEXT_CHROMIUM,
        ),
        (
            "axe (tests only)",
            installed(tools.axe()),
            "cargo xtask setup",
        ),
    ];
    let python = Python::find().map(|found| format!("{}, {}", found.version, found.path.display()));
    let optional = [
        ("Firefox", at(Firefox::browser()), NEXT_FIREFOX),
        ("geckodriver", at(Firefox::driver(&tools)), NEXT_FIREFOX),
        ("WebKit's MiniBrowser", at(WebKit::browser()), NEXT_WEBKIT),
        ("WebKitWebDriver", at(WebKit::driver()), NEXT_WEBKIT),
        ("Xvfb", at(WebKit::screen()), NEXT_WEBKIT),
        ("Python 3.11 or later", python, NEXT_PYTHON),
    ];
    for (what, found, next) in &needed {
        match found {
            Some(found) => say(&format!("  {what:<26} {found}")),
            None => say(&format!("  {what:<26} MISSING. Next: {next}")),
        }
    }
    say("\n  Without one of these, tests that need it are skipped:");
    for (what, found, next) in &optional {
        match found {
            Some(found) => say(&format!("  {what:<26} {found}")),
            None => say(&format!("  {what:<26} not there. Next: {next}")),
        }
    }
    let is_there = |(_, found, _): &(&str, Option<String>, &str)| found.is_some();
    let all = needed.iter().all(is_there);
    if !(all && optional.iter().all(is_there)) {
        say("\n`cargo xtask setup` installs what it can of this.");
    }
    Ok(all)
}

fn compiler(workspace: &Workspace) -> Result<Compiler> {
    if let Some(compiler) = Compiler::find() {
        return Ok(compiler);
    }
    if tools::on_path("rustup").is_some() {
        let mut command = Command::new("rustup");
        command.args(["toolchain", "install", TRIED, "--profile", "minimal"]);
        command.args(["--component", "rust-src,rustfmt,clippy"]);
        command.args(["--target", "wasm32-unknown-unknown", "--no-self-update"]);
        // A rustup that cannot download says so at once; asking again would not help.
        let ended = Step::new(
            format!("Rust {TRIED} by rustup"),
            command,
            &workspace.logs(),
        )
        .watch()?;
        if let Some(compiler) = Compiler::find() {
            return Ok(compiler);
        }
        if !ended.status.success() {
            say("  rustup cannot download it here: looking for the system's packages");
        }
    }
    let missing = || Error::Missing {
        what: format!(
            "There is no compiler with Rust's library sources, and neither rustup nor apt-get \
             can install Rust {TRIED}"
        ),
        next: NEXT_COMPILER.to_owned(),
    };
    let apt = Apt::find(workspace).ok_or_else(missing)?;
    apt.update()?;
    if !apt.knows(DEBIAN_COMPILER) {
        return Err(missing());
    }
    apt.install("Debian's compiler for wasm", DEBIAN_COMPILER)?;
    Compiler::find().ok_or_else(missing)
}

/// wasm-bindgen and Trunk, compiled side by side: most of Trunk's time is one thread's.
fn cargo_tools(kit: &Kit, workspace: &Workspace) -> Result<()> {
    let mut missing = Vec::new();
    let both = [
        kit.tools.wasm_bindgen(),
        kit.tools.wasm_bindgen_test_runner(),
    ];
    if !both.iter().all(|path| path.is_file()) {
        // Without --locked: its lock file names a crate version that may not be there.
        let version = kit.tools.wasm_bindgen_version();
        let (name, package) = ("wasm-bindgen", "wasm-bindgen-cli");
        missing.push(cargo_tool(kit, workspace, name, package, version, &[]));
    }
    if !kit.tools.trunk().is_file() {
        // With --locked: newer dependencies do not compile together. Without the default
        // features it needs no update check and no OpenSSL.
        let arguments = ["--locked", "--no-default-features", "--features", "rustls"];
        missing.push(cargo_tool(
            kit, workspace, "trunk", "trunk", TRUNK, &arguments,
        ));
    }
    install_cargo_tools(missing)
}

/// The step that compiles a tool, and the folder in which it does.
fn cargo_tool(
    kit: &Kit,
    workspace: &Workspace,
    name: &str,
    package: &str,
    version: &str,
    arguments: &[&str],
) -> (Step, PathBuf) {
    let root = kit.tools.root(name, version);
    // What is compiled stays until the tool is finished: an interrupted set-up goes on.
    let cache = root.join("building");
    let mut command = kit.compiler.cargo();
    command
        .args(["install", package, "--version", version])
        .args(arguments)
        .arg("--root")
        .arg(&root)
        .env("CARGO_TARGET_DIR", &cache)
        // From outside any workspace, whose settings are not meant for tools.
        .current_dir(std::env::temp_dir());
    let step = Step::new(format!("{package} {version}"), command, &workspace.logs());
    (step.or(NEXT_NETWORK), cache)
}

/// Compiles tools side by side.
fn install_cargo_tools(tools: Vec<(Step, PathBuf)>) -> Result<()> {
    let (steps, caches): (Vec<Step>, Vec<PathBuf>) = tools.into_iter().unzip();
    step::run_together(steps)?;
    caches
        .iter()
        .try_for_each(|cache| files::remove_folder(cache))
}

/// What the highlighter's files are, all of them in one: they run in readers' browsers, so nothing
/// else will do.
const HIGHLIGHTER_HASH: &str = "f5ce07f25e1a79007427680008d56162ba0264dded66a46579534aa017f2e400";
/// The same of axe, by which the tests judge.
const AXE_HASH: &str = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c";

/// wasm-opt, and the highlighter of the page's programs.
fn npm_packages(tools: &Tools, workspace: &Workspace) -> Result<()> {
    if tools::on_path("node").is_none() {
        return Err(missing("Node.js"));
    }
    let install =
        |what: &str, root: &Path, package: String| npm_package(workspace, what, root, &package);
    if !tools.has_wasm_opt() {
        let root = tools.root("binaryen", BINARYEN);
        let what = format!("wasm-opt {BINARYEN}");
        install(&what, &root, format!("binaryen@{BINARYEN}"))?;
    }
    if !tools.esbuild().exists() {
        let root = tools.root("esbuild", ESBUILD);
        install(
            &format!("esbuild {ESBUILD}"),
            &root,
            format!("esbuild@{ESBUILD}"),
        )?;
    }
    let files = tools.highlighter();
    if !files.iter().all(|(file, _)| file.is_file()) {
        let root = tools.root("speed-highlight", HIGHLIGHTER);
        let package = format!("@speed-highlight/core@{HIGHLIGHTER}");
        install(&format!("highlighter {HIGHLIGHTER}"), &root, package)?;
    }
    let files = files.map(|(file, _)| file);
    known("highlighter", &files, HIGHLIGHTER_HASH)
}

/// What looks for barriers in the page, for the tests.
fn axe(tools: &Tools, workspace: &Workspace) -> Result<()> {
    let file = tools.axe();
    if !file.is_file() {
        let root = tools.root("axe-core", AXE);
        let package = format!("axe-core@{AXE}");
        npm_package(workspace, &format!("axe {AXE}"), &root, &package)?;
    }
    known("axe", &[file], AXE_HASH)
}

/// Installs a package into a folder of its own, and runs nothing of it.
fn npm_package(workspace: &Workspace, what: &str, root: &Path, package: &str) -> Result<()> {
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
    command.arg(root).arg(package);
    Step::new(what, command, &workspace.logs())
        .or("see that npm can download packages, then run the same command again.")
        .run()
        .map(drop)
}

fn missing(name: &str) -> Error {
    Error::Missing {
        what: format!("There is no {name}, which the build needs"),
        next: NEXT_NODE.to_owned(),
    }
}

/// Refuses files that are not, all of them in one, what they were when they were chosen.
fn known(what: &str, files: &[PathBuf], hash: &str) -> Result<()> {
    let mut all = String::new();
    for file in files {
        all += &files::read_text(file)?;
    }
    if files::hash(all.as_bytes()) == hash {
        return Ok(());
    }
    let folder = files.first().map(|file| file.display().to_string());
    Err(Error::Missing {
        what: format!(
            "The {what} in {} is not the one that is known",
            folder.unwrap_or_default()
        ),
        next: "delete that folder, then run the same command again.".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_little_room_is_told_with_what_it_takes() {
        let said = no_room(Path::new("/here"), 300 << 20, CHECKS).to_string();
        assert_eq!(
            said,
            "The disk of /here has 0.3 GB free, and this takes up to 5 GB.\n\
             Next: make room, then run the same command again."
        );
        // On the disk that these tests were built on, there is some.
        let free = fs4::available_space(Path::new(".")).unwrap();
        assert!(free > 0);
    }
}
