//! The matrix: where the page is opened, in which engine, and which modes then run for real.
//!
//! What is seen is written to `target/matrix.md`, and must be what the README says.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use interleave::model::mode::Mode;
use interleave::report::{Provenance, Report};
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
    /// Whether the page loads itself once more, isolated by its service worker.
    again: bool,
}

/// How the page is meant to be opened. The others differ from it in one thing each.
const PLAIN: Row = Row {
    name: "served with the headers",
    isolation: Isolation::Full,
    before: "",
    place: Place::Tab,
    shared_memory: true,
    again: false,
};

/// In a frame of another site's page, which is not isolated.
const fn framed(attributes: &'static str) -> Place {
    Place::Frame(Embedding {
        isolated: false,
        attributes,
    })
}

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
        name: "no headers, its own service worker",
        isolation: Isolation::None,
        again: true,
        ..PLAIN
    },
    Row {
        name: "in a frame of a plain page",
        place: framed(""),
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
        place: framed("sandbox='allow-scripts allow-same-origin'"),
        ..PLAIN
    },
    Row {
        name: "in a frame, `sandbox=\"allow-scripts\"`",
        place: framed("sandbox=allow-scripts"),
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
            isolation: self.isolation,
            before: self.before,
            place: self.place,
            shared_memory: self.shared_memory,
            ..Setting::of(engine)
        }
    }
}

/// What a page says for itself that may load nothing.
async fn look_at_sealed(page: &Page) -> String {
    page.load("").await;
    page.until("root.dataset.phase === 'sealed'").await;
    let said = page.text(".shell[lang=en] [data-status]").await;
    assert!(said.contains("allow-same-origin"), "{said}");
    let button = page.text(".shell[lang=en] [data-action=run][aria-disabled=true]");
    assert!(!button.await.is_empty(), "it does not look as if it worked");
    "nothing, and says so".to_owned()
}

/// What a race came to, as a cell of the table. Every mode ran in whole, or says why it did not.
fn cell(report: &Report) -> String {
    let mut refused = Vec::new();
    for mode in Mode::ALL {
        let run = of(report, mode);
        match run.reason {
            Some(reason) => {
                assert_eq!((run.available, run.median_ms), (false, None), "{mode:?}");
                let code = serde_json::to_value(reason).expect("it is a name");
                refused.push((mode, code.as_str().expect("it is a name").to_owned()));
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
    format!("all but threads and GIL: `{reason}`")
}

/// Runs, runs again, stops while it computes, and runs once more.
async fn look(page: &Page) -> String {
    page.open("n=4&wait=30&work=20000&workers=2&rounds=1").await;
    let seen = cell(&page.run().await);
    let refused = page.text("[data-refused]").await;
    assert_eq!(refused.is_empty(), seen == "all five", "{refused}");
    page.set("work", "100000000").await;
    page.press("run").await;
    page.until("root.dataset.phase === 'running'").await;
    let took = page.stop().await;
    println!("  stopped after {took:.0} ms");
    assert!(took < 150.0 * page.engine.slack(), "{took} ms");
    let report = page.ended().await;
    assert!(report.runs.iter().any(|run| run.outcomes.cancelled > 0));
    page.set("work", "20000").await;
    assert_eq!(cell(&page.run().await), seen, "after Stop");
    assert_eq!(page.complaints().await, Vec::<String>::new());
    seen
}

/// What is seen in one engine, row by row; nothing where it is not there.
async fn column(engine: Engine) -> Option<Vec<String>> {
    if !engine.is_here() {
        return None;
    }
    let mut cells = Vec::new();
    for row in ROWS {
        println!("{}, {}", engine.name(), row.name);
        let mut seen = None;
        let looking = with_page(row.setting(engine), async |page| {
            let look = async {
                match row.place.is_sealed() {
                    true => look_at_sealed(page).await,
                    false => look(page).await,
                }
            };
            let looked = tokio::time::timeout(PATIENCE, look).await;
            let looked = looked.expect("it is done in time");
            if row.again {
                assert_eq!(page.loads().await, 2, "once again, by itself");
            }
            seen = Some(looked);
        });
        // The other cells are of interest, too.
        if AssertUnwindSafe(looking).catch_unwind().await.is_err() {
            seen = None;
        }
        cells.push(seen.unwrap_or_else(|| FAILED.to_owned()));
    }
    Some(cells)
}

/// A cell whose assertions did not hold.
const FAILED: &str = "FAILED";

/// The lines of a table, each with its cells.
fn table(text: &str) -> Vec<Vec<&str>> {
    let lines = text
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with('|'));
    lines
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}

/// What the README says.
fn documented() -> String {
    let readme = std::fs::read_to_string(Workspace::here().root().join("README.md"));
    let readme = readme.expect("there is one");
    let (_, after) = readme.split_once("<!-- matrix -->").expect("it has one");
    let (table, _) = after.split_once("<!-- /matrix -->").expect("it ends");
    table.to_owned()
}

#[tokio::test]
async fn every_engine_runs_what_it_can_and_says_why_not_the_rest() {
    let mut seen = vec![vec!["the page is".to_owned()], vec!["---".to_owned()]];
    seen.extend(ROWS.iter().map(|row| vec![row.name.to_owned()]));
    let mut engines = Vec::new();
    for engine in Engine::ALL {
        if let Some(cells) = column(engine).await {
            let head = [engine.name(), "---"].map(str::to_owned);
            let column = head.into_iter().chain(cells);
            seen.iter_mut()
                .zip(column)
                .for_each(|(line, cell)| line.push(cell));
            engines.push(engine.name());
        }
    }
    let lines = seen
        .iter()
        .map(|line| format!("| {} |\n", line.join(" | ")));
    let seen: String = lines.collect();
    println!("{seen}");
    let file = Workspace::here().target("matrix.md");
    std::fs::write(&file, &seen).expect("it can be written");
    assert!(!seen.contains(FAILED), "\n{seen}");
    // Of what is documented, the columns of those engines that are here.
    let documented = documented();
    let mut expected = table(&documented);
    let head = expected.first().cloned().unwrap_or_default();
    for line in &mut expected {
        let mut at = 0;
        line.retain(|_| {
            at += 1;
            at == 1 || head.get(at - 1).is_some_and(|name| engines.contains(name))
        });
    }
    assert!(
        table(&seen) == expected,
        "README.md should say between its marks what is in {}:\n{seen}",
        file.display()
    );
}
