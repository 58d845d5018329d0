//! Opens a race that was saved: a file is chosen, or dropped here.

use interleave::document::RecordError;
use interleave::wording::format;
use web_sys::{DragEvent, File, HtmlInputElement};
use yew::prelude::*;

use crate::i18n::{Texts, fill};
use crate::state::{OpenError, Opening};

/// What [`Import`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct ImportProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The state of the last file or link.
    pub opening: Opening,
    /// Opens a file.
    pub open: Callback<File>,
}

/// Where a file is chosen.
#[component]
pub(crate) fn Import(props: &ImportProps) -> Html {
    let (texts, say) = (props.texts, &props.texts.player);
    let onchange = {
        let open = props.open.clone();
        move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let file = input.files().and_then(|files| files.get(0));
            // The same file may be chosen again.
            input.set_value("");
            file.into_iter().for_each(|file| open.emit(file));
        }
    };
    let ondrop = {
        let open = props.open.clone();
        move |event: DragEvent| {
            event.prevent_default();
            let files = event.data_transfer().and_then(|data| data.files());
            let file = files.and_then(|files| files.get(0));
            file.into_iter().for_each(|file| open.emit(file));
        }
    };
    let ondragover = |event: DragEvent| event.prevent_default();
    let (busy, problem) = match props.opening {
        Opening::Failed(error) => (None, Some(problem(texts, error))),
        Opening::Reading(_) => (Some(say.reading.to_owned()), None),
        Opening::TakingIn(_, share) => {
            (Some(fill(say.taking_in, &[&format::percent(share)])), None)
        }
        Opening::Nothing | Opening::Waiting(_) => (None, None),
    };
    html! {
        <div class="bring" {ondrop} {ondragover}>
            <label class="quiet">
                {say.bring}
                <input type="file" accept=".json,application/json" data-action="bring" {onchange} />
            </label>
            <span class="about" role="status">{busy}</span>
            <p class="problem" role="alert">{problem}</p>
        </div>
    }
}

/// Why nothing is shown, in the page's language.
fn problem(texts: &Texts, error: OpenError) -> &'static str {
    let say = &texts.player;
    match error {
        OpenError::File(RecordError::TooLong) => say.too_long,
        OpenError::File(RecordError::Foreign) => say.foreign,
        OpenError::File(RecordError::Version) => say.version,
        OpenError::File(RecordError::NoEvents) => say.no_events,
        OpenError::File(RecordError::Broken) => say.broken,
        OpenError::Link => say.bad_link,
        OpenError::Busy => say.busy,
        OpenError::NoWorker => say.no_worker,
    }
}
