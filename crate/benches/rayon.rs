//! What rayon gives natively, without any of the executors: the limit of mode `threads`.
//!
//! `cargo xtask bench` runs it. It prints JSON: for each repetition, how long the tasks took in turn and
//! on a pool, in milliseconds.

#![expect(clippy::disallowed_methods, reason = "it measures real times")]

use std::hint::black_box;
use std::time::Instant;

use interleave::kernel::Kernel;
use rayon::prelude::*;

fn run(units: u64) {
    let mut computation = Kernel::Pi.begin();
    computation.extend(black_box(units));
    while !computation.advance() {}
    black_box(computation.answer());
}

fn time(work: impl FnOnce()) -> f64 {
    let begin = Instant::now();
    work();
    begin.elapsed().as_secs_f64() * 1_000.0
}

fn main() {
    let numbers: Vec<u64> = std::env::args()
        .filter_map(|argument| argument.parse().ok())
        .collect();
    let [threads, tasks, units, repetitions] = numbers[..] else {
        return println!("the threads, the tasks, their units, and how often");
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads as usize)
        .build();
    let pool = pool.expect("there are threads");
    let times: Vec<[f64; 2]> = (0..repetitions)
        .map(|_| {
            let in_turn = time(|| (0..tasks).for_each(|_| run(units)));
            let on_pool = time(|| {
                pool.install(|| {
                    let tasks = (0..tasks as usize).into_par_iter().with_max_len(1);
                    tasks.for_each(|_| run(units));
                });
            });
            [in_turn, on_pool]
        })
        .collect();
    println!("{}", serde_json::json!(times));
}
