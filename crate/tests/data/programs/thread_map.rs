// Rust has no GIL.
// cargo add rayon
use std::thread;
use std::time::{Duration, Instant};

use rayon::prelude::*;

const FAULTY: &[u32] = &[2, 5];

fn task(i: u32) -> u32 {
    thread::sleep(Duration::from_millis(500));
    while FAULTY.contains(&i) {
        thread::sleep(Duration::from_secs(1));
    }
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
    println!("{:.3?}", start.elapsed());
}
