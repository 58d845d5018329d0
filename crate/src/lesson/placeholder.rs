//! The placeholders in a step's texts: `{experiment.mode}` and `{experiment.mode×}`.

use crate::model::mode::Mode;

/// What stands in a text for a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placeholder<'t> {
    /// Of which experiment, by name.
    pub experiment: &'t str,
    /// Of which mode.
    pub mode: Mode,
    /// Whether it is the speed-up, not the time.
    pub is_speedup: bool,
}

/// Reads what stands between the braces.
pub fn parse(inner: &str) -> Option<Placeholder<'_>> {
    let (inner, is_speedup) = match inner.strip_suffix('×') {
        Some(inner) => (inner, true),
        None => (inner, false),
    };
    let (experiment, mode) = inner.split_once('.')?;
    Some(Placeholder {
        experiment,
        mode: Mode::from_name(mode)?,
        is_speedup,
    })
}

/// A text with each placeholder replaced.
///
/// # Errors
/// What stands between braces and is none, or has no value.
pub fn fill(
    text: &str,
    mut value: impl FnMut(Placeholder) -> Option<String>,
) -> Result<String, String> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((inner, behind)) = after.split_once('}') else {
            return Err(after.to_owned());
        };
        let found = parse(inner).and_then(&mut value);
        filled.push_str(&found.ok_or_else(|| inner.to_owned())?);
        rest = behind;
    }
    filled.push_str(rest);
    Ok(filled)
}
