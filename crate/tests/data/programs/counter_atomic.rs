// Rust's standard library shares no memory between processes: each counts its own.
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

static COUNTER: AtomicU64 = AtomicU64::new(0);

fn compute(updates: u64) {
    for _ in 0..updates {
        COUNTER.fetch_add(1, Ordering::Relaxed);
    }
}

fn task(i: u32) -> u32 {
    compute(1_000_000);
    i
}

fn main() {
    if let Some(i) = std::env::args().nth(1) {
        println!("{}", task(i.parse().unwrap()));
        return;
    }
    let start = Instant::now();
    let program = std::env::current_exe().unwrap();
    let child = |i: u32| Command::new(&program).arg(i.to_string()).spawn().unwrap();
    let children: Vec<_> = (0..10).map(child).collect();
    for mut child in children {
        println!("{}", child.wait().unwrap());
    }
    println!("counter: {}", COUNTER.load(Ordering::Relaxed));
    println!("{:.3?}", start.elapsed());
}
