//! Jobs with documents. `worker` starts the documents worker and sends jobs; `take_in` folds the races
//! that it has read.

mod take_in;
mod worker;

use std::rc::Rc;

use interleave::document::{MAX_BYTES, RecordError};
use interleave::model::view::Lang;
use interleave::report::measured::Machine;
use js_sys::Uint8Array;
use web_sys::Blob;
use yew::Callback;

use self::take_in::Done;
pub(super) use self::worker::Documents;
use super::{files, storage};
use crate::component::ExportKind;
use crate::documents::{Answer, Job, QrCode, RaceHead};
use crate::expected::{Expected, from_batches};
use crate::figure::{Colours, SheetTexts};
use crate::saved::SavedRace;
use crate::state::OpenError;
use crate::update::{LINK_BEGINS, LONGEST_LINK};
use crate::url::window;

impl Documents {
    /// The race in a file; `progress` gets the share of it that is folded.
    pub(super) async fn read(
        self: &Rc<Self>,
        file: &Blob,
        progress: Callback<f64>,
    ) -> Result<Rc<SavedRace>, OpenError> {
        if file.size() > MAX_BYTES as f64 {
            return Err(RecordError::TooLong.into());
        }
        let done = self.carry_out(Job::Read, &[], Some(file)).await;
        let done = done.ok_or(OpenError::NoWorker)?;
        if let Answer::Failed(error) = done.answer {
            return Err(error.into());
        }
        let races = done.races(|share| progress.emit(share)).await;
        let race = races.into_iter().next().ok_or(RecordError::Broken)?;
        Ok(Rc::new(race))
    }

    /// The race in a link.
    pub(super) async fn unpack(
        self: &Rc<Self>,
        packed: String,
    ) -> Result<Rc<SavedRace>, OpenError> {
        let done = self.carry_out(Job::Unpack(packed), &[], None).await;
        let races = done.ok_or(OpenError::NoWorker)?.races(|_| ()).await;
        let race = races.into_iter().next().ok_or(OpenError::Link)?;
        Ok(Rc::new(race))
    }

    /// A sample; none if it cannot be loaded.
    pub(super) async fn sample(self: &Rc<Self>, name: &str) -> Option<Rc<SavedRace>> {
        let file = super::load::sample(name).await?;
        self.read(&file, Callback::noop()).await.ok()
    }

    /// The races in these lines.
    pub(super) async fn read_lines(self: &Rc<Self>, lines: String) -> Vec<SavedRace> {
        match self.carry_out(Job::ReadLines(lines), &[], None).await {
            Some(done) => done.races(|_| ()).await,
            None => Vec::new(),
        }
    }

    /// Stores a race in the browser, unless it is too long.
    pub(super) async fn keep(self: &Rc<Self>, race: &SavedRace) {
        if race.is_too_long_to_store() {
            return;
        }
        let job = Job::WriteLine(RaceHead::of_race(race));
        let done = self.carry_out(job, &[race], None).await;
        if let Some(Answer::Text(line)) = done.map(|done| done.answer) {
            storage::keep(&line);
        }
    }

    /// Saves a race as a file; returns whether that worked.
    pub(super) async fn export(
        self: &Rc<Self>,
        kind: ExportKind,
        race: &SavedRace,
        texts: SheetTexts,
    ) -> bool {
        let job = Job::Write {
            kind,
            race: RaceHead::of_race(race),
            texts,
            colours: colours(),
        };
        let done = self.carry_out(job, &[race], None).await;
        let Some(Done {
            answer: Answer::File,
            file: Some(file),
            ..
        }) = done
        else {
            return false;
        };
        let name = ["interleave.", kind.extension()].concat();
        files::offer(&name, &file).is_ok()
    }

    /// What the model expects of the experiment of a query; nothing if it cannot be modelled.
    pub(super) async fn model(self: &Rc<Self>, query: String, machine: Machine) -> Expected {
        match self.carry_out(Job::Model(query, machine), &[], None).await {
            Some(Done {
                answer: Answer::Expected(heads),
                batches,
                ..
            }) => {
                let batches = batches.iter();
                let events = batches.map(|buffer| Uint8Array::new(&buffer).to_vec());
                Expected::new(from_batches(heads, events))
            }
            _ => Expected::default(),
        }
    }

    /// Two races beside each other, as an SVG document.
    pub(super) async fn compare(
        self: &Rc<Self>,
        lang: Lang,
        before: &SavedRace,
        now: &SavedRace,
    ) -> Option<Rc<str>> {
        let heads = [before, now].map(RaceHead::of_race);
        let [first, second] = heads;
        let job = Job::Compare(lang, first, second);
        match self.carry_out(job, &[before, now], None).await?.answer {
            Answer::Text(svg) => Some(svg.into()),
            _ => None,
        }
    }

    /// A link to this page with a race in it, or its length if that is too much.
    pub(super) async fn pack(self: &Rc<Self>, race: &SavedRace) -> Option<Result<String, usize>> {
        let job = Job::Pack(RaceHead::of_race(race));
        let Answer::Text(packed) = self.carry_out(job, &[race], None).await?.answer else {
            return None;
        };
        if packed.len() > LONGEST_LINK {
            return Some(Err(packed.len()));
        }
        let location = window().location();
        let [origin, path] =
            [location.origin(), location.pathname()].map(Result::unwrap_or_default);
        let link = [&origin, &path, "?", &race.query, LINK_BEGINS, &packed];
        Some(Ok(link.concat()))
    }

    /// A text as a QR code; none within if it is too long for one.
    pub(super) async fn qr_code(self: &Rc<Self>, text: String) -> Option<Option<Rc<QrCode>>> {
        match self
            .carry_out(Job::WriteQrCode(text), &[], None)
            .await?
            .answer
        {
            Answer::QrCode(code) => Some(code.map(Rc::new)),
            _ => None,
        }
    }
}

/// The page's colours in the current theme.
fn colours() -> Colours {
    let root = window()
        .document()
        .and_then(|document| document.document_element());
    let style = root.and_then(|root| window().get_computed_style(&root).ok()?);
    let colour = |name: &str| {
        let value = style.as_ref()?.get_property_value(&format!("--{name}"));
        Some(value.ok()?.trim().to_owned())
    };
    Colours(
        Colours::NAMES
            .map(|name| colour(name).unwrap_or_default())
            .into(),
    )
}
