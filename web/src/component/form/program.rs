//! The choice of Python's APIs, of how the program ends, and of the GIL.

use std::rc::Rc;

use interleave::model::api::{Api, Family, Fault, ProgramEnd, Workers};
use interleave::model::field::Field;
use interleave::model::mode::Mode;
use interleave::model::preset::Topic;
use interleave::model::python::{Python, Start};
use interleave::model::spec::Spec;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::field::NumericField;
use crate::action::Action;
use crate::component::Checkbox;
use crate::i18n::{Label, Texts};

/// What [`Program`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct ProgramProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The form.
    pub spec: Rc<Spec>,
    /// Told what the reader does.
    pub act: Callback<Action>,
}

/// How Python runs the tasks, and how the program ends.
#[component]
pub(super) fn Program(props: &ProgramProps) -> Html {
    let ProgramProps { texts, spec, act } = props;
    let form = &texts.form;
    let apis: Vec<Api> = spec.modes.iter().map(|mode| spec.api(*mode)).collect();
    let mut in_use: Vec<&str> = apis
        .iter()
        .skip_while(|api| **api == Api::Loop)
        .map(|api| api.label())
        .collect();
    in_use.dedup();
    let possible = |end: &ProgramEnd| apis.iter().any(|api| api.ends().contains(end));
    let ends = ProgramEnd::ALL
        .into_iter()
        .filter(|end| possible(end) || *end == spec.end);
    let end = |end: ProgramEnd| Choice {
        value: end,
        text: texts.label(Label::End(end)),
        is_usual: end.is_usual(),
        since: end.since(),
    };
    let ends: Vec<Choice<ProgramEnd>> = ends.map(end).collect();
    let fault = |fault: Fault| Choice {
        value: fault,
        text: texts.label(Label::Fault(fault)),
        is_usual: fault.is_usual(),
        since: Python::ALL[0],
    };
    let python = |python: Python| Choice {
        value: python,
        text: python.name(),
        is_usual: true,
        since: Python::ALL[0],
    };
    let start = |start: Start| Choice {
        value: start,
        text: start.name(),
        is_usual: true,
        since: Python::ALL[0],
    };
    let starts = Start::ALL.map(start);
    let faults = Fault::ALL.map(fault);
    let pythons = Python::ALL.map(python);
    html! {
        <details class="more program">
            <summary>
                {form.program}
                <span class="in-use">{in_use.join(" · ")}</span>
            </summary>
            if spec.modes.contains(&Mode::Gil) {
                <div class="switch">
                    <label class="option">
                        <Checkbox
                            name="gil" checked={spec.gil} onchange={act.reform(Action::SetGil)}
                        />
                        {form.gil}
                    </label>
                    <p class="about">{texts.label(Label::GilAbout)}</p>
                </div>
                if spec.gil {
                    <NumericField {texts} {spec} field={Field::Interval} {act} />
                }
            }
            for (family, name) in families(spec) {
                <Menu<Api>
                    {name} {texts} label={texts.label(Label::Family(family))} python={spec.python}
                    choices={apis_of(family)} chosen={chosen_api(spec, family)}
                    on_choose={act.reform(Action::SetApi)}
                />
            }
            if apis.iter().any(|api| api.has_chunks()) {
                <NumericField {texts} {spec} field={Field::Chunk} {act} />
            }
            <Menu<ProgramEnd>
                name="end" {texts} label={form.ends} python={spec.python} choices={ends}
                chosen={spec.end}
                on_choose={act.reform(Action::SetEnd)}
            />
            if apis.iter().any(|api| spec.end_of(*api).has_moment()) {
                <NumericField {texts} {spec} field={Field::Timeout} {act} />
            }
            <Menu<Fault>
                name="fail" {texts} label={form.faults} python={spec.python}
                choices={faults.to_vec()} chosen={spec.fail}
                on_choose={act.reform(Action::SetFault)}
            />
            <p class="about">{texts.label(Label::FaultsAbout)}</p>
            <details class="more">
                <summary>{texts.label(Label::Topic(Topic::More))}</summary>
                <Menu<Python>
                    name="python" {texts} label="Python" python={spec.python}
                    choices={pythons.to_vec()} chosen={spec.python}
                    on_choose={act.reform(Action::SetPython)}
                />
                if apis.iter().any(|api| api.workers().are_processes()) {
                    <Menu<Start>
                        name="start" {texts} label={form.start} python={spec.python}
                        choices={starts.to_vec()} chosen={spec.start()}
                        on_choose={act.reform(Action::SetStart)}
                    />
                    <label class="option">
                        <Checkbox
                            name="guard" checked={spec.guard}
                            onchange={act.reform(Action::SetGuard)}
                        />
                        <code>{"if __name__ == \"__main__\":"}</code>
                    </label>
                }
                if apis.iter().any(|api| matches!(api.workers(), Workers::Pool | Workers::ProcessPool)) {
                    <NumericField {texts} {spec} field={Field::Recycle} {act} />
                }
                if apis.iter().any(|api| api.has_buffer()) {
                    <NumericField {texts} {spec} field={Field::Buffer} {act} />
                }
                if apis.iter().any(|api| api.hands_out_results()) {
                    <NumericField {texts} {spec} field={Field::Read} {act} />
                }
            </details>
        </details>
    }
}

/// The families of APIs that the chosen modes need, and what their menus are called.
fn families(spec: &Spec) -> impl Iterator<Item = (Family, &'static str)> {
    let runs = |mode| spec.modes.contains(&mode);
    let families = [
        (
            (Family::Threads, "api-threads"),
            runs(Mode::Threads) || runs(Mode::Gil),
        ),
        ((Family::Processes, "api-processes"), runs(Mode::Processes)),
        ((Family::Coroutines, "api-coroutines"), runs(Mode::Async)),
    ];
    let shown = families.into_iter().filter(|(_, shown)| *shown);
    shown.map(|(family, _)| family)
}

/// The APIs of a family; the usual ones come first.
fn apis_of(family: Family) -> Vec<Choice<Api>> {
    let apis = Api::ALL.into_iter().filter(|api| api.family() == family);
    let apis = apis.map(|api| Choice {
        value: api,
        text: api.label(),
        is_usual: api.is_usual(),
        since: api.since(),
    });
    apis.collect()
}

/// The API that is chosen for a family.
fn chosen_api(spec: &Spec, family: Family) -> Api {
    let mut all = spec.apis.all().into_iter();
    let chosen = all.find(|api| api.family() == family);
    chosen.unwrap_or(Api::ALL[0])
}

/// A value that can be chosen.
#[derive(Clone, Copy, PartialEq)]
struct Choice<T> {
    value: T,
    /// What it is called.
    text: &'static str,
    /// Whether it stands among the first.
    is_usual: bool,
    /// The first version of Python that has it.
    since: Python,
}

/// What [`Menu`] shows.
#[derive(Properties, PartialEq)]
struct MenuProps<T: PartialEq> {
    /// Tests find the menu by this name.
    name: &'static str,
    texts: &'static Texts,
    label: &'static str,
    /// The version of Python: what it lacks cannot be chosen.
    python: Python,
    choices: Vec<Choice<T>>,
    chosen: T,
    on_choose: Callback<T>,
}

/// A menu with its name above it. What is for later stands in a group of its own, below the rest.
#[component]
fn Menu<T: Copy + PartialEq + 'static>(props: &MenuProps<T>) -> Html {
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
