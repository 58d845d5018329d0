//! The choice of Python's APIs, of how the program ends, and of the GIL.

use interleave::model::api::{Api, Family, Fault, ProgramEnd, Workers};
use interleave::model::field::Field;
use interleave::model::mode::Mode;
use interleave::model::preset::Topic;
use interleave::model::python::{Python, Start};
use interleave::model::queue::QueueOrder;
use interleave::model::spec::Spec;
use yew::prelude::*;

use super::SettingProps;
use super::field::NumericField;
use super::menu::{Choice, Menu};
use crate::action::Action;
use crate::component::Checkbox;
use crate::i18n::Label;

/// How Python runs the tasks, and how the program ends.
#[component]
pub(super) fn Program(props: &SettingProps) -> Html {
    let SettingProps { texts, spec, act } = props;
    let form = &texts.form;
    let apis: Vec<Api> = spec.modes.iter().map(|mode| spec.api(*mode)).collect();
    let mut in_use: Vec<&str> = apis
        .iter()
        .skip_while(|api| **api == Api::Loop)
        .map(|api| api.label())
        .collect();
    in_use.dedup();
    let starts = Start::ALL.map(|start| Choice::usual(start, start.name()));
    let order = |read_first| match read_first {
        true => QueueOrder::Read,
        false => QueueOrder::Join,
    };
    let pythons = Python::ALL.map(|python| Choice::usual(python, python.name()));
    html! {
        <details class="more program">
            <summary>
                {form.program}
                <span class="in-use">{in_use.join(" · ")}</span>
            </summary>
            if spec.modes.contains(&Mode::Gil) {
                <GilSwitch {texts} {spec} {act} />
                if spec.gil {
                    <NumericField {texts} {spec} field={Field::Interval} {act} />
                }
            }
            <ApiMenus {texts} {spec} {act} />
            if apis.iter().any(|api| api.has_chunks()) {
                <NumericField {texts} {spec} field={Field::Chunk} {act} />
            }
            if apis.iter().any(|api| spec.queues(*api)) {
                <NumericField {texts} {spec} field={Field::Payload} {act} />
                <label class="option">
                    <Checkbox
                        name="order" checked={spec.order == QueueOrder::Read}
                        onchange={act.reform(move |first| Action::SetQueueOrder(order(first)))}
                    />
                    {form.read_first}
                </label>
            }
            <EndMenu {texts} {spec} {act} />
            if apis.iter().any(|api| spec.end_of(*api).has_moment()) {
                <NumericField {texts} {spec} field={Field::Timeout} {act} />
            }
            <FaultMenu {texts} {spec} {act} />
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
                if spec.modes.iter().any(|mode| matches!(mode, Mode::Threads | Mode::Gil | Mode::Async)) {
                    <NumericField {texts} {spec} field={Field::Limit} {act} />
                }
                if apis.iter().any(|api| api.has_buffer()) {
                    <NumericField {texts} {spec} field={Field::Buffer} {act} />
                }
                if apis.iter().any(|api| api.handles_each()) {
                    <NumericField {texts} {spec} field={Field::Read} {act} />
                }
            </details>
        </details>
    }
}

/// Whether there is a GIL.
#[component]
pub(super) fn GilSwitch(props: &SettingProps) -> Html {
    let SettingProps { texts, spec, act } = props;
    html! {
        <div class="switch">
            <label class="option">
                <Checkbox
                    name="gil" checked={spec.gil} onchange={act.reform(Action::SetGil)}
                />
                {texts.form.gil}
            </label>
            <p class="about">{texts.label(Label::GilAbout)}</p>
        </div>
    }
}

/// The APIs of the chosen modes.
#[component]
pub(super) fn ApiMenus(props: &SettingProps) -> Html {
    let SettingProps { texts, spec, act } = props;
    html! {
        for (family, name) in families(spec) {
            <Menu<Api>
                {name} {texts} label={texts.label(Label::Family(family))} python={spec.python}
                choices={apis_of(family)} chosen={chosen_api(spec, family)}
                on_choose={act.reform(Action::SetApi)}
            />
        }
    }
}

/// How the program ends.
#[component]
pub(super) fn EndMenu(props: &SettingProps) -> Html {
    let SettingProps { texts, spec, act } = props;
    let apis: Vec<Api> = spec.modes.iter().map(|mode| spec.api(*mode)).collect();
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
    html! {
        <Menu<ProgramEnd>
            name="end" {texts} label={texts.form.ends} python={spec.python} choices={ends}
            chosen={spec.end}
            on_choose={act.reform(Action::SetEnd)}
        />
    }
}

/// How failing tasks fail.
#[component]
pub(super) fn FaultMenu(props: &SettingProps) -> Html {
    let SettingProps { texts, spec, act } = props;
    let fault = |fault: Fault| Choice {
        value: fault,
        text: texts.label(Label::Fault(fault)),
        is_usual: fault.is_usual(),
        since: Python::ALL[0],
    };
    let faults = Fault::ALL.map(fault);
    html! {
        <>
            <Menu<Fault>
                name="fail" {texts} label={texts.form.faults} python={spec.python}
                choices={faults.to_vec()} chosen={spec.fail}
                on_choose={act.reform(Action::SetFault)}
            />
            <p class="about">{texts.label(Label::FaultsAbout)}</p>
        </>
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
