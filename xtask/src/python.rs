//! The Python that the proof beside CPython needs: 3.11 or later.
//!
//! Each candidate is really asked: the first `python3` on the path may be a shim for a version
//! that is not installed.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::tools::all_on_path;

/// The oldest that will do: it has `TaskGroup`.
pub const OLDEST: (u32, u32) = (3, 11);

/// Where it may be, the likeliest place first.
const NAMES: [&str; 5] = [
    "python3",
    "python3.14",
    "python3.13",
    "python3.12",
    "python3.11",
];

/// A Python that is recent enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Python {
    /// The interpreter.
    pub path: PathBuf,
    /// Its version, as `3.11.2`.
    pub version: String,
}

impl Python {
    /// The Python of this machine: the one that `INTERLEAVE_PYTHON` names and no other, else the
    /// first on the path that is recent enough.
    #[must_use]
    pub fn find() -> Option<Self> {
        match env::var_os("INTERLEAVE_PYTHON") {
            Some(named) => Self::ask(Path::new(&named)),
            None => NAMES
                .iter()
                .flat_map(|name| all_on_path(name))
                .find_map(|path| Self::ask(&path)),
        }
    }

    fn ask(path: &Path) -> Option<Self> {
        let output = Command::new(path)
            .args(["-c", "import platform; print(platform.python_version())"])
            .stderr(Stdio::null())
            .output()
            .ok()?;
        let version = accept(output.status.success(), &output.stdout)?;
        Some(Self {
            path: path.to_owned(),
            version,
        })
    }
}

/// The version in an interpreter's answer, if it is one and recent enough.
fn accept(success: bool, answer: &[u8]) -> Option<String> {
    let version = str::from_utf8(answer).ok()?.trim();
    (success && is_recent(version)).then(|| version.to_owned())
}

/// Whether a version, Python's own or of a package, is recent enough.
#[must_use]
pub fn is_recent(version: &str) -> bool {
    let mut numbers = version
        .split(|c: char| !c.is_ascii_digit())
        .map_while(|number| number.parse::<u32>().ok());
    numbers.next().zip(numbers.next()) >= Some(OLDEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_compared_by_its_first_two_numbers() {
        for version in ["3.11.2", "3.11.2-1+b1", "3.14.0rc1", "3.14+", "4.0"] {
            assert!(is_recent(version), "{version}");
        }
        for version in ["3.9.2", "3.10.12", "2.7.18", "3", "", "pyenv: not found"] {
            assert!(!is_recent(version), "{version}");
        }
    }

    #[test]
    fn a_python_that_fails_or_is_too_old_is_not_used() {
        assert_eq!(accept(true, b"3.12.1\n").as_deref(), Some("3.12.1"));
        assert_eq!(accept(true, b"3.10.1\n"), None);
        assert_eq!(accept(false, b"3.12.1\n"), None);
        assert_eq!(accept(true, b""), None);
        assert_eq!(Python::ask(Path::new("no-such-python")), None);
    }
}
