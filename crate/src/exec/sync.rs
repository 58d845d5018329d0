//! The locks that lanes share and wait with: the standard library's.
//!
//! In this package's unit tests a model checker's locks take their place, so that it checks the code
//! that ships (`gil/model.rs`). Those work only inside a model: tests that run executors belong in
//! `tests/`.

#[cfg(test)]
pub use loom::sync::{Condvar, Mutex, MutexGuard, atomic::AtomicBool};
#[cfg(not(test))]
pub use std::sync::{Condvar, Mutex, MutexGuard, atomic::AtomicBool};
