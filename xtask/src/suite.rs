//! Every check, one after the other, and their sum.
//!
//! After a failed check the next one still runs. Deliberately contains no tests: they belong to the
//! packages.

mod checks;
mod outcome;

use std::str::FromStr;

use crate::browsers::Browsers;
use crate::error::Result;
use crate::output::{Stopwatch, duration, say};
use crate::setup;
use crate::workspace::Workspace;
use checks::Suite;
use outcome::slowest;

pub use outcome::Sum;

/// How many of the slowest tests are listed.
const SLOWEST: usize = 10;

/// One of the checks that `cargo xtask test` runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// The code is formatted.
    Format,
    /// Clippy has no warnings for the native code.
    Clippy,
    /// Nor for the wasm code.
    ClippyWasm,
    /// Each folder of the core uses only those before it, and no circles are long.
    Layers,
    /// The page can be built.
    Build,
    /// The core's own tests.
    Core,
    /// The page's component tests.
    Web,
    /// This package's tests.
    Xtask,
    /// The core's tests in a browser's workers.
    Wasm,
    /// The built page in real browsers.
    Browser,
    /// The built page against its budgets.
    Sizes,
    /// The instructions of the core's hot functions against their base.
    Instructions,
}

impl Check {
    /// All of them, in the order in which they run: quick ones first.
    pub const ALL: [Self; 12] = [
        Self::Format,
        Self::Layers,
        Self::Clippy,
        Self::ClippyWasm,
        Self::Build,
        Self::Core,
        Self::Web,
        Self::Xtask,
        Self::Wasm,
        Self::Browser,
        Self::Sizes,
        Self::Instructions,
    ];

    /// The name for `--only`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Format => "fmt",
            Self::Layers => "layers",
            Self::Clippy => "clippy",
            Self::ClippyWasm => "clippy-wasm",
            Self::Build => "build",
            Self::Core => "core",
            Self::Web => "web",
            Self::Xtask => "xtask",
            Self::Wasm => "wasm",
            Self::Browser => "browser",
            Self::Sizes => "sizes",
            Self::Instructions => "instructions",
        }
    }
}

impl FromStr for Check {
    type Err = String;

    fn from_str(name: &str) -> std::result::Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|check| check.name() == name);
        found.ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            format!("there is no check `{name}`, only {names}")
        })
    }
}

/// Runs these checks, or all if none is named, and prints their sum as the last line. Returns whether
/// all passed.
///
/// # Errors
/// When something is missing that every check needs.
pub fn run(workspace: &Workspace, only: &[Check]) -> Result<bool> {
    let watch = Stopwatch::start();
    let suite = prepare(workspace, only)?;
    let mut sum = Sum::default();
    let mut failures = Vec::new();
    let mut times = Vec::new();
    for check in Check::ALL {
        if is_wanted(check, only) {
            say(&format!("{}:", check.name()));
            for outcome in suite.check(check) {
                sum.add(outcome.sum);
                failures.extend(outcome.failure);
                times.extend(outcome.times);
            }
        }
    }
    for failure in failures {
        say(&format!("\n{failure}"));
    }
    let slowest = slowest(times, SLOWEST);
    if !slowest.is_empty() {
        say("\nThe slowest tests:");
        for line in slowest {
            say(&line);
        }
    }
    say(&format!("\nTotal time: {}.", duration(watch.elapsed())));
    // Repeated at the end, where it is not overlooked.
    for line in suite.skipped() {
        say(&line);
    }
    say(&format!("{} passed, {} failed", sum.passed, sum.failed));
    Ok(sum.failed == 0)
}

fn is_wanted(check: Check, only: &[Check]) -> bool {
    only.is_empty() || only.contains(&check)
}

/// Sets up what these checks need.
fn prepare<'a>(workspace: &'a Workspace, only: &[Check]) -> Result<Suite<'a>> {
    let wanted = |check| is_wanted(check, only);
    if only.is_empty() {
        setup::room(workspace, setup::CHECKS)?;
    }
    let kit = setup::for_build(workspace)?;
    let browsers = if wanted(Check::Browser) {
        Some(setup::browsers(workspace, &kit)?)
    } else if wanted(Check::Wasm) {
        Some(Browsers {
            chromium: setup::chromium(workspace)?,
            firefox: None,
            webkit: None,
        })
    } else {
        None
    };
    if wanted(Check::Wasm) {
        setup::test_runner(workspace, &kit)?;
    }
    let font = wanted(Check::Browser) && setup::fonts(workspace);
    let pythons = match wanted(Check::Core) {
        true => setup::pythons(workspace, &kit),
        false => Vec::new(),
    };
    let valgrind = match wanted(Check::Instructions) {
        true => setup::valgrind(workspace),
        false => None,
    };
    Ok(Suite::new(
        workspace, kit, browsers, font, pythons, valgrind,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_has_a_name_of_its_own() {
        for check in Check::ALL {
            assert_eq!(check.name().parse(), Ok(check));
        }
        assert!("no such check".parse::<Check>().is_err());
    }
}
