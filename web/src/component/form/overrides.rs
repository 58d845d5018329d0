//! The table of tasks that differ from the others.

use std::rc::Rc;

use interleave::model::field::Field;
use interleave::model::limits::MAX_OVERRIDES;
use interleave::model::spec::{Override, Spec};
use yew::prelude::*;

use super::number::Number;
use crate::action::Action;
use crate::component::{Checkbox, QuietButton, TableHead};
use crate::i18n::{Texts, fill};

/// The highest index that a task can have.
const LAST_TASK: u32 = 9_999;

/// What [`Overrides`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct OverridesProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The form.
    pub spec: Rc<Spec>,
    /// Told what the reader does.
    pub act: Callback<Action>,
}

/// The table of tasks that differ.
#[component]
pub(super) fn Overrides(props: &OverridesProps) -> Html {
    let OverridesProps { texts, spec, act } = props;
    let words = &texts.overrides;
    let heads = vec![words.task, words.wait, words.work, words.fail, ""];
    html! {
        <fieldset class="overrides">
            <legend>{words.heading}</legend>
            <p class="about">{words.about}</p>
            if !spec.overrides.is_empty() {
                <table>
                    <TableHead {heads} />
                    <tbody>
                        for (task, change) in spec.overrides.iter() {
                            <TaskRow
                                key={*task} {texts} n={spec.n} task={*task} change={*change} {act}
                            />
                        }
                    </tbody>
                </table>
            }
            if spec.overrides.len() >= MAX_OVERRIDES {
                <p class="about">{fill(words.full, &[&MAX_OVERRIDES.to_string()])}</p>
            } else {
                <AddTask {texts} {spec} {act} />
            }
        </fieldset>
    }
}

/// Adds a task to the table.
#[component]
fn AddTask(props: &OverridesProps) -> Html {
    let OverridesProps { texts, spec, act } = props;
    let words = &texts.overrides;
    let typed = use_state_eq(Option::<u32>::default);
    let known = |task: &u32| spec.overrides.contains_key(task);
    // Keep what was typed until the task is in the table.
    let number = typed.filter(|task| !known(task));
    let number = number.or_else(|| (0..=LAST_TASK).find(|task| !known(task)));
    let on_change = move |value: Option<u64>| {
        typed.set(value.map(|value| LAST_TASK.min(value as u32)));
    };
    let change = Override {
        wait: Some(spec.wait),
        ..Override::default()
    };
    let add = move |_: MouseEvent| Action::SetOverride(number.unwrap_or_default(), Some(change));
    html! {
        <div class="add">
            <label for={NUMBER}>{words.number}</label>
            <Number
                {texts} field={Field::N} value={number.map(u64::from)} id={NUMBER} {on_change}
            />
            <QuietButton action="add-task" onclick={act.reform(add)}>{words.add}</QuietButton>
        </div>
    }
}

/// The id of the field with the task to add.
const NUMBER: &str = "task-number";

/// What [`TaskRow`] shows.
#[derive(Properties, PartialEq)]
struct TaskRowProps {
    texts: &'static Texts,
    /// How many tasks there are.
    n: u32,
    task: u32,
    change: Override,
    act: Callback<Action>,
}

/// A task that differs; a message below says if there is no such task.
#[component]
fn TaskRow(props: &TaskRowProps) -> Html {
    let TaskRowProps {
        texts,
        n,
        task,
        change,
        ..
    } = *props;
    let words = &texts.overrides;
    let number = task.to_string();
    let edited = props
        .act
        .reform(move |change| Action::SetOverride(task, change));
    let on_wait = edited.reform(move |wait: Option<u64>| {
        let wait = wait.map(|wait| wait as u32);
        Some(Override { wait, ..change })
    });
    let on_work = edited.reform(move |work| Some(Override { work, ..change }));
    let on_fail = edited.reform(move |fail| Some(Override { fail, ..change }));
    let on_remove = edited.reform(|_: MouseEvent| None);
    let remove = AttrValue::from(fill(words.remove, &[&number]));
    let cell = |name| AttrValue::from(fill(words.cell, &[name, &number]));
    html! {
        <>
            <tr data-task={number.clone()}>
                <th scope="row">{task}</th>
                <td>
                    <Number
                        {texts} field={Field::Wait} value={change.wait.map(u64::from)} empty={words.same}
                        id={format!("task-{task}-wait")} label={cell(words.wait)}
                        on_change={on_wait}
                    />
                </td>
                <td>
                    <Number
                        {texts} field={Field::Work} value={change.work} empty={words.same}
                        id={format!("task-{task}-work")} label={cell(words.work)}
                        on_change={on_work}
                    />
                </td>
                <td>
                    <label>
                        <Checkbox name="fail" checked={change.fail} onchange={on_fail} />
                        <span class="spoken">{cell(words.fail)}</span>
                    </label>
                </td>
                <td>
                    <button
                        type="button" class="quiet" data-action="remove-task"
                        aria-label={&remove} title={&remove} onclick={on_remove}
                    >
                        {"×"}
                    </button>
                </td>
            </tr>
            if task >= n {
                <tr>
                    <td colspan="5" class="about">
                        {match n {
                            0 => words.no_task.to_owned(),
                            n => fill(words.no_such_task, &[&(n - 1).to_string()]),
                        }}
                    </td>
                </tr>
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
