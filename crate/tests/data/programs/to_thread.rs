// cargo add tokio --features full
use std::thread;
use std::time::{Duration, Instant};

const FAULTY: &[u32] = &[2, 5];

fn task(i: u32) -> u32 {
    thread::sleep(Duration::from_millis(500));
    if FAULTY.contains(&i) {
        panic!("task {i}");
    }
    i
}

fn main() {
    let start = Instant::now();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .max_blocking_threads(10)
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut tasks = tokio::task::JoinSet::new();
        for i in 0..10 {
            tasks.spawn_blocking(move || task(i));
        }
        let limit = Duration::from_millis(250);
        println!("{:?}", tokio::time::timeout(limit, tasks.join_all()).await);
    });
    println!("{:.3?}", start.elapsed());
}
