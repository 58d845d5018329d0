//! A button that copies a text: `www/boot.js` does it, and says whether it did.

use yew::prelude::*;

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
    let value = value.into();
    let (text, of) = match key {
        "data-copy" => (Some(value), None),
        _ => (None, Some(value)),
    };
    html! {
        <span class="copy">
            <button
                type="button" class="quiet" data-action={action} data-said={said.to_owned()}
                data-copy={text} data-copy-of={of}
            >
                {label}
            </button>
            <span class="said"><span role="status"></span></span>
        </span>
    }
}
