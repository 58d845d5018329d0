//! What an empty task costs in every mode, from ten of them to ten thousand.

use interleave::model::mode::Mode;
use interleave_tests::{Engine, Page, with_pages};

use super::figures::{Budget, Column, Table, Unit, ratio};
use super::lab::{Lab, interleaved, threaded, worked};

/// How many tasks there are.
const TASKS: [u32; 4] = [10, 100, 1_000, 10_000];

/// A mode and its API, by which the cost of one task is named.
const APIS: [(Mode, &str); 8] = [
    (Mode::Sequential, "loop"),
    (Mode::Threads, "thread_map"),
    (Mode::Gil, "thread_map"),
    (Mode::Processes, "process_map"),
    (Mode::Processes, "apply_async"),
    (Mode::Processes, "pool_map"),
    (Mode::Async, "gather"),
    (Mode::Async, "task_group"),
];

#[derive(Clone, Copy)]
struct Subject {
    native: bool,
    mode: Mode,
    api: &'static str,
    tasks: u32,
}

/// Measures them.
pub async fn measure(lab: &Lab, tables: &mut Vec<Table>, budgets: &mut Vec<Budget>) {
    with_pages(&[threaded(Engine::Chromium)], async |pages| {
        let table = costs(lab, &pages[0]).await;
        let cell = |line: &str, tasks: u32| table.get(line, &head(tasks));
        let threads = cell("threads, thread_map, Chromium", 10_000);
        let what = "an empty task on threads, 10,000 of them, Chromium";
        budgets.push(Budget::at_most(what, Unit::Us, 0.4, threads).aim(0.2));
        for (mode, api) in APIS {
            let line = format!("{}, {api}, Chromium", mode.name());
            let many = cell(&line, 10_000).zip(cell(&line, 1_000));
            let growth = many.and_then(|(many, few)| ratio(many, few));
            let what = format!("cost a task at 10,000 against 1,000, {line}");
            budgets.push(Budget::at_most(what, Unit::Times, 1.2, growth.as_ref()));
        }
        tables.push(table);
    })
    .await;
}

fn head(tasks: u32) -> String {
    format!("{tasks} tasks")
}

async fn costs(lab: &Lab, page: &Page) -> Table {
    let places = [(true, "native"), (false, Engine::Chromium.name())];
    let names = APIS
        .into_iter()
        .flat_map(|api| places.map(|place| (api, place)));
    let names: Vec<_> = names.collect();
    let subjects: Vec<Subject> = names
        .iter()
        .flat_map(|&((mode, api), (native, _))| {
            TASKS.map(|tasks| Subject {
                native,
                mode,
                api,
                tasks,
            })
        })
        .collect();
    let found = interleaved(lab.passes(), &subjects, async |subject| {
        let Subject {
            native,
            mode,
            api,
            tasks,
        } = *subject;
        let chosen = match mode {
            Mode::Sequential => String::new(),
            _ => format!("&api={api}"),
        };
        let query = format!("n={tasks}&wait=0&work=0&workers={}{chosen}", lab.cores);
        let page = (!native).then_some(page);
        let times = worked(lab, page, mode, &query).await.into_iter();
        times.map(|ms| ms * 1_000.0 / f64::from(tasks)).collect()
    })
    .await;
    let lines = names.iter().zip(found.chunks(TASKS.len()));
    Table {
        title: format!("An empty task, W = {}", lab.cores),
        how: "A sample is a round, divided by the number of tasks: from its release to its last outcome; of \
              processes, from the moment at which the first worker is ready, as the exported events have it. \
              Tasks neither wait nor compute."
            .to_owned(),
        corner: "mode",
        columns: TASKS
            .iter()
            .map(|tasks| Column::at(f64::from(*tasks), head(*tasks), Unit::Us))
            .collect(),
        lines: lines
            .map(|(((mode, api), (_, place)), cells)| {
                (format!("{}, {api}, {place}", mode.name()), cells.to_vec())
            })
            .collect(),
    }
}
