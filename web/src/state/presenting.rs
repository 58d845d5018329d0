//! What a speaker's window is told of the presenter view, and what it can ask of it.
//!
//! The presenter view alone knows where the class is. A speaker's window keeps what it was told last, and asks for
//! nothing but the next place or the one before.

use interleave::lesson::Step;
use interleave::model::view::{Lang, StepId};
use serde::{Deserialize, Serialize};
use yew::AttrValue;

use super::{Stage, State};
use crate::component::plain;
use crate::i18n::texts;

/// Where the class is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The step.
    pub step: StepId,
    /// Where in the step.
    pub stage: Stage,
    /// Whether an experiment runs.
    pub busy: bool,
    /// Whether the step cannot be shown on this machine.
    pub unshown: bool,
}

/// What a speaker's window shows of the presenter view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mirror {
    /// The language.
    pub lang: Lang,
    /// Where the class is.
    pub place: Place,
    /// What the race on the board has shown, or how far it is; before there is one, the step's question.
    pub headline: String,
    /// What the experiments of the step have taken.
    pub results: Vec<String>,
    /// The right answer to the question about the board, once its run has shown it.
    pub shows: Option<u64>,
    /// When the step was opened, by the presenter view's clock, in milliseconds.
    pub since_ms: f64,
}

/// What a speaker's window asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// To be told where the class is.
    Tell,
    /// To go on.
    Next,
    /// To go back.
    Back,
}

impl State {
    /// The reader's code for the class, once the step that is shown is done.
    pub fn class_code(&self) -> Option<AttrValue> {
        let code = self.answers.class_code(self.step()?, self.cores_or_one())?;
        Some(code.write().into())
    }

    /// Where the class is; none outside the presenter view.
    pub fn place(&self) -> Option<Place> {
        let step = self.step().filter(|_| self.view.presents())?;
        Some(Place {
            step: step.id,
            stage: self.answers.stage(step),
            busy: self.phase.is_busy(),
            unshown: self.unshown(step).is_some(),
        })
    }

    /// What stands above the presenter view's board: the step's question, while an experiment runs its progress, and
    /// in the end what the last one has shown. Before that, its reason is asked for.
    pub fn presented(&self, step: &Step) -> String {
        let is_told = self.answers.stage(step) == Stage::Done || self.trouble.is_some();
        match self.phase.is_busy() || is_told {
            true => self.told(step),
            false => step.question.of(self.lang).to_owned(),
        }
    }

    /// The headline, once there is a race.
    fn told(&self, step: &Step) -> String {
        if !self.phase.is_busy() && self.ended().is_none() {
            return step.question.of(self.lang).to_owned();
        }
        let race = self.race.as_ref();
        let asked = race.map_or(&self.spec, |race| &*race.spec);
        self.headline().text(texts(self.lang), asked)
    }

    /// What a speaker's window shows; none outside the presenter view.
    pub fn mirror(&self) -> Option<Mirror> {
        let (place, step) = (self.place()?, self.step()?);
        let ran = step.experiments.iter();
        let ran = ran.filter(|experiment| self.answers.has_run(experiment));
        Some(Mirror {
            lang: self.lang,
            place,
            headline: plain(&self.told(step)),
            results: ran
                .map(|experiment| texts(self.lang).took(experiment, &self.answers))
                .collect(),
            shows: self.answers.shows(step.id),
            since_ms: self.step_since_ms,
        })
    }
}
