//! A numeric setting: its name, its number, a slider in step with it.

use std::rc::Rc;

use interleave::model::field::Field;
use interleave::model::spec::Spec;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::number::Number;
use super::slider;
use crate::action::Action;
use crate::i18n::{Shelved, Texts, fill};
use interleave::wording::format;

/// What [`NumericField`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct NumericFieldProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The form.
    pub spec: Rc<Spec>,
    /// Which setting of it.
    pub field: Field,
    /// What else is known about its value.
    #[prop_or_default]
    pub note: Option<String>,
    /// Told what the reader does.
    pub act: Callback<Action>,
}

/// A numeric setting.
#[component]
pub(super) fn NumericField(props: &NumericFieldProps) -> Html {
    let NumericFieldProps {
        texts, field, act, ..
    } = props;
    let field = *field;
    let value = field.get(&props.spec);
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
    let name = texts.field(field, &props.spec);
    let meaning = texts.long(Shelved::FieldAbout(field));
    let unit = texts.unit(field, props.spec.kernel);
    let id = AttrValue::from(format!("field-{}", field.key()));
    html! {
        <div class="field">
            <span class="title">
                <label for={&id}>{name}</label>
                if !unit.is_empty() {
                    <span class="unit">{fill(texts.form.unit, &[unit])}</span>
                }
            </span>
            <Number {texts} {field} {value} {id} {on_change} />
            <input
                type="range" min="0" max={last.to_string()} value={place.to_string()}
                data-slider={field.key()} aria-label={name}
                aria-valuetext={format::with_unit(&field.write(value), unit)} {oninput}
            />
            if let Some(note) = &props.note {
                <p class="note">{note}</p>
            }
            if !meaning.is_empty() {
                <p class="about">{meaning}</p>
            }
        </div>
    }
}
