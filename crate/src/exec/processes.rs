//! Processes, each with its own memory: orders and reports cross as bytes.
//!
//! The executor's thread is the parent. It drives the program, and records when something is sent and
//! when it comes back. What a process ([`super::child`]) does in between, it records itself, on a clock that
//! counts from the same release.

use std::sync::Arc;

use super::host::Host;
use super::message::{Completion, Order, Received, Report};
use super::program::Program;
use super::run::{Run, Totals};
use crate::model::api::Api;
use crate::scheduler::{Action, Input};
use crate::time::{Clock, MILLI, Nanos};
use crate::trace::event::{Event, EventKind, State};
use crate::trace::event_log::Writer;

/// A process that has not started within this time never will.
const START_DEADLINE: Nanos = 10_000 * MILLI;

/// How long a running process may be silent.
#[derive(Clone, Copy)]
struct Patience {
    since: Nanos,
    lasts: Nanos,
}

pub(super) async fn run<H: Host>(api: Api, run: Arc<Run<H::Clock>>, host: &H) -> Totals {
    let mut program = Program::new(api, &run);
    let mut parent = Parent {
        log: run.log.writer(),
        patience: vec![None; program.workers()],
        firsts: vec![0; program.workers()],
        todo: Vec::with_capacity(4 * program.workers() + 4),
        bytes: 0,
        run: &run,
        host,
    };
    let Parent { log, todo, .. } = &mut parent;
    program.step(Input::Begin, run.now(), log, |action| todo.push(action));
    let mut looked = run.clock.now();
    loop {
        parent.act();
        if program.is_finished() {
            return Totals {
                message_bytes: parent.bytes,
            };
        }
        host.wait_for_progress(program.due()).await;
        while let Some(received) = host.receive() {
            parent.take_in(received, &mut program);
            parent.act();
        }
        parent.look_for_silence(&mut looked, &mut program);
        let Parent { log, todo, .. } = &mut parent;
        program.attend(log, |action| todo.push(action));
    }
}

struct Parent<'r, H: Host> {
    run: &'r Run<H::Clock>,
    host: &'r H,
    log: Writer,
    /// For each live worker.
    patience: Vec<Option<Patience>>,
    /// The first task of each worker's chunk.
    firsts: Vec<usize>,
    /// Actions of the program that are still to be done.
    todo: Vec<Action>,
    bytes: u64,
}

impl<H: Host> Parent<'_, H> {
    fn act(&mut self) {
        let mut todo = std::mem::take(&mut self.todo);
        for action in todo.drain(..) {
            match action {
                Action::Start { worker } => {
                    self.emit(worker, None, State::Start);
                    self.patience[worker] = Some(Patience {
                        since: self.run.clock.now(),
                        lasts: START_DEADLINE,
                    });
                    let order = Order::Start {
                        query: self.run.job.query.clone(),
                        corpus: self.run.job.corpus.clone(),
                        worker: worker as u16,
                        release_ms: self.host.shared_ms(self.run.release),
                    };
                    self.bytes += self.host.start_process(worker, &order);
                }
                Action::Assign { worker, task, end } => {
                    self.emit(worker, Some(task), State::Message);
                    self.firsts[worker] = task;
                    let tasks = (task as u32..end as u32).collect();
                    let order = Order::Carry { tasks };
                    self.bytes += self.host.order(worker, &order);
                }
                Action::Shutdown { worker } | Action::Kill { worker } => {
                    self.host.kill_process(worker);
                    self.patience[worker] = None;
                    self.emit(worker, None, State::Idle);
                }
                // Only coroutines are cancelled; the program records the rest.
                _ => {}
            }
        }
        self.todo = todo;
    }

    fn take_in(&mut self, received: Received, program: &mut Program<H::Clock>) {
        let Received { worker, report } = received;
        let Some((report, bytes)) = report else {
            return self.lose(worker, program);
        };
        self.bytes += bytes;
        // One look at the clock for all that a report says.
        let at = self.run.now();
        if let Some(Some(patience)) = self.patience.get_mut(worker) {
            patience.since = self.run.release + at;
            patience.lasts = H::SILENCE.unwrap_or(Nanos::MAX);
        }
        match report {
            Report::Ready => {
                self.emit(worker, None, State::Idle);
                let Self { log, todo, .. } = self;
                program.step(Input::Ready { worker }, at, log, |action| todo.push(action));
            }
            Report::Events {
                passed,
                endless,
                events,
            } => {
                self.take_over(worker, &events);
                let Self { log, todo, .. } = self;
                let first = self.firsts[worker];
                let next = first + passed as usize;
                for task in first..next {
                    program.pass(worker, task, at, log, |action| todo.push(action));
                }
                if endless {
                    program.end_task(worker, next, Completion::Endless, at, log, |action| {
                        todo.push(action);
                    });
                }
            }
            Report::CountOne => {
                self.run.count_one();
                self.bytes += self.host.order(worker, &Order::Counted);
            }
            Report::Ended {
                completions,
                events,
            } => {
                self.take_over(worker, &events);
                let Self { log, todo, .. } = self;
                let first = self.firsts[worker];
                program.end_chunk(worker, first, &completions, at, log, |action| {
                    todo.push(action);
                });
            }
        }
    }

    /// A process has died.
    fn lose(&mut self, worker: usize, program: &mut Program<H::Clock>) {
        self.host.kill_process(worker);
        self.patience[worker] = None;
        let Self { log, todo, .. } = self;
        program.step(Input::Lost { worker }, self.run.now(), log, |action| {
            todo.push(action)
        });
        self.emit(worker, None, State::Idle);
    }

    fn look_for_silence(&mut self, looked: &mut Nanos, program: &mut Program<H::Clock>) {
        let Some(silence) = H::SILENCE else { return };
        let now = self.run.clock.now();
        // This thread itself slept or was held up, which says nothing about the processes.
        let held_back = now - std::mem::replace(looked, now) > silence / 2;
        for worker in 0..self.patience.len() {
            let Some(patience) = &mut self.patience[worker] else {
                continue;
            };
            if held_back {
                patience.since = now;
            } else if now - patience.since > patience.lasts {
                self.lose(worker, program);
            }
        }
    }

    /// Records a process's events.
    fn take_over(&mut self, worker: usize, events: &[u8]) {
        for event in Event::read_all(events) {
            self.log.append(Event {
                lane: worker as u16,
                ..event
            });
        }
    }

    fn emit(&mut self, worker: usize, task: Option<usize>, state: State) {
        let at = self.run.now();
        self.log.append(Event {
            at,
            task: task.map_or(Event::NO_TASK, |task| task as u32),
            lane: worker as u16,
            what: EventKind::Enter(state),
        });
    }
}
