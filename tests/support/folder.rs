//! Folders that a test makes and serves, and that go with it.

use std::fs;
use std::path::Path;

use xtask::files::{self, Scratch};

use super::dist;

/// A folder of a test's own.
pub struct Folder(Scratch);

impl Folder {
    /// An empty one.
    pub fn new(name: &str) -> Self {
        Self(Scratch::new(name).expect("there is room"))
    }

    /// One with the finished page in it.
    pub fn with_page(name: &str) -> Self {
        Self::copy_of(&dist(), name)
    }

    /// A copy of another folder.
    pub fn copy_of(folder: &Path, name: &str) -> Self {
        let copy = Self::new(name);
        files::copy_folder(folder, copy.path()).expect("there is room");
        copy
    }

    /// Writes a file.
    pub fn write(&self, file: &str, text: &str) {
        files::write_if_changed(&self.path().join(file), text).expect("there is room");
    }

    /// Changes a file's text.
    pub fn change(&self, file: &str, from: &str, to: &str) {
        let text = files::read_text(&self.path().join(file)).expect("it is there");
        assert!(text.contains(from), "{file} has {from}");
        self.write(file, &text.replace(from, to));
    }

    /// The name of the file or folder at its top that begins so.
    pub fn name(&self, begin: &str) -> String {
        let names = self.path().read_dir().expect("it is there").flatten();
        let mut names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let found = names.find(|name| name.starts_with(begin));
        found.unwrap_or_else(|| panic!("there is no {begin}"))
    }

    /// Gives the file or folder at its top that begins so another name.
    pub fn rename(&self, begin: &str, to: &str) {
        let from = self.path().join(self.name(begin));
        fs::rename(from, self.path().join(to)).expect("it is ours");
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Has a script run before any of the page's own, in the page of this folder: from a file, which the
    /// page's policy allows; in the page itself where no file of its own can be loaded, and nothing
    /// is there to read it but the server, which then allows it by its hash.
    pub fn run_first(&self, below: &str, script: &str, is_sealed: bool) {
        let folder = self.path().join(below);
        let index = folder.join("index.html");
        let page = fs::read_to_string(&index).expect("it was copied");
        let (before, after) = page.split_once("<head>").expect("the page has a head");
        let first = match is_sealed {
            true => format!("<script>{script}</script>"),
            false => {
                fs::write(folder.join("first.js"), script).expect("there is room");
                "<script src=\"first.js\"></script>".to_owned()
            }
        };
        fs::write(index, format!("{before}<head>{first}{after}")).expect("it is ours");
    }
}
