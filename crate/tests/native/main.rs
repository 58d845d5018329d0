//! What each mode does with the same tasks: exactly, by drawings, on a virtual clock; and roughly,
//! on the machine's clock, where lanes really block.
//!
//! A piece of computing takes a millisecond on the virtual clock; drawings have a column for each.

mod bounded_queue;
mod cores;
mod counter;
mod expectations;
mod gil;
mod modes;
mod processes;
mod queue;
mod semaphore;
mod support;
