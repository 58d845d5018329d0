//! The page, rendered to text in both languages, as a reader finds it in its states.

mod form;
mod lesson;
mod page;
mod presenter;
mod results;
mod scene;
