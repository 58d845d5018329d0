//! The line that shows what is running: drawn again and again on a terminal, printed now and then
//! elsewhere.
//!
//! Deliberately no colours and no bars: cargo and apt do not report their progress. Only the time that
//! a step took last time is known.

use std::io::{self, IsTerminal as _};
use std::time::Duration;

use crate::output::{Stopwatch, duration, print};

/// How often the line is drawn again on a terminal.
const REDRAW: Duration = Duration::from_millis(100);
/// How often a line is printed where there is no terminal, so that CI sees signs of life.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);
/// Clears a terminal's line and goes to its start.
const CLEAR: &str = "\r\x1b[2K";
/// How wide the line is at most: one that wraps cannot be cleared.
const WIDTH: usize = 78;

/// A step that is running.
pub(crate) struct Running<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// How long it has run.
    pub(crate) elapsed: Duration,
    /// How long it took when it last had work to do, if that is known.
    pub(crate) last: Option<Duration>,
}

/// Shows which steps run and which have ended.
pub(crate) struct Progress {
    on_terminal: bool,
    printed: Stopwatch,
}

impl Default for Progress {
    fn default() -> Self {
        Self {
            on_terminal: io::stdout().is_terminal(),
            printed: Stopwatch::start(),
        }
    }
}

impl Progress {
    /// Shows what is running, if it is time to.
    pub(crate) fn show<'a>(&mut self, running: impl Iterator<Item = Running<'a>>) {
        let pause = match self.on_terminal {
            true => REDRAW,
            false => SIGN_OF_LIFE,
        };
        if self.printed.elapsed() < pause {
            return;
        }
        self.printed = Stopwatch::start();
        let line = line(running);
        if self.on_terminal {
            print(&format!("{CLEAR}  {}", shortened(&line)));
        } else {
            print(&format!("  {line}\n"));
        }
    }

    /// Shows that a step has ended.
    pub(crate) fn finish(&self, name: &str, elapsed: Duration, success: bool) {
        let start = if self.on_terminal { CLEAR } else { "" };
        let mark = if success { "" } else { "  FAILED" };
        print(&format!(
            "{start}  {name:<44} {:>11}{mark}\n",
            duration(elapsed)
        ));
    }
}

/// All running steps in one line.
fn line<'a>(running: impl Iterator<Item = Running<'a>>) -> String {
    let steps: Vec<String> = running
        .map(|step| {
            let last = step
                .last
                .map(|last| format!(" (last time {})", duration(last)));
            let elapsed = duration(step.elapsed);
            format!("{} … {elapsed}{}", step.name, last.unwrap_or_default())
        })
        .collect();
    steps.join(" · ")
}

fn shortened(line: &str) -> String {
    if line.chars().count() <= WIDTH {
        return line.to_owned();
    }
    let kept: String = line.chars().take(WIDTH - 1).collect();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_how_long_a_step_took_last_time() {
        let step = |name, last: Option<u64>| Running {
            name,
            elapsed: Duration::from_secs(75),
            last: last.map(Duration::from_secs),
        };
        assert_eq!(
            line([step("trunk", Some(230)), step("page", None)].into_iter()),
            "trunk … 1 min 15 s (last time 3 min 50 s) · page … 1 min 15 s"
        );
    }

    #[test]
    fn a_long_line_is_cut() {
        assert_eq!(shortened("short"), "short");
        let cut = shortened(&"é".repeat(200));
        assert_eq!(cut.chars().count(), WIDTH);
        assert!(cut.ends_with('…'));
    }
}
