//! What the reader should know before anything else: what in the link was not taken as it stands,
//! and what went wrong. Only text: what a link says is never more than that.

use interleave::model::query::Notice;
use yew::prelude::*;

use super::{Launch, element, group, leaf, quiet, words};
use crate::action::Action;
use crate::i18n::Texts;
use crate::state::Trouble;
use crate::url::window;

/// What in the link was not taken as it stands.
pub(crate) fn notices(texts: &Texts, notices: &[Notice], act: &Callback<Action>) -> Html {
    if notices.is_empty() {
        return Html::default();
    }
    let on_dismiss = act.reform(|_: MouseEvent| Action::DismissNotices);
    let rows = notices.iter().map(|notice| {
        let told = vec![words(texts.notice(notice))];
        element(
            "li",
            &["data-notice"],
            vec![notice.key.clone().into()],
            told,
        )
    });
    element(
        "div",
        &["class", "role"],
        vec!["message notices".into(), "status".into()],
        vec![
            leaf("p", "", texts.messages.notices),
            group("ul", "", rows.collect()),
            quiet("dismiss", texts.messages.dismiss, on_dismiss),
        ],
    )
}

/// What went wrong with patterns of that length, and what to do.
pub(crate) fn trouble(texts: &Texts, trouble: Trouble, length: u32, launch: &Launch) -> Html {
    let action = match trouble {
        Trouble::Version => {
            // If the browser refuses, the reader still has its own button for it.
            let reload = |_: MouseEvent| window().location().reload().unwrap_or_default();
            quiet("reload", texts.messages.reload, Callback::from(reload))
        }
        // The same corpus would fail again.
        Trouble::Corpus(_) => Html::default(),
        _ => {
            let launch = launch.clone();
            let again = move |_: MouseEvent| launch.start();
            quiet("again", texts.messages.again, Callback::from(again))
        }
    };
    let (class, role) = match trouble {
        // An offer, and no emergency.
        Trouble::Version => ("message notices", "status"),
        _ => ("message trouble", "alert"),
    };
    element(
        "div",
        &["class", "role", "data-trouble"],
        vec![class.into(), role.into(), name(trouble).into()],
        vec![leaf("p", "", texts.trouble(trouble, length)), action],
    )
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
