//! Compares the instructions of the core's hot functions with what they were, by valgrind's callgrind.
//!
//! Unlike times, they do not depend on what else the machine does. They depend on the compiler, so the base
//! has a version on each line. Deliberately without a harness for it: its runner would have to be compiled
//! on every machine, and one number of one tool is all that is needed.

use std::path::Path;
use std::process::Command;

use crate::error::{Error, Result};
use crate::files;
use crate::step::Step;
use crate::workspace::Workspace;

/// What `crate/benches/instructions.rs` can do.
const FUNCTIONS: [&str; 4] = [
    "count_pi",
    "count_patterns",
    "count_scheduler",
    "count_timeline",
];

/// The file of the base: on each line a compiler's version, a function, and its instructions.
const BASE: &str = "crate/benches/instructions.txt";

/// More than so many hundredths of the base are a failure.
const ALLOWED: u64 = 103;

/// How many instructions a function takes, now and according to the base.
#[derive(Clone, Debug, PartialEq)]
pub struct Count {
    /// The function.
    pub function: &'static str,
    /// The compiler's version, as `1.96.0`.
    pub compiler: String,
    /// Now.
    pub now: u64,
    /// The base, if there is one for this compiler.
    pub base: Option<u64>,
}

impl Count {
    /// How much more than the base it is, as a share; none without a base.
    #[must_use]
    pub fn growth(&self) -> Option<f64> {
        self.base.map(|base| self.now as f64 / base as f64 - 1.0)
    }

    /// Whether it is too much. Without a base nothing is.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.base
            .is_some_and(|base| 100 * self.now > ALLOWED * base)
    }

    /// Its line in the base.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{} {} {}", self.compiler, self.function, self.now)
    }

    /// For people.
    #[must_use]
    pub fn sentence(&self) -> String {
        let Self { function, now, .. } = self;
        match self.growth() {
            // A base far above it would allow as much more again.
            Some(growth) if growth < -0.03 => format!(
                "{function:<18} {now:>12}   {:+.1}%: write `{}` into {BASE}",
                100.0 * growth,
                self.line()
            ),
            Some(growth) => format!("{function:<18} {now:>12}   {:+.1}%", 100.0 * growth),
            None => format!("{function:<18} {now:>12}   no base for this compiler"),
        }
    }

    /// What is wrong with one that is too much.
    #[must_use]
    pub fn problem(&self) -> Error {
        Error::Missing {
            what: format!(
                "{} takes {:.1}% more instructions than its base",
                self.function,
                100.0 * self.growth().unwrap_or_default()
            ),
            next: format!(
                "make it faster; or, if there is a good reason, write `{}` into {BASE}.",
                self.line()
            ),
        }
    }
}

/// Builds the program and counts.
///
/// # Errors
/// When it cannot be built or run.
pub fn count(workspace: &Workspace, valgrind: &Path) -> Result<Vec<Count>> {
    let compiler = version(workspace)?;
    let base = files::read_text(&workspace.root().join(BASE))?;
    let mut command = workspace.native_cargo();
    command.args(
        "build --release --package interleave --no-default-features --features measure".split(' '),
    );
    // Named here, so that the developer's own target folder does not matter.
    command.args(["--bin", "instructions"]).arg("--target-dir");
    command.arg(workspace.target("instructions"));
    Step::new("program to count", command, &workspace.logs()).run()?;
    let program = workspace.target("instructions/release/instructions");
    let count = |function: &'static str| {
        let mut command = Command::new(valgrind);
        command
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(format!("--toggle-collect={function}"))
            .args([program.as_os_str(), function.as_ref()]);
        let step = Step::new(
            format!("instructions of {function}"),
            command,
            &workspace.logs(),
        );
        let ended = step.run()?;
        let now = collected(&ended.output()?).ok_or_else(|| Error::Content {
            path: ended.log,
            problem: "Callgrind collected nothing.".to_owned(),
        })?;
        Ok(Count {
            function,
            base: known(&base, &compiler, function),
            compiler: compiler.clone(),
            now,
        })
    };
    FUNCTIONS.into_iter().map(count).collect()
}

/// The version of the compiler for native programs.
fn version(workspace: &Workspace) -> Result<String> {
    let mut command = workspace.native_cargo();
    command.arg("--version");
    let output = command
        .output()
        .map_err(Error::file("start", Path::new("cargo")))?;
    let text = String::from_utf8_lossy(&output.stdout);
    // Cargo and compiler come together, in the same version.
    Ok(text.split(' ').nth(1).unwrap_or_default().trim().to_owned())
}

/// What callgrind says that it has collected.
fn collected(said: &str) -> Option<u64> {
    let line = said.lines().find(|line| line.contains("Collected :"))?;
    line.split_whitespace()
        .last()?
        .parse()
        .ok()
        .filter(|count| *count > 0)
}

/// The base of a function with a compiler.
fn known(base: &str, compiler: &str, function: &str) -> Option<u64> {
    let mut lines = base.lines().map(|line| line.split(' '));
    lines.find_map(|mut words| {
        let is_it = words.next() == Some(compiler) && words.next() == Some(function);
        is_it.then(|| words.next()?.parse().ok())?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "1.95.0 count_pi 1000\n1.96.0 count_pi 2000\n";

    fn counted(now: u64, compiler: &str) -> Count {
        Count {
            function: "count_pi",
            compiler: compiler.to_owned(),
            now,
            base: known(BASE, compiler, "count_pi"),
        }
    }

    #[test]
    fn three_per_cent_more_are_allowed_with_the_same_compiler() {
        assert!(!counted(1_030, "1.95.0").is_over());
        assert!(counted(1_031, "1.95.0").is_over());
        assert!(!counted(1_031, "1.96.0").is_over());
        assert_eq!(counted(1_031, "1.97.0").base, None);
        assert!(!counted(1_031, "1.97.0").is_over());
        let problem = counted(1_100, "1.95.0").problem().to_string();
        assert!(problem.contains("10.0% more"), "{problem}");
        assert!(problem.contains("`1.95.0 count_pi 1100`"), "{problem}");
    }

    #[test]
    fn what_callgrind_collected_is_read() {
        let said = "==1== \n==1== Events    : Ir\n==1== Collected : 4252273\n==1== \n";
        assert_eq!(collected(said), Some(4_252_273));
        assert_eq!(collected("==1== Collected : 0\n"), None);
    }
}
