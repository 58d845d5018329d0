//! The wall time to expect of a mode, by the classic formula: an explanation, and a bound that is quick
//! enough for every keystroke. What is expected of a race is simulated: see [`super::expectations`].

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::model::api::{Call, ProgramEnd};
use crate::model::blocking::Blocking;
use crate::model::limits::RUN_LIMIT;
use crate::model::mode::Mode;
use crate::model::spec::Spec;
use crate::model::task::Task;
use crate::time::to_ms;

/// What a machine computes: what is needed to expect a time.
#[derive(Clone, Copy, Debug)]
pub struct Capacity<'c> {
    /// What each amount of work costs alone on one core: units and milliseconds.
    pub costs: &'c [(u64, f64)],
    /// How many cores compute at once.
    pub cores: f64,
}

impl Capacity<'_> {
    fn cost(&self, units: u64) -> Option<f64> {
        if units == 0 {
            return Some(0.0);
        }
        let known = self.costs.iter().find(|(known, _)| *known == units);
        known.map(|(_, ms)| *ms)
    }
}

/// What the formula gives for a mode, in milliseconds; none if a cost is not known.
///
/// With N equal tasks that wait S and compute C, on W workers and P cores:
///
/// | mode | time |
/// | --- | --- |
/// | sequential | N(S+C) |
/// | threads, processes | max(⌈N/W⌉(S+C), S + N·C/min(W,P)) |
/// | gil | max(⌈N/W⌉(S+C), S + N·C); pure computing N·C |
/// | async | S + N·C; if coroutines block, or one is awaited after the other, N(S+C); on threads, as gil |
///
/// Workers that take tasks from a queue take at least as long as it takes to make the tasks.
/// A semaphore of k makes W no more than k, and of coroutines k threads under a GIL.
/// Tasks that differ are added up one by one, and handed out in their order.
pub fn formula_ms(mode: Mode, spec: &Spec, tasks: &[Task], capacity: Capacity) -> Option<f64> {
    let steps: Option<Vec<(f64, f64)>> = tasks
        .iter()
        .map(|task| Some((to_ms(task.wait()), capacity.cost(task.units())?)))
        .collect();
    let steps = steps?;
    let one_by_one: f64 = steps.iter().map(|(wait, cost)| wait + cost).sum();
    let limit = spec.limit_of(mode).unwrap_or(u32::MAX);
    let on_lanes = |has_gil: bool| {
        let workers = spec.workers_of(mode).min(limit);
        let cores = match has_gil {
            true => 1.0,
            false => f64::from(workers).min(capacity.cores),
        };
        makespan(&steps, workers as usize).max(last_end(&steps, cores))
    };
    // Tasks are made one by one before they are put on a queue.
    let takes = spec.api(mode).call() == Call::Put;
    let made = if takes {
        f64::from(spec.read) * tasks.len() as f64
    } else {
        0.0
    };
    Some(match mode {
        Mode::Processes if spec.shares_value() => {
            on_lanes(false).max(spec.updates() as f64 * UPDATE_MS)
        }
        Mode::Sequential => one_by_one,
        Mode::Async if spec.api(mode).is_one_by_one() => one_by_one,
        Mode::Async if takes && spec.blocking != Blocking::EventLoop => on_lanes(true).max(made),
        Mode::Async if spec.awaits_threads(mode) => on_lanes(spec.gil),
        Mode::Async if spec.blocking == Blocking::EventLoop => one_by_one,
        Mode::Async if limit < spec.n => on_lanes(true),
        Mode::Async => last_end(&steps, 1.0),
        Mode::Threads | Mode::Gil | Mode::Processes => {
            on_lanes(mode == Mode::Gil && spec.gil).max(made)
        }
    })
}

/// What an update takes at least that is sent as a message and answered, in milliseconds.
const UPDATE_MS: f64 = 0.01;

/// Of more bursts than this, [`beyond_limit`] leaves the jitter out.
const MOST_DRAWN: u32 = 100_000;

/// The modes of which it is known before they run that they will pass [`RUN_LIMIT`], and the time
/// that the formula expects of them at least, in milliseconds. A cost that is not known counts as
/// nothing. Where tasks go wrong, or the program does not wait for them all, nothing is said: its
/// run may end early. Of very many bursts the jitter is left out, so that this is quick enough to be
/// asked with every change of a form.
pub fn beyond_limit(spec: &Spec, capacity: Capacity) -> Vec<(Mode, f64)> {
    let drawn = match spec.n.saturating_mul(spec.bursts) <= MOST_DRAWN {
        true => Cow::Borrowed(spec),
        false => Cow::Owned(Spec {
            bursts: 1,
            jitter: 0,
            ..spec.clone()
        }),
    };
    let tasks = drawn.totals();
    let mut costs = capacity.costs.to_vec();
    for task in &tasks {
        let units = task.units();
        if !costs.iter().any(|(known, _)| *known == units) {
            costs.push((units, 0.0));
        }
    }
    let capacity = Capacity {
        costs: &costs,
        ..capacity
    };
    let waits_for_all = |mode: Mode| {
        let end = spec.end_of(spec.api(mode));
        matches!(end, ProgramEnd::Join | ProgramEnd::Unread)
            && tasks.iter().all(|task| task.fault.is_none())
    };
    let modes = spec.modes.iter().filter(|mode| waits_for_all(**mode));
    modes
        .filter_map(|mode| Some((*mode, formula_ms(*mode, spec, &tasks, capacity)?)))
        .filter(|(_, ms)| *ms > to_ms(RUN_LIMIT))
        .collect()
}

/// When the last task ends if computing goes on without a gap, and each task waits after it.
fn last_end(steps: &[(f64, f64)], cores: f64) -> f64 {
    let mut computed = 0.0;
    let mut last = 0.0_f64;
    for (wait, cost) in steps {
        computed += cost / cores;
        last = last.max(computed + wait);
    }
    last
}

/// When the last lane is free if each takes the next task as soon as it is free.
fn makespan(steps: &[(f64, f64)], lanes: usize) -> f64 {
    // Times are not negative, so their bits are ordered as they are.
    let mut free = BinaryHeap::from(vec![Reverse(0.0_f64.to_bits()); lanes.max(1)]);
    let mut last = 0.0_f64;
    for (wait, cost) in steps {
        if let Some(mut first) = free.peek_mut() {
            let end = f64::from_bits(first.0) + wait + cost;
            last = last.max(end);
            *first = Reverse(end.to_bits());
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_tasks_take_what_the_formulas_say() {
        let (n, wait, cost) = (10_u32, 500_u32, 40.0);
        let costs = [(1_000, cost)];
        let expect = |mode, workers, work, cores, blocking| {
            let spec = Spec {
                n,
                wait,
                work,
                workers,
                blocking: match blocking {
                    true => Blocking::EventLoop,
                    false => Blocking::None,
                },
                ..Spec::default()
            };
            let capacity = Capacity {
                costs: &costs,
                cores,
            };
            formula_ms(mode, &spec, &spec.tasks(), capacity).expect("the cost is known")
        };
        let (n, wait) = (f64::from(n), f64::from(wait));
        for workers in [1, 2, 4, 10, 64] {
            for cores in [1.0, 1.9, 8.0] {
                let batches = (n / f64::from(workers)).ceil();
                let bound = wait + n * cost / f64::from(workers).min(cores);
                let threads = expect(Mode::Threads, workers, 1_000, cores, false);
                assert!((threads - (batches * (wait + cost)).max(bound)).abs() < 1e-9);
                assert_eq!(
                    expect(Mode::Threads, workers, 0, cores, false),
                    batches * wait
                );
            }
        }
        assert_eq!(
            expect(Mode::Sequential, 4, 1_000, 2.0, false),
            n * (wait + cost)
        );
        assert_eq!(expect(Mode::Async, 4, 1_000, 2.0, false), wait + n * cost);
        assert_eq!(expect(Mode::Async, 4, 1_000, 2.0, true), n * (wait + cost));
    }

    #[test]
    fn a_semaphore_lets_so_many_in_at_a_time() {
        let query = "n=100&wait=100&workers=20&limit=10";
        let spec = crate::model::query::decode(query).spec;
        let capacity = Capacity {
            costs: &[],
            cores: 2.0,
        };
        let expect = |mode| formula_ms(mode, &spec, &spec.tasks(), capacity);
        for mode in [Mode::Threads, Mode::Gil, Mode::Async] {
            assert_eq!(expect(mode), Some(1_000.0), "{mode:?}");
        }
        assert_eq!(expect(Mode::Processes), Some(500.0));
    }

    #[test]
    fn what_will_pass_the_limit_is_known_before_it_runs() {
        let beyond = |query: &str, costs: &[(u64, f64)]| {
            let spec = crate::model::query::decode(query).spec;
            let modes = beyond_limit(&spec, Capacity { costs, cores: 2.0 });
            modes
                .into_iter()
                .map(|(mode, ms)| (mode, ms as u64))
                .collect::<Vec<_>>()
        };
        use Mode::{Gil, Processes, Sequential, Threads};
        assert_eq!(
            beyond("n=5&wait=60000&workers=2", &[]),
            [
                (Sequential, 300_000),
                (Threads, 180_000),
                (Gil, 180_000),
                (Processes, 180_000)
            ]
        );
        assert_eq!(
            beyond("n=2&wait=60000&workers=2", &[]),
            [],
            "120 s are no more than the limit"
        );
        let costs = [(9, 50_000.0)];
        let gil = "n=3&wait=0&work=9&workers=4&modes=sequential,threads,gil";
        assert_eq!(beyond(gil, &costs), [(Sequential, 150_000), (Gil, 150_000)]);
        assert_eq!(beyond(gil, &[]), [], "nobody knows yet");
        let faulty = "n=3&wait=60000&modes=sequential&tasks=0:fail";
        assert_eq!(beyond(faulty, &[]), [], "it breaks off");
        let ends = "n=3&wait=60000&workers=1&modes=processes&api=apply_async&end=";
        for (end, modes) in [
            ("join", 1),
            ("unread", 1),
            ("timeout", 0),
            ("terminate", 0),
            ("unclosed", 0),
        ] {
            assert_eq!(beyond(&[ends, end].concat(), &[]).len(), modes, "{end}");
        }
        // Each update is a message and its answer, one after the other.
        let counter = "n=4&wait=0&work=4000000&workers=4&kernel=counter&modes=processes";
        assert_eq!(beyond(counter, &[]), []);
        let shared = format!("{counter}&shared=value");
        assert_eq!(beyond(&shared, &[]), [(Processes, 160_000)]);
        // A million bursts, with and without jitter.
        for jitter in [0, 50] {
            let many = format!("n=10000&wait=50&bursts=100&jitter={jitter}&modes=sequential,async");
            assert_eq!(beyond(&many, &[]), [(Sequential, 500_000)]);
        }
    }

    #[test]
    fn what_cannot_be_known_is_not_guessed() {
        let spec = Spec {
            work: 5,
            ..Spec::default()
        };
        let capacity = Capacity {
            costs: &[],
            cores: 2.0,
        };
        assert_eq!(
            formula_ms(Mode::Async, &spec, &spec.tasks(), capacity),
            None
        );
    }
}
