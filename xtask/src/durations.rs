//! How long slow steps took when they last had work to do.
//!
//! One small file for each step in the user's cache, so that a second checkout knows it too. These
//! are hints for people: errors with them are ignored.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::files;
use crate::tools;

/// Steps that took less are not kept: cargo found nothing to do, or it is not worth a hint.
const SLOW: Duration = Duration::from_secs(5);

/// How long the step with this file name took last time.
pub(crate) fn last(step: &str) -> Option<Duration> {
    let text = fs::read_to_string(file(step)).ok()?;
    parse(&text)
}

/// Keeps how long it took now.
pub(crate) fn keep(step: &str, elapsed: Duration) {
    if elapsed >= SLOW {
        // After an error, the next run only lacks this number.
        let _ = files::write_if_changed(&file(step), &format!("{} s\n", elapsed.as_secs()));
    }
}

fn file(step: &str) -> PathBuf {
    tools::cache()
        .join("interleave/durations")
        .join(format!("{step}.txt"))
}

fn parse(text: &str) -> Option<Duration> {
    let seconds = text.trim().strip_suffix(" s")?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_read_and_anything_else_is_ignored() {
        assert_eq!(parse("230 s\n"), Some(Duration::from_secs(230)));
        for other in ["", "230", "-1 s", "soon"] {
            assert_eq!(parse(other), None, "{other}");
        }
    }
}
