//! The choice of modes. What cannot run here can still be chosen, and says what would make it run.

use interleave::report::Reason;
use interleave::spec::{Mode, Spec};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::leaf;
use crate::i18n::Texts;
use crate::state::Action;

/// The choice of modes, and why threads cannot run here, if they cannot.
pub(super) fn modes(
    texts: &'static Texts,
    spec: &Spec,
    no_threads: Option<Reason>,
    act: &Callback<Action>,
) -> Html {
    let rows = Mode::ALL.into_iter().map(|mode| {
        let refused = no_threads.filter(|_| mode == Mode::Threads);
        let onchange = act.reform(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            Action::SetMode(mode, input.checked())
        });
        let about = AttrValue::from(format!("mode-{}-about", mode.name()));
        html! {
            <div class="mode" data-refused={refused.map(|_| mode.name())}>
                <label>
                    <input
                        type="checkbox" data-mode={mode.name()} aria-describedby={about.clone()}
                        checked={spec.modes.contains(&mode)} {onchange}
                    />
                    <i class="chip" data-color={mode.name()} />
                    {leaf("span", "title", (texts.mode)(mode))}
                </label>
                <p class="about" id={about}>
                    if let Some(reason) = refused {
                        {leaf("strong", "", texts.form.refused)}{" "}{(texts.reason)(reason)}
                    } else {
                        {(texts.mode_about)(mode)}
                    }
                </p>
            </div>
        }
    });
    html! {
        <fieldset class="modes">
            {leaf("legend", "", texts.form.modes)}
            {for rows}
        </fieldset>
    }
}
