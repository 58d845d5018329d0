//! The form: which experiment, its settings, and Run.

use std::rc::Rc;

use interleave::spec::{Field, Preset, Spec};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::field::FieldRow;
use super::launch::{Launch, Obstacle};
use super::modes::Modes;
use super::more::More;
use crate::capability::Capability;
use crate::format;
use crate::i18n::Texts;
use crate::state::{Action, OwnCorpus, Phase};

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
    /// What is going on.
    pub phase: Phase,
    /// How many rounds the race under way has.
    pub rounds: u32,
    /// Why nothing can be run, if nothing can.
    pub obstacle: Option<Obstacle>,
    /// Says what the reader does.
    pub act: Callback<Action>,
    /// Starts a race.
    pub run: Callback<()>,
    /// Stops it.
    pub stop: Callback<()>,
}

/// The form.
#[component]
pub(crate) fn Form(props: &FormProps) -> Html {
    let FormProps { texts, spec, .. } = props;
    let texts = *texts;
    let form = &texts.form;
    // Where there is little room, the settings are shown on demand.
    let open = use_state_eq(|| false);
    let on_adjust = {
        let open = open.clone();
        move |_: MouseEvent| open.set(!*open)
    };
    let on_set = use_callback(props.act.clone(), |(field, value), act| {
        act.emit(Action::Set(field, value));
    });
    let on_choose = props
        .act
        .reform(|(mode, chosen)| Action::SetMode(mode, chosen));
    let field = |field: Field, note: Option<String>| {
        html! {
            <FieldRow
                {texts} {field} value={field.get(spec)} kernel={spec.kernel}
                note={note.map(AttrValue::from)} on_set={on_set.clone()}
            />
        }
    };
    let no_threads = props.capability.as_ref().and_then(|can| can.no_threads);
    html! {
        <section class="form" aria-labelledby="form-heading">
            <PresetChoice
                {texts} spec={spec.clone()} act={props.act.clone()}
                cores={props.capability.as_ref().map_or(1, Capability::cores_or_one)}
            />
            <button
                type="button" class="quiet adjust" data-action="adjust" aria-controls="settings"
                aria-expanded={if *open { "true" } else { "false" }} onclick={on_adjust}
            >
                {if *open { form.hide } else { form.adjust }}
                <span class="in-use">{(texts.results.asked)(spec)}</span>
            </button>
            <div class={classes!("settings", open.then_some("open"))} id="settings">
                {field(Field::N, None)}
                {field(Field::Wait, None)}
                {field(Field::Work, work_note(texts, spec.work, props.cost_ms))}
                {field(Field::Workers, None)}
                <Modes {texts} chosen={spec.modes.clone()} {no_threads} {on_choose} />
                <More
                    {texts} spec={spec.clone()} corpus={props.corpus.clone()}
                    act={props.act.clone()} on_set={on_set.clone()}
                />
            </div>
            <Launch
                {texts} phase={props.phase} rounds={props.rounds} obstacle={props.obstacle}
                run={props.run.clone()} stop={props.stop.clone()}
            />
        </section>
    }
}

/// An amount of work in words, and what it costs here.
fn work_note(texts: &Texts, work: u64, cost_ms: Option<f64>) -> Option<String> {
    let big = (texts.form.big)(work);
    let cost = cost_ms.map(|ms| (texts.form.cost)(&format::time(ms, None)));
    let known: Vec<String> = big.into_iter().chain(cost).collect();
    (!known.is_empty()).then(|| known.join(" · "))
}

/// What [`PresetChoice`] shows.
#[derive(Properties, PartialEq)]
struct PresetChoiceProps {
    texts: &'static Texts,
    spec: Rc<Spec>,
    cores: u32,
    act: Callback<Action>,
}

/// The menu of experiments.
#[component]
fn PresetChoice(props: &PresetChoiceProps) -> Html {
    let PresetChoiceProps {
        texts, spec, cores, ..
    } = props;
    let (preset, cores) = (spec.preset, *cores);
    let menu = use_node_ref();
    // Once it was used by hand, a menu does not follow its options any more.
    use_effect_with(preset, {
        let menu = menu.clone();
        move |preset| {
            if let Some(menu) = menu.cast::<HtmlSelectElement>() {
                menu.set_value(preset.name());
            }
        }
    });
    let onchange = props.act.reform(move |event: Event| {
        let menu: HtmlSelectElement = event.target_unchecked_into();
        let chosen = Preset::ALL
            .into_iter()
            .find(|preset| preset.name() == menu.value());
        Action::Choose(chosen.unwrap_or(preset), cores)
    });
    let changed = **spec != preset.spec() && **spec != preset.spec_for(cores);
    let on_restore = props
        .act
        .reform(move |_: MouseEvent| Action::Choose(preset, cores));
    let options = Preset::ALL.into_iter().map(|choice| {
        html! {
            <option value={choice.name()} selected={choice == preset}>
                {(texts.preset)(choice)}
            </option>
        }
    });
    html! {
        <div class="preset">
            <div class="top">
                <h2 id="form-heading">{texts.form.heading}</h2>
                if changed {
                    <span class="changed">{texts.form.changed}</span>
                    <button
                        type="button" class="link" data-action="restore" onclick={on_restore}
                    >
                        {texts.form.restore}
                    </button>
                }
            </div>
            <select
                ref={menu} data-field="preset" aria-label={texts.form.preset}
                aria-describedby="preset-about" {onchange}
            >
                {for options}
            </select>
            <p class="about" id="preset-about">{(texts.preset_about)(preset)}</p>
        </div>
    }
}
