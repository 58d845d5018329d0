//! One run of one mode, as its executor and its lanes share it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::job::{Job, MOST_LONG_WAITS};
use super::locks::Locks;
use super::semaphore::Semaphore;
use super::stop_signal::StopSignal;
use super::watch::{Loss, Watch};
use crate::kernel::{Computation, Counter};
use crate::model::counter::Lock;
use crate::model::limits::RUN_LIMIT;
use crate::model::task::Outcome;
use crate::time::{Clock, Nanos};
use crate::trace::event::{Event, EventKind, Tally};
use crate::trace::event_log::{EventLog, Writer};

/// One run of one mode, as its executor and its lanes share it.
pub struct Run<C> {
    /// The job.
    pub job: Arc<Job>,
    /// How it is stopped.
    pub stop: Arc<StopSignal>,
    /// Where its events go.
    pub log: Arc<EventLog>,
    /// The clock.
    pub clock: C,
    /// When it was released, on that clock.
    pub release: Nanos,
    /// What its lanes count on, if they do.
    counter: Option<Counter>,
    /// Where lanes that take turns may lose updates of it: what is known of the first loss.
    watch: Option<Watch>,
    /// How lanes waited for its lock.
    waits: LockWaits,
    /// The locks that they take in opposite orders, if they do.
    pub(super) locks: Option<Locks>,
    /// What lets only so many tasks in at a time, if there is such a limit.
    pub(super) semaphore: Option<Semaphore>,
}

/// How lanes waited for a lock, each after a compute step: how often, for how long in nanoseconds, and how
/// many long waits were recorded.
#[derive(Default)]
struct LockWaits {
    count: AtomicU64,
    nanos: AtomicU64,
    long: AtomicU64,
}

/// A run's results beside its events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many bytes crossed between processes.
    pub message_bytes: u64,
}

impl<C: Clock> Run<C> {
    /// A run of a job that is released now.
    pub fn new(job: Arc<Job>, stop: Arc<StopSignal>, log: Arc<EventLog>, clock: C) -> Self {
        let release = clock.now();
        Self::released(job, stop, log, clock, release)
    }

    /// A run of a job that was released at a time of the clock.
    pub(super) fn released(
        job: Arc<Job>,
        stop: Arc<StopSignal>,
        log: Arc<EventLog>,
        clock: C,
        release: Nanos,
    ) -> Self {
        let counts = job.spec.counts();
        Self {
            counter: counts.then(|| job.spec.counter()),
            watch: (counts && job.spec.lock == Lock::None).then(Watch::new),
            waits: LockWaits::default(),
            semaphore: job.spec.has_limit().then(|| {
                // A coroutine for each task, or a thread for each worker.
                let lanes = job.spec.n.max(job.spec.workers);
                Semaphore::new(job.spec.limit as usize, lanes as usize)
            }),
            locks: job.spec.locks_both_ways().then(Locks::new),
            job,
            stop,
            log,
            clock,
            release,
        }
    }

    /// A task's computation on a lane, at its beginning.
    pub(super) fn begin(&self, lane: u16) -> Computation<'_> {
        self.job.kernel.begin_with(self.counter.as_ref(), lane)
    }

    /// Has the first updates of the counter watched, of lanes that count at the same time.
    pub(super) fn watch_counter(&self) {
        if let Some(counter) = &self.counter {
            counter.watch();
        }
    }

    /// A lane is about to count, and no other does: records the first update that gets lost by that.
    pub(super) fn look_for_loss(&self, log: &mut Writer, lane: u16, goes_on: &Computation<'_>) {
        if let Some(watch) = &self.watch
            && watch.is_news(lane)
        {
            self.look(watch, log, lane, goes_on.interrupted());
        }
    }

    #[cold]
    #[inline(never)]
    fn look(&self, watch: &Watch, log: &mut Writer, lane: u16, read: Option<u64>) {
        let found = self.counter.as_ref().map_or(0, Counter::value);
        if let Some(loss) = watch.look(lane, found, read, self.now()) {
            loss.append(log);
        }
    }

    /// Lanes count at the same time: records the first update over which this one has written just now, if the
    /// counter was watched.
    pub(super) fn record_loss(&self, log: &mut Writer, lane: u16, has: &mut Computation<'_>) {
        if let Some(lost) = has.take_lost_update() {
            let is_single = lost.replaced == lost.read + 1;
            let loss = Loss {
                lane,
                read: lost.read,
                first: is_single.then_some((lost.other, false)),
                last: (lost.other, lost.replaced),
                times: [self.now(); 2],
            };
            loss.append(log);
        }
    }

    /// The lane that has the counter's lock, or had it last.
    pub(super) fn lock_holder(&self) -> Option<u16> {
        self.counter.as_ref().and_then(Counter::holder)
    }

    /// Adds what a lane has waited for the counter's lock.
    pub(super) fn add_lock_waits(&self, count: u64, nanos: Nanos) {
        self.waits.count.fetch_add(count, Relaxed);
        self.waits.nanos.fetch_add(nanos, Relaxed);
    }

    /// Whether there is room to record one more long wait for the lock.
    pub(super) fn has_room_for_wait(&self) -> bool {
        self.waits.long.fetch_add(1, Relaxed) < MOST_LONG_WAITS
    }

    /// Adds one to what its lanes count on, for a process that has no memory in common with them.
    pub(super) fn count_one(&self) {
        if let Some(counter) = &self.counter {
            counter.add(1);
        }
    }

    /// Its lanes have ended: the main thread reads what they counted on.
    pub(super) fn read_counter(&self) {
        let Some(counter) = &self.counter else { return };
        let waits = &self.waits;
        let mut log = self.log.writer();
        let (lane, task) = (Event::MAIN_THREAD, Event::NO_TASK as usize);
        let mut emit = |tally, value| {
            self.emit(&mut log, lane, task, EventKind::Counted(tally, value));
        };
        emit(Tally::Counted, counter.value());
        if self.job.spec.locks() {
            let hand_overs = self.locks.as_ref().map(Locks::hand_overs);
            emit(
                Tally::HandOvers,
                hand_overs.unwrap_or_else(|| counter.hand_overs()),
            );
            let (count, nanos) = (waits.count.load(Relaxed), waits.nanos.load(Relaxed));
            emit(Tally::LockWaits, count);
            // Coroutines' waits have no time, as their turns are too short.
            if count == 0 || nanos > 0 {
                emit(Tally::LockWaited, nanos);
            }
        }
    }

    /// The time since release.
    pub(super) fn now(&self) -> Nanos {
        self.clock.now().saturating_sub(self.release)
    }

    /// Records that something happened now on a lane; returns the time since release.
    pub(super) fn emit(&self, log: &mut Writer, lane: u16, task: usize, what: EventKind) -> Nanos {
        let at = self.now();
        log.append(Event {
            at,
            task: task as u32,
            lane,
            what,
        });
        at
    }

    /// The end of the run's time limit, on its clock.
    pub(super) fn limit(&self) -> Nanos {
        self.release + RUN_LIMIT
    }

    /// Ends the run as timed out if its limit has passed. Returns the time since release.
    pub(super) fn enforce_limit(&self) -> Nanos {
        let now = self.now();
        if now >= RUN_LIMIT {
            self.stop.set(Outcome::TimedOut);
        }
        now
    }
}
