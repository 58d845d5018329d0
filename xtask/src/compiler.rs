//! Chooses the compiler for WebAssembly: one that has Rust's library sources beside it, since
//! threads in wasm need `std` rebuilt with atomics.
//!
//! There is deliberately no `rust-toolchain.toml`: where rustup cannot download, it makes every
//! call of cargo fail, this one's too. The cargo that started xtask builds xtask itself and the native
//! tests; everything for wasm, and the two tools whose results depend on their version (clippy and
//! rustfmt), come from the compiler that is chosen here.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tools;

/// The tested release, which rustup is asked for.
pub const TRIED: &str = "1.96.0";
/// The oldest compiler that is accepted: the flags of the threaded build were tested with this one.
const OLDEST: (u32, u32) = (1, 96);

/// Variables that the cargo which runs xtask, or its user, set for another compiler or another
/// build: Trunk's hook is run with all that was set for the page.
const FOREIGN: &[&str] = &[
    "CARGO",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_PATH",
    "CLIPPY_ARGS",
    "RUSTC",
    "RUSTC_WORKSPACE_WRAPPER",
    "RUSTC_WRAPPER",
    "RUSTDOC",
    "RUSTDOCFLAGS",
    "RUSTFLAGS",
    "RUSTUP_TOOLCHAIN",
];
/// The same, by their prefixes. Cargo's settings for networks and registries stay.
const FOREIGN_PREFIXES: &[&str] = &[
    "CARGO_BUILD_",
    "CARGO_PKG_",
    "CARGO_PROFILE_",
    "CARGO_TARGET_",
    "CARGO_UNSTABLE_",
];

/// A compiler with its tools and its library sources.
#[derive(Clone, Debug)]
pub struct Compiler {
    bin: PathBuf,
    sysroot: PathBuf,
    version: String,
    origin: Origin,
}

/// Where a compiler comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A toolchain of rustup's.
    Rustup,
    /// Packages of the system's, as Debian's `rustc-web`.
    System,
}

impl Compiler {
    /// The best compiler on this machine, found by looking at files: nothing is downloaded and
    /// rustup is not asked.
    #[must_use]
    pub fn find() -> Option<Self> {
        let mut toolchains = toolchains();
        toolchains.sort_by_key(|folder| rank(folder));
        let (tried, others) = toolchains
            .into_iter()
            .partition::<Vec<_>, _>(|folder| rank(folder) == Rank::Tried);
        let rustup = |sysroot| Self::at(sysroot, Origin::Rustup);
        let system = |sysroot| Self::at(sysroot, Origin::System);
        tried
            .into_iter()
            .find_map(rustup)
            .or_else(|| system(PathBuf::from("/usr")))
            .or_else(|| others.into_iter().find_map(rustup))
            .or_else(|| sysroot_on_path().and_then(system))
    }

    /// The compiler of one sysroot, if it is complete and recent enough.
    fn at(sysroot: PathBuf, origin: Origin) -> Option<Self> {
        let bin = sysroot.join("bin");
        let complete = ["cargo", "rustc", "cargo-clippy", "cargo-fmt", "rustfmt"]
            .iter()
            .all(|name| executable(&bin, name).is_file());
        if !complete || !sysroot.join("lib/rustlib/src/rust/library").is_dir() {
            return None;
        }
        let output = Command::new(executable(&bin, "rustc"))
            .arg("--version")
            .output()
            .ok()?;
        let version = parse_version(&String::from_utf8(output.stdout).ok()?)?;
        Some(Self {
            bin,
            sysroot,
            version,
            origin,
        })
    }

    /// The release, as in `1.96.0`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The folder that holds cargo, rustc and the tools.
    #[must_use]
    pub fn bin(&self) -> &Path {
        &self.bin
    }

    /// Cargo, for native use of this compiler.
    #[must_use]
    pub fn cargo(&self) -> Command {
        self.tool("cargo")
    }

    /// A tool that comes with this compiler, by its absolute path: `cargo clippy` would find
    /// rustup's shim instead of the one beside this cargo.
    #[must_use]
    pub fn tool(&self, name: &str) -> Command {
        let mut command = Command::new(executable(&self.bin, name));
        self.prepare(&mut command);
        command
    }

    /// Makes another program use this compiler, without variables that were set for another one.
    pub fn prepare(&self, command: &mut Command) {
        for (name, _) in env::vars_os().filter(|(name, _)| is_foreign(name)) {
            command.env_remove(name);
        }
        command
            .env("CARGO", executable(&self.bin, "cargo"))
            .env("RUSTC", executable(&self.bin, "rustc"))
            .env("RUSTDOC", executable(&self.bin, "rustdoc"))
            .env("RUSTFMT", executable(&self.bin, "rustfmt"))
            .env("PATH", tools::path_with(&[&self.bin]));
    }

    /// Opens `-Zbuild-std`, which is stable cargo's only way to `std` with atomics.
    pub fn allow_unstable(command: &mut Command) {
        command.env("RUSTC_BOOTSTRAP", "1");
    }

    /// Flags that keep this machine's folders out of what is shipped, so that every machine
    /// builds the same bytes.
    #[must_use]
    pub fn remap_flags(&self, root: &Path) -> Vec<String> {
        let sources = self.sysroot.join("lib/rustlib/src/rust");
        // Debian's is a link, and the compiler sees its target.
        let real = fs::canonicalize(&sources).unwrap_or_else(|_| sources.clone());
        let mut flags = Vec::new();
        let mut remap = |from: &Path, to: &str| {
            flags.push(format!("--remap-path-prefix={}={to}", from.display()));
        };
        remap(root, ".");
        remap(&tools::cargo_home(), "cargo");
        // Of several that fit, the last one counts. These folders are named after where the
        // crates were downloaded from, which may be a mirror.
        for registry in tools::folders(&tools::cargo_home().join("registry/src")) {
            remap(&registry, "crates");
        }
        remap(&sources, "rust");
        if real != sources {
            remap(&real, "rust");
        }
        flags
    }
}

impl fmt::Display for Compiler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origin = match self.origin {
            Origin::Rustup => "rustup's",
            Origin::System => "the system's",
        };
        write!(
            f,
            "Rust {}, {origin}, in {}",
            self.version,
            self.sysroot.display()
        )
    }
}

fn is_foreign(variable: &OsStr) -> bool {
    let name = variable.to_string_lossy();
    FOREIGN.contains(&name.as_ref())
        || FOREIGN_PREFIXES
            .iter()
            .any(|prefix| name.starts_with(prefix))
}

/// The order in which rustup's toolchains are preferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Tried,
    Stable,
    Numbered,
    Preview,
}

fn rank(toolchain: &Path) -> Rank {
    let name = toolchain
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    if name.starts_with(&format!("{TRIED}-")) {
        Rank::Tried
    } else if name.starts_with("stable") {
        Rank::Stable
    } else if name.starts_with(|c: char| c.is_ascii_digit()) {
        Rank::Numbered
    } else {
        Rank::Preview
    }
}

/// The folders of rustup's toolchains, without asking rustup, which might start a download.
fn toolchains() -> Vec<PathBuf> {
    let home = env::var_os("RUSTUP_HOME")
        .map(PathBuf::from)
        .unwrap_or_else(|| tools::home().join(".rustup"));
    tools::folders(&home.join("toolchains"))
}

/// The sysroot of a compiler on the path that is not one of rustup's shims: their toolchains were
/// checked already.
fn sysroot_on_path() -> Option<PathBuf> {
    let rustc = tools::on_path("rustc")?;
    if rustc
        .with_file_name(format!("rustup{}", env::consts::EXE_SUFFIX))
        .exists()
    {
        return None;
    }
    let output = Command::new(rustc)
        .args(["--print", "sysroot"])
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(PathBuf::from(text.trim()))
}

fn executable(bin: &Path, name: &str) -> PathBuf {
    let mut file = OsString::from(name);
    file.push(env::consts::EXE_SUFFIX);
    bin.join(file)
}

/// The release in `rustc 1.96.0 (ac68faa20 2026-05-25)`, if it is recent enough.
fn parse_version(text: &str) -> Option<String> {
    let version = text.strip_prefix("rustc ")?.split_whitespace().next()?;
    let mut parts = version.split(['.', '-']).map(str::parse::<u32>);
    let (major, minor) = (parts.next()?.ok()?, parts.next()?.ok()?);
    ((major, minor) >= OLDEST).then(|| version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recent_compiler_is_taken_and_an_old_one_is_not() {
        let taken = |text| parse_version(text);
        assert_eq!(
            taken("rustc 1.96.0 (ac68faa20 2026-05-25)").as_deref(),
            Some("1.96.0")
        );
        assert_eq!(
            taken("rustc 1.99.0-nightly (0000000 2026-11-01)").as_deref(),
            Some("1.99.0-nightly")
        );
        assert_eq!(taken("rustc 1.95.0 (59807616e 2026-04-14)"), None);
        assert_eq!(taken("not a compiler"), None);
    }

    #[test]
    fn what_was_set_for_another_build_is_foreign_and_a_proxy_is_not() {
        let foreign = |name: &str| is_foreign(OsStr::new(name));
        assert!(foreign("RUSTUP_TOOLCHAIN"));
        assert!(foreign("CARGO_UNSTABLE_BUILD_STD_FEATURES"));
        assert!(!foreign("CARGO_HTTP_PROXY"));
        assert!(!foreign("CARGO_HOME"));
    }

    #[test]
    fn toolchains_are_taken_in_order() {
        let mut names = ["nightly-x", "1.97.0-x", "stable-x", "1.96.0-x"].map(PathBuf::from);
        names.sort_by_key(|path| rank(path));
        assert_eq!(
            names,
            ["1.96.0-x", "stable-x", "1.97.0-x", "nightly-x"].map(PathBuf::from)
        );
    }
}
