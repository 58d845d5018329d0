// Rust has no GIL.
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

static COUNTER: AtomicU64 = AtomicU64::new(0);

fn compute(updates: u64) {
    for _ in 0..updates {
        let read = COUNTER.load(Ordering::Relaxed);
        COUNTER.store(read + 1, Ordering::Relaxed);
    }
}

fn task(i: u32) -> u32 {
    compute(1_000_000);
    i
}

fn main() {
    let start = Instant::now();
    let threads: Vec<_> = (0..10).map(|i| thread::spawn(move || task(i))).collect();
    for thread in threads {
        println!("{:?}", thread.join());
    }
    println!("counter: {}", COUNTER.load(Ordering::Relaxed));
    println!("{:.3?}", start.elapsed());
}
