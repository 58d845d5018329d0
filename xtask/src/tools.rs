//! The other tools: their versions, and where they are installed.
//!
//! Set-up installs each into a folder of the user's cache that is named after tool and version. So a
//! second checkout finds it, nothing is installed twice, and the user's own tools stay as they are. A tool
//! that is on the path in the same version already is used as it is.
//! Deliberately installs nothing: [`crate::setup`] does that.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds the page.
// 0.22 needs a newer compiler than the tested one.
pub const TRUNK: &str = "0.21.14";
/// Holds wasm-opt. Trunk.toml names the same version.
pub const BINARYEN: &str = "132";
/// Makes scripts smaller.
pub const ESBUILD: &str = "0.28.2";
/// The version of the highlighter (npm's `@speed-highlight/core`, CC0).
pub const HIGHLIGHTER: &str = "2.1.0";
/// The version of the accessibility checker (npm's `axe-core`, MPL-2.0; tests only).
pub const AXE: &str = "4.14.1";
/// The pools of workers that the page is measured beside (npm's; `bench` only, never shipped).
pub const PEERS: [&str; 4] = [
    "comlink@4.4.2",
    "poolifier-web-worker@0.5.15",
    "threads@1.7.0",
    "workerpool@10.0.3",
];
/// Drives Firefox.
pub const GECKODRIVER: &str = "0.37.1";

/// The tools below the user's cache.
#[derive(Clone, Debug)]
pub struct Tools {
    folder: PathBuf,
    wasm_bindgen_version: String,
}

impl Tools {
    /// The tools of this user, for the version of wasm-bindgen that the manifest pins.
    #[must_use]
    pub fn new(wasm_bindgen_version: String) -> Self {
        Self {
            folder: cache().join("interleave").join("tools"),
            wasm_bindgen_version,
        }
    }

    /// The version of the crate, hence of the tool.
    #[must_use]
    pub fn wasm_bindgen_version(&self) -> &str {
        &self.wasm_bindgen_version
    }

    /// Where a tool of some version is installed.
    #[must_use]
    pub fn root(&self, tool: &str, version: &str) -> PathBuf {
        self.folder.join(format!("{tool}-{version}"))
    }

    /// Writes the JavaScript beside a wasm file.
    #[must_use]
    pub fn wasm_bindgen(&self) -> PathBuf {
        let version = &self.wasm_bindgen_version;
        self.cargo_tool("wasm-bindgen", version, "wasm-bindgen")
    }

    /// Runs wasm tests in a browser.
    #[must_use]
    pub fn wasm_bindgen_test_runner(&self) -> PathBuf {
        let version = &self.wasm_bindgen_version;
        self.cargo_tool("wasm-bindgen", version, "wasm-bindgen-test-runner")
    }

    /// Builds the page.
    #[must_use]
    pub fn trunk(&self) -> PathBuf {
        self.cargo_tool("trunk", TRUNK, "trunk")
    }

    /// Drives Firefox.
    #[must_use]
    pub fn geckodriver(&self) -> PathBuf {
        self.cargo_tool("geckodriver", GECKODRIVER, "geckodriver")
    }

    /// Makes a wasm file smaller.
    #[must_use]
    pub fn wasm_opt(&self) -> PathBuf {
        let root = self.root("binaryen", BINARYEN);
        let own = root.join("node_modules/.bin/wasm-opt");
        // npm writes this file last: without it, wasm-opt is incomplete.
        let is_whole = root.join("node_modules/.package-lock.json").is_file() && own.exists();
        installed(own, is_whole, "wasm-opt", BINARYEN)
    }

    /// Makes scripts smaller.
    #[must_use]
    pub fn esbuild(&self) -> PathBuf {
        let root = self.root("esbuild", ESBUILD);
        let own = root.join("node_modules/.bin/esbuild");
        let is_whole = root.join("node_modules/.package-lock.json").is_file() && own.exists();
        installed(own, is_whole, "esbuild", ESBUILD)
    }

    /// The highlighter's files that the page serves, and their names there.
    #[must_use]
    pub fn highlighter(&self) -> [(PathBuf, &'static str); 4] {
        let root = self.root("speed-highlight", HIGHLIGHTER);
        let dist = root.join("node_modules/@speed-highlight/core/dist");
        [
            ("tokenize.js", "tokenize.js"),
            ("languages/py.js", "py.js"),
            ("languages/rs.js", "rs.js"),
            ("languages/todo.js", "todo.js"),
        ]
        .map(|(from, to)| (dist.join(from), to))
    }

    /// The accessibility checker's script: one file, for tests.
    #[must_use]
    pub fn axe(&self) -> PathBuf {
        self.root("axe-core", AXE)
            .join("node_modules/axe-core/axe.min.js")
    }

    /// The folder of the CPythons that this machine's own packages do not have.
    #[must_use]
    pub fn unstable(&self) -> PathBuf {
        self.root("cpython", "unstable")
    }

    /// The folder of the pools that the page is measured beside.
    #[must_use]
    pub fn peers(&self) -> PathBuf {
        let versions = PEERS.map(|peer| peer.rsplit('@').next().unwrap_or_default());
        self.root("peers", &versions.join("-"))
    }

    fn cargo_tool(&self, tool: &str, version: &str, name: &str) -> PathBuf {
        let file = format!("{name}{}", env::consts::EXE_SUFFIX);
        let own = self.root(tool, version).join("bin").join(file);
        let is_there = own.is_file();
        installed(own, is_there, name, version)
    }
}

/// The tool that set-up installs, or the same version of it on the path if set-up has not. It may
/// still be neither there nor on the path.
fn installed(own: PathBuf, is_there: bool, name: &str, version: &str) -> PathBuf {
    if is_there {
        return own;
    }
    let on_path = all_on_path(name).into_iter();
    let mut same = on_path.filter(|path| has_version(path, version));
    same.next().unwrap_or(own)
}

/// Whether a program reports this version.
fn has_version(program: &Path, version: &str) -> bool {
    let output = Command::new(program).arg("--version").output();
    output.is_ok_and(|output| names_version(&String::from_utf8_lossy(&output.stdout), version))
}

/// Whether the first line of an answer to `--version` names this version.
fn names_version(answer: &str, version: &str) -> bool {
    let words = answer.lines().next().unwrap_or_default().split_whitespace();
    words.take(3).any(|word| word == version)
}

/// The file that an environment variable names, if it is there.
#[must_use]
pub fn named_by(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).and_then(existing)
}

/// This file, if it is there.
#[must_use]
pub fn existing(path: impl Into<PathBuf>) -> Option<PathBuf> {
    Some(path.into()).filter(|path| path.is_file())
}

/// A program on the path.
#[must_use]
pub fn on_path(name: &str) -> Option<PathBuf> {
    all_on_path(name).into_iter().next()
}

/// Every program of this name on the path, in order.
#[must_use]
pub fn all_on_path(name: &str) -> Vec<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .map(|folder| folder.join(&file))
        .filter(|path| path.is_file())
        .collect()
}

/// The path with some folders before all others.
#[must_use]
pub fn path_with(first: &[&Path]) -> OsString {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = first
        .iter()
        .map(|folder| folder.to_path_buf())
        .chain(env::split_paths(&path));
    // Joining fails only for a folder with a separator in its name, which then cannot be on
    // the path at all.
    env::join_paths(folders).unwrap_or(path)
}

/// The folders in a folder, in order; none if it is not there.
#[must_use]
pub fn folders(within: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(within) else {
        return Vec::new();
    };
    let mut folders: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

/// The user's home folder; the current one if there is none.
#[must_use]
pub fn home() -> PathBuf {
    env::home_dir().unwrap_or_default()
}

/// Where cargo keeps the crates that it downloaded.
#[must_use]
pub fn cargo_home() -> PathBuf {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .unwrap_or_else(|| home().join(".cargo"))
}

/// This user's cache folder.
pub(crate) fn cache() -> PathBuf {
    env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .unwrap_or_else(|| home().join(".cache"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_named_after_tool_and_version() {
        let tools = Tools::new("0.2.130".to_owned());
        assert!(
            tools
                .wasm_bindgen()
                .parent()
                .unwrap()
                .ends_with("wasm-bindgen-0.2.130/bin")
        );
        assert!(
            tools
                .root("trunk", TRUNK)
                .ends_with(format!("interleave/tools/trunk-{TRUNK}"))
        );
    }

    #[test]
    fn a_tool_on_the_path_counts_only_in_the_same_version() {
        for (answer, version) in [
            ("wasm-bindgen 0.2.130", "0.2.130"),
            ("wasm-bindgen-test-runner 0.2.130 (0123456)", "0.2.130"),
            ("trunk 0.21.14\n", "0.21.14"),
            ("wasm-opt version 132 (version_132)", "132"),
            (
                "geckodriver 0.37.1 (a12b 2026-01-01)\n\nThe source code",
                "0.37.1",
            ),
            ("0.28.2", "0.28.2"),
        ] {
            assert!(names_version(answer, version), "{answer}");
            assert!(!names_version(answer, "1.32"), "{answer}");
        }
        assert!(!names_version("wasm-opt version 108 (for 132)", "132"));
        assert!(!names_version("", "132"));
    }

    #[test]
    fn trunk_is_told_the_versions_that_set_up_installs() {
        let trunk = include_str!("../../Trunk.toml");
        let version = crate::workspace::Workspace::here()
            .wasm_bindgen_version()
            .unwrap();
        assert!(
            trunk.contains(&format!("wasm_bindgen = \"{version}\"")),
            "{trunk}"
        );
        assert!(
            trunk.contains(&format!("wasm_opt = \"version_{BINARYEN}\"")),
            "{trunk}"
        );
    }
}
