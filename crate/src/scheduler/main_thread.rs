//! The program's main line: what it waits for, reads and does to the rest.

use super::observation::{Error, Seen};
use super::policy::{Ending, Loss, Reads, Timing};
use super::pool::Unit;
use super::{Act, Action, Lifecycle, Phase};
use crate::model::task::Outcome;
use crate::time::Nanos;

impl Lifecycle {
    /// The main line goes on as far as it can.
    pub(super) fn follow(&mut self, act: Act) {
        if self.phase == Phase::Sleeping {
            if self.now >= self.timeout {
                self.wake(act);
            } else {
                self.arm(Some(self.timeout), act);
            }
        }
        let resolved = self.resolved == self.units.len();
        if self.phase == Phase::Draining && resolved {
            self.phase = Phase::Reading;
        }
        if self.phase == Phase::Reading {
            match self.rules.reads {
                Reads::Nothing => self.leave(None, 0, act),
                Reads::Joins | Reads::Results | Reads::Present => self.read_in_order(act),
                Reads::Whole | Reads::First | Reads::Group => self.read_together(act),
            }
        }
        if self.phase == Phase::Leaving && self.resolved == self.units.len() {
            self.finish(Seen::Returned, act);
        }
    }

    /// The main line's sleep ends: the moment that the reader chose.
    pub(super) fn wake(&mut self, act: Act) {
        if let (Phase::Sleeping, Timing::Sleep(ending)) = (self.phase, self.rules.timing) {
            self.phase = Phase::Draining;
            self.arm(None, act);
            self.end_rest(ending, act);
        }
    }

    /// When the time limit of what is being read comes, if it has one.
    fn due(&self) -> Option<Nanos> {
        match self.rules.timing {
            Timing::Total | Timing::EachTask => Some(self.timeout),
            Timing::EachRead => Some(self.since + self.timeout),
            Timing::None | Timing::Sleep(_) => None,
        }
    }

    fn is_due(&self) -> bool {
        self.due().is_some_and(|due| self.now >= due)
    }

    fn read_in_order(&mut self, act: Act) {
        let reads = self.rules.reads;
        while let Some(unit) = self.units.get(self.read) {
            match unit {
                Unit::Pending if !self.is_due() => return self.arm(self.due(), act),
                Unit::Pending if reads == Reads::Joins => act(Action::Caller(Seen::JoinTimedOut)),
                Unit::Pending => {
                    if self.rules.timing == Timing::EachRead && self.rules.loss != Loss::Chunk {
                        self.cancel_read(act);
                    }
                    return self.leave(Some(Error::TimeoutError), 0, act);
                }
                Unit::Failed(error) if reads != Reads::Joins => {
                    return self.leave(Some(*error), 1, act);
                }
                Unit::Dropped if reads == Reads::Results => {
                    return self.leave(Some(Error::CancelledError), 0, act);
                }
                Unit::Fine | Unit::Failed(_) | Unit::Dropped => {}
            }
            self.read += 1;
            self.since = self.now;
        }
        self.leave(None, 0, act);
    }

    /// `cancel()` of the future that is being read.
    fn cancel_read(&mut self, act: Act) {
        if self.read < self.held {
            act(Action::Caller(Seen::CancelRefused));
        } else {
            self.drop_unit(self.read, Outcome::Cancelled, act);
        }
    }

    fn read_together(&mut self, act: Act) {
        let reads = self.rules.reads;
        let total = self.late && self.rules.timing == Timing::Total;
        if reads == Reads::First && !total && self.error.is_some() {
            return self.leave(self.error, 1, act);
        }
        if reads == Reads::Group && self.error.is_some() {
            self.cancel_running(Outcome::Cancelled, act);
        }
        if self.resolved == self.units.len() {
            let whole = !self.units.contains(&Unit::Dropped);
            return match self.error {
                Some(_) if reads == Reads::Group => {
                    self.leave(Some(Error::ExceptionGroup), self.failed, act);
                }
                _ if total => self.leave(Some(Error::TimeoutError), 0, act),
                // `terminate()` has come first: the result never will.
                _ if reads == Reads::Whole && !whole => self.leave(None, 0, act),
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
        if self.rules.leaves == Ending::CancelRunning {
            self.cancel_running(Outcome::TimedOut, act);
        } else {
            self.leave(Some(Error::TimeoutError), 0, act);
        }
    }

    /// The main line has read all that it will. Of the failed units it has heard of so many.
    pub(super) fn leave(&mut self, error: Option<Error>, heard: usize, act: Act) {
        self.phase = Phase::Leaving;
        self.arm(None, act);
        match error {
            Some(error) => self.end(Seen::Raised(error), act),
            // Nothing follows a join but the exit.
            None if self.rules.reads == Reads::Joins => self.end(Seen::Returned, act),
            None => {}
        }
        if self.rules.reads != Reads::Joins {
            for _ in heard..self.failed {
                act(Action::Caller(Seen::Forgotten));
            }
        }
        self.end_rest(self.rules.leaves, act);
    }

    fn end_rest(&mut self, ending: Ending, act: Act) {
        match ending {
            Ending::LetRun => {}
            Ending::CancelQueued => self.cancel_queued(act),
            Ending::CancelRunning => self.cancel_running(Outcome::Cancelled, act),
            Ending::Kill => {
                self.kill_workers(act);
                self.drop_all(Outcome::Cancelled, act);
            }
        }
    }

    /// An error has come: who hears of it, if the main line does not?
    pub(super) fn swallow(&self, act: Act) {
        let seen = match self.rules.reads {
            Reads::Joins if self.rules.loss == Loss::Task => Seen::ExitCode,
            Reads::Joins => Seen::Printed,
            _ if self.phase == Phase::Leaving => Seen::Forgotten,
            _ => return,
        };
        act(Action::Caller(seen));
    }

    fn end(&mut self, seen: Seen, act: Act) {
        if !self.ended {
            self.ended = true;
            act(Action::Caller(seen));
        }
    }

    /// The program ends; `seen` is how its main line does, if it has not before.
    pub(super) fn finish(&mut self, seen: Seen, act: Act) {
        self.phase = Phase::Over;
        self.arm(None, act);
        self.end(seen, act);
        self.retire_crew(act);
        act(Action::Over);
    }

    fn arm(&mut self, at: Option<Nanos>, act: Act) {
        if self.armed != at {
            self.armed = at;
            act(Action::Arm { at });
        }
    }
}
