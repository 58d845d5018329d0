//! The paths of this checkout. The only place that spells out paths below its root.
//!
//! Deliberately ignores `CARGO_TARGET_DIR`: Trunk's hook looks for the engine at a fixed place.
//! Only native builds follow the developer's own target folder.

use std::env;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Error, Result};
use crate::files;
use crate::output::say;

/// A checkout of this project.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The checkout that cargo runs this in or, in Trunk's hook, the one around the current folder.
    #[must_use]
    pub fn here() -> Self {
        // Not where it was compiled: a copied or shared target folder may contain the xtask of another
        // checkout.
        let compiled = Path::new(env!("CARGO_MANIFEST_DIR"));
        let run_in = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let start = run_in.or_else(|| env::current_dir().ok());
        let root = start
            .iter()
            .flat_map(|start| start.ancestors())
            .find(|folder| folder.join("xtask/Cargo.toml").is_file())
            .or(compiled.parent());
        Self {
            root: root.unwrap_or(compiled).to_path_buf(),
        }
    }

    /// The folder of the root manifest.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The finished page, ready for any static host.
    #[must_use]
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// A file or folder below `target/`.
    #[must_use]
    pub fn target(&self, name: &str) -> PathBuf {
        self.root.join("target").join(name)
    }

    /// The tools' output, a file for each step.
    #[must_use]
    pub fn logs(&self) -> PathBuf {
        self.target("xtask-logs")
    }

    /// The prerendered first view, as the page's native binary printed it.
    #[must_use]
    pub fn shell(&self) -> PathBuf {
        self.target("shell.html")
    }

    /// The page's experiments, as links to them are shown.
    #[must_use]
    pub fn experiments(&self) -> PathBuf {
        self.target("experiments.txt")
    }

    /// What the article and the worksheets are filled with.
    #[must_use]
    pub fn article(&self) -> PathBuf {
        self.target("article.txt")
    }

    /// The user's cargo, for what runs on this machine.
    #[must_use]
    pub fn native_cargo(&self) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(&self.root);
        command
    }

    /// Waits until no other xtask builds here, and keeps others waiting until this is dropped: two
    /// Trunks in one checkout delete each other's files.
    ///
    /// # Errors
    /// When the lock's file cannot be written.
    pub fn lock(&self) -> Result<File> {
        let path = self.target("xtask.lock");
        files::create_folder(&self.root.join("target"))?;
        let file = File::create(&path).map_err(Error::file("write", &path))?;
        if file.try_lock().is_err() {
            say("  waiting for another `cargo xtask` in this checkout");
            file.lock().map_err(Error::file("lock", &path))?;
        }
        Ok(file)
    }

    /// The version of wasm-bindgen that the root manifest pins.
    ///
    /// # Errors
    /// When the manifest cannot be read or pins no exact version.
    pub fn wasm_bindgen_version(&self) -> Result<String> {
        let path = self.root.join("Cargo.toml");
        let manifest = files::read_text(&path)?;
        pinned_version(&manifest, "wasm-bindgen")
            .map(str::to_owned)
            .ok_or_else(|| Error::Content {
                path,
                problem: "pin wasm-bindgen as `wasm-bindgen = \"=x.y.z\"`: \
                          the crate and its tool must be the same version."
                    .to_owned(),
            })
    }
}

/// The version in a line `name = "=1.2.3"` of a manifest. That one form, so that no TOML parser
/// has to be compiled before anything else can happen.
fn pinned_version<'a>(manifest: &'a str, name: &str) -> Option<&'a str> {
    manifest.lines().find_map(|line| {
        let value = line.trim().strip_prefix(name)?.trim_start();
        let value = value.strip_prefix('=')?.trim_start();
        let version = value.strip_prefix("\"=")?.split('"').next()?;
        let is_version = version.split('.').count() == 3
            && version.chars().all(|c| c.is_ascii_digit() || c == '.');
        is_version.then_some(version)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pinned_version_is_found_and_its_neighbours_are_not() {
        let manifest = "wasm-bindgen-rayon = \"=1.3.0\"\nwasm-bindgen = \"=0.2.130\"\n";
        assert_eq!(pinned_version(manifest, "wasm-bindgen"), Some("0.2.130"));
    }

    #[test]
    fn a_range_is_no_pinned_version() {
        assert_eq!(
            pinned_version("wasm-bindgen = \"0.2\"", "wasm-bindgen"),
            None
        );
        assert_eq!(
            pinned_version("wasm-bindgen = \"=0.2\"", "wasm-bindgen"),
            None
        );
    }

    #[test]
    fn this_checkout_pins_wasm_bindgen() {
        assert!(Workspace::here().wasm_bindgen_version().is_ok());
    }
}
