//! Texts that belong to a value: names of modes and experiments, and explanations.

use interleave::model::api::{Family, Fault, ProgramEnd};
use interleave::model::field::Field;
use interleave::model::mode::{KernelKind, Mode};
use interleave::model::preset::{Preset, Topic};
use interleave::model::task::Outcome;
use interleave::model::view::Theme;
use interleave::report::Provenance;
use interleave::report::environment::{Reason, Rung};
use interleave::trace::event::State;

/// A value that has a text.
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
    End(ProgramEnd),
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
    /// Every one.
    #[cfg(test)]
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
        all.extend(ProgramEnd::ALL.map(S::End));
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use interleave::model::view::Lang;

    use crate::i18n::texts;

    #[test]
    fn every_value_has_a_text_without_placeholders() {
        for lang in Lang::ALL {
            for text in Shelved::all() {
                let said = texts(lang).long(text);
                let may_be_empty = matches!(text, Shelved::FieldAbout(_));
                assert!(!said.is_empty() || may_be_empty, "{text:?}");
                assert!(!said.contains(['$', '*']), "{text:?}");
            }
        }
    }
}
