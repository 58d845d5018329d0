//! A numeric setting: its name, its number, a slider in step with it.

use interleave::model::field::Field;
use interleave::model::spec::Spec;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::number::Number;
use super::{about, element, group, leaf, slider, words};
use crate::action::Action;
use crate::i18n::{Shelved, Texts};

/// A numeric setting, and what else is known about its value.
pub(super) fn field(
    texts: &'static Texts,
    spec: &Spec,
    field: Field,
    note: Option<String>,
    act: &Callback<Action>,
) -> Html {
    let value = field.get(spec);
    let stops = slider::stops(field);
    let place = slider::position(&stops, value);
    let last = stops.len() - 1;
    let oninput = act.reform(move |event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let place = input.value().parse().unwrap_or_default();
        Action::Set(field, slider::value(&stops, place))
    });
    // A field that may not be empty always has a value.
    let on_change =
        act.reform(move |given: Option<u64>| Action::Set(field, given.unwrap_or(value)));
    let name = texts.long(Shelved::Field(field));
    let unit = texts.unit(field, spec.kernel);
    let id = AttrValue::from(format!("field-{}", field.key()));
    let title = vec![
        element("label", &["for"], vec![id.clone()], vec![words(name)]),
        words(" "),
        leaf("span", "unit", unit),
    ];
    let range = html! {
        <input
            type="range" min="0" max={last.to_string()} value={place.to_string()}
            data-slider={field.key()} aria-label={name}
            aria-valuetext={format!("{} {unit}", field.write(value))} {oninput}
        />
    };
    let mut parts = vec![
        group("span", "title", title),
        html! { <Number {texts} {field} {value} {id} {on_change} /> },
        range,
    ];
    parts.extend(note.map(|note| leaf("p", "note", note)));
    let meaning = texts.long(Shelved::FieldAbout(field));
    parts.extend((!meaning.is_empty()).then(|| about(meaning)));
    group("div", "field", parts)
}
