//! The one table of the numeric settings: names, limits, units, and how typed numbers are parsed.

use std::ops::RangeInclusive;

use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use super::limits::MAX_LANES;
use super::python::Python;
use super::rounds::{AUTO, Rounds};
use super::spec::Spec;
use super::variants::all;
use crate::kernel::MAX_LENGTH;

/// A numeric setting of a [`Spec`].
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumCount, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "snake_case")]
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
    /// [`Spec::rounds_asked`]; 0 is auto.
    Rounds,
    /// [`Spec::length`].
    Length,
    /// [`Spec::distance`].
    Distance,
    /// [`Spec::threshold`].
    Threshold,
    /// [`Spec::hold`].
    Hold,
    /// [`Spec::chunk`].
    Chunk,
    /// [`Spec::timeout`].
    Timeout,
    /// [`Spec::interval`].
    Interval,
    /// [`Spec::buffer`].
    Buffer,
    /// [`Spec::read`].
    Read,
    /// [`Spec::recycle`].
    Recycle,
    /// [`Spec::payload`].
    Payload,
    /// [`Spec::limit`].
    Limit,
    /// [`Spec::seed`].
    Seed,
}

impl Field {
    /// Every field, in the order of the query.
    pub const ALL: [Self; Self::COUNT] = all(Self::VARIANTS);

    /// The field's name in queries.
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// The field of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        key.parse().ok()
    }

    /// The values it can take; see [`Spec`] for the unit.
    pub fn limits(self) -> RangeInclusive<u64> {
        match self {
            Field::N => 0..=10_000,
            Field::Wait => 0..=60_000,
            Field::Work => 0..=2_000_000_000,
            Field::Bursts => 1..=100,
            Field::Jitter => 0..=100,
            Field::Workers => 1..=MAX_LANES as u64,
            Field::Rounds => 0..=100,
            Field::Length => 2..=MAX_LENGTH as u64,
            Field::Distance => 0..=8,
            Field::Threshold => 1..=10_000,
            Field::Hold => 1..=100,
            Field::Chunk => 0..=10_000,
            Field::Timeout => 0..=60_000,
            Field::Interval => 1..=1_000,
            Field::Buffer | Field::Recycle | Field::Limit => 0..=10_000,
            Field::Read => 0..=60_000,
            Field::Payload => 0..=64 << 20,
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
            Field::Rounds => spec.rounds_asked.number().into(),
            Field::Length => spec.length.into(),
            Field::Distance => spec.distance.into(),
            Field::Threshold => spec.threshold.into(),
            Field::Hold => spec.hold.into(),
            Field::Chunk => spec.chunk.into(),
            Field::Timeout => spec.timeout.into(),
            Field::Interval => spec.interval.into(),
            Field::Buffer => spec.buffer.into(),
            Field::Read => spec.read.into(),
            Field::Recycle => spec.recycle.into(),
            Field::Payload => spec.payload.into(),
            Field::Limit => spec.limit.into(),
            Field::Seed => spec.seed.into(),
        }
    }

    /// Sets its value, clamped to the limits.
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
            Field::Rounds => spec.rounds_asked = Rounds::from_number(short),
            Field::Length => spec.length = short,
            Field::Distance => spec.distance = short,
            Field::Threshold => spec.threshold = short,
            Field::Hold => spec.hold = short,
            Field::Chunk => spec.chunk = short,
            Field::Timeout => spec.timeout = short,
            Field::Interval => spec.interval = short,
            Field::Buffer => spec.buffer = short,
            Field::Read => spec.read = short,
            Field::Recycle => spec.recycle = short,
            Field::Payload => spec.payload = short,
            Field::Limit => spec.limit = short,
            Field::Seed => spec.seed = short,
        }
    }

    /// How many of its steps make one unit as people write it.
    pub fn steps(self) -> u64 {
        match self {
            Field::Interval => 10,
            _ => 1,
        }
    }

    /// A value as people write it, in the field's unit.
    pub fn write(self, value: u64) -> String {
        let steps = self.steps();
        match value % steps {
            0 if value == 0 && self == Field::Rounds => AUTO.to_owned(),
            0 => (value / steps).to_string(),
            rest => format!("{}.{rest}", value / steps),
        }
    }

    /// Parses a value as people write it, in the field's unit. Accepts full-width digits and a decimal
    /// comma; rounds to the field's step.
    ///
    /// # Errors
    /// [`SpecError::NotANumber`], or [`SpecError::OutOfRange`] with the nearest value that fits.
    pub fn parse(self, text: &str) -> Result<u64, SpecError> {
        if self == Field::Rounds && text.trim() == AUTO {
            return Ok(0);
        }
        let number = parse_number(text).ok_or(SpecError::NotANumber)? * self.steps() as f64;
        let (low, high) = self.limits().into_inner();
        if number < low as f64 {
            Err(SpecError::OutOfRange { held_to: low })
        } else if number > high as f64 {
            Err(SpecError::OutOfRange { held_to: high })
        } else {
            Ok(number.round() as u64)
        }
    }
}

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SpecError {
    /// It is beyond the field's limits; the nearest limit was taken.
    OutOfRange {
        /// The value taken instead.
        held_to: u64,
    },
    /// It is not a number; the default was taken.
    NotANumber,
    /// It is not a known name; it was left out.
    UnknownValue,
    /// No setting has this name; it was left out.
    UnknownKey,
    /// The setting was given before; the first value holds.
    Repeated,
    /// The link is of a version that this page does not know; it was read as version 1.
    UnknownVersion,
    /// It is too long; the rest was left out.
    TooLong,
    /// The chosen version of Python does not have it; the nearest that it has holds.
    Since(Python),
    /// None of the chosen APIs has it; the usual one holds.
    NotOfApi,
    /// `asyncio.to_thread` is that already.
    InThreads,
    /// None of the chosen modes and APIs uses it.
    Unused,
    /// Only the shared counter has it, and that is not what the tasks compute.
    OnlyCounter,
    /// It is not two times, the earlier one first; the whole axis is shown.
    NotARange,
    /// It is not a mode and a lane's number; no lane is selected.
    NotALane,
    /// It lies past the end of the race; what the race has of it is shown.
    PastEnd {
        /// When that is, in microseconds.
        end_us: u64,
    },
    /// The race has no such lane; none is selected.
    NotInRace,
}

/// The longest text that is parsed as a number.
const MAX_NUMBER_CHARS: usize = 40;

/// Parses a number as people write it: with full-width digits, or a decimal comma.
pub(super) fn parse_number(text: &str) -> Option<f64> {
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

/// Parses `12`, `0.5` and `1e3`, exactly enough for whole numbers. Rust's own parser of floats would
/// add 12 KB to the page.
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
    // 0 times infinity is not a number.
    .map(|value| if value.is_nan() { 0.0 } else { value })
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
            ("1e99999999999", Err(SpecError::NotANumber)),
            (".", Err(SpecError::NotANumber)),
            ("1.2.3", Err(SpecError::NotANumber)),
            ("+-1", Err(SpecError::NotANumber)),
            ("1e", Err(SpecError::NotANumber)),
            ("-1", Err(SpecError::OutOfRange { held_to: 0 })),
            ("−1", Err(SpecError::OutOfRange { held_to: 0 })),
            ("10001", Err(SpecError::OutOfRange { held_to: 10_000 })),
            ("1e999", Err(SpecError::OutOfRange { held_to: 10_000 })),
            ("NaN", Err(SpecError::NotANumber)),
            ("Infinity", Err(SpecError::NotANumber)),
            ("-inf", Err(SpecError::NotANumber)),
            ("0x10", Err(SpecError::NotANumber)),
            ("", Err(SpecError::NotANumber)),
            ("twelve", Err(SpecError::NotANumber)),
        ] {
            assert_eq!(Field::N.parse(text), expected, "{text:?}");
        }
        assert_eq!(
            Field::N.parse(&"1".repeat(10_000_000)),
            Err(SpecError::NotANumber)
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
}
