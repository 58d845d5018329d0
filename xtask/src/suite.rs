//! Every check, one after the other, and their sum.
//!
//! A check that fails does not keep the next one from running. Deliberately no tests are in
//! here: they are the packages'.

use std::cell::RefCell;
use std::path::PathBuf;
use std::process::Command;

use crate::browsers::{Browsers, Chromium};
use crate::compiler::Compiler;
use crate::engine::Build;
use crate::error::{Error, Result};
use crate::files;
use crate::page::{self, native_cargo};
use crate::python::Python;
use crate::setup::{self, Kit};
use crate::sizes;
use crate::step::{self, Ended, Step, Stopwatch, say};
use crate::workspace::Workspace;

/// Warnings are for the author of a change, not for those who come after.
const DENY_WARNINGS: [&str; 3] = ["--", "-D", "warnings"];

/// Where the checks in wasm are built. One folder for all of them: cargo keeps builds with other flags
/// apart, and builds what they have in common once. (Not so with paths that are remapped, as in what
/// is delivered; nor natively, where the compiler is not asked for what is unstable.)
const WASM_CHECKS: &str = "wasm-checks";

/// One of the checks that `cargo xtask test` runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// The code is formatted.
    Format,
    /// Clippy has nothing to say about the native code.
    Clippy,
    /// Nor about the code for wasm.
    ClippyWasm,
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
}

impl Check {
    /// All of them, in the order in which they run: what fails sooner comes sooner.
    pub const ALL: [Self; 10] = [
        Self::Format,
        Self::Clippy,
        Self::ClippyWasm,
        Self::Build,
        Self::Core,
        Self::Web,
        Self::Xtask,
        Self::Wasm,
        Self::Browser,
        Self::Sizes,
    ];

    /// The name for `--only`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Format => "fmt",
            Self::Clippy => "clippy",
            Self::ClippyWasm => "clippy-wasm",
            Self::Build => "build",
            Self::Core => "core",
            Self::Web => "web",
            Self::Xtask => "xtask",
            Self::Wasm => "wasm",
            Self::Browser => "browser",
            Self::Sizes => "sizes",
        }
    }

    /// The check of this name.
    ///
    /// # Errors
    /// When there is none.
    pub fn named(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|check| check.name() == name);
        found.ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            Error::Usage(format!("There is no check `{name}`, only {names}."))
        })
    }
}

/// How many checks and tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// These passed.
    pub passed: u32,
    /// These failed.
    pub failed: u32,
}

impl Sum {
    fn of_one(success: bool) -> Self {
        Self {
            passed: u32::from(success),
            failed: u32::from(!success),
        }
    }

    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// What one step of a check came to.
struct Outcome {
    sum: Sum,
    failure: Option<Error>,
}

impl Outcome {
    /// A step that counts as one check.
    fn one<T>(result: Result<T>) -> Self {
        Self {
            sum: Sum::of_one(result.is_ok()),
            failure: result.err(),
        }
    }

    /// A step that ran tests, each of which counts.
    fn tests(result: Result<Ended>) -> Self {
        let ended = match result {
            Ok(ended) => ended,
            Err(error) => return Self::one::<()>(Err(error)),
        };
        let mut sum = sum_of_tests(&ended.output().unwrap_or_default());
        if ended.status.success() && sum != Sum::default() {
            return Self { sum, failure: None };
        }
        // It did not compile, or broke off, or there was nothing to run: that is a failure too.
        sum.failed = sum.failed.max(1);
        let failure = if ended.status.success() {
            let name = &ended.name;
            Error::Missing {
                what: format!("{name} ran no test"),
                next: "write the tests, or take the check out of xtask.".to_owned(),
            }
        } else {
            ended.into_error()
        };
        Self {
            sum,
            failure: Some(failure),
        }
    }
}

/// Adds up the lines `test result: ok. 3 passed; 0 failed; …` that cargo's and wasm-bindgen's
/// test runners print.
fn sum_of_tests(output: &str) -> Sum {
    let mut sum = Sum::default();
    for line in output
        .lines()
        .filter(|line| line.starts_with("test result:"))
    {
        let count = |what: &str| {
            line.split([';', '.'])
                .filter_map(|part| part.trim().strip_suffix(what))
                .find_map(|number| number.trim().parse::<u32>().ok())
                .unwrap_or_default()
        };
        sum.add(Sum {
            passed: count("passed"),
            failed: count("failed"),
        });
    }
    sum
}

/// What tests say that they do not do on this machine; a reason that several tests give, once.
fn lines_of_skipped(output: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for line in output.lines().filter(|line| line.starts_with("SKIPPED")) {
        if !lines.iter().any(|known| known == line) {
            lines.push(line.to_owned());
        }
    }
    lines
}

/// Runs these checks, or all if none is named, and prints their sum as the last line. Tells
/// whether all passed.
///
/// # Errors
/// When something is missing without which no check could run.
pub fn run(workspace: &Workspace, only: &[Check]) -> Result<bool> {
    let watch = Stopwatch::start();
    let wanted = |check: &Check| only.is_empty() || only.contains(check);
    if only.is_empty() {
        setup::room(workspace, setup::CHECKS)?;
    }
    let kit = setup::for_build(workspace)?;
    let browsers = if wanted(&Check::Browser) {
        setup::browsers(workspace, &kit)?
    } else {
        Browsers {
            chromium: setup::chromium(workspace)?,
            firefox: None,
            webkit: None,
        }
    };
    let python = if wanted(&Check::Core) {
        setup::python(workspace)
    } else {
        None
    };
    let suite = Suite {
        workspace,
        kit,
        browsers,
        python,
        skipped: RefCell::default(),
    };
    let mut sum = Sum::default();
    let mut failures = Vec::new();
    for check in Check::ALL {
        if wanted(&check) {
            say(&format!("{}:", check.name()));
            for outcome in suite.check(check) {
                sum.add(outcome.sum);
                failures.extend(outcome.failure);
            }
        }
    }
    for failure in failures {
        say(&format!("\n{failure}"));
    }
    say(&format!(
        "\nAll of it took {}.",
        step::duration(watch.elapsed())
    ));
    // Once more, where it is not overlooked.
    for line in suite.skipped.take() {
        say(&line);
    }
    say(&format!("{} passed, {} failed", sum.passed, sum.failed));
    Ok(sum.failed == 0)
}

struct Suite<'a> {
    workspace: &'a Workspace,
    kit: Kit,
    browsers: Browsers,
    python: Option<Python>,
    /// What tests said that they do not do here.
    skipped: RefCell<Vec<String>>,
}

impl Suite<'_> {
    fn check(&self, check: Check) -> Vec<Outcome> {
        match check {
            Check::Format => vec![Outcome::one(self.format())],
            Check::Clippy => {
                let all = self.clippy("native", &["--workspace", "--all-targets"]);
                // It is no target of its own accord: see `Check::Core`.
                let proof = ["--package", "interleave", "--test", "cpython"];
                let proof = self.clippy("cpython", &proof);
                [all, proof].map(Outcome::one).into()
            }
            Check::ClippyWasm => self.clippy_wasm(),
            Check::Build => vec![Outcome::one(page::build(self.workspace, &self.kit))],
            Check::Core => vec![
                self.native_tests("interleave", &[]),
                // By name: it takes too long to be run with each change.
                self.native_tests("interleave", &["--test", "cpython"]),
            ],
            Check::Web => vec![self.native_tests("interleave-web", &[])],
            Check::Xtask => vec![self.native_tests("xtask", &[])],
            Check::Wasm => self.wasm_tests(),
            Check::Browser => vec![self.browser_tests()],
            Check::Sizes => self.sizes(),
        }
    }

    fn format(&self) -> Result<Ended> {
        let mut command = self.kit.compiler.tool("cargo-fmt");
        command
            .args(["--all", "--", "--check", "--color", "never"])
            .current_dir(self.workspace.root());
        self.step("format", command).or("cargo fmt --all").run()
    }

    fn clippy(&self, name: &str, targets: &[&str]) -> Result<Ended> {
        let mut command = self.clippy_command("lint");
        command.args(targets).args(DENY_WARNINGS);
        self.step(&format!("clippy, {name}"), command).run()
    }

    fn clippy_wasm(&self) -> Vec<Outcome> {
        let step = |name: &str, flags: &[String], arguments: &[&str]| {
            let mut command = self.clippy_command(WASM_CHECKS);
            for_wasm(&mut command, "std,panic_abort", flags);
            command.args(arguments).args(DENY_WARNINGS);
            Outcome::one(self.step(name, command).run())
        };
        let mut outcomes: Vec<Outcome> = Build::ALL
            .iter()
            .map(|build| {
                let arguments = [
                    "--package",
                    "interleave",
                    "--lib",
                    "--features",
                    build.features(),
                ];
                let name = format!("clippy, core, {}", build.name());
                step(&name, &build.flags(), &arguments)
            })
            .collect();
        let page = ["--package", "interleave-web"];
        outcomes.push(step("clippy, page", &[], &page));
        outcomes
    }

    /// Clippy of the compiler that is chosen, so that its verdict is the same on every machine.
    fn clippy_command(&self, folder: &str) -> Command {
        let mut command = self.kit.compiler.tool("cargo-clippy");
        command
            .arg("clippy")
            .env("CARGO_TARGET_DIR", self.workspace.target(folder))
            .current_dir(self.workspace.root());
        command
    }

    fn native_tests(&self, package: &str, which: &[&str]) -> Outcome {
        let mut command = native_cargo(self.workspace);
        command.args(["test", "--no-fail-fast", "--package", package]);
        command.args(which);
        // What tests that pass have to say is in the log, too.
        command.args(["--", "--show-output"]);
        let name = match which.last() {
            Some(which) => format!("tests of {package}, {which}"),
            None => format!("tests of {package}"),
        };
        if let Some(python) = &self.python {
            command.env("INTERLEAVE_PYTHON", &python.path);
        }
        self.tests(&name, command)
    }

    /// Runs tests, and shows what they say that they skip.
    fn tests(&self, name: &str, command: Command) -> Outcome {
        let ended = self.step(name, command).watch();
        if let Ok(ended) = &ended {
            let mut skipped = self.skipped.borrow_mut();
            for line in lines_of_skipped(&ended.output().unwrap_or_default()) {
                say(&format!("  {line}"));
                skipped.push(line);
            }
        }
        Outcome::tests(ended)
    }

    fn wasm_tests(&self) -> Vec<Outcome> {
        // Chromium leaves megabytes among the temporary files each time.
        let files = files::Scratch::new("chromium");
        let (settings, files) = match (self.webdriver_settings(), files) {
            (Ok(path), Ok(files)) => (path, files),
            (Err(error), _) | (_, Err(error)) => return vec![Outcome::one::<()>(Err(error))],
        };
        let step = |build: &Build| {
            let mut command = self.kit.compiler.cargo();
            command.arg("test");
            for_wasm(&mut command, "std,panic_abort,test", &build.flags());
            command
                .args([
                    "--no-fail-fast",
                    "--package",
                    "interleave",
                    "--test",
                    "wasm",
                ])
                .args(["--features", build.features()])
                .env("CARGO_TARGET_DIR", self.workspace.target(WASM_CHECKS))
                .env(
                    "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
                    self.kit.tools.wasm_bindgen_test_runner(),
                )
                .env("CHROMEDRIVER", &self.browsers.chromium.driver)
                .env("TMPDIR", files.path())
                .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &settings)
                .current_dir(self.workspace.root());
            Outcome::tests(
                self.step(&format!("tests in wasm, {}", build.name()), command)
                    .watch(),
            )
        };
        Build::ALL.iter().map(step).collect()
    }

    /// Tells wasm-bindgen's test runner which browser to start and how.
    fn webdriver_settings(&self) -> Result<PathBuf> {
        let quoted =
            |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        let flags: Vec<String> = Chromium::FLAGS.iter().map(|flag| quoted(flag)).collect();
        let settings = format!(
            "{{\"goog:chromeOptions\": {{\"binary\": {}, \"args\": [{}]}}}}\n",
            quoted(&self.browsers.chromium.browser.to_string_lossy()),
            flags.join(", ")
        );
        let path = self.workspace.target("webdriver.json");
        files::write_if_changed(&path, &settings)?;
        Ok(path)
    }

    fn browser_tests(&self) -> Outcome {
        let mut command = native_cargo(self.workspace);
        command
            .args(["test", "--no-fail-fast", "--package", "interleave-tests"])
            .args(["--", "--show-output"])
            .env("INTERLEAVE_DIST", self.workspace.dist())
            .envs(self.browsers.environment())
            .env("AXE", self.kit.tools.axe())
            // They measure times: one browser has the machine to itself.
            .env("RUST_TEST_THREADS", "1");
        self.tests("tests in real browsers", command)
    }

    fn sizes(&self) -> Vec<Outcome> {
        match sizes::measure(&self.workspace.dist()) {
            Err(error) => vec![Outcome::one::<()>(Err(error))],
            Ok(sizes) => sizes
                .iter()
                .inspect(|size| say(&format!("  {size}")))
                // What has no budget cannot fail, so it does not count as passed either.
                .filter(|size| size.budget.is_some())
                .map(|size| {
                    let over = || Error::Missing {
                        what: format!("{} is over its budget", size.what),
                        next: "make it smaller; the budgets are the design's.".to_owned(),
                    };
                    Outcome::one(if size.is_within() {
                        Ok(())
                    } else {
                        Err(over())
                    })
                })
                .collect(),
        }
    }

    fn step(&self, name: &str, mut command: Command) -> Step {
        // A failed test says where in its message; the stack below it would push that away.
        command.env("RUST_BACKTRACE", "0");
        Step::new(name, command, &self.workspace.logs())
    }
}

/// Makes a cargo build for wasm, with these parts of the standard library built anew.
fn for_wasm(command: &mut Command, library: &str, flags: &[String]) {
    Compiler::allow_unstable(command);
    command
        .args(["--target", "wasm32-unknown-unknown"])
        .arg(format!("-Zbuild-std={library}"))
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_summed_over_all_lines() {
        let output = "\
running 3 tests
test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s
   Doc-tests interleave
test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.2s
the test result: is quoted here. 9 passed; 9 failed";
        assert_eq!(
            sum_of_tests(output),
            Sum {
                passed: 7,
                failed: 2
            }
        );
        assert_eq!(sum_of_tests("error: could not compile"), Sum::default());
    }

    #[test]
    fn every_check_has_a_name_of_its_own() {
        for check in Check::ALL {
            assert_eq!(Check::named(check.name()).unwrap(), check);
        }
        assert!(Check::named("no such check").is_err());
    }

    #[test]
    fn what_is_skipped_is_told_once() {
        let output = "SKIPPED: a\ntest b ... ok\nSKIPPED: c\n  SKIPPED\nSKIPPED: a\n";
        assert_eq!(lines_of_skipped(output), ["SKIPPED: a", "SKIPPED: c"]);
    }

    #[test]
    #[cfg(unix)]
    fn tests_that_ran_nothing_have_failed() {
        let scratch = files::Scratch::new("suite").unwrap();
        let run = |script: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            Outcome::tests(Step::new("tests", command, scratch.path()).watch())
        };
        let none = run("echo 'test result: ok. 0 passed; 0 failed; 0 ignored'");
        assert_eq!(
            none.sum,
            Sum {
                passed: 0,
                failed: 1
            }
        );
        assert!(none.failure.unwrap().to_string().contains("ran no test"));

        let broken = run("echo 'test result: ok. 2 passed; 0 failed'; exit 101");
        assert_eq!(
            broken.sum,
            Sum {
                passed: 2,
                failed: 1
            }
        );

        let fine = run("echo 'test result: ok. 2 passed; 0 failed'");
        assert_eq!(
            fine.sum,
            Sum {
                passed: 2,
                failed: 0
            }
        );
        assert!(fine.failure.is_none());
    }
}
