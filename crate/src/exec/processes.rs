//! Processes, each with its own memory: orders and reports cross as bytes.
//!
//! The executor's thread is the parent. It drives the program, and records when something is sent and
//! when it comes back. What a process does in between, it records itself, on a clock that counts from
//! the same release.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use super::host::{Host, Worker};
use super::job::Job;
use super::lane::{OwnLane, perform};
use super::message::{Completion, FRAME, HEARTBEAT, Order, Received, Report};
use super::program::Program;
use super::run::{Run, Totals};
use crate::kernel::CorpusError;
use crate::model::api::Api;
use crate::model::mode::Mode;
use crate::model::query;
use crate::scheduler::{Action, Input};
use crate::time::{Clock, MILLI, Nanos};
use crate::trace::event::{Event, EventKind, State};
use crate::trace::event_log::{Reader, Writer};

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
    program.step(Input::Begin, log, |action| todo.push(action));
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
        if let Some(Some(patience)) = self.patience.get_mut(worker) {
            patience.since = self.run.clock.now();
            patience.lasts = H::SILENCE.unwrap_or(Nanos::MAX);
        }
        match report {
            Report::Ready => {
                self.emit(worker, None, State::Idle);
                let Self { log, todo, .. } = self;
                program.step(Input::Ready { worker }, log, |action| todo.push(action));
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
                    program.pass(worker, task, log, |action| todo.push(action));
                }
                if endless {
                    program.end_task(worker, next, Completion::Endless, log, |action| {
                        todo.push(action);
                    });
                }
            }
            Report::Ended {
                completions,
                events,
            } => {
                self.take_over(worker, &events);
                let Self { log, todo, .. } = self;
                let first = self.firsts[worker];
                program.end_chunk(worker, first, &completions, log, |action| todo.push(action));
            }
        }
    }

    /// A process has died.
    fn lose(&mut self, worker: usize, program: &mut Program<H::Clock>) {
        self.host.kill_process(worker);
        self.patience[worker] = None;
        let Self { log, todo, .. } = self;
        program.step(Input::Lost { worker }, log, |action| todo.push(action));
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

/// A process, seen from inside.
pub struct Child<C> {
    run: Run<C>,
    worker: u16,
    /// Where it records events, between two tasks.
    writer: Cell<Option<Writer>>,
    reader: RefCell<Reader>,
    /// How many tasks of its chunk have returned.
    passed: Cell<u32>,
    /// When it last reported, on its clock.
    spoke: Cell<Nanos>,
    /// How long it may be silent before it reports a task that has returned.
    silence: Nanos,
}

impl<C: Clock> Child<C> {
    /// A process with this first order; the run was released at `release` on its clock.
    ///
    /// # Errors
    /// What is wrong with the corpus; the parent finds the same.
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
        let run = Run {
            log: job.log(Mode::Processes, 0),
            job: Arc::new(job),
            stop: Arc::default(),
            clock,
            release,
        };
        Ok(Self::with_run(run, worker, FRAME))
    }

    /// A process of this run. It reports a task that has returned once it has been silent for
    /// `silence`.
    pub(super) fn with_run(run: Run<C>, worker: u16, silence: Nanos) -> Self {
        Self {
            worker,
            writer: Cell::new(Some(run.log.writer())),
            reader: RefCell::new(run.log.reader()),
            passed: Cell::new(0),
            spoke: Cell::new(run.clock.now()),
            silence,
            run,
        }
    }

    /// Runs a chunk of tasks. Returns how the last one ended, and the report to send then: the chunk's
    /// end, which counts as on its way from here on; or the events, if the chunk has no end because a
    /// task killed this process or never ends. `tell` receives the reports in between.
    pub async fn carry_out(
        &self,
        tasks: &[u32],
        waits: impl Worker,
        tell: impl Fn(Report),
    ) -> (Completion, Report) {
        // Each process has its own GIL, without contention.
        let log = self.writer.take().unwrap_or_else(|| self.run.log.writer());
        let lane = OwnLane::new(&self.run, self.worker, log, waits, None);
        let mut completions = Vec::with_capacity(tasks.len());
        let mut last = Completion::Halted;
        for &task in tasks {
            last = perform(&self.run.job, task as usize, &lane).await;
            completions.push(last);
            if !matches!(last, Completion::Returned { .. }) {
                break;
            }
            self.passed.set(completions.len() as u32);
            // The last one's end is reported with the chunk's.
            if completions.len() < tasks.len() && self.silent_for() >= self.silence {
                tell(self.progress(false, self.events()));
            }
        }
        let has_end = !matches!(last, Completion::Killed | Completion::Endless);
        if let Some(&task) = tasks
            .get(completions.len().saturating_sub(1))
            .filter(|_| has_end)
        {
            let back = EventKind::Enter(State::Message);
            self.run
                .emit(&mut lane.log.borrow_mut(), self.worker, task as usize, back);
        }
        self.writer.set(Some(lane.into_log()));
        let events = self.events();
        let report = match has_end {
            true => {
                self.passed.set(0);
                self.spoke.set(self.run.clock.now());
                Report::Ended {
                    completions,
                    events,
                }
            }
            false => self.progress(last == Completion::Endless, events),
        };
        (last, report)
    }

    /// The report due now, if any: the events since the last one, and now and then that the process
    /// is alive.
    pub fn news(&self) -> Option<Report> {
        let events = self.events();
        let is_due = !events.is_empty() || self.silent_for() >= HEARTBEAT;
        is_due.then(|| self.progress(false, events))
    }

    fn silent_for(&self) -> Nanos {
        self.run.clock.now().saturating_sub(self.spoke.get())
    }

    fn progress(&self, endless: bool, events: Vec<u8>) -> Report {
        self.spoke.set(self.run.clock.now());
        Report::Events {
            passed: self.passed.get(),
            endless,
            events,
        }
    }

    /// The events since the last call.
    fn events(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.reader
            .borrow_mut()
            .drain(|event| event.write(&mut bytes));
        bytes
    }
}
