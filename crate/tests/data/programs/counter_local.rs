// Rust has no GIL.
// cargo add rayon
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

static COUNTER: AtomicU64 = AtomicU64::new(0);

fn compute(updates: u64) {
    let mut own = 0;
    for _ in 0..updates {
        own = std::hint::black_box(own + 1);
    }
    COUNTER.fetch_add(own, Ordering::Relaxed);
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
    pool.scope(|scope| {
        for i in 0..10 {
            scope.spawn(move |_| println!("{}", task(i)));
        }
    });
    println!("counter: {}", COUNTER.load(Ordering::Relaxed));
    println!("{:.3?}", start.elapsed());
}
