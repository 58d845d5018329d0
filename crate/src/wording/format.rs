//! Numbers for people: pure text, the same in every language. The words around them are in the
//! catalogues.
//!
//! Digits are put together from integers, so that every number is rounded half up.

use crate::model::field::Field;

/// The text in place of a missing number.
pub const NOTHING: &str = "–";

/// A number with this many decimals, rounded half up; [`NOTHING`] if it is not finite.
pub fn fixed(value: f64, decimals: usize) -> String {
    let scale = 10_u64.pow(decimals as u32);
    let scaled = (value.abs() * scale as f64).round();
    if !scaled.is_finite() || scaled >= u64::MAX as f64 {
        return NOTHING.to_owned();
    }
    let scaled = scaled as u64;
    let sign = if value < 0.0 && scaled > 0 { "−" } else { "" };
    let mut text = format!("{sign}{}", scaled / scale);
    if decimals > 0 {
        let rest = (scaled % scale).to_string();
        text.push('.');
        text.extend(std::iter::repeat_n('0', decimals - rest.len()));
        text.push_str(&rest);
    }
    text
}

/// A duration in milliseconds: `5.00 s`, `0.503 s`, `12.3 ms`. Three significant digits; one more
/// or one fewer if the 95 % interval says so.
pub fn time(ms: f64, interval: Option<[f64; 2]>) -> String {
    if !ms.is_finite() {
        return NOTHING.to_owned();
    }
    let (scale, unit) = if ms.abs() >= 99.95 {
        (1_000.0, "s")
    } else {
        (1.0, "ms")
    };
    let value = ms / scale;
    let usual = decimals(value);
    let decimals = interval.map_or(usual, |[low, high]| {
        let half = (high - low) / 2.0 / scale;
        let fitting = (0..6)
            .find(|decimals| 10_f64.powi(-decimals) <= half)
            .unwrap_or(6);
        (fitting as usize).clamp(usual.saturating_sub(1), usual + 1)
    });
    format!("{} {unit}", fixed(value, decimals))
}

/// A range of durations in milliseconds: `5.01–5.05 s`, with the digits in which they differ.
pub fn range([low, high]: [f64; 2]) -> String {
    let (scale, unit) = if high >= 99.95 {
        (1_000.0, "s")
    } else {
        (1.0, "ms")
    };
    let [low, high] = [low, high].map(|ms| ms / scale);
    let fine = |decimals: &i32| 10_f64.powi(-decimals) <= (high - low) / 2.0;
    let decimals = (0..4).find(fine).unwrap_or(4) as usize;
    format!("{}–{} {unit}", fixed(low, decimals), fixed(high, decimals))
}

/// A duration that was asked for, without superfluous digits: `500 ms`, `1.5 s`.
pub fn whole_time(ms: u64) -> String {
    if ms < 1_000 {
        return format!("{ms} ms");
    }
    let decimals = match ms % 1_000 {
        0 => 0,
        rest if rest % 100 == 0 => 1,
        rest if rest % 10 == 0 => 2,
        _ => 3,
    };
    format!("{} s", fixed(ms as f64 / 1_000.0, decimals))
}

/// How many decimals give three significant digits, at most three.
fn decimals(value: f64) -> usize {
    match value.abs() {
        v if v >= 99.95 => 0,
        v if v >= 9.995 => 1,
        v if v >= 0.9995 => 2,
        _ => 3,
    }
}

/// A ratio, without its sign `×`: `9.9`, `1.97`, `120`.
pub fn ratio(ratio: f64) -> String {
    let decimals = match ratio.abs() {
        r if r >= 99.95 => 0,
        r if r >= 1.995 => 1,
        _ => 2,
    };
    fixed(ratio, decimals)
}

/// A ratio with its sign: `9.9×`.
pub fn times(value: f64) -> String {
    ratio(value) + "×"
}

/// A ratio with its sign and its 95 % interval, if there is one: `2.1× (2.0–2.6)`.
pub fn times_within(value: f64, ci95: Option<[f64; 2]>) -> String {
    match ci95 {
        Some([low, high]) => format!("{} ({}–{})", times(value), ratio(low), ratio(high)),
        None => times(value),
    }
}

/// How many cores: `8`, `7.6`.
pub fn cores(cores: f64) -> String {
    let decimals = usize::from((cores - cores.round()).abs() >= 0.05);
    fixed(cores, decimals)
}

/// A share from 0 to 1, in per cent: `40%`.
pub fn percent(share: f64) -> String {
    format!("{}%", fixed(share.clamp(0.0, 1.0) * 100.0, 0))
}

/// A whole number with thousands separators: `200,000,000`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A big number as Chinese counts it: `20 万`, `1.5 亿`; from ten thousand on.
pub fn myriads(number: u64) -> Option<String> {
    match number {
        100_000_000.. => Some(format!("{} 亿", short(number, 100_000_000))),
        10_000.. => Some(format!("{} 万", short(number, 10_000))),
        _ => None,
    }
}

/// A big number as English counts it: `1.5 million`; from a million on.
pub fn millions(number: u64) -> Option<String> {
    match number {
        1_000_000_000.. => Some(format!("{} billion", short(number, 1_000_000_000))),
        1_000_000.. => Some(format!("{} million", short(number, 1_000_000))),
        _ => None,
    }
}

/// How often `unit` fits, with two decimals at most and no trailing zeros.
fn short(number: u64, unit: u64) -> String {
    let text = fixed(number as f64 / unit as f64, 2);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The size of a text: `812 B`, `12 KB`.
pub fn bytes(bytes: usize) -> String {
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{} KB", fixed(bytes as f64 / 1_024.0, 0)),
        _ => format!("{} MB", fixed(bytes as f64 / 1_048_576.0, 1)),
    }
}

/// A number with its unit; a per cent sign follows without a space.
pub fn with_unit(number: &str, unit: &str) -> String {
    match unit {
        "" => number.to_owned(),
        "%" => [number, unit].concat(),
        unit => [number, " ", unit].concat(),
    }
}

/// A small number, as `5.0 × 10⁻⁹`.
pub fn scientific(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let (mut mantissa, mut exponent) = (value.abs(), 0_i32);
    while mantissa < 0.995 {
        mantissa *= 10.0;
        exponent += 1;
    }
    if exponent == 0 {
        return fixed(mantissa, 1);
    }
    let raised: String = exponent
        .to_string()
        .chars()
        .filter_map(|digit| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(digit.to_digit(10)? as usize))
        .collect();
    format!("{} × 10⁻{raised}", fixed(mantissa, 1))
}

/// A field's value as people write it, with thousands separators.
pub fn amount(field: Field, value: u64) -> String {
    match field.steps() {
        1 => count(value),
        _ => field.write(value),
    }
}

/// The value of the field with this name in links.
pub fn amount_of(key: &str, value: u64) -> String {
    let field = Field::ALL.into_iter().find(|field| field.key() == key);
    field.map_or_else(|| count(value), |field| amount(field, value))
}

/// A field's limits, likewise.
pub fn limits(field: Field) -> [String; 2] {
    let (low, high) = field.limits().into_inner();
    [low, high].map(|limit| amount(field, limit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_and_keep_their_zeros() {
        for (value, decimals, expected) in [
            (0.0, 0, "0"),
            (1.005, 1, "1.0"),
            (2.96, 1, "3.0"),
            (0.05, 3, "0.050"),
            (-1.5, 1, "−1.5"),
            (-0.01, 1, "0.0"),
            (f64::NAN, 1, "–"),
            (f64::INFINITY, 1, "–"),
            (1e300, 2, "–"),
            (std::f64::consts::PI, 10, "3.1415926536"),
        ] {
            assert_eq!(fixed(value, decimals), expected);
        }
    }

    #[test]
    fn a_time_has_three_significant_digits() {
        for (ms, expected) in [
            (5_003.2, "5.00 s"),
            (503.4, "0.503 s"),
            (12_340.0, "12.3 s"),
            (119_900.0, "120 s"),
            (99.94, "99.9 ms"),
            (12.34, "12.3 ms"),
            (9.996, "10.0 ms"),
            (1.5, "1.50 ms"),
            (0.02, "0.020 ms"),
            (f64::NAN, "–"),
        ] {
            assert_eq!(time(ms, None), expected);
        }
    }

    #[test]
    fn a_time_shows_no_digit_that_the_interval_does_not_carry() {
        assert_eq!(time(5_003.2, Some([5_003.0, 5_003.4])), "5.003 s");
        assert_eq!(time(5_003.2, Some([4_900.0, 5_100.0])), "5.0 s");
        assert_eq!(time(5_003.2, Some([4_980.0, 5_020.0])), "5.00 s");
        assert_eq!(time(503.4, Some([503.4, 503.4])), "0.5034 s");
    }

    #[test]
    fn a_range_is_as_fine_as_it_is_wide() {
        for (range_ms, expected) in [
            ([500.91, 502.24], "0.5009–0.5022 s"),
            ([5_001.2, 5_043.0], "5.00–5.04 s"),
            ([990.0, 1_300.0], "1.0–1.3 s"),
            ([2.0, 40.0], "2–40 ms"),
            ([7.0, 7.0], "7.0000–7.0000 ms"),
        ] {
            assert_eq!(range(range_ms), expected);
        }
    }

    #[test]
    fn a_duration_that_was_asked_for_has_no_superfluous_digits() {
        for (ms, expected) in [
            (0, "0 ms"),
            (500, "500 ms"),
            (1_000, "1 s"),
            (1_500, "1.5 s"),
            (60_001, "60.001 s"),
        ] {
            assert_eq!(whole_time(ms), expected);
        }
    }

    #[test]
    fn ratios_and_cores_and_counts() {
        assert_eq!(
            [9.94, 1.974, 0.99, 1.0, 120.3].map(ratio),
            ["9.9", "1.97", "0.99", "1.00", "120"]
        );
        assert_eq!([8.0, 7.6, 1.98].map(cores), ["8", "7.6", "2"]);
        assert_eq!(
            [0, 999, 1_000, 200_000_000].map(count),
            ["0", "999", "1,000", "200,000,000"]
        );
        assert_eq!(percent(0.404), "40%");
        assert_eq!(
            ["ms", "%", ""].map(|unit| with_unit("5", unit)),
            ["5 ms", "5%", "5"]
        );
        assert_eq!(
            [812, 12_300, 1_048_576].map(bytes),
            ["812 B", "12 KB", "1.0 MB"]
        );
        assert_eq!([5e-9, 0.0, 2.0].map(scientific), ["5.0 × 10⁻⁹", "0", "2.0"]);
    }

    #[test]
    fn each_language_counts_big_numbers_in_its_own_way() {
        let text = |number| (myriads(number), millions(number));
        let both = |zh: &str, en: &str| (Some(zh.to_owned()), Some(en.to_owned()));
        assert_eq!(text(9_999), (None, None));
        assert_eq!(text(25_000), (Some("2.5 万".to_owned()), None));
        assert_eq!(text(40_000_000), both("4000 万", "40 million"));
        assert_eq!(text(200_000_000), both("2 亿", "200 million"));
        assert_eq!(text(1_500_000_000), both("15 亿", "1.5 billion"));
    }
}
