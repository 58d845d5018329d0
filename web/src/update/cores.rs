//! When the machine's effective cores are measured.
//!
//! They are measured once, when the page has been idle for a moment after its engine was ready, and that
//! holds for the session. An embedded page, of which an article may have many, measures nothing before
//! Run. A race that computes on several lanes measures them first if they are not known, or may have
//! changed ([`Cores::hold_for`]): it waits half a second for that, since what it says of its times depends
//! on it. No other race does: it breaks a measurement off. A hidden page measures nothing, as browsers
//! slow it down.

use interleave::model::spec::Spec;
use interleave::protocol::Command;
use interleave::report::environment::EffectiveCores;

use super::Step;
use crate::action::Action;
use crate::capability::Capability;
use crate::effect::Effect;
use crate::state::{Cores, Phase, Turn, Work};

/// So long the page has to be idle.
const IDLE_MS: u32 = 500;

impl Step {
    /// How many lanes can be tried: as many as cores are reported, if there are threads for them.
    fn lanes_at_most(&self) -> u32 {
        let capability = self.state.capability.as_ref();
        let reported = capability.map_or(1, Capability::cores_or_one);
        reported.min(self.state.engine.threads())
    }

    /// Whether the engine could measure the cores now, if nothing else is to be done.
    fn can_measure(&self) -> bool {
        let engine = &self.state.engine;
        !self.state.hidden && engine.life.is_idle() && engine.threads() > 0
    }

    /// Whether they are to be measured when there is nothing else to do.
    fn are_wanted(&self) -> bool {
        let unknown = self.state.cores.known().is_none();
        unknown && !self.state.view.embed && self.can_measure()
    }

    /// Has them measured once the page has been idle for a moment.
    pub(super) fn measure_when_idle(&mut self) {
        if self.state.phase == Phase::Idle && self.are_wanted() {
            let later = Effect::After(IDLE_MS, Box::new(Action::StayedIdle));
            self.effects.push(later);
        }
    }

    pub(super) fn stayed_idle(&mut self) {
        let state = &mut self.state;
        if state.phase == Phase::Idle && state.turn == Turn::Unasked && self.are_wanted() {
            self.state.turn = Turn::Waiting;
            self.effects.push(Effect::AskForTurn);
        }
    }

    /// It is this page's turn, and no race waits for it.
    pub(super) fn measure_if_wanted(&mut self) {
        match self.are_wanted() {
            true => self.measure(),
            false => self.leave_turn(),
        }
    }

    fn measure(&mut self) {
        let lanes = self.lanes_at_most();
        self.state.engine.life.set_work(Work::Cores);
        let engine = self.state.engine.id;
        self.effects.extend([
            Effect::Send(Command::MeasureCores { lanes }),
            Effect::Watch(Some(engine)),
        ]);
    }

    /// Whether a race of this experiment has to wait until they are measured; they are measured then.
    pub(super) fn measures_first(&mut self, spec: &Spec) -> bool {
        let lanes = spec.workers.min(self.lanes_at_most());
        if !spec.needs_cores() || self.state.cores.hold_for(lanes) {
            return false;
        }
        let is_measuring = self.state.engine.is_measuring();
        if !is_measuring && self.can_measure() {
            self.measure();
            return true;
        }
        is_measuring
    }

    pub(super) fn cores_measured(&mut self, lanes: u32, cores: Option<EffectiveCores>) {
        self.state.cores = Cores::measured(lanes, cores);
        if self.state.engine.is_measuring() {
            self.measuring_ended();
        }
    }

    /// The page was hidden: a measurement under way is broken off.
    pub(super) fn stop_measuring(&mut self) {
        if self.state.engine.is_measuring() {
            self.effects.push(Effect::Send(Command::StopMeasuring));
            self.measuring_ended();
        }
    }

    /// The race goes on that has waited for it, if one has.
    fn measuring_ended(&mut self) {
        self.state.engine.life.set_work(Work::Nothing);
        self.effects.push(Effect::Watch(None));
        match self.state.phase {
            Phase::Measuring => self.start_race(),
            Phase::Idle => self.leave_turn(),
            _ => {}
        }
    }
}
