//! What the model expects, and what it is told of the machine.

use std::sync::Arc;

use interleave::exec::host::simulated::Costs;
use interleave::exec::job::Job;
use interleave::exec::simulation::Simulation;
use interleave::model::mode::{KernelKind, Mode};
use interleave::model::preset::Preset;
use interleave::model::query::decode;
use interleave::model::task::Outcome;
use interleave::report::baseline::Baseline;
use interleave::report::environment::{Environment, Rung};
use interleave::report::expectations::{Effort, expect};
use interleave::report::measured::{Machine, Measured, Processes};
use interleave::time::MILLI;

const MACHINE: Machine = Machine {
    unit: Some(1_000.0),
    lateness: 0,
    processes: Some(Processes {
        start: 40 * MILLI,
        start_beside: 0,
        message: MILLI,
    }),
    cores: 2.0,
};

/// The times to expect of each mode, without start-up and with it.
fn times(query: &str, machine: &Machine) -> Vec<(Mode, f64, Option<f64>)> {
    let expected = expect(&decode(query).spec, machine, Effort::FULL);
    let times = expected.into_iter();
    times
        .map(|(mode, expected)| (mode, expected.ms, expected.total_ms))
        .collect()
}

#[test]
fn equal_tasks_take_what_the_formulas_say() {
    // Ten tasks that wait 500 ms and compute 40 ms, on four workers and two cores.
    let query = "n=10&wait=500&work=40000&workers=4";
    let all = times(query, &MACHINE);
    let of = |mode| all.iter().find(|(known, ..)| *known == mode);
    assert_eq!(of(Mode::Sequential).map(|(_, ms, _)| *ms), Some(5_400.0));
    assert_eq!(of(Mode::Async).map(|(_, ms, _)| *ms), Some(900.0));
    for mode in [Mode::Threads, Mode::Gil, Mode::Processes] {
        let ms = of(mode).map_or(0.0, |(_, ms, _)| *ms);
        assert!((1_620.0..2_000.0).contains(&ms), "{mode:?}: {ms}");
    }
    let computing = times(
        "n=8&wait=0&work=40000&workers=4&modes=threads,gil",
        &MACHINE,
    );
    let expected = [
        (Mode::Threads, 160.0, Some(160.0)),
        (Mode::Gil, 320.0, Some(320.0)),
    ];
    assert_eq!(computing, expected);
}

#[test]
fn start_up_and_messages_are_in_the_total_only() {
    let query = "n=4&wait=100&workers=4&modes=threads,processes";
    let expected = [
        (Mode::Threads, 100.0, Some(100.0)),
        (Mode::Processes, 100.0, Some(142.0)),
    ];
    assert_eq!(times(query, &MACHINE), expected);
    let unknown = Machine {
        processes: None,
        ..MACHINE
    };
    assert_eq!(times(query, &unknown)[1], (Mode::Processes, 100.0, None));
}

#[test]
fn ends_and_faults_are_modelled_too() {
    let spec = Preset::Shutdown.spec();
    let expected = expect(&spec, &MACHINE, Effort::FULL);
    let cancelled = expected.values().any(|expected| {
        let outcomes = expected.timeline.outcomes();
        outcomes.count(Outcome::Cancelled) > 0
    });
    assert!(cancelled);
}

#[test]
fn what_is_not_known_or_too_much_is_not_expected() {
    let unknown = Machine {
        unit: None,
        ..MACHINE
    };
    assert_eq!(times("n=3&work=10", &unknown), []);
    assert_eq!(times("n=10000&wait=50&bursts=50", &MACHINE), []);
    let lanes = decode("n=2000&wait=5&workers=64&modes=sequential,threads").spec;
    let brief = expect(&lanes, &MACHINE, Effort::BRIEF);
    assert_eq!(brief.keys().collect::<Vec<_>>(), [&Mode::Sequential]);
    assert_eq!(expect(&lanes, &MACHINE, Effort::FULL).len(), 2);
}

#[test]
fn every_preset_is_quick_to_model_unless_its_updates_contend() {
    for preset in Preset::ALL {
        let spec = preset.spec();
        let unit = match spec.kernel {
            KernelKind::Pi => 0.35,
            KernelKind::Patterns => 6_000.0,
            KernelKind::Counter => 2.5,
        };
        let machine = Machine {
            unit: Some(unit),
            ..MACHINE
        };
        let expected = expect(&spec, &machine, Effort::BRIEF);
        let wrong = spec
            .modes
            .iter()
            .filter(|mode| expected.contains_key(mode) == spec.contends(**mode));
        assert_eq!(wrong.count(), 0, "{}", preset.name());
    }
}

fn environment() -> Environment {
    Environment {
        isolated: true,
        rung: Rung::Native,
        cores_reported: Some(4),
        timer_step_us: None,
        ..Environment::default()
    }
}

/// What is found of a machine that takes this.
fn found(query: &str, costs: Costs) -> Machine {
    let spec = decode(query).spec;
    let job = Arc::new(Job::counted(&spec));
    let mut measured = Measured::default();
    for mode in &spec.modes {
        let run = Simulation::run(*mode, &job, costs, &[]);
        measured.take(*mode, &run.timeline, &spec);
    }
    measured.machine(&spec, &Baseline::default(), &environment())
}

const COSTS: Costs = Costs {
    unit: 2_000.0,
    piece: MILLI,
    lateness: MILLI / 4,
    start: 30 * MILLI,
    start_beside: 3 * MILLI,
    message: MILLI / 2,
    cores: f64::INFINITY,
};

#[test]
fn what_a_machine_takes_is_found_in_what_it_does() {
    let mixed = "n=6&wait=20&work=5000&bursts=2&jitter=30&workers=3";
    let machine = found(mixed, COSTS);
    let expected = Machine {
        unit: Some(2_000.0),
        lateness: MILLI / 4,
        processes: Some(Processes {
            start: 30 * MILLI,
            start_beside: 3 * MILLI,
            message: MILLI / 2,
        }),
        cores: 4.0,
    };
    assert_eq!(machine, expected);
    // What is broken off does not count.
    let faulty = "n=6&wait=20&work=5000&workers=3&tasks=1:fail;2:wait=90&timeout=100";
    assert_eq!(found(faulty, COSTS).unit, Some(2_000.0));
    assert_eq!(found(faulty, COSTS).lateness, MILLI / 4);
}

#[test]
fn what_was_not_measured_is_not_known() {
    let nothing = Measured::default();
    let spec = decode("n=3&wait=20&work=500").spec;
    let machine = nothing.machine(&spec, &Baseline::default(), &environment());
    assert_eq!((machine.unit, machine.processes), (None, None));
    let baseline = Baseline {
        costs: vec![(10, 70), (500, 5_000)],
        ..Baseline::default()
    };
    let machine = nothing.machine(&spec, &baseline, &environment());
    assert_eq!(machine.unit, Some(10.0), "as the largest amount shows it");
    let waits = found("n=3&wait=20&modes=async", COSTS);
    assert_eq!(waits.lateness, MILLI / 4, "where no coroutine computes");
}
