//! A numeric setting: its name, its number, a slider in step with it.

use interleave::spec::{Field, KernelKind};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::number::Number;
use super::slider;
use crate::i18n::Texts;

/// What [`FieldRow`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct FieldRowProps {
    /// The texts.
    pub texts: &'static Texts,
    /// Which setting.
    pub field: Field,
    /// Its value.
    pub value: u64,
    /// What sets its unit.
    pub kernel: KernelKind,
    /// What else is known about the value.
    #[prop_or_default]
    pub note: Option<AttrValue>,
    /// Says that another value was given.
    pub on_set: Callback<(Field, u64)>,
}

/// A numeric setting.
#[component]
pub(crate) fn FieldRow(props: &FieldRowProps) -> Html {
    let FieldRowProps {
        texts,
        field,
        value,
        kernel,
        ..
    } = *props;
    let on_set = props.on_set.clone();
    let on_change = Callback::from(move |value: Option<u64>| {
        if let Some(value) = value {
            on_set.emit((field, value));
        }
    });
    let stops = slider::stops(field);
    let place = slider::position(&stops, value);
    let last = stops.len() - 1;
    let on_set = props.on_set.clone();
    let oninput = move |event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let place = input.value().parse().unwrap_or_default();
        on_set.emit((field, slider::value(&stops, place)));
    };
    let name = (texts.form.field)(field);
    let unit = (texts.form.unit)(field, kernel);
    let id = format!("field-{}", field.key());
    html! {
        <div class="field">
            <span class="title">
                <label for={id.clone()}>{name}</label>{" "}<span class="unit">{unit}</span>
            </span>
            <Number {texts} {field} {value} {id} {on_change} />
            <input
                type="range" min="0" max={last.to_string()} value={place.to_string()}
                data-slider={field.key()} aria-label={name}
                aria-valuetext={format!("{value} {unit}")} {oninput}
            />
            if let Some(note) = &props.note {
                <p class="note">{note}</p>
            }
            if let Some(about) = (texts.form.about)(field) {
                <p class="about">{about}</p>
            }
        </div>
    }
}
