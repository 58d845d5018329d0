//! The CPythons of this machine, which the proof beside CPython needs: 3.9 or later.
//!
//! Each candidate is really asked: the first `python3` on the path may be a shim for a version
//! that is not installed, and another implementation proves nothing.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::tools::{all_on_path, folders, home};

/// The oldest whose rules are known.
pub const OLDEST: (u32, u32) = (3, 9);

/// What a candidate is asked.
const ASKS: &str = "import platform, sysconfig; \
    print(platform.python_implementation(), platform.python_version(), \
    sysconfig.get_config_var('Py_GIL_DISABLED') or 0)";

/// A CPython that is recent enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Python {
    /// The interpreter.
    pub path: PathBuf,
    /// Its version, as `3.11.2`.
    pub version: String,
    /// Whether it was built without the GIL.
    pub is_free_threaded: bool,
}

impl Python {
    /// The CPython that is used where one is enough: the one that `INTERLEAVE_PYTHON` names and no other,
    /// else the first on the path that is recent enough.
    #[must_use]
    pub fn find() -> Option<Self> {
        match named() {
            Some(named) => Self::ask(&named),
            None => {
                let plain = all_on_path("python3").into_iter();
                plain.chain(on_path()).find_map(|path| Self::ask(&path))
            }
        }
    }

    /// Every CPython of this machine, on the path, in version managers' folders and in this one, or the one
    /// that `INTERLEAVE_PYTHON` names and no other: the latest release of each version, the oldest
    /// version first. Builds without the GIL count as versions of their own.
    #[must_use]
    pub fn all(own: &Path) -> Vec<Self> {
        if let Some(named) = named() {
            return Self::ask(&named).into_iter().collect();
        }
        let mut candidates: Vec<PathBuf> = all_on_path("python3");
        candidates.extend(on_path());
        candidates.extend(managed().map(|root| root.join("bin/python3")));
        candidates.extend(within(own));
        let mut seen = Vec::new();
        candidates.retain(|path| {
            // A link is no other interpreter; a shim, which is one file for all, is asked by each name.
            let file = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
            let is_new = !seen.contains(&file);
            seen.push(file);
            is_new
        });
        latest(candidates.iter().filter_map(|path| Self::ask(path)))
    }

    /// Whether `INTERLEAVE_PYTHON` names one.
    #[must_use]
    pub fn is_named() -> bool {
        named().is_some()
    }

    /// The first two numbers of its version.
    #[must_use]
    pub fn minor(&self) -> Option<(u32, u32)> {
        numbers(&self.version).map(|(minor, _)| minor)
    }

    /// Its version, and whether it has no GIL.
    #[must_use]
    pub fn name(&self) -> String {
        match self.is_free_threaded {
            true => format!("{} without the GIL", self.version),
            false => self.version.clone(),
        }
    }

    pub(crate) fn ask(path: &Path) -> Option<Self> {
        let output = Command::new(path)
            .args(["-c", ASKS])
            .stderr(Stdio::null())
            .output()
            .ok()?;
        let (version, is_free_threaded) = accept(output.status.success(), &output.stdout)?;
        Some(Self {
            path: path.to_owned(),
            version,
            is_free_threaded,
        })
    }
}

fn named() -> Option<PathBuf> {
    env::var_os("INTERLEAVE_PYTHON").map(PathBuf::from)
}

/// The interpreters on the path that have a version in their names.
fn on_path() -> impl Iterator<Item = PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    folders.into_iter().flat_map(|folder| within(&folder))
}

/// The same in a folder, in order.
fn within(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let versioned = entries.filter(|entry| is_versioned(&entry.file_name().to_string_lossy()));
    let mut found: Vec<PathBuf> = versioned.map(|entry| entry.path()).collect();
    found.sort();
    found
}

/// Whether a program is called like `python3.14` or `python3.14t`.
fn is_versioned(name: &str) -> bool {
    let minor = name.strip_prefix("python3.").unwrap_or_default();
    let digits = minor.strip_suffix('t').unwrap_or(minor);
    !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
}

/// The versions that version managers have installed: a folder for each.
fn managed() -> impl Iterator<Item = PathBuf> {
    let pyenv = env::var_os("PYENV_ROOT").map_or_else(|| home().join(".pyenv"), PathBuf::from);
    [
        pyenv.join("versions"),
        home().join(".asdf/installs/python"),
        home().join(".local/share/mise/installs/python"),
        home().join(".local/share/uv/python"),
    ]
    .into_iter()
    .flat_map(|folder| folders(&folder))
}

/// The latest release of each version, the oldest version first.
fn latest(found: impl Iterator<Item = Python>) -> Vec<Python> {
    let rank = |python: &Python| {
        let (minor, patch) = numbers(&python.version).unwrap_or_default();
        (minor, python.is_free_threaded, patch)
    };
    let mut all: Vec<Python> = found.collect();
    all.sort_by_key(|python| std::cmp::Reverse(rank(python)));
    all.dedup_by_key(|python| (rank(python).0, rank(python).1));
    all.reverse();
    all
}

/// The version in an interpreter's answer, and whether it has no GIL, if it is CPython and recent enough.
fn accept(success: bool, answer: &[u8]) -> Option<(String, bool)> {
    let mut words = str::from_utf8(answer).ok()?.split_whitespace();
    let is_cpython = words.next()? == "CPython";
    let version = words.next()?;
    let is_free_threaded = words.next()? == "1";
    (success && is_cpython && is_recent(version)).then(|| (version.to_owned(), is_free_threaded))
}

/// The numbers of a version, Python's own or of a package: the first two, and the third.
fn numbers(version: &str) -> Option<((u32, u32), u32)> {
    let mut numbers = version
        .split(|c: char| !c.is_ascii_digit())
        .map_while(|number| number.parse::<u32>().ok());
    let minor = numbers.next().zip(numbers.next())?;
    Some((minor, numbers.next().unwrap_or(0)))
}

/// Whether a version, Python's own or of a package, is recent enough.
#[must_use]
pub fn is_recent(version: &str) -> bool {
    numbers(version).is_some_and(|(minor, _)| minor >= OLDEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn python(version: &str, is_free_threaded: bool) -> Python {
        Python {
            path: PathBuf::from(version),
            version: version.to_owned(),
            is_free_threaded,
        }
    }

    #[test]
    fn a_version_is_compared_by_its_first_two_numbers() {
        for version in [
            "3.9.18",
            "3.10.12",
            "3.11.2-1+b1",
            "3.14.0rc1",
            "3.14+",
            "4.0",
        ] {
            assert!(is_recent(version), "{version}");
        }
        for version in ["3.8.2", "2.7.18", "3", "", "pyenv: not found"] {
            assert!(!is_recent(version), "{version}");
        }
    }

    #[test]
    fn a_python_that_fails_or_is_too_old_or_another_one_is_not_used() {
        let accepted = accept(true, b"CPython 3.12.1 0\n");
        assert_eq!(accepted, Some(("3.12.1".to_owned(), false)));
        let free = accept(true, b"CPython 3.14.2 1\n");
        assert_eq!(free, Some(("3.14.2".to_owned(), true)));
        assert_eq!(accept(true, b"CPython 3.8.1 0\n"), None);
        assert_eq!(accept(true, b"PyPy 3.11.1 0\n"), None);
        assert_eq!(accept(false, b"CPython 3.12.1 0\n"), None);
        assert_eq!(accept(true, b""), None);
        assert_eq!(Python::ask(Path::new("no-such-python")), None);
    }

    #[test]
    fn of_each_version_the_latest_release_is_used() {
        let found = [
            ("3.13.2", false),
            ("3.9.18", false),
            ("3.13.10", false),
            ("3.13.4", true),
            ("3.14.0", false),
        ];
        let found = found.map(|(version, free)| python(version, free));
        let names: Vec<String> = latest(found.into_iter()).iter().map(Python::name).collect();
        assert_eq!(
            names,
            ["3.9.18", "3.13.10", "3.13.4 without the GIL", "3.14.0"]
        );
    }

    #[test]
    fn only_names_with_a_version_are_interpreters() {
        for name in ["python3.9", "python3.14", "python3.14t"] {
            assert!(is_versioned(name), "{name}");
        }
        for name in [
            "python3",
            "python3.",
            "python3.14-config",
            "python3.t",
            "pip3.9",
        ] {
            assert!(!is_versioned(name), "{name}");
        }
    }
}
