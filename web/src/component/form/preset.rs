//! The menu of experiments, and whether the form is still the one that was chosen.

use std::rc::Rc;

use interleave::model::preset::{Preset, Topic};
use interleave::model::spec::Spec;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::action::Action;
use crate::i18n::{Label, Texts, is_preset};

/// The value of the menu's entry for an experiment that differs from its preset.
const CUSTOM: &str = "custom";

/// The id of the form's heading.
pub(super) const HEADING: &str = "form-heading";

/// What [`PresetMenu`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct PresetMenuProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The form.
    pub spec: Rc<Spec>,
    /// How many cores the machine has.
    pub cores: u32,
    /// Told what the reader does.
    pub act: Callback<Action>,
}

/// The menu of experiments.
#[component]
pub(super) fn PresetMenu(props: &PresetMenuProps) -> Html {
    let PresetMenuProps {
        texts,
        spec,
        cores,
        act,
    } = props;
    let (preset, cores) = (spec.preset, *cores);
    let onchange = act.reform(move |event: Event| {
        let menu: HtmlSelectElement = event.target_unchecked_into();
        let mut all = Preset::ALL.into_iter();
        let chosen = all.find(|preset| preset.name() == menu.value());
        Action::Choose(chosen.unwrap_or(preset), cores)
    });
    let restore = act.reform(move |_: MouseEvent| Action::Choose(preset, cores));
    let changed = !is_preset(spec, cores);
    let shown = if changed { CUSTOM } else { preset.name() };
    let menu = use_menu(shown);
    let presets_of = |topic| {
        let all = Preset::ALL.into_iter();
        all.filter(move |preset| preset.topic() == topic)
    };
    html! {
        <div class="preset">
            <div class="top">
                <h2 id={HEADING}>{texts.form.heading}</h2>
                if changed {
                    <span class="changed">{texts.form.changed}</span>
                    <button type="button" class="link" data-action="restore" onclick={restore}>
                        {texts.form.restore}
                    </button>
                }
            </div>
            <select ref={menu} data-field="preset" aria-label={texts.form.preset} {onchange}>
                if changed {
                    <option value={CUSTOM} selected=true hidden=true>{texts.form.custom}</option>
                }
                for topic in Topic::ALL {
                    <optgroup label={texts.label(Label::Topic(topic))}>
                        for choice in presets_of(topic) {
                            <option value={choice.name()} selected={choice.name() == shown}>
                                {texts.label(Label::Preset(choice))}
                            </option>
                        }
                    </optgroup>
                }
            </select>
            <p class="about">
                if changed {
                    {texts.experiment_name(spec, cores)}
                } else {
                    {texts.label(Label::PresetAbout(preset))}
                }
            </p>
        </div>
    }
}

/// Keeps the menu in step with the form: once a menu was used by hand, it no longer follows its
/// options' attributes.
#[hook]
fn use_menu(shown: &'static str) -> NodeRef {
    let menu = use_node_ref();
    use_effect_with(shown, {
        let menu = menu.clone();
        move |shown| {
            if let Some(menu) = menu.cast::<HtmlSelectElement>() {
                menu.set_value(shown);
            }
        }
    });
    menu
}
