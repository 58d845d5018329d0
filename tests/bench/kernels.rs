//! The kernels on one thread: natively, in both builds of the engine, and in CPython.

use interleave::codegen;
use interleave::model::mode::Mode;
use interleave::model::query::understand;
use interleave_tests::{Page, with_pages};

use super::figures::{Budget, Column, Measured, Table, Unit, ratio};
use super::lab::{Lab, interleaved, of, plain, race, rounds, threaded};

/// A kernel, and how much of it takes about a tenth of a second.
struct Kernel {
    name: &'static str,
    head: &'static str,
    unit: Unit,
    /// How many of `unit` a nanosecond is.
    scale: f64,
    units: u64,
    /// The same in CPython.
    in_python: u64,
}

const KERNELS: [Kernel; 2] = [
    Kernel {
        name: "pi",
        head: "π, a term",
        unit: Unit::Ns,
        scale: 1.0,
        units: 200_000_000,
        in_python: 1_000_000,
    },
    Kernel {
        name: "patterns",
        head: "patterns, a pattern",
        unit: Unit::Us,
        scale: 1e-3,
        units: 30_000,
        in_python: 4,
    },
];

/// What computes.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Native,
    Page(usize),
    Python,
}

/// Measures them.
pub async fn measure(lab: &Lab, tables: &mut Vec<Table>, budgets: &mut Vec<Budget>) {
    let engines = lab.engines().into_iter();
    let settings: Vec<_> = engines
        .flat_map(|engine| [threaded(engine), plain(engine)])
        .collect();
    let mut places = vec![("native".to_owned(), Place::Native)];
    for (index, setting) in settings.iter().enumerate() {
        let build = if index % 2 == 0 { "threaded" } else { "plain" };
        let name = format!("wasm, {build}, {}", setting.engine.name());
        places.push((name, Place::Page(index)));
    }
    if lab.has_python() {
        places.push(("CPython".to_owned(), Place::Python));
    }
    let mut found = Vec::new();
    with_pages(&settings, async |pages| {
        found = all(lab, pages, &places).await
    })
    .await;
    let table = table(&places, &found);
    let wasm = table
        .lines
        .iter()
        .filter(|(name, _)| name.starts_with("wasm"));
    for (name, cells) in wasm.filter(|(name, _)| name.ends_with("Chromium")) {
        for (kernel, cell) in KERNELS.iter().zip(cells.iter().skip(1).step_by(2)) {
            let what = format!("{}, {name}, against native", kernel.name);
            budgets.push(Budget::at_most(what, Unit::Times, 1.15, cell.as_ref()).aim(1.0));
        }
    }
    tables.push(table);
}

/// A number for each kernel and place.
async fn all(lab: &Lab, pages: &[Page], places: &[(String, Place)]) -> Vec<Option<Measured>> {
    let kernels = KERNELS.iter();
    let subjects: Vec<(&Kernel, Place)> = kernels
        .flat_map(|kernel| places.iter().map(move |(_, place)| (kernel, *place)))
        .collect();
    interleaved(lab.passes(), &subjects, async |(kernel, place)| {
        let Kernel { name, units, .. } = kernel;
        let times = lab.times();
        let query =
            format!("modes=sequential&kernel={name}&n=1&work={units}&wait=0&rounds={times}");
        let report = match place {
            Place::Native => lab.native(&query),
            Place::Page(index) => race(&pages[*index], &query).await,
            Place::Python => return in_python(lab, kernel),
        };
        let rounds = rounds(of(&report, Mode::Sequential)).into_iter();
        rounds
            .map(|ms| kernel.scale * ms * 1e6 / *units as f64)
            .collect()
    })
    .await
}

/// The same in CPython: the function `compute` of the program that the page shows.
fn in_python(lab: &Lab, kernel: &Kernel) -> Vec<f64> {
    let query = format!("modes=sequential&kernel={}&n=1&work=1&wait=0", kernel.name);
    let program = codegen::python(&understand(&query), Mode::Sequential).text();
    let arguments = [
        program,
        kernel.in_python.to_string(),
        lab.times().to_string(),
    ];
    let seconds: Vec<f64> = lab.python("kernel.py", &arguments).unwrap_or_default();
    let units = kernel.in_python as f64;
    seconds
        .into_iter()
        .map(|seconds| kernel.scale * seconds * 1e9 / units)
        .collect()
}

fn table(places: &[(String, Place)], found: &[Option<Measured>]) -> Table {
    let heads = KERNELS.iter().flat_map(|kernel| {
        [
            Column::new(kernel.head, kernel.unit),
            Column::new("native", Unit::Times),
        ]
    });
    let of = |kernel: usize, place: usize| found[kernel * places.len() + place].as_ref();
    let lines = places.iter().enumerate().map(|(place, (name, _))| {
        let cells = (0..KERNELS.len()).flat_map(|kernel| {
            let (here, native) = (of(kernel, place), of(kernel, 0));
            let times = here
                .zip(native)
                .and_then(|(here, native)| ratio(here, native));
            [here.cloned(), times]
        });
        (name.clone(), cells.collect())
    });
    Table {
        title: "Kernels, one thread".to_owned(),
        how: "A sample is a round of one task of about 0.1 s, run sequentially: in the page by its own engine \
              (isolated: the threaded build; not isolated: the plain one), natively by the program for the \
              terminal. Ratios are taken sample by sample. CPython runs the function `compute` of the program \
              that the page shows, on less work; its pattern search compares one run of symbols after the \
              other, on a corpus of the same size."
            .to_owned(),
        corner: "where",
        columns: heads.collect(),
        lines: lines.collect(),
    }
}
