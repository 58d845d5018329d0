//! The experiment as a program, in Python and in Rust: complete, idiomatic, and no longer than what
//! the experiment uses.
//!
//! A line knows which of the spec's numbers stand in it, so that they can be edited there, and
//! which moment of a run it stands for, so that it can be marked while that happens. Nothing here
//! runs a program, colours it or knows a language of the page: what little is said in words is part
//! of the code.
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

/// What a mode does with the experiment, in Python.
pub fn python(spec: &Spec, mode: Mode) -> Code {
    python::write(spec, mode)
}

/// The like of it in Rust: its own threads, `rayon` for a pool, `tokio` for coroutines.
pub fn rust(spec: &Spec, mode: Mode) -> Code {
    rust::write(spec, mode)
}

#[cfg(test)]
mod tests;
