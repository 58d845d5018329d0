//! One set of tasks, several ways to run them, every moment recorded: the core of Interleave.
//!
//! The data goes round once:
//!
//! ```text
//! query → spec → protocol (Command) → race → exec → event, log
//!                                                     │ protocol (Message)
//!      advice ← report ← stats ← timeline ←───────────┘
//! ```
//!
//! - [`spec`], [`query`]: what the reader chose, and how a link says it
//! - [`api`]: by which of Python's APIs
//! - [`lifecycle`]: what each of them does; a state machine that the executors drive
//! - [`task`], [`kernel`]: what is to be done
//! - [`race`], [`exec`], [`calibrate`]: doing it
//! - [`event`], [`log`], [`timeline`]: what happened
//! - [`why`]: what each lane does at a moment, and why it does not compute
//! - [`stats`], [`report`], [`advice`]: what follows from it; [`record`]: all of it, to take away
//! - [`protocol`]: how page and engine talk; [`clock`]: the only reader of time; [`map`]: a small one
//!
//! - [`code`]: the experiment as a program; [`wording`]: what people read
//!
//! This crate knows no page and no DOM. Its browser boundary is `wasm`, behind the feature `engine`.

pub mod advice;
pub mod api;
pub mod calibrate;
pub mod clock;
pub mod code;
pub mod event;
pub mod exec;
pub mod kernel;
pub mod lifecycle;
pub mod log;
pub mod map;
pub mod protocol;
pub mod query;
pub mod race;
#[cfg(feature = "record")]
pub mod record;
pub mod report;
pub mod spec;
pub mod stats;
pub mod task;
pub mod timeline;
#[cfg(all(target_arch = "wasm32", feature = "engine"))]
pub mod wasm;
pub mod why;
pub mod wording;
