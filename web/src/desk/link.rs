//! A link that has a race within it: in its fragment, which browsers keep to themselves. No server
//! learns of the race, and none has to keep it.

use std::rc::Rc;

use interleave::document::{Document, RecordError};
use yew::platform::spawn_local;
use yew::prelude::*;

use super::script;
use crate::component::Copy;
use crate::i18n::{Texts, fill};
use crate::ui::{element, quiet};
use crate::url::window;

/// The longest race in a link, in characters: messengers and address bars take no more of one.
const LONGEST: usize = 16_000;
/// What the fragment begins with; `www/boot.js` looks for it, too.
const BEGIN: &str = "#race=";

/// What [`Link`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct LinkProps {
    /// The texts.
    pub(super) texts: &'static Texts,
    /// The race as it stands.
    pub(super) race: Callback<(), Option<Rc<Document>>>,
}

/// What has come of a press.
#[derive(Clone, Debug, PartialEq)]
enum Made {
    Link(String),
    TooLong(usize),
    Failed,
}

/// Makes a link, and shows it.
#[component]
pub(super) fn Link(props: &LinkProps) -> Html {
    let (texts, say) = (props.texts, &props.texts.player);
    let made = use_state_eq(|| None::<Made>);
    let make = {
        let (made, race) = (made.clone(), props.race.clone());
        Callback::from(move |_: MouseEvent| {
            let (made, race) = (made.clone(), race.emit(()));
            spawn_local(async move {
                if let Some(race) = race {
                    made.set(Some(link(&race).await));
                }
            });
        })
    };
    let shown = made.as_ref().map(|made| match made {
        Made::Link(link) => {
            let text = Callback::from({
                let link = link.clone();
                move |()| link.clone()
            });
            html! {
                <span class="made">
                    <input type="text" readonly=true value={link.clone()} aria-label={say.link} />
                    <Copy
                        action="copy-race" label={texts.code.copy} {text}
                        copied={texts.code.copied} not_copied={texts.code.not_copied}
                    />
                </span>
            }
        }
        Made::TooLong(length) => {
            let [length, longest] = [*length, LONGEST].map(|n| crate::format::count(n as u64));
            problem(fill(say.long_link, &[&length, &longest]))
        }
        Made::Failed => problem(say.no_link.to_owned()),
    });
    html! {
        <>
            {quiet("take-link", say.link, make)}
            {for shown}
        </>
    }
}

fn problem(text: String) -> Html {
    let role = vec!["problem".into(), "alert".into()];
    element("p", &["class", "role"], role, vec![text.into()])
}

async fn link(race: &Document) -> Made {
    let packed = script::call("pack", &[race.to_json().into()]).await;
    let Some(packed) = packed.ok().and_then(|packed| packed.as_string()) else {
        return Made::Failed;
    };
    if packed.len() > LONGEST {
        return Made::TooLong(packed.len());
    }
    let location = window().location();
    let [origin, path] = [location.origin(), location.pathname()].map(Result::unwrap_or_default);
    Made::Link([&origin, &path, "?", &race.query, BEGIN, &packed].concat())
}

/// The race in the page's own address, if there is one.
///
/// # Errors
/// When it cannot be read.
pub(super) async fn linked() -> Option<Result<Document, RecordError>> {
    let fragment = window().location().hash().unwrap_or_default();
    let packed = fragment.strip_prefix(BEGIN)?;
    if packed.len() > LONGEST {
        return Some(Err(RecordError::TooLong));
    }
    let text = script::call("unpack", &[packed.into()]).await.ok();
    let text = text.and_then(|text| text.as_string());
    Some(match text {
        Some(text) => Document::from_json(&text),
        None => Err(RecordError::Broken),
    })
}
