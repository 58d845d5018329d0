// Rust has no GIL.
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

static LOCKS: [Mutex<()>; 2] = [const { Mutex::new(()) }; 2];
static COUNTER: AtomicU64 = AtomicU64::new(0);

fn compute(i: u32, updates: u64) {
    let i = i as usize;
    for _ in 0..updates {
        let one = LOCKS[i % 2].lock().unwrap();
        let other = LOCKS[1 - i % 2].lock().unwrap();
        let read = COUNTER.load(Ordering::Relaxed);
        COUNTER.store(read + 1, Ordering::Relaxed);
        drop((one, other));
    }
}

fn task(i: u32) -> u32 {
    compute(i, 1_000_000);
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
