//! The table of tasks that differ from the others.

use interleave::model::field::Field;
use interleave::model::limits::MAX_OVERRIDES;
use interleave::model::spec::{Override, Spec};
use yew::prelude::*;

use super::number::Number;
use super::{about, element, group, heads, leaf, quiet, set, tick, words};
use crate::action::Action;
use crate::i18n::{Texts, fill};

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
    let mut parts = vec![about(own.about)];
    if !spec.overrides.is_empty() {
        let rows = spec.overrides.iter();
        let rows = rows.map(|(task, change)| row(texts, spec.n, *task, *change, act));
        let table = vec![
            heads(&[own.task, own.wait, own.work, own.fail, ""]),
            group("tbody", "", rows.collect()),
        ];
        parts.push(group("table", "", table));
    }
    if spec.overrides.len() >= MAX_OVERRIDES {
        parts.push(leaf(
            "p",
            "about",
            fill(own.full, &[&MAX_OVERRIDES.to_string()]),
        ));
    } else {
        let id = AttrValue::from("task-number");
        let number = number.map(u64::from);
        let add = vec![
            element("label", &["for"], vec![id.clone()], vec![words(own.number)]),
            html! { <Number {texts} field={Field::N} value={number} {id} on_change={on_number} /> },
            quiet("add-task", own.add, on_add),
        ];
        parts.push(group("div", "add", add));
    }
    set("overrides", own.heading, parts)
}

fn row(texts: &'static Texts, n: u32, task: u32, change: Override, act: &Callback<Action>) -> Html {
    let own = &texts.overrides;
    let number = task.to_string();
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
                    id={format!("task-{task}-{}", field.key())} label={fill(own.cell, &[name, &number])}
                />
            </td>
        }
    };
    let on_fail = edited.reform(move |fail| Some(Override { fail, ..change }));
    let fail = vec![
        tick("checkbox", "fail", "1", change.fail, on_fail),
        leaf("span", "spoken", fill(own.cell, &[own.fail, &number])),
    ];
    let on_remove = edited.reform(|_: MouseEvent| None);
    let remove = AttrValue::from(fill(own.remove, &[&number]));
    let remove = html! {
        <button
            type="button" class="quiet" data-action="remove-task"
            aria-label={remove.clone()} title={remove} onclick={on_remove}
        >
            {"×"}
        </button>
    };
    let cells = vec![
        element(
            "th",
            &["scope"],
            vec!["row".into()],
            vec![words(task.to_string())],
        ),
        cell(Field::Wait, change.wait.map(u64::from), own.wait),
        cell(Field::Work, change.work, own.work),
        group("td", "", vec![group("label", "", fail)]),
        group("td", "", vec![remove]),
    ];
    let row = element("tr", &["data-task"], vec![task.to_string().into()], cells);
    let no_effect = (task >= n).then(|| {
        let told = vec![words(match n {
            0 => own.no_task.to_owned(),
            n => fill(own.no_such_task, &[&(n - 1).to_string()]),
        })];
        let cell = element(
            "td",
            &["colspan", "class"],
            vec!["5".into(), "about".into()],
            told,
        );
        group("tr", "", vec![cell])
    });
    html! { <key={task}>{row}{for no_effect}</> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_task_there_can_be_has_a_number() {
        assert_eq!(u64::from(LAST_TASK) + 1, *Field::N.limits().end());
    }
}
