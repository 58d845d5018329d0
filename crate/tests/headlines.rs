//! What the headline of each preset says, in both languages, on a machine with eight cores that takes
//! exactly what it is told to: the executors run on the virtual clock.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use interleave::exec::host::simulated::Costs;
use interleave::exec::job::Job;
use interleave::exec::simulation::Simulation;
use interleave::model::mode::KernelKind;
use interleave::model::preset::Preset;
use interleave::model::spec::Spec;
use interleave::race::rounds::planned;
use interleave::report::baseline::Baseline;
use interleave::report::environment::{Environment, Rung};
use interleave::report::findings::workload;
use interleave::report::round::Round;
use interleave::report::{Headline, Report};
use interleave::time::MILLI;
use interleave::wording::headline;

/// What takes time on that machine.
fn costs(spec: &Spec) -> Costs {
    Costs {
        unit: match spec.kernel {
            KernelKind::Pi => 0.7,
            KernelKind::Patterns => 6_000.0,
            KernelKind::Counter => 2.5,
        },
        piece: MILLI,
        lateness: MILLI / 5,
        start: 40 * MILLI,
        message: MILLI / 10,
        ..Costs::default()
    }
}

/// What a race of this experiment shows there.
fn race(spec: &Spec) -> Headline {
    let costs = costs(spec);
    let job = Arc::new(Job::counted(spec));
    let rounds = spec.modes.iter().map(|mode| {
        let run = Simulation::run(*mode, &job, costs, &[]);
        let round = Round::new(&run.timeline, spec, 0, 0, false, 5.0);
        (*mode, vec![round; planned(spec) as usize])
    });
    let amounts: BTreeSet<u64> = job.tasks.iter().map(|task| task.units()).collect();
    let amounts = amounts.into_iter().filter(|units| *units > 0);
    let baseline = Baseline {
        costs: amounts
            .map(|units| (units, costs.computing(units as f64)))
            .collect(),
        ..Baseline::default()
    };
    let environment = Environment {
        isolated: true,
        rung: Rung::Headers,
        cores_reported: Some(8),
        cores_effective: Some(8.0),
        timer_step_us: Some(5.0),
        ..Environment::default()
    };
    let rounds = rounds.collect();
    let report = Report::new(spec, environment, &baseline, rounds, &BTreeMap::new());
    headline(&report, workload(&report, &baseline.costs))
}

#[test]
fn every_preset_says_what_it_shows() {
    let mut all = String::new();
    for preset in Preset::ALL {
        let Headline { zh, en } = race(&preset.spec());
        all += &format!("{}\n  {en}\n  {zh}\n", preset.name());
    }
    let expected = include_str!("data/headlines.txt");
    assert_eq!(all, expected, "{all}");
}
