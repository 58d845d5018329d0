//! Where and when a run took place.

use std::fs;
use std::process::Command;

use serde::Serialize;

/// The machine, its programs, and the day.
#[derive(Clone, Debug, Serialize)]
pub struct Machine {
    /// The processor's name.
    processor: String,
    /// Its logical cores.
    pub cores: usize,
    /// The load of the last minute before the run: what else was running.
    load: String,
    /// What the browsers call themselves.
    pub browsers: Vec<String>,
    /// The compiler of the native programs.
    rust: String,
    /// CPython's version, if there is one.
    pub python: Option<String>,
    /// The commit, and whether files differ from it.
    commit: String,
    /// The day, in UTC.
    date: String,
}

impl Machine {
    /// This one.
    pub fn here() -> Self {
        let information = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = information
            .lines()
            .find_map(|line| line.strip_prefix("model name"));
        let model = model.map(|model| model.trim_start_matches(['\t', ' ', ':']).to_owned());
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let changed =
            !said_by("git", &["status", "--porcelain", "--untracked-files=no"]).is_empty();
        let commit = said_by("git", &["rev-parse", "--short", "HEAD"]);
        Self {
            processor: model.unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            cores: std::thread::available_parallelism().map_or(1, |cores| cores.get()),
            load: load.split(' ').next().unwrap_or_default().to_owned(),
            browsers: Vec::new(),
            rust: said_by("rustc", &["--version"]),
            python: None,
            commit: match changed {
                true => format!("{commit} with changes"),
                false => commit,
            },
            date: said_by("date", &["-u", "+%Y-%m-%d"]),
        }
    }

    /// All of it in a sentence.
    pub fn sentence(&self) -> String {
        let python = self
            .python
            .as_ref()
            .map(|version| format!("CPython {version}"));
        let programs = self.browsers.iter().cloned().chain(python);
        let programs: Vec<String> = programs.chain([self.rust.clone()]).collect();
        format!(
            "Measured on {}: {} logical cores of {}, load {} before it began; {}; commit {}.",
            self.date,
            self.cores,
            self.processor,
            self.load,
            programs.join(", "),
            self.commit
        )
    }
}

/// What a program prints; nothing if it is not there.
fn said_by(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let text = output.map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&text).trim().to_owned()
}
