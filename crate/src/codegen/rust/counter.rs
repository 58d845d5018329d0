//! A shared counter in Rust. `$O` is what stands before the call that counts, `$Q` after it.

use crate::codegen::template::Page;
use crate::model::counter::Lock;
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
|    }
|}
";

const LOCKED_AWAITS: &str = "
|async fn compute(updates: u64) {
|    for _ in 0..updates {
|        let mut counter = COUNTER.lock().await;
|        let read = *counter;
|        tokio::task::yield_now().await;
|        *counter = read + 1;
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
}

impl Counting {
    /// What the program of an experiment needs; `coroutines` if its tasks are.
    pub(super) fn of(spec: &Spec, coroutines: bool) -> Self {
        Self {
            lock: spec.lock,
            awaits: coroutines && spec.awaits_between(),
        }
    }

    /// What it imports, beside the `Ordering` of atomic operations if that is imported already.
    pub(super) fn import(&self, has_ordering: bool) -> &'static str {
        match (self.lock, self.awaits) {
            (Lock::Mutex, true) => "",
            (Lock::Mutex, false) => "|use std::sync::Mutex;\n",
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
            _ => "\n|static COUNTER: AtomicU64 = AtomicU64::new(0);\n",
        });
        page.put(match (self.lock, self.awaits) {
            (Lock::None, false) => PLAIN,
            (Lock::None, true) => AWAITS,
            (Lock::Mutex, false) => LOCKED,
            (Lock::Mutex, true) => LOCKED_AWAITS,
            (Lock::Atomic, _) => ATOMIC,
            (Lock::Local, _) => LOCAL,
        });
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
