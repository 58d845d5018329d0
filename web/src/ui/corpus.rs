//! The reader's own corpus: pasted, picked or dropped; what is wrong with it stands beside it.

use std::rc::Rc;

use interleave::kernel::{CorpusError, MAX_CORPUS_BYTES, Survey};
use js_sys::futures::JsFuture;
use web_sys::{File, HtmlInputElement, HtmlTextAreaElement};
use yew::platform::spawn_local;
use yew::prelude::*;

use super::{about, complaint, element, leaf, quiet, words as text};
use crate::action::Action;
use crate::format;
use crate::i18n::{Texts, fill};
use crate::state::OwnCorpus;

/// Why a text was not taken.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Refusal {
    TooLong,
    Unreadable,
}

/// What is known of the own corpus, and of what was not taken as one.
#[derive(Clone)]
pub(super) struct Desk {
    own: Option<OwnCorpus>,
    survey: Rc<Option<Survey>>,
    refusal: UseStateHandle<Option<Refusal>>,
    length: u32,
    act: Callback<Action>,
}

/// Looks through the own corpus for patterns of that length.
#[hook]
pub(super) fn use_desk(own: &Option<OwnCorpus>, length: u32, act: &Callback<Action>) -> Desk {
    let refusal = use_state_eq(Option::<Refusal>::default);
    let survey = use_memo((own.clone(), length), |(own, length)| {
        let text = own.as_ref().map(|own| &*own.text);
        text.map(|text| Survey::of(text, *length as usize))
    });
    Desk {
        own: own.clone(),
        survey,
        refusal,
        length,
        act: act.clone(),
    }
}

impl Desk {
    /// Takes a text with the name of its file, if it can be taken.
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

    /// Reads a file as text; what is too long is not even begun with.
    fn read(&self, file: File) {
        if file.size() > MAX_CORPUS_BYTES as f64 {
            return self.give(Err(Refusal::TooLong));
        }
        let desk = self.clone();
        spawn_local(async move {
            let text = JsFuture::from(file.text()).await.ok();
            let text = text.and_then(|text| text.as_string());
            let text = text.map(|text| (Some(file.name()), text));
            desk.give(text.ok_or(Refusal::Unreadable));
        });
    }

    fn problem(&self, texts: &Texts) -> Option<String> {
        let problem = |error| Some(texts.problem(error, self.length));
        match (*self.refusal, *self.survey) {
            (Some(Refusal::TooLong), _) => problem(CorpusError::TooLong),
            (Some(Refusal::Unreadable), _) => Some(texts.corpus.unreadable.to_owned()),
            (
                None,
                Some(Survey {
                    long_enough: 0..2, ..
                }),
            ) => problem(CorpusError::NoPatterns),
            _ => None,
        }
    }
}

/// The reader's own corpus.
pub(super) fn corpus(texts: &'static Texts, desk: &Desk) -> Html {
    let words = &texts.corpus;
    let problem = desk.problem(texts);
    let (giver, reader, dropped, back) = (desk.clone(), desk.clone(), desk.clone(), desk.clone());
    let oninput = move |event: InputEvent| {
        let area: HtmlTextAreaElement = event.target_unchecked_into();
        giver.give(Ok((None, area.value())));
    };
    let onchange = move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            reader.read(file);
        }
        // The same file can be picked again after it was changed.
        input.set_value("");
    };
    let ondrop = move |event: DragEvent| {
        let files = event.data_transfer().and_then(|transfer| transfer.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            event.prevent_default();
            dropped.read(file);
        }
    };
    let ondragover = |event: DragEvent| event.prevent_default();
    let on_back = move |_: MouseEvent| back.give(Ok((None, String::new())));
    let own = desk.own.as_ref();
    let functions = desk.survey.map_or(0, |survey| survey.functions as u64);
    let used = own.map(|own| {
        let size = format::bytes(own.text.len());
        fill(
            words.own,
            &[
                own.name.as_deref().unwrap_or(words.pasted),
                &size,
                &format::count(functions),
            ],
        )
    });
    let used = used.map_or(AttrValue::from(words.built_in), AttrValue::from);
    let which = if own.is_some() { "own" } else { "built-in" };
    let back = own.map(|_| quiet("built-in-corpus", words.back, Callback::from(on_back)));
    html! {
        <fieldset class="corpus" {ondrop} {ondragover}>
            {leaf("legend", "", words.heading)}
            {element(
                "p", &["class", "data-corpus"], vec!["about".into(), which.into()], vec![text(used)]
            )}
            {element("label", &["for"], vec![TEXT.into()], vec![text(words.paste)])}
            <textarea
                id={TEXT} rows="4" spellcheck="false" autocomplete="off"
                value={own.map(|own| own.text.to_string()).unwrap_or_default()}
                aria-invalid={problem.as_ref().map(|_| "true")} aria-describedby={PROBLEM}
                {oninput}
            />
            {complaint(PROBLEM, "corpus", problem)}
            <div class="files">
                <label class="quiet file">
                    {words.file}
                    <input type="file" accept="text/*,.txt,.csv,.tsv" {onchange} />
                </label>
                {about(words.drop)}
                {for back}
            </div>
        </fieldset>
    }
}

/// The ids of the field and of what is wrong with it.
const TEXT: &str = "corpus-text";
const PROBLEM: &str = "corpus-problem";
