//! The parts of the page that show what has been run: played again, exported, imported, compared, and
//! written as a program.

mod code;
mod comparison;
mod export;
mod history;
mod import;
mod lane_states;
mod playback;
mod player;
mod stage;

pub(crate) use code::CodePane;
pub(crate) use comparison::Comparison;
pub(crate) use export::Export;
pub use export::ExportKind;
pub(crate) use history::History;
pub(crate) use import::Import;
pub(crate) use player::Player;
pub(crate) use stage::Stage;
