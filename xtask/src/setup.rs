//! Installs missing tools and reports what is installed.
//!
//! When everything is there, this only checks a few files. Deliberately updates or removes nothing. Tools go
//! into the user's cache. System packages are installed only for what a cache folder cannot hold: a
//! compiler where rustup cannot download one, and, for tests only, browsers, Python and a Chinese font.
//! The newest CPythons go into the cache, too: see `unstable.rs`.
//!
//! Building and serving need the compiler and the tools of [`for_build`]. Tests need Chromium as well.
//! Without Firefox, WebKit, Python or the font some of them are skipped, and that is printed.

mod doctor;
mod install;
mod kit;
mod system;
mod unstable;

use std::path::Path;

use crate::browsers::Browsers;
use crate::error::{Error, Result};
use crate::tools::Tools;
use crate::workspace::Workspace;

pub use doctor::doctor;
pub use install::{peers, test_runner};
pub use kit::Kit;
pub use system::{chromium, fonts, python, pythons, valgrind};

/// The space that a first build needs below `target/`, in bytes: 1.4 GB as measured.
pub const BUILD: u64 = 2 << 30;
/// The space that the first run of all checks needs there: 4.1 GB as measured.
pub const CHECKS: u64 = 5 << 30;

/// Checks that there is space for the build, if nothing was built yet: a disk that fills up half-way
/// causes all kinds of errors.
///
/// # Errors
/// When there is not enough.
pub fn room(workspace: &Workspace, needed: u64) -> Result<()> {
    let root = workspace.root();
    let free = fs4::available_space(root).map_err(Error::file("find the free space of", root))?;
    if free >= needed || workspace.dist().is_dir() {
        return Ok(());
    }
    Err(no_room(root, free, needed))
}

fn no_room(root: &Path, free: u64, needed: u64) -> Error {
    let gb = |bytes: u64| bytes as f64 / f64::from(1 << 30);
    Error::Missing {
        what: format!(
            "Not enough disk space in {}: {:.1} GB free, up to {:.0} GB needed",
            root.display(),
            gb(free),
            gb(needed)
        ),
        next: "make room, then run the same command again.".to_owned(),
    }
}

/// Makes sure that everything is there that a build needs, and nothing else.
///
/// # Errors
/// When something is missing and cannot be installed.
pub fn for_build(workspace: &Workspace) -> Result<Kit> {
    let kit = Kit {
        compiler: system::compiler(workspace)?,
        tools: Tools::new(workspace.wasm_bindgen_version()?),
    };
    install::for_build(&kit, workspace)?;
    Ok(kit)
}

/// Makes sure that the browsers for the tests are there, and the optional ones if they are available; and
/// axe, which checks accessibility.
///
/// # Errors
/// When Chromium or axe is missing and cannot be installed.
pub fn browsers(workspace: &Workspace, kit: &Kit) -> Result<Browsers> {
    let firefox = system::firefox(workspace, kit);
    let webkit = system::webkit(workspace);
    install::axe(&kit.tools, workspace)?;
    Ok(Browsers {
        chromium: chromium(workspace)?,
        firefox,
        webkit,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_little_room_is_reported_with_what_is_needed() {
        let message = no_room(Path::new("/here"), 300 << 20, CHECKS).to_string();
        assert_eq!(
            message,
            "Not enough disk space in /here: 0.3 GB free, up to 5 GB needed.\n\
             Next: make room, then run the same command again."
        );
        // The disk that these tests were built on has some space.
        let free = fs4::available_space(Path::new(".")).unwrap();
        assert!(free > 0);
    }
}
