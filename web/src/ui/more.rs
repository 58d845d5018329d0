//! The settings that few need, folded; the fold tells which of them are in use.

use interleave::spec::{Field, KernelKind, Preset, Spec};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::corpus::{Desk, corpus};
use super::field::field;
use super::overrides::overrides;
use super::{about, leaf};
use crate::i18n::Texts;
use crate::state::Action;

/// The settings that few need.
pub(super) fn more(
    texts: &'static Texts,
    spec: &Spec,
    desk: &Desk,
    typed: UseStateHandle<Option<u32>>,
    act: &Callback<Action>,
) -> Html {
    let form = &texts.form;
    let fields = |fields: &[Field]| -> Html {
        let rows = fields.iter();
        rows.map(|row| field(texts, spec, *row, None, act))
            .collect()
    };
    let kernels = KernelKind::ALL.into_iter().map(|kernel| {
        let onchange = act.reform(move |_: Event| Action::SetKernel(kernel));
        html! {
            <label class="option">
                <input
                    type="radio" name="kernel" data-kernel={kernel.name()}
                    checked={spec.kernel == kernel} {onchange}
                />
                {(form.kernel_name)(kernel)}
            </label>
        }
    });
    let on_blocking = act.reform(|event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        Action::SetBlocking(input.checked())
    });
    html! {
        <details class="more">
            <summary>{form.more}{leaf("span", "in-use", in_use(texts, spec))}</summary>
            {fields(&[Field::Rounds, Field::Bursts, Field::Jitter, Field::Seed])}
            <fieldset>
                {leaf("legend", "", form.kernel)}
                <div class="options">{for kernels}</div>
                {about((form.kernel_about)(spec.kernel))}
            </fieldset>
            if spec.kernel == KernelKind::Patterns {
                {fields(&[Field::Length, Field::Distance, Field::Threshold])}
                {corpus(texts, desk)}
            }
            <div class="switch">
                <label class="option">
                    <input
                        type="checkbox" data-field="blocking" checked={spec.blocking}
                        onchange={on_blocking}
                    />
                    {form.blocking}
                </label>
                {about(form.blocking_about)}
            </div>
            {overrides(texts, spec, typed, act)}
        </details>
    }
}

/// Which of the folded settings are not as they are at first.
fn in_use(texts: &Texts, spec: &Spec) -> String {
    let usual = Preset::Sleeps.spec();
    let fields = [Field::Rounds, Field::Bursts, Field::Jitter].into_iter();
    let mut parts: Vec<String> = fields
        .filter(|field| field.get(spec) != field.get(&usual))
        .map(|field| format!("{} {}", (texts.form.field)(field), field.get(spec)))
        .collect();
    if spec.kernel != usual.kernel {
        parts.push((texts.form.kernel_name)(spec.kernel).to_owned());
    }
    if spec.blocking {
        parts.push(texts.form.blocking.to_owned());
    }
    if !spec.overrides.is_empty() {
        parts.push(format!(
            "{} {}",
            texts.overrides.heading,
            spec.overrides.len()
        ));
    }
    parts.join(" · ")
}
