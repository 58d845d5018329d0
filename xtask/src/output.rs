//! What is printed: whole lines on standard output, and how times are written.
//!
//! A reader may close the pipe at any moment, as `head` does. That is not an error here.

#![expect(
    clippy::disallowed_methods,
    reason = "the times of real programs; nothing of the core's is measured here"
)]

use std::io::{self, Write as _};
use std::time::{Duration, Instant};

/// Prints a line.
pub fn say(text: &str) {
    print(&format!("{text}\n"));
}

/// Prints a line on standard error.
pub fn complain(text: &str) {
    // If standard error is closed too, there is nowhere to report it.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Prints a text as it is.
pub(crate) fn print(text: &str) {
    // Ignore a closed pipe and continue.
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}

/// A time as people write it: `0.4 s`, `45 s`, `3 min 05 s`.
#[must_use]
pub fn duration(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", elapsed.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

/// Measures a stretch of time.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    #[must_use]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since the start.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_people_write_them() {
        let written = |ms| duration(Duration::from_millis(ms));
        assert_eq!(written(440), "0.4 s");
        assert_eq!(written(45_900), "45 s");
        assert_eq!(written(185_000), "3 min 05 s");
    }
}
