//! The experiment as a program, whose numbers are the form's.
//!
//! `www/code.js` colours and draws the lines. Its numbers go the way of all numbers, to the page's
//! reducer, and come back as another program. While a race of the experiment runs, the lines that
//! happen are marked.

use gloo_timers::callback::Interval;
use interleave::codegen;
use interleave::codegen::program::Moment;
use interleave::model::field::{Field, Problem};
use interleave::model::mode::Mode;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlInputElement};
use yew::platform::spawn_local;
use yew::prelude::*;

use super::script;
use crate::component::Copy;
use crate::format;
use crate::i18n::{Shelved, Texts, fill};
use crate::state::Recording;
use crate::ui::{about, element, quiet, words};

/// How often the lines that happen are marked anew, in milliseconds: as often as the board is
/// painted while every core computes.
const MARK_MS: u32 = 100;

/// The languages that programs are written in: what the desk calls them, people, and files.
const LANGUAGES: [[&str; 3]; 2] = [["python", "Python", "py"], ["rust", "Rust", "rs"]];

/// What [`CodePane`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct CodeProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The experiment in the form.
    pub query: AttrValue,
    /// Its modes.
    pub modes: Vec<Mode>,
    /// The run of this very experiment that is under way.
    pub live: Option<(Mode, Recording)>,
    /// Told of a number that was written into the program.
    pub set: Callback<(Field, u64)>,
    /// Whether it is open to begin with.
    pub open: bool,
}

/// The experiment as a program.
#[component]
pub(super) fn CodePane(props: &CodeProps) -> Html {
    let (texts, words_) = (props.texts, &props.texts.code);
    let begins_open = props.open;
    let open = use_state_eq(|| begins_open);
    let chosen = use_state_eq(|| (None::<Mode>, 0_usize));
    let edits = use_state_eq(|| 0_u32);
    let said = use_state_eq(String::new);
    let text = use_state_eq(AttrValue::default);
    let root = use_node_ref();

    let (mode, language) = *chosen;
    let live = props.live.as_ref().map(|(mode, _)| *mode);
    let known = mode.filter(|mode| props.modes.contains(mode));
    // Sequential is the same in every language; what is worth a look comes after it.
    let first = props.modes.iter().find(|mode| **mode != Mode::Sequential);
    let shown = live
        .or(known)
        .or(first.copied())
        .unwrap_or(Mode::Sequential);

    let wanted = open.then(|| (props.query.clone(), shown, language, texts.lang, *edits));
    use_effect_with(wanted, {
        let (root, text, said) = (root.clone(), text.clone(), said.clone());
        move |wanted| {
            if let (Some((query, mode, language, ..)), Some(root)) =
                (wanted.clone(), root.cast::<Element>())
            {
                spawn_local(async move {
                    match show(&root, &query, mode, language).await {
                        Some(shown) => text.set(shown.into()),
                        None => said.set(texts.code.failed.to_owned()),
                    }
                });
            }
        }
    });
    use_effect_with(props.live.clone().filter(|_| *open), {
        let root = root.clone();
        move |live| {
            let ticking = live.clone().map(|(mode, recording)| {
                let root = root.clone();
                Interval::new(MARK_MS, move || {
                    let recorded = recording.read();
                    mark(
                        &root,
                        &recorded
                            .get(&mode)
                            .map(codegen::program::happening)
                            .unwrap_or_default(),
                    );
                })
            });
            move || {
                drop(ticking);
                mark(&root, &[]);
            }
        }
    });

    let on_toggle = {
        let open = open.clone();
        move |event: Event| {
            let details = event.target_dyn_into::<Element>();
            open.set(details.is_some_and(|details| details.has_attribute("open")));
        }
    };
    let on_change = {
        let (set, edits, said) = (props.set.clone(), edits.clone(), said.clone());
        move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let field = input.get_attribute("data-number");
            let mut fields = Field::ALL.into_iter();
            let Some(field) = fields.find(|known| Some(known.key()) == field.as_deref()) else {
                return;
            };
            let seconds = input.get_attribute("data-seconds").as_deref() == Some("true");
            let value = codegen::program::parse(field, seconds, &input.value());
            said.set(complaint(texts, field, &input.value(), &value));
            if let Ok(value) | Err(Problem::OutOfRange { held_to: value }) = value {
                set.emit((field, value));
            }
            // Written anew in any case, as one writes it.
            edits.set(*edits + 1);
        }
    };
    // One ear for all choices: they are many, and what each says is its name.
    let on_choice = {
        let chosen = chosen.clone();
        move |event: MouseEvent| {
            let target = event.target_dyn_into::<Element>();
            let name = target.and_then(|target| target.get_attribute("data-choice"));
            let named = |known: &str| name.as_deref() == Some(known);
            let (mode, language) = *chosen;
            let other = LANGUAGES.iter().position(|[known, ..]| named(known));
            let mode = Mode::ALL
                .into_iter()
                .find(|mode| named(mode.name()))
                .or(mode);
            chosen.set((mode, other.unwrap_or(language)));
        }
    };
    let languages = LANGUAGES.iter().enumerate();
    let languages =
        languages.map(|(index, [name, label, _])| segment(name, label, index == language));
    let modes = props.modes.iter();
    let modes = modes.map(|mode| {
        segment(
            mode.name(),
            texts.long(Shelved::Mode(*mode)),
            *mode == shown,
        )
    });
    let whole = Callback::from({
        let text = text.clone();
        move |()| text.to_string()
    });
    let copied = html! {
        <Copy
            action="copy-code" label={words_.copy} text={whole} copied={words_.copied}
            not_copied={words_.not_copied}
        />
    };
    let on_save = Callback::from(move |_: MouseEvent| {
        let name = format!("interleave-{}.{}", shown.name(), LANGUAGES[language][2]);
        let values: [JsValue; 2] = [name.into(), (**text).into()];
        spawn_local(async move {
            // It is there: the program that is saved is shown by it.
            let _ = script::call("save", &values).await;
        });
    });
    html! {
        <details class="card code" open={begins_open} data-code={shown.name()} ontoggle={on_toggle}>
            <summary>{words_.heading}</summary>
            <div class="choices" onclick={on_choice}>
                {segments(words_.languages, languages.collect())}
                {segments(words_.modes, modes.collect())}
                {copied}
                {quiet("save-code", words_.save, on_save)}
            </div>
            {about(words_.about)}
            <pre class="listing" ref={root} tabindex="0" aria-label={words_.heading} onchange={on_change}></pre>
            {element("p", &["class", "role"], vec!["problem".into(), "status".into()], vec![words((*said).clone())])}
        </details>
    }
}

fn segments(label: &'static str, buttons: Vec<Html>) -> Html {
    let values = vec!["segments".into(), "group".into(), label.into()];
    element("div", &["class", "role", "aria-label"], values, buttons)
}

fn segment(name: &'static str, label: &'static str, chosen: bool) -> Html {
    let pressed = if chosen { "true" } else { "false" };
    let values = ["button", name, pressed].map(Into::into).into();
    element(
        "button",
        &["type", "data-choice", "aria-pressed"],
        values,
        vec![words(label)],
    )
}

/// What is said about a number that was written into a program.
fn complaint(texts: &Texts, field: Field, text: &str, value: &Result<u64, Problem>) -> String {
    match value {
        Ok(_) => String::new(),
        Err(Problem::OutOfRange { held_to }) => {
            let [low, high] = format::limits(field);
            let held = format::amount(field, *held_to);
            let name = texts.long(Shelved::Field(field));
            [
                name,
                ": ",
                &fill(texts.form.out_of_range, &[&low, &high, &held]),
            ]
            .concat()
        }
        Err(_) => fill(texts.messages.not_a_number, &[text]),
    }
}

/// Marks the lines of these moments; the style sheet does.
fn mark(root: &NodeRef, moments: &[Moment]) {
    if let Some(root) = root.cast::<Element>() {
        let names: Vec<_> = moments.iter().map(|moment| moment.name()).collect();
        // The name is ours, and valid.
        let _ = root.set_attribute("data-now", &names.join(" "));
    }
}

/// Has a program drawn; its text, unless it cannot be loaded.
async fn show(root: &Element, query: &str, mode: Mode, language: usize) -> Option<String> {
    let values = [
        root.into(),
        query.into(),
        mode.name().into(),
        LANGUAGES[language][0].into(),
    ];
    script::call("show", &values).await.ok()?.as_string()
}
