// cargo add fastrand
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

fn task(_i: u32) -> f64 {
    let mut result = f64::default();
    for _ in 0..4 {
        result = compute(1_000_000 / 4);
        let wait = 500 / 4 * (100 - 20 + fastrand::u64(..=2 * 20)) / 100;
        thread::sleep(Duration::from_millis(wait));
    }
    result
}

fn main() {
    let start = Instant::now();
    for i in 0..10 {
        println!("{}", task(i));
    }
    println!("{:.3?}", start.elapsed());
}
