//! Texts that belong to a value: names of modes, presets and outcomes, and explanations.

use crate::model::api::{Family, Fault, ProgramEnd};
use crate::model::counter::Lock;
use crate::model::field::Field;
use crate::model::mode::{KernelKind, Mode};
use crate::model::preset::{Preset, Topic};
use crate::model::spec::Spec;
use crate::model::task::Outcome;
use crate::model::view::Theme;
use crate::report::Provenance;
use crate::report::environment::{Reason, Rung};
use crate::trace::event::State;

use super::keys::Wording;

/// A value that has a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// A mode's name; see [`Wording::mode`] for an experiment's.
    Mode(Mode),
    /// The name of [`Mode::Gil`] while the GIL is off.
    GilOff,
    /// The name of [`Mode::Processes`] where its workers are interpreters.
    Interpreters,
    /// A state's name, in the legend.
    State(State),
    /// A provenance's name.
    Provenance(Provenance),
    /// How a task ended.
    Outcome(Outcome),
    /// The theme in use.
    Theme(Theme),
    /// A field's name; see [`Wording::field`] for an experiment's.
    Field(Field),
    /// The name of [`Field::Timeout`] where it is the moment of a call.
    CallAfter,
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
    /// What [`Mode::Gil`] does while the GIL is off.
    GilOffAbout,
    /// What [`Mode::Processes`] does where its workers are interpreters.
    InterpretersAbout,
    /// Where a mode's numbers come from, and why they are valid.
    Source(Mode),
    /// The same of [`Mode::Processes`] where its workers are interpreters.
    InterpretersSource,
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
    /// A way in which tasks fail.
    Fault(Fault),
    /// What keeps the updates of a shared counter.
    Lock(Lock),
    /// What may come between reading a shared counter and writing it.
    BetweenAbout,
    /// What blocking waits in coroutines are.
    BlockingAbout,
    /// What the GIL's switch does.
    GilAbout,
    /// Where the failing tasks are chosen.
    FaultsAbout,
    /// What the words for provenance mean.
    Provenances,
    /// The own corpus is not part of the link.
    CorpusLeftOut,
}

impl Wording {
    /// A mode's name in an experiment: with `gil=0`, there is no GIL to name.
    pub fn mode(&self, mode: Mode, spec: &Spec) -> &'static str {
        self.label(match mode {
            Mode::Gil if !spec.gil => Label::GilOff,
            mode if spec.in_interpreters(mode) => Label::Interpreters,
            mode => Label::Mode(mode),
        })
    }

    /// What a mode does in an experiment, in a few words.
    pub fn mode_about(&self, mode: Mode, spec: &Spec) -> &'static str {
        self.label(match mode {
            Mode::Gil if !spec.gil => Label::GilOffAbout,
            mode if spec.in_interpreters(mode) => Label::InterpretersAbout,
            mode => Label::ModeAbout(mode),
        })
    }

    /// A field's name in an experiment: `timeout` is a time limit, or the moment of a call.
    pub fn field(&self, field: Field, spec: &Spec) -> &'static str {
        let calls = spec.end.is_call();
        self.label(match field {
            Field::Timeout if calls => Label::CallAfter,
            field => Label::Field(field),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::{Lang, wording};

    fn all() -> Vec<Label> {
        use Label as L;
        let mut all = Vec::new();
        all.extend(Mode::ALL.map(L::Mode));
        all.extend(State::ALL.map(L::State));
        all.extend(Provenance::ALL.map(L::Provenance));
        all.extend(Outcome::ALL.map(L::Outcome));
        all.extend(Theme::ALL.map(L::Theme));
        all.extend(Field::ALL.map(L::Field));
        all.extend(KernelKind::ALL.map(L::KernelName));
        all.extend(Topic::ALL.map(L::Topic));
        all.extend(Family::ALL.map(L::Family));
        all.extend(Preset::ALL.map(L::Preset));
        all.extend(Preset::ALL.map(L::PresetAbout));
        all.extend(Mode::ALL.map(L::ModeAbout));
        all.extend(Mode::ALL.map(L::Source));
        all.extend(Reason::ALL.map(L::Reason));
        all.extend(Rung::ISOLATED.map(L::Rung));
        all.extend(Field::ALL.map(L::FieldAbout));
        all.extend(KernelKind::ALL.map(L::KernelAbout));
        all.extend(ProgramEnd::ALL.map(L::End));
        all.extend(Fault::ALL.map(L::Fault));
        all.extend(Lock::ALL.map(L::Lock));
        all.extend([
            L::GilOff,
            L::GilOffAbout,
            L::Interpreters,
            L::InterpretersAbout,
            L::InterpretersSource,
            L::CallAfter,
            L::BetweenAbout,
            L::BlockingAbout,
            L::GilAbout,
            L::FaultsAbout,
            L::Provenances,
            L::CorpusLeftOut,
        ]);
        all
    }

    #[test]
    fn every_value_has_a_text_without_placeholders() {
        for lang in Lang::ALL {
            for label in all() {
                let text = wording(lang).label(label);
                let may_be_empty = matches!(label, Label::FieldAbout(_));
                assert!(!text.is_empty() || may_be_empty, "{label:?}");
                assert!(!text.contains(['$', '*']), "{label:?}");
            }
        }
    }

    #[test]
    fn explanations_end_with_a_full_stop_and_names_do_not() {
        for lang in Lang::ALL {
            let stop = wording(lang).headline.stop;
            for label in all() {
                let text = wording(lang).label(label);
                let explains = matches!(
                    label,
                    Label::PresetAbout(_)
                        | Label::ModeAbout(_)
                        | Label::GilOffAbout
                        | Label::InterpretersAbout
                        | Label::Source(_)
                        | Label::InterpretersSource
                        | Label::Reason(_)
                        | Label::Rung(_)
                        | Label::FieldAbout(_)
                        | Label::KernelAbout(_)
                        | Label::BetweenAbout
                        | Label::BlockingAbout
                        | Label::GilAbout
                        | Label::FaultsAbout
                        | Label::Provenances
                        | Label::CorpusLeftOut
                );
                let ends = text.ends_with(stop) || text.ends_with('?') || text.ends_with('？');
                assert_eq!(ends, explains && !text.is_empty(), "{label:?}: {text}");
            }
        }
    }

    #[test]
    fn with_the_gil_off_the_name_says_so() {
        let off = Preset::NoGil.spec();
        let on = Preset::GilCompute.spec();
        let names = |lang, spec| wording(lang).mode(Mode::Gil, spec);
        assert_eq!(names(Lang::En, &on), "Threads (GIL)");
        assert_eq!(names(Lang::En, &off), "Threads (GIL off)");
        assert_eq!(names(Lang::Zh, &off), "线程（GIL 已关闭）");
        for lang in Lang::ALL {
            let about = |spec| wording(lang).mode_about(Mode::Gil, spec);
            assert_ne!(about(&on), about(&off));
        }
    }

    #[test]
    fn interpreters_have_a_name_of_their_own() {
        let spec = Preset::Interpreters.spec();
        let names = |lang, spec| wording(lang).mode(Mode::Processes, spec);
        assert_eq!(names(Lang::En, &spec), "Interpreters");
        assert_eq!(names(Lang::Zh, &spec), "子解释器");
        assert_eq!(names(Lang::Zh, &Preset::Pi.spec()), "进程");
        for lang in Lang::ALL {
            let about = |spec| wording(lang).mode_about(Mode::Processes, spec);
            assert_ne!(about(&spec), about(&Preset::Pi.spec()));
        }
    }

    #[test]
    fn the_timeout_of_a_call_is_not_named_a_time_limit() {
        let english = wording(Lang::En);
        let name = |preset: Preset| english.field(Field::Timeout, &preset.spec());
        assert_eq!(name(Preset::JoinTimeout), "Time limit");
        assert_eq!(name(Preset::Shutdown), "Call after");
        assert_eq!(name(Preset::Terminate), "Call after");
    }
}
