//! Set-up, build, serve and test, each by one command of `cargo xtask`.
//!
//! It calls the real tools (cargo, wasm-bindgen, wasm-opt, Trunk, npm, apt-get) and does none of
//! their work. As a library it serves a built page to the browser tests.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`error`] | what can go wrong, in sentences |
//! | [`output`] | prints lines, and times |
//! | [`files`] | reads, writes and hashes files |
//! | [`workspace`] | the paths of this checkout |
//! | [`tools`] | which other tools, in which version, and where |
//! | [`step`] | runs programs, shows that they run (`progress`, `durations`) and why they failed (`excerpt`) |
//! | [`compiler`], [`browsers`], [`python`], `apt` | what this machine has |
//! | [`setup`] | installs what is missing; reports what is there |
//! | `naming` | which files of the page are named after their content |
//! | [`headers`] | the one list of response headers |
//! | [`share`] | what a link to the page shows elsewhere |
//! | [`article`] | the article and the worksheets, from their templates |
//! | [`release`] | what the service worker knows of its release |
//! | [`script`], `wasm` | how esbuild makes scripts and styles smaller; how cargo builds for wasm |
//! | [`engine`] | builds the engine, twice |
//! | [`page`], `index` | builds `dist/`; completes `index.html` |
//! | [`serve`] | serves `dist/` |
//! | [`instructions`] | compares the instructions of the core's hot functions with a base |
//! | [`sizes`] | compares the page's sizes with their budgets |
//! | [`layers`] | reads `use` lines: which folder may use which |
//! | [`suite`] | every check, and their sum |
//! | [`bench`] | builds and finds what is measured, and measures it |
//!
//! Each module uses only modules above it. The check `layers` tests that.

mod apt;
pub mod article;
pub mod bench;
pub mod browsers;
pub mod compiler;
mod durations;
pub mod engine;
pub mod error;
mod excerpt;
pub mod files;
pub mod headers;
mod index;
pub mod instructions;
pub mod layers;
mod naming;
pub mod output;
pub mod page;
mod progress;
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
mod wasm;
pub mod workspace;
