//! How each check runs.

use std::cell::RefCell;
use std::path::PathBuf;
use std::process::Command;

use super::Check;
use super::outcome::{Outcome, lines_of_skipped};
use crate::browsers::{Browsers, Chromium};
use crate::engine::Build;
use crate::error::{Error, Result};
use crate::files;
use crate::instructions;
use crate::layers;
use crate::output::say;
use crate::page;
use crate::python::Python;
use crate::setup::Kit;
use crate::sizes;
use crate::step::{Ended, Step};
use crate::wasm;
use crate::workspace::Workspace;

/// Warnings are for the author of a change, not for those who come after.
const DENY_WARNINGS: [&str; 3] = ["--", "-D", "warnings"];

/// The build folder of the checks in wasm. One for all of them: cargo keeps builds with different flags
/// apart, and builds their common parts once. (Release builds, with remapped paths, and native builds,
/// without unstable features, cannot share it.)
const WASM_CHECKS: &str = "wasm-checks";

/// Makes libtest print how long each test took. A stable release accepts this option only with a variable
/// in its environment: set for the tests alone, since cargo would rebuild everything.
#[cfg(unix)]
const TIMED: [&str; 2] = [
    "--config",
    "target.'cfg(unix)'.runner = ['sh', '-c', \
     'RUSTC_BOOTSTRAP=1 exec \"$@\" -Zunstable-options --report-time', 'sh']",
];
/// Other systems have no shell for that.
#[cfg(not(unix))]
const TIMED: [&str; 0] = [];

/// The checks, with everything they need.
pub(super) struct Suite<'a> {
    workspace: &'a Workspace,
    kit: Kit,
    /// For those that need a browser.
    browsers: Option<Browsers>,
    has_chinese_font: bool,
    /// Those that the core's programs are compared with.
    pythons: Vec<Python>,
    valgrind: Option<PathBuf>,
    /// What tests reported that they skip here.
    skipped: RefCell<Vec<String>>,
}

impl<'a> Suite<'a> {
    pub(super) fn new(
        workspace: &'a Workspace,
        kit: Kit,
        browsers: Option<Browsers>,
        has_chinese_font: bool,
        pythons: Vec<Python>,
        valgrind: Option<PathBuf>,
    ) -> Self {
        Self {
            workspace,
            kit,
            browsers,
            has_chinese_font,
            pythons,
            valgrind,
            skipped: RefCell::default(),
        }
    }

    /// What tests reported that they skip here.
    pub(super) fn skipped(&self) -> Vec<String> {
        self.skipped.take()
    }

    /// Runs a check.
    pub(super) fn check(&self, check: Check) -> Vec<Outcome> {
        match check {
            Check::Format => vec![Outcome::one(self.format())],
            Check::Layers => self.layers(),
            Check::Clippy => {
                let all = self.clippy(
                    "native",
                    &[
                        "--workspace",
                        "--all-targets",
                        "--features",
                        "interleave/measure",
                    ],
                );
                // It is not a target by default: see `Check::Core`.
                let proof = ["--package", "interleave", "--test", "cpython"];
                let proof = self.clippy("cpython", &proof);
                [all, proof].map(Outcome::one).into()
            }
            Check::ClippyWasm => self.clippy_wasm(),
            Check::Build => vec![Outcome::one(page::build(self.workspace, &self.kit))],
            Check::Core => {
                let mut outcomes = vec![self.native_tests("interleave")];
                outcomes.extend(self.proofs());
                outcomes
            }
            Check::Web => vec![self.native_tests("interleave-web")],
            Check::Xtask => vec![self.native_tests("xtask")],
            Check::Wasm => self.wasm_tests(),
            Check::Browser => vec![self.browser_tests()],
            Check::Sizes => self.sizes(),
            Check::Instructions => self.instructions(),
        }
    }

    fn layers(&self) -> Vec<Outcome> {
        let root = self.workspace.root();
        let core = layers::check(&root.join("crate/src"), Some(&layers::CORE));
        if let Ok(core) = &core {
            let uses = core.table();
            for layer in layers::CORE {
                let used = uses.get(layer).into_iter().flatten();
                let used: Vec<&str> = used.map(String::as_str).collect();
                say(&format!("  {layer:<12} uses {}", used.join(", ")));
            }
        }
        let xtask = layers::check(&root.join("xtask/src"), None);
        vec![Outcome::one(core), Outcome::one(xtask)]
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
            wasm::for_checks(&mut command, "std,panic_abort", flags);
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

    /// Clippy of the chosen compiler, so that its result is the same on every machine.
    fn clippy_command(&self, folder: &str) -> Command {
        let mut command = self.kit.compiler.tool("cargo-clippy");
        command
            .arg("clippy")
            .env("CARGO_TARGET_DIR", self.workspace.target(folder))
            .current_dir(self.workspace.root());
        command
    }

    fn native_tests(&self, package: &str) -> Outcome {
        let command = self.native_test(&["--package", package]);
        self.tests(&format!("tests of {package}"), command)
    }

    /// The programs beside each CPython. By name: it takes too long to be run with each change.
    fn proofs(&self) -> Vec<Outcome> {
        let count = self.pythons.len();
        if !self.pythons.iter().any(|python| python.is_free_threaded) {
            let line = "SKIPPED: threads without a GIL beside CPython (none is free-threaded)";
            self.skipped.borrow_mut().push(line.to_owned());
        }
        let proof = |(place, python): (usize, &Python)| {
            let mut command = self.native_test(&["--package", "interleave", "--test", "cpython"]);
            command.env("INTERLEAVE_PYTHON", &python.path);
            let mut name = format!("programs beside CPython {}", python.name());
            if let Some(share) = share(place, count) {
                name.push_str(", some");
                command.env("INTERLEAVE_SHARE", share);
            }
            self.tests(&name, command)
        };
        self.pythons.iter().enumerate().map(proof).collect()
    }

    fn native_test(&self, which: &[&str]) -> Command {
        let mut command = self.workspace.native_cargo();
        command.arg("test").args(TIMED);
        command.arg("--no-fail-fast").args(which);
        // The output of tests that pass is in the log, too.
        command.args(["--", "--show-output"]);
        command
    }

    /// Runs tests, and shows what they skip.
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

    // Their runner does not report how long each of them took.
    fn wasm_tests(&self) -> Vec<Outcome> {
        let Some(Browsers { chromium, .. }) = &self.browsers else {
            return vec![no_browser()];
        };
        // Chromium leaves megabytes among the temporary files each time.
        let files = files::Scratch::new("chromium");
        let (settings, files) = match (self.webdriver_settings(chromium), files) {
            (Ok(path), Ok(files)) => (path, files),
            (Err(error), _) | (_, Err(error)) => return vec![Outcome::one::<()>(Err(error))],
        };
        let step = |build: &Build| {
            let mut command = self.kit.compiler.cargo();
            command.arg("test");
            wasm::for_checks(&mut command, "std,panic_abort,test", &build.flags());
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
                .env("CHROMEDRIVER", &chromium.driver)
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

    /// Configures the browser of wasm-bindgen's test runner.
    fn webdriver_settings(&self, chromium: &Chromium) -> Result<PathBuf> {
        let quoted =
            |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        let flags: Vec<String> = Chromium::FLAGS.iter().map(|flag| quoted(flag)).collect();
        let settings = format!(
            "{{\"goog:chromeOptions\": {{\"binary\": {}, \"args\": [{}]}}}}\n",
            quoted(&chromium.browser.to_string_lossy()),
            flags.join(", ")
        );
        let path = self.workspace.target("webdriver.json");
        files::write_if_changed(&path, &settings)?;
        Ok(path)
    }

    fn browser_tests(&self) -> Outcome {
        let Some(browsers) = &self.browsers else {
            return no_browser();
        };
        let mut command = self.workspace.native_cargo();
        command
            .arg("test")
            .args(TIMED)
            .args(["--no-fail-fast", "--package", "interleave-tests"])
            .args(["--", "--show-output"])
            .env("INTERLEAVE_DIST", self.workspace.dist())
            .envs(browsers.environment())
            .env("AXE", self.kit.tools.axe())
            // They measure times, so one browser has the machine to itself.
            .env("RUST_TEST_THREADS", "1");
        if self.has_chinese_font {
            command.env("CHINESE_FONT", "1");
        }
        self.tests("tests in real browsers", command)
    }

    fn sizes(&self) -> Vec<Outcome> {
        match sizes::measure(&self.workspace.dist()) {
            Err(error) => vec![Outcome::one::<()>(Err(error))],
            Ok(sizes) => sizes
                .iter()
                .inspect(|size| say(&format!("  {size}")))
                // A part without a budget cannot fail, so it does not count as passed either.
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

    fn instructions(&self) -> Vec<Outcome> {
        // Set-up has said so.
        let Some(valgrind) = &self.valgrind else {
            return Vec::new();
        };
        let counts = match instructions::count(self.workspace, valgrind) {
            Err(error) => return vec![Outcome::one::<()>(Err(error))],
            Ok(counts) => counts,
        };
        for count in &counts {
            say(&format!("  {}", count.sentence()));
        }
        let unknown: Vec<String> = counts
            .iter()
            .filter(|count| count.base.is_none())
            .map(instructions::Count::line)
            .collect();
        if !unknown.is_empty() {
            let line = format!(
                "SKIPPED: instruction counts (no base for this compiler; it would be: {})",
                unknown.join(", ")
            );
            say(&format!("  {line}"));
            self.skipped.borrow_mut().push(line);
        }
        // What has no base cannot fail, so it does not count as passed either.
        let compared = counts.iter().filter(|count| count.base.is_some());
        compared
            .map(|count| {
                Outcome::one(match count.is_over() {
                    true => Err(count.problem()),
                    false => Ok(()),
                })
            })
            .collect()
    }

    fn step(&self, name: &str, mut command: Command) -> Step {
        // A failed test's message has the place; a backtrace would push it out of the excerpt.
        command.env("RUST_BACKTRACE", "0");
        Step::new(name, command, &self.workspace.logs())
    }
}

/// Which programs are compared with a CPython of so many, if not all: the newest is compared with all of them, the
/// others share them so that each is compared with two or three more. All with all would take two minutes each.
fn share(place: usize, count: usize) -> Option<String> {
    let others = count - 1;
    let step = others / 2;
    (place < others && step > 1).then(|| format!("{}/{step}", place % step))
}

/// Set-up ends with an error before this can happen.
fn no_browser() -> Outcome {
    Outcome::one::<()>(Err(Error::Missing {
        what: "The checks that need a browser were started without one".to_owned(),
        next: "cargo xtask doctor".to_owned(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_program_is_compared_with_the_newest_and_with_two_or_three_others() {
        for count in 1..12 {
            for program in 0..60 {
                let compared = |place: &usize| match share(*place, count) {
                    None => true,
                    Some(share) => {
                        let (first, step) = share.split_once('/').unwrap();
                        let [first, step] =
                            [first, step].map(|text| text.parse::<usize>().unwrap());
                        program % step == first
                    }
                };
                assert!(compared(&(count - 1)), "{count}");
                let others = (0..count - 1).filter(compared).count();
                assert!((2..=3).contains(&others) || count < 4, "{count}: {others}");
            }
        }
    }
}
