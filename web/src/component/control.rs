//! Small components used in many places.

use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What [`Rich`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct RichProps {
    /// One of our texts; text between `*stars*` is emphasised.
    pub text: AttrValue,
}

/// A text with emphasis.
#[component]
pub(crate) fn Rich(props: &RichProps) -> Html {
    let parts = props.text.split('*').map(str::to_owned).enumerate();
    parts
        .map(|(index, part)| match index % 2 {
            0 => html! { part },
            _ => html! { <em>{part}</em> },
        })
        .collect()
}

/// A text without its emphasis.
pub(crate) fn plain(text: &str) -> String {
    text.replace('*', "")
}

/// What [`QuietButton`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct QuietButtonProps {
    /// What it does; tests find it by this name.
    pub action: &'static str,
    /// Told of a press.
    pub onclick: Callback<MouseEvent>,
    /// What it says.
    pub children: Html,
}

/// A button that stays in the background.
#[component]
pub(crate) fn QuietButton(props: &QuietButtonProps) -> Html {
    html! {
        <button type="button" class="quiet" data-action={props.action} onclick={&props.onclick}>
            {props.children.clone()}
        </button>
    }
}

/// What [`FieldError`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct FieldErrorProps {
    /// Its id; the field names it as its description.
    pub id: AttrValue,
    /// The field's name; tests find the message by it.
    pub field: &'static str,
    /// What is wrong; none if nothing is.
    pub message: Option<String>,
}

/// What is wrong with a field. The element always exists, so that screen readers announce changes.
#[component]
pub(super) fn FieldError(props: &FieldErrorProps) -> Html {
    html! {
        <p class="problem" id={&props.id} data-problem={props.field} aria-live="polite">
            {props.message.clone()}
        </p>
    }
}

/// What [`Checkbox`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct CheckboxProps {
    /// The setting.
    pub name: &'static str,
    /// The value that it stands for.
    #[prop_or("1")]
    pub value: &'static str,
    /// Whether it is ticked.
    pub checked: bool,
    /// Told whether it is ticked now.
    pub onchange: Callback<bool>,
}

/// A checkbox; its label is around it.
#[component]
pub(super) fn Checkbox(props: &CheckboxProps) -> Html {
    let CheckboxProps {
        name,
        value,
        checked,
        ..
    } = *props;
    let onchange = props.onchange.reform(|event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        input.checked()
    });
    html! { <input type="checkbox" {name} {value} {checked} {onchange} /> }
}

/// What [`TableHead`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct TableHeadProps {
    /// The head of each column; empty where the column holds buttons.
    pub heads: Vec<&'static str>,
}

/// The head of a table.
#[component]
pub(super) fn TableHead(props: &TableHeadProps) -> Html {
    html! {
        <thead>
            <tr>
                for head in &props.heads {
                    if head.is_empty() {
                        <td></td>
                    } else {
                        <th scope="col">{*head}</th>
                    }
                }
            </tr>
        </thead>
    }
}
