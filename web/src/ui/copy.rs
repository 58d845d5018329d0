//! A button that copies a text: `www/boot.js` does it, and says whether it did.

use yew::prelude::*;

use super::{element, group, words};

/// A button that copies a text, which stands in `data-copy`, or that of the element which
/// `data-copy-of` selects. `said` is what to say when it was copied, and, on a line of its own, when
/// it could not be.
pub(crate) fn copy(
    action: &'static str,
    label: &'static str,
    said: &str,
    key: &'static str,
    value: impl Into<AttrValue>,
) -> Html {
    let keys: &[&str] = match key {
        "data-copy" => &["type", "class", "data-action", "data-said", "data-copy"],
        _ => &["type", "class", "data-action", "data-said", "data-copy-of"],
    };
    let said = AttrValue::from(said.to_owned());
    let values = vec![
        "button".into(),
        "quiet".into(),
        action.into(),
        said,
        value.into(),
    ];
    let status = element("span", &["role"], vec!["status".into()], Vec::new());
    let parts = vec![
        element("button", keys, values, vec![words(label)]),
        group("span", "said", vec![status]),
    ];
    group("span", "copy", parts)
}
