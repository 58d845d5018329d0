//! Processes: on a virtual clock, on which one takes 10 ms to start and a message 1 ms; and for
//! real.
//!
//! `s` starts, `m` is a message on its way, `#` computes, `.` waits.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};
use std::thread;

use super::support::{COSTS, assert_drawn, elapsed, job, race, simulate, tasks};
use interleave::exec;
use interleave::exec::host::Host;
use interleave::exec::host::native::Native;
use interleave::exec::host::simulated::Simulated;
use interleave::exec::job::Job;
use interleave::exec::message::{Order, Received, Report};
use interleave::exec::run::Run;
use interleave::exec::stop_signal::StopSignal;
use interleave::model::limits::HANG_LOOK;
use interleave::model::mode::Mode;
use interleave::model::preset::Preset;
use interleave::model::query::decode;
use interleave::model::spec::Spec;
use interleave::model::task::Outcome;
use interleave::protocol::Message;
use interleave::scheduler::observation::{Error, Hang, Observation};
use interleave::time::{MILLI, Nanos};
use interleave::trace::timeline::{Lane, Timeline};

#[test]
fn a_pool_starts_and_carries_out_what_it_is_sent() {
    let spec = Spec {
        workers: 2,
        ..tasks(3, 4, 2)
    };
    let timeline = simulate(Mode::Processes, &spec);
    assert_drawn(
        &timeline,
        &["0 ssssssssssm##....mm##....m", "1 ssssssssssm##....m"],
    );
    assert_eq!(timeline.started(), 10 * MILLI);
}

#[test]
fn a_long_task_ends_on_the_lane_that_ran_it() {
    let spec = Spec {
        workers: 2,
        ..tasks(3, 20, 2)
    };
    let [start, task] = ["s".repeat(10), format!("m##{}m", ".".repeat(20))];
    let timeline = simulate(Mode::Processes, &spec);
    let expected = [format!("0 {start}{task}{task}"), format!("1 {start}{task}")];
    assert_drawn(&timeline, &expected.each_ref().map(String::as_str));
}

#[test]
fn they_compute_for_real() {
    let spec = Spec {
        workers: 2,
        modes: vec![Mode::Sequential, Mode::Processes],
        ..tasks(4, 20, 10)
    };
    let said = race(&spec, false);
    let took = elapsed(&said, Mode::Processes);
    assert!((40.0..2_000.0).contains(&took), "{took}");
}

#[test]
fn a_chunk_is_carried_out_in_one_go() {
    let mut spec = decode("n=5&workers=2&api=pool_map&chunk=2").spec;
    (spec.wait, spec.work) = (tasks(5, 4, 1).wait, tasks(5, 4, 1).work);
    assert_drawn(
        &simulate(Mode::Processes, &spec),
        &[
            "0 ssssssssssm#....#....mm#....m",
            "1 ssssssssssm#....#....m",
        ],
    );
    // What its tasks have come to is known when it is back.
    let timeline = simulate(Mode::Processes, &spec);
    assert_eq!(timeline.elapsed(), Some((10 + 12 + 7) * MILLI));
}

/// A host that counts what crosses between processes: of how many tasks each order was, and of how
/// many each result.
struct Counting<'h, H> {
    host: &'h H,
    orders: RefCell<Vec<usize>>,
    results: RefCell<Vec<usize>>,
}

impl<H: Host> Host for Counting<'_, H> {
    type Clock = H::Clock;
    type Worker = H::Worker;

    fn clock(&self) -> &H::Clock {
        self.host.clock()
    }

    async fn sleep_until(&self, at: Nanos, stop: &StopSignal) {
        self.host.sleep_until(at, stop).await;
    }

    async fn checkpoint(&self) {
        self.host.checkpoint().await;
    }

    async fn wait_for_progress(&self, until: Nanos) {
        self.host.wait_for_progress(until).await;
    }

    fn spawn_lane<F: Future<Output = ()> + 'static>(
        &self,
        lane: impl FnOnce(H::Worker) -> F + Send + 'static,
    ) {
        self.host.spawn_lane(lane);
    }

    fn shared_ms(&self, at: Nanos) -> f64 {
        self.host.shared_ms(at)
    }

    fn start_process(&self, worker: usize, order: &Order) -> u64 {
        self.host.start_process(worker, order)
    }

    fn order(&self, worker: usize, order: &Order) -> u64 {
        if let Order::Carry { tasks } = order {
            self.orders.borrow_mut().push(tasks.len());
        }
        self.host.order(worker, order)
    }

    fn kill_process(&self, worker: usize) {
        self.host.kill_process(worker);
    }

    fn receive(&self) -> Option<Received> {
        let heard = self.host.receive();
        let report = heard.as_ref().and_then(|heard| heard.report.as_ref());
        if let Some((Report::Ended { completions, .. }, _)) = report {
            self.results.borrow_mut().push(completions.len());
        }
        heard
    }
}

/// A run of processes on a host, to its end.
fn run_on<H: Host>(host: &H, job: Arc<Job>, stop: Arc<StopSignal>) -> Timeline {
    let log = job.log(Mode::Processes, 0);
    let clock = host.clock().clone();
    let run = Arc::new(Run::new(job, stop, Arc::clone(&log), clock));
    let mut future = pin!(exec::run(Mode::Processes, run, host));
    let mut context = Context::from_waker(Waker::noop());
    while future.as_mut().poll(&mut context) == Poll::Pending {}
    let mut timeline = Timeline::default();
    log.reader().drain(|event| timeline.push(event));
    timeline
}

fn native(program: &Path) -> Native {
    Native::new(1, program).expect("a thread can be had")
}

/// The same on a native host.
fn run_natively(spec: &Spec) -> Timeline {
    run_on(
        &native(Path::new(PROGRAM)),
        Arc::new(job(spec)),
        Arc::default(),
    )
}

/// The program whose processes are ours.
const PROGRAM: &str = env!("CARGO_BIN_EXE_interleave");

/// What crosses in a run: of how many tasks each order was, and each result, the largest first.
fn crossings<H: Host>(host: &H, job: Arc<Job>, stop: Arc<StopSignal>) -> [Vec<usize>; 2] {
    let counting = Counting {
        host,
        orders: RefCell::default(),
        results: RefCell::default(),
    };
    let timeline = run_on(&counting, job, stop);
    assert!(timeline.answers_correct());
    [counting.orders, counting.results].map(|counts| {
        let mut counts = counts.into_inner();
        counts.sort_unstable_by_key(|tasks| std::cmp::Reverse(*tasks));
        counts
    })
}

#[test]
fn a_chunk_is_one_message_there_and_one_back() {
    for (query, orders, results) in [
        (
            "n=10000&wait=0&workers=4&api=pool_map",
            vec![625; 16],
            vec![625; 16],
        ),
        (
            "n=20&wait=0&workers=2&api=pool_map&chunk=7",
            vec![7, 7, 6],
            vec![7, 7, 6],
        ),
        (
            "n=20&wait=0&workers=2&api=process_map&chunk=7",
            vec![7, 7, 6],
            vec![7, 7, 6],
        ),
        (
            "n=20&wait=0&workers=2&api=process_map",
            vec![1; 20],
            vec![1; 20],
        ),
        (
            "n=20&wait=0&workers=2&api=apply_async&chunk=7",
            vec![1; 20],
            vec![1; 20],
        ),
        // The rest of a chunk in which a task raises never runs.
        (
            "n=10&wait=0&workers=2&api=pool_map&chunk=5&tasks=2:fail",
            vec![5, 5],
            vec![5, 3],
        ),
    ] {
        let spec = decode(query).spec;
        let expected = [orders, results];
        let counted = Arc::new(Job::counted(&spec));
        let host = Simulated::new(&counted, COSTS);
        let stop = Arc::clone(host.stop());
        assert_eq!(crossings(&host, counted, stop), expected, "{query}");
        let (host, job) = (native(Path::new(PROGRAM)), Arc::new(job(&spec)));
        assert_eq!(crossings(&host, job, Arc::default()), expected, "{query}");
    }
}

#[test]
fn a_worker_that_dies_in_a_chunk_takes_its_results_with_it() {
    use Outcome::{Done, Failed, TimedOut};
    let mut spec =
        decode("n=10&wait=40&workers=2&api=pool_map&chunk=5&fail=kill&tasks=2:fail").spec;
    let timeline = simulate(Mode::Processes, &spec);
    let outcomes = |timeline: &Timeline| (0..5).map(|task| timeline.outcome_of(task)).collect();
    let expected: Vec<_> = [Done, Done, Failed, TimedOut, TimedOut].map(Some).into();
    let seen: Vec<_> = outcomes(&timeline);
    assert_eq!(seen, expected);
    let hung = timeline.hung().expect("nobody tells the main line");
    assert_eq!((hung.why, hung.task), (Hang::Lost, 2));
    assert_eq!(timeline.latest(), hung.at + HANG_LOOK);
    // For real, and with tasks that end at once.
    spec.wait = 0;
    let timeline = run_natively(&spec);
    let seen: Vec<_> = outcomes(&timeline);
    assert_eq!(seen, expected);
    let hung = timeline.hung().expect("nobody tells the main line");
    let looked = timeline.latest() - hung.at;
    assert!(
        (HANG_LOOK..HANG_LOOK + 500 * MILLI).contains(&looked),
        "{looked}"
    );
}

#[test]
fn a_race_tells_that_a_run_hangs() {
    let query =
        "n=3&wait=1&workers=2&rounds=1&modes=processes&api=apply_async&fail=hang&tasks=1:fail";
    let said = race(&decode(query).spec, false);
    let hung = Message::Hung {
        race: 1,
        why: Hang::Task,
        task: 1,
    };
    assert_eq!(said.iter().filter(|message| **message == hung).count(), 1);
    let ended = said.iter().find_map(|message| match message {
        Message::RunEnded { halted, .. } => Some(*halted),
        _ => None,
    });
    assert_eq!(ended, Some(Some(Outcome::TimedOut)));
}

#[test]
fn a_process_that_is_busy_for_long_is_not_taken_for_dead() {
    let spec = decode("n=300&wait=50&workers=2&api=process_map&tasks=0:wait=9000").spec;
    let timeline = simulate(Mode::Processes, &spec);
    assert_eq!(timeline.outcomes().count(Outcome::Done), 300);
}

#[test]
fn the_broken_pool_has_three_results_whatever_the_seed() {
    let ended = |timeline: &Timeline| {
        let raised = Observation::Raised(Error::BrokenProcessPool);
        assert!(
            timeline
                .observations()
                .iter()
                .any(|(_, seen)| *seen == raised)
        );
        [Outcome::Done, Outcome::Failed].map(|outcome| timeline.outcomes().count(outcome))
    };
    for seed in 1..=20 {
        let spec = Spec {
            seed,
            jitter: if seed > 10 { 10 } else { 0 },
            ..Preset::BrokenPool.spec()
        };
        assert_eq!(ended(&simulate(Mode::Processes, &spec)), [3, 7], "{seed}");
    }
    let spec = Preset::BrokenPool.spec();
    let timeline = run_natively(&spec);
    let [done, failed] = ended(&timeline);
    assert_eq!(done + failed, 10);
    // A process that starts much later than the others gets task 3 much later, on a busy machine.
    let first = |lane: &Lane| lane.slices.first().map(|slice| slice.end);
    let ready: Vec<Nanos> = timeline.lanes().iter().filter_map(first).collect();
    let apart = ready.iter().max().zip(ready.iter().min());
    if apart.is_some_and(|(last, first)| last - first < 150 * MILLI) {
        assert_eq!([done, failed], [3, 7]);
    }
}

/// The processes that were started by this name and are there, dead ones that nobody has waited for
/// included.
fn count(name: &str) -> usize {
    let mine = format!(" {} ", std::process::id());
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let stats = entries.filter_map(|entry| fs::read_to_string(entry.path().join("stat")).ok());
    stats
        .filter(|stat| {
            let Some((head, rest)) = stat.split_once(')') else {
                return false;
            };
            // The name, the state, the parent.
            head.ends_with(&format!("({name}"))
                && rest.get(2..).is_some_and(|rest| rest.starts_with(&mine))
        })
        .count()
}

#[test]
#[cfg(target_os = "linux")]
fn no_process_is_left_behind() {
    const NAME: &str = "left-behind";
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(std::process::id().to_string());
    fs::create_dir_all(&folder).expect("there is room");
    let program = folder.join(NAME);
    std::os::unix::fs::symlink(PROGRAM, &program).expect("there is room");
    for query in [
        "n=6&wait=20&workers=3&api=process_map",
        "n=6&wait=20&workers=3&api=process&tasks=1:fail",
        // One kills itself, and is replaced or not; some are terminated, or hang.
        "n=6&wait=20&workers=3&api=process_submit&fail=kill&tasks=1:fail",
        "n=6&wait=200&workers=3&api=pool_map&end=terminate&timeout=100",
        "n=6&wait=20&workers=3&api=pool_map&fail=kill&tasks=1:fail",
        // Stopped, see below.
        "n=6&wait=60000&workers=3&api=pool_map",
    ] {
        let spec = decode(query).spec;
        let (stop, over) = (Arc::new(StopSignal::default()), AtomicBool::new(false));
        let most = thread::scope(|scope| {
            let watch = scope.spawn(|| {
                let mut most = 0;
                while !over.load(Ordering::Relaxed) {
                    most = most.max(count(NAME));
                    if most >= 3 && spec.wait == 60_000 {
                        stop.set(Outcome::Cancelled);
                    }
                }
                most
            });
            let host = native(&program);
            run_on(&host, Arc::new(job(&spec)), Arc::clone(&stop));
            let left = count(NAME);
            over.store(true, Ordering::Relaxed);
            assert_eq!(left, 0, "{query}");
            watch.join().expect("it only looks")
        });
        assert!(most <= 6, "{query}: {most}");
        // Those that are stopped are not before all three were seen: counting works.
        assert!(most >= 3 || spec.wait < 60_000, "{query}: {most}");
    }
    fs::remove_dir_all(&folder).expect("it is ours");
}
