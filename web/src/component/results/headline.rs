//! The headline: what a race showed, in one sentence, above everything else; until there is a race,
//! what the experiment in the form asks.

use std::rc::Rc;

use interleave::model::api::ProgramEnd;
use interleave::model::spec::Spec;
use interleave::model::view::Lang;
use interleave::report::findings::{Note, Workload};
use interleave::report::{self, Report};
use yew::prelude::*;

use super::findings;
use crate::component::Rich;
use crate::i18n::Texts;
use crate::saved::SavedRace;
use crate::state::Phase;

/// What the sentence is about.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum HeadlineText {
    /// What the form asks.
    Question(Workload),
    /// That the lesson asks for guesses.
    Guess,
    /// That they are made.
    Guessed,
    /// The phase, and what has been measured so far.
    Busy(Phase, Option<Rc<Report>>),
    /// A race was stopped before it showed anything.
    Stopped,
    /// A race broke off before it showed anything.
    Broken,
    /// A race was recorded elsewhere: what it showed there, as its document says it.
    Recorded(Option<Rc<SavedRace>>),
    /// What a race showed.
    Found(Rc<Report>),
}

impl HeadlineText {
    /// The sentence, about an experiment.
    pub(crate) fn text(&self, texts: &Texts, spec: &Spec) -> String {
        let results = &texts.results;
        match self {
            HeadlineText::Question(kind) => texts.question(spec, *kind),
            HeadlineText::Guess => texts.lesson.guess.to_owned(),
            HeadlineText::Guessed => texts.lesson.ready.to_owned(),
            HeadlineText::Busy(phase, report) => texts.busy(*phase, spec, report.as_deref()),
            HeadlineText::Stopped => results.stopped.to_owned(),
            HeadlineText::Broken => results.broken.to_owned(),
            HeadlineText::Recorded(saved) => {
                let headline = saved.as_ref().and_then(|saved| saved.headline.as_ref());
                let said = headline.map_or("", |headline| in_language(headline, texts.lang));
                let between = match (said.is_empty(), texts.lang) {
                    (false, Lang::En) => " ",
                    (true, _) | (_, Lang::Zh) => "",
                };
                [results.recorded, between, said].concat()
            }
            HeadlineText::Found(report) => {
                let headline = report.headline.as_ref();
                headline.map_or_else(String::new, |headline| {
                    in_language(headline, texts.lang).to_owned()
                })
            }
        }
    }

    fn name(&self) -> &'static str {
        match self {
            HeadlineText::Question(_) => "question",
            HeadlineText::Guess => "guess",
            HeadlineText::Guessed => "guessed",
            HeadlineText::Busy(..) => "busy",
            HeadlineText::Stopped => "stopped",
            HeadlineText::Broken => "broken",
            HeadlineText::Recorded(_) => "recorded",
            HeadlineText::Found(_) => "found",
        }
    }
}

fn in_language(headline: &report::Headline, lang: Lang) -> &str {
    match lang {
        Lang::Zh => &headline.zh,
        Lang::En => &headline.en,
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
    /// What the race showed, once it has ended.
    pub report: Option<Rc<Report>>,
    /// What the main thread saw, if it did not simply return.
    pub main_thread: Vec<Note>,
}

/// The headline; below it what was asked, and what became of the tasks where some were not done.
#[component]
pub(crate) fn Headline(props: &HeadlineProps) -> Html {
    let (texts, spec) = (props.texts, &props.spec);
    let report = props.report.as_ref();
    let outcomes = report.map_or_else(Vec::new, |report| texts.task_outcomes(report));
    // Room for the outcomes is reserved from the beginning, so that the board does not move.
    let fails = spec.overrides.iter().any(|(_, change)| change.fail);
    let may_fail = fails || spec.end != ProgramEnd::Join;
    html! {
        <div class={classes!("verdict", may_fail.then_some("may-fail"))}>
            <p class="sentence" data-verdict={props.headline.name()}>
                <Rich text={props.headline.text(texts, spec)} />
            </p>
            <p class="asked">
                {texts.asked(report.map_or(spec, |report| &report.spec))}
                if props.stale {
                    <span class="stale">{texts.results.stale}</span>
                }
            </p>
            <ul class="outcomes">
                for line in outcomes {
                    <li data-outcome="">{line}</li>
                }
                for finding in &props.main_thread {
                    <li data-remark={findings::name(finding)}>{texts.remark(finding, spec)}</li>
                }
            </ul>
        </div>
    }
}
