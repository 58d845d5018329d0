// Rust has no GIL.
// cargo add rayon
use std::thread;
use std::time::{Duration, Instant};

fn compute(terms: u64) -> f64 {
    let (mut total, mut sign) = (0.0, 4.0);
    for k in 0..terms {
        total += sign / (2 * k + 1) as f64;
        sign = -sign;
    }
    total
}

const FAULTY: &[u32] = &[2, 5];

fn task(i: u32) -> f64 {
    let wait = match i {
        7 => 900,
        _ => 500,
    };
    let work = match i {
        7 => 50_000,
        _ => 0,
    };
    let result = compute(work);
    thread::sleep(Duration::from_millis(wait));
    if FAULTY.contains(&i) {
        std::process::exit(1);
    }
    result
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
