//! The experiment as a program, in Python and in Rust: complete, idiomatic, and no longer than what
//! the experiment uses.
//!
//! A line knows which of the spec's numbers stand in it, so that they can be edited there, and
//! which moment of a run it stands for, so that it can be marked while that happens. Nothing here
//! runs a program, colours it or knows a language of the page: what little is said in words is part
//! of the code.
//!
//! The programs are templates, which keeps them readable here and small in the page: the first
//! character of a line is its moment (see [`Moment`]; a bar for none), `$` and a small letter are
//! a number of the spec's (see `FIELDS`), `$` and a capital are a text that was set before.

mod python;
mod rust;

use std::ops::Range;

use serde::Serialize;

use crate::event::State;
use crate::spec::{Field, Mode, Problem, Spec};
use crate::task::Step;
use crate::timeline::Timeline;

/// A moment of a run that a line stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
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
    /// The main line reads results, or joins: `R`.
    Collect,
    /// The main line ends what it has started: `E`.
    End,
}

impl Moment {
    /// Its name: the one it is serialised by.
    pub fn name(self) -> &'static str {
        match self {
            Moment::Submit => "submit",
            Moment::Start => "start",
            Moment::Compute => "compute",
            Moment::Wait => "wait",
            Moment::Fail => "fail",
            Moment::Collect => "collect",
            Moment::End => "end",
        }
    }

    fn of(letter: char) -> Option<Self> {
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

/// The moments of a run that are now, as far as its events tell: what its lanes do, and that its
/// main line hands over or awaits; in the order of [`Moment`].
///
/// No more than [`MOST_LANES`] lanes are looked at.
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

/// The most lanes that are looked at for what happens now.
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

/// Reads what a person has written in the place of a number, in seconds where the program has them.
///
/// # Errors
/// As [`Field::parse`].
pub fn parse(field: Field, seconds: bool, text: &str) -> Result<u64, Problem> {
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

/// What a mode does with the experiment, in Python.
pub fn python(spec: &Spec, mode: Mode) -> Code {
    python::write(spec, mode)
}

/// The like of it in Rust: its own threads, `rayon` for a pool, `tokio` for coroutines.
pub fn rust(spec: &Spec, mode: Mode) -> Code {
    rust::write(spec, mode)
}

/// The letters of the numbers, and for those that Python takes in seconds, how many decimals.
const FIELDS: [(char, Field, usize); 13] = [
    ('n', Field::N, 0),
    ('w', Field::Wait, 3),
    ('k', Field::Work, 0),
    ('b', Field::Bursts, 0),
    ('j', Field::Jitter, 0),
    ('p', Field::Workers, 0),
    ('c', Field::Chunk, 0),
    ('t', Field::Timeout, 3),
    ('i', Field::Interval, 4),
    ('l', Field::Length, 0),
    ('d', Field::Distance, 0),
    ('h', Field::Threshold, 0),
    ('s', Field::Seed, 0),
];

/// A program that is being written.
struct Page<'s> {
    spec: &'s Spec,
    /// Whether times are in seconds.
    seconds: bool,
    /// Before every line that is not empty.
    indent: &'static str,
    /// What capitals stand for; the last one that was set holds.
    texts: Vec<(char, &'static str)>,
    code: Code,
    /// The line that is not complete yet.
    open: Option<Line>,
}

impl<'s> Page<'s> {
    fn new(spec: &'s Spec, seconds: bool) -> Self {
        Self {
            spec,
            seconds,
            indent: "",
            texts: Vec::new(),
            code: Code::default(),
            open: None,
        }
    }

    /// Writes on; see the module for what a template is. A line may come in pieces.
    fn put(&mut self, template: &str) {
        let mut letters = template.chars();
        while let Some(letter) = letters.next() {
            match (letter, &mut self.open) {
                ('\n', open) => {
                    let line = open.take().unwrap_or_default();
                    self.code.lines.push(line);
                }
                (moment, open @ None) => {
                    *open = Some(Line {
                        text: self.indent.to_owned(),
                        slots: Vec::new(),
                        moment: Moment::of(moment),
                    });
                }
                ('$', Some(_)) => match letters.next() {
                    Some(capital @ 'A'..='Z') => {
                        let mut texts = self.texts.iter().rev();
                        let text = texts.find(|(name, _)| *name == capital);
                        self.put(text.map_or("", |(_, text)| *text));
                    }
                    small => self.put_field(small.unwrap_or('$')),
                },
                (other, Some(line)) => line.text.push(other),
            }
        }
    }

    /// Sets what a capital stands for.
    fn set(&mut self, capital: char, text: &'static str) {
        self.texts.push((capital, text));
    }

    fn put_field(&mut self, letter: char) {
        let Some((_, field, decimals)) = FIELDS.into_iter().find(|(name, ..)| *name == letter)
        else {
            return;
        };
        let seconds = self.seconds && decimals > 0;
        let value = field.get(self.spec);
        let Some(line) = &mut self.open else { return };
        let start = line.text.len();
        put_number(&mut line.text, value, if seconds { decimals } else { 0 });
        line.slots.push(Slot {
            field,
            range: start..line.text.len(),
            seconds,
        });
    }

    /// Writes a number that is none of the fields', with so many decimals.
    fn number(&mut self, value: u64, decimals: usize) {
        if let Some(line) = &mut self.open {
            put_number(&mut line.text, value, decimals);
        }
    }

    /// Writes what single tasks have, as in `2: 9, 5: 7`: the index, `between`, the value, `joint`.
    fn pairs(
        &mut self,
        between: &str,
        joint: &str,
        decimals: usize,
        value: impl Fn(&Change) -> Option<u64>,
    ) {
        let mut before = "";
        for change in changes(self.spec) {
            if let Some(value) = value(&change) {
                self.put(before);
                before = joint;
                self.number(change.task.into(), 0);
                self.put(between);
                self.number(value, decimals);
            }
        }
    }

    /// Writes the indices of the tasks that go wrong, as in `2, 5`.
    fn faulty(&mut self) {
        let mut before = "";
        for change in changes(self.spec).filter(|change| change.fail) {
            self.put(before);
            before = ", ";
            self.number(change.task.into(), 0);
        }
    }
}

/// What one task does differently.
struct Change {
    task: u32,
    wait: Option<u64>,
    work: Option<u64>,
    fail: bool,
}

fn changes(spec: &Spec) -> impl Iterator<Item = Change> {
    let there = spec
        .overrides
        .iter()
        .take_while(|(task, _)| **task < spec.n);
    there.map(|(task, change)| Change {
        task: *task,
        wait: change.wait.map(u64::from),
        work: change.work,
        fail: change.fail,
    })
}

/// What the experiment uses, hence what has to be in a program.
struct Uses {
    wait: bool,
    work: bool,
    own_waits: bool,
    own_work: bool,
    faults: bool,
    bursts: bool,
    jitter: bool,
}

impl Uses {
    fn of(spec: &Spec) -> Self {
        let tasks = spec.tasks();
        let mut steps = tasks.iter().flat_map(|task| &task.steps);
        let wait = steps.clone().any(|step| matches!(step, Step::Wait { .. }));
        let work = steps.any(|step| matches!(step, Step::Compute { .. }));
        Self {
            wait,
            work,
            own_waits: wait && changes(spec).any(|change| change.wait.is_some()),
            own_work: work && changes(spec).any(|change| change.work.is_some()),
            faults: changes(spec).any(|change| change.fail),
            bursts: spec.bursts > 1 && (wait || work),
            jitter: spec.jitter > 0 && wait,
        }
    }
}

/// Writes a number of so many decimals, as programmers do: `10_000`, `0.5`.
fn put_number(text: &mut String, value: u64, decimals: usize) {
    let digits = value.to_string();
    let (whole, rest) = digits.split_at(digits.len().saturating_sub(decimals));
    if whole.is_empty() {
        text.push('0');
    }
    for (place, digit) in whole.bytes().enumerate() {
        let left = whole.len() - place;
        if place > 0 && left.is_multiple_of(3) && whole.len() > 4 {
            text.push('_');
        }
        text.push(char::from(digit));
    }
    let fraction = rest.trim_end_matches('0');
    if !fraction.is_empty() {
        text.push('.');
        for _ in rest.len()..decimals {
            text.push('0');
        }
        text.push_str(fraction);
    }
}

#[cfg(test)]
mod tests;
