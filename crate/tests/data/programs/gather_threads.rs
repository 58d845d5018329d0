// cargo add tokio --features full
use std::thread;
use std::time::{Duration, Instant};

fn blocking(i: u32) -> u32 {
    thread::sleep(Duration::from_millis(500));
    i
}

async fn task(i: u32) -> u32 {
    tokio::task::spawn_blocking(move || blocking(i)).await.unwrap()
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
            tasks.spawn(task(i));
        }
        println!("{:?}", tasks.join_all().await);
    });
    println!("{:.3?}", start.elapsed());
}
