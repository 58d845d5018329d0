//! Processes, each with its own memory: what they are told and what they report crosses as bytes.
//!
//! The executor's thread is the parent. It drives the program, and notes when something is sent
//! and when it comes back; what a process does in between, that process notes itself, on a clock
//! that counts from the same release.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use super::halt::Halt;
use super::host::{Host, Worker};
use super::job::Job;
use super::lane::{OwnLane, perform};
use super::message::{Heard, Order, Report};
use super::program::Program;
use super::run::Run;
use crate::kernel::CorpusError;
use crate::model::api::Api;
use crate::model::mode::Mode;
use crate::model::query;
use crate::scheduler::{Action, Input};
use crate::time::{Clock, MILLI, Nanos};
use crate::trace::event::{Event, Happening, State};
use crate::trace::event_log::{Reader, Writer};

/// A process that was not heard of for so long is dead. Sooner than the page gives up the engine, which
/// is to tell of it.
const SILENCE: Nanos = 2_500 * MILLI;

/// A process that has not started by then never will.
const START_DEADLINE: Nanos = 10_000 * MILLI;

/// How long a process may be silent, while it is there.
#[derive(Clone, Copy)]
struct Patience {
    since: Nanos,
    lasts: Nanos,
}

pub(super) async fn run<H: Host>(api: Api, run: Arc<Run<H::Clock>>, host: &H) -> u64 {
    let mut program = Program::new(api, &run);
    let mut parent = Parent {
        log: run.log.writer(),
        patience: vec![None; program.workers()],
        todo: Vec::with_capacity(4 * program.workers() + 4),
        bytes: 0,
        run: &run,
        host,
    };
    let Parent { log, todo, .. } = &mut parent;
    program.step(Input::Begin, log, |action| todo.push(action));
    let mut looked = run.clock.now();
    loop {
        parent.act();
        if program.is_over() {
            return parent.bytes;
        }
        host.beat(program.due()).await;
        while let Some(heard) = host.heard() {
            parent.hear(heard, &mut program);
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
    /// For each worker that is there.
    patience: Vec<Option<Patience>>,
    /// What the program has said, and has not been done yet.
    todo: Vec<Action>,
    bytes: u64,
}

impl<H: Host> Parent<'_, H> {
    fn act(&mut self) {
        let mut todo = std::mem::take(&mut self.todo);
        for action in todo.drain(..) {
            match action {
                Action::Start { worker } => {
                    self.note(worker, None, State::Start);
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
                Action::Give { worker, task } => {
                    self.note(worker, Some(task), State::Message);
                    let order = Order::Carry { task: task as u32 };
                    self.bytes += self.host.order(worker, &order);
                }
                Action::Retire { worker } | Action::Kill { worker } => {
                    self.host.kill_process(worker);
                    self.patience[worker] = None;
                    self.note(worker, None, State::Idle);
                }
                // Only coroutines are cancelled; the rest is noted by the program.
                _ => {}
            }
        }
        self.todo = todo;
    }

    fn hear(&mut self, heard: Heard, program: &mut Program<H::Clock>) {
        let Heard { worker, report } = heard;
        let Some((report, bytes)) = report else {
            return self.lose(worker, program);
        };
        self.bytes += bytes;
        if let Some(Some(patience)) = self.patience.get_mut(worker) {
            patience.since = self.run.clock.now();
            patience.lasts = SILENCE;
        }
        match report {
            Report::Ready => {
                self.note(worker, None, State::Idle);
                let Self { log, todo, .. } = self;
                program.step(Input::Ready { worker }, log, |action| todo.push(action));
            }
            Report::Events(events) => self.take_over(worker, &events),
            Report::Ended {
                task,
                ending,
                events,
            } => {
                self.take_over(worker, &events);
                let Self { log, todo, .. } = self;
                program.end_task(worker, task as usize, ending, log, |action| {
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
        program.step(Input::Lost { worker }, log, |action| todo.push(action));
        self.note(worker, None, State::Idle);
    }

    fn look_for_silence(&mut self, looked: &mut Nanos, program: &mut Program<H::Clock>) {
        let now = self.run.clock.now();
        // This thread itself slept, or was held back: that says nothing about the others.
        let held_back = now - std::mem::replace(looked, now) > SILENCE / 2;
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

    /// Notes what a process has noted.
    fn take_over(&mut self, worker: usize, events: &[u8]) {
        for event in Event::read_all(events) {
            self.log.push(Event {
                lane: worker as u16,
                ..event
            });
        }
    }

    fn note(&mut self, worker: usize, task: Option<usize>, state: State) {
        let at = self.run.now();
        self.log.push(Event {
            at,
            task: task.map_or(Event::NO_TASK, |task| task as u32),
            lane: worker as u16,
            what: Happening::Enter(state),
        });
    }
}

/// A process, seen from within.
pub struct Child<C> {
    run: Run<C>,
    worker: u16,
    /// Where it notes what happens, between two tasks.
    writer: Cell<Option<Writer>>,
    reader: RefCell<Reader>,
}

impl<C: Clock> Child<C> {
    /// A process that was started with this; the run was released at `release` on its clock.
    ///
    /// # Errors
    /// What is wrong with the corpus; the parent has found the same.
    pub fn new(
        query: &str,
        corpus: Option<String>,
        worker: u16,
        clock: C,
        release: Nanos,
    ) -> Result<Self, CorpusError> {
        let spec = query::understand(query);
        let kernel = spec.prepare_kernel(corpus.as_deref())?;
        let job = Job::new(&spec, kernel);
        let log = job.log(Mode::Processes, 0);
        Ok(Self {
            worker,
            writer: Cell::new(Some(log.writer())),
            reader: RefCell::new(log.reader()),
            run: Run {
                job: Arc::new(job),
                halt: Arc::new(Halt::default()),
                log,
                clock,
                release,
            },
        })
    }

    /// Carries out a task. What its end is worth telling is on its way back from here on.
    pub async fn carry_out(&self, task: u32, waits: impl Worker) -> Report {
        // Each process has a GIL of its own: nobody contends for it.
        let log = self.writer.take().unwrap_or_else(|| self.run.log.writer());
        let lane = OwnLane::new(&self.run, self.worker, log, waits, None);
        let ending = perform(&self.run.job, task as usize, &lane).await;
        let back = Happening::Enter(State::Message);
        self.run
            .note(&mut lane.log.borrow_mut(), self.worker, task as usize, back);
        self.writer.set(Some(lane.into_log()));
        Report::Ended {
            task,
            ending,
            events: self.events(),
        }
    }

    /// What has happened since this was last asked.
    pub fn events(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.reader
            .borrow_mut()
            .drain(|event| event.write(&mut bytes));
        bytes
    }
}
