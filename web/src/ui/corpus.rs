//! The reader's own corpus: pasted, picked or dropped; what is wrong with it stands beside it.

use interleave::kernel::{Corpus, CorpusError, MAX_CORPUS_BYTES};
use js_sys::futures::JsFuture;
use web_sys::{File, HtmlInputElement, HtmlTextAreaElement};
use yew::platform::spawn_local;
use yew::prelude::*;

use super::quiet;
use crate::format;
use crate::i18n::Texts;
use crate::state::{Action, OwnCorpus};

/// What [`CorpusChoice`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct CorpusChoiceProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The reader's own corpus, if there is one.
    pub own: Option<OwnCorpus>,
    /// How long a pattern is.
    pub length: u32,
    /// Says what the reader does.
    pub act: Callback<Action>,
}

/// Why a text was not taken.
#[derive(Clone, Copy, PartialEq)]
enum Refusal {
    TooLong,
    Unreadable,
}

/// The reader's own corpus.
#[component]
pub(crate) fn CorpusChoice(props: &CorpusChoiceProps) -> Html {
    let CorpusChoiceProps { texts, length, .. } = *props;
    let words = &texts.corpus;
    let refusal = use_state_eq(|| None::<Refusal>);
    let known = use_memo((props.own.clone(), length), |(own, length)| {
        let corpus = Corpus::parse(&own.as_ref()?.text).ok()?;
        let enough = corpus.functions_of(*length as usize) >= 2;
        Some((corpus.functions(), enough))
    });
    let give = {
        let (refusal, act) = (refusal.clone(), props.act.clone());
        Callback::from(
            move |given: Result<(Option<String>, String), Refusal>| match given {
                Err(reason) => refusal.set(Some(reason)),
                Ok((_, text)) if text.len() > MAX_CORPUS_BYTES => {
                    refusal.set(Some(Refusal::TooLong))
                }
                Ok((name, text)) => {
                    refusal.set(None);
                    let text = (!text.trim().is_empty()).then(|| text.into());
                    let own = text.map(|text| OwnCorpus { name, text });
                    act.emit(Action::SetCorpus(own));
                }
            },
        )
    };
    let oninput = {
        let give = give.clone();
        move |event: InputEvent| {
            let area: HtmlTextAreaElement = event.target_unchecked_into();
            give.emit(Ok((None, area.value())));
        }
    };
    let onchange = {
        let give = give.clone();
        move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                read(file, give.clone());
            }
            // The same file can be picked again after it was changed.
            input.set_value("");
        }
    };
    let ondrop = move |event: DragEvent| {
        let files = event.data_transfer().and_then(|transfer| transfer.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            event.prevent_default();
            read(file, give.clone());
        }
    };
    let ondragover = |event: DragEvent| event.prevent_default();
    let on_back = {
        let refusal = refusal.clone();
        props.act.reform(move |_: MouseEvent| {
            refusal.set(None);
            Action::SetCorpus(None)
        })
    };
    let problem = match (*refusal, *known) {
        (Some(Refusal::TooLong), _) => Some((words.problem)(CorpusError::TooLong, length)),
        (Some(Refusal::Unreadable), _) => Some(words.unreadable.to_owned()),
        (None, Some((_, false))) => Some((words.problem)(CorpusError::NoPatterns, length)),
        _ => None,
    };
    let text = props
        .own
        .as_ref()
        .map(|own| own.text.to_string())
        .unwrap_or_default();
    html! {
        <fieldset class="corpus" {ondrop} {ondragover}>
            <legend>{words.heading}</legend>
            <p class="about" data-corpus={if props.own.is_some() { "own" } else { "built-in" }}>
                if let Some(own) = &props.own {
                    {(words.own)(
                        own.name.as_deref(),
                        &format::bytes(own.text.len()),
                        &format::count(known.map_or(0, |(functions, _)| functions as u64)),
                    )}
                } else {
                    {words.built_in}
                }
            </p>
            <label for="corpus-text">{words.paste}</label>
            <textarea
                id="corpus-text" rows="4" spellcheck="false" autocomplete="off" value={text}
                aria-invalid={problem.as_ref().map(|_| "true")}
                aria-describedby="corpus-problem" {oninput}
            />
            <p class="problem" id="corpus-problem" data-problem="corpus" aria-live="polite">
                {problem}
            </p>
            <div class="files">
                <label class="quiet file">
                    {words.file}
                    <input type="file" accept="text/*,.txt,.csv,.tsv" {onchange} />
                </label>
                <span class="about">{words.drop}</span>
                if props.own.is_some() {
                    {quiet("built-in-corpus", words.back, on_back)}
                }
            </div>
        </fieldset>
    }
}

/// Reads a file as text; what is too long is not even begun with.
fn read(file: File, give: Callback<Result<(Option<String>, String), Refusal>>) {
    if file.size() > MAX_CORPUS_BYTES as f64 {
        return give.emit(Err(Refusal::TooLong));
    }
    spawn_local(async move {
        let text = JsFuture::from(file.text()).await.ok();
        let text = text.and_then(|text| text.as_string());
        give.emit(
            text.map(|text| (Some(file.name()), text))
                .ok_or(Refusal::Unreadable),
        );
    });
}
