//! How long a reader waits: for the page, for the pool, and for the first slice after Run; and what is
//! loaded.

use std::collections::BTreeMap;

use interleave_tests::{Engine, Page, Setting, dist, with_pages};
use serde_json::Value;
use xtask::sizes;

use super::figures::{Budget, Column, Measured, Table, Unit};
use super::lab::{Lab, interleaved, race, threaded};

/// Notes when the page can be used, when the engine is ready, and when the first result is there.
const MARKS: &str = "
    globalThis.marks = {};
    const mark = (name) => { marks[name] ??= performance.now(); };
    new MutationObserver(() => {
        const { phase, engine } = document.documentElement.dataset;
        if (phase && phase !== 'loading') mark('interactive');
        if (engine && engine !== 'starting') mark('engine');
    }).observe(document, { subtree: true, attributeFilter: ['data-phase', 'data-engine'] });
    addEventListener('interleave:result', () => mark('result'));";

/// Presses Run, and says when the page says that a run is under way.
const FIRST: &str = "
    const root = document.documentElement;
    let first;
    const begin = performance.now();
    new MutationObserver((_, watch) => {
        if (root.dataset.phase === 'running') {
            watch.disconnect();
            first = performance.now() - begin;
        }
    }).observe(root, { attributeFilter: ['data-phase'] });
    addEventListener('interleave:result', () => done(first), { once: true });
    document.querySelector('[data-action=run]').click();";

const THREADS: [u32; 5] = [1, 2, 4, 8, 16];

/// Measures them.
pub async fn measure(lab: &Lab, tables: &mut Vec<Table>, budgets: &mut Vec<Budget>) {
    tables.push(loading(lab).await);
    with_pages(&[threaded(Engine::Chromium)], async |pages| {
        tables.push(pool(lab, &pages[0]).await);
        let table = first_slice(lab, &pages[0]).await;
        for (name, cells) in &table.lines {
            let what = format!("Run → first slice, pool warm, {name}");
            budgets.push(Budget::at_most(what, Unit::Ms, 50.0, cells[0].as_ref()).aim(16.0));
        }
        tables.push(table);
    })
    .await;
    tables.push(sizes(budgets));
}

async fn loading(lab: &Lab) -> Table {
    let names = ["first paint", "interactive", "engine", "result"];
    let mut samples: BTreeMap<(bool, &str), Vec<f64>> = BTreeMap::new();
    for _ in 0..2 * lab.passes().max(3) {
        let setting = Setting {
            before: MARKS,
            ..threaded(Engine::Chromium)
        };
        with_pages(&[setting], async |pages| {
            for is_warm in [false, true] {
                pages[0]
                    .load("n=10&wait=10&modes=threads&workers=2&rounds=1&run=1")
                    .await;
                pages[0].until("globalThis.marks?.result").await;
                let script =
                    "const [paint] = performance.getEntriesByName('first-contentful-paint');
                     return { ...marks, 'first paint': paint?.startTime };";
                let marks = pages[0].script(script).await;
                for name in names {
                    let at = marks[name].as_f64().unwrap_or(f64::NAN);
                    samples.entry((is_warm, name)).or_default().push(at);
                }
            }
        })
        .await;
    }
    let line = |is_warm: bool| {
        let cell = |name| {
            samples
                .get(&(is_warm, name))
                .cloned()
                .and_then(Measured::of)
        };
        names.map(cell).to_vec()
    };
    Table {
        title: "From navigation on".to_owned(),
        how: "In Chromium, from this machine's own server, so without a network's delays; each time in a browser \
              with a fresh profile (cold), then once more in the same one (warm). The race that starts by itself \
              has ten tasks of 10 ms on two threads."
            .to_owned(),
        corner: "loaded",
        columns: ["first paint", "interactive", "engine and pool of 2", "first result"]
            .map(|head| Column::new(head, Unit::Ms))
            .to_vec(),
        lines: vec![("cold".to_owned(), line(false)), ("warm".to_owned(), line(true))],
    }
}

async fn pool(lab: &Lab, page: &Page) -> Table {
    let found = interleaved(2 * lab.passes().max(3), &THREADS, async |threads| {
        let query = format!("modes=threads&n=1&wait=0&work=0&workers={threads}&rounds=1");
        let report = race(page, &query).await;
        vec![report.environment.pool_start_ms.unwrap_or(f64::NAN)]
    })
    .await;
    Table {
        title: "Start of the thread pool".to_owned(),
        how: "As the engine measures it, in Chromium.".to_owned(),
        corner: "threads",
        columns: THREADS
            .map(|threads| Column::at(f64::from(threads), format!("{threads} threads"), Unit::Ms))
            .to_vec(),
        lines: vec![("start".to_owned(), found)],
    }
}

async fn first_slice(lab: &Lab, page: &Page) -> Table {
    let asked = [
        ("tasks that wait", "n=10&wait=50&work=0"),
        (
            "tasks that compute 1 ms",
            "n=10&wait=50&work=1000000&kernel=pi",
        ),
        (
            "tasks that compute 100 ms",
            "n=2&wait=50&work=200000000&kernel=pi",
        ),
    ];
    let found = interleaved(2 * lab.passes().max(3), &asked, async |(_, experiment)| {
        page.open(&format!("{experiment}&modes=threads&workers=2&rounds=1"))
            .await;
        // The first one starts what has to be started.
        page.script_async(FIRST).await;
        page.until("root.dataset.phase === 'idle'").await;
        let first: Value = page.script_async(FIRST).await;
        page.until("root.dataset.phase === 'idle'").await;
        vec![first.as_f64().unwrap_or(f64::NAN)]
    })
    .await;
    Table {
        title: "Run → first slice".to_owned(),
        how: "In Chromium, the second race of a page, until the page says that a run is under way. Before a race \
              that computes, the expected answers are computed, and what work costs and how many cores there \
              really are is measured."
            .to_owned(),
        corner: "experiment",
        columns: vec![Column::new("first slice", Unit::Ms)],
        lines: asked
            .iter()
            .zip(found)
            .map(|((name, _), cell)| ((*name).to_owned(), vec![cell]))
            .collect(),
    }
}

fn sizes(budgets: &mut Vec<Budget>) -> Table {
    let measured = sizes::measure(&dist()).unwrap_or_else(|error| panic!("{error}"));
    let kilobytes = |bytes: u64| Measured::of(vec![bytes as f64 / 1_000.0]);
    let lines = measured.iter().map(|size| {
        if let Some(budget) = size.budget {
            let seen = kilobytes(size.bytes);
            let limit = budget.limit as f64 / 1_000.0;
            let budget = Budget::at_most(&size.what, Unit::Kb, limit, seen.as_ref())
                .aim(budget.aim as f64 / 1_000.0);
            budgets.push(budget);
        }
        (size.what.clone(), vec![kilobytes(size.bytes)])
    });
    let lines = lines.collect();
    Table {
        title: "Sizes, compressed by brotli".to_owned(),
        how: "1 KB is 1000 bytes.".to_owned(),
        corner: "part",
        columns: vec![Column::new("size", Unit::Kb)],
        lines,
    }
}
