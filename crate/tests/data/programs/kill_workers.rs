use std::process::{Child, Command};
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
    let mut queued = 0..10_u32;
    let mut running: Vec<(u32, Child)> = Vec::new();
    while start.elapsed() < Duration::from_millis(250) {
        running.retain_mut(|(i, child)| match child.try_wait().unwrap() {
            Some(end) => {
                println!("task {i}: {end}");
                false
            }
            None => true,
        });
        let free = 10 - running.len();
        for i in queued.by_ref().take(free) {
            let child = Command::new(&program).arg(i.to_string()).spawn().unwrap();
            running.push((i, child));
        }
        thread::sleep(Duration::from_millis(1));
    }
    for (i, mut child) in running {
        child.kill().unwrap();
        println!("task {i}: {}", child.wait().unwrap());
    }
    println!("{} never started", queued.len());
    println!("{:.3?}", start.elapsed());
}
