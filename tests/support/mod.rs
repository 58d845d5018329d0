//! What every browser test needs: a server, a browser, and a page to talk to.
//!
//! Nothing here sleeps: waiting is for signals of the page's own.

mod browser;
mod folder;
mod page;
mod site;

pub use browser::{Engine, dist};
pub use folder::Folder;
pub use page::{Page, Place, Setting, in_each_engine, median, of, with_page, with_page_and_later};
pub use site::Embedding;
