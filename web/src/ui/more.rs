//! The settings that few need, folded; the fold tells which of them are in use.

use interleave::model::field::Field;
use interleave::model::mode::KernelKind;
use interleave::model::preset::Preset;
use interleave::model::spec::Spec;
use yew::prelude::*;

use super::corpus::{Desk, corpus};
use super::field::field;
use super::overrides::overrides;
use super::{about, group, leaf, set, tick, words};
use crate::action::Action;
use crate::i18n::{Shelved, Texts};

/// The settings that few need.
pub(super) fn more(
    texts: &'static Texts,
    spec: &Spec,
    desk: &Desk,
    typed: UseStateHandle<Option<u32>>,
    act: &Callback<Action>,
) -> Html {
    let form = &texts.form;
    let fields = |fields: &[Field]| -> Vec<Html> {
        let rows = fields.iter();
        rows.map(|row| field(texts, spec, *row, None, act))
            .collect()
    };
    let mut kernels = Vec::new();
    for kernel in KernelKind::ALL {
        let on_tick = act.reform(move |_| Action::SetKernel(kernel));
        let option = vec![
            tick(
                "radio",
                "kernel",
                kernel.name(),
                spec.kernel == kernel,
                on_tick,
            ),
            words(texts.long(Shelved::KernelName(kernel))),
        ];
        kernels.push(group("label", "option", option));
    }
    let kernel = vec![
        group("div", "options", kernels),
        about(texts.long(Shelved::KernelAbout(spec.kernel))),
    ];
    let blocking = vec![
        tick(
            "checkbox",
            "blocking",
            "1",
            spec.blocking,
            act.reform(Action::SetBlocking),
        ),
        words(form.blocking),
    ];
    let blocking = vec![
        group("label", "option", blocking),
        about(texts.long(Shelved::BlockingAbout)),
    ];
    let summary = vec![
        words(form.more),
        leaf("span", "in-use", in_use(texts, spec)),
    ];
    let mut parts = vec![group("summary", "", summary)];
    parts.extend(fields(&[
        Field::Rounds,
        Field::Bursts,
        Field::Jitter,
        Field::Seed,
    ]));
    parts.push(set("", form.kernel, kernel));
    if spec.kernel == KernelKind::Patterns {
        parts.extend(fields(&[Field::Length, Field::Distance, Field::Threshold]));
        parts.push(corpus(texts, desk));
    }
    parts.push(group("div", "switch", blocking));
    parts.push(overrides(texts, spec, typed, act));
    group("details", "more", parts)
}

/// Which of the folded settings are not as they are at first.
fn in_use(texts: &Texts, spec: &Spec) -> String {
    let usual = Preset::Sleeps.spec();
    let fields = [Field::Rounds, Field::Bursts, Field::Jitter].into_iter();
    let mut parts: Vec<String> = fields
        .filter(|field| field.get(spec) != field.get(&usual))
        .map(|field| format!("{} {}", texts.long(Shelved::Field(field)), field.get(spec)))
        .collect();
    if spec.kernel != usual.kernel {
        parts.push(texts.long(Shelved::KernelName(spec.kernel)).to_owned());
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
