//! The parts of the page that show what has been run: played again, exported, imported, compared, and
//! written as a program.

pub(crate) mod code;
mod comparison;
mod copy;
mod export;
mod history;
mod import;
mod lane_states;
mod playback;
mod player;
mod share;
mod stage;

pub(crate) use code::CodePane;
pub(crate) use comparison::Comparison;
pub(crate) use copy::Copy;
pub(crate) use export::Export;
pub use export::ExportKind;
pub(crate) use history::History;
pub(crate) use import::Import;
pub(crate) use player::Player;
pub(crate) use share::Share;
pub(crate) use stage::Stage;
