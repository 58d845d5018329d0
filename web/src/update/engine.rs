//! The engine's life, and what it sends.

use std::rc::Rc;

use interleave::protocol::Message;
use interleave::report::environment::{Reason, Rung};

use super::Step;
use crate::action::Action;
use crate::effect::Effect;
use crate::state::{Ending, EngineId, EngineLife, Failure, Phase, Trouble, Work};

/// How long an engine may take to be ready.
const START_DEADLINE_MS: u32 = 5_000;
/// How often the driver looks whether anything was received, in milliseconds.
pub(crate) const LOOK_MS: u32 = 200;
/// An engine with a race under way gives a sign of life four times a second; where every core is taken,
/// it may be late by more than one. In looks, for 3 s: a page that slept has not looked meanwhile, and
/// that says nothing about the engine.
const MOST_QUIET_LOOKS: u32 = 3_000 / LOOK_MS;

impl Step {
    /// Starts an engine with so many threads, in place of the one there is.
    pub(super) fn start_engine(&mut self, threads: u32) {
        let engine = &mut self.state.engine;
        engine.id += 1;
        engine.life = EngineLife::Starting { threads };
        let deadline = Action::StartDeadline(engine.id);
        self.effects.extend([
            Effect::StartEngine(engine.id, threads),
            Effect::After(START_DEADLINE_MS, Box::new(deadline)),
        ]);
    }

    /// The engine cannot be used any more: its race breaks off, and the next one gets a new engine. One
    /// that nobody waits for yet is tried again when somebody does.
    pub(super) fn engine_failed(&mut self, engine: EngineId, failure: Failure) {
        if engine != self.state.engine.id {
            return;
        }
        let trouble = match (failure, self.state.engine.life) {
            (_, EngineLife::Absent) => return,
            (Failure::Told(trouble), _) => trouble,
            (Failure::Lost, EngineLife::Starting { .. }) => Trouble::EngineMissing,
            (Failure::Lost, EngineLife::Ready { .. }) => Trouble::Crashed,
        };
        self.state.engine.life = EngineLife::Absent;
        self.effects
            .extend([Effect::EndEngine, Effect::Watch(None)]);
        // An engine that cannot be loaded may be gone with its release.
        self.effects.push(Effect::LookForRelease);
        if self.state.under_way().is_some() {
            self.state.trouble = Some(trouble);
            self.end(Ending::Broken);
        }
        self.leave_turn();
    }

    pub(super) fn no_workers(&mut self, engine: EngineId) {
        if let Some(capability) = &mut self.state.capability {
            capability.no_threads = Some(Reason::NoWorkers);
            capability.rung = Rung::None;
        }
        self.engine_failed(engine, Failure::Lost);
    }

    pub(super) fn start_deadline(&mut self, engine: EngineId) {
        if matches!(self.state.engine.life, EngineLife::Starting { .. }) {
            self.engine_failed(engine, Failure::Told(Trouble::StartTimeout));
        }
    }

    pub(super) fn quiet(&mut self, engine: EngineId, looks: u32) {
        let engine_works = self.state.engine.is_busy() || self.state.engine.is_measuring();
        if engine_works && looks > MOST_QUIET_LOOKS {
            self.engine_failed(engine, Failure::Told(Trouble::Silent));
        }
    }

    /// Replaces an engine that has not ended a stopped race. A later race has deadlines of its own.
    pub(super) fn abandon_deadline(&mut self, engine: EngineId) {
        let state = &mut self.state;
        if engine == state.engine.id && state.engine.is_busy() && state.under_way().is_none() {
            let threads = self.state.engine.threads();
            self.effects.push(Effect::Watch(None));
            self.start_engine(threads);
        }
    }

    pub(super) fn receive(&mut self, engine: EngineId, message: Message) {
        if engine != self.state.engine.id {
            return;
        }
        if let Message::Ready {
            threads,
            start_ms,
            timer_step_us,
        } = message
        {
            self.state.engine.life = EngineLife::Ready {
                threads,
                timer_step_us,
                start_ms,
                work: Work::Nothing,
            };
            self.start_if_ready();
            return self.measure_when_idle();
        }
        if let Message::Cores { lanes, cores } = message {
            return self.cores_measured(lanes, cores);
        }
        if matches!(message, Message::RaceEnded { .. } | Message::Refused { .. }) {
            self.state.engine.life.set_work(Work::Nothing);
            self.effects.push(Effect::Watch(None));
        }
        self.follow(message);
    }

    /// Follows the race under way; what comes late for another one is dropped.
    fn follow(&mut self, message: Message) {
        let stopping = self.state.phase == Phase::Stopping;
        let hidden = self.state.hidden;
        let mut phase = None;
        let Some(race) = self.state.under_way() else {
            return;
        };
        if message.race() != Some(race.id) {
            return;
        }
        match message {
            Message::Preparing { share, .. } => phase = Some(Phase::Preparing { share }),
            Message::Prepared { baseline, .. } => {
                race.baseline = Some(Rc::new(baseline));
                race.model();
                race.sum_up();
            }
            Message::RunStarted { mode, round, .. } => {
                race.current = Some((mode, false));
                race.hung = None;
                phase = Some(Phase::Running { mode, round });
                if hidden {
                    self.disturb();
                }
            }
            Message::RunEnded {
                dropped,
                message_bytes,
                halted,
                ..
            } => {
                race.hung = None;
                race.end_run(dropped, message_bytes, halted.is_some());
                race.sum_up();
            }
            Message::RoundEnded { steady, .. } => {
                if !steady {
                    let rounds = race.rounds.values_mut();
                    let last = rounds.filter_map(|rounds| rounds.last_mut());
                    last.for_each(|round| round.drifted = true);
                    race.sum_up();
                    self.state.cores.drift();
                }
            }
            Message::Hung { why, task, .. } => race.hung = Some((why, task)),
            Message::Refused { error, .. } => {
                self.state.trouble = Some(Trouble::Corpus(error));
                self.end(Ending::Broken);
            }
            Message::RaceEnded { stopped, .. } => self.close(match stopped {
                true => Ending::Stopped,
                false => Ending::Complete,
            }),
            Message::Ready { .. } | Message::Cores { .. } | Message::Events { .. } => {}
        }
        if let Some(phase) = phase.filter(|_| !stopping) {
            self.state.phase = phase;
        }
    }
}
