// Rust has no GIL.
// cargo add rayon
use std::sync::Mutex;
use std::time::Instant;

static COUNTER: Mutex<u64> = Mutex::new(0);

fn compute(updates: u64) {
    for _ in 0..updates {
        *COUNTER.lock().unwrap() += 1;
        for step in 0..64 {
            std::hint::black_box(step);
        }
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
    pool.scope(|scope| {
        for i in 0..10 {
            scope.spawn(move |_| println!("{}", task(i)));
        }
    });
    println!("counter: {}", COUNTER.lock().unwrap());
    println!("{:.3?}", start.elapsed());
}
