// Rust has no GIL.
// cargo add fastrand
use std::thread;
use std::time::Instant;

fn functions() -> Vec<Vec<u8>> {
    let mut random = fastrand::Rng::with_seed(1);
    let mut function = || (0..40).map(|_| random.u8(0..20)).collect();
    (0..120).map(|_| function()).collect()
}

fn distance(one: &[u8], other: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut last = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in other.iter().enumerate() {
            let changed = last + usize::from(a != b);
            let best = changed.min(row[j] + 1).min(row[j + 1] + 1);
            last = std::mem::replace(&mut row[j + 1], best);
        }
    }
    row[other.len()]
}

fn recurs(pattern: &[u8], function: &[u8]) -> bool {
    function.windows(6).any(|run| distance(pattern, run) <= 1)
}

fn compute(candidates: usize) -> usize {
    let functions = functions();
    let patterns: Vec<&[u8]> = functions.iter().flat_map(|f| f.windows(6)).collect();
    let count = |pattern| functions.iter().filter(|f| recurs(pattern, f)).count();
    let kept = |k: &usize| count(patterns[k % patterns.len()]) > 10;
    (0..candidates).filter(kept).count()
}

const FAULTY: &[u32] = &[2, 5];

fn task(i: u32) -> usize {
    let result = compute(20);
    if FAULTY.contains(&i) {
        panic!("task {i}");
    }
    result
}

fn main() {
    let start = Instant::now();
    let threads: Vec<_> = (0..10).map(|i| thread::spawn(move || task(i))).collect();
    for thread in threads {
        println!("{:?}", thread.join());
    }
    println!("{:.3?}", start.elapsed());
}
