use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

const FAULTY: &[u32] = &[2, 5];

fn task(i: u32) -> u32 {
    if FAULTY.contains(&i) {
        std::fs::read("missing.txt").unwrap();
    }
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
    let child = |i: u32| Command::new(&program).arg(i.to_string()).spawn().unwrap();
    let children: Vec<_> = (0..10).map(child).collect();
    thread::sleep(Duration::from_millis(250));
    for mut child in children {
        child.kill().unwrap();
        println!("{}", child.wait().unwrap());
    }
    println!("{:.3?}", start.elapsed());
}
