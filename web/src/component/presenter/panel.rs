//! What stands below the board: one question, what was seen, why; and what the experiments before have taken.

use std::rc::Rc;

use interleave::lesson::{self, Experiment, Step};
use interleave::model::view::StepId;
use interleave::wording::format;
use yew::prelude::*;

use super::hands::{CHOICES, Counts, Hands, HandsChart};
use crate::component::form::explanation;
use crate::i18n::{Texts, fill};
use crate::state::{Answers, Class, Place, Stage};

/// What [`Panel`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct PanelProps {
    /// The texts.
    pub texts: &'static Texts,
    /// Where the class is.
    pub place: Place,
    /// What the class has done.
    pub answers: Rc<Answers>,
    /// What the class has sent.
    pub class: Rc<Class>,
}

/// What stands below the board.
#[component]
pub(super) fn Panel(props: &PanelProps) -> Html {
    let PanelProps {
        texts,
        place,
        answers,
        class,
    } = props;
    let (words, lang) = (&texts.presenter, texts.lang);
    let step = lesson::step(place.step);
    let hands = use_state_eq(|| [0; CHOICES.len()]);
    let on_change = {
        let hands = hands.clone();
        Callback::from(move |counts| hands.set(counts))
    };
    if place.unshown {
        return html! {
            <section class="panel"><p class="gist">{step.sentence.of(lang)}</p></section>
        };
    }
    let shown = match place.stage {
        Stage::Guess => html! { <p class="hint">{words.guess_first}</p> },
        Stage::Run(index) => {
            let experiment = &step.experiments[index];
            let counts = [index + 1, step.experiments.len()].map(|count| count.to_string());
            let label = experiment.label.of(lang);
            html! {
                <p class="ask-now">
                    {match step.experiments {
                        [_] => label.to_owned(),
                        _ => fill(texts.lesson.to_run, &[label, &counts[0], &counts[1]]),
                    }}
                </p>
            }
        }
        Stage::Read => html! { <p class="ask-now">{step.reading.question.of(lang)}</p> },
        Stage::Reason => html! {
            <>
                <p class="ask-now">{texts.lesson.why}</p>
                <ol class="choices">
                    for reason in step.reasons {
                        <li>{reason.of(lang)}</li>
                    }
                </ol>
                <Hands {texts} counts={*hands} {on_change} />
            </>
        },
        Stage::Done => html! {
            <>
                <HandsChart {texts} counts={with_codes(*hands, class, place.step)} right={step.right} />
                <p class="graded right">{step.reasons[step.right].of(lang)}</p>
                <p>{explanation(step, answers, lang)}</p>
                <p class="gist">{step.sentence.of(lang)}</p>
            </>
        },
    };
    // The explanation has all numbers in it.
    let earlier = match place.stage {
        Stage::Done => Vec::new(),
        _ => earlier(texts, step, *place, answers),
    };
    html! {
        <section class="panel">
            {shown}
            if !earlier.is_empty() {
                <ul class="earlier-results" aria-label={words.earlier}>
                    for line in earlier {
                        <li>{line}</li>
                    }
                </ul>
            }
        </section>
    }
}

/// The hands, and the reasons in the codes of the class.
fn with_codes(mut hands: Counts, class: &Class, step: StepId) -> Counts {
    for code in class.of(step) {
        hands[code.reason.map_or(CHOICES.len() - 1, usize::from)] += 1;
    }
    hands
}

/// What was seen before: of the experiments whose race is not on the board any more, and of the step before where
/// nothing has run yet.
fn earlier(texts: &Texts, step: &'static Step, place: Place, answers: &Answers) -> Vec<String> {
    let ran = |step: &'static Step| -> Vec<&'static Experiment> {
        let ran = step.experiments.iter();
        ran.filter(|one| answers.has_run(one)).collect()
    };
    let mut shown = ran(step);
    if shown.is_empty() {
        let before = (step.id as usize).checked_sub(1);
        let before = before.map(|index| lesson::step(StepId::ALL[index]));
        shown = before.map(ran).unwrap_or_default();
    } else if !place.busy {
        // It is on the board.
        shown.pop();
    }
    let mut lines: Vec<String> = shown
        .iter()
        .map(|experiment| texts.took(experiment, answers))
        .collect();
    if let Some(number) = answers.read(step.id) {
        let question = step.reading.question.of(texts.lang);
        lines.push([question, " ", &format::count(number)].concat());
    }
    lines
}
