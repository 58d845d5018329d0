//! A program under CPython: it is written out, run in the harness, and its record is read.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use interleave::codegen;
use interleave::exec::host::native::Monotonic;
use interleave::model::api::{Family, Fault, Workers};
use interleave::model::python::{Python, Start};
use interleave::model::task::Outcome;
use interleave::time::{Clock, MILLI};

use super::cases::Case;
use super::support::mode_of;
use super::{Account, letter, prints_each};

/// What CPython did, within this many milliseconds.
pub fn seen(case: &Case, python: &str, place: usize, limit: u64) -> Account {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("cpython-{place}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("there is room");
    let [program, record, output] =
        ["program.py", "record", "output"].map(|name| folder.join(name));
    let text = codegen::python(&case.spec, mode_of(case.api)).text();
    fs::write(&program, text).expect("there is room");
    let file = File::create(&output).expect("there is room");
    let tests = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cpython");
    let mut child = Command::new(python)
        .arg("-u")
        .arg(tests.join("harness.py"))
        .args([&program, &record])
        // Interpreters do not know the main one's folder.
        .env("PYTHONPATH", tests)
        .current_dir(&folder)
        .stdin(Stdio::null())
        .stdout(file)
        .stderr(File::create(folder.join("errors")).expect("there is room"))
        .process_group(0)
        .spawn()
        .expect("Python starts");
    let clock = Monotonic::start();
    let deadline = clock.now() + limit * MILLI;
    let mut hung = false;
    while child.try_wait().expect("it is a child").is_none() {
        if clock.now() > deadline {
            hung = true;
            let group = format!("-{}", child.id());
            let killed = Command::new("kill").args(["-KILL", "--", &group]).status();
            killed.expect("there is a kill");
            child.wait().expect("it is a child");
            break;
        }
        thread::sleep(Duration::from_millis(5));
    }
    let record = fs::read_to_string(record).unwrap_or_default();
    let output = fs::read_to_string(output).unwrap_or_default();
    understand(case, &record, &output, hung)
}

/// What is known of a task.
#[derive(Clone, Debug, Default)]
struct Known {
    /// Its last state in the record.
    what: String,
    /// The error, if it raised.
    error: String,
    /// The result of its future.
    future: String,
    /// Whether its process has put its result on the queue.
    put: bool,
}

fn understand(case: &Case, record: &str, output: &str, hung: bool) -> Account {
    let Case { api, spec, .. } = case;
    let mut tasks = vec![Known::default(); spec.n as usize];
    let mut last_word = None;
    for line in record.lines() {
        let words: serde_json::Value = serde_json::from_str(line).expect("the record is JSON");
        let text = |index: usize| words[index].as_str().unwrap_or_default().to_owned();
        let index = words[1].as_u64().unwrap_or_default() as usize;
        match words[0].as_str() {
            Some("caller") => last_word = Some(text(1)),
            Some("future") => {
                let chunk = spec.chunk_of(*api) as usize;
                for known in tasks.iter_mut().skip(index * chunk).take(chunk) {
                    known.future = text(2);
                }
            }
            Some("put") => tasks[index].put = true,
            // Its process ended with an error before it came to the task.
            Some("died") if !tasks[index].what.is_empty() => {}
            _ => {
                tasks[index].what = text(0);
                tasks[index].error = text(2);
            }
        }
    }
    let timed_out = last_word.as_deref() == Some("TimeoutError");
    let pickles = api.family() == Family::Processes
        && (api.workers() != Workers::Processes || spec.start() != Start::Fork);
    let outcome = |(index, known): (usize, &Known)| {
        let change = spec.overrides.get(&(index as u32));
        let sealed =
            pickles && spec.fail == Fault::Unpicklable && change.is_some_and(|change| change.fail);
        match (known.what.as_str(), known.error.as_str()) {
            ("returned", _) if spec.queues(*api) && !known.put => Outcome::TimedOut,
            ("returned", _) => Outcome::Done,
            ("raised", "CancelledError") if timed_out => Outcome::TimedOut,
            ("raised", "CancelledError") => Outcome::Cancelled,
            ("raised" | "killed" | "died", _) => Outcome::Failed,
            ("", _) if sealed => Outcome::Failed,
            _ if known.future == "BrokenProcessPool" => Outcome::Failed,
            _ if !known.future.is_empty() => Outcome::Cancelled,
            _ if hung => Outcome::TimedOut,
            _ => Outcome::Cancelled,
        }
    };
    // Not lines: Python writes the end of a line by itself, and processes that clean up at once share the file.
    let count = |part: &str| output.matches(part).count();
    let mut seconds = output.lines().filter_map(|line| line.strip_suffix(" s"));
    let printed = output.lines().filter_map(|line| line.parse().ok());
    Account {
        outcomes: tasks.iter().enumerate().map(outcome).map(letter).collect(),
        last_word,
        printed: prints_each(case).then(|| printed.collect()),
        asides: [count("lives on"), count("False"), count("cleans up")],
        hung,
        wall: seconds
            .find_map(|text| text.parse().ok())
            .map(|s: f64| s * 1_000.0),
    }
}

/// The Python to compare with, and whose rules it follows: the latest known ones that are not later than it.
pub fn python() -> Option<(String, Python)> {
    let python = std::env::var("INTERLEAVE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let asks = "import sys; print(sys.version_info[1])";
    let answer = Command::new(&python).args(["-c", asks]).output().ok()?;
    let minor = |text: &str| text.trim().parse::<u32>().ok();
    let found = minor(&String::from_utf8(answer.stdout).ok()?)?;
    let known = Python::ALL.into_iter().rev();
    let mut rules = known.filter(|known| {
        known.name()["3.".len()..]
            .parse()
            .is_ok_and(|n: u32| n <= found)
    });
    Some((python, rules.next()?))
}
