//! The form: which experiment, its settings, and Run.

use std::rc::Rc;

use interleave::model::field::Field;
use interleave::model::spec::Spec;
use yew::prelude::*;

use super::corpus::use_desk;
use super::field::field;
use super::launch::{Launch, launch, use_press};
use super::modes::modes;
use super::more::more;
use super::preset::{HEADING, preset, use_menu};
use super::program::program;
use super::{element, leaf};
use crate::action::Action;
use crate::capability::Capability;
use crate::format;
use crate::i18n::{Texts, fill};
use crate::state::OwnCorpus;

/// What [`Form`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct FormProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The form.
    pub spec: Rc<Spec>,
    /// The reader's own corpus, if there is one.
    pub corpus: Option<OwnCorpus>,
    /// What this browser can do, once that is settled.
    pub capability: Option<Capability>,
    /// What a task's work costs here, in milliseconds, if it is known.
    pub cost_ms: Option<f64>,
    /// What can be done about the phase the page is in.
    pub launch: Launch,
    /// Says what the reader does.
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
    let (texts, form) = (*texts, &texts.form);
    let menu = use_menu(spec.preset);
    let press = use_press(&props.launch);
    let typed = use_state_eq(Option::<u32>::default);
    let desk = use_desk(&props.corpus, spec.length, act);
    // Where there is little room, the settings are shown on demand.
    let open = use_state_eq(bool::default);
    let shown = *open;
    let on_adjust = move |_: MouseEvent| open.set(!shown);
    let cores = capability.as_ref().map_or(1, Capability::cores_or_one);
    let row = |name, note| field(texts, spec, name, note, act);
    let adjust = html! {
        <button
            type="button" class="quiet adjust" data-action="adjust" aria-controls={SETTINGS}
            aria-expanded={if shown { "true" } else { "false" }} onclick={on_adjust}
        >
            {if shown { form.hide } else { form.adjust }}
            {leaf("span", "in-use", texts.asked(spec))}
        </button>
    };
    let settings = vec![
        row(Field::N, None),
        row(Field::Wait, None),
        row(Field::Work, work_note(texts, spec.work, props.cost_ms)),
        row(Field::Workers, None),
        modes(texts, spec, capability.as_ref(), act),
        program(texts, spec, act),
        more(texts, spec, &desk, typed, act),
    ];
    let class = if shown { "settings open" } else { "settings" };
    let settings = element(
        "div",
        &["class", "id"],
        vec![class.into(), SETTINGS.into()],
        settings,
    );
    element(
        "section",
        &["class", "aria-labelledby"],
        vec!["form".into(), HEADING.into()],
        vec![
            preset(texts, menu, spec, cores, act),
            adjust,
            settings,
            launch(texts, &props.launch, press),
        ],
    )
}

/// The id of the settings, where they are shown on demand.
const SETTINGS: &str = "settings";

/// An amount of work in words, and what it costs here.
fn work_note(texts: &Texts, work: u64, cost_ms: Option<f64>) -> Option<String> {
    let big = texts.big(work);
    let cost = cost_ms.map(|ms| fill(texts.form.cost, &[&format::time(ms, None)]));
    let known: Vec<String> = big.into_iter().chain(cost).collect();
    (!known.is_empty()).then(|| known.join(" · "))
}
