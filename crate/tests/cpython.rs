//! The proof: every generated Python program under the CPython of this machine, beside the
//! scheduler over virtual time. The outcomes of the tasks, and what the main thread saw, must be equal
//! for every API, every end and every fault.
//!
//! The interpreter is `INTERLEAVE_PYTHON`, else `python3`; without Python 3.9 or later nothing is
//! compared, and a message says so. Moments that matter are 40 ms apart. Cases that differ are tried
//! again with fewer side by side: a busy machine may have been late. `INTERLEAVE_CASES` picks cases by
//! a part of their names, and `INTERLEAVE_SHARE` the presets' and every so many of the others. What CPython
//! leaves to chance is compared only as far as it is promised; see [`is_alike`].

#![cfg(unix)]

#[path = "cpython/cases.rs"]
mod cases;
#[path = "cpython/counter.rs"]
mod counter;
#[path = "cpython/run.rs"]
mod run;
mod support;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use cases::{Case, cases};
use interleave::exec::host::native::Monotonic;
use interleave::model::api::{Api, Call, Family, Fault, ProgramEnd, Workers};
use interleave::model::task::Outcome;
use interleave::scheduler::observation::{Error, Observation};
use interleave::time::{Clock, to_ms};
use run::{python, seen};
use support::{Life, simulate};

/// What one side reports about a case.
#[derive(Debug)]
struct Account {
    /// A letter for each task.
    outcomes: String,
    /// How the main thread ended, if that could be seen.
    last_word: Option<String>,
    /// The tasks whose results it printed, where it prints each.
    printed: Option<Vec<u32>>,
    /// How many joins came back without an end, how many `cancel()`s were refused, and how many `finally`
    /// blocks ran.
    asides: [usize; 3],
    /// Whether it had to be stopped.
    hung: bool,
    /// How long it took to its last line, in milliseconds, if it came there.
    wall: Option<f64>,
}

/// How many programs run side by side, they mostly sleep: at first, and for those that differed.
const SIDE_BY_SIDE: [usize; 3] = [10, 4, 1];

fn letter(outcome: Outcome) -> char {
    match outcome {
        Outcome::Done => 'D',
        Outcome::Failed => 'F',
        Outcome::Cancelled => 'C',
        Outcome::TimedOut => 'T',
    }
}

/// Whether the program prints each result when it reads it, and reads them all.
fn prints_each(case: &Case) -> bool {
    let each = matches!(
        case.api.call(),
        Call::Map | Call::Submit | Call::ApplyAsync | Call::AwaitEach
    );
    let each = each || case.api.has_read_order();
    each && matches!(case.spec.end, ProgramEnd::Join | ProgramEnd::Timeout)
}

/// How many `finally` blocks run: of what was interrupted, and of what ended by itself. Only these programs have
/// one.
fn cleaned(case: &Case, life: &Life) -> usize {
    let ended =
        |outcome: &&Option<Outcome>| matches!(outcome, Some(Outcome::Done | Outcome::Failed));
    let interrupted = life
        .seen
        .iter()
        .filter(|(_, seen)| *seen == Observation::Cleaned);
    // Without a guard, none comes to its task.
    let has_finally = case.api == Api::Process
        && !case.spec.is_unguarded(case.api)
        && matches!(case.spec.end, ProgramEnd::Terminate | ProgramEnd::Interrupt);
    // `os._exit` leaves none a chance.
    let killed = match case.spec.fail {
        Fault::Kill => life
            .outcomes
            .iter()
            .flatten()
            .filter(|end| **end == Outcome::Failed)
            .count(),
        _ => 0,
    };
    match has_finally {
        true => interrupted.count() + life.outcomes.iter().filter(ended).count() - killed,
        false => 0,
    }
}

/// What the scheduler says.
fn told(case: &Case) -> Account {
    let life: Life = simulate(case.api, &case.spec, case.limit, None);
    let outcomes = life.outcomes.iter().flatten().copied().map(letter);
    let count = |sight| life.seen.iter().filter(|(_, seen)| *seen == sight).count();
    let mut words = life.seen.iter().map(|(_, seen)| *seen);
    let hung = life.hung.is_some();
    assert!(hung || life.over < case.limit, "{}", case.name);
    Account {
        outcomes: outcomes.collect(),
        last_word: match words.find(|seen| seen.is_final()) {
            Some(Observation::Raised(error)) => Some(error.name().to_owned()),
            Some(Observation::Returned) => Some("returned".to_owned()),
            _ => None,
        },
        printed: prints_each(case).then(|| life.reads.iter().map(|(_, task)| *task).collect()),
        asides: [
            count(Observation::JoinTimedOut),
            count(Observation::CancelRefused),
            cleaned(case, &life),
        ],
        hung,
        wall: life.seen.last().map(|(at, _)| *at as f64),
    }
}

/// Whether CPython did what the scheduler says, as far as CPython promises it:
/// - how many queued tasks are cancelled when a worker ends at that moment is left to chance;
/// - `ProcessPoolExecutor.map` cancels futures while the broken pool is failing them; CPython before
///   3.13 can hang over that (`InvalidStateError` in its manager thread), and what comes after the
///   killed task, or the first one without a guard, is left to chance in every version;
/// - whether a worker misses its file before the exit kills it is left to chance;
/// - a queue is gone with the frame that an error leaves: a process that has not taken it by then fails
///   (`FileNotFoundError` for its semaphore), where a server starts it;
/// - which of the threads that begin together comes to a semaphore first is left to chance, and so is how many do
///   before the one that keeps its permit for ever;
/// - what the main thread saw is not known of a program that was stopped or died.
fn is_alike(case: &Case, told: &Account, seen: &Account) -> bool {
    let in_threads = case.api.family() == Family::Coroutines
        && case.spec.workers_by(case.api) == Workers::ThreadPool;
    let queues = matches!(case.api.call(), Call::Map | Call::Submit) || in_threads;
    let ends_workers = matches!(
        case.spec.end,
        ProgramEnd::TerminateWorkers | ProgramEnd::KillWorkers
    );
    let misses_at_exit = case.spec.end == ProgramEnd::Unclosed && case.spec.fail == Fault::Missing;
    let loses_queue = case.api.call() == Call::Queue
        && told.last_word.as_deref() == Some(Error::PicklingError.name());
    let races_in = case.spec.has_limit() && case.api.family() == Family::Threads;
    let keeps_permit = races_in && case.spec.fail == Fault::Hang && told.hung && seen.hung;
    let kills = case.spec.fail == Fault::Kill;
    let breaks = case.api == Api::ProcessMap && (kills || case.spec.is_unguarded(case.api));
    let sure = match breaks {
        true => told.outcomes.find('F').map_or(usize::MAX, |task| task + 1),
        false => usize::MAX,
    };
    let pairs = told.outcomes.chars().zip(seen.outcomes.chars());
    let mut by_chance = 0;
    for (one, other) in pairs.take(sure).filter(|(one, other)| one != other) {
        let known = if ends_workers || misses_at_exit {
            'F'
        } else {
            'D'
        };
        if loses_queue && (one, other) == ('D', 'F') {
            continue;
        }
        if keeps_permit && [one, other].iter().all(|end| "DT".contains(*end)) {
            continue;
        }
        let is_known = one.min(other) == 'C' && one.max(other) == known;
        match is_known && (queues || misses_at_exit) {
            true => by_chance += 1,
            false => return false,
        }
    }
    let sorted = |account: &Account| {
        let mut printed = account.printed.clone()?;
        printed.sort_unstable();
        Some(printed)
    };
    let prints_alike =
        keeps_permit || told.printed == seen.printed || races_in && sorted(told) == sorted(seen);
    let unknown = seen.last_word.is_none() && (seen.hung || kills);
    by_chance <= 2
        && (told.last_word == seen.last_word || unknown)
        && prints_alike
        && told.asides == seen.asides
        && (told.hung == seen.hung || breaks)
}

/// Which cases are compared, if not all: the first of them, and how far the next one is, as in `2/3`.
fn share() -> Option<(usize, usize)> {
    let share = std::env::var("INTERLEAVE_SHARE").ok()?;
    let (first, step) = share.split_once('/').expect("a share is two numbers");
    let number = |text: &str| text.parse().expect("a share is two numbers");
    Some((number(first), number(step)))
}

/// Runs some of the cases, `width` at a time; those that differ, and how.
fn different(
    cases: &[Case],
    some: &[(usize, String)],
    width: usize,
    python: &str,
    ratios: &Mutex<Vec<f64>>,
) -> Vec<(usize, String)> {
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..width {
            scope.spawn(|| {
                while let Some((index, _)) = some.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let case = &cases[*index];
                    let told = told(case);
                    // A busy machine may take longer over what is to end.
                    let limit = case.limit + if told.hung { 2_000 } else { 6_000 };
                    let seen = seen(case, python, *index, limit);
                    if let (Some(told), Some(seen)) = (told.wall, seen.wall)
                        && told >= 100.0
                    {
                        ratios.lock().expect("nobody panicked").push(seen / told);
                    }
                    if !is_alike(case, &told, &seen) {
                        let text = format!("{}\n  told {told:?}\n  seen {seen:?}", case.name);
                        let mut found = found.lock().expect("nobody panicked");
                        found.push((*index, text));
                    }
                }
            });
        }
    });
    found.into_inner().expect("nobody panicked")
}

#[test]
fn every_program_ends_under_cpython_as_the_scheduler_says() {
    let Some((python, rules)) = python() else {
        eprintln!("SKIPPED: no Python 3.9 or later");
        return;
    };
    let clock = Monotonic::start();
    let only = std::env::var("INTERLEAVE_CASES").unwrap_or_default();
    let mut cases = cases(rules);
    cases.retain(|case| case.name.contains(&only));
    if let Some((first, step)) = share() {
        let (presets, others): (Vec<_>, Vec<_>) = cases
            .into_iter()
            .partition(|case| case.name.starts_with("preset"));
        let some = others.into_iter().skip(first).step_by(step);
        cases = presets.into_iter().chain(some).collect();
    }
    let mut left: Vec<(usize, String)> = (0..cases.len()).map(|i| (i, String::new())).collect();
    let (mut tries, ratios) = (Vec::new(), Mutex::default());
    for width in SIDE_BY_SIDE {
        tries.push(left.len());
        left = different(&cases, &left, width, &python, &ratios);
    }
    let mut ratios = ratios.into_inner().expect("nobody panicked");
    ratios.sort_by(f64::total_cmp);
    let ratio = |percent: usize| ratios.get(ratios.len() * percent / 100).copied();
    eprintln!(
        "{} programs compared with CPython, then again {:?}, in {:.1} s",
        tries[0],
        &tries[1..],
        to_ms(clock.now()) / 1_000.0
    );
    let [median, most] = [50, 90].map(ratio);
    eprintln!("CPython's wall time over the scheduler's: {median:.2?}, 90 % below {most:.2?}");
    let texts: Vec<String> = left.into_iter().map(|(_, text)| text).collect();
    assert!(texts.is_empty(), "\n{}", texts.join("\n"));
}
