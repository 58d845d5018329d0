//! A step of the lesson, in place of the form: its question, guesses, Run, what was seen, and why.

mod class_code;
mod controls;
mod guesses;
mod questions;

use std::rc::Rc;

use interleave::lesson::step;
use interleave::model::spec::Spec;
use interleave::model::view::StepId;
use web_sys::HtmlElement;
use yew::prelude::*;

use self::class_code::ClassCodeBox;
use self::controls::Controls;
pub(super) use self::guesses::GuessFields;
use self::guesses::Guesses;
pub(crate) use self::questions::explanation;
use self::questions::{Explanation, ReadingQuestion, Reasons};
use super::launch::{Launch, RunButton};
use crate::action::{Action, LessonAction};
use crate::capability::Capability;
use crate::component::QuietButton;
use crate::component::share::LinkCode;
use crate::i18n::{Label, Texts, fill};
use crate::state::{Answers, Stage, Unshown};

/// What [`LessonStep`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct LessonStepProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The step.
    pub step: StepId,
    /// The reader's answers.
    pub answers: Rc<Answers>,
    /// Why the step cannot be shown on this machine, if it cannot.
    pub unshown: Option<Unshown>,
    /// The form.
    pub spec: Rc<Spec>,
    /// What this browser can do, once that is known.
    pub capability: Option<Capability>,
    /// What Run and Stop can do now.
    pub launch: Launch,
    /// The reader's code for the class, once the step is done.
    pub class_code: Option<AttrValue>,
    /// The QR code that was made last.
    pub qr: LinkCode,
    /// Asks for the QR code of a text.
    pub want_qr: Callback<String>,
    /// Told what the reader does.
    pub act: Callback<Action>,
}

/// A step of the lesson.
#[component]
pub(crate) fn LessonStep(props: &LessonStepProps) -> Html {
    let LessonStepProps {
        texts,
        answers,
        spec,
        ..
    } = props;
    let (words, lang, id) = (&texts.lesson, texts.lang, props.step);
    let step = step(id);
    let heading = use_focus_on_change(id);
    let act = props.act.reform(Action::Lesson);
    let on = |action: LessonAction| act.reform(move |_: MouseEvent| action);
    let stage = answers.stage(step);
    let read = answers.shows(id).is_some();
    let choosing = matches!(stage, Stage::Reason | Stage::Done);
    let place = [
        &id.number().to_string(),
        &StepId::ALL.len().to_string(),
        step.part.title().of(lang),
    ];
    html! {
        <section class="form lesson" aria-labelledby="lesson-heading" data-step={id.name()} data-stage={stage.name()}>
            <div class="top">
                <p>{fill(words.place, &place)}</p>
                <button type="button" class="link" data-action="lesson-leave" onclick={on(LessonAction::Leave)}>
                    {words.leave}
                </button>
            </div>
            <h2 id="lesson-heading" tabindex="-1" ref={heading}>{step.title.of(lang)}</h2>
            <p class="question">{step.question.of(lang)}</p>
            if let Some(unshown) = props.unshown {
                <p class="message" data-unshown="">{not_here(texts, unshown, spec)}</p>
                <p class="gist">{step.sentence.of(lang)}</p>
            } else {
                <Guesses
                    key={id.name()} {texts} step={id} {answers} {spec} busy={props.launch.phase.is_busy()} act={&act}
                />
                <Controls
                    {texts} step={id} {answers} {spec} capability={props.capability.clone()} act={&props.act}
                />
                if let (Stage::Run(index), [_, _, ..]) = (stage, step.experiments) {
                    <p class="note" data-next="">
                        {fill(words.to_run, &[
                            step.experiments[index].label.of(lang), &(index + 1).to_string(),
                            &step.experiments.len().to_string(),
                        ])}
                    </p>
                }
                <RunButton {texts} launch={props.launch.clone()} />
                if read {
                    <ReadingQuestion key={[id.name(), "-reading"].concat()} {texts} step={id} {answers} act={&act} />
                }
                if choosing {
                    <Reasons key={[id.name(), "-reasons"].concat()} {texts} step={id} {answers} act={&act} />
                }
                if stage == Stage::Done {
                    <Explanation {texts} step={id} {answers} />
                }
                if let Some(code) = &props.class_code {
                    <ClassCodeBox {texts} {code} qr={props.qr.clone()} want_qr={&props.want_qr} />
                }
            }
            <Ways {texts} step={id} {answers} {act} />
        </section>
    }
}

/// What [`Ways`] shows.
#[derive(Properties, PartialEq)]
struct WaysProps {
    texts: &'static Texts,
    step: StepId,
    answers: Rc<Answers>,
    act: Callback<LessonAction>,
}

/// Where one can go from a step.
#[component]
fn Ways(props: &WaysProps) -> Html {
    let WaysProps {
        texts,
        answers,
        act,
        ..
    } = props;
    let (words, id) = (&texts.lesson, props.step);
    let beside = |index: Option<usize>| index.and_then(|index| StepId::ALL.get(index)).copied();
    let (previous, next) = (
        beside((id as usize).checked_sub(1)),
        beside(Some(id as usize + 1)),
    );
    let is_done = answers.is_done(id);
    let done = StepId::ALL
        .into_iter()
        .filter(|step| answers.is_done(*step));
    let counts = [done.count(), StepId::ALL.len()].map(|count| count.to_string());
    let on = |action: LessonAction| act.reform(move |_: MouseEvent| action);
    let go = |to| on(LessonAction::Open(to));
    html! {
        <nav class="ways" aria-label={words.open}>
            if let Some(next) = next {
                <button
                    type="button" class={classes!("quiet", is_done.then_some("chosen"))} data-action="lesson-next"
                    onclick={go(next)}
                >
                    {words.next}
                </button>
            } else if is_done {
                <p class="note">{words.last}</p>
            }
            <QuietButton action="lesson-break" onclick={on(LessonAction::Break)}>{words.break_it}</QuietButton>
            <p class="note">{words.break_about}</p>
            if let Some(previous) = previous {
                <QuietButton action="lesson-previous" onclick={go(previous)}>{words.previous}</QuietButton>
            }
            <a class="quiet" data-action="present" href={["?present=1&lesson=", id.name()].concat()}>
                {texts.presenter.open}
            </a>
            if answers.is_locked(step(id)) {
                <QuietButton action="lesson-again" onclick={on(LessonAction::Again)}>{words.again}</QuietButton>
            }
            <details class="more steps">
                <summary>{fill(words.all, &[&counts[0], &counts[1]])}</summary>
                <ol>
                    for to in StepId::ALL {
                        <li>
                            <button
                                type="button" class="link" data-opens={to.name()} onclick={go(to)}
                                aria-current={(to == id).then_some("step")}
                            >
                                {step(to).title.of(texts.lang)}
                            </button>
                            if answers.is_done(to) {
                                <span class="done">{words.done}</span>
                            }
                        </li>
                    }
                </ol>
            </details>
        </nav>
    }
}

/// The heading gets the focus when another step is shown, and not when the page is.
#[hook]
fn use_focus_on_change(step: StepId) -> NodeRef {
    let heading = use_node_ref();
    let last = use_mut_ref(|| step);
    use_effect_with(step, {
        let heading = heading.clone();
        move |step| {
            if last.replace(*step) != *step {
                focus(&heading);
            }
        }
    });
    heading
}

/// Moves the focus to an element.
fn focus(element: &NodeRef) {
    if let Some(element) = element.cast::<HtmlElement>() {
        // An element of the page can always be focused.
        let _ = element.focus();
    }
}

/// Why a step cannot be shown here.
pub(crate) fn not_here(texts: &Texts, unshown: Unshown, spec: &Spec) -> String {
    match unshown {
        Unshown::Mode(mode, reason) => fill(
            texts.lesson.not_here,
            &[texts.mode(mode, spec), texts.label(Label::Reason(reason))],
        ),
        Unshown::OneCore => texts.lesson.one_core.to_owned(),
    }
}
