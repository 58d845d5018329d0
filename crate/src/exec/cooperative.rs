//! Coroutines on one event loop: Rust futures, one thread, first in, first out.
//!
//! The loop is the project's own, so that coroutines interleave the same natively, in the browser
//! with and without shared memory, and on a virtual clock. A coroutine keeps the loop until it
//! awaits. While it computes, the host may let the loop's thread handle messages, but no other
//! coroutine gets a turn.
//!
//! Where coroutines await between reading a shared counter and writing it, a turn is much shorter than
//! anything that could be drawn. Which coroutine has the loop is then noted now and then.

mod counting;
mod entry;
mod futures;

use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::sync::Arc;
use std::task::Poll;

use self::futures::Futures;
use super::host::Host;
use super::lane::{Broken, Lane, perform};
use super::message::Completion;
use super::program::Program;
use super::run::{Run, Totals};
use super::semaphore::Semaphore;
use crate::kernel::Computation;
use crate::model::api::Api;
use crate::model::blocking::Blocking;
use crate::scheduler::{Action, Input};
use crate::time::{Clock, Nanos};
use crate::trace::event::{EventKind, State};
use crate::trace::event_log::Writer;

/// Why a coroutine suspended.
#[derive(Clone, Copy, Default)]
enum Awaits {
    /// It keeps its turn: the whole loop awaits the host.
    #[default]
    Host,
    /// Others get their turn, then it goes on: `asyncio.sleep(0)`. Whether the loop is to look at the clock.
    Turn { is_due: bool },
    /// Others get their turn until `at`, since release.
    Timer(Nanos),
    /// It never goes on by itself.
    Nothing,
}

/// How a coroutine's turn ended.
enum Turn {
    /// It waits.
    Waits,
    /// It gave way; whether the loop is to look at the clock.
    GaveWay { is_due: bool },
    /// It never ends.
    Endless,
    /// It has ended.
    Ended(Completion),
}

/// The state of a coroutine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// It has not had its first turn, or it has ended.
    Outside,
    /// Its turn is due or under way.
    Ready,
    /// It waits for a timer, the one of this number.
    Waiting(usize),
}

/// Whether a coroutine is to be cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cancel {
    /// It is not.
    No,
    /// At its next wait: its turn was due already.
    AtNextWait,
    /// Now: its wait was cut short.
    Now,
}

/// What coroutines and their loop share.
struct EventLoop<C> {
    run: Arc<Run<C>>,
    log: RefCell<Writer>,
    awaits: Cell<Awaits>,
    cancels: RefCell<Vec<Cancel>>,
    /// How often coroutines gave way between reading and writing.
    turns: Cell<u32>,
    /// How often they began to wait for the counter's lock.
    lock_waits: Cell<u64>,
    /// The coroutines that the semaphore has let in, or that are to look at it again.
    woken: RefCell<Vec<u16>>,
    /// The coroutine that computes, as far as it is noted, and when that was, since release.
    noted: Cell<(Option<u16>, Nanos)>,
}

/// The turns to come.
struct Turns {
    ready: VecDeque<usize>,
    /// By time, then by the order in which they began to wait.
    timers: BinaryHeap<Reverse<(Nanos, usize, usize)>>,
    standing: Vec<Standing>,
    waits: usize,
    /// The task that each coroutine is to begin.
    given: Vec<Option<usize>>,
    /// The coroutine whose turn it is.
    current: Option<usize>,
}

impl Turns {
    fn wait(&mut self, worker: usize, at: Nanos) {
        self.waits += 1;
        self.standing[worker] = Standing::Waiting(self.waits);
        self.timers.push(Reverse((at, self.waits, worker)));
    }

    fn is_stale(&self, wait: usize, worker: usize) -> bool {
        self.standing[worker] != Standing::Waiting(wait)
    }

    /// Makes the coroutines ready whose timers are due; all of them if the run is over.
    fn wake(&mut self, now: Nanos, over: bool) {
        while let Some(&Reverse((at, wait, worker))) = self.timers.peek()
            && (at <= now || over || self.is_stale(wait, worker))
        {
            self.timers.pop();
            if !self.is_stale(wait, worker) {
                self.make_ready(worker);
            }
        }
    }

    /// Makes those of these coroutines ready that wait.
    fn wake_these(&mut self, woken: &mut Vec<u16>) {
        for worker in woken.drain(..).map(usize::from) {
            if matches!(self.standing[worker], Standing::Waiting(_)) {
                self.make_ready(worker);
            }
        }
    }

    fn make_ready(&mut self, worker: usize) {
        self.standing[worker] = Standing::Ready;
        self.ready.push_back(worker);
    }

    fn obey(&mut self, action: Action, cancels: &RefCell<Vec<Cancel>>) {
        match action {
            Action::Start { worker } => self.ready.push_back(worker),
            Action::Assign { worker, task, .. } => {
                self.given[worker] = Some(task);
                // One that waited for a task: its turn comes.
                if self.current != Some(worker) {
                    self.ready.push_back(worker);
                }
            }
            Action::Cancel { worker, .. } => {
                let waits = matches!(self.standing[worker], Standing::Waiting(_));
                cancels.borrow_mut()[worker] = match waits {
                    true => Cancel::Now,
                    false => Cancel::AtNextWait,
                };
                if waits {
                    self.make_ready(worker);
                }
            }
            _ => {}
        }
    }
}

pub(super) async fn run<H: Host>(api: Api, run: Arc<Run<H::Clock>>, host: &H) -> Totals {
    let mut program = Program::new(api, &run);
    let count = program.workers();
    let shared = EventLoop {
        log: RefCell::new(run.log.writer()),
        awaits: Cell::default(),
        cancels: RefCell::new(vec![Cancel::No; count]),
        turns: Cell::new(0),
        lock_waits: Cell::new(0),
        woken: RefCell::default(),
        noted: Cell::new((None, 0)),
        run,
    };
    let coroutines: Vec<_> = (0..count)
        .map(|worker| Coroutine {
            index: worker as u16,
            shared: &shared,
            host,
            wants_lock: Cell::new(false),
        })
        .collect();
    let mut futures = Futures::new(count);
    let mut tasks: Vec<usize> = vec![0; count];
    let mut turns = Turns {
        ready: VecDeque::with_capacity(count),
        timers: BinaryHeap::with_capacity(count),
        standing: vec![Standing::Outside; count],
        waits: 0,
        given: vec![None; count],
        current: None,
    };
    let now = shared.run.now();
    program.step(Input::Begin, now, &mut shared.log.borrow_mut(), |action| {
        turns.obey(action, &shared.cancels);
    });

    while !program.is_finished() {
        turns.wake(shared.run.now(), shared.run.stop.is_set());
        if turns.ready.is_empty() {
            let next = turns.timers.peek().map(|&Reverse((at, ..))| at);
            let next = next.map_or(Nanos::MAX, |at| shared.run.release.saturating_add(at));
            let until = next.min(program.due());
            host.sleep_until(until, &shared.run.stop).await;
            turns.wake(shared.run.now(), shared.run.stop.is_set());
        }
        // Coroutines that are ready by now run before the program's own timer.
        let mut batch = turns.ready.len();
        // When a coroutine has just ended, which is when the next one begins.
        let mut ended = None;
        while batch > 0
            && let Some(worker) = turns.ready.pop_front()
        {
            batch -= 1;
            turns.current = Some(worker);
            if turns.standing[worker] == Standing::Outside {
                if turns.given[worker].is_none() {
                    let ready = Input::Ready { worker };
                    let at = ended.unwrap_or_else(|| shared.run.now());
                    program.step(ready, at, &mut shared.log.borrow_mut(), |action| {
                        turns.obey(action, &shared.cancels);
                    });
                }
                let Some(task) = turns.given[worker].take() else {
                    continue;
                };
                tasks[worker] = task;
                futures.begin(worker, perform(&shared.run, task, &coroutines[worker]));
                turns.standing[worker] = Standing::Ready;
            }
            ended = None;
            let turn = turn(&shared, worker, &mut futures, &mut turns).await;
            turns.wake_these(&mut shared.woken.borrow_mut());
            let completion = match turn {
                Turn::Waits => continue,
                // To look at the clock after each would take longer than the turns.
                Turn::GaveWay { is_due } => {
                    batch = if is_due { 0 } else { batch + 1 };
                    continue;
                }
                Turn::Endless => Completion::Endless,
                Turn::Ended(completion) => {
                    futures.end(worker);
                    turns.standing[worker] = Standing::Outside;
                    completion
                }
            };
            {
                let at = shared.run.now();
                let mut log = shared.log.borrow_mut();
                program.end_task(worker, tasks[worker], completion, at, &mut log, |action| {
                    turns.obey(action, &shared.cancels);
                });
                ended = Some(at);
            }
            // It goes on with its next task at once.
            if turns.given[worker].is_some() {
                turns.ready.push_front(worker);
                batch += 1;
            }
            if completion == Completion::Endless && shared.blocks() {
                // No other coroutine gets a turn any more, and no timer of the program fires.
                while !program.is_finished() {
                    host.sleep_until(program.due(), &shared.run.stop).await;
                    program.attend(&mut shared.log.borrow_mut(), |_| ());
                }
            }
        }
        turns.current = None;
        program.attend(&mut shared.log.borrow_mut(), |action| {
            turns.obey(action, &shared.cancels);
        });
    }
    Totals::default()
}

/// A coroutine's turn: until it waits for a timer, or ends.
async fn turn<C, F: Future<Output = Completion>>(
    shared: &EventLoop<C>,
    worker: usize,
    futures: &mut Futures<F>,
    turns: &mut Turns,
) -> Turn {
    std::future::poll_fn(|context| {
        if let Poll::Ready(completion) = futures.poll(worker, context) {
            return Poll::Ready(Turn::Ended(completion));
        }
        match shared.awaits.take() {
            Awaits::Host => Poll::Pending,
            Awaits::Turn { is_due } => {
                turns.make_ready(worker);
                Poll::Ready(Turn::GaveWay { is_due })
            }
            Awaits::Timer(at) => {
                turns.wait(worker, at);
                Poll::Ready(Turn::Waits)
            }
            Awaits::Nothing => {
                turns.wait(worker, Nanos::MAX);
                Poll::Ready(Turn::Endless)
            }
        }
    })
    .await
}

impl<C: Clock> EventLoop<C> {
    /// Whether coroutines block it in their waits.
    fn blocks(&self) -> bool {
        self.run.job.spec.blocking == Blocking::EventLoop
    }

    /// Suspends the coroutine that is polled, once.
    async fn suspend(&self, awaits: Awaits) {
        let mut resumed = false;
        std::future::poll_fn(|_| {
            if std::mem::replace(&mut resumed, true) {
                Poll::Ready(())
            } else {
                self.awaits.set(awaits);
                Poll::Pending
            }
        })
        .await;
    }
}

struct Coroutine<'l, H: Host> {
    index: u16,
    shared: &'l EventLoop<H::Clock>,
    host: &'l H,
    /// Whether it waits for the counter's lock.
    wants_lock: Cell<bool>,
}

impl<H: Host> Coroutine<'_, H> {
    fn cancel(&self) -> Cancel {
        self.shared.cancels.borrow()[usize::from(self.index)]
    }
}

impl<H: Host> Lane for Coroutine<'_, H> {
    fn index(&self) -> u16 {
        self.index
    }

    async fn enter(&self, task: usize) -> Result<(), Broken> {
        match &self.shared.run.semaphore {
            Some(semaphore) => self.enter_semaphore(task, semaphore).await,
            None => Ok(()),
        }
    }

    fn leave(&self) {
        let semaphore = self.shared.run.semaphore.as_ref();
        self.wake(semaphore.and_then(Semaphore::leave));
    }

    async fn compute(&self, task: usize) {
        match self.shared.run.job.spec.awaits_between() {
            true => self.note(task),
            false => drop(self.emit(task, EventKind::Enter(State::Run))),
        }
    }

    fn emit(&self, task: usize, what: EventKind) -> Nanos {
        let EventLoop { run, log, .. } = self.shared;
        run.emit(&mut log.borrow_mut(), self.index, task, what)
    }

    async fn wait_until(&self, at: Nanos) -> Result<(), Broken> {
        let run = &self.shared.run;
        if self.shared.blocks() {
            // The classic mistake: no other coroutine gets a turn.
            let end = (run.release + at).min(run.limit());
            self.host.sleep_until(end, &run.stop).await;
            run.enforce_limit();
            return self.check();
        }
        if self.cancel() != Cancel::No {
            return Err(Broken::Cancelled);
        }
        self.shared.suspend(Awaits::Timer(at)).await;
        match self.cancel() {
            Cancel::Now => Err(Broken::Cancelled),
            Cancel::No | Cancel::AtNextWait => self.check(),
        }
    }

    async fn hang(&self) -> Broken {
        if !self.shared.blocks() && self.cancel() != Cancel::No {
            return Broken::Cancelled;
        }
        self.keep_permit(true);
        self.shared.suspend(Awaits::Nothing).await;
        self.keep_permit(false);
        match self.cancel() {
            Cancel::Now => Broken::Cancelled,
            Cancel::No | Cancel::AtNextWait => Broken::Halted,
        }
    }

    async fn advance(
        &self,
        task: usize,
        computation: &mut Computation<'_>,
    ) -> Result<bool, Broken> {
        let run = &self.shared.run;
        if run.job.spec.awaits_between() {
            return match &run.locks {
                Some(locks) => self.count_both_ways(task, locks, computation).await,
                None => self.count(task, computation).await,
            };
        }
        let complete = self.host.advance(computation, run.limit()).await;
        run.enforce_limit();
        self.check()?;
        Ok(complete)
    }

    fn check(&self) -> Result<(), Broken> {
        match self.shared.run.stop.is_set() {
            true => Err(Broken::Halted),
            false => Ok(()),
        }
    }
}
