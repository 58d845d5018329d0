//! What holds for every experiment and every order of inputs: random ones.

use interleave::model::api::{Api, Fault, ProgramEnd};
use interleave::model::blocking::Blocking;
use interleave::model::limits::HANG_LOOK;
use interleave::model::python::{Python, Start};
use interleave::model::queue::QueueOrder;
use interleave::model::spec::{Override, Spec};
use interleave::model::task::Outcome;
use interleave::scheduler::observation::{Error, Observation};
use interleave::scheduler::{Action, Input, Scheduler, TaskEnd};
use interleave::time::{MILLI, Nanos};

use super::spec;
use super::support::simulate;

/// When a run is halted that has not ended, in milliseconds.
const LIMIT: u64 = 10_000;

/// How long a program is looked at that hangs, likewise.
const LOOK: u64 = HANG_LOOK / MILLI;

/// A random number of tasks, workers and a chunk, with every fault that there is somewhere.
fn random_spec(random: &mut fastrand::Rng, api: Api) -> Spec {
    let mut spec = spec(api, ProgramEnd::Join, Fault::Raise, &[]);
    spec.n = random.u32(0..12);
    spec.workers = random.u32(1..5);
    spec.chunk = random.u32(0..4);
    spec.timeout = random.u32(0..6) * 50;
    spec.end = random.choice(ProgramEnd::ALL).expect("there are some");
    spec.fail = random.choice(Fault::ALL).expect("there are some");
    spec.start = random
        .choice([None, Some(Start::Spawn), Some(Start::Forkserver)])
        .flatten();
    spec.recycle = random.u32(0..3);
    spec.guard = random.u8(0..3) > 0;
    spec.order = random.choice(QueueOrder::ALL).expect("there are some");
    spec.payload = random.u32(0..4) * 30_000;
    spec.read = random.u32(0..3) * 20;
    spec.python = random.choice(Python::ALL).expect("there are some");
    for task in 0..spec.n {
        let fail = random.u8(0..4) == 0;
        let wait = Some(random.u32(0..5) * 50);
        let work = None;
        spec.overrides.insert(task, Override { wait, work, fail });
    }
    spec
}

#[test]
fn every_experiment_ends_with_an_outcome_for_each_task() {
    let mut random = fastrand::Rng::with_seed(3);
    for _ in 0..5_000 {
        let api = random.choice(Api::ALL).expect("there are some");
        let mut spec = random_spec(&mut random, api);
        spec.blocking = random.choice(Blocking::ALL).expect("there are some");
        let life = simulate(api, &spec, LIMIT, None);
        assert!(
            life.outcomes.iter().all(Option::is_some),
            "{spec:?} {life:?}"
        );
        let words = life.seen.iter().filter(|(_, seen)| seen.is_final());
        assert_eq!(words.count(), 1, "{spec:?} {life:?}");
        assert!(life.reads.len() <= spec.n as usize, "{spec:?} {life:?}");
        // Nothing takes so long: what has not ended by then never will.
        match life.hung {
            Some((since, ..)) => assert_eq!(life.over, since + LOOK, "{spec:?} {life:?}"),
            None => assert!(life.over < LIMIT, "{spec:?} {life:?}"),
        }
    }
}

/// What the executor of a test believes of a worker.
#[derive(Clone, Copy, Debug, PartialEq)]
enum WorkerState {
    Away,
    Starting,
    Idle,
    /// At a task of a chunk that ends there.
    Busy(usize, usize),
}

/// Inputs that make sense and inputs that do not, in any order.
#[test]
fn no_order_of_inputs_breaks_its_promises() {
    let mut random = fastrand::Rng::with_seed(4);
    for _ in 0..5_000 {
        let api = random.choice(Api::ALL).expect("there are some");
        let spec = random_spec(&mut random, api);
        let mut life = Scheduler::new(api, &spec);
        let mut states = vec![WorkerState::Away; life.workers()];
        let mut settled = vec![0; spec.n as usize];
        let mut unread = vec![true; spec.n as usize];
        let (mut words, mut over, mut armed, mut hung, mut put) = (0, false, None, None, 0);
        let mut at: Nanos = 0;
        let mut input = Input::Begin;
        for _ in 0..200 {
            life.step(input, at, &mut |action| {
                assert!(!over, "{action:?} after the end");
                match action {
                    Action::Start { worker } => {
                        assert_eq!(states[worker], WorkerState::Away);
                        states[worker] = WorkerState::Starting;
                    }
                    Action::Assign { worker, task, end } => {
                        assert!(
                            matches!(states[worker], WorkerState::Idle),
                            "{:?}",
                            states[worker]
                        );
                        assert!(task < end && settled[task..end].iter().all(|times| *times == 0));
                        states[worker] = WorkerState::Busy(task, end);
                    }
                    Action::Shutdown { worker } => {
                        assert!(matches!(
                            states[worker],
                            WorkerState::Idle | WorkerState::Starting
                        ));
                        states[worker] = WorkerState::Away;
                    }
                    Action::Kill { worker } => {
                        assert_ne!(states[worker], WorkerState::Away);
                        states[worker] = WorkerState::Away;
                    }
                    Action::Cancel { worker, task } => {
                        assert_eq!(states[worker], WorkerState::Busy(task, task + 1));
                    }
                    Action::Settle { task, .. } => settled[task] += 1,
                    Action::Arm { at } => {
                        assert_ne!(at, armed, "it is armed so");
                        armed = at;
                    }
                    Action::Observe(seen) => words += usize::from(seen.is_final()),
                    Action::Read { task } => assert!(std::mem::take(&mut unread[task])),
                    Action::Put { task } => {
                        assert_eq!(task, put, "each once, in order");
                        put += 1;
                    }
                    Action::Hang { why, task } => {
                        assert!(task < settled.len() && hung.is_none(), "{why:?} {task}");
                        hung = Some(why);
                        words += usize::from(Observation::Hung(why).is_final());
                    }
                    Action::Finished => over = true,
                }
            });
            assert!(settled.iter().all(|times| *times <= 1) && words <= 1);
            assert_eq!(life.is_settled(), settled.iter().all(|times| *times == 1));
            assert_eq!(life.is_finished(), over);
            at += random.u64(0..40) * MILLI;
            input = random_input(&mut random, &mut states, spec.n as usize);
            if input == Input::Due {
                armed = None;
            }
        }
        let outcome = Outcome::TimedOut;
        let mut last = None;
        life.step(Input::Halted { outcome }, at, &mut |action| {
            match action {
                Action::Settle { task, .. } => settled[task] += 1,
                Action::Observe(seen) => words += usize::from(seen.is_final()),
                _ => {}
            }
            last = Some(action);
        });
        assert!(over || last == Some(Action::Finished));
        assert!(settled.iter().all(|times| *times == 1), "{settled:?}");
        assert_eq!(words, 1);
    }
}

/// Mostly what a worker could say, and then it is what the worker believes of itself, too.
fn random_input(random: &mut fastrand::Rng, states: &mut [WorkerState], tasks: usize) -> Input {
    let worker = random.usize(0..states.len() + 1);
    let how = match random.u8(0..4) {
        0 => TaskEnd::Raised(Error::ValueError),
        1 => TaskEnd::Raised(Error::CancelledError),
        _ => TaskEnd::Returned,
    };
    match (random.u8(0..40), states.get_mut(worker)) {
        (0, _) => Input::Due,
        (1, _) => Input::EndEarly,
        (2, _) => Input::Begin,
        (3, _) => {
            let outcome = Outcome::Cancelled;
            Input::Halted { outcome }
        }
        (4, None) => Input::TaskEnded {
            worker,
            task: random.usize(0..tasks + 1),
            how,
        },
        (5, Some(state)) => {
            *state = WorkerState::Away;
            Input::Lost { worker }
        }
        (_, Some(state @ WorkerState::Starting)) => {
            *state = WorkerState::Idle;
            Input::Ready { worker }
        }
        (6, Some(WorkerState::Busy(task, _))) => Input::Endless {
            worker,
            task: *task,
        },
        (_, Some(WorkerState::Busy(task, end))) => {
            let (at, end) = (*task, *end);
            if how == TaskEnd::Returned && at + 1 < end {
                *task += 1;
                return Input::Passed { worker, task: at };
            }
            let task = at;
            states[worker] = WorkerState::Idle;
            Input::TaskEnded { worker, task, how }
        }
        _ => Input::Due,
    }
}
