//! Guessing before Run in free play: a switch, and a field for each mode.

use std::rc::Rc;

use interleave::model::field::Field;
use interleave::model::spec::Spec;
use yew::prelude::*;

use super::lesson::GuessFields;
use crate::action::Action;
use crate::component::Checkbox;
use crate::i18n::{Texts, fill};
use crate::state::FreeGuesses;

/// What [`GuessSwitch`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct GuessSwitchProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The form.
    pub spec: Rc<Spec>,
    /// What is guessed; none: nothing is asked for.
    pub guesses: Option<Rc<FreeGuesses>>,
    /// Told what the reader does.
    pub act: Callback<Action>,
}

/// The switch, and below it what is asked for.
#[component]
pub(super) fn GuessSwitch(props: &GuessSwitchProps) -> Html {
    let GuessSwitchProps {
        texts,
        spec,
        guesses,
        act,
    } = props;
    let form = &texts.form;
    html! {
        <div class="switch free-guesses">
            <label class="option">
                <Checkbox
                    name="guess-first" checked={guesses.is_some()} onchange={act.reform(Action::SetGuessing)}
                />
                {form.guess_first}
            </label>
            <p class="about">{form.guess_first_about}</p>
            if let Some(guesses) = guesses {
                for mode in spec.modes.iter().copied() {
                    <div class="guess" key={mode.name()} data-mode={mode.name()}>
                        <span class="title"><i class="chip"></i>{texts.mode(mode, spec)}</span>
                        <GuessFields
                            {texts} field={Field::Wait} unit={texts.lesson.unit}
                            id={["guess-", mode.name()].concat()}
                            label={fill(texts.lesson.guess_of, &[form.guess_first, texts.mode(mode, spec)])} guess={guesses.of(spec, mode)}
                            on_guess={act.reform(move |guess| Action::GuessFreely(mode, guess))}
                        />
                    </div>
                }
            }
        </div>
    }
}
