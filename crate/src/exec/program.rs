//! The program that a run stands for: its lifecycle, in step with what lanes do.

use std::sync::Arc;

use super::job::Job;
use super::message::Ending;
use super::run::Run;
use crate::model::api::Api;
use crate::scheduler::{Action, Ended, Input, Lifecycle};
use crate::time::{Clock, Nanos};
use crate::trace::event::{Event, Happening};
use crate::trace::event_log::Writer;

/// A program under way.
pub(super) struct Program<C> {
    run: Arc<Run<C>>,
    lifecycle: Lifecycle,
    /// The lane that has a task, or had it last.
    places: Vec<u16>,
    /// When it wants to be woken, since release.
    armed: Option<Nanos>,
    halted: bool,
}

impl<C: Clock> Program<C> {
    /// The program of a run, before its release.
    pub(super) fn new(api: Api, run: &Arc<Run<C>>) -> Self {
        let Job { spec, tasks, .. } = &*run.job;
        Self {
            lifecycle: Lifecycle::new(api, spec),
            places: vec![Event::MAIN_LINE; tasks.len()],
            armed: None,
            halted: false,
            run: Arc::clone(run),
        }
    }

    /// How many workers it has use for.
    pub(super) fn workers(&self) -> usize {
        self.lifecycle.workers()
    }

    /// Whether it has ended.
    pub(super) fn is_over(&self) -> bool {
        self.lifecycle.is_over()
    }

    /// When it is to be looked after at the latest, on the run's clock.
    pub(super) fn due(&self) -> Nanos {
        let limit = self.run.limit();
        self.armed
            .map_or(limit, |at| limit.min(self.run.release + at))
    }

    /// Takes what happened now; what it says about tasks and the main line is noted, the rest is
    /// for the executor.
    pub(super) fn step(&mut self, input: Input, log: &mut Writer, act: impl FnMut(Action)) {
        self.step_with(input, true, log, act);
    }

    /// Takes the end of a task on a worker.
    pub(super) fn end_task(
        &mut self,
        worker: usize,
        task: usize,
        ending: Ending,
        log: &mut Writer,
        act: impl FnMut(Action),
    ) {
        let (input, correct) = match ending {
            Ending::Returned { answer } => {
                let how = Ended::Returned;
                let correct = self.run.job.is_answer(task, answer);
                (Input::Ended { worker, task, how }, correct)
            }
            Ending::Raised(error) => {
                let how = Ended::Raised(error);
                (Input::Ended { worker, task, how }, true)
            }
            Ending::Killed => (Input::Lost { worker }, true),
            Ending::Halted => return self.attend(log, act),
        };
        self.step_with(input, correct, log, act);
    }

    /// Attends to what comes from outside: Stop, the time limit, the reader's button, the time
    /// that it wanted to be woken at.
    pub(super) fn attend(&mut self, log: &mut Writer, mut act: impl FnMut(Action)) {
        self.run.enforce_limit();
        if let Some(outcome) = self.run.halt.outcome() {
            if !std::mem::replace(&mut self.halted, true) {
                self.step(Input::Halted { outcome }, log, act);
            }
            return;
        }
        if self.run.halt.take_press() {
            self.step(Input::Pressed, log, &mut act);
        }
        if self.armed.is_some_and(|at| self.run.now() >= at) {
            self.armed = None;
            self.step(Input::Due, log, act);
        }
    }

    fn step_with(
        &mut self,
        input: Input,
        correct: bool,
        log: &mut Writer,
        mut act: impl FnMut(Action),
    ) {
        let now = self.run.now();
        let own = match input {
            Input::Ended { task, .. } => Some(task),
            _ => None,
        };
        let Self {
            lifecycle,
            places,
            armed,
            ..
        } = self;
        let mut note = |task: Option<usize>, lane, what| {
            log.push(Event {
                at: now,
                task: task.map_or(Event::NO_TASK, |task| task as u32),
                lane,
                what,
            });
        };
        lifecycle.step(input, now, &mut |action| match action {
            Action::Settle { task, outcome } => {
                let correct = correct || own != Some(task);
                let what = Happening::End { outcome, correct };
                note(Some(task), places[task], what);
            }
            Action::Caller(seen) => note(None, Event::MAIN_LINE, Happening::Sees(seen)),
            Action::Arm { at } => *armed = at,
            Action::Give { worker, task } => {
                places[task] = worker as u16;
                act(action);
            }
            _ => act(action),
        });
        if self.is_over() {
            // Whatever still runs is of no account.
            self.run.halt.finish();
        }
    }
}
