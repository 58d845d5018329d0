//! The parts of the page. Each gets what it shows as props and reports what the reader does through
//! a callback. A component keeps no state that the app should know; drafts and open folds are its own.

mod control;
mod copy;
#[cfg(all(feature = "desk", any(target_arch = "wasm32", test)))]
mod element;
mod form;
mod header;
mod help;
mod keys;
mod results;
#[cfg(test)]
mod tests;

pub(crate) use control::{QuietButton, Rich, plain};
pub(crate) use copy::copy;
#[cfg(all(feature = "desk", any(target_arch = "wasm32", test)))]
pub(crate) use element::{about, element, group, leaf, quiet, words};
pub(crate) use form::{Form, Launch, RunBlocked};
pub(crate) use header::Header;
pub(crate) use help::Help;
pub(crate) use keys::{Keys, dialog_is_open, use_keys};
pub(crate) use results::{
    Answer, Findings, Headline, HeadlineText, Machine, Notices, TroubleMessage,
};

use control::{Checkbox, FieldError, TableHead};

/// The value after this one, the first one after the last.
fn following<T: Copy + PartialEq>(all: &[T], now: T) -> T {
    let later = all.iter().skip_while(|other| **other != now).nth(1);
    *later.or(all.first()).unwrap_or(&now)
}
