//! A host on a virtual clock: nothing takes time but what is said to, so that a run is exact and
//! over at once.
//!
//! There is one thread. Lanes that block cannot be simulated here.

use super::{Halt, Host};
use crate::clock::{Clock, MILLI, Nanos, Virtual};

/// A host on a virtual clock.
#[derive(Debug)]
pub struct Simulated {
    clock: Virtual,
    /// How long a piece of computing takes, in nanoseconds.
    piece: Nanos,
    /// When the run is halted, and what then happens to it.
    stop_at: Option<Nanos>,
    halt: std::sync::Arc<Halt>,
}

impl Simulated {
    /// A host on which a piece of computing (see [`crate::kernel`]) takes a millisecond.
    pub fn new(halt: std::sync::Arc<Halt>) -> Self {
        Self {
            clock: Virtual::default(),
            piece: MILLI,
            stop_at: None,
            halt,
        }
    }

    /// The same, with Stop pressed at a time.
    pub fn stopping_at(mut self, at: Nanos) -> Self {
        self.stop_at = Some(at);
        self
    }

    fn pass_until(&self, at: Nanos) {
        match self.stop_at {
            Some(stop) if stop <= at => {
                self.clock.advance_to(stop);
                self.halt.halt(crate::task::Outcome::Cancelled);
            }
            _ => self.clock.advance_to(at),
        }
    }
}

impl Host for Simulated {
    type Clock = Virtual;

    fn clock(&self) -> &Virtual {
        &self.clock
    }

    async fn sleep_until(&self, at: Nanos, _halt: &Halt) {
        self.pass_until(at);
    }

    async fn checkpoint(&self) {
        self.pass_until(self.clock.now() + self.piece);
    }

    async fn beat(&self) {
        self.pass_until(self.clock.now() + self.piece);
    }

    fn spawn_lane(&self, _lane: impl FnOnce() + Send + 'static) {
        unimplemented!("lanes that block have no place on a virtual clock of one thread")
    }
}
