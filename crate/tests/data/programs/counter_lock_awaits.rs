// cargo add tokio --features full
use std::time::Instant;

static COUNTER: tokio::sync::Mutex<u64> = tokio::sync::Mutex::const_new(0);

async fn compute(updates: u64) {
    for _ in 0..updates {
        let mut counter = COUNTER.lock().await;
        let read = *counter;
        tokio::task::yield_now().await;
        *counter = read + 1;
    }
}

async fn task(i: u32) -> u32 {
    compute(1_000_000).await;
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
    println!("counter: {}", COUNTER.lock().await);
    println!("{:.3?}", start.elapsed());
}
