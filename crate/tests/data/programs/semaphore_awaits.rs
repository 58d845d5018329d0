// cargo add tokio --features full
use std::time::{Duration, Instant};

static SEMAPHORE: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(4);

async fn task(i: u32) -> u32 {
    let _permit = SEMAPHORE.acquire().await.unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    i
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for i in 0..10 {
        tasks.spawn(task(i));
    }
    println!("{:?}", tasks.join_all().await);
    println!("{:.3?}", start.elapsed());
}
