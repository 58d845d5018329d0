//! A race in a terminal: the same core and the same tasks, with an operating system's processes.
//!
//! ```text
//! cargo run --release -p interleave -- --preset mixed --workers 2
//! ```
//!
//! It takes an experiment as flags or as a link's query, runs it, and prints what the page shows: a
//! table, the headline, notes, and the lanes as text. With `--emit` it prints another format
//! instead; programs are printed without running anything.

#[cfg(not(target_arch = "wasm32"))]
mod arguments;
#[cfg(not(target_arch = "wasm32"))]
mod lanes;
#[cfg(not(target_arch = "wasm32"))]
mod output;
#[cfg(not(target_arch = "wasm32"))]
mod progress;
#[cfg(not(target_arch = "wasm32"))]
mod race;
#[cfg(not(target_arch = "wasm32"))]
mod table;
#[cfg(not(target_arch = "wasm32"))]
mod texts;

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    use std::process::ExitCode;

    use interleave::exec::host::native::{CHILD, child};

    if std::env::args().skip(1).eq([CHILD]) {
        // The parent is gone: nothing is left to do.
        let _ = child();
        return ExitCode::SUCCESS;
    }
    let asked = match arguments::read(std::env::args_os()) {
        Ok(asked) => asked,
        Err(stop) => return stop,
    };
    match output::run(&asked) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}
