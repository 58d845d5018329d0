//! Elements that the page has many of.
//!
//! What `html!` makes of an element is several times a call: views put together what neither
//! listens nor can be typed into from these, and leave the rest to `html!`.

use web_sys::HtmlInputElement;
use yew::prelude::*;
use yew::virtual_dom::{AttributeOrProperty, Attributes, VTag, VText};

/// A text of ours in which what stands between `*stars*` is emphasised.
pub(crate) fn rich(text: &str) -> Vec<Html> {
    let parts = text.split('*').map(str::to_owned).enumerate();
    parts
        .map(|(index, part)| match index % 2 {
            0 => words(part),
            _ => leaf("em", "", part),
        })
        .collect()
}

/// The same without its emphasis.
pub(crate) fn plain(text: &str) -> String {
    text.replace('*', "")
}

/// An element with these attributes.
pub(crate) fn element(
    tag: &'static str,
    keys: &'static [&'static str],
    values: Vec<AttrValue>,
    children: Vec<Html>,
) -> Html {
    let mut element = VTag::new(tag);
    let attribute = |value| Some(AttributeOrProperty::Attribute(value));
    let values = values.into_iter().map(attribute).collect();
    element.set_attributes(Attributes::Dynamic { keys, values });
    element.add_children(children);
    element.into()
}

/// An element with nothing but a class, if it has one.
pub(crate) fn group(tag: &'static str, class: &'static str, children: Vec<Html>) -> Html {
    match class {
        "" => element(tag, &[], Vec::new(), children),
        class => element(tag, &["class"], vec![class.into()], children),
    }
}

/// An element with nothing but a text in it, and a class, if it has one.
pub(crate) fn leaf(tag: &'static str, class: &'static str, text: impl Into<AttrValue>) -> Html {
    group(tag, class, vec![words(text)])
}

/// A text among elements.
pub(crate) fn words(text: impl Into<AttrValue>) -> Html {
    VText::new(text.into()).into()
}

/// A heading by which a part of the page is known.
pub(super) fn heading(tag: &'static str, id: &'static str, text: &'static str) -> Html {
    element(tag, &["id"], vec![id.into()], vec![words(text)])
}

/// A small explanation.
pub(crate) fn about(text: &'static str) -> Html {
    leaf("p", "about", text)
}

/// A button that stays in the background; tests know it by its action.
pub(crate) fn quiet(
    action: &'static str,
    label: &'static str,
    onclick: Callback<MouseEvent>,
) -> Html {
    html! {
        <button type="button" class="quiet" data-action={action} {onclick}>{label}</button>
    }
}

/// What belongs together in the form, with what it is called.
pub(super) fn set(class: &'static str, legend: &'static str, content: Vec<Html>) -> Html {
    let mut parts = vec![leaf("legend", "", legend)];
    parts.extend(content);
    group("fieldset", class, parts)
}

/// What is wrong with a field, said as soon as it is; tests know it by the field's name.
pub(super) fn complaint(
    id: impl Into<AttrValue>,
    field: &'static str,
    text: Option<String>,
) -> Html {
    let values = vec!["problem".into(), id.into(), field.into(), "polite".into()];
    element(
        "p",
        &["class", "id", "data-problem", "aria-live"],
        values,
        text.map(words).into_iter().collect(),
    )
}

/// Something to tick, a `checkbox` or a `radio`.
pub(super) fn tick(
    kind: &'static str,
    name: &'static str,
    value: &'static str,
    checked: bool,
    on_tick: Callback<bool>,
) -> Html {
    let onchange = on_tick.reform(|event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        input.checked()
    });
    html! { <input type={kind} {name} {value} {checked} {onchange} /> }
}

/// The heads of a table's columns.
pub(super) fn heads(heads: &[&'static str]) -> Html {
    let cells = heads.iter().map(|head| match *head {
        // The column of what can be done with a row.
        "" => group("td", "", Vec::new()),
        head => element("th", &["scope"], vec!["col".into()], vec![words(head)]),
    });
    let row = group("tr", "", cells.collect());
    group("thead", "", vec![row])
}
