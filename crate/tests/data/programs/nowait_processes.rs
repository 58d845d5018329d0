use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

fn task(i: u32) -> u32 {
    thread::sleep(Duration::from_millis(500));
    i
}

fn main() {
    if let Some(i) = std::env::args().nth(1) {
        println!("{}", task(i.parse().unwrap()));
        return;
    }
    let start = Instant::now();
    let program = std::env::current_exe().unwrap();
    let child = |i: u32| Command::new(&program).arg(i.to_string()).status().unwrap();
    let next = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| {
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    if i >= 10 {
                        break;
                    }
                    println!("{}", child(i));
                }
            });
        }
        println!("{:.3?}", start.elapsed());
        // Like Python's exit, the end of the scope waits for them.
    });
}
