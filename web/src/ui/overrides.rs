//! The table of tasks that differ from the others.

use std::collections::BTreeMap;

use interleave::spec::{Field, MAX_OVERRIDES, Override};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::number::Number;
use crate::i18n::Texts;

/// What [`Overrides`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct OverridesProps {
    /// The texts.
    pub texts: &'static Texts,
    /// How many tasks there are.
    pub n: u32,
    /// What each task waits, in milliseconds.
    pub wait: u32,
    /// The tasks that differ.
    pub overrides: BTreeMap<u32, Override>,
    /// Says that a task differs, or does not any more.
    pub on_change: Callback<(u32, Option<Override>)>,
}

/// The table of tasks that differ.
#[component]
pub(crate) fn Overrides(props: &OverridesProps) -> Html {
    let OverridesProps { texts, n, wait, .. } = *props;
    let own = &texts.overrides;
    let free = (0..).find(|task| !props.overrides.contains_key(task));
    let typed = use_state_eq(|| None::<u32>);
    // What was typed counts until it is in the table.
    let number = typed
        .filter(|task| !props.overrides.contains_key(task))
        .or(free);
    let on_number = {
        let typed = typed.clone();
        Callback::from(move |value: Option<u64>| {
            // The field holds it to the number of tasks there can be.
            typed.set(value.map(|value| value.min(LAST_TASK) as u32));
        })
    };
    let full = props.overrides.len() >= MAX_OVERRIDES;
    let on_add = {
        let on_change = props.on_change.clone();
        move |_: MouseEvent| {
            if let Some(task) = number.filter(|_| !full) {
                let change = Override {
                    wait: Some(wait),
                    ..Override::default()
                };
                on_change.emit((task, Some(change)));
            }
        }
    };
    let rows = props
        .overrides
        .iter()
        .map(|(task, change)| row(texts, n, *task, *change, &props.on_change));
    html! {
        <fieldset class="overrides">
            <legend>{own.heading}</legend>
            <p class="about">{own.about}</p>
            if !props.overrides.is_empty() {
                <table>
                    <thead><tr>
                        <th scope="col">{own.task}</th>
                        <th scope="col">{own.wait}</th>
                        <th scope="col">{own.work}</th>
                        <th scope="col">{own.fail}</th>
                        <td />
                    </tr></thead>
                    <tbody>{for rows}</tbody>
                </table>
            }
            if full {
                <p class="about">{(own.full)(MAX_OVERRIDES)}</p>
            } else {
                <div class="add">
                    <label for="task-number">{own.number}</label>
                    <Number
                        {texts} field={Field::N} value={number.map(u64::from)} id="task-number"
                        on_change={on_number}
                    />
                    <button type="button" class="quiet" data-action="add-task" onclick={on_add}>
                        {own.add}
                    </button>
                </div>
            }
        </fieldset>
    }
}

/// The highest index that a task can have.
const LAST_TASK: u64 = 9_999;

fn row(
    texts: &'static Texts,
    n: u32,
    task: u32,
    change: Override,
    on_change: &Callback<(u32, Option<Override>)>,
) -> Html {
    let own = &texts.overrides;
    let emit = |edit: fn(&mut Override, Option<u64>)| {
        on_change.reform(move |value: Option<u64>| {
            let mut change = change;
            edit(&mut change, value);
            (task, Some(change))
        })
    };
    let on_wait = emit(|change, wait| change.wait = wait.map(|wait| wait as u32));
    let on_work = emit(|change, work| change.work = work);
    let on_fail = on_change.reform(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let fail = input.checked();
        (task, Some(Override { fail, ..change }))
    });
    let on_remove = on_change.reform(move |_: MouseEvent| (task, None));
    let cell = |column| AttrValue::from((own.cell)(column, task));
    html! {
        <>
            <tr key={task.to_string()} data-task={task.to_string()}>
                <th scope="row">{task}</th>
                <td>
                    <Number
                        {texts} field={Field::Wait} value={change.wait.map(u64::from)} optional=true
                        id={format!("task-{task}-wait")} label={cell(own.wait)} on_change={on_wait}
                    />
                </td>
                <td>
                    <Number
                        {texts} field={Field::Work} value={change.work} optional=true
                        id={format!("task-{task}-work")} label={cell(own.work)} on_change={on_work}
                    />
                </td>
                <td>
                    <input
                        type="checkbox" checked={change.fail} aria-label={cell(own.fail)}
                        data-fail="" onchange={on_fail}
                    />
                </td>
                <td>
                    <button
                        type="button" class="quiet" data-action="remove-task"
                        aria-label={(own.remove)(task)} title={(own.remove)(task)}
                        onclick={on_remove}
                    >
                        {"×"}
                    </button>
                </td>
            </tr>
            if task >= n {
                <tr><td colspan="5" class="about">{(own.no_such_task)(n)}</td></tr>
            }
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_task_there_can_be_has_a_number() {
        let limits = Field::N.limits();
        assert_eq!(LAST_TASK + 1, *limits.end());
    }
}
