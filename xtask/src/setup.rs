//! Installs what is not there yet, and tells what is.
//!
//! When all is there this looks at a few files and is done. Deliberately nothing is updated or
//! removed, and of the system's own packages only those are asked for that no cache folder can
//! hold: a compiler where rustup cannot download one, and a browser.

use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::compiler::{Compiler, TRIED};
use crate::error::{Error, Result};
use crate::files;
use crate::step::{self, Step, say};
use crate::tools::{self, BINARYEN, Browser, HIGHLIGHTER, TRUNK, Tools};
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
/// Debian's browser and its driver.
const DEBIAN_BROWSER: &[&str] = &["chromium", "chromium-driver"];

const NEXT_COMPILER: &str = "where rustup can download, `rustup toolchain install 1.96.0 \
    --profile minimal --component rust-src,rustfmt,clippy --target wasm32-unknown-unknown`; \
    any other Rust 1.96 or later with its library sources, clippy and rustfmt will do too.";
const NEXT_NODE: &str = "install Node.js 18 or later with npm, from nodejs.org or as \
    `apt-get install nodejs npm`.";
const NEXT_BROWSER: &str = "install Google Chrome or Chromium and the ChromeDriver of the same \
    version, and have both on the path or named by CHROMIUM and CHROMEDRIVER.";
const NEXT_NETWORK: &str = "see that crates can be downloaded, then run the same command again: \
    it goes on where it stopped.";

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

/// Sees that the browser is there that the tests need.
///
/// # Errors
/// When it is missing and cannot be installed.
pub fn for_browser_tests(workspace: &Workspace) -> Result<Browser> {
    if let Some(browser) = Browser::find() {
        return Ok(browser);
    }
    let missing = || Error::Missing {
        what: "There is no Chromium with ChromeDriver for the browser tests".to_owned(),
        next: NEXT_BROWSER.to_owned(),
    };
    // Ubuntu's `chromium` is no browser but a stub, and there is no driver beside it.
    let apt = Apt::find(workspace).ok_or_else(missing)?;
    apt.update()?;
    if !apt.knows(DEBIAN_BROWSER) {
        return Err(missing());
    }
    apt.install("Chromium and ChromeDriver", DEBIAN_BROWSER)?;
    Browser::find().ok_or_else(missing)
}

/// Prints what is there, what is missing and how to get it. Tells whether all is there.
///
/// # Errors
/// When the root manifest cannot be read.
pub fn doctor(workspace: &Workspace) -> Result<bool> {
    let tools = Tools::new(workspace.wasm_bindgen_version()?);
    let at = |path: &Path| Some(path.display().to_string());
    let installed = |path: &Path| path.is_file().then(|| path.display().to_string());
    let rows = [
        (
            "compiler for wasm",
            Compiler::find().map(|found| found.to_string()),
            NEXT_COMPILER,
        ),
        (
            "wasm-bindgen",
            installed(&tools.wasm_bindgen()),
            "cargo xtask setup",
        ),
        ("Trunk", installed(&tools.trunk()), "cargo xtask setup"),
        (
            "wasm-opt",
            tools
                .has_wasm_opt()
                .then(|| tools.wasm_opt().display().to_string()),
            "cargo xtask setup",
        ),
        (
            "Node.js",
            tools::on_path("node").and_then(|path| at(&path)),
            NEXT_NODE,
        ),
        (
            "npm",
            tools::on_path("npm").and_then(|path| at(&path)),
            NEXT_NODE,
        ),
        (
            "Chromium (tests only)",
            tools::browsers().first().and_then(|path| at(path)),
            NEXT_BROWSER,
        ),
        (
            "ChromeDriver (tests only)",
            tools::driver().and_then(|path| at(&path)),
            NEXT_BROWSER,
        ),
    ];
    for (what, found, next) in &rows {
        match found {
            Some(found) => say(&format!("  {what:<26} {found}")),
            None => say(&format!("  {what:<26} MISSING. Next: {next}")),
        }
    }
    let all = rows.iter().all(|(_, found, _)| found.is_some());
    if !all {
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
    let version = kit.tools.wasm_bindgen_version();
    let mut steps = Vec::new();
    let mut caches = Vec::new();
    let mut install = |name: &str, package: &str, version: &str, arguments: &[&str]| {
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
        steps.push(step.or(NEXT_NETWORK));
        caches.push(cache);
    };
    let both = [
        kit.tools.wasm_bindgen(),
        kit.tools.wasm_bindgen_test_runner(),
    ];
    if !both.iter().all(|path| path.is_file()) {
        // Without --locked: its lock file names a crate version that may not be there.
        install("wasm-bindgen", "wasm-bindgen-cli", version, &[]);
    }
    if !kit.tools.trunk().is_file() {
        // With --locked: newer dependencies do not compile together. Without the default
        // features it needs no update check and no OpenSSL.
        let arguments = ["--locked", "--no-default-features", "--features", "rustls"];
        install("trunk", "trunk", TRUNK, &arguments);
    }
    step::run_together(steps)?;
    caches
        .iter()
        .try_for_each(|cache| files::remove_folder(cache))
}

/// What the highlighter's files are, all of them in one: they run in readers' browsers, so nothing
/// else will do.
const HIGHLIGHTER_HASH: &str = "f5ce07f25e1a79007427680008d56162ba0264dded66a46579534aa017f2e400";

/// wasm-opt, and the highlighter of the page's programs.
fn npm_packages(tools: &Tools, workspace: &Workspace) -> Result<()> {
    let missing = |name| Error::Missing {
        what: format!("There is no {name}, which the build needs"),
        next: NEXT_NODE.to_owned(),
    };
    if tools::on_path("node").is_none() {
        return Err(missing("Node.js"));
    }
    let install = |what: &str, root: &Path, package: String| {
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
    };
    if !tools.has_wasm_opt() {
        let root = tools.root("binaryen", BINARYEN);
        let what = format!("wasm-opt {BINARYEN}");
        install(&what, &root, format!("binaryen@{BINARYEN}"))?;
    }
    let files = tools.highlighter();
    if !files.iter().all(|(file, _)| file.is_file()) {
        let root = tools.root("speed-highlight", HIGHLIGHTER);
        let package = format!("@speed-highlight/core@{HIGHLIGHTER}");
        install(&format!("highlighter {HIGHLIGHTER}"), &root, package)?;
    }
    let mut all = String::new();
    for (file, _) in &files {
        all += &files::read_text(file)?;
    }
    if files::hash(all.as_bytes()) != HIGHLIGHTER_HASH {
        return Err(Error::Missing {
            what: format!(
                "The highlighter in {} is not the one that is known",
                files[0].0.display()
            ),
            next: "delete that folder, then run the same command again.".to_owned(),
        });
    }
    Ok(())
}

/// Debian's package manager, with the rights to use it.
struct Apt<'a> {
    workspace: &'a Workspace,
    is_root: bool,
}

impl<'a> Apt<'a> {
    fn find(workspace: &'a Workspace) -> Option<Self> {
        tools::on_path("apt-get")?;
        let id = Command::new("id").arg("-u").output().ok()?;
        let is_root = id.stdout.trim_ascii() == b"0";
        let allowed = is_root || tools::on_path("sudo").is_some();
        allowed.then_some(Self { workspace, is_root })
    }

    /// Fetches the lists of packages, which may be empty on a new machine.
    fn update(&self) -> Result<()> {
        if !self.is_root && io::stdin().is_terminal() {
            // Asks for the password now, where it can be seen, not in the middle of a step.
            // Its answer needs no look: apt-get fails next if it was no.
            let _ = Command::new("sudo")
                .arg("-v")
                .stdin(Stdio::inherit())
                .status();
        }
        let mut command = self.command();
        command.arg("update");
        // Someone's list that cannot be fetched matters only if it is the one that is needed,
        // which shows next.
        self.step("package lists", command).watch().map(drop)
    }

    /// Whether all of these packages can be had.
    fn knows(&self, packages: &[&str]) -> bool {
        let known = |package: &&str| {
            Command::new("apt-cache")
                .args(["show", "--no-all-versions", package])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .is_ok_and(|status| status.success())
        };
        packages.iter().all(known)
    }

    fn install(&self, what: &str, packages: &[&str]) -> Result<()> {
        let mut command = self.command();
        command.args(["install", "--yes", "--no-install-recommends"]);
        command.args(packages);
        self.step(what, command).run().map(drop)
    }

    fn command(&self) -> Command {
        let mut command = if self.is_root {
            Command::new("env")
        } else {
            let mut sudo = Command::new("sudo");
            sudo.args(["-n", "env"]);
            sudo
        };
        // Another apt-get may be running, as on a machine that has just started.
        command.args([
            "DEBIAN_FRONTEND=noninteractive",
            "apt-get",
            "-o",
            "DPkg::Lock::Timeout=120",
        ]);
        command
    }

    fn step(&self, what: &str, command: Command) -> Step {
        let name = format!("{what} by apt-get");
        Step::new(name, command, &self.workspace.logs()).or(
            "see that apt-get works and may be used (sudo, where you are not root), \
             then run the same command again.",
        )
    }
}
