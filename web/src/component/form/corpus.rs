//! The reader's own corpus: pasted, picked or dropped, with a message if something is wrong with it.

use std::rc::Rc;

use interleave::kernel::{CorpusError, MAX_CORPUS_BYTES, Survey};
use js_sys::futures::JsFuture;
use web_sys::{File, HtmlInputElement, HtmlTextAreaElement};
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::action::Action;
use crate::component::{FieldError, QuietButton};
use crate::i18n::{Texts, fill};
use crate::state::OwnCorpus;
use interleave::wording::format;

/// What [`Corpus`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct CorpusProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The reader's own corpus, if there is one.
    pub own: Option<OwnCorpus>,
    /// How long the patterns are.
    pub length: u32,
    /// Told what the reader does.
    pub act: Callback<Action>,
}

/// The reader's own corpus.
#[component]
pub(super) fn Corpus(props: &CorpusProps) -> Html {
    let CorpusProps {
        texts,
        own,
        length,
        act,
    } = props;
    let words = &texts.corpus;
    let source = use_source(own, *length, act);
    let error = source.error(texts);
    let oninput = {
        let source = source.clone();
        move |event: InputEvent| {
            let area: HtmlTextAreaElement = event.target_unchecked_into();
            source.give(Ok((None, area.value())));
        }
    };
    let onchange = {
        let source = source.clone();
        move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                source.read(file);
            }
            // Allows the same file to be picked again after a change.
            input.set_value("");
        }
    };
    let ondrop = {
        let source = source.clone();
        move |event: DragEvent| {
            let files = event.data_transfer().and_then(|transfer| transfer.files());
            if let Some(file) = files.and_then(|files| files.get(0)) {
                event.prevent_default();
                source.read(file);
            }
        }
    };
    let ondragover = |event: DragEvent| event.prevent_default();
    let on_back = {
        let source = source.clone();
        move |_: MouseEvent| source.give(Ok((None, String::new())))
    };
    let text = own.as_ref().map(|own| own.text.to_string());
    html! {
        <fieldset class="corpus" {ondrop} {ondragover}>
            <legend>{words.heading}</legend>
            <p class="about" data-corpus={if own.is_some() { "own" } else { "built-in" }}>
                {source.used(texts)}
            </p>
            <label for={TEXT}>{words.paste}</label>
            <textarea
                id={TEXT} rows="4" spellcheck="false" autocomplete="off"
                value={text.unwrap_or_default()}
                aria-invalid={error.as_ref().map(|_| "true")} aria-describedby={ERROR}
                {oninput}
            />
            <FieldError id={ERROR} field="corpus" message={error} />
            <div class="files">
                <label class="quiet file">
                    {words.file}
                    <input type="file" accept="text/*,.txt,.csv,.tsv" {onchange} />
                </label>
                <p class="about">{words.drop}</p>
                if own.is_some() {
                    <QuietButton action="built-in-corpus" onclick={on_back}>{words.back}</QuietButton>
                }
            </div>
        </fieldset>
    }
}

/// The ids of the field and of what is wrong with it.
const TEXT: &str = "corpus-text";
const ERROR: &str = "corpus-problem";

/// Why a text was not accepted.
#[derive(Clone, Copy, PartialEq)]
enum Refusal {
    TooLong,
    Unreadable,
}

/// The survey of the own corpus, and what is wrong with a text that was not accepted.
#[derive(Clone)]
struct Source {
    own: Option<OwnCorpus>,
    survey: Rc<Option<Survey>>,
    refusal: UseStateHandle<Option<Refusal>>,
    length: u32,
    act: Callback<Action>,
}

/// Surveys the own corpus for patterns of that length.
#[hook]
fn use_source(own: &Option<OwnCorpus>, length: u32, act: &Callback<Action>) -> Source {
    let refusal = use_state_eq(Option::<Refusal>::default);
    let survey = use_memo((own.clone(), length), |(own, length)| {
        let text = own.as_ref().map(|own| &*own.text);
        text.map(|text| Survey::of(text, *length as usize))
    });
    Source {
        own: own.clone(),
        survey,
        refusal,
        length,
        act: act.clone(),
    }
}

impl Source {
    /// Accepts a text with the name of its file, if it is a corpus.
    fn give(&self, given: Result<(Option<String>, String), Refusal>) {
        let given = given.and_then(|(name, text)| match text.len() {
            0..=MAX_CORPUS_BYTES => Ok((name, text)),
            _ => Err(Refusal::TooLong),
        });
        self.refusal.set(given.as_ref().err().copied());
        if let Ok((name, text)) = given {
            let text = (!text.trim().is_empty()).then(|| text.into());
            let own = text.map(|text| OwnCorpus { name, text });
            self.act.emit(Action::SetCorpus(own));
        }
    }

    /// Reads a file as text; does not begin with one that is too long.
    fn read(&self, file: File) {
        if file.size() > MAX_CORPUS_BYTES as f64 {
            return self.give(Err(Refusal::TooLong));
        }
        let source = self.clone();
        spawn_local(async move {
            let text = JsFuture::from(file.text()).await.ok();
            let text = text.and_then(|text| text.as_string());
            let text = text.map(|text| (Some(file.name()), text));
            source.give(text.ok_or(Refusal::Unreadable));
        });
    }

    fn error(&self, texts: &Texts) -> Option<String> {
        let error = |error| Some(texts.problem(error, self.length));
        match (*self.refusal, *self.survey) {
            (Some(Refusal::TooLong), _) => error(CorpusError::TooLong),
            (Some(Refusal::Unreadable), _) => Some(texts.corpus.unreadable.to_owned()),
            (
                None,
                Some(Survey {
                    long_enough: 0..2, ..
                }),
            ) => error(CorpusError::NoPatterns),
            _ => None,
        }
    }

    /// Which corpus is in use.
    fn used(&self, texts: &Texts) -> String {
        let words = &texts.corpus;
        let Some(own) = &self.own else {
            return words.built_in.to_owned();
        };
        let functions = self.survey.map_or(0, |survey| survey.functions as u64);
        let name = own.name.as_deref().unwrap_or(words.pasted);
        let values = [
            name,
            &format::bytes(own.text.len()),
            &format::count(functions),
        ];
        fill(words.own, &values)
    }
}
