//! A headless Chromium with a driver of its own, for one test.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use thirtyfour::prelude::*;

/// A program that ends with the test.
pub struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Starts ChromeDriver on a port that it chooses, and waits until it says which.
    pub fn start() -> Self {
        let mut process = Command::new(path("CHROMEDRIVER"))
            .arg("--port=0")
            .stdout(Stdio::piped())
            .spawn()
            .expect("ChromeDriver starts");
        let output = process.stdout.take().expect("it was piped");
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let port = lines
            .find_map(|line| {
                let (_, port) = line.split_once("started successfully on port ")?;
                port.trim_end_matches('.').parse().ok()
            })
            .expect("ChromeDriver says on which port it listens");
        // What else it prints is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, port }
    }

    /// A browser with a fresh profile.
    pub async fn session(&self) -> WebDriver {
        let mut chromium = DesiredCapabilities::chrome();
        chromium
            .set_binary(&path("CHROMIUM").to_string_lossy())
            .expect("a path is text");
        for flag in xtask::browsers::Chromium::FLAGS {
            chromium.add_arg(flag).expect("a flag is text");
        }
        chromium
            .add_arg("--window-size=1360,1000")
            .expect("a flag is text");
        let url = format!("http://127.0.0.1:{}", self.port);
        let driver = WebDriver::new(url, chromium)
            .await
            .expect("Chromium starts");
        driver
            .set_script_timeout(Duration::from_secs(150))
            .await
            .expect("it can be set");
        driver
    }

    /// How many workers the browser's processes have: their threads have names.
    pub fn workers(&self) -> usize {
        let mut family = vec![self.process.id()];
        let parents: Vec<(u32, u32)> = processes().filter_map(parent).collect();
        let mut next = 0;
        while let Some(&known) = family.get(next) {
            let children = parents.iter().filter(|(_, parent)| *parent == known);
            family.extend(children.map(|(child, _)| *child));
            next += 1;
        }
        family.iter().map(|process| worker_threads(*process)).sum()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn path(variable: &str) -> PathBuf {
    env::var_os(variable)
        .unwrap_or_else(|| panic!("{variable} is not set; run `cargo xtask test --only browser`"))
        .into()
}

/// The finished page.
pub fn dist() -> PathBuf {
    path("INTERLEAVE_DIST")
}

fn processes() -> impl Iterator<Item = u32> {
    let entries = Path::new("/proc").read_dir().expect("this is Linux");
    entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
}

fn parent(process: u32) -> Option<(u32, u32)> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name before it is in parentheses and may hold anything.
    let (_, rest) = stat.rsplit_once(") ")?;
    let parent = rest.split(' ').nth(1)?.parse().ok()?;
    Some((process, parent))
}

fn worker_threads(process: u32) -> usize {
    let Ok(threads) = Path::new(&format!("/proc/{process}/task")).read_dir() else {
        return 0;
    };
    threads
        .filter_map(|thread| std::fs::read_to_string(thread.ok()?.path().join("comm")).ok())
        .filter(|name| name.starts_with("DedicatedWorker"))
        .count()
}
