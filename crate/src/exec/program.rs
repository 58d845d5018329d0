//! The Python program that a run stands for: its scheduler, fed with what lanes do.

use std::sync::Arc;

use super::job::Job;
use super::message::Completion;
use super::run::Run;
use crate::model::api::Api;
use crate::model::limits::HANG_LOOK;
use crate::model::task::Outcome;
use crate::scheduler::observation::Observation;
use crate::scheduler::{Action, Input, Scheduler, TaskEnd};
use crate::time::{Clock, Nanos};
use crate::trace::event::{Event, EventKind};
use crate::trace::event_log::Writer;

/// A running program.
pub(super) struct Program<C> {
    run: Arc<Run<C>>,
    scheduler: Scheduler,
    /// The lane that has a task, or had it last.
    places: Vec<u16>,
    /// Whether each task's answer is the expected one.
    correct: Vec<bool>,
    /// When it wants to be woken, since release.
    armed: Option<Nanos>,
    /// Until when it is shown once it hangs, since release.
    look: Option<Nanos>,
    /// Until when it knows what has happened, since release.
    known: Nanos,
    halted: bool,
}

impl<C: Clock> Program<C> {
    /// The program of a run, before its release.
    pub(super) fn new(api: Api, run: &Arc<Run<C>>) -> Self {
        let Job { spec, tasks, .. } = &*run.job;
        Self {
            scheduler: Scheduler::new(api, spec),
            places: vec![Event::MAIN_THREAD; tasks.len()],
            correct: vec![true; tasks.len()],
            armed: None,
            look: None,
            known: 0,
            halted: false,
            run: Arc::clone(run),
        }
    }

    /// How many workers it uses.
    pub(super) fn workers(&self) -> usize {
        self.scheduler.workers()
    }

    /// Whether it has ended.
    pub(super) fn is_finished(&self) -> bool {
        self.scheduler.is_finished()
    }

    /// When it must be polled at the latest, on the run's clock.
    pub(super) fn due(&self) -> Nanos {
        let wishes = [self.armed, self.look].into_iter().flatten();
        wishes
            .map(|at| self.run.release.saturating_add(at))
            .fold(self.run.limit(), Nanos::min)
    }

    /// A worker goes on to the next task of its chunk.
    pub(super) fn pass(
        &mut self,
        worker: usize,
        task: usize,
        at: Nanos,
        log: &mut Writer,
        act: impl FnMut(Action),
    ) {
        if let Some(place) = self.places.get_mut(task + 1) {
            *place = worker as u16;
        }
        self.step(Input::Passed { worker, task }, at, log, act);
    }

    /// A chunk has ended on a worker: how each task that it began ended.
    pub(super) fn end_chunk(
        &mut self,
        worker: usize,
        first: usize,
        completions: &[Completion],
        at: Nanos,
        log: &mut Writer,
        mut act: impl FnMut(Action),
    ) {
        let Some((last, before)) = completions.split_last() else {
            return;
        };
        for (task, completion) in (first..).zip(before) {
            self.check(task, *completion);
            self.pass(worker, task, at, log, &mut act);
        }
        self.end_task(worker, first + before.len(), *last, at, log, act);
    }

    /// Compares a task's answer with the expected one.
    fn check(&mut self, task: usize, completion: Completion) {
        if let Completion::Returned { answer } = completion {
            self.correct[task] = self.run.job.verify(task, answer);
        }
    }

    /// A task has ended on a worker, or never ends.
    pub(super) fn end_task(
        &mut self,
        worker: usize,
        task: usize,
        completion: Completion,
        at: Nanos,
        log: &mut Writer,
        act: impl FnMut(Action),
    ) {
        self.check(task, completion);
        let how = match completion {
            Completion::Returned { .. } => TaskEnd::Returned,
            Completion::Raised(error) => TaskEnd::Raised(error),
            Completion::Endless => {
                return self.step(Input::Endless { worker, task }, at, log, act);
            }
            Completion::Killed => return self.step(Input::Lost { worker }, at, log, act),
            Completion::Halted => return self.attend(log, act),
        };
        self.step(Input::TaskEnded { worker, task, how }, at, log, act);
    }

    /// Handles what comes from outside: Stop, the time limit, the reader's button, the time at which
    /// it asked to be woken, the end of the time in which a hung program is shown.
    pub(super) fn attend(&mut self, log: &mut Writer, mut act: impl FnMut(Action)) {
        let now = self.run.enforce_limit();
        if self.look.is_some_and(|until| now >= until) {
            self.run.stop.set(Outcome::TimedOut);
        }
        if let Some(outcome) = self.run.stop.outcome() {
            if !std::mem::replace(&mut self.halted, true) {
                self.step(Input::Halted { outcome }, now, log, act);
            }
            return;
        }
        if self.run.stop.take_early_end() {
            self.step(Input::EndEarly, now, log, &mut act);
        }
        if self.armed.is_some_and(|at| now >= at) {
            self.armed = None;
            self.step(Input::Due, now, log, act);
        }
    }

    /// Feeds the scheduler with what happened, `at` nanoseconds since release. Records its actions about tasks
    /// and the main thread, and leaves the others to the executor.
    ///
    /// A look at the clock costs as much in a browser as all else about an empty task. So a lane looks before
    /// it takes the program's lock, and may come after another that has looked later: to the program, both
    /// happened then.
    pub(super) fn step(
        &mut self,
        input: Input,
        at: Nanos,
        log: &mut Writer,
        mut act: impl FnMut(Action),
    ) {
        self.known = self.known.max(at);
        let now = self.known;
        let Self {
            scheduler,
            places,
            correct,
            armed,
            look,
            ..
        } = self;
        let mut emit = |task: Option<usize>, lane, what| {
            log.append(Event {
                at: now,
                task: task.map_or(Event::NO_TASK, |task| task as u32),
                lane,
                what,
            });
        };
        scheduler.step(input, now, &mut |action| match action {
            Action::Settle { task, outcome } => {
                let correct = correct[task];
                let what = EventKind::End { outcome, correct };
                emit(Some(task), places[task], what);
            }
            Action::Read { task } => {
                let what = EventKind::Observed(Observation::Read);
                emit(Some(task), Event::MAIN_THREAD, what);
            }
            Action::Put { task } => {
                let what = EventKind::Observed(Observation::Put);
                emit(Some(task), Event::MAIN_THREAD, what);
            }
            Action::Observe(seen) => emit(None, Event::MAIN_THREAD, EventKind::Observed(seen)),
            Action::Hang { why, task } => {
                *look = Some(now + HANG_LOOK);
                let what = EventKind::Observed(Observation::Hung(why));
                emit(Some(task), Event::MAIN_THREAD, what);
            }
            Action::Arm { at } => *armed = at,
            Action::Assign { worker, task, .. } => {
                places[task] = worker as u16;
                act(action);
            }
            _ => act(action),
        });
        if self.is_finished() {
            // What still runs does not matter any more.
            self.run.stop.finish();
        }
    }
}
