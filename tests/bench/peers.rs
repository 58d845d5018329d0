//! Pools that others have, on the same wasm kernel, with messages of the same form and size; and Python's.

use std::collections::BTreeMap;

use interleave::model::mode::Mode;
use interleave_tests::{Engine, Folder, Page, Setting, with_pages};
use serde_json::Value;

use super::figures::{Budget, Column, Measured, Table, Unit, ratio};
use super::lab::{Lab, interleaved, median, of, race, threaded, worked};

/// How long a task computes, in microseconds, and how many there are.
const SIZES: [(f64, u32); 5] = [
    (0.0, 10_000),
    (10.0, 4_000),
    (100.0, 2_000),
    (1_000.0, 400),
    (10_000.0, 60),
];
/// The same where a few minutes have to do.
const QUICK: [(f64, u32); 3] = [(0.0, 10_000), (100.0, 1_000), (1_000.0, 100)];

/// Who runs the tasks.
#[derive(Clone, Copy, PartialEq)]
enum Pool {
    /// A mode of ours, with an API.
    Ours(Mode, &'static str),
    /// One of `peers/pools.js`.
    Peer(&'static str),
}

const POOLS: [(&str, Pool); 11] = [
    ("batch", Pool::Peer("batch")),
    (
        "Interleave, threads",
        Pool::Ours(Mode::Threads, "thread_map"),
    ),
    (
        "Interleave, processes, process_map",
        Pool::Ours(Mode::Processes, "process_map"),
    ),
    (
        "Interleave, processes, apply_async",
        Pool::Ours(Mode::Processes, "apply_async"),
    ),
    (
        "Interleave, processes, pool_map in chunks",
        Pool::Ours(Mode::Processes, "pool_map"),
    ),
    (RAW, Pool::Peer("raw")),
    (
        "bare postMessage pool, from a worker",
        Pool::Peer("coordinator"),
    ),
    ("comlink", Pool::Peer("comlink")),
    ("workerpool", Pool::Peer("workerpool")),
    ("poolifier-web-worker", Pool::Peer("poolifier")),
    ("threads (npm)", Pool::Peer("threads")),
];

const RAW: &str = "bare postMessage pool";
const RAW_IN_WORKER: &str = "bare postMessage pool, from a worker";
const EMPTY: &str = "empty";

/// What is wasted beside the work itself has to be below this.
const WASTE: f64 = 0.05;

/// Measures them.
pub async fn measure(lab: &Lab, tables: &mut Vec<Table>, budgets: &mut Vec<Budget>) {
    let site = Folder::with_page("peers");
    xtask::files::copy_folder(&lab.peers, &site.path().join("peers")).expect("there is room");
    let of_others = Setting {
        dist: site.path().to_path_buf(),
        ..threaded(Engine::Chromium)
    };
    with_pages(&[threaded(Engine::Chromium), of_others], async |pages| {
        let [ours, others] = pages else {
            unreachable!("two were asked for");
        };
        let table = all(lab, ours, others).await;
        let empty = |name: &str| table.get(name, EMPTY);
        let against = |name: &str, base: &str| {
            let both = empty(name).zip(empty(base));
            both.and_then(|(of, to)| ratio(of, to))
        };
        for (name, pool) in POOLS {
            if pool != Pool::Ours(Mode::Processes, "pool_map") && name.contains("processes") {
                let what = format!("an empty task, {name}, against the bare pool from a worker");
                let seen = against(name, RAW_IN_WORKER);
                budgets.push(Budget::at_most(what, Unit::Times, 1.5, seen.as_ref()).aim(1.2));
            }
        }
        let libraries = POOLS.iter().map(|(name, _)| *name).skip(7);
        let best = libraries.min_by(|one, other| {
            let median = |name: &str| empty(name).map_or(f64::INFINITY, |cell| cell.summary.median);
            median(one).total_cmp(&median(other))
        });
        let best = best.expect("there are some");
        let what = format!("an empty task on the best npm pool ({best}) against threads");
        let seen = against(best, "Interleave, threads");
        budgets.push(Budget::at_least(what, Unit::Times, 50.0, seen.as_ref()));
        if lab.has_python() {
            let what = "10,000 empty tasks, pool_map in chunks, against CPython's Pool.map";
            let seen = against(
                "Interleave, processes, pool_map in chunks",
                "CPython, Pool.map in chunks",
            );
            budgets.push(Budget::at_most(what, Unit::Times, 2.0, seen.as_ref()));
        }
        tables.push(table);
    })
    .await;
}

/// What each task computes, and how many there are.
#[derive(Clone, Copy)]
struct Size {
    us: f64,
    units: u64,
    tasks: u32,
}

async fn all(lab: &Lab, ours: &Page, others: &Page) -> Table {
    let url = format!("{}peers/", others.url());
    others.browser.goto(url).await.expect("it loads");
    others.until("globalThis.pools").await;
    let a_unit = unit_ns(others).await;
    let sizes = if lab.quick { &QUICK[..] } else { &SIZES[..] };
    let sizes: Vec<Size> = sizes
        .iter()
        .map(|&(us, tasks)| Size {
            us,
            tasks,
            units: (us * 1_000.0 / a_unit).round() as u64,
        })
        .collect();
    let subjects: Vec<(Pool, Size)> = POOLS
        .iter()
        .flat_map(|(_, pool)| sizes.iter().map(move |size| (*pool, *size)))
        .collect();
    let query = format!(
        "modes=processes&api=apply_async&n=1000&wait=0&work=0&workers={}&rounds=1",
        lab.cores
    );
    let report = race(ours, &query).await;
    let sent = of(&report, Mode::Processes).rounds[0].message_bytes;
    let bytes = sent.unwrap_or(0) as f64 / 1_000.0;
    let found = interleaved(lab.passes(), &subjects, async |(pool, size)| match *pool {
        Pool::Peer(name) => peer(others, name, lab.cores, *size, lab.times()).await,
        Pool::Ours(mode, api) => {
            let query = format!(
                "api={api}&kernel=pi&n={}&wait=0&work={}&workers={}",
                size.tasks, size.units, lab.cores
            );
            worked(lab, Some(ours), mode, &query).await
        }
    })
    .await;
    let mut lines = lines_of(&POOLS.map(|(name, _)| name), &sizes, &found);
    // The work by itself is what the others are compared with.
    lines.remove(0);
    lines.extend(in_python(lab, &sizes));
    table(lab, &sizes, lines, bytes)
}

/// How long a unit takes in one of the workers, in nanoseconds.
async fn unit_ns(page: &Page) -> f64 {
    const UNITS: u64 = 40_000_000;
    let size = Size {
        us: 0.0,
        units: UNITS,
        tasks: 1,
    };
    let times = peer(page, "raw", 1, size, 3).await;
    // The pool has one worker only, and shall have as many as are asked for.
    page.script("location.reload()").await;
    page.until("globalThis.pools").await;
    median(&times) * 1e6 / UNITS as f64
}

async fn peer(page: &Page, name: &str, workers: usize, size: Size, times: usize) -> Vec<f64> {
    let script = format!(
        "measure({name:?}, {workers}, {}, {}, {times}).then(done, (error) => done(String(error?.stack ?? error)));",
        size.tasks, size.units
    );
    let found = page.script_async(&script).await;
    let Value::Array(times) = &found else {
        panic!("{name}: {found}");
    };
    times.iter().filter_map(Value::as_f64).collect()
}

/// From all times, with those of the batch first: what an empty task costs; then for each size, which share
/// of the time is not the work's; and from which size on that is little.
fn lines_of(
    names: &[&str],
    sizes: &[Size],
    found: &[Option<Measured>],
) -> Vec<(String, Vec<Option<Measured>>)> {
    let rows: Vec<&[Option<Measured>]> = found.chunks(sizes.len()).collect();
    let line = |row: &[Option<Measured>]| {
        let cells = sizes
            .iter()
            .zip(row)
            .zip(rows[0])
            .map(|((size, time), batch)| {
                let (time, batch) = (time.as_ref()?, batch.as_ref()?);
                match size.units {
                    0 => {
                        let each = time
                            .samples
                            .iter()
                            .map(|ms| ms * 1_000.0 / f64::from(size.tasks));
                        Measured::of(each.collect())
                    }
                    _ => {
                        let share = ratio(batch, time)?;
                        Measured::of(
                            share
                                .samples
                                .iter()
                                .map(|share| 100.0 * (1.0 - share))
                                .collect(),
                        )
                    }
                }
            });
        let mut cells: Vec<Option<Measured>> = cells.collect();
        let little = |cell: &Option<Measured>| {
            cell.as_ref()
                .is_some_and(|cell| cell.summary.median < 100.0 * WASTE)
        };
        let from = (1..sizes.len()).find(|place| cells[*place..].iter().all(little));
        cells.push(from.and_then(|place| Measured::of(vec![sizes[place].us])));
        cells
    };
    names
        .iter()
        .map(|name| (*name).to_owned())
        .zip(rows.iter().map(|row| line(row)))
        .collect()
}

/// The same in CPython, where tasks compute in Python.
fn in_python(lab: &Lab, sizes: &[Size]) -> Vec<(String, Vec<Option<Measured>>)> {
    let plan: Vec<(f64, u32)> = sizes.iter().map(|size| (size.us, size.tasks)).collect();
    let plan = serde_json::to_string(&plan).expect("it has a JSON form");
    let times = lab.passes() * lab.times();
    let arguments = [lab.cores.to_string(), plan, times.to_string()];
    let found: Option<BTreeMap<String, Vec<Vec<f64>>>> = lab.python("pools.py", &arguments);
    let Some(found) = found else {
        return Vec::new();
    };
    // Processes, and what shares one GIL: each after the work by itself.
    let (mut lines, mut names, mut cells) = (Vec::new(), Vec::new(), Vec::new());
    for (name, times) in &found {
        if name.ends_with("one thread") {
            lines.extend(lines_of(&names, sizes, &cells).split_off(1));
            (names, cells) = (Vec::new(), Vec::new());
        }
        names.push(&name[2..]);
        cells.extend(times.iter().map(|times| Measured::of(times.clone())));
    }
    lines.extend(lines_of(&names, sizes, &cells).split_off(1));
    lines
}

fn table(
    lab: &Lab,
    sizes: &[Size],
    lines: Vec<(String, Vec<Option<Measured>>)>,
    bytes: f64,
) -> Table {
    let mut columns = vec![Column::new(EMPTY, Unit::Us)];
    let computing = sizes.iter().filter(|size| size.units > 0);
    columns.extend(computing.map(|size| {
        let head = match size.us {
            us if us >= 1_000.0 => format!("wasted at {} ms", us / 1_000.0),
            us => format!("wasted at {us} µs"),
        };
        Column::at(size.us, head, Unit::Percent)
    }));
    columns.push(Column::new("less than 5% from", Unit::Us));
    Table {
        title: format!(
            "Pools of {} workers: what a task costs beside its work",
            lab.cores
        ),
        how: format!(
            "The first column: {} empty tasks, the time from the first to the last result divided by their \
             number. The others: the share of the time that is not the work's, which is what the same tasks \
             take in the same workers with one message each. All workers are started before (ours: counted from the \
             moment at which the first one is ready). In the browser \
             (Chromium) each task is a message of 4 bytes and one of 21 back ({bytes:.1} bytes a task for our \
             apply_async), one outstanding a worker, and computes in the same wasm kernel; ours run in the page \
             by its engine, `from a worker` is the same bare pool started from a worker, as ours is. In CPython \
             tasks compute in Python; threads and coroutines share one GIL there, so their work is compared \
             with the same work on one thread.",
            sizes[0].tasks
        ),
        corner: "task, µs",
        columns,
        lines,
    }
}
