//! The settings that matter to a step.

use std::rc::Rc;

use interleave::lesson::{Control, step};
use interleave::model::spec::Spec;
use interleave::model::view::StepId;
use yew::prelude::*;

use crate::action::{Action, LessonAction};
use crate::capability::Capability;
use crate::component::QuietButton;
use crate::component::form::counter::{BetweenSwitch, LockMenu};
use crate::component::form::field::NumericField;
use crate::component::form::modes::ModeChoice;
use crate::component::form::more::BlockingSwitch;
use crate::component::form::overrides::Overrides;
use crate::component::form::program::{ApiMenus, EndMenu, FaultMenu, GilSwitch};
use crate::i18n::Texts;
use crate::state::Answers;

/// What [`Controls`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct ControlsProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The step.
    pub step: StepId,
    /// The reader's answers.
    pub answers: Rc<Answers>,
    /// The form.
    pub spec: Rc<Spec>,
    /// What this browser can do, once that is known.
    pub capability: Option<Capability>,
    /// Told what the reader does.
    pub act: Callback<Action>,
}

/// The settings that matter to a step, folded; and the way back, once they have been changed.
#[component]
pub(super) fn Controls(props: &ControlsProps) -> Html {
    let ControlsProps {
        texts, spec, act, ..
    } = props;
    let words = &texts.lesson;
    let step = step(props.step);
    let cores = props
        .capability
        .as_ref()
        .map_or(1, Capability::cores_or_one);
    let changed = props.answers.experiment(step).spec_on(cores) != **spec;
    let control = |control: &Control| match control {
        Control::Field(field) => html! { <NumericField {texts} {spec} field={*field} {act} /> },
        Control::Modes => html! {
            <ModeChoice {texts} {spec} capability={props.capability.clone()} {act} />
        },
        Control::Api => html! { <ApiMenus {texts} {spec} {act} /> },
        Control::End => html! { <EndMenu {texts} {spec} {act} /> },
        Control::Fault => html! { <FaultMenu {texts} {spec} {act} /> },
        Control::Gil => html! { <GilSwitch {texts} {spec} {act} /> },
        Control::Blocking => html! { <BlockingSwitch {texts} {spec} {act} /> },
        Control::Lock => html! { <LockMenu {texts} {spec} {act} /> },
        Control::Between => html! { <BetweenSwitch {texts} {spec} {act} /> },
        Control::Tasks => html! { <Overrides {texts} {spec} {act} /> },
    };
    let reset = act.reform(|_: MouseEvent| Action::Lesson(LessonAction::Reset));
    html! {
        <>
            <details class="more">
                <summary>{words.settings}</summary>
                {step.controls.iter().map(control).collect::<Html>()}
            </details>
            if changed {
                <div class="changed" role="status">
                    <p>{words.changed}</p>
                    <QuietButton action="lesson-reset" onclick={reset}>{words.reset}</QuietButton>
                </div>
            }
        </>
    }
}
