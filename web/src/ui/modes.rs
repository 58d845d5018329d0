//! The choice of modes. What cannot run here can still be chosen, and says what would make it run.

use interleave::model::mode::Mode;
use interleave::model::query::encode;
use interleave::model::spec::Spec;
use interleave::model::view::View;
use interleave::report::environment::Reason;
use yew::prelude::*;

use super::{element, group, leaf, set, tick, words};
use crate::action::Action;
use crate::capability::Capability;
use crate::i18n::{Shelved, Texts};

/// The choice of modes, and why those cannot run here that cannot.
pub(super) fn modes(
    texts: &'static Texts,
    spec: &Spec,
    capability: Option<&Capability>,
    act: &Callback<Action>,
) -> Html {
    let rows = Mode::ALL.into_iter().map(|mode| {
        let name = mode.name();
        let refused = capability.and_then(|can| can.refuses(mode, spec.api(mode)));
        let way_out = capability.filter(|can| can.framed).and(refused);
        let on_tick = act.reform(move |chosen| Action::SetMode(mode, chosen));
        let label = vec![
            tick(
                "checkbox",
                "mode",
                name,
                spec.modes.contains(&mode),
                on_tick,
            ),
            leaf("i", "chip", ""),
            leaf("span", "title", texts.long(Shelved::Mode(mode))),
        ];
        let about = match refused {
            Some(reason) => vec![
                leaf("strong", "", texts.form.refused),
                words(" "),
                words(texts.long(Shelved::Reason(reason))),
                match way_out {
                    Some(Reason::NotIsolated | Reason::NoWorkers) => own_tab(texts, spec),
                    _ => Html::default(),
                },
            ],
            None => vec![words(texts.long(Shelved::ModeAbout(mode)))],
        };
        let data: &[&str] = match refused {
            Some(_) => &["class", "data-mode", "data-refused"],
            None => &["class", "data-mode"],
        };
        element(
            "div",
            data,
            ["mode", name, name][..data.len()]
                .iter()
                .map(|value| (*value).into())
                .collect(),
            vec![group("label", "", label), group("p", "about", about)],
        )
    });
    set("modes", texts.form.modes, rows.collect())
}

/// Leads out of a frame in which nothing can isolate the page.
fn own_tab(texts: &Texts, spec: &Spec) -> Html {
    let view = View {
        lang: Some(texts.lang),
        ..View::default()
    };
    let link = format!("?{}", encode(spec, &view));
    element(
        "a",
        &["class", "href", "target", "data-action"],
        ["quiet", &link, "_blank", "own-tab"]
            .map(|value| AttrValue::from(value.to_owned()))
            .into(),
        vec![words(texts.form.own_tab)],
    )
}
