//! The result document's JSON: its numbers are written plainly.

/// Writes numbers from integers, with nine decimals at most: picoseconds of a millisecond. The float
/// writers of serde_json and the standard library would add five kilobytes to the page.
pub(super) struct PlainFloats;

impl serde_json::ser::Formatter for PlainFloats {
    fn write_f64<W: ?Sized + std::io::Write>(
        &mut self,
        writer: &mut W,
        value: f64,
    ) -> std::io::Result<()> {
        writer.write_all(plain(value).as_bytes())
    }
}

fn plain(value: f64) -> String {
    const SCALE: u64 = 1_000_000_000;
    let sign = if value < 0.0 { "-" } else { "" };
    let size = value.abs();
    // No time here is this long, and from here on no decimal would be exact.
    if size >= 1e15 {
        return format!("{sign}{}", size as u64);
    }
    let scaled = (size.fract() * SCALE as f64).round() as u64;
    let whole = size.trunc() as u64 + scaled / SCALE;
    let text = format!("{sign}{whole}.{:09}", scaled % SCALE);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn numbers_are_written_so_that_they_can_be_read() {
        for (value, text) in [
            (0.0, "0"),
            (501.3, "501.3"),
            (0.000_000_001, "0.000000001"),
            (1.0 / 3.0, "0.333333333"),
            (1.999_999_999_9, "2"),
            (-2.5, "-2.5"),
            (600_000_000.0, "600000000"),
            (1e15, "1000000000000000"),
            (1e300, "18446744073709551615"),
        ] {
            assert_eq!(plain(value), text);
        }
    }
}
