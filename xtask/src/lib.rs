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
//! | [`browsers`] | which browsers tests drive, and where they are |
//! | [`python`] | which Python the proof beside CPython runs |
//! | `apt` | the system's packages |
//! | [`compiler`] | chooses the compiler for wasm |
//! | [`setup`] | installs what is missing; tells what is there |
//! | [`engine`] | builds the engine, twice |
//! | [`page`] | builds `dist/` |
//! | [`headers`] | the one list of response headers |
//! | [`release`] | what the service worker knows of its release |
//! | [`share`] | what a link to the page shows elsewhere |
//! | [`serve`] | serves `dist/` |
//! | [`sizes`] | what the page weighs against its budgets |
//! | [`suite`] | every check, and their sum |
//! | [`error`] | what can go wrong, in sentences |

mod apt;
pub mod browsers;
pub mod compiler;
pub mod engine;
pub mod error;
pub mod files;
pub mod headers;
pub mod page;
pub mod python;
pub mod release;
pub mod script;
pub mod serve;
pub mod setup;
pub mod share;
pub mod sizes;
pub mod step;
pub mod suite;
pub mod tools;
pub mod workspace;
