//! The results of checks and their tests, parsed from their output.

use std::time::Duration;

use crate::error::{Error, Result};
use crate::output::duration;
use crate::step::Ended;

/// How many checks and tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// These passed.
    pub passed: u32,
    /// These failed.
    pub failed: u32,
}

impl Sum {
    pub(super) fn of_one(success: bool) -> Self {
        Self {
            passed: u32::from(success),
            failed: u32::from(!success),
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// A test and how long it took.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Timed {
    pub(super) test: String,
    pub(super) elapsed: Duration,
}

/// The result of one step of a check.
pub(super) struct Outcome {
    pub(super) sum: Sum,
    pub(super) failure: Option<Error>,
    /// The tests whose times are known.
    pub(super) times: Vec<Timed>,
}

impl Outcome {
    /// A step that counts as one check.
    pub(super) fn one<T>(result: Result<T>) -> Self {
        Self {
            sum: Sum::of_one(result.is_ok()),
            failure: result.err(),
            times: Vec::new(),
        }
    }

    /// A step that ran tests, each of which counts.
    pub(super) fn tests(result: Result<Ended>) -> Self {
        let ended = match result {
            Ok(ended) => ended,
            Err(error) => return Self::one::<()>(Err(error)),
        };
        let output = ended.output().unwrap_or_default();
        let mut sum = sum_of_tests(&output);
        let times = times(&output);
        if ended.status.success() && sum != Sum::default() {
            return Self {
                sum,
                failure: None,
                times,
            };
        }
        // It did not compile, crashed, or had nothing to run: that is a failure too.
        sum.failed = sum.failed.max(1);
        let failure = if ended.status.success() {
            let name = &ended.name;
            Error::Missing {
                what: format!("{name} ran no test"),
                next: "add tests, or remove this check from xtask.".to_owned(),
            }
        } else {
            ended.into_error()
        };
        Self {
            sum,
            failure: Some(failure),
            times,
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

/// The times that libtest prints behind each test, as in `test a::b ... ok <1.234s>`.
fn times(output: &str) -> Vec<Timed> {
    let time = |line: &str| {
        let (test, end) = line.strip_prefix("test ")?.split_once(" ... ")?;
        let (_, time) = end.split_once('<')?;
        let seconds: f64 = time.strip_suffix("s>")?.parse().ok()?;
        Some(Timed {
            test: test.to_owned(),
            elapsed: Duration::try_from_secs_f64(seconds).ok()?,
        })
    };
    output.lines().filter_map(time).collect()
}

/// The slowest tests, a line each.
pub(super) fn slowest(mut tests: Vec<Timed>, count: usize) -> Vec<String> {
    tests.sort_by_key(|test| std::cmp::Reverse(test.elapsed));
    let line = |test: &Timed| format!("  {:>11}  {}", duration(test.elapsed), test.test);
    tests.iter().take(count).map(line).collect()
}

/// What tests skip on this machine, and what they did again because a browser fell over a fault of its
/// own. A reason that several tests give is listed once.
pub(super) fn lines_of_skipped(output: &str) -> Vec<String> {
    let is_told = |line: &&str| line.starts_with("SKIPPED") || line.starts_with("AGAIN");
    let mut lines = Vec::new();
    for line in output.lines().filter(is_told) {
        if !lines.iter().any(|known| known == line) {
            lines.push(line.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    use crate::files::Scratch;
    use crate::step::Step;

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
    fn a_skipped_test_is_reported_once() {
        let output = "SKIPPED: a\ntest b ... ok\nAGAIN: b\nSKIPPED: c\n  SKIPPED\nSKIPPED: a\n";
        assert_eq!(
            lines_of_skipped(output),
            ["SKIPPED: a", "AGAIN: b", "SKIPPED: c"]
        );
    }

    #[test]
    #[cfg(unix)]
    fn tests_that_ran_nothing_have_failed() {
        let scratch = Scratch::new("suite").unwrap();
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

    #[test]
    fn the_slowest_tests_are_found() {
        let output = "running 3 tests\n\
            test a::quick ... ok <0.012s>\n\
            test b::slow ... FAILED <12.500s>\n\
            test c ... ignored\n\
            test d ... ok <2.000s>\n\
            test result: FAILED. 2 passed; 1 failed\n";
        let lines = slowest(times(output), 2);
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert_eq!(lines[0].trim(), "12 s  b::slow");
        assert_eq!(lines[1].trim(), "2.0 s  d");
    }
}
