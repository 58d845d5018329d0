//! The programs that count on a shared variable, under CPython: whether updates get
//! lost must be what the virtual clock says, for each mode, lock and version, with and without something
//! between reading and writing.
//!
//! How many get lost is left to chance. Each program counts for long enough for a hundred switches or so.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use interleave::codegen;
use interleave::exec::host::simulated::Costs;
use interleave::exec::job::Job;
use interleave::exec::simulation::Simulation;
use interleave::model::counter::Lock;
use interleave::model::mode::Mode;
use interleave::model::python::Python;
use interleave::model::query::decode;
use interleave::model::spec::Spec;
use interleave::report::round::{Counter, Deadlock};
use interleave::time::MILLI;

/// What became of the updates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    All,
    Some,
    None,
}

impl Kept {
    fn of(found: u64, expected: u64) -> Self {
        match found {
            0 => Kept::None,
            found if found == expected => Kept::All,
            _ => Kept::Some,
        }
    }
}

/// A Python.
struct Found {
    program: PathBuf,
    version: String,
    rules: Python,
    has_gil: bool,
}

/// The Python that is compared with: the chosen one, or the first on the path.
fn python() -> Option<Found> {
    let chosen = env::var("INTERLEAVE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let python = look(chosen.into());
    if python.is_none() {
        eprintln!("SKIPPED: no Python 3.9 or later");
    }
    python
}

fn look(program: PathBuf) -> Option<Found> {
    let asks = "import sys; print(*sys.version_info[:3], \
                int(getattr(sys, '_is_gil_enabled', lambda: True)()))";
    let answer = Command::new(&program).args(["-c", asks]).output().ok()?;
    let text = String::from_utf8(answer.stdout).ok()?;
    let numbers: Vec<u32> = text.split_whitespace().flat_map(str::parse).collect();
    let [3, minor @ 9..=99, patch, gil] = numbers[..] else {
        return None;
    };
    let rules = match minor {
        9 => Python::V39,
        // It is 3.10 that no longer switches within a `+=`.
        10..=12 => Python::V311,
        13 => Python::V313,
        14 => Python::V314,
        _ => Python::V315,
    };
    Some(Found {
        program,
        version: format!("3.{minor}.{patch}"),
        rules,
        has_gil: gil == 1,
    })
}

/// What the virtual clock says.
fn told(mode: Mode, spec: &Spec) -> Kept {
    let costs = Costs {
        unit: 200.0,
        piece: MILLI / 50,
        ..Costs::default()
    };
    let run = Simulation::run(mode, &Arc::new(Job::counted(spec)), costs, &[]);
    let counter = Counter::of(&run.timeline, spec).expect("all is done");
    Kept::of(counter.found, counter.expected)
}

/// What this Python does.
fn seen(mode: Mode, spec: &Spec, python: &Found) -> Kept {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("counter.py");
    fs::write(&file, codegen::python(spec, mode).text()).expect("there is room");
    let output = Command::new(&python.program).arg(&file).output();
    let output = output.expect("Python starts");
    let text = String::from_utf8_lossy(&output.stdout);
    let mut lines = text
        .lines()
        .filter_map(|line| line.strip_prefix("counter: "));
    let found = lines.next().and_then(|found| found.parse().ok());
    let errors = String::from_utf8_lossy(&output.stderr);
    Kept::of(found.unwrap_or_else(|| panic!("{errors}")), spec.updates())
}

/// The experiments that are compared, and how often a program of each counts: the slower it is, the less.
fn experiments(mode: Mode) -> Vec<(String, u64)> {
    let mut all = Vec::new();
    for lock in Lock::ALL.into_iter().filter(|lock| *lock != Lock::Opposite) {
        for between in [0, 1] {
            let work = match (mode, lock) {
                (Mode::Gil | Mode::Threads, Lock::None) => 400_000,
                (Mode::Gil | Mode::Threads, _) => 20_000,
                _ => 3_000,
            };
            all.push((format!("lock={}&between={between}", lock.name()), work));
        }
    }
    match mode {
        // Its lock and what comes in between change nothing.
        Mode::Processes => ["shared=copy", "shared=value", "shared=value&api=process"]
            .map(|sharing| (sharing.to_owned(), 1_000))
            .to_vec(),
        _ => all,
    }
}

#[test]
fn updates_get_lost_under_cpython_where_the_virtual_clock_says_so() {
    let Some(python) = python() else { return };
    let modes = match python.has_gil {
        true => [Mode::Sequential, Mode::Gil, Mode::Processes, Mode::Async].as_slice(),
        false => &[Mode::Threads],
    };
    let (mut compared, mut different) = (0, Vec::new());
    for mode in modes {
        for (settings, work) in experiments(*mode) {
            let query = format!(
                "kernel=counter&n=4&wait=0&workers=4&work={work}&interval=1&modes={}&python={}&{settings}",
                mode.name(),
                python.rules.name(),
            );
            let spec = decode(&query).spec;
            let (told, seen) = (told(*mode, &spec), seen(*mode, &spec, &python));
            compared += 1;
            if told != seen {
                different.push(format!("{query}: told {told:?}, seen {seen:?}"));
            }
        }
    }
    eprintln!("CPython {}: {compared} programs that count", python.version);
    assert!(different.is_empty(), "\n{}", different.join("\n"));
}

/// Whether the virtual clock says that a program hangs in a deadlock.
fn is_told_to_hang(mode: Mode, spec: &Spec) -> bool {
    let costs = Costs {
        unit: 200.0,
        piece: MILLI / 50,
        ..Costs::default()
    };
    let run = Simulation::run(mode, &Arc::new(Job::counted(spec)), costs, &[]);
    Deadlock::of(&run.timeline).is_some()
}

/// How long programs may take that do not hang: each counts for a part of a second.
const DEADLINE: Duration = Duration::from_secs(15);

/// A program that runs under a Python.
struct Running {
    query: String,
    told: bool,
    id: u32,
    /// Says whether it ended well.
    ends: mpsc::Receiver<bool>,
}

impl Running {
    /// Starts the program of an experiment; its file has this number.
    fn start(mode: Mode, query: String, python: &Found, number: usize) -> Self {
        let spec = decode(&query).spec;
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        let file = folder.join(format!("deadlock{number}.py"));
        fs::write(&file, codegen::python(&spec, mode).text()).expect("there is room");
        let mut program = Command::new(&python.program);
        let program = program.arg(&file).stdout(Stdio::null()).spawn();
        let mut program = program.expect("Python starts");
        let (ended, ends) = mpsc::channel();
        let id = program.id();
        thread::spawn(move || {
            let status = program.wait().expect("it was started");
            // Nobody hears it any more where another program has failed.
            let _ = ended.send(status.success());
        });
        Self {
            told: is_told_to_hang(mode, &spec),
            query,
            id,
            ends,
        }
    }

    /// Whether it hangs: it has not ended when there is no time left.
    fn hangs(&self, left: Duration) -> bool {
        let ended = self.ends.recv_timeout(left);
        assert_ne!(ended, Ok(false), "{}", self.query);
        if ended.is_err() {
            let killed = Command::new("kill")
                .args(["-9", &self.id.to_string()])
                .status();
            assert!(killed.is_ok_and(|status| status.success()));
            assert_eq!(self.ends.recv(), Ok(false));
        }
        ended.is_err()
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a deadline for other programs")]
fn two_locks_in_opposite_orders_end_in_a_deadlock_under_cpython_where_the_virtual_clock_says_so() {
    let Some(python) = python() else { return };
    let modes = match python.has_gil {
        true => [Mode::Sequential, Mode::Gil, Mode::Async].as_slice(),
        false => &[Mode::Threads],
    };
    let mut programs = Vec::new();
    for mode in modes {
        for (between, lock) in [(0, "opposite"), (1, "opposite"), (1, "mutex")] {
            let query = format!(
                "kernel=counter&n=2&wait=0&workers=2&work=100000&interval=1&modes={}&python={}&lock={lock}&between={between}",
                mode.name(),
                python.rules.name(),
            );
            programs.push(Running::start(*mode, query, &python, programs.len()));
        }
    }
    let deadline = Instant::now() + DEADLINE;
    let mut different = Vec::new();
    for program in &programs {
        let hangs = program.hangs(deadline.saturating_duration_since(Instant::now()));
        if hangs != program.told {
            let Running { query, told, .. } = program;
            different.push(format!("{query}: told {told}, seen {hangs}"));
        }
    }
    let hang = programs.iter().filter(|program| program.told).count();
    eprintln!(
        "CPython {}: {} programs with locks, of which {hang} hang",
        python.version,
        programs.len(),
    );
    assert!(different.is_empty(), "\n{}", different.join("\n"));
}
