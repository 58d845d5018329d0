//! Reading, writing and hashing files, with errors that say which one.
//!
//! Deliberately ignores modification times: a checkout, a cache and a copy all change them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// A file's text.
///
/// # Errors
/// When it cannot be read as UTF-8.
pub fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(Error::file("read", path))
}

/// Writes a file, with the folders above it, unless it holds just that already: cargo rebuilds
/// what depends on a file that was written again.
///
/// # Errors
/// When the file cannot be written.
pub fn write_if_changed(path: &Path, content: &str) -> Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == content) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    fs::write(path, content).map_err(Error::file("write", path))
}

/// Makes a folder and those above it.
///
/// # Errors
/// When it cannot be made.
pub fn create_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).map_err(Error::file("make the folder", path))
}

/// Removes a folder with its content; it need not exist.
///
/// # Errors
/// When it is there and cannot be removed.
pub fn remove_folder(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Error::file("remove", path)(error))
        }
        _ => Ok(()),
    }
}

/// Every file below a folder, as paths relative to it, sorted.
///
/// # Errors
/// When a folder cannot be listed.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    fn visit(folder: &Path, below: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
        let failed = || Error::file("list", folder);
        for entry in fs::read_dir(folder).map_err(failed())? {
            let entry = entry.map_err(failed())?;
            let relative = below.join(entry.file_name());
            if entry.file_type().map_err(failed())?.is_dir() {
                visit(&entry.path(), &relative, found)?;
            } else {
                found.push(relative);
            }
        }
        Ok(())
    }
    let mut found = Vec::new();
    visit(folder, Path::new(""), &mut found)?;
    found.sort();
    Ok(found)
}

/// Copies every file below a folder.
///
/// # Errors
/// When a file cannot be read or written.
pub fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    for file in list(from)? {
        let target = to.join(&file);
        if let Some(folder) = target.parent() {
            create_folder(folder)?;
        }
        fs::copy(from.join(&file), &target).map_err(Error::file("write", &target))?;
    }
    Ok(())
}

/// Makes a file available under a second path, which is free, in a folder that exists.
///
/// # Errors
/// When it cannot be made.
pub fn link(file: &Path, path: &Path) -> Result<()> {
    #[cfg(unix)]
    let linked = std::os::unix::fs::symlink(file, path);
    // On other systems a link needs rights that a user may not have.
    #[cfg(not(unix))]
    let linked = fs::copy(file, path).map(drop);
    linked.map_err(Error::file("write", path))
}

/// The SHA-256 of some bytes in hexadecimal.
#[must_use]
pub fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The SHA-256 in hexadecimal over the names and contents of every file below a folder.
///
/// # Errors
/// When a file cannot be read.
pub fn hash_folder(folder: &Path) -> Result<String> {
    let mut sum = Sha256::new();
    for file in list(folder)? {
        let path = folder.join(&file);
        let content = fs::read(&path).map_err(Error::file("read", &path))?;
        // Hash lengths too, so that "ab" + "c" differs from "a" + "bc". Use `/` on every system.
        let name = slashed(&file);
        sum.update((name.len() as u64).to_le_bytes());
        sum.update(name.as_bytes());
        sum.update((content.len() as u64).to_le_bytes());
        sum.update(&content);
    }
    Ok(hex(&sum.finalize()))
}

/// A relative path as it stands in a URL.
#[must_use]
pub fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// An empty folder among the temporary files, removed again when it is dropped.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// Makes one whose name says its purpose.
    ///
    /// # Errors
    /// When there is no room.
    pub fn new(name: &str) -> Result<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let process = std::process::id();
        // Short, as it contains a browser's sockets, whose paths have a limit.
        let folder = std::env::temp_dir().join(format!("interleave-{name}-{process}-{number}"));
        // An earlier process with this number may have ended without clearing up.
        remove_folder(&folder)?;
        create_folder(&folder)?;
        Ok(Self(folder))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A folder that stays among the temporary files does no harm.
        let _ = remove_folder(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_follows_names_and_contents_only() {
        let scratch = Scratch::new("hash").unwrap();
        let [a, b] = ["a", "b"].map(|name| scratch.path().join(name));
        for folder in [&a, &b] {
            write_if_changed(&folder.join("x/one.js"), "one").unwrap();
            write_if_changed(&folder.join("two.js"), "two").unwrap();
        }
        assert_eq!(hash_folder(&a).unwrap(), hash_folder(&b).unwrap());

        write_if_changed(&b.join("two.js"), "three").unwrap();
        assert_ne!(hash_folder(&a).unwrap(), hash_folder(&b).unwrap());

        write_if_changed(&b.join("two.js"), "two").unwrap();
        fs::rename(b.join("x"), b.join("y")).unwrap();
        assert_ne!(hash_folder(&a).unwrap(), hash_folder(&b).unwrap());
    }

    #[test]
    fn a_copied_folder_holds_the_same() {
        let scratch = Scratch::new("copy").unwrap();
        let (from, to) = (scratch.path().join("from"), scratch.path().join("to"));
        write_if_changed(&from.join("deep/down/file.txt"), "text").unwrap();
        copy_folder(&from, &to).unwrap();
        assert_eq!(list(&to).unwrap(), [PathBuf::from("deep/down/file.txt")]);
        assert_eq!(hash_folder(&from).unwrap(), hash_folder(&to).unwrap());
    }

    #[test]
    fn a_hash_is_the_known_one() {
        assert_eq!(
            hash(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
