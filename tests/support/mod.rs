//! What every test and measurement in a browser needs: a server, a browser, and a page to talk to.
//!
//! Nothing here sleeps: waiting is for signals of the page's own.

mod browser;
mod folder;
pub mod million;
mod page;
mod setting;
mod site;
mod start;

pub use browser::{Engine, dist};
pub use folder::Folder;
pub use page::{Page, median, of};
pub use setting::{Place, Setting};
pub use site::Embedding;
pub use start::{in_each_engine, with_page, with_page_and_later, with_pages};
