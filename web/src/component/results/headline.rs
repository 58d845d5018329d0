//! The headline: what a race showed, in one sentence, above everything else; until there is a race,
//! what the experiment in the form asks.

use std::rc::Rc;

use interleave::advice::{Kind, Verdict};
use interleave::spec::Spec;
use yew::prelude::*;

use crate::component::Rich;
use crate::i18n::Texts;
use crate::state::Phase;

/// What the sentence is about.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum HeadlineText {
    /// What the form asks.
    Question(Kind),
    /// What is going on.
    Busy(Phase),
    /// A race was stopped before it showed anything.
    Stopped,
    /// A race broke off before it showed anything.
    Broken,
    /// A race was recorded elsewhere.
    Recorded,
    /// What a race showed.
    Found(Verdict),
}

impl HeadlineText {
    /// The sentence, about an experiment.
    pub(crate) fn text(&self, texts: &Texts, spec: &Spec) -> String {
        let results = &texts.results;
        match self {
            HeadlineText::Question(kind) => texts.question(spec, *kind),
            HeadlineText::Busy(phase) => texts.busy(*phase, spec.rounds),
            HeadlineText::Stopped => results.stopped.to_owned(),
            HeadlineText::Broken => results.broken.to_owned(),
            HeadlineText::Recorded => results.recorded.to_owned(),
            HeadlineText::Found(verdict) => texts.verdict(verdict),
        }
    }

    fn name(&self) -> &'static str {
        match self {
            HeadlineText::Question(_) => "question",
            HeadlineText::Busy(_) => "busy",
            HeadlineText::Stopped => "stopped",
            HeadlineText::Broken => "broken",
            HeadlineText::Recorded => "recorded",
            HeadlineText::Found(_) => "found",
        }
    }
}

/// What [`Headline`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct HeadlineProps {
    /// The texts.
    pub texts: &'static Texts,
    /// What the sentence is about.
    pub headline: HeadlineText,
    /// The experiment that it is about.
    pub spec: Rc<Spec>,
    /// Whether the form has changed since.
    pub stale: bool,
}

/// The headline, and below it what was asked.
#[component]
pub(crate) fn Headline(props: &HeadlineProps) -> Html {
    let (texts, spec) = (props.texts, &props.spec);
    html! {
        <div class="verdict">
            <p class="sentence" data-verdict={props.headline.name()}>
                <Rich text={props.headline.text(texts, spec)} />
            </p>
            <p class="asked">
                {texts.asked(spec)}
                if props.stale {
                    <span class="stale">{texts.results.stale}</span>
                }
            </p>
        </div>
    }
}
