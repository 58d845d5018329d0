// cargo add tokio --features full
use std::time::{Duration, Instant};

async fn task(i: u32) -> u32 {
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
    tokio::time::sleep(Duration::from_millis(250)).await;
    tasks.abort_all();
    while let Some(result) = tasks.join_next().await {
        println!("{result:?}");
    }
    println!("{:.3?}", start.elapsed());
}
