//! Minifies the JavaScript (names, blanks and comments), and bundles all styles and the highlighter into
//! one file each.
//!
//! Trunk would minify the HTML as well, whose comments are the markers for what Trunk cannot make.
//! Deliberately does not bundle the page's own scripts: they are loaded when they are needed.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Result;
use crate::files;
use crate::step::Step;
use crate::tools::Tools;

/// Every script of a folder.
///
/// # Errors
/// When the folder cannot be read.
pub fn all(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut scripts = files::list(folder)?;
    scripts.retain(|file| file.extension().is_some_and(|extension| extension == "js"));
    Ok(scripts)
}

/// Minifies scripts of a folder, in place.
///
/// # Errors
/// When one is no JavaScript, or cannot be written.
pub fn minify(tools: &Tools, folder: &Path, scripts: &[PathBuf], logs: &Path) -> Result<()> {
    let mut command = Command::new(tools.esbuild());
    command
        .args(scripts)
        .args(["--minify", "--charset=utf8", "--log-level=warning"])
        .args(["--outdir=.", "--outbase=.", "--allow-overwrite"])
        .current_dir(folder);
    Step::new("smaller scripts", command, logs).run().map(drop)
}

/// Writes a style sheet or module and all that it imports into one minified file.
///
/// # Errors
/// When one of them is missing, or cannot be written.
pub fn bundle(tools: &Tools, from: &Path, to: &Path, logs: &Path) -> Result<()> {
    let mut command = Command::new(tools.esbuild());
    command
        .arg(from)
        .args([
            "--bundle",
            "--format=esm",
            "--minify",
            "--charset=utf8",
            "--log-level=warning",
        ])
        .arg(format!("--outfile={}", to.display()));
    Step::new("bundle", command, logs).run().map(drop)
}
