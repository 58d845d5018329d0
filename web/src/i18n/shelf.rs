//! Texts in a file beside the page's wasm, where they would weigh more; and those of them that
//! belong to a value: the names of experiments, and explanations.
//!
//! Natively, every language has them as code, so that one that is missing does not compile; they
//! are printed into the file, a line each. In the browser they are read from there, once.

use interleave::model::api::{End, Family, Fault};
use interleave::model::field::Field;
use interleave::model::mode::{KernelKind, Mode};
use interleave::model::preset::{Preset, Topic};
use interleave::model::task::Outcome;
use interleave::model::view::{Lang, Theme};
use interleave::report::Provenance;
use interleave::report::environment::{Reason, Rung};
use interleave::trace::event::State;

use super::Parts;

/// A text on the shelf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shelved {
    /// A mode's name.
    Mode(Mode),
    /// A state's name, in the legend.
    State(State),
    /// A provenance's name.
    Provenance(Provenance),
    /// How a task ended.
    Outcome(Outcome),
    /// The theme in use.
    Theme(Theme),
    /// A field's name.
    Field(Field),
    /// A kernel's name.
    KernelName(KernelKind),
    /// A part of the menu of presets.
    Topic(Topic),
    /// The API of a family.
    Family(Family),
    /// A preset's name.
    Preset(Preset),
    /// What a preset shows.
    PresetAbout(Preset),
    /// What a mode does, in a few words.
    ModeAbout(Mode),
    /// Where a mode's numbers come from, and why that counts.
    Source(Mode),
    /// Why a mode did not run, and what would make it run.
    Reason(Reason),
    /// What isolates the page, and what that gives.
    Rung(Rung),
    /// What a field means; empty where its name says it.
    FieldAbout(Field),
    /// What a kernel does.
    KernelAbout(KernelKind),
    /// A way in which the program ends.
    End(End),
    /// A way in which tasks go wrong.
    Fault(Fault),
    /// What it means that coroutines block.
    BlockingAbout,
    /// What the GIL's switch does.
    GilAbout,
    /// Where tasks are chosen that go wrong.
    FaultsAbout,
    /// What the words for provenance mean.
    Provenances,
    /// The own corpus is not part of the link.
    CorpusLeftOut,
}

impl Shelved {
    /// Every text, in the order of the lines.
    #[cfg(not(target_arch = "wasm32"))]
    fn all() -> Vec<Shelved> {
        use Shelved as S;
        let mut all = Vec::new();
        all.extend(Mode::ALL.map(S::Mode));
        all.extend(State::ALL.map(S::State));
        all.extend(Provenance::ALL.map(S::Provenance));
        all.extend(Outcome::ALL.map(S::Outcome));
        all.extend(Theme::ALL.map(S::Theme));
        all.extend(Field::ALL.map(S::Field));
        all.extend(KernelKind::ALL.map(S::KernelName));
        all.extend(Topic::ALL.map(S::Topic));
        all.extend(Family::ALL.map(S::Family));
        all.extend(Preset::ALL.map(S::Preset));
        all.extend(Preset::ALL.map(S::PresetAbout));
        all.extend(Mode::ALL.map(S::ModeAbout));
        all.extend(Mode::ALL.map(S::Source));
        all.extend(Reason::ALL.map(S::Reason));
        all.extend(Rung::ISOLATED.map(S::Rung));
        all.extend(Field::ALL.map(S::FieldAbout));
        all.extend(KernelKind::ALL.map(S::KernelAbout));
        all.extend(End::ALL.map(S::End));
        all.extend(Fault::ALL.map(S::Fault));
        all.extend([
            S::BlockingAbout,
            S::GilAbout,
            S::FaultsAbout,
            S::Provenances,
            S::CorpusLeftOut,
        ]);
        all
    }

    /// How many there are, and so the first line of the other texts.
    #[cfg(any(test, target_arch = "wasm32"))]
    const COUNT: usize = Shelved::CorpusLeftOut.line() + 1;

    /// The line on which it stands, from 0.
    #[cfg(any(test, target_arch = "wasm32"))]
    const fn line(self) -> usize {
        const MODES: usize = 0;
        const STATES: usize = MODES + Mode::ALL.len();
        const PROVENANCES: usize = STATES + State::ALL.len();
        const OUTCOMES: usize = PROVENANCES + Provenance::ALL.len();
        const THEMES: usize = OUTCOMES + Outcome::ALL.len();
        const FIELDS: usize = THEMES + Theme::ALL.len();
        const KERNELS: usize = FIELDS + Field::ALL.len();
        const TOPICS: usize = KERNELS + KernelKind::ALL.len();
        const FAMILIES: usize = TOPICS + Topic::ALL.len();
        const PRESETS: usize = FAMILIES + Family::ALL.len();
        const PRESETS_ABOUT: usize = PRESETS + Preset::ALL.len();
        const MODES_ABOUT: usize = PRESETS_ABOUT + Preset::ALL.len();
        const SOURCES: usize = MODES_ABOUT + Mode::ALL.len();
        const REASONS: usize = SOURCES + Mode::ALL.len();
        const RUNGS: usize = REASONS + Reason::ALL.len();
        const FIELDS_ABOUT: usize = RUNGS + Rung::ISOLATED.len();
        const KERNELS_ABOUT: usize = FIELDS_ABOUT + Field::ALL.len();
        const ENDS: usize = KERNELS_ABOUT + KernelKind::ALL.len();
        const FAULTS: usize = ENDS + End::ALL.len();
        const ALONE: usize = FAULTS + Fault::ALL.len();
        match self {
            Shelved::Mode(one) => MODES + one as usize,
            Shelved::State(one) => STATES + one as usize,
            Shelved::Provenance(one) => PROVENANCES + one as usize,
            Shelved::Outcome(one) => OUTCOMES + one as usize,
            Shelved::Theme(one) => THEMES + one as usize,
            Shelved::Field(one) => FIELDS + one as usize,
            Shelved::KernelName(one) => KERNELS + one as usize,
            Shelved::Topic(one) => TOPICS + one as usize,
            Shelved::Family(one) => FAMILIES + one as usize,
            Shelved::Preset(one) => PRESETS + one as usize,
            Shelved::PresetAbout(one) => PRESETS_ABOUT + one as usize,
            Shelved::ModeAbout(one) => MODES_ABOUT + one as usize,
            Shelved::Source(one) => SOURCES + one as usize,
            Shelved::Reason(one) => REASONS + one as usize,
            Shelved::Rung(one) => RUNGS + one as usize,
            Shelved::FieldAbout(one) => FIELDS_ABOUT + one as usize,
            Shelved::KernelAbout(one) => KERNELS_ABOUT + one as usize,
            Shelved::End(one) => ENDS + one as usize,
            Shelved::Fault(one) => FAULTS + one as usize,
            Shelved::BlockingAbout => ALONE,
            Shelved::GilAbout => ALONE + 1,
            Shelved::FaultsAbout => ALONE + 2,
            Shelved::Provenances => ALONE + 3,
            Shelved::CorpusLeftOut => ALONE + 4,
        }
    }
}

/// What stands between two languages in the file of texts: no text has it.
const BETWEEN: char = '\u{c}';

/// The file of texts: every language's, a line each.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn file() -> String {
    Lang::ALL.map(lines).join(&BETWEEN.to_string())
}

/// Every text of a language, a line each.
#[cfg(not(target_arch = "wasm32"))]
fn lines(lang: Lang) -> String {
    let all = Shelved::all().into_iter();
    let mut lines: Vec<&'static str> = all.map(|text| read(lang, text)).collect();
    lines.extend(parts(lang).each());
    lines.join("\n")
}

/// The texts of a language.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn parts(lang: Lang) -> &'static Parts {
    match lang {
        Lang::Zh => &super::zh::TEXTS,
        Lang::En => &super::en::TEXTS,
    }
}

/// The texts of a language, which stand behind those on the shelf.
///
/// Reading them one by one, field by field, would take a tenth of the page's own code.
#[cfg(target_arch = "wasm32")]
pub(super) fn parts(lang: Lang) -> &'static Parts {
    const _: () = assert!(size_of::<Parts>() == Parts::COUNT * size_of::<&str>());
    let lines = LINES.with_borrow(|lines| lines[lang as usize]);
    let texts = lines[Shelved::COUNT..].as_ptr().cast::<Parts>();
    // SAFETY: `Parts` is `repr(C)` and made of `Parts::COUNT` texts and nothing else; there are as
    // many behind those on the shelf, see `load`, and nobody changes them.
    unsafe { &*texts }
}

/// A text in a language.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn read(lang: Lang, text: Shelved) -> &'static str {
    match lang {
        Lang::Zh => super::zh::shelf::shelved(text),
        Lang::En => super::en::shelf::shelved(text),
    }
}

#[cfg(target_arch = "wasm32")]
thread_local! {
    static LINES: std::cell::RefCell<[&'static [&'static str]; 2]> = const {
        std::cell::RefCell::new([&[], &[]])
    };
}

/// Takes the file of texts.
#[cfg(target_arch = "wasm32")]
pub(crate) fn load(file: String) {
    // Kept as long as the page lives.
    let file: &'static str = file.leak();
    let mut languages = file.split(BETWEEN);
    LINES.set(Lang::ALL.map(|_| {
        let mut lines: Vec<_> = languages.next().unwrap_or_default().lines().collect();
        // Whatever the file holds, there is a line for every text.
        lines.resize(Shelved::COUNT + Parts::COUNT, "");
        &*lines.leak()
    }));
}

/// A text in a language, as the file has it.
#[cfg(target_arch = "wasm32")]
pub(crate) fn read(lang: Lang, text: Shelved) -> &'static str {
    LINES.with_borrow(|lines| {
        lines[lang as usize]
            .get(text.line())
            .copied()
            .unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_a_line_of_its_own() {
        let all = Shelved::all();
        assert_eq!(all.len(), Shelved::COUNT);
        for lang in Lang::ALL {
            let lines = lines(lang);
            let lines: Vec<_> = lines.lines().collect();
            for text in &all {
                let line = lines[text.line()];
                assert_eq!(line, read(lang, *text));
                let may_be_empty = matches!(text, Shelved::FieldAbout(_));
                assert!(!line.is_empty() || may_be_empty, "{text:?}");
            }
            assert_eq!(lines[Shelved::COUNT..], parts(lang).each());
            assert!(lines[Shelved::COUNT..].iter().all(|text| !text.is_empty()));
        }
        assert_eq!(file().split(BETWEEN).count(), Lang::ALL.len());
    }
}
