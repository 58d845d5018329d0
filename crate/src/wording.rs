//! What people read, in every language: numbers, and how texts are kept.

mod catalogue;
pub mod format;

pub use crate::model::view::Lang;
pub use catalogue::{Plural, fill, placeholders};
