//! Notices about settings in the link that were not accepted, and messages about errors. Everything is
//! shown as text, whatever a link contains.

use std::rc::Rc;

use interleave::model::api::Api;
use interleave::model::mode::Mode;
use interleave::model::query::Notice;
use interleave::model::spec::Spec;
use interleave::report::round::Hung;
use yew::prelude::*;

use crate::action::Action;
use crate::component::{Launch, QuietButton};
use crate::i18n::{Texts, fill};
use crate::state::Trouble;
use crate::url::window;

/// What [`Notices`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct NoticesProps {
    /// The texts.
    pub texts: &'static Texts,
    /// What in the link was not taken as it stands.
    pub notices: Vec<Notice>,
    /// Told what the reader does.
    pub act: Callback<Action>,
}

/// The settings in the link that were not accepted as they stand; nothing if all were.
#[component]
pub(crate) fn Notices(props: &NoticesProps) -> Html {
    let words = &props.texts.messages;
    if props.notices.is_empty() {
        return Html::default();
    }
    let onclick = props.act.reform(|_: MouseEvent| Action::DismissNotices);
    html! {
        <div class="message notices" role="status">
            <p>{words.notices}</p>
            <ul>
                for notice in &props.notices {
                    <li data-notice={notice.key.clone()}>{props.texts.notice(notice)}</li>
                }
            </ul>
            <QuietButton action="dismiss" {onclick}>{words.dismiss}</QuietButton>
        </div>
    }
}

/// What [`HangMessage`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct HangMessageProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The mode whose run hangs.
    pub mode: Mode,
    /// Why, for what, and since when.
    pub hung: Hung,
    /// The API that runs the tasks.
    pub api: Api,
    /// The experiment.
    pub spec: Rc<Spec>,
}

/// The message that the current run hangs, shown while the run can still be seen.
#[component]
pub(crate) fn HangMessage(props: &HangMessageProps) -> Html {
    let mode = props.texts.mode(props.mode, &props.spec);
    let why = props.texts.hung(&props.hung, props.api);
    html! {
        <div class="message trouble" role="status" data-hung={props.hung.why.name()}>
            <p>{fill(props.texts.results.hangs, &[mode, &why])}</p>
        </div>
    }
}

/// What [`TroubleMessage`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct TroubleMessageProps {
    /// The texts.
    pub texts: &'static Texts,
    /// What went wrong.
    pub trouble: Trouble,
    /// How long the patterns are that were searched for.
    pub length: u32,
    /// What Run can do now.
    pub launch: Launch,
}

/// What went wrong, and what to do.
#[component]
pub(crate) fn TroubleMessage(props: &TroubleMessageProps) -> Html {
    let (words, trouble) = (&props.texts.messages, props.trouble);
    let (class, role) = match trouble {
        // An offer, not an alert.
        Trouble::Version => ("message notices", "status"),
        _ => ("message trouble", "alert"),
    };
    // If the browser refuses, the reader can still reload with its own button.
    let on_reload = |_: MouseEvent| window().location().reload().unwrap_or_default();
    let launch = props.launch.clone();
    let on_again = move |_: MouseEvent| launch.start();
    html! {
        <div {class} {role} data-trouble={name(trouble)}>
            <p>{props.texts.trouble(trouble, props.length)}</p>
            {match trouble {
                Trouble::Version => html! {
                    <QuietButton action="reload" onclick={on_reload}>{words.reload}</QuietButton>
                },
                // The same corpus would fail again.
                Trouble::Corpus(_) => Html::default(),
                _ => html! {
                    <QuietButton action="again" onclick={on_again}>{words.again}</QuietButton>
                },
            }}
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
