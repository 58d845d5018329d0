//! Folders that a test makes and serves, and that go with it.

use std::path::{Path, PathBuf};

use xtask::files;

use super::dist;

/// A folder of a test's own.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty one.
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("interleave-{name}-{}", std::process::id()));
        files::remove_folder(&path).expect("it is ours");
        Self(path)
    }

    /// One with the finished page in it.
    pub fn with_page(name: &str) -> Self {
        let folder = Self::new(name);
        files::copy_folder(&dist(), &folder.0).expect("there is room");
        folder
    }

    /// Writes a file.
    pub fn write(&self, file: &str, text: &str) {
        files::write_if_changed(&self.0.join(file), text).expect("there is room");
    }

    /// Changes a file's text.
    pub fn change(&self, file: &str, from: &str, to: &str) {
        let text = files::read_text(&self.0.join(file)).expect("it is there");
        assert!(text.contains(from), "{file} has {from}");
        self.write(file, &text.replace(from, to));
    }

    /// The name of the file or folder at its top that begins so.
    pub fn name(&self, begin: &str) -> String {
        let names = self.0.read_dir().expect("it is there").flatten();
        let mut names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let found = names.find(|name| name.starts_with(begin));
        found.unwrap_or_else(|| panic!("there is no {begin}"))
    }

    /// Gives the file or folder at its top that begins so another name.
    pub fn rename(&self, begin: &str, to: &str) {
        let from = self.0.join(self.name(begin));
        std::fs::rename(from, self.0.join(to)).expect("it is ours");
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left over is in the way of nobody.
        let _ = files::remove_folder(&self.0);
    }
}
