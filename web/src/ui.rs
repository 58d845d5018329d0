//! The parts of the page: each gets what it shows, and says what the reader does as an action or
//! through a callback. No part keeps what the app should know; drafts and open folds are their own.
//!
//! What keeps something of its own, or is not to be drawn again with each key that is typed, is a
//! component. All else is a function: a component costs the page's wasm some two kilobytes.

mod answer;
mod copy;
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
mod preset;
mod slider;
#[cfg(test)]
mod tests;
mod verdict;

pub(crate) use answer::answer;
pub(crate) use form::Form;
pub(crate) use header::header;
pub(crate) use help::help;
pub(crate) use keys::{Keys, use_keys};
pub(crate) use launch::{Launch, Obstacle};
pub(crate) use machine::machine;
pub(crate) use messages::{notices, trouble};
pub(crate) use verdict::{Headline, remarks, verdict};

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

/// The value after this one, the first one after the last.
fn following<T: Copy + PartialEq>(all: &[T], now: T) -> T {
    let later = all.iter().skip_while(|other| **other != now).nth(1);
    *later.or(all.first()).unwrap_or(&now)
}

/// An element with nothing but a text in it. A page has many, and what `html!` makes of each is
/// several times a call.
pub(crate) fn leaf(tag: &'static str, class: &'static str, text: impl Into<AttrValue>) -> Html {
    fn leaf(tag: &'static str, class: &'static str, text: AttrValue) -> Html {
        html! { <@{tag} class={class}>{text}</@> }
    }
    leaf(tag, class, text.into())
}

/// A small explanation.
fn about(text: &'static str) -> Html {
    leaf("p", "about", text)
}

/// A button that stays in the background; tests know it by its action.
fn quiet(action: &'static str, label: &'static str, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <button type="button" class="quiet" data-action={action} {onclick}>{label}</button>
    }
}

/// The heads of a table's columns.
fn heads(heads: &[&'static str]) -> Html {
    let cells = heads.iter().map(|head| match *head {
        // The column of what can be done with a row.
        "" => html! { <td /> },
        head => html! { <th scope="col">{head}</th> },
    });
    html! { <thead><tr>{for cells}</tr></thead> }
}
