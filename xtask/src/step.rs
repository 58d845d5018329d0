//! Runs other programs, and shows meanwhile that something is going on: one line a step, with
//! the time that it took.
//!
//! What a program prints goes to a log, never to the screen. Deliberately no colours and no
//! progress bars: how far cargo or apt has come is theirs to know.

#![expect(
    clippy::disallowed_methods,
    reason = "the times of real programs; nothing of the core's is measured here"
)]

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::files;

/// How often a running program is looked at.
const LOOK: Duration = Duration::from_millis(20);
/// How often a terminal's line is drawn again.
const REDRAW: Duration = Duration::from_millis(100);
/// How often a line is printed where there is no terminal, so that CI shows signs of life.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);
/// How many lines of a failed program's log are shown.
const EXCERPT_LINES: usize = 40;
/// How many lines of a panic are shown at least: where it was, and what it said.
const PANIC_LINES: usize = 2;

/// One program to run, and what to say about it.
#[derive(Debug)]
pub struct Step {
    name: String,
    command: Command,
    log: PathBuf,
    next: String,
}

/// How a program ended that could be started.
#[derive(Debug)]
pub struct Ended {
    /// The step's name.
    pub name: String,
    /// How it says that it ended.
    pub status: ExitStatus,
    /// How long it ran.
    pub elapsed: Duration,
    /// The file that holds all that it printed.
    pub log: PathBuf,
    next: String,
}

impl Step {
    /// A step by the name that people see, which also names its log.
    pub fn new(name: impl Into<String>, command: Command, logs: &Path) -> Self {
        let name = name.into();
        let file: String = name
            .to_lowercase()
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '.')
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join("-");
        Self {
            log: logs.join(format!("{file}.log")),
            next: "mend what the log names, then run the same command again.".to_owned(),
            name,
            command,
        }
    }

    /// What to do when it fails.
    #[must_use]
    pub fn or(mut self, next: impl Into<String>) -> Self {
        self.next = next.into();
        self
    }

    /// Runs it and shows its line.
    ///
    /// # Errors
    /// When it cannot be started or fails.
    pub fn run(self) -> Result<Ended> {
        let ended = self.watch()?;
        if ended.status.success() {
            Ok(ended)
        } else {
            Err(ended.into_error())
        }
    }

    /// Runs it and shows its line; a program that fails is no error here.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn watch(self) -> Result<Ended> {
        let mut ended = watch_together(vec![self])?;
        // One went in, so one comes out.
        Ok(ended.remove(0))
    }

    fn start(mut self) -> Result<Running> {
        if let Some(folder) = self.log.parent() {
            files::create_folder(folder)?;
        }
        let failed = || Error::file("write", &self.log);
        let log = File::create(&self.log).map_err(failed())?;
        let errors = log.try_clone().map_err(failed())?;
        self.command.stdin(Stdio::null()).stdout(log).stderr(errors);
        let child = self
            .command
            .spawn()
            .map_err(Error::file("start", Path::new(self.command.get_program())))?;
        Ok(Running {
            child,
            started: Instant::now(),
            step: self,
        })
    }
}

impl Ended {
    /// All that it printed.
    ///
    /// # Errors
    /// When the log is gone.
    pub fn output(&self) -> Result<String> {
        // Not every tool prints UTF-8.
        std::fs::read(&self.log)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .map_err(Error::file("read", &self.log))
    }

    /// The error that this end is, with the part of the log that tells why.
    #[must_use]
    pub fn into_error(self) -> Error {
        let excerpt = excerpt(&self.output().unwrap_or_default());
        Error::Tool {
            step: self.name,
            status: self.status.to_string(),
            next: self.next,
            log: self.log,
            excerpt,
        }
    }
}

/// The part of a log that tells why: its end or, of tests, what each of those that failed said
/// when it did.
#[must_use]
pub fn excerpt(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    match lines.iter().position(|line| line.trim() == "failures:") {
        Some(start) => failures(&lines[start + 1..]),
        None => lines[lines.len().saturating_sub(EXCERPT_LINES)..].join("\n"),
    }
}

/// Of what failed tests printed, their names and what they said from where they panicked on. All
/// of them have the same room, so that the first does not push the others out.
fn failures(lines: &[&str]) -> String {
    let is_head = |line: &&str| line.starts_with("---- ");
    // After the last of them, all their names are listed once more.
    let end = lines.iter().position(|line| line.trim() == "failures:");
    let lines = &lines[..end.unwrap_or(lines.len())];
    let tests = lines.iter().filter(|line| is_head(line)).count();
    let room = EXCERPT_LINES / tests.max(1);
    let mut said: Vec<&str> = Vec::new();
    for test in lines.chunk_by(|_, next| !is_head(next)) {
        let Some(head) = test.iter().find(|line| is_head(line)) else {
            continue;
        };
        let panics = test.chunk_by(|_, next| !next.contains(" panicked at "));
        let panics: Vec<&[&str]> = panics
            .filter(|all| all[0].contains(" panicked at "))
            .collect();
        let told = match panics.is_empty() {
            true => vec![&test[1..]],
            false => panics,
        };
        said.push(head);
        let lines_each = room / told.len();
        for lines in told {
            let lines = lines.iter().filter(|line| !line.trim().is_empty());
            said.extend(lines.take(lines_each.max(PANIC_LINES)));
        }
    }
    said.join("\n")
}

/// Runs several programs side by side.
///
/// # Errors
/// When one cannot be started or fails. The others run to their end all the same, so that what
/// they did is not lost.
pub fn run_together(steps: Vec<Step>) -> Result<()> {
    match watch_together(steps)?
        .into_iter()
        .find(|ended| !ended.status.success())
    {
        Some(failed) => Err(failed.into_error()),
        None => Ok(()),
    }
}

struct Running {
    step: Step,
    child: Child,
    started: Instant,
}

fn watch_together(steps: Vec<Step>) -> Result<Vec<Ended>> {
    let mut line = Line::default();
    let mut running = steps
        .into_iter()
        .map(Step::start)
        .collect::<Result<Vec<_>>>()?;
    let mut ended = Vec::new();
    while !running.is_empty() {
        let mut going = Vec::new();
        for mut one in running {
            let waited = one.child.try_wait().map_err(Error::file(
                "wait for",
                Path::new(one.step.command.get_program()),
            ))?;
            let Some(status) = waited else {
                going.push(one);
                continue;
            };
            let elapsed = one.started.elapsed();
            line.finish(&one.step.name, elapsed, status.success());
            ended.push(Ended {
                name: one.step.name,
                status,
                elapsed,
                log: one.step.log,
                next: one.step.next,
            });
        }
        running = going;
        if !running.is_empty() {
            line.show(&running);
            thread::sleep(LOOK);
        }
    }
    Ok(ended)
}

/// The line that shows what is running: drawn again and again on a terminal, printed now and
/// then elsewhere.
struct Line {
    on_terminal: bool,
    printed: Instant,
}

impl Default for Line {
    fn default() -> Self {
        Self {
            on_terminal: io::stdout().is_terminal(),
            printed: Instant::now(),
        }
    }
}

impl Line {
    fn show(&mut self, running: &[Running]) {
        let pause = if self.on_terminal {
            REDRAW
        } else {
            SIGN_OF_LIFE
        };
        if self.printed.elapsed() < pause {
            return;
        }
        self.printed = Instant::now();
        let mut text = String::new();
        for one in running {
            let separator = if text.is_empty() { "" } else { " · " };
            let elapsed = duration(one.started.elapsed());
            // Writing to a string cannot fail.
            let _ = write!(text, "{separator}{} … {elapsed}", one.step.name);
        }
        if self.on_terminal {
            print(&format!("\r\x1b[2K  {text}"));
        } else {
            print(&format!("  {text}\n"));
        }
    }

    fn finish(&mut self, name: &str, elapsed: Duration, success: bool) {
        let start = if self.on_terminal { "\r\x1b[2K" } else { "" };
        let mark = if success { "" } else { "  FAILED" };
        print(&format!(
            "{start}  {name:<44} {:>9}{mark}\n",
            duration(elapsed)
        ));
    }
}

/// Prints a line.
pub fn say(text: &str) {
    print(&format!("{text}\n"));
}

fn print(text: &str) {
    // Whoever closed the pipe wants no more of it; the work goes on.
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}

/// A time as people say it: `0.4 s`, `45 s`, `3 min 05 s`.
#[must_use]
pub fn duration(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", elapsed.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

/// Measures a stretch of time that is no step of its own.
#[derive(Debug)]
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
    use crate::files::Scratch;

    #[test]
    fn times_are_told_as_people_tell_them() {
        let told = |ms| duration(Duration::from_millis(ms));
        assert_eq!(told(440), "0.4 s");
        assert_eq!(told(45_900), "45 s");
        assert_eq!(told(185_000), "3 min 05 s");
    }

    #[test]
    fn of_a_log_its_end_is_shown() {
        let text: String = (0..100).map(|n| format!("{n}\n")).collect();
        let shown = excerpt(&text);
        assert_eq!(shown.lines().count(), EXCERPT_LINES);
        assert!(shown.ends_with("99"));
    }

    #[test]
    fn of_tests_the_failures_are_shown() {
        let text = "test a ... ok\n\nfailures:\n\n---- b stdout ----\nthe reason\n";
        assert_eq!(excerpt(text), "---- b stdout ----\nthe reason");
    }

    #[test]
    fn of_each_failed_test_it_is_shown_where_it_panicked() {
        let much = "on its way\n".repeat(EXCERPT_LINES);
        let text = format!(
            "test b ... FAILED\n\nfailures:\n\n\
             ---- b stdout ----\n{much}\nthread 'b' (1) panicked at b.rs:1:2:\nits reason\n\n\
             ---- c stdout ----\n\nthread 'c' (2) panicked at c.rs:3:4:\nanother\n{much}\n\n\
             failures:\n    b\n    c\n\ntest result: FAILED. 0 passed; 2 failed\n"
        );
        let shown = excerpt(&text);
        let start = "---- b stdout ----\nthread 'b' (1) panicked at b.rs:1:2:\nits reason\n\
                     ---- c stdout ----\nthread 'c' (2) panicked at c.rs:3:4:\nanother\n";
        assert!(shown.starts_with(start), "{shown}");
        assert!(shown.lines().count() <= EXCERPT_LINES + 2, "{shown}");
    }

    #[test]
    fn a_log_is_named_after_its_step() {
        let step = Step::new(
            "engine (threaded), 1.0",
            Command::new("true"),
            Path::new("logs"),
        );
        assert_eq!(step.log, Path::new("logs/engine-threaded-1.0.log"));
    }

    #[test]
    #[cfg(unix)]
    fn a_failure_says_the_next_step_and_shows_the_log() {
        let scratch = Scratch::new("step").unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "echo the reason >&2; exit 3"]);
        let failed = Step::new("a step", command, scratch.path())
            .or("do this.")
            .run();
        let message = failed.unwrap_err().to_string();
        assert!(message.contains("the reason"), "{message}");
        assert!(message.ends_with("Next: do this."), "{message}");
    }
}
