//! Installs what only the system can hold: a compiler, browsers, Python, a font; from rustup or from
//! Debian's packages, where possible.

use std::path::PathBuf;
use std::process::Command;

use super::install;
use super::kit::Kit;
use super::unstable;
use crate::apt::Apt;
use crate::browsers::{Chromium, Firefox, WebKit};
use crate::compiler::{Compiler, TRIED};
use crate::error::{Error, Result};
use crate::files;
use crate::output::say;
use crate::python::{self, Python};
use crate::step::Step;
use crate::tools;
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
/// Debian's Firefox. Debian has no package of its driver.
const DEBIAN_FIREFOX: &[&str] = &["firefox-esr"];
/// Debian's WebKit with its driver, and the screen that it needs.
const DEBIAN_WEBKIT: &[&str] = &["webkit2gtk-driver", "xvfb"];
/// Debian's valgrind.
const DEBIAN_VALGRIND: &[&str] = &["valgrind"];
/// Debian's Chinese font, and the program that lists fonts.
const DEBIAN_FONT: &[&str] = &["fonts-noto-cjk", "fontconfig"];

pub(super) const NEXT_COMPILER: &str = "where rustup can download, `rustup toolchain install 1.96.0 \
    --profile minimal --component rust-src,rustfmt,clippy --target wasm32-unknown-unknown`; \
    any other Rust 1.96 or later with its library sources, clippy and rustfmt will do too.";
pub(super) const NEXT_CHROMIUM: &str = "install Google Chrome or Chromium and the ChromeDriver of \
    the same version, and have both on the path or named by CHROMIUM and CHROMEDRIVER.";
pub(super) const NEXT_FIREFOX: &str = "install Firefox and geckodriver, and have both on the path \
    or named by FIREFOX and GECKODRIVER.";
pub(super) const NEXT_WEBKIT: &str = "install WebKitGTK with its driver, and Xvfb, as \
    `apt-get install webkit2gtk-driver xvfb`.";
pub(super) const NEXT_PYTHON: &str = "install CPython 3.9 or later, and have it on the path or \
    named by INTERLEAVE_PYTHON.";
pub(super) const NEXT_VALGRIND: &str = "install valgrind, as `apt-get install valgrind`.";
pub(super) const NEXT_FONT: &str = "install a font with Chinese characters, as \
    `apt-get install fonts-noto-cjk fontconfig`.";

/// Finds the compiler for wasm, or installs it.
pub(super) fn compiler(workspace: &Workspace) -> Result<Compiler> {
    if let Some(compiler) = Compiler::find() {
        return Ok(compiler);
    }
    if tools::on_path("rustup").is_some() {
        let mut command = Command::new("rustup");
        command.args(["toolchain", "install", TRIED, "--profile", "minimal"]);
        command.args(["--component", "rust-src,rustfmt,clippy"]);
        command.args(["--target", "wasm32-unknown-unknown", "--no-self-update"]);
        let name = format!("Rust {TRIED} by rustup");
        // A rustup that cannot download fails at once; asking again would not help.
        let ended = Step::new(name, command, &workspace.logs()).watch()?;
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

/// Makes sure that Chromium is there, which tests in a browser need.
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
    // Ubuntu's `chromium` is not a browser but a stub, and there is no driver beside it.
    let apt = Apt::find(workspace).ok_or_else(missing)?;
    apt.update()?;
    if !apt.knows(DEBIAN_CHROMIUM) {
        return Err(missing());
    }
    apt.install("Chromium and ChromeDriver", DEBIAN_CHROMIUM)?;
    Chromium::find().ok_or_else(missing)
}

/// Finds Firefox and its driver, or installs them, if that is possible.
pub(super) fn firefox(workspace: &Workspace, kit: &Kit) -> Option<Firefox> {
    let tools = &kit.tools;
    let firefox = optional(
        || Firefox::find(tools),
        || {
            if Firefox::browser().is_none() {
                with_apt(workspace, "Firefox", DEBIAN_FIREFOX)?;
            }
            // Without the browser, do not compile its driver.
            if Firefox::browser().is_some() && Firefox::driver(tools).is_none() {
                install::geckodriver(kit, workspace)?;
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
    firefox
}

/// Finds WebKit, its driver and its screen, or installs them, if that is possible.
pub(super) fn webkit(workspace: &Workspace) -> Option<WebKit> {
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
    webkit
}

/// Finds a recent Python for the comparison with CPython, or installs it, if that is possible.
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
        let parts = [("CPython 3.9 or later", None)];
        say_missing("the comparison with CPython", &parts, NEXT_PYTHON);
    }
    python
}

/// Finds every CPython for the comparison, and brings the newest ones, if that is possible.
#[must_use]
pub fn pythons(workspace: &Workspace, kit: &Kit) -> Vec<Python> {
    let Some(_) = python(workspace) else {
        return Vec::new();
    };
    let folder = kit.tools.unstable();
    let own = unstable::programs(&folder);
    let all = Python::all(&own);
    let is_there = |version: &(u32, u32)| all.iter().any(|known| known.minor() == Some(*version));
    let missing: Vec<(u32, u32)> = unstable::VERSIONS
        .into_iter()
        .filter(|version| !is_there(version))
        .collect();
    if missing.is_empty() || own.is_dir() || Python::is_named() {
        return all;
    }
    match unstable::bring(&missing, &folder, workspace) {
        Ok(()) => Python::all(&own),
        Err(why) => {
            let names = missing
                .iter()
                .map(|(major, minor)| format!("{major}.{minor}"));
            let names = names.collect::<Vec<_>>().join(" and ");
            say(&format!(
                "  SKIPPED: the comparison with CPython {names} ({why})"
            ));
            // What is incomplete takes space, and the next attempt begins anew.
            let _ = files::remove_folder(&folder);
            all
        }
    }
}

/// Installs a Chinese font, if one is missing and available. Without one, browsers draw the page's Chinese
/// texts as empty boxes. Returns whether there is one.
pub fn fonts(workspace: &Workspace) -> bool {
    let font = optional(chinese_font, || {
        with_apt(workspace, "Chinese font", DEBIAN_FONT)
    });
    if font.is_none() {
        let parts = [("font with Chinese characters", None)];
        say_missing("the test of Chinese characters", &parts, NEXT_FONT);
    }
    font.is_some()
}

/// Finds valgrind, which counts instructions, or installs it, if that is possible.
#[must_use]
pub fn valgrind(workspace: &Workspace) -> Option<PathBuf> {
    let find = || tools::on_path("valgrind");
    let valgrind = optional(find, || with_apt(workspace, "valgrind", DEBIAN_VALGRIND));
    if valgrind.is_none() {
        let parts = [("valgrind", None)];
        say_missing("the count of instructions", &parts, NEXT_VALGRIND);
    }
    valgrind
}

/// The name of a font with Chinese characters.
pub(super) fn chinese_font() -> Option<String> {
    if !cfg!(target_os = "linux") {
        return Some("the system's".to_owned());
    }
    let output = Command::new("fc-list")
        .args([":lang=zh", "family"])
        .output()
        .ok()?;
    let families = String::from_utf8_lossy(&output.stdout).into_owned();
    // A family may have names in several languages.
    let first = families.lines().next()?.split(',').next()?;
    Some(first.to_owned())
}

/// What a search finds, before or after an attempt to install it.
fn optional<T>(find: impl Fn() -> Option<T>, install: impl FnOnce() -> Result<()>) -> Option<T> {
    find().or_else(|| {
        if let Err(error) = install() {
            say(&error.to_string());
        }
        find()
    })
}

/// Installs packages if apt-get has them. If not, the caller's next search does not find them.
fn with_apt(workspace: &Workspace, what: &str, packages: &[&str]) -> Result<()> {
    let Some(apt) = Apt::find(workspace) else {
        return Ok(());
    };
    // If package lists exist but lack these packages, do not download them again each time.
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
        "  SKIPPED: {what} (not installed: {names}). Next: {next}"
    ));
}
