//! The texts of a sheet that are not in the recording: the headline, what was asked, where it ran.

use interleave::model::view::Lang;
use serde::{Deserialize, Serialize};

use crate::component::{plain, short_agent};
use crate::i18n::{Label, texts};
use crate::state::{Ending, Race, State};

/// The texts of a sheet beside the recording's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SheetTexts {
    pub(super) lang: Lang,
    /// What the race showed, in a sentence.
    pub(super) headline: String,
    /// What was asked, in a line.
    pub(super) asked: String,
    /// Where it ran, in a line.
    pub(super) machine: String,
}

#[cfg(test)]
impl Default for SheetTexts {
    fn default() -> Self {
        Self {
            lang: Lang::En,
            headline: String::new(),
            asked: String::new(),
            machine: String::new(),
        }
    }
}

impl SheetTexts {
    /// The texts about the race that is shown.
    pub(crate) fn of(state: &State, race: &Race) -> Self {
        let texts = texts(state.lang);
        let headline = state.headline();
        let known = &race.environment;
        let cores = race.saved.as_ref().and_then(|saved| saved.cores);
        let cores = cores.map_or(texts.machine.unknown.to_owned(), |cores| cores.to_string());
        let cores = [texts.machine.cores_reported, " ", &cores].concat();
        let reason = state.capability.as_ref().and_then(|can| can.no_threads);
        let isolation = match reason {
            Some(reason) => texts.label(Label::Reason(reason)),
            None => texts.label(Label::Rung(known.rung)),
        };
        let machine = match race.ended {
            // An opened race says nothing about its machine but the cores.
            Some(Ending::Recorded) => cores,
            _ => [
                [texts.machine.browser, " ", &short_agent(&known.user_agent)].concat(),
                cores,
                [texts.machine.isolation, " ", isolation].concat(),
            ]
            .join(" · "),
        };
        Self {
            lang: state.lang,
            headline: plain(&headline.text(texts, &race.spec)),
            asked: texts.asked(&race.report.spec),
            machine,
        }
    }
}
