//! One round of one mode, summed up from its timeline.

use serde::{Deserialize, Serialize};

use crate::model::spec::Spec;
use crate::model::task::Outcome;
use crate::report::counter_step::CounterStep;
use crate::report::gil_use::GilUse;
use crate::scheduler::observation::{Error, Hang, Observation};
use crate::time::{Nanos, to_ms};
use crate::trace::event::{State, Tally};
use crate::trace::queue;
use crate::trace::timeline::{Lane, Timeline};

/// What became of the updates of a shared counter.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Counter {
    /// How many updates were made.
    pub expected: u64,
    /// What the main thread read in the end.
    pub found: u64,
    /// How many updates got lost.
    pub lost: u64,
    /// How lanes shared its lock; none if it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock: Option<LockUse>,
}

/// How lanes shared a lock.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LockUse {
    /// How often it went from one lane to another.
    pub hand_overs: u64,
    /// How often a lane waited for it.
    pub waits: u64,
    /// How long lanes did all together, in milliseconds; none where the lanes are coroutines, whose turns are
    /// too short to be measured.
    pub waited_ms: Option<f64>,
    /// The share of that in the time in which they computed, or wanted to; likewise.
    pub share: Option<f64>,
}

impl LockUse {
    fn of(timeline: &Timeline) -> Option<Self> {
        let hand_overs = timeline.tally(Tally::HandOvers)?;
        let waits = timeline.tally(Tally::LockWaits)?;
        let waited = timeline.tally(Tally::LockWaited);
        let now = timeline.latest();
        let wanted = |lane: &Lane| {
            let states = [State::Run, State::Blocked, State::Lock];
            states
                .map(|state| lane.time_in(state, now))
                .iter()
                .sum::<Nanos>()
        };
        let all: Nanos = timeline.lanes().iter().map(wanted).sum();
        Some(Self {
            hand_overs,
            waits,
            waited_ms: waited.map(to_ms),
            share: waited
                .filter(|_| all > 0)
                .map(|waited| waited as f64 / all as f64),
        })
    }
}

impl Counter {
    /// From a timeline; none if nothing was counted, or if not every task was done, so that it is not known
    /// how many updates were made.
    pub fn of(timeline: &Timeline, spec: &Spec) -> Option<Self> {
        let expected = spec.updates();
        let found = timeline.tally(Tally::Counted)?;
        let done = timeline.outcomes().count(Outcome::Done);
        (done == spec.n && expected > 0).then(|| Self {
            expected,
            found,
            lost: expected.saturating_sub(found),
            lock: LockUse::of(timeline),
        })
    }

    /// The share of all updates that got lost.
    pub fn share_lost(self) -> f64 {
        self.lost as f64 / self.expected as f64
    }
}

/// One round of one mode.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Round {
    /// From release to the last outcome; none if nothing was run, or less than the clock can tell.
    pub elapsed_ms: Option<f64>,
    /// The part of it in which workers started.
    pub start_ms: f64,
    /// Whether it only warmed up, and does not count. (No mode needs it so far: computing the
    /// expected answers before the race warms up the kernel.)
    pub warmup: bool,
    /// Whether it was stopped, timed out or disturbed: then it does not count.
    pub disturbed: bool,
    /// Whether the machine's speed changed by more than 5 % during its round: then it counts only if
    /// no round is better.
    #[serde(default)]
    pub drifted: bool,
    /// How its tasks ended.
    pub outcomes: Outcomes,
    /// Whether every task's answer was the expected one; none where tasks have none, but count.
    pub answers_correct: Option<bool>,
    /// What became of the updates of a shared counter; none if nothing was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter: Option<Counter>,
    /// Events for which there was no room.
    pub events_dropped: u64,
    /// How many bytes crossed between processes; none where there are none.
    pub message_bytes: Option<u64>,
    /// How the program's main thread ended; none if that is not known.
    pub main_line: Option<MainThread>,
    /// How many tasks were cancelled after a worker had begun with them.
    #[serde(default)]
    pub interrupted: u32,
    /// How lanes shared the GIL; none if no lane waited for it.
    #[serde(default)]
    pub gil: Option<GilUse>,
    /// How many tasks waited for a semaphore.
    #[serde(default, skip_serializing_if = "none_waited")]
    pub semaphore_waits: u32,
    /// How a queue of tasks was used; none if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<QueueUse>,
    /// Two tasks that wait for each other, if they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadlock: Option<Deadlock>,
    /// How an update of the shared counter was lost. Documents have that once for each mode.
    #[serde(skip)]
    pub steps: Vec<CounterStep>,
}

/// How a queue of tasks was used.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueueUse {
    /// How many tasks it held at most.
    pub most: u32,
    /// How long the main thread waited for room, in milliseconds.
    pub full_ms: f64,
    /// How long workers waited for tasks, in milliseconds, all together.
    pub empty_ms: f64,
}

impl QueueUse {
    /// From a timeline; none if no task was put on a queue.
    fn of(timeline: &Timeline, spec: &Spec) -> Option<Self> {
        let seen = queue::QueueUse::of(timeline, spec.queue_capacity())?;
        Some(Self {
            most: seen.most as u32,
            full_ms: to_ms(seen.full),
            empty_ms: to_ms(seen.empty),
        })
    }
}

/// How many tasks waited for a semaphore: each does once at most. Of a wait for a lock it is known which.
fn semaphore_waits(timeline: &Timeline) -> u32 {
    let waits = timeline.lanes().iter().flat_map(|lane| {
        let slices = lane.slices.iter().chain(lane.open.as_ref());
        slices.filter(|slice| slice.state == State::Lock && lane.wanted(slice).is_none())
    });
    waits.count() as u32
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn none_waited(waits: &u32) -> bool {
    *waits == 0
}

/// Two tasks that wait for each other: each holds the lock that the other wants.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deadlock {
    /// The index of the task that holds the first lock and waits for the second.
    pub first: u32,
    /// That of the task that holds the second lock and waits for the first.
    pub second: u32,
    /// Since when, in milliseconds since release.
    pub at_ms: f64,
}

impl Deadlock {
    /// From a timeline; none if no two lanes end in waiting for each other.
    pub fn of(timeline: &Timeline) -> Option<Self> {
        let lanes = timeline.lanes();
        let waits = |index: usize, lock: u8| {
            let lane = lanes.get(index)?;
            let slice = lane.open.or(lane.slices.last().copied())?;
            let wanted = lane.wanted(&slice)?;
            (wanted.lock == lock).then_some((slice, usize::from(wanted.holder?)))
        };
        (0..lanes.len()).find_map(|index| {
            let (first, holder) = waits(index, 1)?;
            let (second, back) = waits(holder, 0)?;
            (back == index).then(|| Self {
                first: first.task,
                second: second.task,
                at_ms: to_ms(first.start.max(second.start)),
            })
        })
    }
}

/// How a program's main thread ended, and what it missed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MainThread {
    /// How.
    pub ended: MainThreadEnd,
    /// The exception that it raised, by its name in Python, if it raised one.
    pub raised: Option<Error>,
    /// When, in milliseconds since release.
    pub at_ms: f64,
    /// How many tasks' errors were never reported.
    pub swallowed: u32,
    /// How many waits with a time limit came back while their task ran on.
    #[serde(default)]
    pub still_running: u32,
    /// When it went on although tasks that it waited for still ran, if it did, in milliseconds since release.
    #[serde(default)]
    pub went_on_ms: Option<f64>,
    /// How many tasks ran their `finally` block when they were interrupted.
    #[serde(default)]
    pub cleaned: u32,
    /// How many workers its pool started for others that died before they took a task, or had had their number of tasks.
    #[serde(default)]
    pub respawned: u32,
    /// When it read the first result, where it reads them one by one, likewise.
    #[serde(default)]
    pub first_read_ms: Option<f64>,
    /// When it read the last one, likewise.
    #[serde(default)]
    pub last_read_ms: Option<f64>,
    /// That the program hung, if it did; possibly in its exit.
    #[serde(default)]
    pub hung: Option<Hung>,
}

/// That a program hung.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hung {
    /// Why.
    pub why: Hang,
    /// The index of the task that it waited for.
    pub task: u32,
    /// Since when nothing could happen any more, in milliseconds since release.
    pub at_ms: f64,
}

/// How a program's main thread ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MainThreadEnd {
    /// It came to its end.
    Returned,
    /// It raised.
    Raised,
    /// A task ended the whole program.
    Died,
    /// It was stopped, or the run's limit came.
    Halted,
    /// It hung: nothing could happen any more.
    Hung,
}

impl MainThread {
    /// From a timeline; none if it has not ended.
    pub fn of(timeline: &Timeline) -> Option<Self> {
        let seen = timeline.observations();
        let (at, last) = seen.iter().find(|(_, seen)| seen.is_final())?;
        let count = |holds: fn(Observation) -> bool| {
            seen.iter().filter(|(_, seen)| holds(*seen)).count() as u32
        };
        let (ended, raised) = match last {
            Observation::Raised(error) => (MainThreadEnd::Raised, Some(*error)),
            Observation::Died => (MainThreadEnd::Died, None),
            Observation::Halted => (MainThreadEnd::Halted, None),
            Observation::Hung(_) => (MainThreadEnd::Hung, None),
            _ => (MainThreadEnd::Returned, None),
        };
        let mut went_on = seen.iter().filter(|(_, seen)| *seen == Observation::WentOn);
        let read = |read: Option<&(Nanos, u32)>| read.map(|(at, _)| to_ms(*at));
        Some(Self {
            ended,
            raised,
            at_ms: to_ms(*at),
            swallowed: count(Observation::is_swallowed),
            still_running: count(|seen| {
                matches!(seen, Observation::JoinTimedOut | Observation::CancelRefused)
            }),
            cleaned: count(|seen| seen == Observation::Cleaned),
            respawned: count(|seen| seen == Observation::Respawned),
            went_on_ms: went_on.next().map(|(at, _)| to_ms(*at)),
            first_read_ms: read(timeline.reads().first()),
            last_read_ms: read(timeline.reads().last()),
            hung: timeline.hung().map(|hung| Hung {
                why: hung.why,
                task: hung.task,
                at_ms: to_ms(hung.at),
            }),
        })
    }
}

/// How many tasks ended in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcomes {
    /// All steps were carried out.
    pub done: u32,
    /// They raised an error.
    pub failed: u32,
    /// They were stopped, or never started because the run was stopped.
    pub cancelled: u32,
    /// The run's limit came first.
    pub timed_out: u32,
}

impl Round {
    /// The round of an experiment that a finished timeline shows.
    pub fn new(
        timeline: &Timeline,
        spec: &Spec,
        dropped: u64,
        message_bytes: u64,
        disturbed: bool,
        timer_step_us: f64,
    ) -> Self {
        let count = |outcome| timeline.outcomes().count(outcome);
        Self {
            elapsed_ms: timeline
                .elapsed()
                .map(to_ms)
                .filter(|ms| ms * 1_000.0 >= timer_step_us),
            start_ms: to_ms(timeline.started()),
            warmup: false,
            disturbed,
            drifted: false,
            outcomes: Outcomes {
                done: count(Outcome::Done),
                failed: count(Outcome::Failed),
                cancelled: count(Outcome::Cancelled),
                timed_out: count(Outcome::TimedOut),
            },
            answers_correct: (!spec.counts()).then(|| timeline.answers_correct()),
            counter: Counter::of(timeline, spec),
            events_dropped: dropped,
            message_bytes: (message_bytes > 0).then_some(message_bytes),
            main_line: MainThread::of(timeline),
            interrupted: timeline.interrupted(),
            gil: GilUse::of(timeline),
            semaphore_waits: match spec.has_limit() {
                true => semaphore_waits(timeline),
                false => 0,
            },
            queue: QueueUse::of(timeline, spec),
            deadlock: Deadlock::of(timeline),
            steps: CounterStep::all(timeline),
        }
    }

    /// Whether every task was done that was not chosen to fail. Otherwise its time cannot be compared
    /// with another's.
    pub fn finished(&self, spec: &Spec) -> bool {
        let failing = spec.overrides_in_use().filter(|change| change.fail).count();
        u64::from(self.outcomes.done) + failing as u64 >= u64::from(spec.n)
    }

    /// Whether it was stopped before its program had ended.
    pub fn halted(&self) -> bool {
        self.main_line
            .is_some_and(|line| line.ended == MainThreadEnd::Halted)
    }

    /// Whether its program hung.
    pub fn hung(&self) -> bool {
        self.main_line.is_some_and(|line| line.hung.is_some())
    }

    /// Whether it enters the statistics.
    pub fn counts(&self) -> bool {
        !self.warmup && !self.disturbed && !self.drifted
    }
}
