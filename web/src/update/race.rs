//! Run and Stop.

use std::collections::BTreeMap;
use std::rc::Rc;

use interleave::model::mode::Mode;
use interleave::model::query::encode;
use interleave::model::spec::Spec;
use interleave::model::view::View;
use interleave::protocol::{Command, RaceId};
use interleave::report::expectations::leaves_out;
use interleave::report::round::Round;

use super::Step;
use crate::action::Action;
use crate::effect::Effect;
use crate::expected::Expected;
use crate::recording::Recording;
use crate::samples;
use crate::saved::SavedRace;
use crate::state::{
    Ending, EngineLife, Exporting, Link, Opening, Phase, Race, Trouble, Turn, Work,
};

/// After so long the page calls a stopped race stopped, whatever the engine says.
const STOP_DEADLINE_MS: u32 = 100;
/// After so long without an answer to Stop, an engine is replaced.
const ABANDON_DEADLINE_MS: u32 = 300;
/// The most threads that are started without being asked for: as many as there are cores.
const MOST_SPARE_THREADS: u32 = 16;

/// How many threads an engine should have for a spec: as many as lanes, and as many as cores.
pub(super) fn threads_for(spec: &Spec, cores: u32) -> u32 {
    let lanes = spec.workers.max(spec.workers_of(Mode::Threads));
    lanes.max(cores.min(MOST_SPARE_THREADS))
}

impl Race {
    /// What the engine is asked for: the modes that can run here.
    fn to_run(&self) -> Spec {
        let mut spec = (*self.spec).clone();
        spec.modes
            .retain(|mode| !self.unavailable.contains_key(mode));
        spec
    }

    /// Takes what the run under way showed as a round of its mode.
    pub(super) fn end_run(&mut self, dropped: u64, message_bytes: u64, halted: bool) {
        let Some((mode, disturbed)) = self.current.take() else {
            return;
        };
        let step = self.environment.timer_step_us.unwrap_or(0.0);
        let Self {
            recording,
            measured,
            spec,
            ..
        } = self;
        let round = recording.read().get(&mode).map(|timeline| {
            let disturbed = disturbed || halted;
            let round = Round::new(timeline, spec, dropped, message_bytes, disturbed, step);
            if round.counts() {
                measured.take(mode, timeline, spec);
            }
            round
        });
        self.rounds.entry(mode).or_default().extend(round);
    }

    /// Takes what the run under way has shown so far as a round of its mode: it is cut off here, as its
    /// recording will be.
    fn cut_off_run(&mut self) -> Option<Mode> {
        let (mode, _) = self.current.take()?;
        let step = self.environment.timer_step_us.unwrap_or(0.0);
        let round = self.recording.read().get(&mode).map(|timeline| {
            let mut ended = timeline.clone();
            let events = timeline.cut_off(self.spec.n);
            events.into_iter().for_each(|event| ended.push(event));
            Round::new(&ended, &self.spec, 0, 0, true, step)
        });
        self.rounds.entry(mode).or_default().extend(round);
        Some(mode)
    }

    /// Drops what a round has shown that was stopped before all modes had run, if others are complete.
    fn drop_unfinished_round(&mut self) {
        let complete = |rounds: &Vec<Round>| {
            let halted = rounds.last().is_some_and(Round::halted);
            rounds.len() - usize::from(halted)
        };
        let modes = self.to_run().modes;
        let complete = modes
            .iter()
            .map(|mode| self.rounds.get(mode).map_or(0, complete))
            .min();
        if let Some(complete) = complete.filter(|complete| *complete > 0) {
            let rounds = self.rounds.values_mut();
            rounds.for_each(|rounds| rounds.truncate(complete));
        }
    }

    /// The race as it can be exported and shown again.
    fn save(&self) -> Option<Rc<SavedRace>> {
        if self.recording.modes().is_empty() {
            return None;
        }
        let query = encode(&self.spec, &View::default());
        let saved = SavedRace::new(query, &self.report.to_json(), self.recording.clone());
        saved.ok().map(Rc::new)
    }
}

impl Step {
    pub(super) fn run(&mut self) {
        let state = &mut self.state;
        let Some(capability) = state.capability.as_ref().filter(|_| state.can_run()) else {
            return;
        };
        let spec = Rc::new(state.spec.clone());
        let refused = |mode: &Mode| Some((*mode, capability.refuses(*mode, &spec)?));
        let unavailable: BTreeMap<_, _> = spec.modes.iter().filter_map(refused).collect();
        let environment = capability.environment();
        let cores = capability.cores_or_one();
        // A new release stays on offer.
        state
            .trouble
            .take_if(|trouble| *trouble != Trouble::Version);
        state.phase = Phase::Starting;
        let sample = samples::name(&spec).filter(|_| !unavailable.is_empty());
        let mut race = Race {
            unavailable,
            environment,
            ..Race::empty(spec, Recording::default())
        };
        race.model();
        race.sum_up();
        let race = self.begin(race);
        let (recording, to_run) = (race.recording.clone(), race.to_run());
        let id = race.id;
        let needed = match to_run.modes.iter().any(|mode| to_run.needs_threads(*mode)) {
            true => threads_for(&to_run, cores),
            false => 0,
        };
        self.effects.push(Effect::Unpublish);
        self.effects.push(Effect::Record(Some((id, recording))));
        let sample = sample.map(|name| Effect::LoadSample(id, name));
        self.effects.extend(sample);
        let engine = &self.state.engine;
        let exists = engine.life != EngineLife::Absent;
        if !exists || engine.is_busy() || engine.threads() < needed {
            self.start_engine(needed);
        }
        self.start_if_ready();
    }

    /// Shows a race from now on, under a number of its own.
    pub(super) fn begin(&mut self, race: Race) -> &Race {
        let state = &mut self.state;
        state.last_race += 1;
        state.link = Link::Unasked;
        state.exporting = Exporting::Done;
        state.opening = Opening::Nothing;
        let id = state.last_race;
        state.race.insert(Race { id, ..race })
    }

    /// Has the engine start the race that waits for it, once it is ready and it is this page's turn.
    pub(super) fn start_if_ready(&mut self) {
        let state = &mut self.state;
        let is_ready =
            matches!(state.engine.life, EngineLife::Ready { .. }) && !state.engine.is_busy();
        let (Phase::Starting, Some(race), true) = (state.phase, &state.race, is_ready) else {
            return;
        };
        match state.turn {
            Turn::Mine => {}
            Turn::Waiting => return,
            Turn::Unasked => {
                state.turn = Turn::Waiting;
                return self.effects.push(Effect::AskForTurn);
            }
        }
        let asked = race.to_run();
        match self.measures_first(&asked) {
            true => self.state.phase = Phase::Measuring,
            false => self.start_race(),
        }
    }

    /// Has the engine start the race, with what is known of the cores.
    pub(super) fn start_race(&mut self) {
        let state = &mut self.state;
        let EngineLife::Ready {
            threads,
            timer_step_us,
            start_ms,
            ..
        } = state.engine.life
        else {
            return;
        };
        let Some(race) = &mut state.race else { return };
        let reported = race.environment.cores_reported.unwrap_or(1);
        let cores = state.cores.of(race.spec.workers.min(reported));
        race.environment = race.environment.clone().with_cores(cores);
        race.environment.timer_step_us = Some(timer_step_us);
        race.environment.pool_start_ms = (threads > 0).then_some(start_ms);
        let command = Command::Start {
            race: race.id,
            query: encode(&race.to_run(), &View::default()),
            corpus: state.corpus.as_ref().map(|corpus| corpus.text.to_string()),
        };
        state.phase = Phase::Preparing { share: 0.0 };
        state.engine.life.set_work(Work::Race);
        self.effects.push(Effect::Send(command));
        self.effects.push(Effect::Watch(Some(state.engine.id)));
    }

    pub(super) fn turn_came(&mut self) {
        if self.state.turn == Turn::Waiting {
            self.state.turn = Turn::Mine;
            match self.state.phase {
                Phase::Idle => self.measure_if_wanted(),
                _ => self.start_if_ready(),
            }
        }
    }

    pub(super) fn leave_turn(&mut self) {
        if std::mem::take(&mut self.state.turn) != Turn::Unasked {
            self.effects.push(Effect::LeaveTurn);
        }
    }

    pub(super) fn stop(&mut self) {
        let (phase, engine) = (self.state.phase, self.state.engine.id);
        let Some(race) = self.state.under_way().map(|race| race.id) else {
            return;
        };
        match phase {
            // It has not begun: there is nothing to wait for.
            Phase::Starting | Phase::Measuring => self.end(Ending::Stopped),
            Phase::Preparing { .. } | Phase::Running { .. } => {
                self.state.phase = Phase::Stopping;
                let after = |ms, action| Effect::After(ms, Box::new(action));
                self.effects.extend([
                    Effect::Send(Command::Stop { race }),
                    after(STOP_DEADLINE_MS, Action::StopDeadline(race)),
                    after(ABANDON_DEADLINE_MS, Action::AbandonDeadline(engine)),
                ]);
            }
            Phase::Loading | Phase::Idle | Phase::Stopping => {}
        }
    }

    /// Calls a race stopped, whether or not the engine has said so.
    pub(super) fn stop_deadline(&mut self, race: RaceId) {
        if self.state.under_way().is_some_and(|now| now.id == race) {
            self.end(Ending::Stopped);
        }
    }

    pub(super) fn end_early(&mut self) {
        if self.state.early_end().is_some()
            && let Some(race) = self.state.under_way().map(|race| race.id)
        {
            self.effects.push(Effect::Send(Command::EndEarly { race }));
        }
    }

    /// The page was hidden: what runs now does not count.
    pub(super) fn disturb(&mut self) {
        if let Some(race) = self.state.under_way() {
            race.environment.disturbed = true;
            race.current = race.current.map(|(mode, _)| (mode, true));
            let disturb = Command::Disturb { race: race.id };
            self.effects.push(Effect::Send(disturb));
        }
    }

    /// The engine has ended the race under way. It ends here once what to expect of it was modelled.
    pub(super) fn close(&mut self, ending: Ending) {
        let Some(race) = self.state.under_way() else {
            return;
        };
        let machine = race.model();
        race.closing = Some(ending);
        match leaves_out(&race.spec, &machine, &race.expected) {
            true => {
                let query = encode(&race.spec, &View::default());
                let effect = Effect::Model(race.id, query, machine);
                self.effects.push(effect);
            }
            false => self.end(ending),
        }
    }

    pub(super) fn modelled(&mut self, id: RaceId, expected: Expected) {
        let race = self.state.under_way().filter(|race| race.id == id);
        if let Some(race) = race
            && let Some(ending) = race.closing
        {
            // What was modelled already stays if the worker has broken.
            if !expected.is_empty() {
                race.expected = expected;
            }
            self.end(ending);
        }
    }

    /// Ends the race under way. A run of which nothing more is taken ends with it, cancelled.
    pub(super) fn end(&mut self, ending: Ending) {
        let Some(race) = self.state.under_way() else {
            return;
        };
        if let Some(mode) = race.cut_off_run() {
            let cut = Effect::CutOff(race.recording.clone(), mode, race.spec.n);
            self.effects.push(cut);
        }
        let state = &mut self.state;
        let Some(race) = &mut state.race else { return };
        race.ended = Some(ending);
        if ending == Ending::Stopped {
            race.drop_unfinished_round();
        }
        race.environment.painter = race.recording.frames().summary();
        if race.closing.is_none() {
            race.model();
        }
        race.sum_up();
        race.saved = race.save();
        state.phase = Phase::Idle;
        let (report, saved) = (Rc::clone(&race.report), race.saved.clone());
        self.effects.push(Effect::Record(None));
        self.effects.push(Effect::Publish {
            report,
            embedded: state.view.embed,
        });
        self.show_moment(None);
        self.leave_turn();
        self.learn();
        saved.into_iter().for_each(|race| self.keep(race));
        self.measure_when_idle();
    }
}
