//! A field for a number, as text. It accepts what people write where possible, clamps it visibly to the
//! limits, and refuses what is no number with a message.
//!
//! It keeps what is being typed and what was wrong with it; the value itself is the app's.

use interleave::model::field::{Field, SpecError};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::component::FieldError;
use crate::i18n::{Texts, fill};
use interleave::wording::format;

/// What [`Number`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct NumberProps {
    /// The texts.
    pub texts: &'static Texts,
    /// What sets the limits.
    pub field: Field,
    /// The current value.
    pub value: Option<u64>,
    /// What it means if the field is empty; none if it may not be.
    #[prop_or_default]
    pub empty: Option<&'static str>,
    /// The input's id; its message's is made from it.
    pub id: AttrValue,
    /// Its name, if it has no label.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// Reports a new value.
    pub on_change: Callback<Option<u64>>,
}

/// What was wrong with what was typed last.
#[derive(Clone, Debug, PartialEq)]
enum InputError {
    HeldTo(u64),
    NotANumber(String),
    Empty,
}

/// What was typed last.
#[derive(Clone, Debug, Default, PartialEq)]
struct Draft {
    /// As it was typed; none once the field is left.
    text: Option<String>,
    error: Option<InputError>,
    /// The resulting value; the old one if the text is not accepted.
    value: Option<u64>,
}

impl Draft {
    /// What a text means while it is being typed in the place of `held`.
    fn of(text: String, field: Field, optional: bool, held: Option<u64>) -> Self {
        let (value, error) = match field.parse(&text) {
            // An empty field is about to be typed into.
            _ if text.trim().is_empty() => (held.filter(|_| !optional), None),
            Ok(value) => (Some(value), None),
            Err(SpecError::OutOfRange { held_to }) => {
                (Some(held_to), Some(InputError::HeldTo(held_to)))
            }
            Err(_) => (held, Some(InputError::NotANumber(shortened(&text)))),
        };
        Self {
            text: Some(text),
            error,
            value,
        }
    }

    /// The draft once the field loses the focus: only the error stays.
    fn settled(&self, optional: bool) -> Self {
        let cleared = self
            .text
            .as_ref()
            .is_some_and(|text| text.trim().is_empty());
        let error = match &self.error {
            None if cleared && !optional => Some(InputError::Empty),
            error => error.clone(),
        };
        Self {
            text: None,
            error,
            value: self.value,
        }
    }

    fn message(&self, texts: &Texts, field: Field, empty: Option<&str>) -> Option<String> {
        let kept = match self.value {
            Some(value) => field.write(value),
            None => empty.unwrap_or_default().to_owned(),
        };
        let [low, high] = format::limits(field);
        Some(match self.error.as_ref()? {
            InputError::HeldTo(held) => fill(
                texts.form.out_of_range,
                &[&low, &high, &format::amount(field, *held)],
            ),
            InputError::NotANumber(text) => fill(texts.form.not_a_number, &[text, &kept]),
            InputError::Empty => fill(texts.form.empty, &[&kept]),
        })
    }
}

/// The longest text that a message quotes.
const QUOTED: usize = 16;

fn shortened(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Whether a key writes a letter that no number has; `1e3` is one.
fn is_refused(key: &str) -> bool {
    let mut letters = key.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => letter.is_alphabetic() && !matches!(letter, 'e' | 'E'),
        // The name of a key, as `Enter`.
        _ => false,
    }
}

/// A field for a whole number.
#[component]
pub(crate) fn Number(props: &NumberProps) -> Html {
    let NumberProps {
        texts,
        field,
        value,
        empty,
        ..
    } = *props;
    let optional = empty.is_some();
    let draft = use_state_eq(Draft::default);
    // The value was changed elsewhere: drop the draft.
    use_effect_with(value, {
        let draft = draft.clone();
        move |value| {
            if draft.value != *value {
                draft.set(Draft::default());
            }
        }
    });
    let oninput = {
        let (draft, on_change) = (draft.clone(), props.on_change.clone());
        move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let next = Draft::of(input.value(), field, optional, value);
            let given = next.value;
            draft.set(next);
            if given != value {
                on_change.emit(given);
            }
        }
    };
    let settle = {
        let draft = draft.clone();
        move || {
            if draft.text.is_some() {
                draft.set(draft.settled(optional));
            }
        }
    };
    let onchange = {
        let settle = settle.clone();
        move |_: Event| settle()
    };
    let onblur = move |_: FocusEvent| settle();
    let onkeydown = |event: KeyboardEvent| {
        let shortcut = event.ctrl_key() || event.meta_key() || event.alt_key();
        if !shortcut && is_refused(&event.key()) {
            event.prevent_default();
        }
    };

    let shown = draft.text.clone();
    let shown = shown.unwrap_or_else(|| value.map(|value| field.write(value)).unwrap_or_default());
    let message = draft.message(texts, field, empty);
    let [low, high] = format::limits(field);
    let message_id = format!("{}-problem", props.id);
    html! {
        <>
            <input
                type="text" inputmode="numeric" autocomplete="off" class="num"
                id={props.id.clone()} data-field={field.key()} aria-label={props.label.clone()}
                title={fill(texts.form.limits, &[&low, &high])} value={shown}
                placeholder={empty}
                aria-invalid={message.as_ref().map(|_| "true")}
                aria-describedby={message_id.clone()}
                {oninput} {onchange} {onblur} {onkeydown}
            />
            <FieldError id={message_id} field={field.key()} {message} />
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::texts;
    use interleave::model::view::Lang;

    fn typed(text: &str) -> Draft {
        Draft::of(text.to_owned(), Field::N, false, Some(10))
    }

    fn message(draft: &Draft, lang: Lang) -> Option<String> {
        draft.message(texts(lang), Field::N, None)
    }

    #[test]
    fn a_number_is_taken_as_it_is_typed() {
        for (text, value) in [("12", 12), ("１２", 12), ("0", 0), ("3,6", 4)] {
            let draft = typed(text);
            assert_eq!((draft.value, &draft.error), (Some(value), &None), "{text}");
            assert_eq!(
                draft.text.as_deref(),
                Some(text),
                "nobody types against the field"
            );
        }
    }

    #[test]
    fn letters_are_refused_and_parts_of_numbers_are_not() {
        for key in ["r", "R", "l", "t", "万", "é"] {
            assert!(is_refused(key), "{key}");
        }
        for key in [
            "4",
            "４",
            ".",
            ",",
            "-",
            "e",
            "E",
            "Enter",
            "Backspace",
            "Process",
            " ",
        ] {
            assert!(!is_refused(key), "{key}");
        }
    }

    #[test]
    fn a_value_out_of_range_is_clamped_and_says_so() {
        let draft = typed("10001").settled(false);
        assert_eq!((draft.value, &draft.text), (Some(10_000), &None));
        let zh = message(&draft, Lang::Zh).expect("there is a message");
        assert_eq!(zh, "应在 0–10,000 之间，已改为 10,000。");
        let en = message(&draft, Lang::En).expect("there is a message");
        assert_eq!(en, "Allowed: 0 to 10,000. Changed to 10,000.");
    }

    #[test]
    fn a_text_that_is_no_number_is_refused_and_the_old_value_stays() {
        let draft = typed("<img onerror=alert(1)>");
        assert_eq!(draft.value, Some(10));
        let zh = message(&draft, Lang::Zh).expect("there is a message");
        assert_eq!(zh, "“<img onerror=ale…”不是数字，仍用 10。");
        let en = message(&draft, Lang::En).expect("there is a message");
        assert!(en.ends_with("is not a number. The value stays 10."), "{en}");
    }

    #[test]
    fn an_empty_field_shows_an_error_only_after_it_loses_the_focus() {
        let draft = typed("");
        assert_eq!((draft.value, &draft.error), (Some(10), &None));
        let left = draft.settled(false);
        let en = message(&left, Lang::En).expect("there is a message");
        assert_eq!(en, "Enter a number. The value stays 10.");
        // Where no value is allowed, there is none then.
        let draft = Draft::of(String::new(), Field::Wait, true, Some(10));
        assert_eq!((draft.value, draft.settled(true).error), (None, None));
    }
}
