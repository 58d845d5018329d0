//! A menu of values.

use interleave::model::preset::Topic;
use interleave::model::python::Python;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::i18n::{Label, Texts};

/// A value that can be chosen.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Choice<T> {
    /// What it stands for.
    pub value: T,
    /// What it is called.
    pub text: &'static str,
    /// Whether it stands among the first.
    pub is_usual: bool,
    /// The first version of Python that has it.
    pub since: Python,
}

impl<T> Choice<T> {
    /// One of a menu's first, that every version of Python has.
    pub fn usual(value: T, text: &'static str) -> Self {
        Self {
            value,
            text,
            is_usual: true,
            since: Python::ALL[0],
        }
    }
}

/// What [`Menu`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct MenuProps<T: PartialEq> {
    /// Tests find the menu by this name.
    pub name: &'static str,
    /// The texts.
    pub texts: &'static Texts,
    /// What it is called.
    pub label: &'static str,
    /// The version of Python: what it lacks cannot be chosen.
    pub python: Python,
    /// What can be chosen.
    pub choices: Vec<Choice<T>>,
    /// What is chosen.
    pub chosen: T,
    /// Told what was chosen.
    pub on_choose: Callback<T>,
}

/// A menu with its name above it. What is for later stands in a group of its own, below the rest.
#[component]
pub(super) fn Menu<T: Copy + PartialEq + 'static>(props: &MenuProps<T>) -> Html {
    let (first, later): (Vec<Choice<T>>, Vec<_>) =
        props.choices.iter().partition(|choice| choice.is_usual);
    let option = |choice: &Choice<T>| {
        let lacks = choice.since > props.python;
        html! {
            <option selected={choice.value == props.chosen} disabled={lacks}>
                {choice.text}
                if lacks {
                    {format!(" ({}+)", choice.since.name())}
                }
            </option>
        }
    };
    let [shown, hidden] = [&first, &later].map(|part| part.iter().map(option).collect::<Html>());
    let onchange = {
        let choices: Vec<Choice<T>> = first.iter().chain(&later).copied().collect();
        let on_choose = props.on_choose.clone();
        move |event: Event| {
            let menu: HtmlSelectElement = event.target_unchecked_into();
            let index = usize::try_from(menu.selected_index()).ok();
            if let Some(choice) = index.and_then(|index| choices.get(index)) {
                on_choose.emit(choice.value);
            }
        }
    };
    html! {
        <label class="menu">
            <span>{props.label}</span>
            <select data-field={props.name} {onchange}>
                {shown}
                if !later.is_empty() {
                    <optgroup label={props.texts.label(Label::Topic(Topic::More))}>{hidden}</optgroup>
                }
            </select>
        </label>
    }
}
