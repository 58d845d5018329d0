//! What can go wrong, worded for the person who typed the command: one sentence, then the
//! next step.
//!
//! Deliberately no error codes and no chains of causes: a tool's output is in its log, and the part
//! with the reason is shown.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Everything that ends an xtask command early.
#[derive(Debug)]
pub enum Error {
    /// The command line was not understood.
    Usage(String),
    /// Something that is needed is not on this machine and could not be installed.
    Missing {
        /// What is missing, as a sentence without its full stop.
        what: String,
        /// What to do about it.
        next: String,
    },
    /// A tool ran and failed.
    Tool {
        /// The step, as it was shown while it ran.
        step: String,
        /// How it ended, as "exit status: 101".
        status: String,
        /// What to do about it.
        next: String,
        /// Everything that the tool printed.
        log: PathBuf,
        /// The part of the log that shows the reason.
        excerpt: String,
    },
    /// A file or folder could not be read or written.
    File {
        /// What was tried, as in "read the manifest".
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's own words.
        source: io::Error,
    },
    /// A file is there, but not as it should be.
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong with it and what to do, as a sentence.
        problem: String,
    },
    /// No port could be bound.
    Port {
        /// The first port that was tried.
        port: u16,
        /// The system's own words.
        source: io::Error,
    },
}

/// The result of everything in this package that can fail.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Turns an [`io::Error`] into an [`Error::File`] that says what was tried on which path.
    pub fn file(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::File {
            doing,
            path,
            source,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(problem) => write!(f, "{problem}\nNext: cargo xtask --help"),
            Self::Missing { what, next } => write!(f, "{what}.\nNext: {next}"),
            Self::Tool {
                step,
                status,
                next,
                log,
                excerpt,
            } => write!(
                f,
                "{step} failed ({status}). Full output: {}. The important part:\n\n{}\n\nNext: {next}",
                log.display(),
                excerpt.trim_end()
            ),
            Self::File {
                doing,
                path,
                source,
            } => write!(f, "Could not {doing} {}: {source}.", path.display()),
            Self::Content { path, problem } => write!(f, "{}: {problem}", path.display()),
            Self::Port { port, source } => write!(
                f,
                "Could not listen on 127.0.0.1 from port {port} on: {source}.\n\
                 Next: choose another with --port."
            ),
        }
    }
}

impl std::error::Error for Error {}
