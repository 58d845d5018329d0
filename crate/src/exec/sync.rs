//! What lanes share and wait with: the standard library's locks.
//!
//! In this package's unit tests they are a model checker's in their place, so that the code that
//! it checks (`gil/model.rs`) is the code that ships. Those work inside a model only: tests that
//! run executors belong in `tests/`, where the library is as it ships.

#[cfg(test)]
pub use loom::sync::{Condvar, Mutex, MutexGuard, atomic::AtomicBool};
#[cfg(not(test))]
pub use std::sync::{Condvar, Mutex, MutexGuard, atomic::AtomicBool};
