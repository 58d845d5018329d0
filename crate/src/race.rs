//! A race: the expected answers once, then in each round every chosen mode, one at a time, in an
//! order drawn from the seed.
//!
//! It says what happens as [`Message`]s. Where they go, and when the events that lanes have written
//! meanwhile are sent, is the engine's business: it calls [`Race::flush`] once a frame.

pub mod cores;
mod drift;
mod memory;
pub mod rounds;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::exec;
use crate::exec::host::Host;
use crate::exec::job::Job;
use crate::exec::run::Run;
use crate::exec::stop_signal::StopSignal;
use crate::kernel::{Corpus, Finding, Kernel};
use crate::model::limits::RUN_LIMIT;
use crate::model::mode::{KernelKind, Mode};
use crate::model::query;
use crate::model::spec::Spec;
use crate::model::task::Outcome;
use crate::protocol::{Message, RaceId};
use crate::report::baseline::{Baseline, SearchResult, TOP_FINDINGS};
use crate::scheduler::observation::Observation;
use crate::time::{Clock, MILLI, Nanos, to_ms};
use crate::trace::event::EventKind;
use crate::trace::event_log::Reader;

pub use memory::Memory;
use rounds::{Progress, planned};

/// How often a sign of life is sent while nothing else is to be told, in nanoseconds.
const HEARTBEAT: Nanos = 250 * MILLI;

/// How long the page has to show that a run is about to begin, before several lanes compute: what it
/// does then takes nothing away from them.
const SETTLING: Nanos = 40 * MILLI;

/// A race under way.
pub struct Race<S> {
    id: RaceId,
    send: S,
    stopped: Cell<bool>,
    stop: RefCell<Arc<StopSignal>>,
    reader: RefCell<Option<Reader>>,
    silent_since: Cell<Nanos>,
    /// Whether the round under way does not count.
    disturbed: Cell<bool>,
    /// When the last task of the run under way ended, since its release.
    last_end: Cell<Option<Nanos>>,
}

impl<S: Fn(Message)> Race<S> {
    /// A race that has not begun yet.
    pub fn new(id: RaceId, send: S) -> Self {
        Self {
            id,
            send,
            stopped: Cell::new(false),
            stop: RefCell::default(),
            reader: RefCell::default(),
            silent_since: Cell::new(0),
            disturbed: Cell::new(false),
            last_end: Cell::new(None),
        }
    }

    /// The race's number.
    pub fn id(&self) -> RaceId {
        self.id
    }

    /// Stops the race: what is under way is cancelled, what has not begun does not begin.
    pub fn stop(&self) {
        self.stopped.set(true);
        self.stop.borrow().set(Outcome::Cancelled);
    }

    /// The reader presses the button that ends the program early.
    pub fn end_early(&self) {
        self.stop.borrow().end_early();
    }

    /// Something has disturbed the round under way: the page was hidden. It is run again, if there is time.
    pub fn disturb(&self) {
        self.disturbed.set(true);
    }

    /// Sends the events that have come in, if any; now and then a sign of life if none.
    pub fn flush(&self, clock: &impl Clock) {
        let Some(reader) = &mut *self.reader.borrow_mut() else {
            return;
        };
        let mut bytes = Vec::new();
        let mut hung = None;
        reader.drain(|event| {
            event.write(&mut bytes);
            if let EventKind::End { .. } = event.what {
                self.last_end.set(self.last_end.get().max(Some(event.at)));
            }
            if let EventKind::Observed(Observation::Hung(why)) = event.what {
                hung = Some((why, event.task));
            }
        });
        if !bytes.is_empty() || self.speaks_again(clock) {
            self.silent_since.set(clock.now());
            (self.send)(Message::Events {
                race: self.id,
                bytes,
            });
        }
        if let Some((why, task)) = hung {
            let race = self.id;
            (self.send)(Message::Hung { race, why, task });
        }
    }

    fn speaks_again(&self, clock: &impl Clock) -> bool {
        clock.now().saturating_sub(self.silent_since.get()) >= HEARTBEAT
    }

    /// Carries out the race of a link's query, to its end. What it finds out about its work it leaves in the memory.
    pub async fn run<H: Host>(&self, query: &str, corpus: Option<&str>, memory: &Memory, host: &H) {
        let race = self.id;
        let spec = &query::understand(query);
        let kernel = match spec.prepare_kernel(corpus) {
            Ok(kernel) => kernel,
            Err(error) => return (self.send)(Message::Refused { race, error }),
        };
        let mut job = Job::new(spec, kernel);
        job.query = query.to_owned();
        job.corpus = corpus.map(str::to_owned);
        let mut speed = 0.0;
        let computes = job.tasks.iter().any(|task| task.units() > 0);
        let mut known = None;
        if let Some(before) = memory.speed_of(&job, spec, corpus) {
            speed = drift::speed(Some(before), host).await;
            known = memory.recall(&mut job, speed);
        }
        let baseline = match known {
            Some(baseline) => baseline,
            None => {
                let baseline = self.prepare(&mut job, spec, corpus, host).await;
                if computes {
                    speed = drift::speed(None, host).await;
                }
                if computes && !self.stopped.get() {
                    memory.keep(&job, spec, corpus, &baseline, speed);
                }
                baseline
            }
        };
        let computing = job.computing(&baseline.costs);
        (self.send)(Message::Prepared { race, baseline });

        let job = Arc::new(job);
        let mut random = fastrand::Rng::with_seed(spec.seed.into());
        let begin = host.clock().now();
        let mut progress = Progress {
            times: vec![Vec::new(); spec.modes.len()],
            ..Progress::default()
        };
        let shuffles = planned(spec) > 1;
        while !self.stopped.get() && progress.goes_on(spec) {
            self.disturbed.set(false);
            let mut places: Vec<usize> = (0..spec.modes.len()).collect();
            if shuffles {
                random.shuffle(&mut places);
            }
            for place in places {
                if !self.stopped.get() {
                    let (round, mode) = (progress.rounds, spec.modes[place]);
                    let ms = self.run_once(round, mode, &job, computing, host).await;
                    progress.halted |= ms.is_none();
                    progress.times[place].push(ms);
                }
            }
            let before = speed;
            if computes && !self.stopped.get() {
                speed = drift::speed(Some(before), host).await;
            }
            let steady = drift::is_steady(before, speed);
            if self.disturbed.get() || !steady {
                let times = progress.times.iter_mut();
                times
                    .filter_map(|times| times.last_mut())
                    .for_each(|time| *time = None);
            }
            (self.send)(Message::RoundEnded { race, steady });
            progress.rounds += 1;
            progress.spent_ms = to_ms(host.clock().now() - begin);
        }
        let stopped = self.stopped.get();
        (self.send)(Message::RaceEnded { race, stopped });
    }

    /// How long it took, in milliseconds; none if it was halted.
    async fn run_once<H: Host>(
        &self,
        round: u32,
        mode: Mode,
        job: &Arc<Job>,
        computing: Nanos,
        host: &H,
    ) -> Option<f64> {
        let race = self.id;
        (self.send)(Message::RunStarted {
            race,
            round,
            mode,
            lanes: job.lanes(mode) as u32,
        });
        let log = job.log(mode, computing);
        let stop = Arc::new(StopSignal::default());
        self.stop.replace(Arc::clone(&stop));
        if job.spec.computing_at_once(mode) > 1 {
            let at = host.clock().now() + SETTLING;
            host.sleep_until(at, &stop).await;
        }
        self.reader.replace(Some(log.reader()));
        self.last_end.set(None);
        let run = Run::new(
            Arc::clone(job),
            Arc::clone(&stop),
            Arc::clone(&log),
            host.clock().clone(),
        );
        let totals = exec::run(mode, Arc::new(run), host).await;
        self.flush(host.clock());
        self.reader.replace(None);
        (self.send)(Message::RunEnded {
            race,
            dropped: log.dropped(),
            message_bytes: totals.message_bytes,
            halted: stop.outcome(),
        });
        let elapsed = self.last_end.get().map(to_ms);
        elapsed.filter(|_| stop.outcome().is_none())
    }

    /// Computes the expected answer of every amount of work that occurs, and what it costs.
    async fn prepare<H: Host>(
        &self,
        job: &mut Job,
        spec: &Spec,
        corpus: Option<&str>,
        host: &H,
    ) -> Baseline {
        let race = self.id;
        let amounts: BTreeSet<u64> = job.tasks.iter().map(|task| task.units()).collect();
        let total = amounts.last().copied().unwrap_or(0);
        let mut baseline = Baseline::default();
        let mut findings: Vec<Finding> = Vec::new();
        let mut computation = job.kernel.begin();
        let candidates = match &job.kernel {
            Kernel::Patterns(patterns) => patterns.candidates(),
            Kernel::Pi | Kernel::Counter(_) | Kernel::Counted => 0,
        };
        let (mut asked, mut done) = (0, 0);
        let clock = host.clock();
        if total > 0 {
            warm_up(&job.kernel, host).await;
        }
        let begin = clock.now();
        self.silent_since.set(begin);
        'amounts: for units in amounts.into_iter().filter(|units| *units > 0) {
            while done < units {
                if asked == done {
                    // Each candidate's count is wanted. After the last one the first follows, whose count
                    // is known already.
                    let is_new = (findings.len() as u64) < candidates;
                    let more = if is_new { 1 } else { units - done };
                    computation.extend(more);
                    asked += more;
                }
                if computation.advance_alone() {
                    done = asked;
                    if (findings.len() as u64) < candidates {
                        findings.extend(computation.finding());
                    }
                }
                host.checkpoint().await;
                if self.stopped.get() || clock.now() - begin > RUN_LIMIT {
                    break 'amounts;
                }
                if self.speaks_again(clock) {
                    self.silent_since.set(clock.now());
                    let share = done as f64 / total as f64;
                    (self.send)(Message::Preparing { race, share });
                }
            }
            job.expected.insert(units, computation.answer());
            baseline.costs.push((units, clock.now() - begin));
        }
        if done > 0 {
            baseline.pi = computation.pi();
        }
        if !self.stopped.get() {
            measure_short(&job.kernel, &mut baseline.costs, host).await;
        }
        if spec.kernel == KernelKind::Patterns {
            baseline.search = Some(search_result(spec, corpus, candidates, findings));
        }
        baseline
    }
}

/// Computes for a while, until the browser has optimised the kernel.
async fn warm_up<H: Host>(kernel: &Kernel, host: &H) {
    const WARM_UP: Nanos = 30 * MILLI;
    let end = host.clock().now() + WARM_UP;
    let mut computation = kernel.begin();
    computation.extend(u64::MAX);
    while host.clock().now() < end {
        computation.advance_alone();
        host.checkpoint().await;
    }
}

/// What takes less than this is not measured by computing it once, in nanoseconds: the clock's step and
/// what the browser does meanwhile would be most of it.
const MEASURABLE: Nanos = 5 * MILLI;

/// Finds what amounts cost that are too short to be measured: they are computed as often as takes long
/// enough.
async fn measure_short<H: Host>(kernel: &Kernel, costs: &mut [(u64, Nanos)], host: &H) {
    let short = costs.partition_point(|(_, nanos)| *nanos < MEASURABLE);
    let Some((largest, _)) = costs[..short].last() else {
        return;
    };
    let mut units = *largest;
    let nanos = loop {
        let mut computation = kernel.begin();
        computation.extend(units);
        let begin = host.clock().now();
        while !computation.advance_alone() {
            host.checkpoint().await;
        }
        // Looked at, so that it is computed.
        std::hint::black_box(computation.answer());
        match host.clock().now() - begin {
            nanos if nanos >= MEASURABLE || units > u64::MAX / 2 => break nanos,
            _ => units *= 2,
        }
    };
    for (amount, cost) in &mut costs[..short] {
        *cost = (*amount as f64 * nanos as f64 / units as f64).ceil() as Nanos;
    }
}

fn search_result(
    spec: &Spec,
    corpus: Option<&str>,
    candidates: u64,
    mut findings: Vec<Finding>,
) -> SearchResult {
    let searched = findings.len() as u64;
    findings.retain(|finding| finding.count >= spec.threshold);
    findings.sort_by_key(|finding| (std::cmp::Reverse(finding.count), finding.function));
    let kept = findings.len() as u64;
    findings.truncate(TOP_FINDINGS);
    let corpus = corpus.map_or_else(|| Ok(Corpus::built_in()), Corpus::parse);
    let top = corpus.map_or_else(
        |_| Vec::new(),
        |corpus| {
            let name = |finding| (corpus.pattern(finding, spec.length as usize), finding);
            findings.into_iter().map(name).collect()
        },
    );
    SearchResult {
        candidates,
        searched,
        kept,
        top,
    }
}
