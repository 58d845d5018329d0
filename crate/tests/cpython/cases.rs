//! The programs that are compared: every API with every end and every fault.

use interleave::model::api::{Api, Call, Family, Fault, ProgramEnd, Workers};
use interleave::model::blocking::Blocking;
use interleave::model::mode::Mode;
use interleave::model::preset::Preset;
use interleave::model::python::{Python, Start};
use interleave::model::queue::QueueOrder;
use interleave::model::spec::{Override, Spec};

/// When a program is stopped that does not end.
const LIMIT: u64 = 1_800;

/// The same of a preset's program: ten sleeps that block an event loop take five seconds.
const PRESET_LIMIT: u64 = 9_000;

/// One program.
#[derive(Clone, Debug)]
pub struct Case {
    pub name: String,
    pub api: Api,
    pub spec: Spec,
    /// When it is stopped if it does not end, in milliseconds after its release.
    pub limit: u64,
}

fn case(api: Api, end: ProgramEnd, fault: Option<Fault>, change: impl Fn(&mut Spec)) -> Case {
    let mut spec = Spec {
        n: if api.is_one_by_one() || api.call() == Call::Put {
            6
        } else {
            9
        },
        wait: 250,
        workers: 2,
        end,
        fail: fault.unwrap_or(Fault::Raise),
        ..Spec::default()
    };
    // However long the server of Python 3.14 takes to start processes.
    spec.wait = match end {
        ProgramEnd::Interrupt => 1_500,
        ProgramEnd::TerminateWorkers | ProgramEnd::KillWorkers => 700,
        _ => spec.wait,
    };
    spec.timeout = match (api, end) {
        (Api::Gather | Api::WaitFor | Api::GatherReturn, _)
        | (Api::TaskGroup, ProgramEnd::Timeout) => 225,
        (Api::Process, ProgramEnd::Interrupt) => 600,
        (Api::Process, ProgramEnd::Terminate) => 120,
        (Api::TaskGroup, ProgramEnd::Cancel) => 120,
        (_, ProgramEnd::TerminateWorkers | ProgramEnd::KillWorkers) => 500,
        (_, end) if end.is_call() => 370,
        // The limit of all reading, and of each read.
        (Api::ThreadMap | Api::ProcessMap | Api::PoolMap | Api::ToThread, _)
        | (Api::ThreadAsCompleted | Api::ProcessAsCompleted, _) => 120,
        _ => 160,
    };
    spec.apis.choose(api);
    for (task, wait) in [(0, 80), (1, 160), (2, 200)] {
        let own = Override {
            wait: Some(wait),
            work: None,
            fail: task == 2 && fault.is_some(),
        };
        spec.overrides.insert(task, own);
    }
    if spec.queues(api) {
        // Whose result is first is known.
        for task in 3..spec.n {
            spec.overrides.entry(task).or_default().wait = Some(80 * task);
        }
    }
    change(&mut spec);
    let fault = fault.map_or("-", Fault::name);
    let mut name = format!("{} {} {fault}", api.name(), end.name());
    if spec.chunk > 0 {
        name.push_str(" chunks");
    }
    if spec.buffer > 0 {
        name.push_str(" buffer");
    }
    if api.call() == Call::Put {
        name.push_str(&format!("={} read={}", spec.buffer, spec.read));
    }
    if spec.blocking != Blocking::None {
        name.push_str(&format!(" blocking={}", spec.blocking.name()));
    }
    if let Some(start) = spec.start {
        name.push_str(&format!(" start={}", start.name()));
    }
    if spec.recycle > 0 {
        name.push_str(&format!(" recycle={}", spec.recycle));
    }
    if !spec.guard {
        name.push_str(" guard=0");
    }
    if spec.payload > 0 {
        name.push_str(&format!(
            " order={} payload={}",
            spec.order.name(),
            spec.payload
        ));
    }
    if spec.limit > 0 {
        name.push_str(&format!(" limit={}", spec.limit));
    }
    if spec.n == 0 {
        name.push_str(" nothing");
    }
    Case {
        name,
        api,
        spec,
        limit: LIMIT,
    }
}

/// The programs of a preset as readers meet it, but for what it computes, which changes no outcome and takes
/// CPython a thousand times as long. Those with a shared counter are compared by themselves, and those with an
/// end of processes get time for their starts like all others.
fn of_preset(preset: Preset) -> Vec<Case> {
    let mut spec = preset.spec();
    if spec.counts() {
        return Vec::new();
    }
    spec.work = 0;
    for change in spec.overrides.values_mut() {
        change.work = change.work.map(|_| 0);
    }
    // A loop is a loop, and threads without a GIL have the same program as those with one.
    let others = |mode: &Mode| !matches!(mode, Mode::Sequential | Mode::Threads);
    let modes = spec.modes.iter().copied().filter(others);
    let programs = modes.map(|mode| Case {
        name: format!("preset {} {}", preset.name(), mode.name()),
        api: spec.api(mode),
        spec: spec.clone(),
        limit: PRESET_LIMIT,
    });
    programs.collect()
}

/// The programs of a version of Python, which lacks some.
pub fn cases(python: Python) -> Vec<Case> {
    let presets = Preset::ALL.into_iter().flat_map(of_preset);
    let mut cases: Vec<Case> = all().into_iter().chain(presets).collect();
    cases.retain(|Case { api, spec, .. }| api.since().max(spec.end.since()) <= python);
    for Case { api, spec, .. } in &mut cases {
        spec.python = python;
        let interprets = api.workers() == Workers::InterpreterPool;
        let has_moment = matches!(spec.end, ProgramEnd::Timeout | ProgramEnd::Terminate)
            || interprets && spec.end == ProgramEnd::Shutdown;
        if !spec.guard {
            // Every worker that there is has died by then.
            (spec.n, spec.timeout) = (4, 1_000);
        } else if has_moment
            && api.family() == Family::Processes
            && (interprets || spec.start_of(*api) != Start::Fork)
        {
            allow_for_starts(spec, interprets);
        }
    }
    cases
}

/// A server takes longer to start processes than it takes to fork, and interpreters import the program at their first task:
/// nothing happens close to the moment of the end.
fn allow_for_starts(spec: &mut Spec, interprets: bool) {
    spec.n = spec.n.min(4);
    let (first, second);
    (spec.timeout, first, second, spec.wait) = match interprets {
        true => (800, 1_050, 1_150, 100),
        false => (450, 700, 800, 900),
    };
    for (task, wait) in [(1, first), (2, second)] {
        spec.overrides.entry(task).or_default().wait = Some(wait);
    }
}

fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    for api in Api::ALL {
        for (index, end) in api.ends().iter().enumerate() {
            cases.push(case(api, *end, None, |_| ()));
            for fault in Fault::ALL {
                // Where nothing is pickled, once is enough.
                let pickles = api.family() == Family::Processes && api != Api::Process;
                if fault != Fault::Unpicklable || pickles || index == 0 {
                    cases.push(case(api, *end, Some(fault), |_| ()));
                }
            }
        }
        cases.push(case(api, api.ends()[0], None, |spec| spec.n = 0));
        if api.has_buffer() {
            for fault in [None, Some(Fault::Raise)] {
                cases.push(case(api, ProgramEnd::Join, fault, |spec| {
                    (spec.buffer, spec.read) = (2, 100);
                }));
            }
        }
        if matches!(api, Api::PoolMap | Api::ProcessMap) {
            for fault in Fault::ALL {
                cases.push(case(api, ProgramEnd::Join, Some(fault), |spec| {
                    spec.chunk = 3
                }));
            }
            // A chunk is under way when the end comes: its results are lost, or not.
            for end in api.ends().iter().skip(1) {
                cases.push(case(api, *end, None, |spec| spec.chunk = 3));
            }
        }
        if matches!(api.family(), Family::Threads | Family::Coroutines) {
            for fault in [None, Some(Fault::Raise), Some(Fault::Hang)] {
                for limit in [1, 3] {
                    cases.push(case(api, api.ends()[0], fault, |spec| {
                        (spec.n, spec.workers, spec.limit) = (5, 5, limit);
                    }));
                }
            }
            // A worker that leaves most often comes in again before those that wait.
            for fault in [None, Some(Fault::Raise)] {
                cases.push(case(api, api.ends()[0], fault, |spec| {
                    (spec.n, spec.limit) = (6, 1);
                }));
            }
        }
        if api.call() == Call::Put {
            for (buffer, read) in [(1, 0), (1, 60), (3, 0), (3, 60), (0, 60)] {
                for fault in [None, Some(Fault::Raise), Some(Fault::Exit)] {
                    cases.push(case(api, ProgramEnd::Join, fault, |spec| {
                        (spec.buffer, spec.read) = (buffer, read);
                    }));
                }
                // No worker is left.
                cases.push(case(api, ProgramEnd::Join, Some(Fault::Raise), |spec| {
                    (spec.buffer, spec.read) = (buffer, read);
                    spec.overrides.entry(1).or_default().fail = true;
                }));
            }
        }
        if api == Api::ProcessQueue {
            for order in QueueOrder::ALL {
                // Two results fit into the pipe, and one that just fits, and none.
                for payload in [30_000, 65_400, 65_510, 65_511, 66_000, 1 << 20] {
                    cases.push(case(api, ProgramEnd::Join, None, |spec| {
                        (spec.order, spec.payload) = (order, payload);
                    }));
                }
                for fault in [Fault::Raise, Fault::Kill] {
                    cases.push(case(api, ProgramEnd::Join, Some(fault), |spec| {
                        (spec.order, spec.payload, spec.read) = (order, 20_000, 100);
                    }));
                }
            }
        }
        if api.workers().are_processes() {
            for start in Start::ALL {
                for end in api.ends() {
                    cases.push(case(api, *end, None, |spec| {
                        (spec.start, spec.guard) = (Some(start), false);
                    }));
                }
                // How late a process starts decides which of two results is ready first.
                if !matches!(
                    api,
                    Api::ProcessAsCompleted | Api::ImapUnordered | Api::ProcessQueue
                ) {
                    for fault in [None, Some(Fault::Unpicklable)] {
                        cases.push(case(api, api.ends()[0], fault, |spec| {
                            spec.start = Some(start)
                        }));
                    }
                }
            }
        }
        if matches!(api.workers(), Workers::Pool | Workers::ProcessPool) {
            for recycle in [1, 2] {
                for start in [None, Some(Start::Fork), Some(Start::Spawn)] {
                    let fault = [None, Some(Fault::Raise)][usize::from(recycle == 2)];
                    cases.push(case(api, api.ends()[0], fault, |spec| {
                        (spec.recycle, spec.start, spec.chunk) = (recycle, start, 1);
                    }));
                }
            }
        }
        if api.workers() == Workers::Coroutines {
            let faults = [
                Fault::Raise,
                Fault::Missing,
                Fault::Hang,
                Fault::Kill,
                Fault::Exit,
            ];
            let faults = faults.map(Some);
            for end in api.ends() {
                for fault in faults.into_iter().chain([None]) {
                    for blocking in [Blocking::EventLoop, Blocking::Thread] {
                        cases.push(case(api, *end, fault, |spec| {
                            spec.n = 5;
                            spec.blocking = blocking;
                        }));
                    }
                }
            }
        }
    }
    cases
}
