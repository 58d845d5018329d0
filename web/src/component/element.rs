//! Elements that the page has many of.
//!
//! What `html!` makes of an element is several times a call: views put together what neither
//! listens nor can be typed into from these, and leave the rest to `html!`.

use yew::prelude::*;
use yew::virtual_dom::{AttributeOrProperty, Attributes, VTag, VText};

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
