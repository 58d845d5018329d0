//! Prints an experiment in the chosen format, to the terminal or a file.

use std::fs::File;
use std::io::{self, ErrorKind, Write};

use interleave::codegen::{self, program::Code};
use interleave::document::{Document, chrome_trace, csv};
use interleave::model::mode::Mode;
use interleave::model::query::encode;
use interleave::model::spec::Spec;
use interleave::model::view::View;
use interleave::report::findings::notes;
use interleave::report::formula::{Capacity, beyond_limit};
use interleave::wording::{fill, wording};

use super::arguments::{Asked, Emit};
use super::lanes::{Room, lanes};
use super::race::{self, Shown};
use super::table::table;
use super::texts::texts;

/// Does what was asked.
///
/// # Errors
/// The message for the user.
pub(crate) fn run(asked: &Asked) -> Result<(), String> {
    for notice in &asked.notices {
        eprintln!("{}", wording(asked.lang).notice(notice));
    }
    let runs = !matches!(asked.emit, Emit::Python | Emit::Rust);
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let capacity = Capacity {
        costs: &[],
        cores: cores as f64,
    };
    let late = beyond_limit(&asked.spec, capacity);
    if runs && !late.is_empty() {
        eprintln!("{}", wording(asked.lang).beyond_limit(&late, &asked.spec));
    }
    let text = match asked.emit {
        Emit::Python => programs(&asked.spec, codegen::python),
        Emit::Rust => programs(&asked.spec, codegen::rust),
        emit => {
            let shown = race::run(&asked.spec, texts(asked.lang))?;
            match emit {
                Emit::Json => shown.report.to_json() + "\n",
                Emit::Csv => csv::to_csv(&shown.recording),
                Emit::Trace => chrome_trace::to_json(&document(asked, shown)?) + "\n",
                Emit::Record => document(asked, shown)?.to_json() + "\n",
                _ => page(asked, &shown),
            }
        }
    };
    write(asked, text.as_bytes())
}

/// A program for each mode.
fn programs(spec: &Spec, program: fn(&Spec, Mode) -> Code) -> String {
    let modes = spec.modes.iter();
    modes
        .map(|mode| program(spec, *mode).text() + "\n")
        .collect()
}

fn document(asked: &Asked, shown: Shown) -> Result<Document, String> {
    let query = encode(&asked.spec, &View::default());
    Document::new(&shown.report.to_json(), query, shown.recording).map_err(|error| {
        let text = texts(asked.lang).messages.no_document;
        fill(text, &[&format!("{error:?}")])
    })
}

/// The default output: table, headline, notes, lanes.
fn page(asked: &Asked, shown: &Shown) -> String {
    let (words, texts) = (wording(asked.lang), texts(asked.lang));
    let (report, spec) = (&shown.report, &asked.spec);
    let mut text = words.asked(&report.spec) + "\n\n";
    text += &table(report, texts);
    text.push('\n');
    // Emphasis is for the page.
    text += &words.headline(report, shown.workload).replace('*', "");
    text.push('\n');
    for note in notes(report, &shown.costs) {
        text += "- ";
        text += &words.remark(&note, spec);
        text.push('\n');
    }
    text.push('\n');
    let room = match &asked.file {
        Some(_) => Room::FILE,
        None => Room::here(spec.modes.len(), text.lines().count() + 2),
    };
    text + &lanes(&shown.recording, spec, texts, room)
}

/// Writes to the file that was asked for, or to standard output. A closed
/// pipe is no failure: its reader wants no more.
fn write(asked: &Asked, text: &[u8]) -> Result<(), String> {
    let (written, name) = match &asked.file {
        Some(path) => {
            let written = File::create(path).and_then(|mut file| file.write_all(text));
            (written, path.display().to_string())
        }
        None => {
            let mut out = io::stdout().lock();
            let written = out.write_all(text).and_then(|()| out.flush());
            (written, "stdout".to_owned())
        }
    };
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(fill(
            texts(asked.lang).messages.not_written,
            &[&name, &error.to_string()],
        )),
        _ => Ok(()),
    }
}
