//! The experiment as a program, in Python and in Rust: complete, idiomatic, and no longer than what
//! the experiment uses.
//!
//! Each line knows the spec's numbers in it, so that the page can edit them there, and the moment of
//! a run that it stands for, so that the page can mark it at that moment. Nothing here runs or
//! colours a program, or knows the page's languages: comments in the programs are English.
//!
//! The programs are templates, which keeps them readable here and small in the page; see
//! `template.rs`.

pub mod program;
mod python;
mod rust;
mod template;

use program::Code;

use crate::model::mode::Mode;
use crate::model::spec::Spec;

/// The experiment in one mode, in Python.
pub fn python(spec: &Spec, mode: Mode) -> Code {
    python::write(spec, mode)
}

/// The experiment in one mode, in Rust: its own threads, `rayon` for a pool, `tokio` for coroutines.
pub fn rust(spec: &Spec, mode: Mode) -> Code {
    rust::write(spec, mode)
}

#[cfg(test)]
mod tests;
