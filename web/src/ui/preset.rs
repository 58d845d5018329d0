//! The menu of experiments, and whether the form is still the one that was chosen.

use interleave::model::preset::{Preset, Topic};
use interleave::model::spec::Spec;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::{about, element, group, heading, leaf};
use crate::action::Action;
use crate::i18n::{Shelved, Texts};

/// Keeps the menu in step with the form: once it was used by hand, a menu does not follow its
/// options any more.
#[hook]
pub(super) fn use_menu(preset: Preset) -> NodeRef {
    let menu = use_node_ref();
    use_effect_with(preset, {
        let menu = menu.clone();
        move |preset| {
            if let Some(menu) = menu.cast::<HtmlSelectElement>() {
                menu.set_value(preset.name());
            }
        }
    });
    menu
}

/// The menu of experiments, on a machine of so many cores.
pub(super) fn preset(
    texts: &'static Texts,
    menu: NodeRef,
    spec: &Spec,
    cores: u32,
    act: &Callback<Action>,
) -> Html {
    let preset = spec.preset;
    let onchange = act.reform(move |event: Event| {
        let menu: HtmlSelectElement = event.target_unchecked_into();
        let chosen = Preset::ALL
            .into_iter()
            .find(|preset| preset.name() == menu.value());
        Action::Choose(chosen.unwrap_or(preset), cores)
    });
    let changed = *spec != preset.spec() && *spec != preset.spec_for(cores);
    let onclick = act.reform(move |_: MouseEvent| Action::Choose(preset, cores));
    let option = |choice: Preset| {
        html! {
            <option value={choice.name()} selected={choice == preset}>
                {texts.long(Shelved::Preset(choice))}
            </option>
        }
    };
    let options = Topic::ALL.into_iter().map(|topic| {
        let choices = Preset::ALL
            .into_iter()
            .filter(|choice| choice.topic() == topic);
        let label = AttrValue::from(texts.long(Shelved::Topic(topic)));
        element(
            "optgroup",
            &["label"],
            vec![label],
            choices.map(option).collect(),
        )
    });
    let mut top = vec![heading("h2", HEADING, texts.form.heading)];
    if changed {
        top.push(leaf("span", "changed", texts.form.changed));
        top.push(html! {
            <button type="button" class="link" data-action="restore" {onclick}>
                {texts.form.restore}
            </button>
        });
    }
    let select = html! {
        <select ref={menu} data-field="preset" aria-label={texts.form.preset} {onchange}>
            {for options}
        </select>
    };
    let parts = vec![
        group("div", "top", top),
        select,
        about(texts.long(Shelved::PresetAbout(preset))),
    ];
    group("div", "preset", parts)
}

/// The id of the form's heading.
pub(super) const HEADING: &str = "form-heading";
