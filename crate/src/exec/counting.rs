//! How a lane with a thread of its own counts on the shared counter, and waits for its lock.

use super::gil::Lock;
use super::host::Worker;
use super::job::{LOCK_WAITS, LONG_LOCK_WAIT};
use super::lane::{Broken, Lane, OwnLane};
use super::locks::{Attempt, Locks};
use crate::kernel::{Computation, Increments, Pause};
use crate::time::{Clock, Nanos};
use crate::trace::event::{Event, EventKind, State, Wanted};

/// So many units are made between two looks at what else there is to do.
const PIECE: usize = 256;

impl<C: Clock, W: Worker> OwnLane<'_, C, W> {
    /// Makes a piece of a computation that counts, if that is not as with any other: whether nothing is left.
    pub(super) async fn count(
        &self,
        task: usize,
        computation: &mut Computation<'_>,
    ) -> Result<Option<bool>, Broken> {
        let switches = self.gil.is_none() || self.run.job.spec.switches_between();
        let locks = self.run.locks.as_ref().filter(|_| switches);
        let complete = match (computation, locks, self.gil) {
            (Computation::Counter(increments), Some(locks), _) => {
                self.count_both_ways(task, locks, increments).await?
            }
            (computation @ Computation::Counted(_), Some(locks), _) => {
                self.simulate_both_ways(task, locks, computation).await?
            }
            (Computation::Counter(increments), None, Some(gil)) => {
                self.count_under_gil(task, gil, increments).await?
            }
            (Computation::Counter(increments), None, None) if increments.is_locked() => {
                self.count_locked(task, increments).await?
            }
            _ => return Ok(None),
        };
        Ok(Some(complete))
    }

    /// Counts on the shared counter under the GIL, which may go to another lane between reading and writing,
    /// if the experiment allows that, as well as between two units.
    async fn count_under_gil(
        &self,
        task: usize,
        gil: &Lock,
        increments: &mut Increments<'_>,
    ) -> Result<bool, Broken> {
        let is_requested = || gil.is_requested();
        let pause = match self.run.job.spec.switches_between() {
            true => increments.advance_until(is_requested, is_requested),
            false if increments.advance_alone() => Pause::Complete,
            false => Pause::Piece,
        };
        if pause == Pause::Locked {
            self.wait_for_lock(task, increments).await;
        }
        self.checkpoint(task).await?;
        Ok(self.end_step(pause == Pause::Complete))
    }

    /// Counts on the shared counter under its lock, beside other lanes that do.
    async fn count_locked(
        &self,
        task: usize,
        increments: &mut Increments<'_>,
    ) -> Result<bool, Broken> {
        let pause = increments.advance_locked();
        if pause == Pause::Locked {
            self.wait_for_lock(task, increments).await;
        }
        self.checkpoint(task).await?;
        Ok(self.end_step(pause == Pause::Complete))
    }

    /// Once nothing is left, adds up how it has waited for the lock.
    fn end_step(&self, complete: bool) -> bool {
        if complete {
            let (count, nanos) = self.in_step.take();
            self.run.add_lock_waits(count, nanos);
        }
        complete
    }

    /// Waits for the counter's lock, which another lane has. It may do so millions of times: after the first
    /// waits, only long ones are recorded. Where the lock is free, no clock is read.
    async fn wait_for_lock(&self, task: usize, increments: &mut Increments<'_>) {
        let holder = self.run.lock_holder();
        let since = self.run.now();
        // Whoever waits for a lock releases the GIL, which the lock's holder needs to go on.
        self.drop_gil().await;
        increments.lock();
        let got = self.run.now();
        if let Some(gil) = self.gil {
            gil.take(self.index, &self.waits, &self.run.clock).await;
            self.holds_gil.set(true);
        }
        self.note_lock_wait(task, Wanted { lock: 0, holder }, since, got);
    }

    /// Records that the lane has waited for a lock from a time to another.
    fn note_lock_wait(&self, task: usize, wanted: Wanted, since: Nanos, got: Nanos) {
        let (count, nanos) = self.in_step.get();
        self.in_step.set((count + 1, nanos + (got - since)));
        let waits = self.lock_waits.get();
        self.lock_waits.set(waits.saturating_add(1));
        let is_long = || got - since >= LONG_LOCK_WAIT && self.run.has_room_for_wait();
        if waits >= LOCK_WAITS && !is_long() {
            return;
        }
        let wanted = EventKind::Locked(wanted);
        let wants_gil = self.gil.map(|_| (got, EventKind::Enter(State::Blocked)));
        let goes_on = match self.gil {
            Some(_) => self.run.now(),
            None => got,
        };
        let runs = (goes_on, EventKind::Enter(State::Run));
        for (at, what) in [Some((since, wanted)), wants_gil, Some(runs)]
            .into_iter()
            .flatten()
        {
            self.append(task, at, what);
        }
    }

    /// Counts under two locks, of which the GIL may go to another lane in between.
    async fn count_both_ways(
        &self,
        task: usize,
        locks: &Locks,
        increments: &mut Increments<'_>,
    ) -> Result<bool, Broken> {
        let [first, second] = Locks::order(task);
        let mut complete = false;
        for _ in 0..PIECE {
            self.take_lock(task, locks, first).await?;
            if self.gil.is_some_and(Lock::is_requested) {
                self.checkpoint(task).await?;
            }
            self.take_lock(task, locks, second).await?;
            complete = increments.advance_one();
            locks.release(self.index);
            if complete || self.gil.is_some_and(Lock::is_requested) {
                break;
            }
        }
        self.checkpoint(task).await?;
        Ok(self.end_step(complete))
    }

    /// The same on a virtual clock, where a lane has its first lock as long as nothing comes in between, and
    /// looks at the second one where it begins and where it goes on.
    async fn simulate_both_ways(
        &self,
        task: usize,
        locks: &Locks,
        computation: &mut Computation<'_>,
    ) -> Result<bool, Broken> {
        let [first, second] = Locks::order(task);
        if !locks.has(self.index, first) {
            self.take_lock(task, locks, first).await?;
        }
        if locks.is_with_another(self.index, second) {
            self.take_lock(task, locks, second).await?;
        }
        let wanted = || {
            self.run.stop.is_set()
                || self.gil.is_some_and(Lock::is_requested)
                || locks.is_with_another(self.index, second)
        };
        let complete = self.waits.advance(computation, wanted).await;
        let between = match computation {
            Computation::Counted(count) => !count.is_fresh(),
            _ => false,
        };
        if complete || !between && self.gil.is_some() {
            locks.release(self.index);
        }
        self.checkpoint(task).await?;
        Ok(self.end_step(complete))
    }

    /// Takes one of two locks, or waits for it. Ends the task where the wait never ends.
    async fn take_lock(&self, task: usize, locks: &Locks, lock: usize) -> Result<(), Broken> {
        let holder = match locks.try_take(self.index, lock) {
            Attempt::Taken => return Ok(()),
            Attempt::Busy(holder) | Attempt::Deadlock(holder) => holder,
        };
        let since = self.run.now();
        let wanted = Wanted {
            lock: lock as u8,
            holder: Some(holder),
        };
        self.drop_gil().await;
        let (clock, stop) = (&self.run.clock, &self.run.stop);
        let attempt = locks.take(self.index, lock, &self.waits, clock, stop).await;
        if attempt != Attempt::Taken {
            // It waits until the run is over.
            self.append(task, since, EventKind::Locked(wanted));
            self.check()?;
            return Err(self.hang().await);
        }
        let got = self.run.now();
        if let Some(gil) = self.gil {
            gil.take(self.index, &self.waits, clock).await;
            self.holds_gil.set(true);
        }
        self.note_lock_wait(task, wanted, since, got);
        Ok(())
    }

    fn append(&self, task: usize, at: Nanos, what: EventKind) {
        self.log.borrow_mut().append(Event {
            at,
            task: task as u32,
            lane: self.index,
            what,
        });
    }
}
