//! The link to the experiment: copied where the browser allows it, shown where it does not.

use yew::platform::spawn_local;
use yew::prelude::*;

use super::clipboard;
use crate::i18n::Texts;
use crate::url::address;

/// What [`Share`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct ShareProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The query that reproduces the experiment.
    pub query: AttrValue,
    /// Whether a corpus of the reader's own is in use.
    pub own_corpus: bool,
}

/// The button that copies a link, and what it opens.
#[component]
pub(crate) fn Share(props: &ShareProps) -> Html {
    let ShareProps {
        texts,
        query,
        own_corpus,
    } = props;
    let words = &texts.header;
    // The link as it was copied, and whether it was.
    let shared = use_state_eq(|| None::<(AttrValue, Option<bool>)>);
    let onclick = {
        let (shared, query) = (shared.clone(), query.clone());
        move |_: MouseEvent| {
            let link = match query.is_empty() {
                true => address(),
                false => format!("{}?{query}", address()),
            };
            let link = AttrValue::from(link);
            let shared = shared.clone();
            shared.set(Some((link.clone(), None)));
            spawn_local(async move {
                let copied = clipboard::copy(&link).await;
                shared.set(Some((link, Some(copied))));
            });
        }
    };
    let on_close = {
        let shared = shared.clone();
        move |_: MouseEvent| shared.set(None)
    };
    html! {
        <div class="share">
            <button
                type="button" class="quiet" data-action="share"
                aria-expanded={if shared.is_some() { "true" } else { "false" }} {onclick}
            >
                {words.share}
            </button>
            if let Some((link, copied)) = &*shared {
                <div class="panel">
                    <p role="status" data-shared={copied.map(|copied| copied.to_string())}>
                        {match copied {
                            Some(true) => words.copied,
                            Some(false) => words.not_copied,
                            None => "",
                        }}
                    </p>
                    <input type="text" readonly=true value={link.clone()} aria-label={words.link} />
                    if *own_corpus {
                        <p data-notice="corpus">{words.corpus_left_out}</p>
                    }
                    <button
                        type="button" class="quiet" data-action="close-share" onclick={on_close}
                    >
                        {words.close}
                    </button>
                </div>
            }
        </div>
    }
}
