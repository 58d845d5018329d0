// cargo add rayon
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use rayon::prelude::*;

fn task(i: u32) -> u32 {
    thread::sleep(Duration::from_millis(500));
    i
}

fn main() {
    if let Some(i) = std::env::args().nth(1) {
        println!("{}", task(i.parse().unwrap()));
        return;
    }
    let start = Instant::now();
    let program = std::env::current_exe().unwrap();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(10)
        .build()
        .unwrap();
    let child = |i: u32| Command::new(&program).arg(i.to_string()).status().unwrap();
    let ends: Vec<_> = pool.install(|| (0..10_u32).into_par_iter().map(child).collect());
    println!("{ends:?}");
    println!("{:.3?}", start.elapsed());
}
