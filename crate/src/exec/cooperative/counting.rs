//! How coroutines count on a shared counter that await in between.

use super::{Awaits, Cancel, Coroutine, EventLoop};
use crate::exec::host::Host;
use crate::exec::job::TURN_NOTED;
use crate::exec::lane::{Broken, Lane};
use crate::exec::locks::{Attempt, Locks};
use crate::kernel::{Computation, Pause};
use crate::model::counter::Lock;
use crate::time::Clock;
use crate::trace::event::{EventKind, State, Wanted};

/// After so many turns the loop looks at the clock, and lets messages in. A prime, so that it is not
/// always the same coroutine's turn.
const TURNS: u32 = 251;

impl<H: Host> Coroutine<'_, H> {
    /// Notes that this coroutine computes now, and the one before no longer.
    pub(super) fn note(&self, task: usize) {
        let now = self.emit(task, EventKind::Enter(State::Run));
        let EventLoop {
            run, log, noted, ..
        } = self.shared;
        let (before, _) = noted.replace((Some(self.index), now));
        if let Some(other) = before.filter(|other| *other != self.index) {
            let waits = match run.job.spec.lock {
                // It has been this one's turn since the other found the lock taken.
                Lock::Mutex => EventKind::Locked(Wanted {
                    lock: 0,
                    holder: Some(self.index),
                }),
                _ => EventKind::Enter(State::Wait),
            };
            // Its number is its task's.
            run.emit(&mut log.borrow_mut(), other, other.into(), waits);
        }
    }

    /// This coroutine computes no longer.
    fn leave(&self) {
        let EventLoop {
            run,
            noted,
            lock_waits,
            ..
        } = self.shared;
        let (coroutine, at) = noted.get();
        let other = coroutine.filter(|coroutine| *coroutine != self.index);
        noted.set((other, at));
        run.add_lock_waits(lock_waits.take(), 0);
    }

    /// Counts on the shared counter until this coroutine awaits between reading and writing, then gives
    /// way.
    pub(super) async fn count(
        &self,
        task: usize,
        computation: &mut Computation<'_>,
    ) -> Result<bool, Broken> {
        let EventLoop {
            run, log, turns, ..
        } = self.shared;
        run.look_for_loss(&mut log.borrow_mut(), self.index, computation);
        let (complete, is_due) = match computation {
            Computation::Counter(increments) => {
                let locks = increments.is_locked();
                // Whoever has had the lock gives way, as `asyncio.Lock` hands it to those that wait.
                let pause = increments.advance_until(|| true, || locks);
                match pause {
                    Pause::Locked => self.want(),
                    _ => self.wants_lock.set(false),
                }
                turns.set(turns.get().wrapping_add(1));
                (pause == Pause::Complete, turns.get().is_multiple_of(TURNS))
            }
            Computation::Counted(count) if count.is_fresh() => {
                count.give_way();
                (false, false)
            }
            // On a virtual clock a turn is as long as what is noted.
            _ => {
                let until = (run.clock.now() + TURN_NOTED).min(run.limit());
                let complete = self.host.advance(computation, until).await;
                if let Computation::Counted(count) = computation
                    && !complete
                {
                    count.give_way();
                }
                (complete, true)
            }
        };
        self.end_turn(task, complete, is_due).await
    }

    /// Ends a turn in which the coroutine counted, unless nothing is left.
    async fn end_turn(&self, task: usize, complete: bool, is_due: bool) -> Result<bool, Broken> {
        let EventLoop { run, noted, .. } = self.shared;
        if is_due {
            self.host.checkpoint().await;
            run.enforce_limit();
            if run.now() >= noted.get().1 + TURN_NOTED {
                self.note(task);
            }
        }
        self.check()?;
        if complete {
            self.leave();
            return Ok(true);
        }
        self.shared.suspend(Awaits::Turn { is_due }).await;
        match self.cancel() {
            Cancel::No => self.check().map(|()| false),
            Cancel::Now | Cancel::AtNextWait => {
                self.leave();
                if let Some(locks) = &run.locks {
                    locks.release(self.index);
                }
                Err(Broken::Cancelled)
            }
        }
    }

    /// Counts under two locks, and awaits between them. A turn takes the first lock, or, where the coroutine has
    /// that, the second: then it counts, and gives both back.
    pub(super) async fn count_both_ways(
        &self,
        task: usize,
        locks: &Locks,
        computation: &mut Computation<'_>,
    ) -> Result<bool, Broken> {
        let EventLoop { run, turns, .. } = self.shared;
        let [first, second] = Locks::order(task);
        let has_first = locks.has(self.index, first);
        let lock = if has_first { second } else { first };
        turns.set(turns.get().wrapping_add(1));
        let is_due = turns.get().is_multiple_of(TURNS);
        match locks.try_take(self.index, lock) {
            Attempt::Taken if has_first => {}
            Attempt::Taken => {
                self.wants_lock.set(false);
                return self.end_turn(task, false, is_due).await;
            }
            Attempt::Busy(_) => {
                self.want();
                return self.end_turn(task, false, is_due).await;
            }
            Attempt::Deadlock(holder) => {
                self.want();
                self.leave();
                let wanted = Wanted {
                    lock: lock as u8,
                    holder: Some(holder),
                };
                self.emit(task, EventKind::Locked(wanted));
                return Err(self.hang().await);
            }
        }
        self.wants_lock.set(false);
        let (complete, is_due) = match computation {
            Computation::Counter(increments) => (increments.advance_one(), is_due),
            // On a virtual clock a turn is as long as what is noted.
            _ => {
                let until = (run.clock.now() + TURN_NOTED).min(run.limit());
                (self.host.advance(computation, until).await, true)
            }
        };
        locks.release(self.index);
        self.end_turn(task, complete, is_due).await
    }

    /// The coroutine has found a lock taken.
    fn want(&self) {
        if !self.wants_lock.replace(true) {
            let lock_waits = &self.shared.lock_waits;
            lock_waits.set(lock_waits.get() + 1);
        }
    }
}
