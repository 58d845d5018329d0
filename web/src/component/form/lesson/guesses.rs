//! The guesses of a step, and what came of them: each beside what the mode really took.

use std::rc::Rc;

use interleave::lesson::{Experiment, step};
use interleave::model::field::Field;
use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use interleave::model::view::StepId;
use interleave::wording::format;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::action::LessonAction;
use crate::chart::{GuessMark, scale::share};
use crate::component::Checkbox;
use crate::component::form::number::Number;
use crate::component::form::slider;
use crate::i18n::{Texts, fill};
use crate::state::{Answers, Guess, Stage};

/// What [`Guesses`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct GuessesProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The step.
    pub step: StepId,
    /// The reader's answers.
    pub answers: Rc<Answers>,
    /// The form.
    pub spec: Rc<Spec>,
    /// Whether a race is under way: its guesses are locked.
    pub busy: bool,
    /// Told what the reader does.
    pub act: Callback<LessonAction>,
}

/// The experiments of a step, each with its guesses.
#[component]
pub(super) fn Guesses(props: &GuessesProps) -> Html {
    let GuessesProps { texts, answers, .. } = props;
    let words = &texts.lesson;
    let step = step(props.step);
    let open = !props.busy && !answers.is_locked(step);
    let asks = answers.stage(step) == Stage::Guess;
    let next = answers.experiment(step).name;
    html! {
        <section class="guesses" aria-labelledby="guesses-heading">
            <h3 id="guesses-heading">{if open { words.guesses } else { words.experiments }}</h3>
            for experiment in step.experiments {
                <div
                    class="experiment" role="group" aria-label={experiment.label.of(texts.lang)}
                    aria-current={(!asks && experiment.name == next).then_some("true")}
                >
                    <p>{experiment.label.of(texts.lang)}</p>
                    if open {
                        for mode in experiment.guesses {
                            <Asked
                                {texts} name={experiment.name} label={experiment.label.of(texts.lang)} mode={*mode}
                                mode_name={texts.mode(*mode, &experiment.spec())}
                                guess={answers.guess(experiment.name, *mode)} act={&props.act}
                            />
                        }
                    } else {
                        <Found {texts} {experiment} {answers} />
                    }
                </div>
            }
            if !step.asks_times() {
                <Foretold {texts} step={step.id} guess={answers.foretold(step.id)} {open} act={&props.act} />
            }
        </section>
    }
}

/// What [`Asked`] shows.
#[derive(Properties, PartialEq)]
struct AskedProps {
    texts: &'static Texts,
    /// The experiment's name.
    name: &'static str,
    /// What it is called.
    label: &'static str,
    mode: Mode,
    mode_name: &'static str,
    guess: Option<Guess>,
    act: Callback<LessonAction>,
}

/// The guess of how long a mode takes.
#[component]
fn Asked(props: &AskedProps) -> Html {
    let AskedProps {
        texts, name, mode, ..
    } = props;
    let (name, mode) = (*name, *mode);
    let label = fill(texts.lesson.guess_of, &[props.label, props.mode_name]);
    html! {
        <div class="guess" data-mode={mode.name()}>
            <span class="title"><i class="chip"></i>{props.mode_name}</span>
            <GuessFields
                {texts} field={Field::Wait} unit={texts.lesson.unit} id={["guess-", name, "-", mode.name()].concat()}
                {label} guess={props.guess}
                on_guess={props.act.reform(move |guess| LessonAction::Guess(name, mode, guess))}
            />
        </div>
    }
}

/// What [`Foretold`] shows.
#[derive(Properties, PartialEq)]
struct ForetoldProps {
    texts: &'static Texts,
    step: StepId,
    guess: Option<Guess>,
    /// Whether it can be changed.
    open: bool,
    act: Callback<LessonAction>,
}

/// The guess of the number that a step asks for.
#[component]
fn Foretold(props: &ForetoldProps) -> Html {
    let ForetoldProps { texts, guess, .. } = props;
    let (words, step) = (&texts.lesson, step(props.step));
    let question = step.reading.question.of(texts.lang);
    html! {
        <div class="experiment">
            <p>{question}</p>
            if props.open {
                <div class="guess">
                    <GuessFields
                        {texts} field={Field::Work} unit="" id={["guess-", step.id.name()].concat()}
                        label={question} guess={*guess} on_guess={props.act.reform(LessonAction::Foretell)}
                    />
                </div>
            } else {
                <p class="said" data-foretold="">
                    {match guess {
                        Some(Guess::Number(number)) => fill(words.guessed, &[&format::count(*number as u64)]),
                        _ => words.not_known.to_owned(),
                    }}
                </p>
            }
        </div>
    }
}

/// What [`GuessFields`] shows.
#[derive(Properties, PartialEq)]
pub(in crate::component::form) struct GuessFieldsProps {
    /// The texts.
    pub texts: &'static Texts,
    /// What sets the limits.
    pub field: Field,
    /// The unit.
    pub unit: &'static str,
    /// The id of the field.
    pub id: AttrValue,
    /// What is guessed.
    pub label: AttrValue,
    /// The guess, once there is one.
    pub guess: Option<Guess>,
    /// Told the guess.
    pub on_guess: Callback<Option<Guess>>,
}

/// A guess that can be made: typed, by a slider, or none.
#[component]
pub(in crate::component::form) fn GuessFields(props: &GuessFieldsProps) -> Html {
    let GuessFieldsProps {
        texts,
        field,
        id,
        label,
        guess,
        on_guess,
        ..
    } = props;
    let (words, field) = (&texts.lesson, *field);
    let number = |number: u64| Guess::Number(number as f64);
    let value = match guess {
        Some(Guess::Number(number)) => Some(*number as u64),
        _ => None,
    };
    let stops = slider::stops(field);
    let place = value.map_or(0, |value| slider::position(&stops, value));
    let last = stops.len() - 1;
    let oninput = on_guess.reform(move |event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let place = input.value().parse().unwrap_or_default();
        Some(number(slider::value(&stops, place)))
    });
    let on_change = on_guess.reform(move |typed: Option<u64>| typed.map(number));
    let on_unknown = on_guess.reform(|unknown: bool| unknown.then_some(Guess::Unknown));
    let said = value.map_or_else(
        || words.empty.to_owned(),
        |value| format::with_unit(&format::count(value), props.unit),
    );
    html! {
        <>
            <Number {texts} {field} {value} empty={words.empty} {id} {label} {on_change} />
            <span class="unit">{props.unit}</span>
            <input
                type="range" min="0" max={last.to_string()} value={place.to_string()} aria-label={label}
                aria-valuetext={said} data-slider={id} {oninput}
            />
            <label class="option">
                <Checkbox
                    name="unknown" checked={*guess == Some(Guess::Unknown)} onchange={on_unknown}
                />
                {words.unknown}
            </label>
        </>
    }
}

/// What [`Found`] shows.
#[derive(Properties)]
struct FoundProps {
    texts: &'static Texts,
    experiment: &'static Experiment,
    answers: Rc<Answers>,
}

/// There is one experiment of each name.
impl PartialEq for FoundProps {
    fn eq(&self, other: &Self) -> bool {
        let same = self.experiment.name == other.experiment.name;
        same && self.texts == other.texts && self.answers == other.answers
    }
}

/// The guesses of an experiment that cannot be changed any more, beside what was measured.
#[component]
fn Found(props: &FoundProps) -> Html {
    let FoundProps {
        texts,
        experiment,
        answers,
    } = props;
    let words = &texts.lesson;
    let (name, spec) = (experiment.name, experiment.spec());
    let guessed = |mode| match answers.guess(name, mode) {
        Some(Guess::Number(ms)) => Some(ms),
        _ => None,
    };
    let took = |mode| answers.took(name, mode);
    let all = experiment.guesses.iter();
    let times = all.flat_map(|mode| [guessed(*mode), took(*mode)]);
    let longest = times.flatten().fold(1.0, f64::max);
    let has_run = answers.has_run(experiment);
    html! {
        for mode in experiment.guesses {
            <div class="found" data-mode={mode.name()} data-found={[name, "-", mode.name()].concat()}>
                <span class="title"><i class="chip"></i>{texts.mode(*mode, &spec)}</span>
                <span class="said">
                    {match guessed(*mode) {
                        Some(ms) => fill(words.guessed, &[&format::time(ms, None)]),
                        None => words.not_known.to_owned(),
                    }}
                    if has_run {
                        {" · "}
                        <b>
                            {match took(*mode) {
                                Some(ms) => fill(words.took, &[&format::time(ms, None)]),
                                None => words.never.to_owned(),
                            }}
                        </b>
                    }
                </span>
                <svg class="bar" aria-hidden="true">
                    <rect class="track" width="100%" y="1" height="10" rx="2" />
                    if let Some(ms) = took(*mode) {
                        <rect class="measured" width={share(ms, longest)} y="1" height="10" rx="2" />
                    }
                    if let Some(ms) = guessed(*mode) {
                        <GuessMark width={share(ms, longest)} y="0.5" height="11" />
                    }
                </svg>
            </div>
        }
    }
}
