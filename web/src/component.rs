//! The parts of the page. Each gets what it shows as props, and reports what the reader does through a
//! callback. A component keeps only state that the app need not know: drafts and open folds.

pub(crate) mod code;
mod comparison;
mod control;
mod copy;
mod export;
mod form;
mod header;
mod help;
mod history;
mod import;
mod keys;
mod lane_states;
mod later;
mod lost_update;
mod playback;
mod player;
mod presenter;
mod results;
mod share;
mod stage;
#[cfg(test)]
mod tests;

pub(crate) use code::CodePane;
pub(crate) use comparison::RaceComparison;
pub(crate) use control::{QuietButton, Rich, plain};
pub(crate) use copy::CopyButton;
pub(crate) use export::Export;
pub use export::ExportKind;
pub(crate) use form::{Form, Launch, LessonStep, RunBlocked, not_here};
pub(crate) use header::Header;
pub(crate) use help::Help;
pub(crate) use history::History;
pub(crate) use import::Import;
pub(crate) use keys::{Keys, dialog_is_open, use_keys};
#[cfg(target_arch = "wasm32")]
pub(crate) use later::show_app;
pub(crate) use later::{Later, Part, Rendered, use_parts};
pub(crate) use player::Player;
pub(crate) use presenter::Presenter;
#[cfg(target_arch = "wasm32")]
pub(crate) use presenter::{PageKey, SpeakerView, use_pager};
pub(crate) use results::{
    Answer, Findings, HangMessage, Headline, HeadlineText, Machine, Notices, TroubleMessage,
    short_agent,
};
pub(crate) use share::Share;
pub(crate) use stage::Stage;

use control::{Checkbox, FieldError, TableHead};

/// The value after this one, the first one after the last.
fn following<T: Copy + PartialEq>(all: &[T], now: T) -> T {
    let later = all.iter().skip_while(|other| **other != now).nth(1);
    *later.or(all.first()).unwrap_or(&now)
}
