//! The documents worker: writes races as documents and links as QR codes, and reads and checks documents,
//! so that the page's thread does not have to.
//!
//! It is the page's own wasm, started a second time in a Web Worker, where it finds no window: see
//! `main`. The page starts it for a job and ends it soon after the last one; it keeps nothing between
//! jobs, and no race depends on it. Both sides share this file: the types, encoded as in
//! [`interleave::protocol`], and the jobs. Events, files and long texts cross beside the messages, as
//! transferred buffers and shared blobs.

mod heads;
mod qr_code;
#[cfg_attr(
    not(target_arch = "wasm32"),
    expect(dead_code, reason = "natively there is no worker")
)]
mod worker;

pub(crate) use heads::{RaceHead, RunHead};
pub(crate) use qr_code::QrCode;
#[cfg(target_arch = "wasm32")]
pub(crate) use worker::serve;

use interleave::document::{Document, RecordError, chrome_trace, csv};
use interleave::model::view::Lang;
use interleave::report::measured::Machine;
use serde::{Deserialize, Serialize};

use crate::component::ExportKind;
use crate::expected::ExpectedHead;
use crate::figure::{self, Colours, Sheet, SheetTexts};
use crate::i18n::texts;

/// The batches of events that belong to the races of a message, in their order.
pub(crate) type Batches = Vec<Vec<u8>>;

/// A job with a number, which its reply repeats.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    /// The number.
    pub id: u32,
    /// The job.
    pub job: Job,
}

/// Something to do with documents.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Job {
    /// Write a race as a file.
    Write {
        /// What kind of file.
        kind: ExportKind,
        /// The race.
        race: RaceHead,
        /// A figure's texts.
        texts: SheetTexts,
        /// The colours of a figure.
        colours: Colours,
    },
    /// Pack a race for an address.
    Pack(RaceHead),
    /// Write a race as a line for the browser's storage.
    WriteLine(RaceHead),
    /// Draw two races, the earlier one first.
    Compare(Lang, RaceHead, RaceHead),
    /// Read the race in the file sent with this message.
    Read,
    /// Read a packed race.
    Unpack(String),
    /// Read the races in these lines.
    ReadLines(String),
    /// Write a text as a QR code.
    WriteQrCode(String),
    /// Find out what the model expects of the experiment of a query.
    Model(String, Machine),
}

/// The reply to an order.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Reply {
    /// The number of the order.
    pub id: u32,
    /// The result of its job.
    pub answer: Answer,
}

/// The result of a job.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Answer {
    /// The file is sent with this message.
    File,
    /// This text.
    Text(String),
    /// These races; their events are sent with this message.
    Races(Vec<RaceHead>),
    /// This QR code; none: the text is too long for one.
    QrCode(Option<QrCode>),
    /// What is expected; what lanes are expected to do is sent with this message.
    Expected(Vec<ExpectedHead>),
    /// Nothing: the input is not a race of this program.
    Failed(RecordError),
}

/// What becomes a file.
#[derive(Debug)]
enum Written {
    /// This text of this media type.
    Text(String, &'static str),
    /// This figure, painted.
    Pixels(Sheet),
}

/// Writes a race as a file.
fn write(
    kind: ExportKind,
    race: &RaceHead,
    batches: Batches,
    said: &SheetTexts,
    colours: &Colours,
) -> Result<Written, RecordError> {
    let mut batches = batches.into_iter();
    let plain = |text| Written::Text(text, "text/plain");
    Ok(match kind {
        ExportKind::Json => plain(race.document(&mut batches)?.to_json()),
        ExportKind::Csv => plain(csv::to_csv(&race.document(&mut batches)?.recording)),
        ExportKind::Trace => plain(chrome_trace::to_json(&race.document(&mut batches)?)),
        ExportKind::Svg => {
            let sheet = figure::sheet(&race.race(&mut batches)?, said);
            let svg = figure::to_svg(&sheet, colours);
            Written::Text(svg, "image/svg+xml")
        }
        ExportKind::Png => Written::Pixels(figure::sheet(&race.race(&mut batches)?, said)),
    })
}

/// Draws two races, one under the other.
fn compare(
    lang: Lang,
    [before, now]: [&RaceHead; 2],
    batches: Batches,
) -> Result<String, RecordError> {
    let mut batches = batches.into_iter();
    let (before, now) = (before.race(&mut batches)?, now.race(&mut batches)?);
    Ok(figure::beside(
        texts(lang),
        &Colours::of_page(),
        [&before, &now],
    ))
}

/// The race of a document, and its events.
fn read(json: &[u8]) -> Result<(RaceHead, Batches), RecordError> {
    let text = std::str::from_utf8(json).map_err(|_| RecordError::Foreign)?;
    Ok(RaceHead::of(&Document::from_json(text)?))
}

/// The races of these lines, and their events. Skips lines of older releases that this one cannot read.
fn read_lines(lines: &str) -> (Vec<RaceHead>, Batches) {
    let mut heads = Vec::new();
    let mut batches = Batches::new();
    for (head, events) in lines.lines().filter_map(|line| read(line.as_bytes()).ok()) {
        heads.push(head);
        batches.extend(events);
    }
    (heads, batches)
}

/// The race of one of our own documents.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn race_of(json: &str) -> crate::saved::SavedRace {
    let (head, batches) = read(json.as_bytes()).expect("it is a document");
    let race = head.race(&mut batches.into_iter());
    race.expect("it is a race")
}

#[cfg(test)]
mod tests {
    use super::*;
    use interleave::protocol::{decode, encode};

    const RACE: &str = include_str!("../../www/samples/mixed.json");

    #[test]
    fn a_race_that_was_read_is_written_byte_by_byte() {
        let (head, batches) = read(RACE.as_bytes()).expect("it is a race");
        // As it crosses.
        let order = Order {
            id: 7,
            job: Job::WriteLine(head),
        };
        let Ok(Order {
            job: Job::WriteLine(head),
            ..
        }) = decode(&encode(&order))
        else {
            panic!("it is what was sent");
        };
        let document = Document::from_json(RACE).expect("it is a document");
        let said = SheetTexts::default();
        let written = |kind| {
            let written = write(kind, &head, batches.clone(), &said, &Colours::default());
            match written.expect("it can be written") {
                Written::Text(text, kind) => (text, kind),
                Written::Pixels(_) => panic!("{kind:?} is a text"),
            }
        };
        assert_eq!(written(ExportKind::Json).0, document.to_json());
        let lines = csv::to_csv(&document.recording);
        assert_eq!(written(ExportKind::Csv).0, lines);
        let trace = chrome_trace::to_json(&document);
        assert_eq!(written(ExportKind::Trace), (trace, "text/plain"));
        let (figure, kind) = written(ExportKind::Svg);
        assert!(figure.starts_with("<svg"), "{figure}");
        assert_eq!(kind, "image/svg+xml");
    }

    #[test]
    fn a_file_that_is_no_race_gives_an_error() {
        assert_eq!(read(b"{}").err(), Some(RecordError::Foreign));
        assert_eq!(read(&[0xff]).err(), Some(RecordError::Foreign));
        let line = Document::from_json(RACE)
            .expect("it is a document")
            .to_json();
        let (heads, batches) = read_lines(&format!("{line}\nnothing\n{line}"));
        let runs: u32 = heads
            .iter()
            .flat_map(|head| &head.runs)
            .map(|run| run.batches)
            .sum();
        assert_eq!((heads.len(), batches.len()), (2, runs as usize));
    }

    #[test]
    fn a_qr_code_crosses_as_it_is() {
        let answer = Answer::QrCode(QrCode::of("https://example.org/"));
        assert_eq!(decode(&encode(&answer)), Ok(answer));
    }

    #[test]
    fn two_races_are_drawn_with_what_was_asked_of_each() {
        let (head, batches) = read(RACE.as_bytes()).expect("it is a race");
        let both = [batches.clone(), batches].concat();
        let svg = compare(Lang::En, [&head, &head], both).expect("they can be drawn");
        assert!(svg.contains("var(--threads)"), "in the page's colours");
    }
}
