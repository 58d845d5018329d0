//! Installs missing tools and reports what is installed.
//!
//! When everything is there, this looks at a few files and is done. Deliberately nothing is updated or
//! removed. Tools go into the user's cache; of the system's own packages only those are asked for
//! that no cache folder can hold: a compiler where rustup cannot download one, and, for tests only,
//! browsers, Python and a Chinese font.
//!
//! Building and serving need the compiler and the tools of [`for_build`]. Tests need Chromium as well.
//! Without Firefox, WebKit, Python or the font some of them are skipped, and that is printed.

mod doctor;
mod install;
mod kit;
mod system;

use std::path::Path;

use crate::browsers::Browsers;
use crate::error::{Error, Result};
use crate::tools::Tools;
use crate::workspace::Workspace;

pub use doctor::doctor;
pub use install::test_runner;
pub use kit::Kit;
pub use system::{chromium, fonts, python};

/// What a first build takes below `target/`, in bytes: 1.4 GB were seen.
pub const BUILD: u64 = 2 << 30;
/// What the first run of all checks takes there: 4.1 GB were seen.
pub const CHECKS: u64 = 5 << 30;

/// Sees that there is room for what is built, if nothing was built yet: a disk that fills up half-way
/// shows itself in a hundred different errors.
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

/// Sees that everything is there that a build needs, and nothing else.
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

/// Sees that the browsers are there that the browser tests need, and, if they can be had, those that
/// they can do without; and axe, by which they judge accessibility.
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
        // On the disk that these tests were built on, there is some.
        let free = fs4::available_space(Path::new(".")).unwrap();
        assert!(free > 0);
    }
}
