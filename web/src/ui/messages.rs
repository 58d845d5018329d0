//! What the reader should know before anything else: what in the link was not taken as it stands,
//! and what went wrong. Only text: what a link says is never more than that.

use interleave::query::Notice;
use yew::prelude::*;

use crate::i18n::Texts;
use crate::state::Trouble;
use crate::url::window;

/// What [`Notices`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct NoticesProps {
    /// The texts.
    pub texts: &'static Texts,
    /// What was not taken as it stands.
    pub notices: Vec<Notice>,
    /// Says that they were read.
    pub on_dismiss: Callback<()>,
}

/// What in the link was not taken as it stands.
#[component]
pub(crate) fn Notices(props: &NoticesProps) -> Html {
    let texts = props.texts;
    if props.notices.is_empty() {
        return Html::default();
    }
    let onclick = props.on_dismiss.reform(|_: MouseEvent| ());
    html! {
        <div class="message notices" role="status">
            <p>{texts.messages.notices}</p>
            <ul>
                {for props.notices.iter().map(|notice| html! {
                    <li data-notice={notice.key.clone()}>{(texts.messages.notice)(notice)}</li>
                })}
            </ul>
            <button type="button" class="quiet" data-action="dismiss" {onclick}>
                {texts.messages.dismiss}
            </button>
        </div>
    }
}

/// What [`TroubleNote`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct TroubleNoteProps {
    /// The texts.
    pub texts: &'static Texts,
    /// What went wrong.
    pub trouble: Trouble,
    /// The pattern length that was asked for.
    pub length: u32,
    /// Runs again.
    pub run: Callback<()>,
}

/// What went wrong, and what to do.
#[component]
pub(crate) fn TroubleNote(props: &TroubleNoteProps) -> Html {
    let TroubleNoteProps {
        texts,
        trouble,
        length,
        ..
    } = *props;
    let action = match trouble {
        Trouble::Version => {
            // If the browser refuses, the reader still has its own button for it.
            let onclick = |_: MouseEvent| window().location().reload().unwrap_or_default();
            Some(("reload", texts.messages.reload, Callback::from(onclick)))
        }
        // The same corpus would fail again.
        Trouble::Corpus(_) => None,
        _ => {
            let run = props.run.reform(|_: MouseEvent| ());
            Some(("again", texts.messages.again, run))
        }
    };
    html! {
        <div class="message trouble" role="alert" data-trouble={name(trouble)}>
            <p>{(texts.messages.trouble)(trouble, length)}</p>
            if let Some((name, label, onclick)) = action {
                <button type="button" class="quiet" data-action={name} {onclick}>{label}</button>
            }
        </div>
    }
}

fn name(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::EngineMissing => "engine-missing",
        Trouble::StartTimeout => "start-timeout",
        Trouble::PoolFailed => "pool-failed",
        Trouble::Crashed => "crashed",
        Trouble::Silent => "silent",
        Trouble::Version => "version",
        Trouble::Corpus(_) => "corpus",
    }
}
