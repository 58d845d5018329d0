// cargo add tokio --features full
use std::thread;
use std::time::{Duration, Instant};

async fn task(i: u32) -> u32 {
    thread::sleep(Duration::from_millis(500));
    i
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for i in 0..10 {
        tasks.spawn(tokio::time::timeout(Duration::from_millis(250), task(i)));
    }
    println!("{:?}", tasks.join_all().await);
    println!("{:.3?}", start.elapsed());
}
