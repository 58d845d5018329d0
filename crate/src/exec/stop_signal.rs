//! Ends a run from outside.

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::model::task::Outcome;
use crate::time::{Clock, Nanos};

/// Ends a run from outside: every kernel checks it, every wait ends with it.
#[derive(Debug, Default)]
pub struct StopSignal {
    /// 0 while the run goes on, [`OVER`], or an outcome's index plus 1.
    word: AtomicU8,
    /// Whether the reader has pressed the button that ends the program early.
    pressed: AtomicBool,
    lock: Mutex<()>,
    changed: Condvar,
}

/// The program itself has ended, whatever its lanes still do.
const OVER: u8 = u8::MAX;

impl StopSignal {
    /// Ends the run: its unfinished tasks get this outcome. The first call holds.
    pub fn set(&self, outcome: Outcome) {
        self.write(outcome as u8 + 1);
    }

    /// The program has ended, and its lanes are to end with it.
    pub(super) fn finish(&self) {
        self.write(OVER);
    }

    fn write(&self, word: u8) {
        // Under the lock, so that no waiter misses it between its check and its wait.
        let _guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = self
            .word
            .compare_exchange(0, word, Ordering::Relaxed, Ordering::Relaxed);
        self.changed.notify_all();
    }

    /// The reader presses the button that ends the program early.
    pub fn end_early(&self) {
        self.pressed.store(true, Ordering::Relaxed);
    }

    /// Whether the button was pressed since the last call.
    pub(super) fn take_early_end(&self) -> bool {
        self.pressed.swap(false, Ordering::Relaxed)
    }

    /// The outcome of unfinished tasks, if the run was ended from outside.
    pub fn outcome(&self) -> Option<Outcome> {
        match self.word.load(Ordering::Relaxed) {
            0 | OVER => None,
            index => Outcome::ALL.get(usize::from(index) - 1).copied(),
        }
    }

    /// Whether lanes are to end.
    pub fn is_set(&self) -> bool {
        self.word.load(Ordering::Relaxed) != 0
    }

    /// Blocks this thread until `at`, or until the run is to end.
    pub fn block_until(&self, clock: &impl Clock, at: Nanos) {
        let mut guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        while !self.is_set() {
            let left = at.saturating_sub(clock.now());
            if left == 0 {
                return;
            }
            guard = self
                .changed
                .wait_timeout(guard, Duration::from_nanos(left))
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }
}
