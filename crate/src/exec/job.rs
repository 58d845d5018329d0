//! What to run, prepared before the measured time begins.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::watch::MOST_ACCESSES;
use crate::kernel::Kernel;
use crate::model::limits::{MAX_LANES, MAX_RESPAWNS, RUN_LIMIT};
use crate::model::mode::Mode;
use crate::model::spec::Spec;
use crate::model::task::Task;
use crate::time::{MILLI, Nanos};
use crate::trace::event_log::EventLog;

/// All that the executors need, prepared before the measured time begins.
#[derive(Debug)]
pub struct Job {
    /// What the reader chose.
    pub spec: Spec,
    /// The tasks.
    pub tasks: Vec<Task>,
    /// What compute steps run.
    pub kernel: Kernel,
    /// The expected answer for each amount of work that occurs.
    pub expected: BTreeMap<u64, u64>,
    /// The spec as a query, for processes.
    pub query: String,
    /// The reader's own corpus, for processes, which prepare the kernel themselves.
    pub corpus: Option<String>,
}

impl Job {
    /// The job of a spec, without the expected answers.
    pub fn new(spec: &Spec, kernel: Kernel) -> Self {
        Self {
            spec: spec.clone(),
            tasks: spec.tasks(),
            kernel,
            expected: BTreeMap::new(),
            query: String::new(),
            corpus: None,
        }
    }

    /// The job of a spec for a virtual clock: nothing is computed, units are counted.
    pub fn counted(spec: &Spec) -> Self {
        let mut job = Self::new(spec, Kernel::Counted);
        let units = job.tasks.iter().map(Task::units);
        job.expected = units.map(|units| (units, units)).collect();
        job
    }

    /// How many lanes a mode shows: one, one a worker, or one a coroutine.
    pub fn lanes(&self, mode: Mode) -> usize {
        self.spec.workers_of(mode) as usize
    }

    /// The GIL's switch interval in a mode; none without a GIL.
    pub(super) fn switch_interval(&self, mode: Mode) -> Option<Nanos> {
        let has_gil = match mode {
            Mode::Gil => true,
            // Its threads are Python's, too.
            Mode::Async => self.spec.awaits_threads(mode),
            Mode::Sequential | Mode::Threads | Mode::Processes => false,
        };
        (has_gil && self.spec.gil).then(|| Nanos::from(self.spec.interval) * MILLI / 10)
    }

    /// What all tasks compute, by what each amount of work costs, in nanoseconds.
    pub fn computing(&self, costs: &[(u64, Nanos)]) -> Nanos {
        let cost = |units| costs.iter().find(|(known, _)| *known == units);
        let costs = self.tasks.iter().filter_map(|task| cost(task.units()));
        costs.map(|(_, nanos)| *nanos).sum()
    }

    /// Room for every event of one run. `computing` is what all tasks compute, in nanoseconds.
    pub fn log(&self, mode: Mode, computing: Nanos) -> Arc<EventLog> {
        let mut steps = room(&self.tasks);
        let api = self.spec.api(mode);
        // A worker starts, has started, is dead, and is started again.
        if mode == Mode::Processes && self.spec.is_unguarded(api) {
            steps += 4 * MAX_RESPAWNS;
        }
        if let Some(chunks) = self.spec.recycle_of(api) {
            steps += 4 * self.tasks.len() / chunks as usize;
        }
        if self.spec.has_limit() {
            steps += self.tasks.len();
        }
        if self.spec.counts() {
            steps += MOST_ACCESSES;
        }
        let events = match self.switch_interval(mode) {
            // A step may wait for the GIL, and so may a lane that was made to release it; a lane
            // that is not alone holds it for little longer than the interval.
            Some(interval) => {
                let looks = if self.spec.switches_between() {
                    LOOKS
                } else {
                    1
                };
                let computing = (looks * computing.min(RUN_LIMIT)).min(RUN_LIMIT);
                let switches = 2 * computing / interval;
                2 * steps + (3 * switches as usize).min(MOST_SWITCH_EVENTS)
            }
            None if mode == Mode::Async && self.spec.awaits_between() => steps + MOST_TURN_EVENTS,
            None => steps,
        };
        // One writer for each lane of a pool, one for the program, and one for what it has counted.
        let lanes = self.lanes(mode).min(MOST_WRITERS);
        // Whoever has waited for the counter's lock may have to wait for the GIL, too.
        let waits = match self.spec.locks() {
            true => lanes * LOCK_WAITS as usize + MOST_LONG_WAITS as usize,
            false => 0,
        };
        let writers = lanes + 1 + usize::from(self.spec.counts());
        EventLog::with_room(events + 3 * waits, writers)
    }

    /// Room for every event of the process that carries out these tasks.
    pub(super) fn log_of(&self, tasks: Range<usize>) -> Arc<EventLog> {
        EventLog::with_room(room(&self.tasks[tasks]), 1)
    }

    /// Whether this is the answer to a task.
    pub(super) fn verify(&self, task: usize, answer: u64) -> bool {
        let units = self.tasks[task].units();
        units == 0 || self.expected.get(&units) == Some(&answer)
    }
}

/// How many events tasks may have without a GIL.
fn room(tasks: &[Task]) -> usize {
    // A task begins its steps, is handed over and back, ends, is read, and may be observed.
    tasks.iter().map(|task| task.steps.len() + 7).sum()
}

/// The most events that are kept of switches of the GIL: 16 MB. More are counted as dropped.
const MOST_SWITCH_EVENTS: usize = 1_000_000;

/// How often it is noted which coroutine has its turn, where turns are too short to be noted each, in
/// nanoseconds.
pub(super) const TURN_NOTED: Nanos = 10 * MILLI;

/// The most events of those: one lane goes on, another waits.
const MOST_TURN_EVENTS: usize = 2 * (RUN_LIMIT / TURN_NOTED) as usize;

/// So many waits of a lane for the shared counter's lock are recorded in any case.
pub(super) const LOCK_WAITS: u32 = 1_000;

/// After those, waits that last so long, in nanoseconds.
pub(super) const LONG_LOCK_WAIT: Nanos = MILLI / 20;

/// The most of those in a run: 10 MB. More are only counted.
pub(super) const MOST_LONG_WAITS: u64 = 200_000;

/// How many times as long it may take to count where a lane looks twice for each unit whether others want
/// the GIL.
const LOOKS: Nanos = 16;

/// The most lanes with their own writer; coroutines share one.
const MOST_WRITERS: usize = MAX_LANES as usize;
