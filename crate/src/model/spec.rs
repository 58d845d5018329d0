//! What the reader chose: an experiment, and the tasks that follow from it.
//!
//! Nothing here runs anything, or knows a field's limits or how a spec is written in a link: see
//! `field.rs` and `query.rs`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::api::{Api, Apis, Call, Fault, ProgramEnd, Workers};
use super::blocking::Blocking;
use super::counter::{Lock, Sharing};
use super::limits::MAX_LANES;
use super::mode::{KernelKind, Mode};
use super::preset::Preset;
use super::python::{Python, Start};
use super::queue::QueueOrder;
use super::rounds::Rounds;
use super::task::{Step, Task};
use crate::kernel::{Corpus, CorpusError, Kernel, Patterns};
use crate::time::{MILLI, Nanos};

/// The first version of Python that can replace the workers of a `ProcessPoolExecutor`.
pub const RECYCLE_SINCE: Python = Python::V311;

/// The first version of Python that can limit how far `Executor.map` runs ahead.
pub const BUFFER_SINCE: Python = Python::V314;

/// What one task does differently from the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Override {
    /// Its wait in all its bursts together, in milliseconds.
    pub wait: Option<u32>,
    /// Its work in all its bursts together, in kernel units.
    pub work: Option<u64>,
    /// Whether it goes wrong; see [`Spec::fail`].
    pub fail: bool,
}

/// An experiment: all that the reader chose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spec {
    /// The preset it was made from.
    pub preset: Preset,
    /// How many tasks.
    pub n: u32,
    /// How long each task waits in all its bursts together, in milliseconds.
    pub wait: u32,
    /// What each task computes in all its bursts together, in kernel units.
    pub work: u64,
    /// How often each task computes, then waits.
    pub bursts: u32,
    /// By how much each wait may differ from the asked one, in per cent, either way.
    pub jitter: u32,
    /// How many workers a mode with a pool has.
    pub workers: u32,
    /// The modes that take part, in the order of [`Mode::ALL`].
    pub modes: Vec<Mode>,
    /// How many rounds count in a race that has ended; else 0.
    #[serde(default)]
    pub rounds: u32,
    /// How many rounds are asked for.
    #[serde(default)]
    pub rounds_asked: Rounds,
    /// What compute steps run.
    pub kernel: KernelKind,
    /// The pattern search's pattern length, in symbols.
    pub length: u32,
    /// The pattern search's edit distance.
    pub distance: u32,
    /// The number of other functions a pattern must recur in to be kept.
    pub threshold: u32,
    /// What keeps the updates of the shared counter.
    #[serde(default)]
    pub lock: Lock,
    /// Whether something comes between reading the shared counter and writing it: a call in Python, an
    /// `await` in a coroutine.
    #[serde(default)]
    pub between: bool,
    /// How much of a unit lies inside its lock, in per cent.
    #[serde(default = "whole")]
    pub hold: u32,
    /// Which counter processes count on.
    #[serde(default)]
    pub shared: Sharing,
    /// Whether processes are joined before the queue of their results is read.
    #[serde(default)]
    pub order: QueueOrder,
    /// How many bytes each result has that goes through a queue.
    #[serde(default)]
    pub payload: u32,
    /// How many tasks a semaphore lets in at a time; 0 for no semaphore.
    #[serde(default)]
    pub limit: u32,
    /// The seed of the jitter and the order of modes.
    pub seed: u32,
    /// What coroutines do with a call that blocks.
    pub blocking: Blocking,
    /// The APIs by which the tasks are run.
    #[serde(rename = "api")]
    pub apis: Apis,
    /// The version of Python whose rules hold.
    #[serde(default)]
    pub python: Python,
    /// How processes start; none for as that version does.
    #[serde(default)]
    pub start: Option<Start>,
    /// Whether only the program itself runs its main module, and not each process that imports it.
    #[serde(default = "is_guarded")]
    pub guard: bool,
    /// How many chunks of tasks are handed over ahead of the results that are read, where an API can limit that; 0 for no
    /// limit.
    #[serde(default)]
    pub buffer: u32,
    /// How long the main thread takes over each result, where it reads them one by one, in milliseconds.
    #[serde(default)]
    pub read: u32,
    /// After how many chunks of tasks a pool's worker process is replaced; 0 for never.
    #[serde(default)]
    pub recycle: u32,
    /// How many tasks go to a worker at once, where an API has chunks; 0 leaves it to the API.
    pub chunk: u32,
    /// How the program ends what it has started.
    pub end: ProgramEnd,
    /// The moment of that end, if it has one, in milliseconds after the release.
    pub timeout: u32,
    /// How the faulty tasks go wrong.
    pub fail: Fault,
    /// Whether the GIL is on; without it, its mode is free-threaded Python.
    pub gil: bool,
    /// The GIL's switch interval, in tenths of a millisecond.
    #[serde(with = "tenths")]
    pub interval: u32,
    /// What single tasks do differently, by index from 0.
    #[serde(rename = "tasks")]
    pub overrides: BTreeMap<u32, Override>,
}

/// Documents from before there was a choice have a guard.
fn is_guarded() -> bool {
    true
}

/// Tenths, as the whole number's decimal in documents.
mod tenths {
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
    pub(super) fn serialize<S: Serializer>(tenths: &u32, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from(*tenths) / 10.0)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
        f64::deserialize(from).map(|value| (value * 10.0).round() as u32)
    }
}

/// A unit lies inside its lock as a whole.
fn whole() -> u32 {
    100
}

impl Spec {
    /// The tasks, in order.
    pub fn tasks(&self) -> Vec<Task> {
        self.tasks_of(|steps, units, nanos| {
            if units > 0 {
                steps.push(Step::Compute { units });
            }
            if nanos > 0 {
                steps.push(Step::Wait { nanos });
            }
        })
    }

    /// The tasks, each with all its work in one step, then all its waiting in one: enough to estimate a
    /// time, with up to fifty times fewer steps.
    pub fn totals(&self) -> Vec<Task> {
        if self.jitter == 0 {
            // With one burst the steps are the same, and nothing has to be drawn.
            let bursts = 1;
            return Self {
                bursts,
                ..self.clone()
            }
            .tasks();
        }
        self.tasks_of(|steps, more, longer| {
            let (mut units, mut nanos) = (more, longer);
            for step in steps.drain(..) {
                match step {
                    Step::Compute { units: before } => units += before,
                    Step::Wait { nanos: before } => nanos += before,
                }
            }
            if units > 0 {
                steps.push(Step::Compute { units });
            }
            if nanos > 0 {
                steps.push(Step::Wait { nanos });
            }
        })
    }

    /// The tasks; `add` appends a burst's steps, from its work and its wait.
    fn tasks_of(&self, mut add: impl FnMut(&mut Vec<Step>, u64, Nanos)) -> Vec<Task> {
        let mut random = fastrand::Rng::with_seed(self.seed.into());
        (0..self.n)
            .map(|index| {
                let change = self.overrides.get(&index).copied().unwrap_or_default();
                let wait = Nanos::from(change.wait.unwrap_or(self.wait)) * MILLI;
                let work = change.work.unwrap_or(self.work);
                let bursts = u64::from(self.bursts);
                let mut steps = Vec::new();
                for burst in 0..bursts {
                    let units = share(work, bursts, burst);
                    // Drawn even where it is not used, so that one task's override does not
                    // change the others' waits.
                    let draw = random.f64() * 2.0 - 1.0;
                    let factor = 1.0 + draw * f64::from(self.jitter) / 100.0;
                    let nanos = (share(wait, bursts, burst) as f64 * factor).round() as Nanos;
                    add(&mut steps, units, nanos);
                }
                Task {
                    steps,
                    fault: change.fail.then_some(self.fail),
                }
            })
            .collect()
    }

    /// The API by which a mode runs its tasks.
    pub fn api(&self, mode: Mode) -> Api {
        self.apis.of(mode).in_python(self.python)
    }

    /// After how many chunks of tasks a worker of this API is replaced; none for never.
    pub fn recycle_of(&self, api: Api) -> Option<u32> {
        let can = match api.workers() {
            Workers::Pool => true,
            Workers::ProcessPool => self.python >= RECYCLE_SINCE,
            _ => false,
        };
        Some(self.recycle).filter(|recycle| can && *recycle > 0)
    }

    /// How processes start, if an API does not change that.
    pub fn start(&self) -> Start {
        self.start.unwrap_or(self.python.start())
    }

    /// How this API's processes start: an executor that replaces them does not fork unless it is told to.
    pub fn start_of(&self, api: Api) -> Start {
        match (api.workers(), self.start, self.recycle_of(api)) {
            (Workers::ProcessPool, None, Some(_)) => Start::Spawn,
            _ => self.start(),
        }
    }

    /// Whether each process of an API imports a main module that has no guard, and starts processes itself.
    pub fn is_unguarded(&self, api: Api) -> bool {
        api.workers().are_processes() && !self.guard && self.start_of(api) != Start::Fork
    }

    /// How the program ends what this API has started.
    pub fn end_of(&self, api: Api) -> ProgramEnd {
        let ends = api.ends();
        ends.iter()
            .find(|end| **end == self.end && end.since() <= self.python)
            .copied()
            .unwrap_or(ends[0])
    }

    /// What the workers of an API are: threads, if coroutines leave what blocks to them.
    pub fn workers_by(&self, api: Api) -> Workers {
        match (api.workers(), self.blocking) {
            (Workers::Coroutines, Blocking::Thread) => Workers::ThreadPool,
            (workers, _) => workers,
        }
    }

    /// Whether a mode's coroutines run on threads.
    pub fn awaits_threads(&self, mode: Mode) -> bool {
        mode == Mode::Async && self.workers_by(self.api(mode)) == Workers::ThreadPool
    }

    /// Whether a mode's workers are Python's interpreters, each with its own memory in one process.
    pub fn in_interpreters(&self, mode: Mode) -> bool {
        self.api(mode).workers() == Workers::InterpreterPool
    }

    /// How many workers a mode has side by side: one, a pool of them, or one for each task.
    pub fn workers_of(&self, mode: Mode) -> u32 {
        let api = self.api(mode);
        match mode {
            Mode::Sequential => 1,
            _ if self.workers_by(api).is_pool() => self.workers,
            Mode::Async => self.n,
            Mode::Threads | Mode::Gil | Mode::Processes => self.n.min(MAX_LANES),
        }
    }

    /// Whether a mode runs on threads that share their memory.
    pub fn needs_threads(&self, mode: Mode) -> bool {
        matches!(mode, Mode::Threads | Mode::Gil) || self.awaits_threads(mode)
    }

    /// Whether tasks compute on several threads or in several processes in any of the modes, so that it
    /// matters how many cores there are.
    pub fn needs_cores(&self) -> bool {
        let on_lanes = |mode: &Mode| self.needs_threads(*mode) || *mode == Mode::Processes;
        self.computes() && self.modes.iter().any(on_lanes)
    }

    /// How many tasks this API gives to a worker at once: CPython's default for `Pool.map`, else 1.
    pub fn chunk_of(&self, api: Api) -> u32 {
        match (api, self.chunk) {
            (Api::PoolMap, 0) => self.n.div_ceil(self.workers * 4).max(1),
            (api, chunk) if api.has_chunks() => chunk.max(1),
            _ => 1,
        }
    }

    /// How many chunks this API hands over ahead of the results that are read, or of those who take them; none for
    /// no limit.
    pub fn buffer_of(&self, api: Api) -> Option<u32> {
        let waits = matches!(self.end_of(api), ProgramEnd::Join | ProgramEnd::Timeout);
        let is_there = api.call() == Call::Put || self.python >= BUFFER_SINCE;
        let is_limited = api.has_buffer() && waits && is_there;
        Some(self.buffer).filter(|buffer| is_limited && *buffer > 0)
    }

    /// How many tasks a queue holds between the main thread and workers; none for no limit.
    pub fn queue_capacity(&self) -> Option<usize> {
        (self.buffer > 0).then_some(self.buffer as usize)
    }

    /// How long the main thread takes over each result of this API, or each task that it puts on a queue, in
    /// milliseconds.
    pub fn read_of(&self, api: Api) -> u32 {
        match self.end_of(api) {
            ProgramEnd::Join if api.handles_each() => self.read,
            _ => 0,
        }
    }

    /// Whether all tasks are alike.
    pub fn is_uniform(&self) -> bool {
        let differs = |change: &Override| change.wait.is_some() || change.work.is_some();
        self.jitter == 0 && !self.overrides_in_use().any(differs)
    }

    /// Whether any task computes.
    pub fn computes(&self) -> bool {
        let own = || self.overrides_in_use().filter_map(|change| change.work);
        let same = u64::from(self.n) - own().count() as u64;
        same > 0 && self.work > 0 || own().any(|work| work > 0)
    }

    /// How many lanes of a mode can compute at the same time.
    pub fn computing_at_once(&self, mode: Mode) -> u32 {
        match mode {
            _ if !self.computes() => 0,
            Mode::Threads | Mode::Processes => self.workers_of(mode),
            Mode::Gil if !self.gil => self.workers_of(mode),
            Mode::Sequential | Mode::Gil | Mode::Async => 1,
        }
    }

    /// The overrides of tasks that exist.
    pub fn overrides_in_use(&self) -> impl Iterator<Item = &Override> {
        let there = self
            .overrides
            .iter()
            .take_while(|(task, _)| **task < self.n);
        there.map(|(_, change)| change)
    }

    /// The kernel, prepared; `own` is the reader's own corpus, if there is one.
    ///
    /// # Errors
    /// What is wrong with the corpus, if patterns are searched in one.
    pub fn prepare_kernel(&self, own: Option<&str>) -> Result<Kernel, CorpusError> {
        match self.kernel {
            KernelKind::Pi => Ok(Kernel::Pi),
            KernelKind::Counter => Ok(Kernel::Counter(self.counter())),
            KernelKind::Patterns => {
                let corpus = match own {
                    Some(text) => Corpus::parse(text)?,
                    None => Corpus::built_in(),
                };
                Patterns::new(&corpus, self.length as usize, self.distance as usize)
                    .map(Kernel::Patterns)
            }
        }
    }

    /// Chooses or drops a mode, keeping the order.
    pub fn set_mode(&mut self, mode: Mode, chosen: bool) {
        self.modes.retain(|other| *other != mode);
        if chosen {
            self.modes.push(mode);
            self.modes.sort();
        }
    }
}

/// Part `index` of `total` in `parts` parts that differ by one at most.
fn share(total: u64, parts: u64, index: u64) -> u64 {
    total * (index + 1) / parts - total * index / parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_those_of_the_tasks() {
        for jitter in [0, 40] {
            let spec = Spec {
                n: 20,
                wait: 77,
                work: 1_001,
                bursts: 9,
                jitter,
                ..Spec::default()
            };
            let sums = |tasks: Vec<Task>| -> Vec<(Nanos, u64)> {
                let sum = |task: &Task| (task.wait(), task.units());
                tasks.iter().map(sum).collect()
            };
            assert_eq!(sums(spec.totals()), sums(spec.tasks()));
            assert!(spec.totals().iter().all(|task| task.steps.len() == 2));
        }
    }

    #[test]
    fn bursts_share_out_all_of_the_work_and_the_wait() {
        let spec = Spec {
            n: 3,
            wait: 100,
            work: 10,
            bursts: 3,
            ..Spec::default()
        };
        for task in spec.tasks() {
            assert_eq!((task.units(), task.wait()), (10, 100 * MILLI));
            assert_eq!(task.steps.len(), 6);
        }
    }

    #[test]
    fn jitter_is_within_bounds_and_follows_the_seed() {
        let spec = Spec {
            n: 200,
            jitter: 20,
            ..Spec::default()
        };
        let waits = |spec: &Spec| spec.tasks().iter().map(Task::wait).collect::<Vec<_>>();
        let first = waits(&spec);
        assert!(
            first
                .iter()
                .all(|wait| (400 * MILLI..=600 * MILLI).contains(wait))
        );
        assert!(first.iter().any(|wait| *wait > 550 * MILLI));
        assert!(first.iter().any(|wait| *wait < 450 * MILLI));
        assert_eq!(first, waits(&spec));
        let other = Spec { seed: 2, ..spec };
        assert_ne!(first, waits(&other));
    }

    #[test]
    fn an_override_changes_one_task_only() {
        let mut spec = Spec {
            n: 3,
            jitter: 10,
            ..Spec::default()
        };
        let before = spec.tasks();
        let change = Override {
            wait: Some(0),
            work: Some(7),
            fail: true,
        };
        spec.overrides.insert(1, change);
        let after = spec.tasks();
        assert_eq!((&after[0], &after[2]), (&before[0], &before[2]));
        assert_eq!(after[1].steps, [Step::Compute { units: 7 }]);
        assert_eq!(after[1].fault, Some(Fault::Raise));
    }
}
