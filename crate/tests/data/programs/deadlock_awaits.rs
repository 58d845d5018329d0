// cargo add tokio --features full
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

static LOCKS: [tokio::sync::Mutex<()>; 2] = [const { tokio::sync::Mutex::const_new(()) }; 2];
static COUNTER: AtomicU64 = AtomicU64::new(0);

async fn compute(i: u32, updates: u64) {
    let i = i as usize;
    for _ in 0..updates {
        let one = LOCKS[i % 2].lock().await;
        tokio::task::yield_now().await;
        let other = LOCKS[1 - i % 2].lock().await;
        let read = COUNTER.load(Ordering::Relaxed);
        COUNTER.store(read + 1, Ordering::Relaxed);
        drop((one, other));
    }
}

async fn task(i: u32) -> u32 {
    compute(i, 1_000_000).await;
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
