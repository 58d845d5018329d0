//! A shared counter in Rust. `$O` is what stands before the call that counts, `$Q` after it.

use crate::codegen::template::Page;
use crate::model::counter::{LOCKED_STEPS, Lock};
use crate::model::spec::Spec;

const PLAIN: &str = "
|fn compute(updates: u64) {
|    for _ in 0..updates {
|        let read = COUNTER.load(Ordering::Relaxed);
|        COUNTER.store(read + 1, Ordering::Relaxed);
|    }
|}
";

const AWAITS: &str = "
|async fn compute(updates: u64) {
|    for _ in 0..updates {
|        let read = COUNTER.load(Ordering::Relaxed);
|        tokio::task::yield_now().await;
|        COUNTER.store(read + 1, Ordering::Relaxed);
|    }
|}
";

const LOCKED: &str = "
|fn compute(updates: u64) {
|    for _ in 0..updates {
|        *COUNTER.lock().unwrap() += 1;
";

const LOCKED_AWAITS: &str = "
|async fn compute(updates: u64) {
|    for _ in 0..updates {
|        let mut counter = COUNTER.lock().await;
|        let read = *counter;
|        tokio::task::yield_now().await;
|        *counter = read + 1;
";

const BOTH_WAYS: &str = "
|fn compute(i: u32, updates: u64) {
|    let i = i as usize;
|    for _ in 0..updates {
|        let one = LOCKS[i % 2].lock().unwrap();
|        let other = LOCKS[1 - i % 2].lock().unwrap();
|        let read = COUNTER.load(Ordering::Relaxed);
|        COUNTER.store(read + 1, Ordering::Relaxed);
";

const BOTH_WAYS_AWAITS: &str = "
|async fn compute(i: u32, updates: u64) {
|    let i = i as usize;
|    for _ in 0..updates {
|        let one = LOCKS[i % 2].lock().await;
|        tokio::task::yield_now().await;
|        let other = LOCKS[1 - i % 2].lock().await;
|        let read = COUNTER.load(Ordering::Relaxed);
|        COUNTER.store(read + 1, Ordering::Relaxed);
";

/// After a unit that holds both of its locks.
const BOTH_END: &str = "\
|        drop((one, other));
";

/// After a unit that holds a lock.
const LOCKED_END: &str = "\
|    }
|}
";

const ATOMIC: &str = "
|fn compute(updates: u64) {
|    for _ in 0..updates {
|        COUNTER.fetch_add(1, Ordering::Relaxed);
|    }
|}
";

const LOCAL: &str = "
|fn compute(updates: u64) {
|    let mut own = 0;
|    for _ in 0..updates {
|        own = std::hint::black_box(own + 1);
|    }
|    COUNTER.fetch_add(own, Ordering::Relaxed);
|}
";

/// What a program needs that counts.
pub(super) struct Counting {
    lock: Lock,
    /// Whether its coroutines await between reading and writing.
    awaits: bool,
    /// Steps of other work after each unit, outside the lock.
    outside: u32,
}

impl Counting {
    /// What the program of an experiment needs; `coroutines` if its tasks are.
    pub(super) fn of(spec: &Spec, coroutines: bool) -> Self {
        Self {
            lock: spec.lock,
            awaits: coroutines && spec.awaits_between(),
            outside: spec.outside(LOCKED_STEPS),
        }
    }

    /// What it imports, beside the `Ordering` of atomic operations if that is imported already.
    pub(super) fn import(&self, has_ordering: bool) -> &'static str {
        match (self.lock, self.awaits) {
            (Lock::Mutex, true) => "",
            (Lock::Mutex, false) => "|use std::sync::Mutex;\n",
            (Lock::Opposite, false) if has_ordering => {
                "|use std::sync::Mutex;\n|use std::sync::atomic::AtomicU64;\n"
            }
            (Lock::Opposite, false) => {
                "|use std::sync::Mutex;\n|use std::sync::atomic::{AtomicU64, Ordering};\n"
            }
            _ if has_ordering => "|use std::sync::atomic::AtomicU64;\n",
            _ => "|use std::sync::atomic::{AtomicU64, Ordering};\n",
        }
    }

    /// What comes before the tasks.
    pub(super) fn put_before(&self, page: &mut Page) {
        page.put(match (self.lock, self.awaits) {
            (Lock::Mutex, true) => {
                "\n|static COUNTER: tokio::sync::Mutex<u64> = tokio::sync::Mutex::const_new(0);\n"
            }
            (Lock::Mutex, false) => "\n|static COUNTER: Mutex<u64> = Mutex::new(0);\n",
            (Lock::Opposite, true) => {
                "\n|static LOCKS: [tokio::sync::Mutex<()>; 2] = [const { tokio::sync::Mutex::const_new(()) }; 2];\n\
                 |static COUNTER: AtomicU64 = AtomicU64::new(0);\n"
            }
            (Lock::Opposite, false) => {
                "\n|static LOCKS: [Mutex<()>; 2] = [const { Mutex::new(()) }; 2];\n\
                 |static COUNTER: AtomicU64 = AtomicU64::new(0);\n"
            }
            _ => "\n|static COUNTER: AtomicU64 = AtomicU64::new(0);\n",
        });
        page.put(match (self.lock, self.awaits) {
            (Lock::None, false) => PLAIN,
            (Lock::None, true) => AWAITS,
            (Lock::Mutex, false) => LOCKED,
            (Lock::Mutex, true) => LOCKED_AWAITS,
            (Lock::Atomic, _) => ATOMIC,
            (Lock::Local, _) => LOCAL,
            (Lock::Opposite, false) => BOTH_WAYS,
            (Lock::Opposite, true) => BOTH_WAYS_AWAITS,
        });
        if matches!(self.lock, Lock::Mutex | Lock::Opposite) {
            if self.lock == Lock::Opposite {
                page.put(BOTH_END);
            }
            if self.outside > 0 {
                let drops = self.lock == Lock::Mutex && self.awaits;
                page.put(if drops {
                    "|        drop(counter);\n"
                } else {
                    ""
                });
                page.put("|        for step in 0..");
                page.number(self.outside.into(), 0);
                page.put(" {\n|            std::hint::black_box(step);\n|        }\n");
            }
            page.put(LOCKED_END);
        }
        page.set('O', "");
        page.set('Q', if self.awaits { ".await" } else { "" });
    }

    /// What is printed in the end.
    pub(super) fn put_after(&self, page: &mut Page) {
        page.put(match (self.lock, self.awaits) {
            (Lock::Mutex, true) => "|    println!(\"counter: {}\", COUNTER.lock().await);\n",
            (Lock::Mutex, false) => "|    println!(\"counter: {}\", COUNTER.lock().unwrap());\n",
            _ => "|    println!(\"counter: {}\", COUNTER.load(Ordering::Relaxed));\n",
        });
    }
}
