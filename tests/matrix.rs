//! The matrix: where the page is opened, in which engine, and which modes then run for real.
//!
//! What is seen is written to `target/matrix.md`, and must be what the README says.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use interleave::report::{Provenance, Report};
use interleave::spec::Mode;
use xtask::headers::Isolation;
use xtask::workspace::Workspace;

use crate::support::{Embedding, Engine, Page, Place, Setting, of, with_page};

/// A way to open the page.
struct Row {
    /// Its name in the table.
    name: &'static str,
    isolation: Isolation,
    before: &'static str,
    place: Place,
    shared_memory: bool,
}

/// How the page is meant to be opened. The others differ from it in one thing each.
const PLAIN: Row = Row {
    name: "served with the headers",
    isolation: Isolation::Full,
    before: "",
    place: Place::Tab,
    shared_memory: true,
};

/// Whatever a service worker could do for the page, it does not do.
const NO_SERVICE_WORKER: &str = "delete Navigator.prototype.serviceWorker;";

const ROWS: &[Row] = &[
    PLAIN,
    Row {
        name: "no headers, no service worker",
        isolation: Isolation::None,
        before: NO_SERVICE_WORKER,
        ..PLAIN
    },
    Row {
        name: "in a frame of a plain page",
        place: Place::Frame(Embedding {
            isolated: false,
            attributes: "",
        }),
        ..PLAIN
    },
    Row {
        name: "in a frame of an isolated page, `allow=\"cross-origin-isolated\"`",
        place: Place::Frame(Embedding {
            isolated: true,
            attributes: "allow=cross-origin-isolated",
        }),
        ..PLAIN
    },
    Row {
        name: "in a frame, `sandbox=\"allow-scripts allow-same-origin\"`",
        place: Place::Frame(Embedding {
            isolated: false,
            attributes: "sandbox='allow-scripts allow-same-origin'",
        }),
        ..PLAIN
    },
    Row {
        name: "from http and not localhost",
        place: Place::InsecureTab,
        ..PLAIN
    },
    Row {
        name: "no shared memory in the browser",
        shared_memory: false,
        ..PLAIN
    },
];

/// The longest that one cell takes.
const PATIENCE: Duration = Duration::from_secs(30);

impl Row {
    fn setting(&self, engine: Engine) -> Setting {
        Setting {
            engine,
            isolation: self.isolation,
            before: self.before,
            place: self.place,
            shared_memory: self.shared_memory,
            ..Setting::default()
        }
    }
}

/// What a race came to, as a cell of the table. Every mode ran in whole, or says why it did not.
fn cell(report: &Report) -> String {
    let mut refused = Vec::new();
    for mode in Mode::ALL {
        let run = of(report, mode);
        match run.reason {
            Some(reason) => {
                assert_eq!((run.available, run.median_ms), (false, None), "{mode:?}");
                refused.push((mode, format!("{reason:?}")));
            }
            None => {
                assert!(run.available && run.median_ms.is_some(), "{run:?}");
                assert_eq!(run.outcomes.done, report.spec.n, "{mode:?}");
                assert_eq!(run.answers_correct, Some(true), "{mode:?}");
                let provenance = match mode {
                    Mode::Gil => Provenance::Emulated,
                    _ => Provenance::Measured,
                };
                assert_eq!(run.provenance, provenance);
            }
        }
    }
    let Some((_, reason)) = refused.first().cloned() else {
        return "all five".to_owned();
    };
    for (mode, other) in &refused {
        assert!(
            matches!(mode, Mode::Threads | Mode::Gil),
            "{mode:?}: {other}"
        );
        assert_eq!(*other, reason);
    }
    format!("all but threads and GIL: {reason}")
}

/// Runs, runs again, stops while it computes, and runs once more.
async fn look(page: &Page) -> String {
    page.open("n=4&wait=30&work=20000&workers=2").await;
    let seen = cell(&page.run().await);
    let refused = page.text("[data-refused]").await;
    assert_eq!(refused.is_empty(), seen == "all five", "{refused}");
    page.set("work", "100000000").await;
    page.press("run").await;
    page.until("root.dataset.phase === 'running'").await;
    let took = page.stop().await;
    assert!(took < 150.0, "stopped after {took} ms");
    let report = page.ended().await;
    assert!(report.runs.iter().any(|run| run.outcomes.cancelled > 0));
    page.set("work", "20000").await;
    assert_eq!(cell(&page.run().await), seen, "after Stop");
    assert_eq!(page.complaints().await, Vec::<String>::new());
    seen
}

/// What is seen in one engine, row by row.
async fn column(engine: Engine) -> Option<Vec<String>> {
    if !engine.is_here() {
        return None;
    }
    let mut cells = Vec::new();
    for row in ROWS {
        let mut seen = None;
        let looking = with_page(row.setting(engine), async |page| {
            let looked = tokio::time::timeout(PATIENCE, look(page)).await;
            seen = Some(looked.expect("it is done in time"));
        });
        // The other cells are of interest, too.
        if AssertUnwindSafe(looking).catch_unwind().await.is_err() {
            println!("FAILED in {}, {}", engine.name(), row.name);
        }
        cells.push(seen.unwrap_or_else(|| "FAILED".to_owned()));
    }
    Some(cells)
}

#[tokio::test]
async fn every_engine_runs_what_it_can_and_says_why_not_the_rest() {
    let mut columns = Vec::new();
    for engine in Engine::ALL {
        columns.push((engine, column(engine).await));
    }
    let mut table = String::from("|");
    for (engine, _) in &columns {
        table += &format!(" | {}", engine.name());
    }
    table += " |\n";
    for (at, row) in ROWS.iter().enumerate() {
        table += &format!("| {}", row.name);
        for (_, cells) in &columns {
            table += &format!(" | {}", cells.as_ref().map_or("not tried", |c| &c[at]));
        }
        table += " |\n";
    }
    println!("{table}");
    std::fs::write(Workspace::here().target("matrix.md"), table).expect("it can be written");
}
