//! Templates for both languages, and what of them an experiment needs.
//!
//! The first character of a line is its moment (see [`Moment`]; a bar for none), `$` and a small
//! letter are a number of the spec's (see [`FIELDS`]), `$` and a capital are a text that was set
//! before.

use super::program::{Code, Line, Moment, Slot};
use crate::model::field::Field;
use crate::model::spec::Spec;

/// The letter and field of each number, and the decimals of those that Python takes in seconds.
pub(super) const FIELDS: [(char, Field, usize); 18] = [
    ('n', Field::N, 0),
    ('w', Field::Wait, 3),
    ('k', Field::Work, 0),
    ('b', Field::Bursts, 0),
    ('j', Field::Jitter, 0),
    ('p', Field::Workers, 0),
    ('c', Field::Chunk, 0),
    ('t', Field::Timeout, 3),
    ('i', Field::Interval, 4),
    ('u', Field::Buffer, 0),
    ('r', Field::Read, 3),
    ('m', Field::Recycle, 0),
    ('q', Field::Payload, 0),
    ('a', Field::Limit, 0),
    ('l', Field::Length, 0),
    ('d', Field::Distance, 0),
    ('h', Field::Threshold, 0),
    ('s', Field::Seed, 0),
];

/// A program that is being written.
pub(super) struct Page<'s> {
    pub(super) spec: &'s Spec,
    /// Whether times are in seconds.
    pub(super) seconds: bool,
    /// Before every line that is not empty.
    pub(super) indent: &'static str,
    /// What capitals stand for; the last one that was set holds.
    texts: Vec<(char, &'static str)>,
    pub(super) code: Code,
    /// The line that is not complete yet.
    open: Option<Line>,
}

impl<'s> Page<'s> {
    pub(super) fn new(spec: &'s Spec, seconds: bool) -> Self {
        Self {
            spec,
            seconds,
            indent: "",
            texts: Vec::new(),
            code: Code::default(),
            open: None,
        }
    }

    /// Appends a template (see the module). A line may come in pieces.
    pub(super) fn put(&mut self, template: &str) {
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
    pub(super) fn set(&mut self, capital: char, text: &'static str) {
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

    /// Writes a number that is no field's, with this many decimals.
    pub(super) fn number(&mut self, value: u64, decimals: usize) {
        if let Some(line) = &mut self.open {
            put_number(&mut line.text, value, decimals);
        }
    }

    /// Writes what single tasks override, as in `2: 9, 5: 7`: the index, `between`, the value, `joint`.
    pub(super) fn pairs(
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
    pub(super) fn faulty(&mut self) {
        let mut before = "";
        for change in changes(self.spec).filter(|change| change.fail) {
            self.put(before);
            before = ", ";
            self.number(change.task.into(), 0);
        }
    }
}

/// What one task does differently.
pub(super) struct Change {
    pub(super) task: u32,
    pub(super) wait: Option<u64>,
    pub(super) work: Option<u64>,
    pub(super) fail: bool,
}

pub(super) fn changes(spec: &Spec) -> impl Iterator<Item = Change> {
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

/// What the experiment uses, and a program therefore contains.
pub(super) struct Uses {
    pub(super) wait: bool,
    pub(super) work: bool,
    pub(super) own_waits: bool,
    pub(super) own_work: bool,
    pub(super) faults: bool,
    pub(super) bursts: bool,
    pub(super) jitter: bool,
}

impl Uses {
    pub(super) fn of(spec: &Spec) -> Self {
        // Does not build the tasks: there may be ten thousand with two hundred steps each. All that
        // are not overridden are alike.
        let some_alike = changes(spec).count() < spec.n as usize;
        let any = |own: fn(Change) -> Option<u64>, asked: u64| {
            let mut changed = changes(spec).map(|change| own(change).unwrap_or(asked) > 0);
            (some_alike && asked > 0) || changed.any(|is_more| is_more)
        };
        let wait = any(|change| change.wait, spec.wait.into());
        let work = any(|change| change.work, spec.work);
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

/// Writes a number with this many decimals, as programmers do: `10_000`, `0.5`.
pub(super) fn put_number(text: &mut String, value: u64, decimals: usize) {
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
