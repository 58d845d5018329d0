//! Runs other programs, alone or side by side: one line a step, with the time that it took.
//!
//! Everything that a program prints goes to a log, never to the screen.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use crate::durations;
use crate::error::{Error, Result};
use crate::excerpt::excerpt;
use crate::files;
use crate::output::Stopwatch;
use crate::progress::{self, Progress};

/// How often a running program is polled.
const LOOK: Duration = Duration::from_millis(20);

/// One program to run, and what to print about it.
#[derive(Debug)]
pub struct Step {
    name: String,
    /// The name of its files: its log, and its duration.
    file: String,
    command: Command,
    log: PathBuf,
    next: String,
}

/// How a program ended.
#[derive(Debug)]
pub struct Ended {
    /// The step's name.
    pub name: String,
    /// The program's exit status.
    pub status: ExitStatus,
    /// How long it ran.
    pub elapsed: Duration,
    /// The file that holds everything it printed.
    pub log: PathBuf,
    next: String,
}

impl Step {
    /// A step with the name that people see. The name of its log follows from it.
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
            next: "fix the problem shown above, then run the same command again.".to_owned(),
            name,
            file,
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
        self.watch()?.into_result()
    }

    /// Runs it and shows its line; a program that fails is no error here.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn watch(self) -> Result<Ended> {
        let mut ended = watch_together(vec![self])?;
        // One program gives one result.
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
            started: Stopwatch::start(),
            last: durations::last(&self.file),
            step: self,
        })
    }
}

impl Ended {
    /// Everything it printed.
    ///
    /// # Errors
    /// When the log is gone.
    pub fn output(&self) -> Result<String> {
        // Not every tool prints UTF-8.
        std::fs::read(&self.log)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .map_err(Error::file("read", &self.log))
    }

    /// An error if the program failed.
    ///
    /// # Errors
    /// When it did.
    pub fn into_result(self) -> Result<Self> {
        match self.status.success() {
            true => Ok(self),
            false => Err(self.into_error()),
        }
    }

    /// The error of a failed program, with the part of the log that shows the reason.
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

/// Runs several programs side by side.
///
/// # Errors
/// When one cannot be started or fails. The others still run to their end, so that their work is not
/// lost.
pub fn run_together(steps: Vec<Step>) -> Result<()> {
    watch_together(steps)?
        .into_iter()
        .try_for_each(|ended| ended.into_result().map(drop))
}

struct Running {
    step: Step,
    child: Child,
    started: Stopwatch,
    last: Option<Duration>,
}

impl Running {
    fn shown(&self) -> progress::Running<'_> {
        progress::Running {
            name: &self.step.name,
            elapsed: self.started.elapsed(),
            last: self.last,
        }
    }
}

/// Runs programs side by side and returns how each ended, in the order in which they were given.
///
/// # Errors
/// When one cannot be started.
pub fn watch_together(steps: Vec<Step>) -> Result<Vec<Ended>> {
    let mut progress = Progress::default();
    let mut running = steps
        .into_iter()
        .map(Step::start)
        .enumerate()
        .map(|(place, started)| Ok((place, started?)))
        .collect::<Result<Vec<_>>>()?;
    let mut ended = Vec::new();
    while !running.is_empty() {
        let mut going = Vec::new();
        for (place, mut one) in running {
            let waited = one.child.try_wait().map_err(Error::file(
                "wait for",
                Path::new(one.step.command.get_program()),
            ))?;
            let Some(status) = waited else {
                going.push((place, one));
                continue;
            };
            let elapsed = one.started.elapsed();
            progress.finish(&one.step.name, elapsed, status.success());
            if status.success() {
                durations::keep(&one.step.file, elapsed);
            }
            let one = Ended {
                name: one.step.name,
                status,
                elapsed,
                log: one.step.log,
                next: one.step.next,
            };
            ended.push((place, one));
        }
        running = going;
        if !running.is_empty() {
            progress.show(running.iter().map(|(_, one)| one.shown()));
            thread::sleep(LOOK);
        }
    }
    ended.sort_by_key(|(place, _)| *place);
    Ok(ended.into_iter().map(|(_, one)| one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Scratch;

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
    fn a_failure_tells_the_next_step_and_shows_the_log() {
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

    #[test]
    #[cfg(unix)]
    fn steps_that_run_together_end_in_the_order_in_which_they_were_given() {
        let scratch = Scratch::new("together").unwrap();
        let fifo = scratch.path().join("fifo");
        let shell = |name: &str, script: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", script]).current_dir(scratch.path());
            Step::new(name, command, scratch.path())
        };
        shell("make", "mkfifo fifo").run().unwrap();
        assert!(fifo.exists());
        // The first one waits for the second, so they really run side by side.
        let steps = vec![shell("reads", "cat fifo"), shell("writes", "echo x > fifo")];
        let ended = watch_together(steps).unwrap();
        let names: Vec<&str> = ended.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["reads", "writes"]);
        assert_eq!(ended[0].output().unwrap(), "x\n");
    }
}
