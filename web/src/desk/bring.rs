//! Opens a race that was taken away: a file is chosen, or dropped here; or the page's address has it.

use gloo_events::EventListener;
use interleave::document::{Document, MAX_BYTES, RecordError};
use js_sys::futures::JsFuture;
use web_sys::{DragEvent, File, HtmlInputElement};
use yew::platform::spawn_local;
use yew::prelude::*;

use super::link::linked;
use crate::i18n::Texts;
use crate::ui::element;
use crate::url::window;

/// What [`Bring`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct BringProps {
    /// The texts.
    pub(super) texts: &'static Texts,
    /// Told of the race.
    pub(super) bring: Callback<Document>,
}

/// Where a file is chosen.
#[component]
pub(super) fn Bring(props: &BringProps) -> Html {
    let (texts, say) = (props.texts, &props.texts.player);
    let said = use_state_eq(|| None::<Problem>);
    use_effect_with((), {
        let (bring, said) = (props.bring.clone(), said.clone());
        let look = move || {
            let (bring, said) = (bring.clone(), said.clone());
            spawn_local(async move {
                match linked().await {
                    None => {}
                    Some(Ok(document)) => {
                        said.set(None);
                        bring.emit(document);
                    }
                    Some(Err(_)) => said.set(Some(Problem::Link)),
                }
            });
        };
        move |()| {
            look();
            // A link to this very page does not load it again.
            let listener = EventListener::new(&window(), "hashchange", move |_| look());
            move || drop(listener)
        }
    });
    let open = {
        let (bring, said) = (props.bring.clone(), said.clone());
        Callback::from(move |file: Option<File>| {
            let Some(file) = file else { return };
            let (bring, said) = (bring.clone(), said.clone());
            spawn_local(async move {
                match read(&file).await {
                    Ok(document) => {
                        said.set(None);
                        bring.emit(document);
                    }
                    Err(error) => said.set(Some(Problem::File(error))),
                }
            });
        })
    };
    let onchange = open.reform(|event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let file = input.files().and_then(|files| files.get(0));
        // The same file may be chosen again.
        input.set_value("");
        file
    });
    let ondrop = open.reform(|event: DragEvent| {
        event.prevent_default();
        let files = event.data_transfer().and_then(|data| data.files());
        files.and_then(|files| files.get(0))
    });
    let ondragover = |event: DragEvent| event.prevent_default();
    html! {
        <div class="bring" {ondrop} {ondragover}>
            <label class="quiet">
                {say.bring}
                <input type="file" accept=".json,application/json" data-action="bring" {onchange} />
            </label>
            {element("p", &["class", "role"], vec!["problem".into(), "alert".into()], said.map(|problem| told(texts, problem).into()).into_iter().collect())}
        </div>
    }
}

async fn read(file: &File) -> Result<Document, RecordError> {
    if file.size() > MAX_BYTES as f64 {
        return Err(RecordError::TooLong);
    }
    let text = JsFuture::from(file.text()).await.ok();
    let text = text.and_then(|text| text.as_string());
    Document::from_json(&text.ok_or(RecordError::Foreign)?)
}

/// Why there is nothing to show, to be told in whatever language the page has.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Problem {
    File(RecordError),
    Link,
}

fn told(texts: &Texts, problem: Problem) -> &'static str {
    let say = &texts.player;
    match problem {
        Problem::File(RecordError::TooLong) => say.too_long,
        Problem::File(RecordError::Foreign) => say.foreign,
        Problem::File(RecordError::Version) => say.version,
        Problem::File(RecordError::NoEvents) => say.no_events,
        Problem::File(RecordError::Broken) => say.broken,
        Problem::Link => say.bad_link,
    }
}
