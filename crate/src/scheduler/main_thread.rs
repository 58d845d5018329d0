//! The program's main thread: what it waits for and reads, and how it ends the rest.

use super::chunks::Chunk;
use super::observation::{Error, Observation};
use super::policy::{Leftovers, Loss, OnError, Reads, Timing};
use super::{Act, Action, Phase, Scheduler};
use crate::model::task::Outcome;
use crate::time::Nanos;

impl Scheduler {
    /// Lets the main thread go on as far as it can.
    pub(super) fn follow(&mut self, act: Act) {
        if self.phase == Phase::Sleeping {
            if self.policy.on_error == OnError::Grouped && self.error.is_some() {
                // The group ends its own body, too.
                self.phase = Phase::Reading;
            } else if self.now >= self.timeout {
                self.wake(act);
            } else {
                self.arm(Some(self.timeout), act);
            }
        }
        if self.feed.is_some() {
            self.feed_workers(act);
        }
        let resolved = self.ready.len() == self.chunks.len();
        if self.phase == Phase::Draining && resolved {
            self.phase = Phase::Reading;
        }
        if self.phase == Phase::Reading {
            match self.policy.reads {
                Reads::Nothing => self.leave(None, 0, act),
                Reads::InOrder | Reads::AsReady => self.read_one_by_one(act),
                Reads::Together => self.read_together(act),
                Reads::FromQueue => self.join_and_get(act),
            }
        }
        if self.phase == Phase::Leaving && self.ready.len() == self.chunks.len() {
            self.finish(Observation::Returned, act);
        }
    }

    /// Ends the main thread's sleep, at the moment that the reader chose.
    pub(super) fn wake(&mut self, act: Act) {
        if let (Phase::Sleeping, Timing::Sleep(ending)) = (self.phase, self.policy.timing) {
            self.arm(None, act);
            self.end_rest(ending, act);
            self.phase = match self.policy.on_error == OnError::Grouped
                && ending == Leftovers::CancelQueued
            {
                // Nobody waits for the calls of cancelled coroutines.
                true => return self.leave(None, 0, act),
                false => Phase::Draining,
            };
        }
    }

    /// The time limit of the current read, if it has one.
    fn due(&self) -> Option<Nanos> {
        match self.policy.timing {
            Timing::Total | Timing::EachTask => Some(self.timeout),
            Timing::EachRead => Some(self.since + self.timeout),
            Timing::None | Timing::Sleep(_) => None,
        }
    }

    fn is_due(&self) -> bool {
        self.due().is_some_and(|due| self.now >= due)
    }

    /// The chunk that is read next, if that is known.
    pub(super) fn next_read(&self) -> Option<usize> {
        match self.policy.reads {
            Reads::AsReady => self.ready.get(self.read).copied(),
            _ => (self.read < self.chunks.len()).then_some(self.read),
        }
    }

    fn read_one_by_one(&mut self, act: Act) {
        let unseen = self.policy.on_error == OnError::Unseen;
        loop {
            if self.now < self.busy_until {
                return self.arm(Some(self.busy_until), act);
            }
            if self.read == self.chunks.len() {
                return self.leave(None, 0, act);
            }
            if self.policy.buffer.is_some() {
                self.hand_over(act);
            }
            let next = self.next_read();
            match next.map_or(Chunk::Pending, |chunk| self.chunks[chunk]) {
                Chunk::Pending if !self.is_due() => return self.arm(self.due(), act),
                Chunk::Pending if unseen => act(Action::Observe(Observation::JoinTimedOut)),
                // Once the coroutine has been cancelled, it goes on.
                Chunk::Pending if self.policy.leaves == Leftovers::CancelRunning => {
                    self.late = true;
                    self.arm(None, act);
                    return self.cancel_running(Outcome::TimedOut, act);
                }
                Chunk::Pending => {
                    if self.policy.timing == Timing::EachRead && self.policy.loss != Loss::Chunk {
                        self.cancel_read(act);
                    }
                    return self.leave(Some(Error::TimeoutError), 0, act);
                }
                Chunk::Failed(error) if !unseen => return self.leave(Some(error), 1, act),
                Chunk::Dropped if self.late => {
                    return self.leave(Some(Error::TimeoutError), 0, act);
                }
                Chunk::Dropped if !unseen && !self.policy.skips_cancelled => {
                    return self.leave(Some(Error::CancelledError), 0, act);
                }
                Chunk::Dropped if !unseen => {}
                Chunk::Fine | Chunk::Failed(_) | Chunk::Dropped => self.report_read(next, act),
            }
            self.read += 1;
            self.since = self.now;
            let results = next.map_or(0, |chunk| self.tasks_of(chunk).len());
            self.busy_until = self.now + self.reading * results as Nanos;
        }
    }

    /// Reports that the results of a chunk are read.
    fn report_read(&self, chunk: Option<usize>, act: Act) {
        for task in chunk.into_iter().flat_map(|chunk| self.tasks_of(chunk)) {
            act(Action::Read { task });
        }
    }

    /// `cancel()` of the future that is being read.
    fn cancel_read(&mut self, act: Act) {
        if self.read < self.queue_end {
            act(Action::Observe(Observation::CancelRefused));
        } else {
            self.drop_chunk(self.read, Outcome::Cancelled, act);
        }
    }

    fn read_together(&mut self, act: Act) {
        let on_error = self.policy.on_error;
        // An event loop that was blocked runs its timers before anything is read, but for `wait_for`.
        self.late |=
            self.policy.has_timeouts && self.blocking && !self.ready.is_empty() && self.is_due();
        let total = self.late && self.policy.timing == Timing::Total;
        let complete = self.ready.len() == self.chunks.len();
        match on_error {
            OnError::RaisedAtOnce if !total && self.error.is_some() => {
                return self.leave(self.error, 1, act);
            }
            // It leaves the event loop, whoever awaits it.
            OnError::Grouped | OnError::Kept if self.error == Some(Error::SystemExit) => {
                return self.leave(self.error, 1, act);
            }
            OnError::Grouped
                if self.error.is_some() && self.policy.leaves == Leftovers::CancelQueued =>
            {
                return self.leave(Some(Error::ExceptionGroup), self.failed, act);
            }
            OnError::Grouped if self.error.is_some() => {
                self.cancel_running(Outcome::Cancelled, act);
            }
            OnError::EndsWait if self.error.is_some() && !complete => {
                act(Action::Observe(Observation::WentOn));
                return self.leave(None, self.failed, act);
            }
            _ => {}
        }
        if complete {
            let whole = !self.chunks.contains(&Chunk::Dropped);
            return match self.error {
                Some(_) if on_error == OnError::Grouped => {
                    self.leave(Some(Error::ExceptionGroup), self.failed, act);
                }
                _ if total => self.leave(Some(Error::TimeoutError), 0, act),
                _ if matches!(on_error, OnError::Kept | OnError::EndsWait) => {
                    self.leave(None, self.failed, act);
                }
                // After `terminate()` the result never comes.
                _ if on_error == OnError::Raised && !whole => self.leave(None, 0, act),
                error => self.leave(error, 1, act),
            };
        }
        if self.late {
            return;
        }
        if !self.is_due() {
            return self.arm(self.due(), act);
        }
        self.late = true;
        if self.policy.leaves == Leftovers::CancelRunning {
            self.cancel_running(Outcome::TimedOut, act);
        } else {
            self.leave(Some(Error::TimeoutError), 0, act);
        }
    }

    /// The main thread has read all that it will read, and learned of `learned` failed chunks.
    pub(super) fn leave(&mut self, error: Option<Error>, learned: usize, act: Act) {
        self.phase = Phase::Leaving;
        self.arm(None, act);
        let unseen = self.policy.on_error == OnError::Unseen;
        match error {
            Some(error) => self.end(Observation::Raised(error), act),
            None if self.policy.only_exit_waits => self.end(Observation::Returned, act),
            None => {}
        }
        if !unseen {
            for _ in learned..self.failed {
                act(Action::Observe(Observation::Forgotten));
            }
        }
        self.end_rest(self.policy.leaves, act);
    }

    fn end_rest(&mut self, ending: Leftovers, act: Act) {
        match ending {
            Leftovers::LetRun => {}
            Leftovers::CancelQueued => self.cancel_queued(act),
            Leftovers::CancelRunning => {
                self.cancel_queued(act);
                self.cancel_running(Outcome::Cancelled, act);
            }
            Leftovers::Kill => {
                self.kill_workers(act);
                self.drop_all(Outcome::Cancelled, act);
            }
            Leftovers::Interrupt => {
                for _ in 0..self.busy() {
                    act(Action::Observe(Observation::Cleaned));
                }
                self.end_rest(Leftovers::Kill, act);
            }
            Leftovers::Break => {
                self.cancel_queued(act);
                self.break_pool(act);
            }
        }
    }

    /// Decides who learns of an error that the main thread does not read.
    pub(super) fn swallow(&self, error: Option<Error>, act: Act) {
        let seen = match self.policy.on_error {
            OnError::Unseen if self.policy.loss == Loss::Task => Observation::ExitCode,
            // A thread that calls `sys.exit` ends without printing anything.
            OnError::Unseen if error == Some(Error::SystemExit) => Observation::Forgotten,
            OnError::Unseen => Observation::Printed,
            _ if self.phase == Phase::Leaving => Observation::Forgotten,
            _ => return,
        };
        act(Action::Observe(seen));
    }

    fn end(&mut self, seen: Observation, act: Act) {
        if !self.ended {
            self.ended = true;
            act(Action::Observe(seen));
        }
    }

    /// The program ends; `seen` is how its main thread ends, if it has not ended before.
    pub(super) fn finish(&mut self, seen: Observation, act: Act) {
        self.phase = Phase::Finished;
        self.arm(None, act);
        self.end(seen, act);
        self.shut_down_pool(act);
        act(Action::Finished);
    }

    pub(super) fn arm(&mut self, at: Option<Nanos>, act: Act) {
        if self.armed != at {
            self.armed = at;
            act(Action::Arm { at });
        }
    }
}
