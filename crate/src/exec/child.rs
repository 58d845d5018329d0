//! A process, seen from inside: it takes orders, carries out tasks, and reports.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use super::host::Worker;
use super::job::Job;
use super::lane::{Broken, Lane, OwnLane, perform};
use super::message::{Completion, FRAME, HEARTBEAT, Report};
use super::run::Run;
use crate::kernel::{Computation, CorpusError};
use crate::model::mode::Mode;
use crate::model::query;
use crate::model::queue::PIPE_BYTES;
use crate::time::{Clock, Nanos};
use crate::trace::event::{EventKind, State};
use crate::trace::event_log::{Reader, Writer};

/// How a process speaks with its parent.
pub trait ToParent {
    /// Sends a report.
    fn tell(&self, report: Report);

    /// Sends the payload of a result of so many bytes, in parts as large as a pipe. On a virtual clock it is in what a
    /// message takes.
    fn send_payload(&self, bytes: u32) {
        for sent in (0..bytes).step_by(PIPE_BYTES as usize) {
            let bytes = vec![0; (bytes - sent).min(PIPE_BYTES) as usize];
            self.tell(Report::Payload { bytes });
        }
    }

    /// Adds one to the counter that all processes share: reports [`Report::CountOne`], and waits for the
    /// answer.
    fn count_one(&self) -> impl Future<Output = ()>;
}

/// The lane of a process: one with a thread of its own, that counts at its parent's where all processes
/// share a counter.
struct ChildLane<'r, C, W, P> {
    own: OwnLane<'r, C, W>,
    /// The parent, if that is where it counts.
    parent: Option<&'r P>,
}

impl<C: Clock, W: Worker, P: ToParent> Lane for ChildLane<'_, C, W, P> {
    fn index(&self) -> u16 {
        self.own.index()
    }

    fn emit(&self, task: usize, what: EventKind) -> Nanos {
        self.own.emit(task, what)
    }

    async fn wait_until(&self, at: Nanos) -> Result<(), Broken> {
        self.own.wait_until(at).await
    }

    async fn advance(
        &self,
        task: usize,
        computation: &mut Computation<'_>,
    ) -> Result<bool, Broken> {
        match (self.parent, &mut *computation) {
            (Some(parent), computation) => {
                parent.count_one().await;
                Ok(computation.pass_one())
            }
            // It is alone in its memory.
            (None, Computation::Counter(increments)) => {
                let complete = increments.advance_alone();
                self.own.waits.yield_point().await;
                self.own.checkpoint(task).await?;
                Ok(complete)
            }
            (None, computation) => self.own.advance(task, computation).await,
        }
    }

    fn check(&self) -> Result<(), Broken> {
        self.own.check()
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
        let log = job.log(Mode::Processes, 0);
        let run = Run::released(Arc::new(job), Arc::default(), log, clock, release);
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
    /// task killed this process or never ends. The parent is told the reports in between.
    pub async fn carry_out(
        &self,
        tasks: &[u32],
        waits: impl Worker,
        parent: &impl ToParent,
    ) -> (Completion, Report) {
        let spec = &self.run.job.spec;
        // Each process has its own GIL, without contention.
        let log = self.writer.take().unwrap_or_else(|| self.run.log.writer());
        let lane = ChildLane {
            own: OwnLane::new(&self.run, self.worker, log, waits, None),
            parent: self.run.job.spec.shares_value().then_some(parent),
        };
        let mut completions = Vec::with_capacity(tasks.len());
        let mut last = Completion::Halted;
        for &task in tasks {
            last = perform(&self.run, task as usize, &lane).await;
            completions.push(last);
            if !matches!(last, Completion::Returned { .. }) {
                break;
            }
            self.passed.set(completions.len() as u32);
            // The last one's end is reported with the chunk's.
            if completions.len() < tasks.len() && self.silent_for() >= self.silence {
                parent.tell(self.progress(false, self.events()));
            }
        }
        let has_end = !matches!(last, Completion::Killed | Completion::Endless);
        if let Some(&task) = tasks
            .get(completions.len().saturating_sub(1))
            .filter(|_| has_end)
        {
            let back = EventKind::Enter(State::Message);
            lane.emit(task as usize, back);
        }
        if matches!(last, Completion::Returned { .. }) && spec.queues(spec.api(Mode::Processes)) {
            parent.send_payload(spec.payload_sent());
        }
        self.writer.set(Some(lane.own.into_log()));
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
