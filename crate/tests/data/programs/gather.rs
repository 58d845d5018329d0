// cargo add tokio --features full
use std::time::{Duration, Instant};

const FAULTY: &[u32] = &[2, 5];

async fn task(i: u32) -> u32 {
    tokio::time::sleep(Duration::from_millis(500)).await;
    while FAULTY.contains(&i) {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    i
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for i in 0..10 {
        tasks.spawn(task(i));
    }
    let limit = Duration::from_millis(250);
    println!("{:?}", tokio::time::timeout(limit, tasks.join_all()).await);
    println!("{:.3?}", start.elapsed());
}
