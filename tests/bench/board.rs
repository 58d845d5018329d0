//! What drawing costs, live and where a reader browses a million slices; and what memory the page takes.

use interleave::report::environment::Painter;
use interleave_tests::million;
use interleave_tests::{Engine, Page, with_pages};

use super::figures::{Budget, Column, Measured, Table, Unit};
use super::lab::{Lab, again, threaded};

/// How much memory the page takes with its workers, in megabytes. A browser looks when it has tidied up, for
/// which it takes its time: about 20 s.
const MEMORY: &str = "
    performance.measureUserAgentSpecificMemory().then(({ bytes }) => done(bytes / 1e6), () => done(null));";

const LOADED: &str = "the page, loaded";
const LIVE: &str = "10,000 coroutines, live";
const OPENED: &str = "a million slices, opened";
const BROWSED: &str = "a million slices, zoomed and panned";

/// What is on the page.
const SUBJECTS: [&str; 4] = [LOADED, LIVE, OPENED, BROWSED];

/// What was seen once.
struct Seen {
    subject: &'static str,
    /// Frame times; none where nothing is drawn.
    frames: Option<Painter>,
    /// None where that was not looked at.
    memory_mb: Option<f64>,
}

/// What is told of it.
type Told = fn(&Seen) -> Option<f64>;

/// Measures them.
pub async fn measure(lab: &Lab, tables: &mut Vec<Table>, budgets: &mut Vec<Budget>) {
    let mut seen = Vec::new();
    for time in 0..2 * lab.passes().max(3) {
        with_pages(&[threaded(Engine::Chromium)], async |pages| {
            seen.extend(of_one_page(&pages[0], time == 0).await);
        })
        .await;
    }
    let cell = |subject: &str, what: Told| {
        let of_it = seen.iter().filter(|seen| seen.subject == subject);
        Measured::of(of_it.filter_map(what).collect())
    };
    let columns: [(&str, Unit, Told); 3] = [
        ("script a frame, p95", Unit::Ms, |seen| {
            Some(seen.frames?.script_p95_ms)
        }),
        ("from frame to frame, p95", Unit::Ms, |seen| {
            seen.frames?.frame_p95_ms
        }),
        ("memory", Unit::Mb, |seen| seen.memory_mb),
    ];
    for subject in [LIVE, BROWSED] {
        let [(_, _, script), (_, _, interval), _] = columns;
        let seen = cell(subject, script);
        let what = format!("script a frame, p95, {subject}");
        budgets.push(Budget::at_most(what, Unit::Ms, 8.0, seen.as_ref()).aim(4.0));
        let seen = cell(subject, interval);
        let what = format!("from frame to frame, p95, {subject}");
        budgets.push(Budget::at_most(what, Unit::Ms, 20.0, seen.as_ref()));
    }
    tables.push(Table {
        title: "The board".to_owned(),
        how: "In Chromium, each time in a fresh browser. Frame times as the page tells them; memory, \
              looked at once, of the page and all its workers. The million slices are those of 32 \
              lanes, opened as a reader's file; 360 frames of zooming in, panning, and zooming out."
            .to_owned(),
        corner: "what",
        columns: columns
            .map(|(head, unit, _)| Column::new(head, unit))
            .to_vec(),
        lines: SUBJECTS
            .map(|subject| {
                let cells = columns.map(|(_, _, what)| cell(subject, what));
                (subject.to_owned(), cells.to_vec())
            })
            .to_vec(),
    });
}

async fn of_one_page(page: &Page, with_memory: bool) -> Vec<Seen> {
    let mut seen = Vec::new();
    let mut see = async |subject, frames| {
        let memory_mb = match with_memory {
            true => page.script_async(MEMORY).await.as_f64(),
            false => None,
        };
        seen.push(Seen {
            subject,
            frames,
            memory_mb,
        });
    };
    page.open("modes=async&n=10000&wait=2000&work=0&rounds=1")
        .await;
    see(LOADED, None).await;
    let live = again(page).await.environment.painter;
    see(LIVE, live).await;
    page.open("").await;
    see(OPENED, Some(million::open_a_million(page).await)).await;
    see(BROWSED, Some(million::browse(page).await)).await;
    seen
}
