//! The form: which experiment, its settings, and Run.

mod corpus;
mod counter;
mod field;
mod free_guesses;
mod launch;
mod lesson;
mod menu;
mod modes;
mod more;
mod number;
mod overrides;
mod preset;
mod program;
mod slider;

pub(crate) use launch::{Launch, RunBlocked};
pub(crate) use lesson::{LessonStep, explanation, not_here};

use std::rc::Rc;

use interleave::model::field::Field;
use interleave::model::spec::Spec;
use interleave::model::view::StepId;
use yew::prelude::*;

use self::field::NumericField;
use self::free_guesses::GuessSwitch;
use self::launch::RunButton;
use self::modes::ModeChoice;
use self::more::More;
use self::preset::{HEADING, PresetMenu};
use self::program::Program;
use super::{Later, Part};
use crate::action::{Action, LessonAction};
use crate::capability::Capability;
use crate::i18n::{Texts, fill};
use crate::state::{FreeGuesses, OwnCorpus};
use interleave::wording::format;

/// What shows one setting, or a few.
#[derive(Properties, PartialEq)]
struct SettingProps {
    /// The texts.
    texts: &'static Texts,
    /// The form.
    spec: Rc<Spec>,
    /// Told what the reader does.
    act: Callback<Action>,
}

/// What [`Form`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct FormProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The form.
    pub spec: Rc<Spec>,
    /// The reader's own corpus, if there is one.
    pub corpus: Option<OwnCorpus>,
    /// What this browser can do, once that is known.
    pub capability: Option<Capability>,
    /// What a task's work costs here, in milliseconds, if it is known.
    pub cost_ms: Option<f64>,
    /// What is guessed before Run; none: nothing is asked for.
    pub guesses: Option<Rc<FreeGuesses>>,
    /// The step of the lesson that the reader came from, if there is one.
    pub step: Option<StepId>,
    /// What Run and Stop can do now.
    pub launch: Launch,
    /// Told what the reader does.
    pub act: Callback<Action>,
}

/// The form.
#[component]
pub(crate) fn Form(props: &FormProps) -> Html {
    let FormProps {
        texts,
        spec,
        capability,
        act,
        ..
    } = props;
    let form = &texts.form;
    // On small screens, the settings are shown on demand.
    let open = use_state_eq(bool::default);
    let shown = *open;
    let on_adjust = move |_: MouseEvent| open.set(!shown);
    let cores = capability.as_ref().map_or(1, Capability::cores_or_one);
    html! {
        <section class="form" aria-labelledby={HEADING}>
            if let Some(step) = props.step {
                <button
                    type="button" class="quiet back" data-action="lesson-back"
                    onclick={act.reform(move |_: MouseEvent| Action::Lesson(LessonAction::Open(step)))}
                >
                    {fill(texts.lesson.back, &[&step.number().to_string()])}
                </button>
            }
            <Later part={Part::Preset}><PresetMenu {texts} {spec} {cores} {act} /></Later>
            <button
                type="button" class="quiet adjust" data-action="adjust" aria-controls={SETTINGS}
                aria-expanded={shown.to_string()} onclick={on_adjust}
            >
                {if shown { form.hide } else { form.adjust }}
                <span class="in-use">{texts.asked(spec)}</span>
            </button>
            <div class={if shown { "settings open" } else { "settings" }} id={SETTINGS}>
                <Later part={Part::Fields}>
                    <NumericField {texts} {spec} field={Field::N} {act} />
                    <NumericField {texts} {spec} field={Field::Wait} {act} />
                    <NumericField
                        {texts} {spec} field={Field::Work} {act}
                        note={work_note(texts, spec.work, props.cost_ms)}
                    />
                    <NumericField {texts} {spec} field={Field::Workers} {act} />
                </Later>
                <Later part={Part::Modes}><ModeChoice {texts} {spec} capability={capability.clone()} {act} /></Later>
                <GuessSwitch {texts} {spec} guesses={props.guesses.clone()} {act} />
                <Later part={Part::Program}><Program {texts} {spec} {act} /></Later>
                <Later part={Part::More}><More {texts} {spec} corpus={props.corpus.clone()} {act} /></Later>
            </div>
            <RunButton {texts} launch={props.launch.clone()} />
        </section>
    }
}

/// The id of the settings, when shown on demand.
const SETTINGS: &str = "settings";

/// An amount of work in words, and what it costs here.
fn work_note(texts: &Texts, work: u64, cost_ms: Option<f64>) -> Option<String> {
    let big = texts.big(work);
    let cost = cost_ms.map(|ms| fill(texts.form.cost, &[&format::time(ms, None)]));
    let known: Vec<String> = big.into_iter().chain(cost).collect();
    (!known.is_empty()).then(|| known.join(" · "))
}
