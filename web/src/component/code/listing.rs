//! The lines of a program: coloured text, and fields for the numbers that can be edited.

use std::ops::Range;
use std::rc::Rc;

use interleave::codegen::program::{Code, Line, Slot};
use interleave::model::field::Field;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::Token;
use crate::i18n::{Label, Texts};

/// A number that was typed into the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    /// Which number.
    pub(super) field: Field,
    /// Whether it is written in seconds.
    pub(super) in_seconds: bool,
    /// The text typed.
    pub(super) text: String,
}

/// What [`Listing`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct ListingProps {
    pub(super) texts: &'static Texts,
    pub(super) program: Rc<Code>,
    /// The colours of the whole text; none before they are loaded.
    pub(super) tokens: Rc<[Token]>,
    /// Counts the edits: after each the fields show again what the program has.
    pub(super) edits: u32,
    pub(super) on_edit: Callback<Edit>,
}

/// The lines of a program.
#[component]
pub(super) fn Listing(props: &ListingProps) -> Html {
    let mut start = 0;
    let lines = props.program.lines.iter().enumerate().map(|(index, line)| {
        let pieces = pieces(line, &props.tokens, start);
        start += line.text.len() + 1;
        let moment = line.moment.map(|moment| moment.name());
        let mut numbers = 0;
        // Keys keep a field the same element when colours arrive or the text beside it changes, so that
        // it keeps the focus.
        let pieces = pieces
            .into_iter()
            .enumerate()
            .map(|(at, piece)| match piece {
                Piece::Text(class, text) => {
                    let class = class.filter(|class| !class.is_empty()).cloned();
                    html! { <span key={format!("text {at}")} {class}>{text}</span> }
                }
                Piece::Number(slot, text) => {
                    numbers += 1;
                    number(props, slot, text, numbers)
                }
            });
        html! { <span key={index} data-moment={moment}>{for pieces}{"\n"}</span> }
    });
    html! { {for lines} }
}

/// The field for one of the numbers of a line.
fn number(props: &ListingProps, slot: &Slot, text: &str, in_line: usize) -> Html {
    let (field, in_seconds) = (slot.field, slot.seconds);
    let length = text.len().max(1);
    let label = props.texts.label(Label::Field(field));
    let oninput = move |event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        input.set_size(u32::try_from(input.value().chars().count().max(1)).unwrap_or(1));
    };
    let on_edit = props.on_edit.clone();
    let onchange = move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let text = input.value();
        // Restore the old text, in case this is no number.
        input.set_size(u32::try_from(length).unwrap_or(1));
        on_edit.emit(Edit {
            field,
            in_seconds,
            text,
        });
    };
    html! {
        <input
            key={format!("number {in_line}")} type="text" inputmode="decimal" autocomplete="off"
            size={length.to_string()} value={text.to_owned()} title={label} aria-label={label}
            data-number={field.key()} data-seconds={in_seconds.to_string()} {oninput} {onchange}
        />
    }
}

/// A part of a line.
#[derive(Debug, PartialEq)]
enum Piece<'l> {
    /// A text, and the class that gives its colour, if that is known.
    Text(Option<&'l AttrValue>, &'l str),
    /// A number that can be edited.
    Number(&'l Slot, &'l str),
}

/// Cuts a line that begins at this byte of the program's text, at its numbers and where its colour
/// changes.
fn pieces<'l>(line: &'l Line, tokens: &'l [Token], start: usize) -> Vec<Piece<'l>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for slot in &line.slots {
        colour(&mut pieces, line, at..slot.range.start, tokens, start);
        let text = line.text.get(slot.range.clone()).unwrap_or_default();
        pieces.push(Piece::Number(slot, text));
        at = slot.range.end;
    }
    colour(&mut pieces, line, at..line.text.len(), tokens, start);
    pieces
}

/// Cuts a range of a line where its colour changes.
fn colour<'l>(
    pieces: &mut Vec<Piece<'l>>,
    line: &'l Line,
    range: Range<usize>,
    tokens: &'l [Token],
    start: usize,
) {
    let mut push = |class, range: Range<usize>| {
        if let Some(text) = line.text.get(range).filter(|text| !text.is_empty()) {
            pieces.push(Piece::Text(class, text));
        }
    };
    let mut at = range.start;
    let mut begin = 0;
    for token in tokens {
        let end = begin + token.length;
        // The part of this token in the range, relative to the line.
        let to = end.saturating_sub(start).min(range.end);
        if end > start + at && begin < start + range.end {
            push(Some(&token.class), at..to);
            at = to;
        }
        begin = end;
    }
    push(None, at..range.end);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> Line {
        Line {
            text: "range(10) # ten".to_owned(),
            slots: vec![Slot {
                field: Field::N,
                range: 6..8,
                seconds: false,
            }],
            moment: None,
        }
    }

    fn told<'l>(pieces: &[Piece<'l>]) -> Vec<(String, &'l str)> {
        let told = pieces.iter().map(|piece| match piece {
            Piece::Text(class, text) => (class.map(ToString::to_string).unwrap_or_default(), *text),
            Piece::Number(slot, text) => (slot.field.key().to_owned(), *text),
        });
        told.collect()
    }

    #[test]
    fn a_line_without_colours_is_cut_at_its_numbers() {
        let line = line();
        let cut = pieces(&line, &[], 0);
        let expected = [("", "range("), ("n", "10"), ("", ") # ten")];
        assert_eq!(told(&cut), expected.map(|(kind, text)| (kind.into(), text)));
    }

    #[test]
    fn a_line_is_cut_where_its_colour_changes() {
        let line = line();
        // A line of 4 bytes stands before it; one token reaches over both ends of it.
        let tokens = [
            ("", 5),
            ("func", 4),
            ("", 1),
            ("num", 2),
            ("", 2),
            ("cmnt", 40),
        ];
        let tokens = tokens.map(|(kind, length)| Token::new(kind, length));
        let cut = pieces(&line, &tokens, 4);
        let expected = [
            ("", "r"),
            ("syn-func", "ange"),
            ("", "("),
            ("n", "10"),
            ("", ") "),
            ("syn-cmnt", "# ten"),
        ];
        assert_eq!(told(&cut), expected.map(|(kind, text)| (kind.into(), text)));
    }

    #[test]
    fn tokens_that_end_too_soon_leave_the_rest_plain() {
        let line = line();
        let tokens = [Token::new("func", 5)];
        let cut = pieces(&line, &tokens, 0);
        let expected = [
            ("syn-func", "range"),
            ("", "("),
            ("n", "10"),
            ("", ") # ten"),
        ];
        assert_eq!(told(&cut), expected.map(|(kind, text)| (kind.into(), text)));
    }
}
