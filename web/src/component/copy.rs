//! A button that copies a text and says whether that worked. Where the browser does not allow it, the
//! text is shown to be copied by hand.

use gloo_timers::callback::Timeout;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::effect::clipboard;

/// How long the message about a copied text stays, in milliseconds.
const SAID_MS: u32 = 6_000;

/// What [`CopyButton`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct CopyButtonProps {
    /// The name by which tests find the button.
    pub action: &'static str,
    /// The button's text.
    pub label: AttrValue,
    /// Gives the text, when the button is pressed.
    pub text: Callback<(), String>,
    /// Said when the text was copied.
    pub copied: AttrValue,
    /// Said when it could not be copied.
    pub not_copied: AttrValue,
}

/// The result of a press.
#[derive(Clone, Debug, PartialEq)]
enum Outcome {
    Copied,
    /// The text, to be copied by hand.
    Refused(String),
}

/// A button that copies a text.
#[component]
pub(crate) fn CopyButton(props: &CopyButtonProps) -> Html {
    let outcome = use_state_eq(|| None::<Outcome>);
    use_effect_with((*outcome).clone(), {
        let outcome = outcome.clone();
        move |now| {
            let is_copied = *now == Some(Outcome::Copied);
            let clear = is_copied.then(|| Timeout::new(SAID_MS, move || outcome.set(None)));
            move || drop(clear)
        }
    });
    let onclick = {
        let (outcome, text) = (outcome.clone(), props.text.clone());
        move |_: MouseEvent| {
            // A second press first removes the first one's result.
            if let Some(Outcome::Refused(_)) = *outcome {
                return outcome.set(None);
            }
            let (outcome, text) = (outcome.clone(), text.emit(()));
            spawn_local(async move {
                let is_copied = clipboard::copy(&text).await;
                outcome.set(Some(match is_copied {
                    true => Outcome::Copied,
                    false => Outcome::Refused(text),
                }));
            });
        }
    };
    let (copied, status, by_hand) = match &*outcome {
        None => (None, None, None),
        Some(Outcome::Copied) => (Some("true"), Some(&props.copied), None),
        Some(Outcome::Refused(text)) => (Some("false"), Some(&props.not_copied), Some(text)),
    };
    html! {
        <span class="copy" data-copied={copied}>
            <button type="button" class="quiet" data-action={props.action} {onclick}>
                {&props.label}
            </button>
            <span class="said">
                <span role="status">{status.cloned()}</span>
                if let Some(text) = by_hand {
                    <input
                        type="text" readonly=true value={text.clone()}
                        aria-label={props.not_copied.clone()}
                    />
                }
            </span>
        </span>
    }
}
