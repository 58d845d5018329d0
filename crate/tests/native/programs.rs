//! Executors do what the scheduler says: for every API, end and fault, tasks and the main thread end
//! as they do where the scheduler is driven alone.

use interleave::model::api::{Api, Family, Fault};
use interleave::model::limits::HANG_LOOK;
use interleave::model::mode::Mode;
use interleave::model::spec::Spec;

use super::life;
use super::support::simulate;

/// The run's limit, in milliseconds.
const LIMIT: u64 = 120_000;

#[test]
fn every_program_ends_on_every_executor_as_its_scheduler_says() {
    let mut compared = 0;
    let mut differing = Vec::new();
    for api in Api::ALL {
        // The start of processes and their messages take time, which moves what happens when.
        let (mode, timeout) = match api.family() {
            Family::MainThread => (Mode::Sequential, 150),
            Family::Threads => (Mode::Gil, 150),
            Family::Processes => (Mode::Processes, 165),
            Family::Coroutines => (Mode::Async, 70),
        };
        let faults = Fault::ALL.map(Some);
        for end in api.ends() {
            for fault in faults.into_iter().chain([None]) {
                let mut spec = Spec {
                    n: 6,
                    wait: 100,
                    workers: 2,
                    end: *end,
                    timeout,
                    fail: fault.unwrap_or(Fault::Raise),
                    ..Spec::default()
                };
                spec.apis.choose(api);
                spec.overrides.entry(2).or_default().fail = fault.is_some();
                spec.overrides.entry(2).or_default().wait = Some(40);
                // No two workers are free at the same moment: which is first would be chance.
                spec.overrides.entry(0).or_default().wait = Some(90);
                let alone = life::simulate(api, &spec, LIMIT, None);
                let run = simulate(mode, &spec);
                let outcomes: Vec<_> = (0..spec.n).map(|task| run.outcome_of(task)).collect();
                let case = format!("{api:?} {end:?} {fault:?}");
                if outcomes != alone.outcomes {
                    differing.push(format!("{case}: {outcomes:?}, not {:?}", alone.outcomes));
                }
                let last = alone.seen.iter().find(|(_, seen)| seen.is_final());
                let told = run.observations().iter().find(|(_, seen)| seen.is_final());
                let seen = told.map(|(_, seen)| *seen);
                let last = last.map(|(_, seen)| *seen);
                if seen != last {
                    differing.push(format!("{case}: {seen:?}, not {last:?}"));
                }
                let hung = run.hung().map(|hung| (hung.why, hung.task as usize));
                let alone = alone.hung.map(|(_, why, task)| (why, task));
                let ends = run.hung().map(|hung| hung.at + HANG_LOOK);
                if ends.is_some_and(|ends| ends != run.latest()) {
                    differing.push(format!("{case}: looked at until {}", run.latest()));
                }
                if hung != alone {
                    differing.push(format!("{case}: hangs {hung:?}, not {alone:?}"));
                }
                compared += 1;
            }
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
    assert!(compared > 150, "{compared}");
}
