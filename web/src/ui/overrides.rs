//! The table of tasks that differ from the others.

use interleave::spec::{Field, MAX_OVERRIDES, Override, Spec};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::number::Number;
use super::{about, heads, leaf, quiet};
use crate::i18n::Texts;
use crate::state::Action;

/// The highest index that a task can have.
const LAST_TASK: u32 = 9_999;

/// The table of tasks that differ; `typed` is the task that the reader may want to add.
pub(super) fn overrides(
    texts: &'static Texts,
    spec: &Spec,
    typed: UseStateHandle<Option<u32>>,
    act: &Callback<Action>,
) -> Html {
    let own = &texts.overrides;
    let known = |task: &u32| spec.overrides.contains_key(task);
    // What was typed counts until it is in the table.
    let number = typed.filter(|task| !known(task));
    let number = number.or_else(|| (0..=LAST_TASK).find(|task| !known(task)));
    let on_number = Callback::from(move |value: Option<u64>| {
        typed.set(value.map(|value| LAST_TASK.min(value as u32)));
    });
    let change = Override {
        wait: Some(spec.wait),
        ..Override::default()
    };
    let on_add = act
        .reform(move |_: MouseEvent| Action::SetOverride(number.unwrap_or_default(), Some(change)));
    let rows = spec.overrides.iter();
    let rows = rows.map(|(task, change)| row(texts, spec.n, *task, *change, act));
    html! {
        <fieldset class="overrides">
            {leaf("legend", "", own.heading)}
            {about(own.about)}
            if !spec.overrides.is_empty() {
                <table>
                    {heads(&[own.task, own.wait, own.work, own.fail, ""])}
                    <tbody>{for rows}</tbody>
                </table>
            }
            if spec.overrides.len() >= MAX_OVERRIDES {
                {leaf("p", "about", (own.full)(MAX_OVERRIDES))}
            } else {
                <div class="add">
                    <label for="task-number">{own.number}</label>
                    <Number
                        {texts} field={Field::N} value={number.map(u64::from)} id="task-number"
                        on_change={on_number}
                    />
                    {quiet("add-task", own.add, on_add)}
                </div>
            }
        </fieldset>
    }
}

fn row(texts: &'static Texts, n: u32, task: u32, change: Override, act: &Callback<Action>) -> Html {
    let own = &texts.overrides;
    let edited = act.reform(move |change| Action::SetOverride(task, change));
    let cell = |field: Field, value: Option<u64>, name: &str| {
        let on_change = edited.reform(move |value: Option<u64>| {
            let mut change = change;
            match field {
                Field::Wait => change.wait = value.map(|wait| wait as u32),
                _ => change.work = value,
            }
            Some(change)
        });
        html! {
            <td>
                <Number
                    {texts} {field} {value} optional=true {on_change}
                    id={format!("task-{task}-{}", field.key())} label={(own.cell)(name, task)}
                />
            </td>
        }
    };
    let on_fail = edited.reform(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let fail = input.checked();
        Some(Override { fail, ..change })
    });
    let on_remove = edited.reform(|_: MouseEvent| None);
    let remove = AttrValue::from((own.remove)(task));
    html! {
        <key={task}>
            <tr data-task={task.to_string()}>
                <th scope="row">{task}</th>
                {cell(Field::Wait, change.wait.map(u64::from), own.wait)}
                {cell(Field::Work, change.work, own.work)}
                <td>
                    <input
                        type="checkbox" checked={change.fail} data-fail=""
                        aria-label={(own.cell)(own.fail, task)} onchange={on_fail}
                    />
                </td>
                <td>
                    <button
                        type="button" class="quiet" data-action="remove-task"
                        aria-label={remove.clone()} title={remove} onclick={on_remove}
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
        assert_eq!(u64::from(LAST_TASK) + 1, *Field::N.limits().end());
    }
}
