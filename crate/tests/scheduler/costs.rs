//! What takes time moves what happens, and changes nothing else: for every API, end and fault, tasks
//! and the main thread end as they do where nothing takes time but waits.

use interleave::exec::host::simulated::Costs;
use interleave::model::api::{Api, Family, Fault};
use interleave::model::limits::HANG_LOOK;
use interleave::model::spec::Spec;
use interleave::time::MILLI;

use super::support::{simulate, simulate_at};

/// Beyond the run's own limit, in milliseconds.
const NEVER: u64 = 200_000;

const COSTS: Costs = Costs {
    unit: 0.0,
    piece: 0,
    lateness: MILLI / 5,
    start: 10 * MILLI,
    start_beside: 0,
    message: MILLI,
    cores: f64::INFINITY,
};

#[test]
fn every_program_ends_the_same_where_starts_messages_and_wake_ups_take_time() {
    let mut compared = 0;
    let mut differing = Vec::new();
    for api in Api::ALL {
        let timeout = match api.family() {
            Family::Coroutines => 70,
            Family::MainThread | Family::Threads => 150,
            // Which tasks have ended by then depends on when their processes are there.
            Family::Processes => 165,
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
                let ideal = simulate(api, &spec, NEVER, None);
                let life = simulate_at(COSTS, api, &spec, NEVER, None);
                let case = format!("{api:?} {end:?} {fault:?}");
                let [one, other] = [&ideal, &life].map(|life| {
                    let last = life.seen.iter().find(|(_, seen)| seen.is_final());
                    let hung = life.hung.map(|(_, why, task)| (why, task));
                    (&life.outcomes, last.map(|(_, seen)| *seen), hung)
                });
                if one != other {
                    differing.push(format!("{case}: {other:?}, not {one:?}"));
                }
                for life in [&ideal, &life] {
                    let ends = life.hung.map(|(since, ..)| since + HANG_LOOK / MILLI);
                    if ends.is_some_and(|ends| !(ends..=ends + 1).contains(&life.over)) {
                        differing.push(format!("{case}: looked at until {}", life.over));
                    }
                }
                compared += 1;
            }
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
    assert!(compared > 150, "{compared}");
}
