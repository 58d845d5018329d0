//! What is asked after the race: what was seen, and why; then the explanation.

use std::rc::Rc;

use interleave::lesson::{Step, placeholder, step};
use interleave::model::field::Field;
use interleave::model::view::{Lang, StepId};
use interleave::wording::format;
use yew::prelude::*;

use super::focus;
use crate::action::LessonAction;
use crate::component::form::number::Number;
use crate::i18n::{Texts, fill};
use crate::state::Answers;

/// What [`ReadingQuestion`] and [`Reasons`] show.
#[derive(Properties, PartialEq)]
pub(super) struct QuestionProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The step.
    pub step: StepId,
    /// The reader's answers.
    pub answers: Rc<Answers>,
    /// Told what the reader does.
    pub act: Callback<LessonAction>,
}

/// The question about the board; once it is answered, whether that is right.
#[component]
pub(super) fn ReadingQuestion(props: &QuestionProps) -> Html {
    let QuestionProps {
        texts,
        answers,
        act,
        ..
    } = props;
    let words = &texts.lesson;
    let (id, reading) = (props.step, &step(props.step).reading);
    let section = use_node_ref();
    let draft = use_state_eq(|| None::<u64>);
    let on_change = {
        let draft = draft.clone();
        Callback::from(move |number| draft.set(number))
    };
    let answer = {
        let (section, act, draft) = (section.clone(), act.clone(), *draft);
        move || {
            if let Some(number) = draft {
                act.emit(LessonAction::ReadOff(number));
                // What had the focus goes away.
                focus(&section);
            }
        }
    };
    let onclick = {
        let answer = answer.clone();
        move |_: MouseEvent| answer()
    };
    let onkeydown = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() {
            // The page's own Enter runs the experiment.
            event.prevent_default();
            answer();
        }
    };
    let shows = answers.shows(id).unwrap_or_default();
    html! {
        <section
            class="asks" data-question="reading" tabindex="-1" aria-labelledby="reading-heading" ref={section}
        >
            <h3 id="reading-heading">{words.reading}</h3>
            <p>
                {reading.question.of(texts.lang)}
                {" "}
                <a class="to-board" href="#results">{words.to_board}</a>
            </p>
            if let Some(read) = answers.read(id) {
                if read == shows {
                    <p class="graded right" data-graded="right">{fill(words.right, &[&format::count(read)])}</p>
                } else {
                    <p class="graded" data-graded="wrong">
                        {fill(words.wrong, &[&format::count(shows), &format::count(read)])}
                    </p>
                }
            } else {
                <div class="reply">
                    <div {onkeydown}>
                        <Number
                            {texts} field={Field::Work} value={*draft} empty={words.number} id="reading"
                            label={words.number} {on_change}
                        />
                    </div>
                    <button
                        type="button" class="quiet chosen" data-action="lesson-read" {onclick}
                        aria-disabled={draft.is_none().then_some("true")}
                    >
                        {words.answer}
                    </button>
                </div>
            }
        </section>
    }
}

/// Three reasons to choose from; once one is chosen, which is right.
#[component]
pub(super) fn Reasons(props: &QuestionProps) -> Html {
    let QuestionProps {
        texts,
        answers,
        act,
        ..
    } = props;
    let words = &texts.lesson;
    let step = step(props.step);
    let section = use_node_ref();
    let chosen = answers.reason(props.step);
    let choose = |index| {
        let (section, act) = (section.clone(), act.clone());
        move |_: MouseEvent| {
            act.emit(LessonAction::Choose(index));
            focus(&section);
        }
    };
    html! {
        <section
            class="asks" data-question="reason" tabindex="-1" aria-labelledby="reasons-heading" ref={section.clone()}
        >
            <h3 id="reasons-heading">{words.why}</h3>
            <ul class="reasons">
                for (index, reason) in step.reasons.iter().enumerate() {
                    <li class={classes!(
                        (chosen.is_some() && index == step.right).then_some("right"),
                        (chosen == Some(index)).then_some("chosen"),
                    )}>
                        if chosen.is_some() {
                            {reason.of(texts.lang)}
                        } else {
                            <button type="button" data-reason={index.to_string()} onclick={choose(index)}>
                                {reason.of(texts.lang)}
                            </button>
                        }
                    </li>
                }
            </ul>
            if let Some(index) = chosen {
                if index == step.right {
                    <p class="graded right" data-graded="right">{words.right_reason}</p>
                } else {
                    <p class="graded" data-graded="wrong">{words.wrong_reason}</p>
                }
            }
        </section>
    }
}

/// What [`Explanation`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct ExplanationProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The step.
    pub step: StepId,
    /// The reader's answers.
    pub answers: Rc<Answers>,
}

/// Why it is as it was seen, with the reader's own numbers, and what to remember.
#[component]
pub(super) fn Explanation(props: &ExplanationProps) -> Html {
    let ExplanationProps { texts, answers, .. } = props;
    let step = step(props.step);
    html! {
        <section class="asks" data-question="explanation" aria-labelledby="explanation-heading">
            <h3 id="explanation-heading">{texts.lesson.explanation}</h3>
            <p>{explanation(step, answers, texts.lang)}</p>
            <p class="gist">{step.sentence.of(texts.lang)}</p>
        </section>
    }
}

/// Why it is as it was seen, with the numbers of the answers.
pub(crate) fn explanation(step: &Step, answers: &Answers, lang: Lang) -> String {
    let text = step.explanation.of(lang);
    let filled = placeholder::fill(text, |placeholder| {
        let (of, mode) = (placeholder.experiment, placeholder.mode);
        let number = match placeholder.is_speedup {
            true => answers.speedup(of, mode).map(format::times),
            false => answers.took(of, mode).map(|ms| format::time(ms, None)),
        };
        Some(number.unwrap_or_else(|| format::NOTHING.to_owned()))
    });
    filled.unwrap_or_else(|_| text.to_owned())
}
