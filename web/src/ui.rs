//! The parts of the page: each gets what it shows as props, and says what the reader does through
//! callbacks. No part keeps what the app should know; drafts and open folds are their own.

mod answer;
mod clipboard;
mod corpus;
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
mod share;
mod slider;
#[cfg(test)]
mod tests;
mod verdict;

pub(crate) use answer::Answer;
pub(crate) use form::Form;
pub(crate) use header::Header;
pub(crate) use help::Help;
pub(crate) use keys::{Keys, use_keys};
pub(crate) use launch::Obstacle;
pub(crate) use machine::Machine;
pub(crate) use messages::{Notices, TroubleNote};
pub(crate) use verdict::{Headline, Remarks, VerdictView};

use yew::prelude::*;

/// A text of ours in which what stands between `*stars*` is emphasised.
pub(crate) fn rich(text: &str) -> Html {
    let parts = text.split('*').enumerate();
    parts
        .map(|(index, part)| match index % 2 {
            0 => html! { {part} },
            _ => html! { <em>{part}</em> },
        })
        .collect()
}

/// The same without its emphasis.
pub(crate) fn plain(text: &str) -> String {
    text.replace('*', "")
}
