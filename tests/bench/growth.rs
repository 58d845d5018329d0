//! How time grows with the number of workers, and with that of coroutines that wait.

use interleave::model::mode::Mode;
use interleave_tests::{Engine, Page, with_pages};

use super::figures::{Column, Table, Unit};
use super::lab::{Lab, interleaved, of, race, rounds, threaded, worked};

const WORKERS: [u32; 7] = [1, 2, 4, 8, 16, 32, 64];
const COROUTINES: [u32; 4] = [10, 100, 1_000, 10_000];
/// How long coroutines wait, in milliseconds.
const WAIT: f64 = 100.0;

/// Measures both.
pub async fn measure(lab: &Lab, tables: &mut Vec<Table>) {
    with_pages(&[threaded(Engine::Chromium)], async |pages| {
        let page = &pages[0];
        tables.extend([workers(lab, page).await, coroutines(lab, page).await]);
    })
    .await;
}

/// What is asked of a number of workers.
#[derive(Clone, Copy)]
enum Asked {
    Work(Mode),
    StartUp,
}

async fn workers(lab: &Lab, page: &Page) -> Table {
    let asked = [
        ("threads, 640 tasks of 0.1 ms", Asked::Work(Mode::Threads)),
        ("processes, the same", Asked::Work(Mode::Processes)),
        ("processes, start-up", Asked::StartUp),
    ];
    let subjects: Vec<(Asked, u32)> = asked
        .iter()
        .flat_map(|(_, asked)| WORKERS.map(|workers| (*asked, workers)))
        .collect();
    let found = interleaved(lab.passes(), &subjects, async |&(asked, workers)| {
        let query =
            |tasks, work| format!("kernel=pi&n={tasks}&wait=0&work={work}&workers={workers}");
        match asked {
            Asked::Work(mode) => worked(lab, Some(page), mode, &query(640, 125_000)).await,
            Asked::StartUp => {
                let query = format!("modes=processes&{}&rounds={}", query(64, 0), lab.times());
                let report = race(page, &query).await;
                let rounds = of(&report, Mode::Processes).rounds.iter();
                rounds.map(|round| round.start_ms).collect()
            }
        }
    })
    .await;
    Table {
        title: "Workers".to_owned(),
        how: "In Chromium. A sample is a round, from its release to its last outcome; of processes, from the \
              moment at which the first worker is ready. Start-up is until the last one is, with 64 empty tasks."
            .to_owned(),
        corner: "workers",
        columns: WORKERS
            .map(|workers| Column::at(f64::from(workers), format!("W = {workers}"), Unit::Ms))
            .to_vec(),
        lines: asked
            .iter()
            .zip(found.chunks(WORKERS.len()))
            .map(|((name, _), cells)| ((*name).to_owned(), cells.to_vec()))
            .collect(),
    }
}

async fn coroutines(lab: &Lab, page: &Page) -> Table {
    let found = interleaved(lab.passes(), &COROUTINES, async |tasks| {
        let times = lab.times();
        let query = format!("modes=async&n={tasks}&wait={WAIT}&work=0&rounds={times}");
        let report = race(page, &query).await;
        let late = rounds(of(&report, Mode::Async)).into_iter();
        late.map(|ms| ms - WAIT).collect()
    })
    .await;
    Table {
        title: format!("Coroutines that wait {WAIT} ms: how much later all of them are done"),
        how: "In Chromium. A sample is a round.".to_owned(),
        corner: "coroutines",
        columns: COROUTINES
            .map(|tasks| Column::at(f64::from(tasks), tasks.to_string(), Unit::Ms))
            .to_vec(),
        lines: vec![("async".to_owned(), found)],
    }
}
