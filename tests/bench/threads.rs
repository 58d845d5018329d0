//! Threads: what the pool in the browser gains, beside rayon natively; and what a hand-over of the GIL
//! costs.

use interleave::model::mode::Mode;
use interleave::report::Report;
use interleave_tests::{Page, with_pages};

use super::figures::{Budget, Column, Measured, Table, Unit, ratio};
use super::lab::{Lab, interleaved, of, race, rounds, threaded};

/// Tasks of the race, a multiple of every usual W, and their units: about 8 ms each.
const TASKS: usize = 24;
const UNITS: usize = 20_000_000;

/// What runs the tasks.
#[derive(Clone, Copy)]
enum Place {
    Rayon,
    Native,
    Page(usize),
    Python,
}

/// Measures both.
pub async fn measure(lab: &Lab, tables: &mut Vec<Table>, budgets: &mut Vec<Budget>) {
    let settings: Vec<_> = lab.engines().into_iter().map(threaded).collect();
    let mut places = vec![
        ("rayon alone, native".to_owned(), Place::Rayon),
        ("threads, native".to_owned(), Place::Native),
    ];
    for (index, setting) in settings.iter().enumerate() {
        places.push((
            format!("threads, {}", setting.engine.name()),
            Place::Page(index),
        ));
    }
    with_pages(&settings, async |pages| {
        let table = speed_up(lab, pages, &places).await;
        let two = "W = 2";
        let base = table.get("rayon alone, native", two);
        let ours = table.get("threads, Chromium", two);
        let share = ours.zip(base).and_then(|(ours, base)| ratio(ours, base));
        let what = "speed-up of threads at W = 2, Chromium, against rayon's";
        budgets.push(Budget::at_least(what, Unit::Times, 0.95, share.as_ref()));
        tables.push(table);
        let table = effective(lab, pages, &places).await;
        let efficiency = table.get("threads, Chromium", EFFICIENCY);
        let what = "efficiency on the effective cores at W = 2, Chromium";
        budgets.push(Budget::at_least(what, Unit::Times, 0.95, efficiency).aim(0.98));
        tables.push(table);
        places[0] = ("CPython".to_owned(), Place::Python);
        tables.push(hand_over(lab, pages, &places).await);
    })
    .await;
}

/// How many times as fast as sequential, round by round.
fn speed_ups(report: &Report) -> Vec<f64> {
    let [one, many] = [Mode::Sequential, Mode::Threads].map(|mode| rounds(of(report, mode)));
    one.iter()
        .zip(&many)
        .map(|(one, many)| one / many)
        .collect()
}

fn query(workers: usize, times: usize) -> String {
    format!(
        "modes=sequential,threads&kernel=pi&n={TASKS}&work={UNITS}&wait=0&workers={workers}&rounds={times}"
    )
}

async fn reported(lab: &Lab, pages: &[Page], place: Place, query: &str) -> Report {
    match place {
        Place::Page(index) => race(&pages[index], query).await,
        _ => lab.native(query),
    }
}

async fn speed_up(lab: &Lab, pages: &[Page], places: &[(String, Place)]) -> Table {
    let widths: Vec<usize> = (1..=2 * lab.cores).collect();
    let subjects: Vec<(Place, usize)> = places
        .iter()
        .flat_map(|(_, place)| widths.iter().map(|width| (*place, *width)))
        .collect();
    let found = interleaved(lab.passes(), &subjects, async |(place, width)| {
        if let Place::Rayon = place {
            let arguments = [*width, TASKS, UNITS, lab.times()].map(|number| number.to_string());
            let times: Vec<[f64; 2]> = lab.rayon(&arguments);
            return times.into_iter().map(|[one, many]| one / many).collect();
        }
        speed_ups(&reported(lab, pages, *place, &query(*width, lab.times())).await)
    })
    .await;
    Table {
        title: format!("Threads: speed-up over sequential, {TASKS} tasks of about 8 ms"),
        how: "A sample is a round in which both modes ran. `rayon alone` is a parallel iterator over the same \
              kernel, without any of our executors; `threads, native` is the program for the terminal."
            .to_owned(),
        corner: "workers",
        columns: widths
            .iter()
            .map(|width| Column::at(*width as f64, format!("W = {width}"), Unit::Times))
            .collect(),
        lines: lines(places, &found, widths.len()),
    }
}

const EFFICIENCY: &str = "efficiency";

/// What of the cores that there really are is used at W = 2.
async fn effective(lab: &Lab, pages: &[Page], places: &[(String, Place)]) -> Table {
    let places = &places[1..];
    let subjects: Vec<Place> = places.iter().map(|(_, place)| *place).collect();
    let mut cores = vec![Vec::new(); places.len()];
    let found = interleaved(lab.passes(), &subjects, async |place| {
        let report = reported(lab, pages, *place, &query(2, lab.times())).await;
        let effective = report.environment.cores_effective.unwrap_or(f64::NAN);
        let index = match place {
            Place::Page(index) => index + 1,
            _ => 0,
        };
        cores[index].push(effective);
        let speed_ups = speed_ups(&report).into_iter();
        speed_ups
            .map(|speed_up| speed_up / effective.min(2.0))
            .collect()
    })
    .await;
    let lines = places.iter().zip(cores).zip(found);
    Table {
        title: "Threads: efficiency on the effective cores, W = 2".to_owned(),
        how: "The speed-up divided by the effective cores, which the same race has measured before its rounds: \
              as many times as two lanes that compute at once are quicker than one after the other."
            .to_owned(),
        corner: "where",
        columns: vec![
            Column::new("effective cores", Unit::Count),
            Column::new(EFFICIENCY, Unit::Times),
        ],
        lines: lines
            .map(|(((name, _), cores), found)| (name.clone(), vec![Measured::of(cores), found]))
            .collect(),
    }
}

/// What a hand-over of the GIL costs.
async fn hand_over(lab: &Lab, pages: &[Page], places: &[(String, Place)]) -> Table {
    let query = format!(
        "modes=gil&kernel=pi&n=2&work=400000000&wait=0&workers=2&interval=0.1&rounds={}",
        lab.times()
    );
    let subjects: Vec<Place> = places.iter().map(|(_, place)| *place).collect();
    let found = interleaved(lab.passes(), &subjects, async |place| {
        if let Place::Python = place {
            return lab
                .python("gil.py", &[lab.times().to_string()])
                .unwrap_or_default();
        }
        let report = reported(lab, pages, *place, &query).await;
        let uses = of(&report, Mode::Gil)
            .rounds
            .iter()
            .filter_map(|round| round.gil);
        uses.map(|gil| (gil.wait_ms - gil.hold_ms) * 1_000.0 / 2.0)
            .collect()
    })
    .await;
    Table {
        title: "GIL: cost of one hand-over".to_owned(),
        how: "Two threads compute under a switch interval of 0.1 ms. While one waits for the GIL, the other holds \
              it once, after a hand-over and before another: a sample is half of what the median wait of a round \
              is longer than the median hold. In CPython a sample is the median time between the last step of \
              one thread and the next one of the other, less that between two steps of one thread."
            .to_owned(),
        corner: "where",
        columns: vec![Column::new("a hand-over", Unit::Us)],
        lines: lines(places, &found, 1),
    }
}

/// Lines of so many cells, from all cells.
fn lines(
    places: &[(String, Place)],
    found: &[Option<Measured>],
    columns: usize,
) -> Vec<(String, Vec<Option<Measured>>)> {
    let cells = found.chunks(columns).map(<[_]>::to_vec);
    places
        .iter()
        .map(|(name, _)| name.clone())
        .zip(cells)
        .collect()
}
