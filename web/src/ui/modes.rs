//! The choice of modes. What cannot run here can still be chosen, and says what would make it run.

use interleave::report::Reason;
use interleave::spec::Mode;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::i18n::Texts;

/// What [`Modes`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct ModesProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The modes that are chosen.
    pub chosen: Vec<Mode>,
    /// Why threads cannot run here, if they cannot.
    pub no_threads: Option<Reason>,
    /// Says that a mode was chosen or dropped.
    pub on_choose: Callback<(Mode, bool)>,
}

/// The choice of modes.
#[component]
pub(crate) fn Modes(props: &ModesProps) -> Html {
    let texts = props.texts;
    let rows = Mode::ALL.into_iter().map(|mode| {
        let refused = props.no_threads.filter(|_| mode == Mode::Threads);
        let on_choose = props.on_choose.clone();
        let onchange = move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            on_choose.emit((mode, input.checked()));
        };
        let about = format!("mode-{}-about", mode.name());
        html! {
            <div class={classes!("mode", refused.map(|_| "refused"))} key={mode.name()}>
                <label>
                    <input
                        type="checkbox" data-mode={mode.name()} aria-describedby={about.clone()}
                        checked={props.chosen.contains(&mode)} {onchange}
                    />
                    <span class="chip" data-color={mode.name()} />
                    <span class="title">{(texts.mode)(mode)}</span>
                </label>
                <p class="about" id={about} data-refused={refused.map(|_| mode.name())}>
                    if let Some(reason) = refused {
                        <strong>{texts.form.refused}</strong>{" "}{(texts.reason)(reason)}
                    } else {
                        {(texts.mode_about)(mode)}
                    }
                </p>
            </div>
        }
    });
    html! {
        <fieldset class="modes">
            <legend>{texts.form.modes}</legend>
            {for rows}
        </fieldset>
    }
}
