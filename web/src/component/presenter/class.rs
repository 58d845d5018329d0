//! The codes of a class: where the teacher gives them, and the picture of what was guessed and found.

use std::rc::Rc;

use interleave::lesson::class_code::Refusal;
use interleave::model::view::StepId;
use interleave::wording::format;
use js_sys::futures::JsFuture;
use web_sys::{FileList, HtmlInputElement, HtmlTextAreaElement};
use yew::platform::spawn_local;
use yew::prelude::*;

use super::class_chart::ClassChart;
use super::scanner::Scanner;
use crate::action::Action;
use crate::component::QuietButton;
use crate::i18n::{Texts, fill};
use crate::state::{Class, Intake, MOST_CODES};

/// So many refusals are shown one by one.
const SHOWN: usize = 3;

/// What [`ClassView`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct ClassViewProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The step.
    pub step: StepId,
    /// What the class has sent.
    pub class: Rc<Class>,
    /// Told what the teacher does.
    pub act: Callback<Action>,
}

/// What the class has sent, and where more is given.
#[component]
pub(crate) fn ClassView(props: &ClassViewProps) -> Html {
    let ClassViewProps {
        texts, class, act, ..
    } = props;
    let words = &texts.presenter;
    let area = use_node_ref();
    let give = act.reform(Action::TakeCodes);
    let take = {
        let (area, give) = (area.clone(), give.clone());
        move || {
            if let Some(area) = area.cast::<HtmlTextAreaElement>() {
                let text = area.value();
                area.set_value("");
                if !text.trim().is_empty() {
                    give.emit(text);
                }
            }
        }
    };
    let onclick = {
        let take = take.clone();
        move |_: MouseEvent| take()
    };
    // What is pasted is taken at once.
    let oninput = {
        let take = take.clone();
        move |event: InputEvent| {
            if event.input_type() == "insertFromPaste" {
                take();
            }
        }
    };
    let onkeydown = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            take();
        }
    };
    let onchange = {
        let give = give.clone();
        move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            read(input.files(), &give);
            // Allows the same files to be picked again.
            input.set_value("");
        }
    };
    let ondrop = {
        let give = give.clone();
        move |event: DragEvent| {
            event.prevent_default();
            read(event.data_transfer().and_then(|data| data.files()), &give);
        }
    };
    let ondragover = |event: DragEvent| event.prevent_default();
    let forget = act.reform(|_: MouseEvent| Action::ForgetCodes);
    html! {
        <div class="class">
            <div class="intake" {ondrop} {ondragover}>
                <label for={CODES}>{words.codes}</label>
                <textarea
                    id={CODES} rows="1" spellcheck="false" autocomplete="off" aria-describedby={ABOUT}
                    ref={area} {onkeydown} {oninput}
                />
                <QuietButton action="take-codes" {onclick}>{words.take}</QuietButton>
                <label class="quiet file">
                    {words.code_files}
                    <input type="file" multiple=true accept="text/*,.txt,.csv" {onchange} />
                </label>
                <Scanner {texts} {give} />
                if !class.is_empty() {
                    <QuietButton action="forget-codes" onclick={forget}>{words.forget}</QuietButton>
                }
            </div>
            <p id={ABOUT} class="about" hidden={!class.is_empty()}>{words.codes_about}</p>
            <p class="taken" role="status">{became(texts, &class.intake).join(" · ")}</p>
            <ClassChart {texts} step={props.step} {class} />
        </div>
    }
}

/// The ids of the field and of what it is for.
const CODES: &str = "class-codes";
const ABOUT: &str = "class-codes-about";

/// Reads files as one text.
fn read(files: Option<FileList>, give: &Callback<String>) {
    let files: Vec<_> = files
        .iter()
        .flat_map(|files| (0..files.length()).filter_map(|index| files.get(index)))
        .collect();
    let give = give.clone();
    spawn_local(async move {
        let mut all = String::new();
        for file in files {
            // A file that cannot be read has no code in it, and is named.
            let text = JsFuture::from(file.text()).await.ok();
            all += &text
                .and_then(|text| text.as_string())
                .unwrap_or_else(|| file.name());
            all += "\n";
        }
        if !all.is_empty() {
            give.emit(all);
        }
    });
}

/// What became of the text that was given last, a line each.
fn became(texts: &Texts, intake: &Intake) -> Vec<String> {
    let words = &texts.presenter;
    let count = |count: usize| format::count(count as u64);
    let told = |text, number: usize| (number > 0).then(|| fill(text, &[&count(number)]));
    let mut lines: Vec<String> = [
        told(words.codes_added, intake.added),
        told(words.codes_elsewhere, intake.elsewhere),
        told(words.codes_doubled, intake.doubled),
    ]
    .into_iter()
    .flatten()
    .collect();
    if intake.left_out > 0 {
        let values = [intake.left_out, MOST_CODES].map(count);
        lines.push(fill(words.codes_left_out, &[&values[0], &values[1]]));
    }
    for (word, why) in intake.refused.iter().take(SHOWN) {
        let why = match why {
            Refusal::None => words.no_code,
            Refusal::Damaged => words.code_damaged,
            Refusal::Newer => words.code_newer,
        };
        lines.push(fill(words.code_refused, &[word, why]));
    }
    let more = intake.refused.len().saturating_sub(SHOWN);
    lines.extend(told(words.codes_refused_more, more));
    lines
}
