//! What the reader chose: an experiment, its limits, and the tasks that follow from it.
//!
//! [`Field`] is the one table of the numeric settings: the form, the query and the checks all go
//! through it. Nothing here runs anything or knows how a spec is written in a link; see
//! [`crate::query`].

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::clock::{MILLI, Nanos};
use crate::kernel::{Corpus, CorpusError, Kernel, Patterns};
use crate::map::Map;
use crate::task::{Step, Task};

/// One way to execute the tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// One after the other.
    Sequential,
    /// On the lanes of a thread pool over one shared memory, without a GIL.
    Threads,
    /// As coroutines on one event loop.
    Async,
}

impl Mode {
    /// Every mode, in the order in which they are shown.
    pub const ALL: [Mode; 3] = [Mode::Sequential, Mode::Threads, Mode::Async];

    /// The mode's name in queries and documents.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Sequential => "sequential",
            Mode::Threads => "threads",
            Mode::Async => "async",
        }
    }

    /// The mode of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }
}

/// Which kernel compute steps run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KernelKind {
    /// π by series; a unit is one term.
    Pi,
    /// The pattern search; a unit is one candidate pattern against the whole corpus.
    Patterns,
}

impl KernelKind {
    /// Every kernel.
    pub const ALL: [KernelKind; 2] = [KernelKind::Pi, KernelKind::Patterns];

    /// The kernel's name in queries and documents.
    pub fn name(self) -> &'static str {
        match self {
            KernelKind::Pi => "pi",
            KernelKind::Patterns => "patterns",
        }
    }
}

/// An experiment to start from; all but the last two pairs are the article's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Ten sleeps of half a second, each with a worker of its own: the article's first example.
    Sleeps,
    /// The same on a pool of four.
    Pool4,
    /// The same on a pool of eight.
    Pool8,
    /// π on all cores: pure computing.
    Pi,
    /// The pattern search: the article's own project.
    Patterns,
    /// Tasks that compute and wait in turn.
    Mixed,
    /// Coroutines that block instead of awaiting.
    Blocking,
}

impl Preset {
    /// Every preset, in the order of the menu.
    pub const ALL: [Preset; 7] = [
        Preset::Sleeps,
        Preset::Pool4,
        Preset::Pool8,
        Preset::Pi,
        Preset::Patterns,
        Preset::Mixed,
        Preset::Blocking,
    ];

    /// The preset's name in queries and documents.
    pub fn name(self) -> &'static str {
        match self {
            Preset::Sleeps => "sleeps",
            Preset::Pool4 => "pool4",
            Preset::Pool8 => "pool8",
            Preset::Pi => "pi",
            Preset::Patterns => "patterns",
            Preset::Mixed => "mixed",
            Preset::Blocking => "blocking",
        }
    }

    /// The experiment, the same on every machine, so that a link means the same everywhere.
    pub fn spec(self) -> Spec {
        let sleeps = Spec {
            preset: self,
            n: 10,
            wait: 500,
            work: 0,
            bursts: 1,
            jitter: 0,
            workers: 10,
            modes: Mode::ALL.to_vec(),
            rounds: 1,
            kernel: KernelKind::Pi,
            length: 6,
            distance: 1,
            threshold: 10,
            seed: 1,
            blocking: false,
            overrides: Map::new(),
        };
        let computing = Spec {
            n: 8,
            wait: 0,
            workers: 4,
            ..sleeps.clone()
        };
        match self {
            Preset::Sleeps => sleeps,
            Preset::Pool4 => Spec {
                workers: 4,
                ..sleeps
            },
            Preset::Pool8 => Spec {
                workers: 8,
                ..sleeps
            },
            Preset::Pi => Spec {
                work: 200_000_000,
                ..computing
            },
            Preset::Patterns => Spec {
                work: 2_000,
                kernel: KernelKind::Patterns,
                ..computing
            },
            Preset::Mixed => Spec {
                n: 12,
                wait: 240,
                work: 40_000_000,
                bursts: 4,
                jitter: 30,
                ..computing
            },
            Preset::Blocking => Spec {
                blocking: true,
                ..sleeps
            },
        }
    }

    /// The experiment as it suits a machine of so many cores: pure computing takes them all.
    pub fn spec_for(self, cores: u32) -> Spec {
        let mut spec = self.spec();
        if matches!(self, Preset::Pi | Preset::Patterns) {
            Field::Workers.set(&mut spec, u64::from(cores));
        }
        spec
    }
}

/// What one task does differently from the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Override {
    /// Its wait in all its bursts together, in milliseconds.
    pub wait: Option<u32>,
    /// Its work in all its bursts together, in kernel units.
    pub work: Option<u64>,
    /// Whether it raises an error at its end.
    pub fail: bool,
}

/// The most tasks that can be overridden one by one.
pub const MAX_OVERRIDES: usize = 200;

/// How long one mode's run may take before its tasks are timed out, in nanoseconds.
pub const RUN_LIMIT: Nanos = 120_000 * MILLI;

/// An experiment: all that the reader chose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spec {
    /// The preset it was made from.
    pub preset: Preset,
    /// How many tasks.
    pub n: u32,
    /// What each task waits in all its bursts together, in milliseconds.
    pub wait: u32,
    /// What each task computes in all its bursts together, in kernel units.
    pub work: u64,
    /// How often each task computes, then waits.
    pub bursts: u32,
    /// By how much each wait may differ from the asked one, in per cent, either way.
    pub jitter: u32,
    /// How many workers a mode with a pool has.
    pub workers: u32,
    /// The modes that take part, in the order of [`Mode::ALL`].
    pub modes: Vec<Mode>,
    /// How often every mode runs.
    pub rounds: u32,
    /// What compute steps run.
    pub kernel: KernelKind,
    /// The pattern search's pattern length, in symbols.
    pub length: u32,
    /// The pattern search's edit distance.
    pub distance: u32,
    /// The number of other functions a pattern must recur in to be kept.
    pub threshold: u32,
    /// What the jitter and the order of modes are drawn from.
    pub seed: u32,
    /// Whether coroutines block in their waits instead of awaiting.
    pub blocking: bool,
    /// What single tasks do differently, by index from 0.
    #[serde(rename = "tasks")]
    pub overrides: Map<u32, Override>,
}

impl Default for Spec {
    fn default() -> Self {
        Preset::Sleeps.spec()
    }
}

/// A numeric setting of a [`Spec`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// [`Spec::n`].
    N,
    /// [`Spec::wait`].
    Wait,
    /// [`Spec::work`].
    Work,
    /// [`Spec::bursts`].
    Bursts,
    /// [`Spec::jitter`].
    Jitter,
    /// [`Spec::workers`].
    Workers,
    /// [`Spec::rounds`].
    Rounds,
    /// [`Spec::length`].
    Length,
    /// [`Spec::distance`].
    Distance,
    /// [`Spec::threshold`].
    Threshold,
    /// [`Spec::seed`].
    Seed,
}

impl Field {
    /// Every field, in the order of the query.
    pub const ALL: [Field; 11] = [
        Field::N,
        Field::Wait,
        Field::Work,
        Field::Bursts,
        Field::Jitter,
        Field::Workers,
        Field::Rounds,
        Field::Length,
        Field::Distance,
        Field::Threshold,
        Field::Seed,
    ];

    /// The field's name in queries.
    pub fn key(self) -> &'static str {
        match self {
            Field::N => "n",
            Field::Wait => "wait",
            Field::Work => "work",
            Field::Bursts => "bursts",
            Field::Jitter => "jitter",
            Field::Workers => "workers",
            Field::Rounds => "rounds",
            Field::Length => "length",
            Field::Distance => "distance",
            Field::Threshold => "threshold",
            Field::Seed => "seed",
        }
    }

    /// The values it can take; see [`Spec`] for the unit.
    pub fn limits(self) -> RangeInclusive<u64> {
        match self {
            Field::N => 0..=10_000,
            Field::Wait => 0..=60_000,
            Field::Work => 0..=2_000_000_000,
            Field::Bursts => 1..=100,
            Field::Jitter => 0..=100,
            Field::Workers => 1..=64,
            Field::Rounds => 1..=100,
            Field::Length => 2..=crate::kernel::MAX_LENGTH as u64,
            Field::Distance => 0..=8,
            Field::Threshold => 1..=10_000,
            Field::Seed => 0..=u32::MAX as u64,
        }
    }

    /// Its value.
    pub fn get(self, spec: &Spec) -> u64 {
        match self {
            Field::N => spec.n.into(),
            Field::Wait => spec.wait.into(),
            Field::Work => spec.work,
            Field::Bursts => spec.bursts.into(),
            Field::Jitter => spec.jitter.into(),
            Field::Workers => spec.workers.into(),
            Field::Rounds => spec.rounds.into(),
            Field::Length => spec.length.into(),
            Field::Distance => spec.distance.into(),
            Field::Threshold => spec.threshold.into(),
            Field::Seed => spec.seed.into(),
        }
    }

    /// Sets its value, held to the limits.
    pub fn set(self, spec: &mut Spec, value: u64) {
        let value = value.clamp(*self.limits().start(), *self.limits().end());
        // The limits of all fields but `work` lie within 32 bits.
        let short = value as u32;
        match self {
            Field::N => spec.n = short,
            Field::Wait => spec.wait = short,
            Field::Work => spec.work = value,
            Field::Bursts => spec.bursts = short,
            Field::Jitter => spec.jitter = short,
            Field::Workers => spec.workers = short,
            Field::Rounds => spec.rounds = short,
            Field::Length => spec.length = short,
            Field::Distance => spec.distance = short,
            Field::Threshold => spec.threshold = short,
            Field::Seed => spec.seed = short,
        }
    }

    /// Reads a value as a person writes it: full-width digits and a decimal comma are understood,
    /// fractions are rounded.
    ///
    /// # Errors
    /// [`Problem::NotANumber`], or [`Problem::OutOfRange`] with the nearest value that fits.
    pub fn parse(self, text: &str) -> Result<u64, Problem> {
        let number = parse_number(text).ok_or(Problem::NotANumber)?;
        let (low, high) = self.limits().into_inner();
        if number < low as f64 {
            Err(Problem::OutOfRange { held_to: low })
        } else if number > high as f64 {
            Err(Problem::OutOfRange { held_to: high })
        } else {
            Ok(number.round() as u64)
        }
    }
}

/// The longest text that is looked at as a number.
const MAX_NUMBER_CHARS: usize = 40;

fn parse_number(text: &str) -> Option<f64> {
    let text = text.trim();
    if text.chars().nth(MAX_NUMBER_CHARS).is_some() {
        return None;
    }
    let plain: String = text
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
            '．' | ',' | '，' => '.',
            '－' | '−' => '-',
            '＋' => '+',
            other => other,
        })
        .collect();
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(digits) => (-1.0, digits),
        None => (1.0, plain.strip_prefix('+').unwrap_or(&plain)),
    };
    Some(sign * parse_decimal(digits)?)
}

/// Reads `12`, `0.5` and `1e3`. Exact enough for whole numbers; Rust's own reading of floating-point
/// numbers would cost the page 12 KB.
fn parse_decimal(text: &str) -> Option<f64> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut value = 0.0;
    for digit in whole.chars().chain(fraction.chars()) {
        value = value * 10.0 + f64::from(digit.to_digit(10)?);
    }
    let exponent = exponent.clamp(-400, 400) - fraction.len() as i32;
    let some = !whole.is_empty() || !fraction.is_empty();
    some.then(|| match exponent {
        0.. => value * 10_f64.powi(exponent),
        _ => value / 10_f64.powi(-exponent),
    })
    // 0 times infinity is none.
    .map(|value| if value.is_nan() { 0.0 } else { value })
}

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Problem {
    /// It is beyond the field's limits; the nearest limit was taken.
    OutOfRange {
        /// The value taken instead.
        held_to: u64,
    },
    /// It is not a number; the default was taken.
    NotANumber,
    /// It is none of the names that are understood here; it was left out.
    UnknownValue,
    /// No setting has this name; it was left out.
    UnknownKey,
    /// The setting was given before; the first one holds.
    Repeated,
    /// The link is of a version that this page does not know; it was read as version 1.
    UnknownVersion,
    /// It is longer than anything that is looked at; the rest was left out.
    TooLong,
}

impl Spec {
    /// The tasks, in order.
    pub fn tasks(&self) -> Vec<Task> {
        let mut random = fastrand::Rng::with_seed(self.seed.into());
        (0..self.n)
            .map(|index| {
                let change = self.overrides.get(&index).copied().unwrap_or_default();
                let wait = Nanos::from(change.wait.unwrap_or(self.wait)) * MILLI;
                let work = change.work.unwrap_or(self.work);
                let bursts = u64::from(self.bursts);
                let mut steps = Vec::new();
                for burst in 0..bursts {
                    let units = share(work, bursts, burst);
                    // Drawn even where it is not used, so that one task's override does not
                    // change the others' waits.
                    let draw = random.f64() * 2.0 - 1.0;
                    let factor = 1.0 + draw * f64::from(self.jitter) / 100.0;
                    let nanos = (share(wait, bursts, burst) as f64 * factor).round() as Nanos;
                    if units > 0 {
                        steps.push(Step::Compute { units });
                    }
                    if nanos > 0 {
                        steps.push(Step::Wait { nanos });
                    }
                }
                Task {
                    steps,
                    fails: change.fail,
                }
            })
            .collect()
    }

    /// What tasks that there are do differently.
    pub fn overrides_in_use(&self) -> impl Iterator<Item = &Override> {
        let there = self
            .overrides
            .iter()
            .take_while(|(task, _)| **task < self.n);
        there.map(|(_, change)| change)
    }

    /// The kernel, prepared; `own` is the reader's own corpus, if there is one.
    ///
    /// # Errors
    /// What is wrong with the corpus, if patterns are searched in one.
    pub fn prepare_kernel(&self, own: Option<&str>) -> Result<Kernel, CorpusError> {
        match self.kernel {
            KernelKind::Pi => Ok(Kernel::Pi),
            KernelKind::Patterns => {
                let corpus = match own {
                    Some(text) => Corpus::parse(text)?,
                    None => Corpus::built_in(),
                };
                Patterns::new(&corpus, self.length as usize, self.distance as usize)
                    .map(Kernel::Patterns)
            }
        }
    }

    /// Chooses or drops a mode, keeping the order.
    pub fn set_mode(&mut self, mode: Mode, chosen: bool) {
        self.modes.retain(|other| *other != mode);
        if chosen {
            self.modes.push(mode);
            self.modes.sort();
        }
    }
}

/// Part `index` of `total` in `parts` parts that differ by one at most.
fn share(total: u64, parts: u64, index: u64) -> u64 {
    total * (index + 1) / parts - total * index / parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, expected) in [
            ("12", Ok(12)),
            (" １２ ", Ok(12)),
            ("0,6", Ok(1)),
            ("1e3", Ok(1_000)),
            ("+7", Ok(7)),
            (".4e1", Ok(4)),
            ("25000E-2", Ok(250)),
            ("0e999", Ok(0)),
            ("1e-999", Ok(0)),
            ("1e99999999999", Err(Problem::NotANumber)),
            (".", Err(Problem::NotANumber)),
            ("1.2.3", Err(Problem::NotANumber)),
            ("+-1", Err(Problem::NotANumber)),
            ("1e", Err(Problem::NotANumber)),
            ("-1", Err(Problem::OutOfRange { held_to: 0 })),
            ("−1", Err(Problem::OutOfRange { held_to: 0 })),
            ("10001", Err(Problem::OutOfRange { held_to: 10_000 })),
            ("1e999", Err(Problem::OutOfRange { held_to: 10_000 })),
            ("NaN", Err(Problem::NotANumber)),
            ("Infinity", Err(Problem::NotANumber)),
            ("-inf", Err(Problem::NotANumber)),
            ("0x10", Err(Problem::NotANumber)),
            ("", Err(Problem::NotANumber)),
            ("twelve", Err(Problem::NotANumber)),
        ] {
            assert_eq!(Field::N.parse(text), expected, "{text:?}");
        }
        assert_eq!(
            Field::N.parse(&"1".repeat(10_000_000)),
            Err(Problem::NotANumber)
        );
    }

    #[test]
    fn every_field_holds_its_limits() {
        for field in Field::ALL {
            let (low, high) = field.limits().into_inner();
            for (asked, kept) in [(0, low), (low, low), (high, high), (u64::MAX, high)] {
                let mut spec = Spec::default();
                field.set(&mut spec, asked);
                assert_eq!(field.get(&spec), kept, "{field:?} {asked}");
            }
        }
    }

    #[test]
    fn every_preset_is_within_the_limits() {
        for preset in Preset::ALL {
            for spec in [preset.spec(), preset.spec_for(128)] {
                for field in Field::ALL {
                    assert!(
                        field.limits().contains(&field.get(&spec)),
                        "{preset:?} {field:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn bursts_share_out_all_of_the_work_and_the_wait() {
        let spec = Spec {
            n: 3,
            wait: 100,
            work: 10,
            bursts: 3,
            ..Spec::default()
        };
        for task in spec.tasks() {
            assert_eq!((task.units(), task.wait()), (10, 100 * MILLI));
            assert_eq!(task.steps.len(), 6);
        }
    }

    #[test]
    fn jitter_is_within_bounds_and_follows_the_seed() {
        let spec = Spec {
            n: 200,
            jitter: 20,
            ..Spec::default()
        };
        let waits = |spec: &Spec| spec.tasks().iter().map(Task::wait).collect::<Vec<_>>();
        let first = waits(&spec);
        assert!(
            first
                .iter()
                .all(|wait| (400 * MILLI..=600 * MILLI).contains(wait))
        );
        assert!(first.iter().any(|wait| *wait > 550 * MILLI));
        assert!(first.iter().any(|wait| *wait < 450 * MILLI));
        assert_eq!(first, waits(&spec));
        let other = Spec { seed: 2, ..spec };
        assert_ne!(first, waits(&other));
    }

    #[test]
    fn an_override_changes_one_task_only() {
        let mut spec = Spec {
            n: 3,
            jitter: 10,
            ..Spec::default()
        };
        let before = spec.tasks();
        let change = Override {
            wait: Some(0),
            work: Some(7),
            fail: true,
        };
        spec.overrides.insert(1, change);
        let after = spec.tasks();
        assert_eq!((&after[0], &after[2]), (&before[0], &before[2]));
        assert_eq!(after[1].steps, [Step::Compute { units: 7 }]);
        assert!(after[1].fails);
    }
}
