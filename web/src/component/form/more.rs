//! The settings that few readers need, folded; the fold names those in use.

use std::rc::Rc;

use interleave::model::blocking::Blocking;
use interleave::model::field::Field;
use interleave::model::mode::KernelKind;
use interleave::model::preset::Preset;
use interleave::model::spec::Spec;
use yew::prelude::*;

use super::SettingProps;
use super::corpus::Corpus;
use super::counter::CounterFields;
use super::field::NumericField;
use super::overrides::Overrides;
use crate::action::Action;
use crate::component::Checkbox;
use crate::i18n::{Label, Texts};
use crate::state::OwnCorpus;

/// What [`More`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct MoreProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The form.
    pub spec: Rc<Spec>,
    /// The reader's own corpus, if there is one.
    pub corpus: Option<OwnCorpus>,
    /// Told what the reader does.
    pub act: Callback<Action>,
}

/// The settings that few need.
#[component]
pub(super) fn More(props: &MoreProps) -> Html {
    let MoreProps {
        texts, spec, act, ..
    } = props;
    let form = &texts.form;
    html! {
        <details class="more">
            <summary>
                {form.more}
                <span class="in-use">{in_use(texts, spec)}</span>
            </summary>
            for field in [Field::Rounds, Field::Bursts, Field::Jitter, Field::Seed] {
                <NumericField {texts} {spec} {field} {act} />
            }
            <KernelChoice {texts} kernel={spec.kernel} {act} />
            if spec.counts() {
                <CounterFields {texts} {spec} {act} />
            }
            if spec.kernel == KernelKind::Patterns {
                for field in [Field::Length, Field::Distance, Field::Threshold] {
                    <NumericField {texts} {spec} {field} {act} />
                }
                <Corpus {texts} own={props.corpus.clone()} length={spec.length} {act} />
            }
            <BlockingSwitch {texts} {spec} {act} />
            <Overrides {texts} {spec} {act} />
        </details>
    }
}

/// What coroutines do with a call that blocks.
#[component]
pub(super) fn BlockingSwitch(props: &SettingProps) -> Html {
    let SettingProps { texts, spec, act } = props;
    let form = &texts.form;
    // The first of two switches that are one choice, or the second: what off and on stand for.
    let blocking =
        |off, on| act.reform(move |chosen| Action::SetBlocking(if chosen { on } else { off }));
    html! {
        <div class="switch">
            <label class="option">
                <Checkbox
                    name="blocking" checked={spec.blocking != Blocking::None}
                    onchange={blocking(Blocking::None, Blocking::EventLoop)}
                />
                {form.blocking}
            </label>
            <p class="about">{texts.label(Label::BlockingAbout)}</p>
            if spec.blocking != Blocking::None {
                <label class="option">
                    <Checkbox
                        name="blocking-thread" checked={spec.blocking == Blocking::Thread}
                        onchange={blocking(Blocking::EventLoop, Blocking::Thread)}
                    />
                    {form.blocking_thread}
                </label>
            }
        </div>
    }
}

/// What [`KernelChoice`] shows.
#[derive(Properties, PartialEq)]
struct KernelChoiceProps {
    texts: &'static Texts,
    kernel: KernelKind,
    act: Callback<Action>,
}

/// The choice of the kernel.
#[component]
fn KernelChoice(props: &KernelChoiceProps) -> Html {
    let KernelChoiceProps { texts, kernel, act } = props;
    let choose = |kernel| act.reform(move |_: Event| Action::SetKernel(kernel));
    html! {
        <fieldset>
            <legend>{texts.form.kernel}</legend>
            <div class="options">
                for choice in KernelKind::ALL {
                    <label class="option">
                        <input
                            type="radio" name="kernel" value={choice.name()}
                            checked={choice == *kernel} onchange={choose(choice)}
                        />
                        {texts.label(Label::KernelName(choice))}
                    </label>
                }
            </div>
            <p class="about">{texts.label(Label::KernelAbout(*kernel))}</p>
        </fieldset>
    }
}

/// Which of the folded settings are not at their default.
fn in_use(texts: &Texts, spec: &Spec) -> String {
    let usual = Preset::Sleeps.spec();
    let fields = [Field::Rounds, Field::Bursts, Field::Jitter].into_iter();
    let mut parts: Vec<String> = fields
        .filter(|field| field.get(spec) != field.get(&usual))
        .map(|field| {
            format!(
                "{} {}",
                texts.field(field, spec),
                field.write(field.get(spec))
            )
        })
        .collect();
    if spec.kernel != usual.kernel {
        parts.push(texts.label(Label::KernelName(spec.kernel)).to_owned());
    }
    if spec.blocking != Blocking::None {
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
