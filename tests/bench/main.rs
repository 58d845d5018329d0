//! `cargo xtask bench`: the page beside the same Rust natively, CPython, and the pools that others have,
//! measured in one run, interleaved, on one machine.
//!
//! Everything about the page is measured through its public contract, in the build that readers have.
//! What xtask has built and found stands in the environment. Deliberately no part of the tests: a busy
//! machine may not make them fail.

mod board;
mod figures;
mod growth;
mod kernels;
mod lab;
mod machine;
mod peers;
mod plot;
mod presets;
mod print;
mod start_up;
mod tasks;
mod threads;

use std::fs;
use std::path::PathBuf;

use xtask::bench::Part;
use xtask::output::say;

use lab::Lab;
use machine::Machine;
use print::Found;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let parts: Vec<Part> = arguments
        .iter()
        .filter_map(|name| name.parse().ok())
        .collect();
    let mut machine = Machine::here();
    machine.browsers = xtask::bench::versions();
    machine.python = std::env::var("INTERLEAVE_PYTHON_VERSION").ok();
    let lab = Lab::new(
        arguments.iter().any(|argument| argument == "--quick"),
        machine.cores,
    );
    let mut found = Found {
        machine,
        tables: Vec::new(),
        budgets: Vec::new(),
    };
    for part in parts {
        say(&format!("  measuring {}", part.name()));
        let Found {
            tables, budgets, ..
        } = &mut found;
        match part {
            Part::Kernels => kernels::measure(&lab, tables, budgets).await,
            Part::Threads => threads::measure(&lab, tables, budgets).await,
            Part::Tasks => tasks::measure(&lab, tables, budgets).await,
            Part::Peers => peers::measure(&lab, tables, budgets).await,
            Part::Growth => growth::measure(&lab, tables).await,
            Part::Board => board::measure(&lab, tables, budgets).await,
            Part::Presets => presets::measure(&lab, tables, budgets).await,
            Part::StartUp => start_up::measure(&lab, tables, budgets).await,
        }
        // After each part: who stops here has those before it.
        write(&found);
    }
    say(&format!("\n{}", found.terminal()));
}

/// Writes all that was found into the folder for it.
fn write(found: &Found) {
    let out = PathBuf::from(std::env::var_os("INTERLEAVE_BENCH").expect("it is set"));
    let write = |name: &str, text: &str| {
        fs::write(out.join(name), text).unwrap_or_else(|error| panic!("{name}: {error}"));
    };
    write("bench.json", &format!("{:#}\n", found.json()));
    write("bench.md", &found.markdown());
    write(
        "bench.svg",
        &plot::page(&found.machine.sentence(), &found.tables),
    );
}
