// Rust has no interpreters: threads compute at once, and share only what they are given.
// cargo add rayon
use std::thread;
use std::time::{Duration, Instant};

fn task(i: u32) -> u32 {
    thread::sleep(Duration::from_millis(500));
    i
}

fn main() {
    let start = Instant::now();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(10)
        .build()
        .unwrap();
    pool.scope(|scope| {
        for i in 0..10 {
            scope.spawn(move |_| println!("{}", task(i)));
        }
    });
    println!("{:.3?}", start.elapsed());
}
