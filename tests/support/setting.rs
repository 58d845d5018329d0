//! How a page is served, prepared and opened.

use std::path::PathBuf;

use xtask::headers::Isolation;

use super::browser::{Engine, dist};
use super::site::Embedding;

/// Where the page is opened.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// In a tab of its own, from localhost, which is secure.
    Tab,
    /// In a tab of its own, from an address that is not secure.
    InsecureTab,
    /// In a frame of another site's page.
    Frame(Embedding),
}

impl Place {
    /// Whether the browser lets the page load nothing.
    pub fn is_sealed(self) -> bool {
        matches!(self, Self::Frame(embedding) if embedding.is_sealed())
    }
}

/// How a page is served, prepared and opened.
#[derive(Clone)]
pub struct Setting {
    /// The browser's engine.
    pub engine: Engine,
    /// With or without the headers that isolate.
    pub isolation: Isolation,
    /// What to serve.
    pub dist: PathBuf,
    /// The folder of it in which the page is, with a slash at its end.
    pub below: &'static str,
    /// JavaScript to run before any of the page's.
    pub before: &'static str,
    /// Where the page is opened.
    pub place: Place,
    /// Whether the browser has shared memory to give.
    pub shared_memory: bool,
    /// What else Chromium is started with.
    pub flags: Vec<String>,
}

impl Default for Setting {
    fn default() -> Self {
        Self::of(Engine::Chromium)
    }
}

impl Setting {
    /// As the page is meant to be served, in some engine.
    pub fn of(engine: Engine) -> Self {
        Self {
            engine,
            isolation: Isolation::Full,
            dist: dist(),
            below: "",
            before: "",
            place: Place::Tab,
            shared_memory: true,
            flags: Vec::new(),
        }
    }
}
