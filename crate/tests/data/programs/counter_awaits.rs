// cargo add tokio --features full
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

static COUNTER: AtomicU64 = AtomicU64::new(0);

async fn compute(updates: u64) {
    for _ in 0..updates {
        let read = COUNTER.load(Ordering::Relaxed);
        tokio::task::yield_now().await;
        COUNTER.store(read + 1, Ordering::Relaxed);
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
    println!("counter: {}", COUNTER.load(Ordering::Relaxed));
    println!("{:.3?}", start.elapsed());
}
