// Rust has no GIL.
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

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
    let next = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| {
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    if i >= 10 {
                        break;
                    }
                    println!("{}", task(i));
                }
            });
        }
        println!("{:.3?}", start.elapsed());
        // Like Python's exit, the end of the scope waits for them.
    });
}
