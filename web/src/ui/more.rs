//! The settings that few need, folded; the fold tells which of them are in use.

use std::rc::Rc;

use interleave::spec::{Field, KernelKind, Preset, Spec};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::corpus::CorpusChoice;
use super::field::FieldRow;
use super::overrides::Overrides;
use crate::i18n::Texts;
use crate::state::{Action, OwnCorpus};

/// What [`More`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct MoreProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The form.
    pub spec: Rc<Spec>,
    /// The reader's own corpus, if there is one.
    pub corpus: Option<OwnCorpus>,
    /// Says what the reader does.
    pub act: Callback<Action>,
    /// Says that a numeric setting was given another value.
    pub on_set: Callback<(Field, u64)>,
}

/// The settings that few need.
#[component]
pub(crate) fn More(props: &MoreProps) -> Html {
    let MoreProps { texts, spec, .. } = props;
    let texts = *texts;
    let form = &texts.form;
    let field = |field: Field| {
        html! {
            <FieldRow
                {texts} {field} value={field.get(spec)} kernel={spec.kernel}
                on_set={props.on_set.clone()}
            />
        }
    };
    let kernels = KernelKind::ALL.into_iter().map(|kernel| {
        let onchange = props.act.reform(move |_: Event| Action::SetKernel(kernel));
        html! {
            <label class="option">
                <input
                    type="radio" name="kernel" data-kernel={kernel.name()}
                    checked={spec.kernel == kernel} {onchange}
                />
                <span>{(form.kernel_name)(kernel)}</span>
            </label>
        }
    });
    let on_blocking = props.act.reform(|event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        Action::SetBlocking(input.checked())
    });
    let on_override = props
        .act
        .reform(|(task, change)| Action::SetOverride(task, change));
    let on_corpus = props.act.reform(Action::SetCorpus);
    let patterns = spec.kernel == KernelKind::Patterns;
    html! {
        <details class="more">
            <summary>
                {form.more}<span class="in-use">{in_use(texts, spec)}</span>
            </summary>
            {field(Field::Rounds)}
            {field(Field::Bursts)}
            {field(Field::Jitter)}
            {field(Field::Seed)}
            <fieldset>
                <legend>{form.kernel}</legend>
                <div class="options">{for kernels}</div>
                <p class="about">{(form.kernel_about)(spec.kernel)}</p>
            </fieldset>
            if patterns {
                {field(Field::Length)}
                {field(Field::Distance)}
                {field(Field::Threshold)}
                <CorpusChoice
                    {texts} own={props.corpus.clone()} length={spec.length} on_change={on_corpus}
                />
            }
            <div class="switch">
                <label class="option">
                    <input
                        type="checkbox" data-field="blocking" checked={spec.blocking}
                        aria-describedby="blocking-about" onchange={on_blocking}
                    />
                    <span>{form.blocking}</span>
                </label>
                <p class="about" id="blocking-about">{form.blocking_about}</p>
            </div>
            <Overrides
                {texts} n={spec.n} wait={spec.wait} overrides={spec.overrides.clone()}
                on_change={on_override}
            />
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
