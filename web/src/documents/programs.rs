//! The experiment as programs.

use std::collections::BTreeMap;

use interleave::codegen::program::Code;
use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use serde::{Deserialize, Serialize};

use crate::component::code::Language;

/// An experiment as a program of every mode in every language. All are written at once: so no worker is
/// started in the middle of a race, when the pane shows one mode after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Programs(BTreeMap<(Mode, Language), Code>);

impl Programs {
    /// The programs of an experiment.
    pub(crate) fn of(spec: &Spec) -> Self {
        let programs = Mode::ALL.into_iter().flat_map(|mode| {
            Language::ALL.map(|language| ((mode, language), language.write(spec, mode)))
        });
        Self(programs.collect())
    }

    /// One of them.
    pub(crate) fn get(&self, mode: Mode, language: Language) -> Option<&Code> {
        self.0.get(&(mode, language))
    }
}
