//! A student's code for the class: what was guessed and what was measured in a step, without a name, short enough for a
//! chat.
//!
//! ```text
//! IL1-02R1H-EG041-9ZB7Q-...
//! ```
//!
//! `IL`, the number of the format, then bytes in Crockford's base 32 (<https://www.crockford.com/base32.html>),
//! in groups of five: step, student (4 bytes), cores, what was answered; for each mode of each experiment what was
//! found (2 bytes) and guessed (2 bytes, if it was asked for); or the number that the step asks for, guessed and found
//! (4 bytes each); a CRC-16 over all that and the experiments' names. Numbers are big-endian; a time is kept to
//! 0.04 %.

use super::{Experiment, Step, step};
use crate::model::mode::Mode;
use crate::model::view::StepId;

/// The number of the format. It also changes when experiments of the lesson get other modes or guesses.
const FORMAT: u32 = 1;

/// What every code begins with; the number of its format and a hyphen follow.
const PREFIX: &str = "IL";

/// Crockford's digits.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// So many digits stand together.
const GROUP: usize = 5;

/// What a student has guessed and found in a step.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassCode {
    /// The step.
    pub step: StepId,
    /// Tells students apart whose numbers are the same.
    pub student: u32,
    /// How many cores the student's browser reports; 255 stands for more.
    pub cores: u8,
    /// Whether the question about the board was answered rightly, if it was.
    pub read: Option<bool>,
    /// The reason that was chosen, by index.
    pub reason: Option<u8>,
    /// What was asked for, in the order of [`quantities`].
    pub results: Vec<Compared>,
}

/// What was guessed, beside what was found: milliseconds, or the number that the step asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Compared {
    /// The guess; none if there was none.
    pub guess: Option<f64>,
    /// What was found; none if it never came to that.
    pub found: Option<f64>,
}

/// What a step has results of.
#[derive(Clone, Copy, Debug)]
pub enum Quantity {
    /// The time of a mode.
    Time {
        /// Of this experiment.
        experiment: &'static Experiment,
        /// The mode.
        mode: Mode,
        /// Whether it is guessed.
        guessed: bool,
    },
    /// The number that the step's question is about, which is guessed.
    Number,
}

/// Why a line of text gives no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is none in it.
    None,
    /// Its characters do not fit together.
    Damaged,
    /// It is of a newer release.
    Newer,
}

/// What a step has results of: times in the order of its experiments and their modes; then the number, if it asks for
/// no times.
pub fn quantities(step: &Step) -> Vec<Quantity> {
    let times = step.experiments.iter().flat_map(|experiment| {
        let modes = experiment.spec().modes.into_iter();
        modes.map(move |mode| Quantity::Time {
            experiment,
            mode,
            guessed: experiment.guesses.contains(&mode),
        })
    });
    let number = (!step.asks_times()).then_some(Quantity::Number);
    times.chain(number).collect()
}

/// The codes in a text, each as it stands there. A line may have several, or names beside them; one with nothing else
/// is told.
pub fn find(text: &str) -> Vec<(&str, Result<ClassCode, Refusal>)> {
    let mut found = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let before = found.len();
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let words = line.split(|c| !is_part(c)).filter(|word| !word.is_empty());
        for word in words {
            match read(word) {
                Err(Refusal::None) => {}
                read => found.push((word, read)),
            }
        }
        if found.len() == before {
            found.push((line, Err(Refusal::None)));
        }
    }
    found
}

/// The code in a word.
fn read(word: &str) -> Result<ClassCode, Refusal> {
    let upper = word.to_ascii_uppercase();
    let rest = upper.strip_prefix(PREFIX).ok_or(Refusal::None)?;
    let (format, digits) = rest.split_once('-').ok_or(Refusal::None)?;
    match format.parse::<u32>() {
        Ok(FORMAT) => ClassCode::from_digits(digits).ok_or(Refusal::Damaged),
        Ok(format) if format > FORMAT => Err(Refusal::Newer),
        Ok(_) => Err(Refusal::Damaged),
        Err(_) => Err(Refusal::None),
    }
}

impl ClassCode {
    /// The code as text.
    pub fn write(&self) -> String {
        let step = step(self.step);
        let read = self.read.map_or(0, |right| 1 + u8::from(right));
        let reason = self.reason.map_or(0, |reason| 1 + reason);
        let mut bytes = vec![self.step as u8];
        bytes.extend(self.student.to_be_bytes());
        bytes.extend([self.cores, read << 4 | reason]);
        for (quantity, result) in quantities(step).iter().zip(&self.results) {
            match quantity {
                Quantity::Time { guessed, .. } => {
                    bytes.extend(from_ms(result.found).to_be_bytes());
                    if *guessed {
                        bytes.extend(from_ms(result.guess).to_be_bytes());
                    }
                }
                Quantity::Number => {
                    bytes.extend(from_number(result.guess).to_be_bytes());
                    bytes.extend(from_number(result.found).to_be_bytes());
                }
            }
        }
        bytes.extend(checksum(step, &bytes).to_be_bytes());
        let digits = to_digits(&bytes);
        let groups: Vec<&str> = digits
            .as_bytes()
            .chunks(GROUP)
            .filter_map(|group| std::str::from_utf8(group).ok())
            .collect();
        format!("{PREFIX}{FORMAT}-{}", groups.join("-"))
    }

    fn from_digits(digits: &str) -> Option<Self> {
        let bytes = from_digits(digits)?;
        let (body, sum) = bytes.split_last_chunk::<2>()?;
        let id = *StepId::ALL.get(usize::from(*body.first()?))?;
        let step = step(id);
        if checksum(step, body) != u16::from_be_bytes(*sum) {
            return None;
        }
        let mut rest = &body[1..];
        let student = u32::from_be_bytes(take(&mut rest)?);
        let [cores, answers] = take(&mut rest)?;
        let mut results = Vec::new();
        for quantity in quantities(step) {
            results.push(match quantity {
                Quantity::Time { guessed, .. } => Compared {
                    found: to_ms(u16::from_be_bytes(take(&mut rest)?)),
                    guess: match guessed {
                        true => to_ms(u16::from_be_bytes(take(&mut rest)?)),
                        false => None,
                    },
                },
                Quantity::Number => Compared {
                    guess: to_number(u32::from_be_bytes(take(&mut rest)?)),
                    found: to_number(u32::from_be_bytes(take(&mut rest)?)),
                },
            });
        }
        rest.is_empty().then_some(Self {
            step: id,
            student,
            cores,
            read: [None, Some(false), Some(true)][usize::from(answers >> 4).min(2)],
            reason: (answers & 15).checked_sub(1).filter(|reason| *reason < 3),
            results,
        })
    }
}

/// The next bytes.
fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (first, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*first)
}

/// The shortest time that is told from none, in milliseconds; and how much longer each next one is.
const SHORTEST_MS: f64 = 0.001;
const RATIO: f64 = 1.000_36;

/// A time on a logarithmic scale from a microsecond to five hours; 0 stands for none.
fn from_ms(ms: Option<f64>) -> u16 {
    let step = |ms: f64| (ms.max(SHORTEST_MS) / SHORTEST_MS).ln() / RATIO.ln();
    // Casting ends at the last one.
    ms.map_or(0, |ms| (1.0 + step(ms).round()) as u16)
}

fn to_ms(value: u16) -> Option<f64> {
    let step = value.checked_sub(1)?;
    Some(SHORTEST_MS * RATIO.powi(step.into()))
}

/// A number; the greatest stands for none.
fn from_number(number: Option<f64>) -> u32 {
    number.map_or(u32::MAX, |number| (number as u32).min(u32::MAX - 1))
}

fn to_number(value: u32) -> Option<f64> {
    (value != u32::MAX).then_some(value.into())
}

/// CRC-16-CCITT of the bytes and of what they are results of.
fn checksum(step: &Step, bytes: &[u8]) -> u16 {
    let names = step.experiments.iter();
    let names = names.flat_map(|experiment| experiment.name.bytes());
    bytes
        .iter()
        .copied()
        .chain(names)
        .fold(0xFFFF, |sum, byte| {
            let sum = sum ^ u16::from(byte) << 8;
            (0..8).fold(sum, |sum, _| match sum & 0x8000 {
                0 => sum << 1,
                _ => sum << 1 ^ 0x1021,
            })
        })
}

fn to_digits(bytes: &[u8]) -> String {
    let bit = |index: usize| {
        bytes
            .get(index / 8)
            .map_or(0, |byte| byte >> (7 - index % 8) & 1)
    };
    let digit = |at: usize| (at..at + 5).fold(0, |digit, index| digit << 1 | bit(index));
    let digits = (0..bytes.len() * 8).step_by(5);
    digits
        .map(|at| char::from(DIGITS[usize::from(digit(at))]))
        .collect()
}

/// The bytes of digits, however they are grouped; a letter that looks like a number is one.
fn from_digits(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut held, mut bits) = (0_u32, 0);
    for digit in text.bytes().filter(|byte| *byte != b'-') {
        let digit = match digit {
            b'O' => b'0',
            b'I' | b'L' => b'1',
            digit => digit,
        };
        let value = DIGITS.iter().position(|known| *known == digit)?;
        held = held << 5 | value as u32;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    // What is left over only fills up the last digit.
    (bits < 5 && held == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::STEPS;

    /// A code with all that it can have.
    fn full(id: StepId) -> ClassCode {
        let value = |index: usize| Some(0.37 * 3_f64.powi(index as i32 % 13));
        let result = |(index, quantity): (usize, &Quantity)| match quantity {
            Quantity::Time { guessed, .. } => Compared {
                guess: value(index + 5).filter(|_| *guessed),
                found: value(index),
            },
            Quantity::Number => Compared {
                guess: Some(80_000_000.0),
                found: Some(0.0),
            },
        };
        ClassCode {
            step: id,
            student: 0x89AB_CDEF,
            cores: 8,
            read: Some(true),
            reason: Some(2),
            results: quantities(step(id))
                .iter()
                .enumerate()
                .map(result)
                .collect(),
        }
    }

    fn only(text: &str) -> Result<ClassCode, Refusal> {
        let found = find(text);
        assert_eq!(found.len(), 1, "{text}");
        found[0].1.clone()
    }

    fn near(one: Option<f64>, other: Option<f64>) -> bool {
        match (one, other) {
            (Some(one), Some(other)) => (one - other).abs() <= one * 0.0004,
            (one, other) => one == other,
        }
    }

    #[test]
    fn a_code_of_every_step_is_read_as_it_was_written() {
        for step in STEPS {
            let code = full(step.id);
            let text = code.write();
            assert!(text.len() < 120, "{text}");
            let read = only(&text).expect("it is whole");
            assert_eq!(
                (read.step, read.student, read.cores),
                (code.step, code.student, code.cores)
            );
            assert_eq!((read.read, read.reason), (code.read, code.reason));
            for (read, written) in read.results.iter().zip(&code.results) {
                assert!(near(written.guess, read.guess), "{read:?} {written:?}");
                assert!(near(written.found, read.found), "{read:?} {written:?}");
            }
            assert_eq!(only(&read.write()), Ok(read), "and again, exactly");
            let nothing = ClassCode {
                read: None,
                reason: None,
                results: vec![Compared::default(); code.results.len()],
                ..code
            };
            assert_eq!(only(&nothing.write()), Ok(nothing));
        }
    }

    #[test]
    fn whoever_types_a_code_may_confuse_what_looks_alike() {
        let code = full(StepId::Release);
        let text = code.write();
        let typed = text.to_lowercase().replace('0', "o");
        let typed = [
            "il1-",
            &typed["il1-".len()..].replace('1', "l").replace('-', ""),
        ]
        .concat();
        assert_eq!(only(&typed), only(&text));
    }

    #[test]
    fn every_wrong_missing_or_swapped_character_is_noticed() {
        let text = full(StepId::Release).write();
        let start = "IL1-".len();
        for at in start..text.len() {
            let (before, after) = (&text[..at], &text[at + 1..]);
            let is = text.as_bytes()[at];
            if is == b'-' {
                continue;
            }
            for other in DIGITS.iter().filter(|digit| **digit != is) {
                let wrong = format!("{before}{}{after}", char::from(*other));
                assert_eq!(only(&wrong), Err(Refusal::Damaged), "{wrong}");
            }
            let missing = [before, after].concat();
            assert_eq!(only(&missing), Err(Refusal::Damaged), "{missing}");
            let cut = only(before);
            assert_eq!(cut, Err(Refusal::Damaged), "{before}");
            let mut swapped = text.clone().into_bytes();
            if at + 1 < text.len() && swapped[at + 1] != b'-' && swapped[at + 1] != is {
                swapped.swap(at, at + 1);
                let swapped = String::from_utf8(swapped).expect("it is ASCII");
                assert_eq!(only(&swapped), Err(Refusal::Damaged), "{swapped}");
            }
        }
    }

    #[test]
    fn codes_are_found_among_names_and_lines_without_any_are_told() {
        let [first, second] = [StepId::Release, StepId::Batches].map(|id| full(id).write());
        let text = format!(
            "小明：{first}，谢谢\n\n hello \nAnna: {second}; {second}\nIL2-AAAAA\n{first}0"
        );
        let found = find(&text);
        let told: Vec<_> = found
            .iter()
            .map(|(_, code)| code.as_ref().map(|code| code.step))
            .collect();
        assert_eq!(
            told,
            [
                Ok(StepId::Release),
                Err(&Refusal::None),
                Ok(StepId::Batches),
                Ok(StepId::Batches),
                Err(&Refusal::Newer),
                Err(&Refusal::Damaged),
            ]
        );
        assert_eq!(found[1].0, "hello");
    }

    #[test]
    fn no_text_is_too_strange() {
        for text in [
            "IL1-",
            "IL1-U",
            "IL-1",
            "IL99999999999-A",
            "il1--",
            "-",
            "IL1-é",
        ] {
            assert!(only(text).is_err(), "{text}");
        }
    }
}
