//! The parts of the page: each gets what it shows, and says what the reader does as an action or
//! through a callback. No part keeps what the app should know; drafts and open folds are their own.
//!
//! What keeps something of its own, or is not to be drawn again with each key that is typed, is a
//! component. All else is a function: a component costs the page's wasm some two kilobytes.

mod answer;
mod corpus;
mod element;
mod field;
mod form;
mod header;
mod help;
mod keys;
mod launch;
mod machine;
mod messages;
mod modes;
mod more;
mod number;
mod overrides;
mod preset;
mod program;
mod slider;
#[cfg(test)]
mod tests;
mod verdict;

pub(crate) use answer::answer;
pub(crate) use element::{about, element, group, leaf, plain, quiet, words};
pub(crate) use form::Form;
pub(crate) use header::header;
pub(crate) use help::help;
pub(crate) use keys::{Keys, use_keys};
pub(crate) use launch::{Launch, Obstacle};
pub(crate) use machine::{machine, short_agent};
pub(crate) use messages::{notices, trouble};
pub(crate) use verdict::{Headline, remarks, verdict};

use element::{complaint, heading, heads, rich, set, tick};

/// The value after this one, the first one after the last.
fn following<T: Copy + PartialEq>(all: &[T], now: T) -> T {
    let later = all.iter().skip_while(|other| **other != now).nth(1);
    *later.or(all.first()).unwrap_or(&now)
}
