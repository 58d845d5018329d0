//! What can be asked: tasks, an experiment and its limits, presets, Python's APIs, and all of it as
//! the query of a link. Nothing here runs anything.

pub mod api;
pub mod blocking;
pub mod counter;
pub mod experiments;
pub mod field;
pub mod limits;
pub mod mode;
pub mod moment;
pub mod preset;
pub mod python;
pub mod query;
pub mod queue;
pub mod rounds;
mod semaphore;
mod setting;
pub mod spec;
pub mod task;
pub(crate) mod variants;
pub mod view;
