//! The experiment in Rust. Most of Python's errors have no counterpart: a panic stays a panic, a hang a hang.

mod main_thread;

mod counter;

use counter::Counting;

use super::program::Code;
use super::template::{Page, Uses};
use crate::model::api::{Api, Call, Family, Fault, ProgramEnd, Workers};
use crate::model::blocking::Blocking;
use crate::model::mode::{KernelKind, Mode};
use crate::model::spec::Spec;
use main_thread::{
    ASYNC_PUT, CHILD, CHILD_OF_POOL, CHILD_POOL, INTERRUPTED, KILLED_POOL, LISTEN, LOOP, MAP,
    NOWAIT, POOL, PUT, RUNTIME, SUBMIT, THREADS, put_children, put_coroutines,
};

const PI: &str = "
|fn compute(terms: u64) -> f64 {
|    let (mut total, mut sign) = (0.0, 4.0);
|    for k in 0..terms {
|        total += sign / (2 * k + 1) as f64;
|        sign = -sign;
|    }
|    total
|}
";

const PATTERNS: &str = "
|fn functions() -> Vec<Vec<u8>> {
|    let mut random = fastrand::Rng::with_seed($s);
|    let mut function = || (0..40).map(|_| random.u8(0..20)).collect();
|    (0..120).map(|_| function()).collect()
|}

|fn distance(one: &[u8], other: &[u8]) -> usize {
|    let mut row: Vec<usize> = (0..=other.len()).collect();
|    for (i, a) in one.iter().enumerate() {
|        let mut last = std::mem::replace(&mut row[0], i + 1);
|        for (j, b) in other.iter().enumerate() {
|            let changed = last + usize::from(a != b);
|            let best = changed.min(row[j] + 1).min(row[j + 1] + 1);
|            last = std::mem::replace(&mut row[j + 1], best);
|        }
|    }
|    row[other.len()]
|}

|fn recurs(pattern: &[u8], function: &[u8]) -> bool {
|    function.windows($l).any(|run| distance(pattern, run) <= $d)
|}

|fn compute(candidates: usize) -> usize {
|    let functions = functions();
|    let patterns: Vec<&[u8]> = functions.iter().flat_map(|f| f.windows($l)).collect();
|    let count = |pattern| functions.iter().filter(|f| recurs(pattern, f)).count();
|    let kept = |k: &usize| count(patterns[k % patterns.len()]) > $h;
|    (0..candidates).filter(kept).count()
|}
";

/// A coroutine that leaves what blocks to a thread.
const TO_THREAD: &str = "
|async fn task(i: u32) -> $T {
S    tokio::task::spawn_blocking(move || blocking(i)).await.unwrap()
|}
";

const SEMAPHORE: &str = "
|static SEMAPHORE: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new($a);
";

/// Between two arms of a match.
const ARM: &str = ",\n|        ";

pub(super) fn write(spec: &Spec, mode: Mode) -> Code {
    let api = spec.api(mode);
    let end = spec.end_of(api);
    let uses = Uses::of(spec);
    let fault = uses.faults.then_some(spec.fail);
    let fault = fault.filter(|fault| *fault != Fault::Unpicklable);
    let patterns = uses.work && spec.kernel == KernelKind::Patterns;
    let workers = spec.workers_by(api);
    let interpreters = workers == Workers::InterpreterPool;
    let coroutines = api.family() == Family::Coroutines;
    let processes = workers.are_processes();
    let awaits = workers.are_coroutines();
    let on_threads = coroutines && !awaits;
    let takes = api.call() == Call::Put;
    let pool = workers.is_pool() && !coroutines && !takes;
    let nowait = end == ProgramEnd::Nowait;
    let killed_pool = pool && end.is_call() && end != ProgramEnd::Shutdown;
    let with_rayon = pool && !nowait && !killed_pool;
    let one_by_one = !processes
        && matches!(
            api.call(),
            Call::Submit | Call::AsCompleted | Call::WaitFirst
        );
    let sleeps = uses.wait || fault == Some(Fault::Hang);
    let interrupts = end == ProgramEnd::Interrupt && sleeps;
    let terminates = api == Api::Process && end.is_call() && !interrupts;
    let timed = coroutines && end == ProgramEnd::Timeout;
    let cancels = end == ProgramEnd::Cancel;
    let asleep = awaits && spec.blocking != Blocking::EventLoop;
    let leaves = workers != api.workers();
    let limited = spec.limit_of(mode).is_some();
    let counting = (uses.work && spec.counts()).then(|| Counting::of(spec, awaits));
    let makes = takes && spec.read_of(api) > 0;
    let has_moment = terminates || interrupts || killed_pool || timed || cancels || makes;

    let mut page = Page::new(spec, false);
    for (wanted, line) in [
        (mode == Mode::Gil, "|// Rust has no GIL.\n"),
        (
            interpreters,
            "|// Rust has no interpreters: threads compute at once, and share only what they are given.\n",
        ),
        (with_rayon, "|// cargo add rayon\n"),
        (coroutines, "|// cargo add tokio --features full\n"),
        (uses.jitter || patterns, "|// cargo add fastrand\n"),
        (
            processes && counting.is_some() && spec.shares_value(),
            "|// Rust's standard library shares no memory between processes: each counts its own.\n",
        ),
        (
            limited && !awaits,
            "|// Rust's standard library has no semaphore: as many tasks run at once as there are workers.\n",
        ),
        (
            spec.queues(api),
            "|// Rust's standard library has no queue between processes: their results are not sent.\n",
        ),
        (interrupts, "|use std::io::Read as _;\n"),
        (interrupts, "|use std::process::{Command, Stdio};\n"),
        (killed_pool, "|use std::process::{Child, Command};\n"),
        (
            processes && !interrupts && !killed_pool,
            "|use std::process::Command;\n",
        ),
        (
            interrupts,
            "|use std::sync::atomic::{AtomicBool, Ordering};\n",
        ),
        (nowait, "|use std::sync::atomic::{AtomicU32, Ordering};\n"),
        (
            counting.is_some(),
            counting
                .as_ref()
                .map_or("", |counting| counting.import(nowait || interrupts)),
        ),
        (
            sleeps && !asleep
                || terminates
                || interrupts
                || killed_pool
                || nowait
                || takes && !awaits
                || api == Api::Thread,
            "|use std::thread;\n",
        ),
        (
            sleeps || has_moment,
            "|use std::time::{Duration, Instant};\n",
        ),
        (!(sleeps || has_moment), "|use std::time::Instant;\n"),
    ] {
        if wanted {
            page.put(line);
        }
    }
    if with_rayon && !one_by_one {
        page.put("\n|use rayon::prelude::*;\n");
    }
    if limited && awaits {
        page.put(SEMAPHORE);
    }
    page.set('O', "let result = ");
    match &counting {
        Some(counting) => counting.put_before(&mut page),
        None if patterns => page.put(PATTERNS),
        None if uses.work => page.put(PI),
        None => {}
    }
    if interrupts {
        page.put(INTERRUPTED);
    }
    page.set(
        'Z',
        match (asleep, interrupts) {
            (true, _) => "tokio::time::sleep",
            (false, true) => "sleep",
            (false, false) => "thread::sleep",
        },
    );
    page.set('Y', if asleep { ".await" } else { "" });
    page.set('A', if awaits { "async " } else { "" });
    page.set(
        'T',
        match (uses.work && counting.is_none(), patterns) {
            (true, true) => "usize",
            (true, false) => "f64",
            (false, _) => "u32",
        },
    );
    page.set('N', if leaves { "blocking" } else { "task" });
    let permit = limited && awaits;
    put_task(
        &mut page,
        &uses,
        fault,
        counting.is_none(),
        interrupts,
        permit,
    );
    if leaves {
        page.put(TO_THREAD);
    }

    page.put("\n");
    if awaits {
        page.put("B#[tokio::main(flavor = \"current_thread\")]\n|async fn main() {\n");
    } else {
        page.put("|fn main() {\n");
    }
    if processes {
        page.put("|    if let Some(i) = std::env::args().nth(1) {\n");
        if interrupts {
            page.put(LISTEN);
        }
        page.put(CHILD);
    }
    page.put("|    let start = Instant::now();\n");
    if processes {
        page.put("|    let program = std::env::current_exe().unwrap();\n");
    }
    if with_rayon {
        page.put(POOL);
    }
    match api.family() {
        Family::MainThread => page.put(LOOP),
        _ if nowait => {
            if processes {
                page.put(CHILD_OF_POOL);
            }
            page.set('F', if processes { "child" } else { "task" });
            // It says itself how long it took.
            page.put(NOWAIT);
            if let Some(counting) = &counting {
                counting.put_after(&mut page);
            }
            page.put("|}\n");
            return page.code;
        }
        Family::Processes if killed_pool => page.put(KILLED_POOL),
        Family::Processes if pool && processes => {
            page.put(CHILD_OF_POOL);
            page.put(CHILD_POOL);
        }
        Family::Threads | Family::Processes if pool => {
            page.put(if one_by_one { SUBMIT } else { MAP });
        }
        Family::Threads if takes => {
            page.set(
                'F',
                match spec.buffer_of(api) {
                    Some(_) => "std::sync::mpsc::sync_channel($u)",
                    None => "std::sync::mpsc::channel()",
                },
            );
            if makes {
                page.set(
                    'D',
                    "\n|            thread::sleep(Duration::from_millis($r));",
                );
            }
            page.put(PUT);
        }
        Family::Threads => page.put(THREADS),
        Family::Processes => put_children(&mut page, terminates, interrupts),
        Family::Coroutines if on_threads => {
            page.put(RUNTIME);
            page.indent = "    ";
            put_coroutines(&mut page, api, end);
            page.indent = "";
            page.put("|    });\n");
        }
        Family::Coroutines if takes => {
            page.set(
                'F',
                match spec.buffer_of(api) {
                    Some(_) => "tokio::sync::mpsc::channel($u)",
                    None => "tokio::sync::mpsc::unbounded_channel()",
                },
            );
            page.set(
                'H',
                if spec.buffer_of(api).is_some() {
                    ".await"
                } else {
                    ""
                },
            );
            if makes {
                page.set(
                    'D',
                    "\n|        tokio::time::sleep(Duration::from_millis($r)).await;",
                );
            }
            page.put(ASYNC_PUT);
        }
        Family::Coroutines => put_coroutines(&mut page, api, end),
    }
    if let Some(counting) = &counting {
        counting.put_after(&mut page);
    }
    page.put("|    println!(\"{:.3?}\", start.elapsed());\n|}\n");
    page.code
}

fn put_task(
    page: &mut Page,
    uses: &Uses,
    fault: Option<Fault>,
    answers: bool,
    cleans: bool,
    permit: bool,
) {
    let answers = answers && uses.work;
    page.set('W', "$w");
    page.set('K', "$k");
    if fault.is_some() {
        page.put("\n|const FAULTY: &[u32] = &[");
        page.faulty();
        page.put("];\n");
    }
    let indexed = !answers || uses.own_waits || uses.own_work || fault.is_some() || cleans;
    page.set('V', if indexed { "i" } else { "_i" });
    let both_ways = page.spec.locks_both_ways() && uses.work;
    if both_ways {
        page.set('K', "i, $k");
    }
    page.put("\n|$Afn $N($V: u32) -> $T {\n");
    if permit {
        page.put("|    let _permit = SEMAPHORE.acquire().await.unwrap();\n");
    }
    if cleans {
        page.put("|    let _clean_up = CleanUp(i);\n");
    }
    if fault == Some(Fault::Missing) {
        page.put("F    if FAULTY.contains(&i) {\n");
        page.put("F        std::fs::read(\"missing.txt\").unwrap();\nF    }\n");
    }
    if uses.own_waits {
        page.put("|    let wait = match i {\n|        ");
        page.pairs(" => ", ARM, 0, |change| change.wait);
        page.put(",\n|        _ => $w,\n|    };\n");
        page.set('W', "wait");
    }
    if uses.own_work {
        page.put("|    let work = match i {\n|        ");
        page.pairs(" => ", ARM, 0, |change| change.work);
        page.put(",\n|        _ => $k,\n|    };\n");
        page.set('K', if both_ways { "i, work" } else { "work" });
    }
    if uses.bursts {
        if answers {
            page.put("|    let mut result = $T::default();\n");
            page.set('O', "result = ");
        }
        page.put("|    for _ in 0..$b {\n");
        page.set('I', "    ");
        page.set('B', " / $b");
    }
    if uses.work {
        page.put("C$I    $Ocompute($K$B)$Q;\n");
    }
    if uses.jitter {
        page.put("|$I    let wait = $W$B * (100 - $j + fastrand::u64(..=2 * $j)) / 100;\n");
        page.put("W$I    $Z(Duration::from_millis(wait))$Y;\n");
    } else if uses.wait {
        page.put("W$I    $Z(Duration::from_millis($W$B))$Y;\n");
    }
    if uses.bursts {
        page.put("|    }\n");
        page.set('I', "");
    }
    page.put(match fault {
        Some(Fault::Raise | Fault::Exit) => {
            "F    if FAULTY.contains(&i) {\nF        panic!(\"task {i}\");\nF    }\n"
        }
        Some(Fault::Kill) => {
            "F    if FAULTY.contains(&i) {\nF        std::process::exit(1);\nF    }\n"
        }
        Some(Fault::Hang) => {
            "F    while FAULTY.contains(&i) {\nF        $Z(Duration::from_secs(1))$Y;\nF    }\n"
        }
        Some(Fault::Missing | Fault::Unpicklable) | None => "",
    });
    page.put(if answers {
        "|    result\n|}\n"
    } else {
        "|    i\n|}\n"
    });
}
