//! What every browser test needs: a server, a browser, and a page to talk to.
//!
//! Nothing here sleeps: waiting is for signals of the page's own.

mod browser;
mod folder;
mod page;

pub use browser::dist;
pub use folder::Folder;
pub use page::{Page, Setting, median, of, with_page};
