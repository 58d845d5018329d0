//! A program as lines, with their editable numbers and the moments of a run that they stand for.

use std::ops::Range;

use serde::Serialize;
use strum::IntoStaticStr;

use crate::model::field::{Field, SpecError};
use crate::trace::event::State;
use crate::trace::timeline::Timeline;

/// A moment of a run that a line stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, IntoStaticStr)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "snake_case")]
pub enum Moment {
    /// Tasks are handed over; `S` in a template.
    Submit,
    /// Workers are started: `B`.
    Start,
    /// A task computes: `C`.
    Compute,
    /// A task waits: `W`.
    Wait,
    /// A task goes wrong: `F`.
    Fail,
    /// The main thread reads results, or joins: `R`.
    Collect,
    /// The main thread ends what it has started: `E`.
    End,
}

impl Moment {
    /// Its name: the one it is serialised by.
    pub fn name(self) -> &'static str {
        self.into()
    }

    pub(super) fn of(letter: char) -> Option<Self> {
        Some(match letter {
            'S' => Moment::Submit,
            'B' => Moment::Start,
            'C' => Moment::Compute,
            'W' => Moment::Wait,
            'F' => Moment::Fail,
            'R' => Moment::Collect,
            'E' => Moment::End,
            _ => return None,
        })
    }
}

/// What happens in a run at the moment: what its lanes do, and whether its main thread hands over or
/// awaits; in the order of [`Moment`].
///
/// Looks at [`MOST_LANES`] lanes at most.
pub fn happening(timeline: &Timeline) -> Vec<Moment> {
    let lanes = timeline.lanes().iter().take(MOST_LANES);
    let mut doing = [false; State::ALL.len()];
    for open in lanes.filter_map(|lane| lane.open) {
        doing[open.state as usize] = true;
    }
    let does = |state: State| doing[state as usize];
    let any = doing.contains(&true);
    [
        (does(State::Message), Moment::Submit),
        (does(State::Start), Moment::Start),
        (does(State::Run), Moment::Compute),
        (does(State::Wait), Moment::Wait),
        (any && !does(State::Start), Moment::Collect),
    ]
    .into_iter()
    .filter_map(|(now, moment)| now.then_some(moment))
    .collect()
}

/// The most lanes that [`happening`] looks at.
const MOST_LANES: usize = 256;

/// A number of the spec's that stands in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Slot {
    /// Which one, by its key.
    #[serde(serialize_with = "key")]
    pub field: Field,
    /// Where, in bytes of the line's text.
    pub range: Range<usize>,
    /// Whether it is written in seconds, and kept in a finer unit.
    pub seconds: bool,
}

/// Parses what a person typed in place of a number, in seconds where the program uses seconds.
///
/// # Errors
/// As [`Field::parse`].
pub fn parse(field: Field, seconds: bool, text: &str) -> Result<u64, SpecError> {
    let mut plain = text.trim().replace('_', "");
    if seconds {
        plain.push_str("e3");
    }
    field.parse(&plain)
}

fn key<S: serde::Serializer>(field: &Field, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(field.key())
}

/// A line of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The text, without its end.
    pub text: String,
    /// The numbers in it that can be edited, from left to right.
    pub slots: Vec<Slot>,
    /// What happens there.
    pub moment: Option<Moment>,
}

/// A program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Code {
    /// Its lines.
    pub lines: Vec<Line>,
}

impl Code {
    /// The whole text, to be copied and run.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for line in &self.lines {
            text.push_str(&line.text);
            text.push('\n');
        }
        text
    }
}
