//! The link to the experiment: copied where the browser allows it, shown where it does not.

use yew::platform::spawn_local;
use yew::prelude::*;

use super::{clipboard, quiet};
use crate::i18n::Texts;
use crate::url::address;

/// What [`Share`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct ShareProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The query that reproduces the experiment.
    pub query: String,
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
    let open = use_state_eq(|| false);
    // The query that was copied, or could not be.
    let copied = use_state_eq(|| None::<(String, bool)>);
    let onclick = {
        let (open, copied, query) = (open.clone(), copied.clone(), query.clone());
        move |_: MouseEvent| {
            open.set(true);
            let (copied, query) = (copied.clone(), query.clone());
            spawn_local(async move {
                let done = clipboard::copy(&link(&query)).await;
                copied.set(Some((query, done)));
            });
        }
    };
    let on_close = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(false))
    };
    // A link that was copied before the form changed is not the one shown now.
    let done = copied
        .as_ref()
        .filter(|(of, _)| of == query)
        .map(|(_, done)| *done);
    html! {
        <div class="share">
            <button
                type="button" class="quiet" data-action="share"
                aria-expanded={if *open { "true" } else { "false" }} {onclick}
            >
                {words.share}
            </button>
            if *open {
                <div class="panel">
                    <p role="status" data-shared={done.map(|done| done.to_string())}>
                        {match done {
                            Some(true) => words.copied,
                            Some(false) => words.not_copied,
                            None => words.link,
                        }}
                    </p>
                    <input type="text" readonly=true value={link(query)} aria-label={words.link} />
                    if *own_corpus {
                        <p data-notice="corpus">{words.corpus_left_out}</p>
                    }
                    {quiet("close-share", words.close, on_close)}
                </div>
            }
        </div>
    }
}

fn link(query: &str) -> String {
    match query.is_empty() {
        true => address(),
        false => format!("{}?{query}", address()),
    }
}
