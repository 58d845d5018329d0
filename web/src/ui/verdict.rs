//! The verdict: what a race showed, in one sentence, above everything else; or what the experiment
//! in the form asks, until there is one. The remarks stand below the board, which would move
//! otherwise.

use interleave::model::preset::Preset;
use interleave::model::spec::Spec;
use interleave::report::findings::{Kind, Remark, Verdict, next};
use yew::prelude::*;

use super::{element, group, leaf, rich, words};
use crate::action::Action;
use crate::i18n::{Shelved, Texts};
use crate::state::Phase;

/// What the sentence is about.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Headline {
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

impl Headline {
    /// The sentence, about an experiment.
    pub(crate) fn text(&self, texts: &Texts, spec: &Spec) -> String {
        let results = &texts.results;
        match self {
            Headline::Question(kind) => texts.question(spec, *kind),
            Headline::Busy(phase) => texts.busy(*phase, spec.rounds),
            Headline::Stopped => results.stopped.to_owned(),
            Headline::Broken => results.broken.to_owned(),
            Headline::Recorded => results.recorded.to_owned(),
            Headline::Found(verdict) => texts.verdict(verdict),
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Headline::Question(_) => "question",
            Headline::Busy(_) => "busy",
            Headline::Stopped => "stopped",
            Headline::Broken => "broken",
            Headline::Recorded => "recorded",
            Headline::Found(_) => "found",
        }
    }
}

/// The verdict on a race, or the question that there is; `stale` if the form has changed since.
pub(crate) fn verdict(texts: &Texts, headline: &Headline, spec: &Spec, stale: bool) -> Html {
    let sentence = element(
        "p",
        &["class", "data-verdict"],
        vec!["sentence".into(), headline.name().into()],
        rich(&headline.text(texts, spec)),
    );
    let mut asked = vec![words(texts.asked(spec))];
    if stale {
        asked.push(leaf("span", "stale", texts.results.stale));
    }
    group("div", "verdict", vec![sentence, group("p", "asked", asked)])
}

/// What else is to be known of a race with this preset, and what to try next on a machine of so
/// many cores.
pub(crate) fn remarks(
    texts: &'static Texts,
    remarks: &[Remark],
    preset: Preset,
    cores: u32,
    act: &Callback<Action>,
) -> Html {
    let remarks = remarks.iter().map(|remark| {
        let told = vec![words(texts.remark(remark))];
        element(
            "li",
            &["data-remark"],
            vec![remark_name(remark).into()],
            told,
        )
    });
    let mut leads_on = vec![words(texts.results.next)];
    leads_on.extend(next(preset).into_iter().map(|preset| {
        let onclick = act.reform(move |_: MouseEvent| Action::Choose(preset, cores));
        html! {
            <button type="button" class="quiet" data-next={preset.name()} {onclick}>
                {texts.long(Shelved::Preset(preset))}
            </button>
        }
    }));
    let list = group("ul", "remarks", remarks.collect());
    group("div", "beside", vec![list, group("p", "next", leads_on)])
}

fn remark_name(remark: &Remark) -> &'static str {
    match remark {
        Remark::Unavailable(..) => "unavailable",
        Remark::CutShort => "cut-short",
        Remark::TimedOut(_) => "timed-out",
        Remark::Failed { .. } => "failed",
        Remark::MainLine(..) => "main-line",
        Remark::Disturbed { .. } => "disturbed",
        Remark::Dropped { .. } => "dropped",
        Remark::Crowded { .. } => "crowded",
    }
}
