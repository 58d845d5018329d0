// Rust has no GIL.
// cargo add rayon
use std::sync::Mutex;
use std::time::Instant;

use rayon::prelude::*;

static COUNTER: Mutex<u64> = Mutex::new(0);

fn compute(updates: u64) {
    for _ in 0..updates {
        *COUNTER.lock().unwrap() += 1;
    }
}

fn task(i: u32) -> u32 {
    compute(1_000_000);
    i
}

fn main() {
    let start = Instant::now();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(10)
        .build()
        .unwrap();
    let results: Vec<_> = pool.install(|| (0..10_u32).into_par_iter().map(task).collect());
    println!("{results:?}");
    println!("counter: {}", COUNTER.lock().unwrap());
    println!("{:.3?}", start.elapsed());
}
