//! Set-up, build, serve and test, each by one command of `cargo xtask`.
//!
//! It calls the real tools (cargo, wasm-bindgen, wasm-opt, Trunk, npm, apt-get) and does none of
//! their work. As a library it serves a built page to the browser tests.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`workspace`] | where things lie in this checkout |
//! | [`files`] | reads, writes and hashes files |
//! | [`step`] | runs a program and shows that it runs |
//! | [`tools`] | which other tools, in which version, and where |
//! | [`compiler`] | chooses the compiler for wasm |
//! | [`setup`] | installs what is missing; tells what is there |
//! | [`engine`] | builds the engine, twice |
//! | [`page`] | builds `dist/` |
//! | [`headers`] | the one list of response headers |
//! | [`release`] | what the service worker knows of its release |
//! | [`serve`] | serves `dist/` |
//! | [`sizes`] | what the page weighs against its budgets |
//! | [`suite`] | every check, and their sum |
//! | [`error`] | what can go wrong, in sentences |

pub mod compiler;
pub mod engine;
pub mod error;
pub mod files;
pub mod headers;
pub mod page;
pub mod release;
pub mod serve;
pub mod setup;
pub mod sizes;
pub mod step;
pub mod suite;
pub mod tools;
pub mod workspace;
