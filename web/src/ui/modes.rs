//! The choice of modes. What cannot run here can still be chosen, and says what would make it run.

use interleave::report::Reason;
use interleave::spec::{Mode, Spec};
use yew::prelude::*;

use super::{element, group, leaf, set, tick, words};
use crate::i18n::{Shelved, Texts};
use crate::state::Action;

/// The choice of modes, and why threads cannot run here, if they cannot.
pub(super) fn modes(
    texts: &'static Texts,
    spec: &Spec,
    no_threads: Option<Reason>,
    act: &Callback<Action>,
) -> Html {
    let rows = Mode::ALL.into_iter().map(|mode| {
        let name = mode.name();
        let refused = no_threads.filter(|_| spec.needs_threads(mode));
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
