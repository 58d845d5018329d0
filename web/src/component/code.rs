//! The experiment as a program, whose numbers are the form's.
//!
//! The lines come from [`interleave::codegen`]; their colours come later, from a library that is loaded on
//! first need. The program can be read and edited without them. A number typed into the program changes
//! the form, and the form gives a new program. While a race of the experiment runs, the lines that
//! describe what happens are marked.
//!
//! Writing a program takes 0.03 ms whatever its size, less than a message to a worker: so it is done here.

mod listing;

use std::rc::Rc;

use gloo_timers::callback::Interval;
use interleave::codegen;
use interleave::codegen::program::{self, Code};
use interleave::model::field::{Field, SpecError};
use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use interleave::wording::format;
use web_sys::Element;
use yew::prelude::*;

use self::listing::{Edit, Listing};
use super::CopyButton;
use crate::i18n::{Texts, fill};
use crate::recording::Recording;

/// How often the marked lines are updated, in milliseconds: as often as the board is painted while
/// every core computes.
const MARK_MS: u32 = 100;

/// A language that programs are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Language {
    /// Python, as in the article.
    #[default]
    Python,
    /// Rust.
    Rust,
}

impl Language {
    /// All.
    const ALL: [Self; 2] = [Self::Python, Self::Rust];

    /// Its name in the document, and for the library that colours it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::Rust => "rust",
        }
    }

    /// Its name for people.
    fn label(self) -> &'static str {
        match self {
            Self::Python => "Python",
            Self::Rust => "Rust",
        }
    }

    /// The file name extension.
    fn extension(self) -> &'static str {
        match self {
            Self::Python => "py",
            Self::Rust => "rs",
        }
    }

    fn write(self, spec: &Spec, mode: Mode) -> Code {
        match self {
            Self::Python => codegen::python(spec, mode),
            Self::Rust => codegen::rust(spec, mode),
        }
    }
}

/// A part of a program's text in one colour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// The class that gives the colour; empty for plain text.
    class: AttrValue,
    /// How long it is, in bytes.
    length: usize,
}

impl Token {
    /// A token of a kind that the library names; an empty name for plain text.
    pub(crate) fn new(kind: &str, length: usize) -> Self {
        let class = match kind {
            "" => AttrValue::default(),
            kind => format!("syn-{kind}").into(),
        };
        Self { class, length }
    }
}

/// The colours of the program that is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Colours {
    /// Not loaded yet.
    #[default]
    None,
    /// The colours of this text.
    Of(AttrValue, Rc<[Token]>),
    /// They could not be loaded.
    Failed,
}

/// What [`CodePane`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct CodeProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The experiment in the form.
    pub spec: Rc<Spec>,
    /// The run of this very experiment that is under way.
    pub live: Option<(Mode, Recording)>,
    /// The colours that came last.
    pub colours: Colours,
    /// Asks for the colours of a program's text.
    pub colour: Callback<(AttrValue, Language)>,
    /// Told of a number that was written into the program.
    pub set: Callback<(Field, u64)>,
    /// Saves a text in a file of this name.
    pub save: Callback<(String, String)>,
    /// Whether it is open. A reader can open and close it, too.
    pub open: bool,
}

/// The experiment as a program.
#[component]
pub(crate) fn CodePane(props: &CodeProps) -> Html {
    let (texts, words) = (props.texts, &props.texts.code);
    let is_open = use_state_eq(|| props.open);
    use_effect_with(props.open, {
        let is_open = is_open.clone();
        move |open| is_open.set(*open)
    });
    let chosen = use_state_eq(|| (None::<Mode>, Language::default()));
    let edits = use_state_eq(|| 0_u32);
    let said = use_state_eq(String::new);

    let (mode, language) = *chosen;
    let modes = &props.spec.modes;
    let live = props.live.as_ref().map(|(mode, _)| *mode);
    let known = mode.filter(|mode| modes.contains(mode));
    // Sequential code looks much the same everywhere, so begin with the mode after it.
    let first = modes.iter().find(|mode| **mode != Mode::Sequential);
    let shown = live
        .or(known)
        .or(first.copied())
        .unwrap_or(Mode::Sequential);
    let lines = use_memo(
        (Rc::clone(&props.spec), shown, language),
        |(spec, mode, language)| language.write(spec, *mode),
    );
    let text = use_memo(Rc::clone(&lines), |program| AttrValue::from(program.text()));

    let wanted = is_open.then(|| ((*text).clone(), language));
    let colour = use_callback((wanted, props.colour.clone()), |(), (wanted, colour)| {
        if let Some(wanted) = wanted {
            colour.emit(wanted.clone());
        }
    });
    use_effect_with(colour.clone(), |colour| colour.emit(()));
    let tokens = match &props.colours {
        Colours::Of(coloured, tokens) if *coloured == *text => Rc::clone(tokens),
        _ => Rc::default(),
    };
    let now = use_happening(props.live.clone().filter(|_| *is_open));

    let on_toggle = {
        let is_open = is_open.clone();
        move |event: Event| {
            let details = event.target_dyn_into::<Element>();
            is_open.set(details.is_some_and(|details| details.has_attribute("open")));
        }
    };
    let on_edit = {
        let (set, edits, said) = (props.set.clone(), edits.clone(), said.clone());
        let spec = Rc::clone(&props.spec);
        Callback::from(move |edit: Edit| {
            let value = program::parse(edit.field, edit.in_seconds, &edit.text);
            said.set(complaint(texts, &spec, edit.field, &edit.text, &value));
            if let Ok(value) | Err(SpecError::OutOfRange { held_to: value }) = value {
                set.emit((edit.field, value));
            }
            // Rewrite the field in any case, as the program formats the number.
            edits.set(*edits + 1);
        })
    };
    let languages = Language::ALL.map(|one| {
        let chosen = chosen.clone();
        let onclick = move |_: MouseEvent| chosen.set((mode, one));
        choice(one.name(), one.label(), one == language, onclick)
    });
    let modes = modes.iter().map(|mode| {
        let (chosen, mode) = (chosen.clone(), *mode);
        let onclick = move |_: MouseEvent| chosen.set((Some(mode), language));
        let label = texts.mode(mode, &props.spec);
        choice(mode.name(), label, mode == shown, onclick)
    });
    let whole = {
        let text = Rc::clone(&text);
        Callback::from(move |()| text.to_string())
    };
    let on_save = {
        let (save, text) = (props.save.clone(), Rc::clone(&text));
        let name = format!("interleave-{}.{}", shown.name(), language.extension());
        move |_: MouseEvent| save.emit((name.clone(), text.to_string()))
    };
    let on_again = move |_: MouseEvent| colour.emit(());
    html! {
        <details class="card code" open={*is_open} data-code={shown.name()} ontoggle={on_toggle}>
            <summary>{words.heading}</summary>
            <div class="choices">
                <div class="segments" role="group" aria-label={words.languages}>
                    {for languages}
                </div>
                <div class="segments" role="group" aria-label={words.modes}>{for modes}</div>
                <CopyButton
                    action="copy-code" label={words.copy} text={whole}
                    copied={words.copied} not_copied={words.not_copied}
                />
                <button type="button" class="quiet" data-action="save-code" onclick={on_save}>
                    {words.save}
                </button>
            </div>
            <p class="about">{words.about}</p>
            <pre class="listing" data-now={now} tabindex="0" aria-label={words.heading}>
                if *is_open {
                    <Listing {texts} program={lines} {tokens} edits={*edits} {on_edit} />
                }
            </pre>
            <p class="problem" role="status">{&*said}</p>
            if *is_open && props.colours == Colours::Failed {
                <p class="problem" role="status">
                    {words.failed}
                    {" "}
                    <button type="button" class="link" data-action="colour-again" onclick={on_again}>
                        {words.again}
                    </button>
                </p>
            }
        </details>
    }
}

/// One of several buttons, of which one is chosen.
fn choice(
    name: &'static str,
    label: &'static str,
    is_chosen: bool,
    onclick: impl Fn(MouseEvent) + 'static,
) -> Html {
    html! {
        <button
            type="button" data-choice={name} aria-pressed={is_chosen.to_string()} {onclick}
        >
            {label}
        </button>
    }
}

/// The names of the moments that happen in a run, with a space between them.
#[hook]
fn use_happening(live: Option<(Mode, Recording)>) -> AttrValue {
    let now = use_state_eq(AttrValue::default);
    use_effect_with(live, {
        let now = now.clone();
        move |live| {
            let ticking = live.clone().map(|(mode, recording)| {
                let now = now.clone();
                Interval::new(MARK_MS, move || {
                    let moments = recording.read().get(&mode).map(program::happening);
                    let moments = moments.unwrap_or_default();
                    let names: Vec<_> = moments.iter().map(|moment| moment.name()).collect();
                    now.set(names.join(" ").into());
                })
            });
            move || {
                drop(ticking);
                now.set(AttrValue::default());
            }
        }
    });
    (*now).clone()
}

/// The message about a number that was typed into a program.
fn complaint(
    texts: &Texts,
    spec: &Spec,
    field: Field,
    text: &str,
    value: &Result<u64, SpecError>,
) -> String {
    let of_field = |said: String| fill(texts.form.of_field, &[texts.field(field, spec), &said]);
    match value {
        Ok(_) => String::new(),
        Err(SpecError::OutOfRange { held_to }) => {
            let [low, high] = format::limits(field);
            let held = format::amount(field, *held_to);
            of_field(fill(texts.form.out_of_range, &[&low, &high, &held]))
        }
        Err(_) => {
            let kept = format::amount(field, field.get(spec));
            of_field(match text.trim() {
                "" => fill(texts.form.empty, &[&kept]),
                text => fill(texts.form.not_a_number, &[text, &kept]),
            })
        }
    }
}
