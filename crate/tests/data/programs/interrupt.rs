use std::io::Read as _;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// As in Python, an interrupt ends a sleep, and unwinding runs what `finally` would.
fn sleep(duration: Duration) {
    let end = Instant::now() + duration;
    while Instant::now() < end && !INTERRUPTED.load(Ordering::Relaxed) {
        thread::park_timeout(end - Instant::now());
    }
    assert!(!INTERRUPTED.load(Ordering::Relaxed), "interrupted");
}

struct CleanUp(u32);

impl Drop for CleanUp {
    fn drop(&mut self) {
        println!("task {} cleans up", self.0);
    }
}

const FAULTY: &[u32] = &[2, 5];

fn task(i: u32) -> u32 {
    let _clean_up = CleanUp(i);
    sleep(Duration::from_millis(500));
    if FAULTY.contains(&i) {
        panic!("task {i}");
    }
    i
}

fn main() {
    if let Some(i) = std::env::args().nth(1) {
        let main = thread::current();
        thread::spawn(move || {
            // No signals in std: the parent closes this pipe to interrupt the task.
            std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
            INTERRUPTED.store(true, Ordering::Relaxed);
            main.unpark();
        });
        println!("{}", task(i.parse().unwrap()));
        return;
    }
    let start = Instant::now();
    let program = std::env::current_exe().unwrap();
    let child = |i: u32| {
        let mut child = Command::new(&program);
        child.arg(i.to_string()).stdin(Stdio::piped()).spawn().unwrap()
    };
    let mut children: Vec<_> = (0..10).map(child).collect();
    thread::sleep(Duration::from_millis(250));
    for child in &mut children {
        drop(child.stdin.take());
    }
    for mut child in children {
        println!("{}", child.wait().unwrap());
    }
    println!("{:.3?}", start.elapsed());
}
