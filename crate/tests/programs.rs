//! The Rust programs that the page shows, compiled: a sample that between them has every template.
//!
//! When a template changes, `INTERLEAVE_BLESS=1 cargo test` writes the sample anew.

#![cfg(not(target_arch = "wasm32"))]

use interleave::codegen;
use interleave::model::api::{Api, Fault, ProgramEnd};
use interleave::model::blocking::Blocking;
use interleave::model::counter::{Lock, Sharing};
use interleave::model::mode::{KernelKind, Mode};
use interleave::model::python::Python;
use interleave::model::spec::{Override, Spec};

/// Includes programs, each in a module of its own, so that it is compiled.
macro_rules! programs {
    ($($name:ident),*) => {
        $(
            #[cfg(test)]
            #[expect(clippy::disallowed_methods, reason = "a shown program has its own clock")]
            mod $name {
                include!(concat!("data/programs/", stringify!($name), ".rs"));
                pub const MAIN: fn() = main;
            }
        )*

        /// Name, text and entry of each.
        const PROGRAMS: &[(&str, &str, fn())] = &[$((
            stringify!($name),
            include_str!(concat!("data/programs/", stringify!($name), ".rs")),
            $name::MAIN,
        )),*];
    };
}

programs!(
    plain,
    thread,
    thread_map,
    submit,
    process,
    pool_map,
    gather,
    wait_for,
    task_group,
    gather_threads,
    to_thread,
    interpreters,
    nowait,
    nowait_processes,
    kill_workers,
    interrupt,
    counter,
    counter_awaits,
    counter_lock,
    counter_lock_awaits,
    counter_atomic,
    counter_local,
    counter_hold,
    deadlock,
    deadlock_awaits,
    semaphore_awaits
);

/// The experiment of each program, and the mode that it stands for.
fn experiment(name: &str) -> (Spec, Mode) {
    let change = Override {
        wait: None,
        work: None,
        fail: true,
    };
    let spec = Spec {
        timeout: 250,
        ..Spec::default()
    };
    let faulty = |fail, end| Spec {
        fail,
        end,
        overrides: [(2, change), (5, change)].into(),
        ..spec.clone()
    };
    let counting = |lock, between| Spec {
        wait: 0,
        work: 1_000_000,
        kernel: KernelKind::Counter,
        shared: Sharing::Value,
        lock,
        between,
        ..spec.clone()
    };
    let (mut spec, api) = match name {
        "plain" => {
            let computing = Spec {
                work: 1_000_000,
                bursts: 4,
                jitter: 20,
                ..spec
            };
            (computing, Api::Loop)
        }
        "thread" => {
            let mut searching = faulty(Fault::Raise, ProgramEnd::Join);
            (searching.work, searching.wait) = (20, 0);
            searching.kernel = KernelKind::Patterns;
            (searching, Api::Thread)
        }
        "thread_map" => (faulty(Fault::Hang, ProgramEnd::Join), Api::ThreadMap),
        "submit" => {
            let mut own = faulty(Fault::Kill, ProgramEnd::Join);
            let waits = Override {
                wait: Some(900),
                work: Some(50_000),
                fail: false,
            };
            own.overrides.insert(7, waits);
            (own, Api::ThreadSubmit)
        }
        "process" => (faulty(Fault::Missing, ProgramEnd::Terminate), Api::Process),
        "pool_map" => (spec, Api::PoolMap),
        "gather" => (faulty(Fault::Hang, ProgramEnd::Timeout), Api::Gather),
        "wait_for" => {
            let blocking = Blocking::EventLoop;
            (Spec { blocking, ..spec }, Api::WaitFor)
        }
        "task_group" => {
            let (python, end) = (Python::V315, ProgramEnd::Cancel);
            (
                Spec {
                    python,
                    end,
                    ..spec
                },
                Api::TaskGroup,
            )
        }
        "gather_threads" => {
            let blocking = Blocking::Thread;
            (Spec { blocking, ..spec }, Api::Gather)
        }
        "interpreters" => (spec, Api::InterpreterSubmit),
        "nowait" => (faulty(Fault::Hang, ProgramEnd::Nowait), Api::ThreadMap),
        "nowait_processes" => {
            let end = ProgramEnd::Nowait;
            (Spec { end, ..spec }, Api::ProcessSubmit)
        }
        "kill_workers" => {
            let end = ProgramEnd::KillWorkers;
            (Spec { end, ..spec }, Api::ProcessMap)
        }
        "interrupt" => (faulty(Fault::Raise, ProgramEnd::Interrupt), Api::Process),
        "counter" => (counting(Lock::None, false), Api::Thread),
        "counter_awaits" => (counting(Lock::None, true), Api::Gather),
        "counter_lock" => (counting(Lock::Mutex, true), Api::ThreadMap),
        "counter_lock_awaits" => (counting(Lock::Mutex, true), Api::TaskGroup),
        "counter_atomic" => (counting(Lock::Atomic, true), Api::Process),
        "counter_hold" => {
            let mut held = counting(Lock::Mutex, false);
            held.hold = 20;
            (held, Api::ThreadSubmit)
        }
        "deadlock" => (counting(Lock::Opposite, false), Api::Thread),
        "deadlock_awaits" => (counting(Lock::Opposite, true), Api::Gather),
        "semaphore_awaits" => (Spec { limit: 4, ..spec }, Api::Gather),
        "counter_local" => (counting(Lock::Local, true), Api::ThreadSubmit),
        _ => (faulty(Fault::Raise, ProgramEnd::Timeout), Api::ToThread),
    };
    spec.apis.choose(api);
    let modes = [Mode::Sequential, Mode::Gil, Mode::Processes, Mode::Async];
    let mode = modes.into_iter().find(|mode| spec.api(*mode) == api);
    (spec, mode.expect("a mode runs it"))
}

#[test]
fn the_rust_that_is_shown_compiles() {
    let bless = std::env::var_os("INTERLEAVE_BLESS").is_some();
    for (name, compiled, _) in PROGRAMS {
        let (spec, mode) = experiment(name);
        let shown = codegen::rust(&spec, mode).text();
        if bless {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/programs");
            std::fs::write(format!("{folder}/{name}.rs"), &shown).expect("it can be written");
        } else {
            assert_eq!(shown, *compiled, "{name}");
        }
    }
}
