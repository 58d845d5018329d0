//! Every text of the page, in every language. Texts about experiments and races are in
//! [`interleave::wording`], which the terminal and exported files use too.
//!
//! A language is a constant of type [`Texts`]: a text that is missing in one does not compile, nor
//! does one whose placeholders differ between the languages. Where a text has `$0`, `$1` and so on,
//! [`fill`] puts values there, which come from [`interleave::wording::format`]; the choice of
//! texts is made once for all languages, in [`sentences`]. Text between `*stars*` is emphasised; see
//! [`crate::component`].

mod en;
mod keys;
mod sentences;
mod zh;

pub(crate) use interleave::wording::{Label, fill};
pub use keys::*;
pub(crate) use sentences::is_preset;

use std::ops::Deref;

use interleave::model::view::Lang;
use interleave::wording::{Wording, wording};

const _: () = Texts::check(&zh::TEXTS, &en::TEXTS);

/// The words about experiments and races are the core's.
impl Deref for Texts {
    type Target = Wording;

    fn deref(&self) -> &Wording {
        wording(self.lang)
    }
}

/// There is one of each language.
impl PartialEq for Texts {
    fn eq(&self, other: &Self) -> bool {
        self.lang == other.lang
    }
}

/// The texts of a language.
pub fn texts(lang: Lang) -> &'static Texts {
    match lang {
        Lang::Zh => &zh::TEXTS,
        Lang::En => &en::TEXTS,
    }
}
