//! What the headline of each preset says, in both languages, on a machine with eight cores that takes
//! exactly what it is told to: the executors run on the virtual clock.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use interleave::exec::host::simulated::Costs;
use interleave::exec::job::Job;
use interleave::exec::simulation::Simulation;
use interleave::model::mode::KernelKind;
use interleave::model::preset::Preset;
use interleave::model::query::decode;
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
            KernelKind::Pi => 0.35,
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
fn what_becomes_of_a_shared_counter_is_said_with_its_reason() {
    for (query, en, zh) in [
        (
            "modes=gil&between=1&work=1000",
            "GIL threads *may lose updates, but none was lost here*",
            "GIL 下的线程*可能丢失更新，这次却没有出现*",
        ),
        (
            "modes=gil&between=0&python=3.9&work=20000000",
            "because the GIL was switched between reading and writing",
            "因为 GIL 在读与写之间切换",
        ),
        (
            "modes=gil&between=0&work=20000000",
            "GIL threads: *no update lost* of 80,000,000, because nothing comes between",
            "GIL 下的线程：80,000,000 次更新*没有丢失*，因为读与写之间不会插入",
        ),
        (
            "modes=gil&gil=0&work=20000000",
            "Threads with the GIL off *lost 60,000,000 of 80,000,000 updates* (75%)",
            "关闭 GIL 的线程*丢失了 80,000,000 次更新中的 60,000,000 次*（75%）",
        ),
        (
            "modes=threads&lock=atomic&work=1000",
            "*no update lost* of 4,000, because each is one atomic step",
            "4,000 次更新*没有丢失*，因为每次更新都是一个原子操作",
        ),
        (
            "modes=processes&shared=value&work=10",
            "*no update lost* of 40, but each is a message to one shared Value",
            "40 次更新*没有丢失*，但每次都要向共享的 Value 发一条消息",
        ),
    ] {
        let query = format!("n=4&wait=0&workers=4&kernel=counter&{query}");
        let said = race(&decode(&query).spec);
        assert!(said.en.contains(en), "{query}: {}", said.en);
        assert!(said.zh.contains(zh), "{query}: {}", said.zh);
    }
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
