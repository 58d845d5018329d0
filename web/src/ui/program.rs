//! By which of Python's APIs the tasks are run, how the program ends, and the GIL.

use interleave::model::api::{Api, End, Family, Fault};
use interleave::model::field::Field;
use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::field::field;
use super::{about, element, group, leaf, tick, words};
use crate::action::Action;
use crate::i18n::{Shelved, Texts};

/// A menu of so many texts; tests know it by its name. It tells which of them is chosen.
fn menu(
    name: &'static str,
    label: &'static str,
    choices: &[&'static str],
    chosen: usize,
    on_choose: Callback<usize>,
) -> Html {
    let options = choices.iter().enumerate().map(|(index, text)| {
        let keys: &[&str] = match index == chosen {
            true => &["selected"],
            false => &[],
        };
        let values = keys.iter().map(|_| AttrValue::from("")).collect();
        element("option", keys, values, vec![words(*text)])
    });
    let options: Vec<Html> = options.collect();
    let onchange = on_choose.reform(move |event: Event| {
        let menu: HtmlSelectElement = event.target_unchecked_into();
        usize::try_from(menu.selected_index()).unwrap_or(chosen)
    });
    html! {
        <label class="menu">
            {leaf("span", "", label)}
            <select data-field={name} {onchange}>{for options}</select>
        </label>
    }
}

/// Which of these is the one; the first of all if none is.
fn index_of<T: PartialEq>(all: &[T], one: T) -> usize {
    all.iter().position(|other| *other == one).unwrap_or(0)
}

/// How Python runs the tasks, and what becomes of them.
pub(super) fn program(texts: &'static Texts, spec: &Spec, act: &Callback<Action>) -> Html {
    let form = &texts.form;
    let row = |name| field(texts, spec, name, None, act);
    let runs = |mode| spec.modes.contains(&mode);
    let mut parts = Vec::new();
    if runs(Mode::Gil) {
        let on_tick = act.reform(Action::SetGil);
        let label = vec![
            tick("checkbox", "gil", "1", spec.gil, on_tick),
            words(form.gil),
        ];
        let label = vec![
            group("label", "option", label),
            about(texts.long(Shelved::GilAbout)),
        ];
        parts.push(group("div", "switch", label));
        if spec.gil {
            parts.push(row(Field::Interval));
        }
    }
    for (family, name, shown) in [
        (
            Family::Threads,
            "api-threads",
            runs(Mode::Threads) || runs(Mode::Gil),
        ),
        (Family::Processes, "api-processes", runs(Mode::Processes)),
        (Family::Coroutines, "api-coroutines", runs(Mode::Async)),
    ] {
        if !shown {
            continue;
        }
        let choices: Vec<Api> = Api::ALL
            .into_iter()
            .filter(|api| api.family() == family)
            .collect();
        let chosen = choices.iter().position(|api| spec.apis.all().contains(api));
        let labels: Vec<_> = choices.iter().map(|api| api.label()).collect();
        let on_choose = act.reform(move |index: usize| Action::SetApi(choices[index]));
        let label = texts.long(Shelved::Family(family));
        parts.push(menu(name, label, &labels, chosen.unwrap_or(0), on_choose));
    }
    let apis: Vec<Api> = spec.modes.iter().map(|mode| spec.api(*mode)).collect();
    if apis
        .iter()
        .any(|api| matches!(api, Api::PoolMap | Api::ProcessMap))
    {
        parts.push(row(Field::Chunk));
    }
    let possible = |end: &End| apis.iter().any(|api| api.ends().contains(end));
    let ends: Vec<End> = End::ALL
        .into_iter()
        .filter(|end| possible(end) || *end == spec.end)
        .collect();
    let labels: Vec<_> = ends
        .iter()
        .map(|end| texts.long(Shelved::End(*end)))
        .collect();
    let chosen = index_of(&ends, spec.end);
    let on_choose = act.reform(move |index: usize| Action::SetEnd(ends[index]));
    parts.push(menu("end", form.ends, &labels, chosen, on_choose));
    if apis.iter().any(|api| spec.end_of(*api).has_moment()) {
        parts.push(row(Field::Timeout));
    }
    let labels = Fault::ALL.map(|fault| texts.long(Shelved::Fault(fault)));
    let on_choose = act.reform(|index: usize| Action::SetFault(Fault::ALL[index]));
    let chosen = index_of(&Fault::ALL, spec.fail);
    parts.push(menu("fail", form.faults, &labels, chosen, on_choose));
    parts.push(about(texts.long(Shelved::FaultsAbout)));
    let mut in_use: Vec<&str> = apis
        .iter()
        .skip_while(|api| **api == Api::Loop)
        .map(|api| api.label())
        .collect();
    in_use.dedup();
    let summary = vec![
        words(form.program),
        leaf("span", "in-use", in_use.join(" · ")),
    ];
    parts.insert(0, group("summary", "", summary));
    group("details", "more program", parts)
}
