//! What people read about an experiment and a race, in every language: headlines, notes, names,
//! numbers. The page, the terminal and exported files all use them.
//!
//! A language is a constant of type [`Wording`]: a text that is missing in one does not compile, nor
//! does one whose placeholders differ between the languages. Where a text has `$0`, `$1` and so on,
//! [`fill`] puts values there, which come from [`format`]. The choice of texts is made once for all
//! languages. Text between `*stars*` is emphasised.

pub mod catalogue;
mod en;
mod experiment;
pub mod format;
mod headline;
mod keys;
mod label;
mod note;
mod zh;

use crate::report::findings::Workload;
use crate::report::{Headline, Report};

pub use crate::model::view::Lang;
pub use catalogue::{Plural, fill};
pub use keys::Wording;
pub use label::Label;

const _: () = Wording::check(&zh::WORDING, &en::WORDING);

/// The words of a language.
pub fn wording(lang: Lang) -> &'static Wording {
    match lang {
        Lang::Zh => &zh::WORDING,
        Lang::En => &en::WORDING,
    }
}

impl Wording {
    /// The text that belongs to a value.
    pub fn label(&self, label: Label) -> &'static str {
        match self.lang {
            Lang::Zh => zh::labels::text(label),
            Lang::En => en::labels::text(label),
        }
    }
}

/// What a race showed, in each language; `kind` is what its tasks are like.
pub fn headline(report: &Report, kind: Workload) -> Headline {
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| wording(lang).headline(report, kind));
    Headline { zh, en }
}
