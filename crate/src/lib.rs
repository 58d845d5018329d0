//! One set of tasks, several ways to run them, every moment recorded: the core of Interleave.
//!
//! The folders are layers. Each depends only on those above it in this list; `cargo xtask test`
//! checks that from the `use` lines.
//!
//! | layer | what it is |
//! | --- | --- |
//! | [`time`] | units of time, and the trait of a clock |
//! | [`kernel`] | the work of a compute step, in checked, interruptible units |
//! | [`model`] | what can be asked: task, experiment, limits, presets, APIs, and the query of a link |
//! | [`scheduler`] | what each of Python's APIs does: a pure state machine that the executors drive |
//! | [`trace`] | what happened: events, event log, timeline, lane state |
//! | [`exec`] | an executor for each mode, and the hosts that they run on |
//! | [`report`] | what follows from it: result document, statistics, expectations, findings |
//! | [`wording`] | the findings in words, in Chinese and in English |
//! | [`protocol`] | what page and engine say to each other |
//! | [`race`] | rounds, their order, warm-up, when to stop; it reports as messages |
//! | `document` | what is saved and opened: recording, CSV, Chrome trace |
//! | [`codegen`] | the experiment as a program |
//! | [`lesson`] | the steps of the lesson: questions, experiments, reasons, in both languages |
//! | `engine` | the browser's boundary, behind the feature `engine` |
//!
//! The data goes round once:
//!
//! ```text
//! query → spec → protocol (Command) → race → exec → event, event log
//!                                                     │ protocol (Message)
//!   findings ← report ← statistics ← timeline ←───────┘
//! ```
//!
//! This crate knows no page and no DOM.

pub mod codegen;
#[cfg(feature = "record")]
pub mod document;
#[cfg(all(target_arch = "wasm32", feature = "engine"))]
pub mod engine;
pub mod exec;
pub mod kernel;
pub mod lesson;
pub mod model;
pub mod protocol;
pub mod race;
pub mod report;
pub mod scheduler;
pub mod time;
pub mod trace;
pub mod wording;
