//! The page's side of the documents worker: starts it when there is something to do, ends it when there is
//! nothing more, and takes in what it sends in pieces.
//!
//! A worker that breaks is dropped with all that was asked of it: each of those says that it failed, and
//! the next job starts another one.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use gloo_events::EventListener;
use interleave::document::{MAX_BYTES, RecordError};
use interleave::model::view::Lang;
use interleave::protocol::{decode, encode};
use interleave::report::measured::Machine;
use interleave::trace::event::EVENT_BYTES;
use js_sys::futures::JsFuture;
use js_sys::{Array, ArrayBuffer, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, MessageEvent, Worker, WorkerOptions, WorkerType};

use yew::Callback;

use super::inbox::PIECE;
use super::{files, storage};
use crate::clock::now;
use crate::component::ExportKind;
use crate::documents::{Answer, Job, Order, RaceHead, Reply};
use crate::expected::{Expected, from_batches};
use crate::figure::{self, Colours, SheetTexts};
use crate::recording::Recording;
use crate::saved::SavedRace;
use crate::state::OpenError;
use crate::update::{LINK_BEGINS, LONGEST_LINK};
use crate::url::{engine_folder, window};

/// How long the page's thread works on a race in one go, in milliseconds.
const PIECE_MS: f64 = 6.0;
/// By what share more has to be taken in to be told.
const STEP: f64 = 0.02;
/// How many bytes of events are taken over at once.
const BATCH: u32 = 4_000 * EVENT_BYTES as u32;

#[wasm_bindgen]
extern "C" {
    type ImportMeta;
    #[wasm_bindgen(method, getter)]
    fn url(this: &ImportMeta) -> String;
    #[wasm_bindgen(thread_local_v2, js_namespace = import, js_name = meta)]
    static IMPORT_META: ImportMeta;
}

/// The documents worker, as the page has it.
#[derive(Default)]
pub(super) struct Documents {
    worker: RefCell<Option<Live>>,
    /// Who waits for the reply to which order.
    waiting: RefCell<BTreeMap<u32, Function>>,
    last: Cell<u32>,
}

/// A worker; it ends when this is dropped.
struct Live {
    worker: Worker,
    /// Resolves when it can take orders, to false if it never will.
    ready: Promise,
    _listeners: [EventListener; 3],
}

impl Drop for Live {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// What has come of a job: the answer, and what has come beside it.
pub(super) struct Done {
    pub(super) answer: Answer,
    batches: Array,
    pub(super) file: Option<Blob>,
}

impl Documents {
    /// Has a job done; with the events of these races, and with a file. None if the worker cannot be
    /// started, or breaks.
    pub(super) async fn carry_out(
        self: &Rc<Self>,
        job: Job,
        races: &[&SavedRace],
        file: Option<&Blob>,
    ) -> Option<Done> {
        let id = self.last.get() + 1;
        self.last.set(id);
        // Asked for before anything else, so that the worker is not ended meanwhile.
        let reply = Promise::new(&mut |resolve, _| {
            self.waiting.borrow_mut().insert(id, resolve);
        });
        let message = Object::new();
        let buffers = Array::new();
        let order = Uint8Array::from(encode(&Order { id, job }).as_slice()).buffer();
        buffers.push(&order);
        let batches = Array::new();
        let mut until = now() + PIECE_MS;
        for race in races {
            for batch in 0.. {
                let Some(buffer) = race
                    .recording
                    .with_batch(batch, |bytes| Uint8Array::from(bytes))
                else {
                    break;
                };
                let buffer = buffer.buffer();
                buffers.push(&buffer);
                batches.push(&buffer);
                pause_after(&mut until).await;
            }
        }
        Reflect::set(&message, &"order".into(), &order).ok()?;
        Reflect::set(&message, &"batches".into(), &batches).ok()?;
        if let Some(file) = file {
            Reflect::set(&message, &"file".into(), file).ok()?;
        }
        let ready = self.start();
        let is_ready = JsFuture::from(ready)
            .await
            .is_ok_and(|ready| ready.is_truthy());
        if is_ready && let Some(live) = &*self.worker.borrow() {
            // Buffers and blobs can always be posted.
            let _ = live.worker.post_message_with_transfer(&message, &buffers);
        }
        let data = JsFuture::from(reply).await.ok()?;
        let get = |key: &str| Reflect::get(&data, &key.into()).ok();
        let reply: ArrayBuffer = get("reply")?.dyn_into().ok()?;
        let Reply { answer, .. } = decode(&Uint8Array::new(&reply).to_vec()).ok()?;
        Some(Done {
            answer,
            batches: Array::from(&get("batches")?),
            file: get("file").and_then(|file| file.dyn_into().ok()),
        })
    }

    /// Starts a worker, if there is none. Resolves when it can take orders.
    fn start(self: &Rc<Self>) -> Promise {
        if let Some(live) = &*self.worker.borrow() {
            return live.ready.clone();
        }
        let Ok(live) = self.live() else {
            self.give_up();
            return Promise::resolve(&JsValue::FALSE);
        };
        let ready = live.ready.clone();
        self.worker.replace(Some(live));
        ready
    }

    fn live(self: &Rc<Self>) -> Result<Live, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&(engine_folder() + "parts/documents.js"), &options)?;
        let mut settle = None;
        let ready = Promise::new(&mut |resolve, _| settle = Some(resolve));
        let settle = Rc::new(settle.ok_or(JsValue::UNDEFINED)?);
        let broken = || {
            let (documents, settle) = (Rc::downgrade(self), Rc::clone(&settle));
            move |_: &web_sys::Event| {
                let _ = settle.call1(&JsValue::NULL, &JsValue::FALSE);
                if let Some(documents) = documents.upgrade() {
                    documents.give_up();
                }
            }
        };
        let listeners = [
            EventListener::new(&worker, "error", broken()),
            EventListener::new(&worker, "messageerror", broken()),
            EventListener::new(&worker, "message", {
                let (documents, settle, broken) =
                    (Rc::downgrade(self), Rc::clone(&settle), broken());
                move |event| {
                    let message: &MessageEvent = event.unchecked_ref();
                    let data = message.data();
                    let has = |key: &str| Reflect::has(&data, &key.into()).unwrap_or(false);
                    if has("ready") {
                        let _ = settle.call1(&JsValue::NULL, &JsValue::TRUE);
                    } else if has("fault") {
                        broken(event);
                    } else if let Some(documents) = documents.upgrade() {
                        documents.receive(&data);
                    }
                }
            }),
        ];
        let first = Object::new();
        let script = IMPORT_META.with(ImportMeta::url);
        Reflect::set(&first, &"script".into(), &script.into())?;
        Reflect::set(&first, &"module".into(), &wasm_bindgen::module())?;
        worker.post_message(&first)?;
        Ok(Live {
            worker,
            ready,
            _listeners: listeners,
        })
    }

    /// Passes a reply on, and ends a worker of which nothing more is wanted: its memory goes with it.
    fn receive(&self, data: &JsValue) {
        let reply = Reflect::get(data, &"reply".into()).unwrap_or_default();
        let reply = decode(&Uint8Array::new(&reply).to_vec());
        let Ok(Reply { id, .. }) = reply else { return };
        let waiting = self.waiting.borrow_mut().remove(&id);
        if self.waiting.borrow().is_empty() {
            self.worker.take();
        }
        if let Some(resolve) = waiting {
            // It settles a promise, and throws nothing.
            let _ = resolve.call1(&JsValue::NULL, data);
        }
    }

    /// Drops a worker that has broken, and all that was asked of it.
    fn give_up(&self) {
        self.worker.take();
        for resolve in self.waiting.take().into_values() {
            // Likewise.
            let _ = resolve.call1(&JsValue::NULL, &JsValue::NULL);
        }
    }
}

impl Done {
    /// The races of the answer, folded in pieces; `progress` is told of the share that is done.
    pub(super) async fn races(self, progress: impl Fn(f64)) -> Vec<SavedRace> {
        let Answer::Races(heads) = self.answer else {
            return Vec::new();
        };
        let mut buffers = self
            .batches
            .iter()
            .map(JsCast::unchecked_into::<ArrayBuffer>);
        let sizes = self.batches.iter();
        let sizes = sizes.map(|buffer| buffer.unchecked_into::<ArrayBuffer>().byte_length());
        let all = sizes.map(f64::from).sum::<f64>().max(1.0);
        let (mut until, mut done, mut told) = (now() + PIECE_MS, 0.0, 0.0);
        let mut races = Vec::new();
        for RaceHead {
            query,
            report,
            runs,
        } in heads
        {
            let recording = Recording::default();
            for run in runs {
                recording.begin(run.mode, run.round, run.lanes);
                for buffer in buffers.by_ref().take(run.batches as usize) {
                    let (bytes, length) = (Uint8Array::new(&buffer), buffer.byte_length());
                    for from in (0..length).step_by(BATCH as usize) {
                        let to = length.min(from + BATCH);
                        let batch = bytes.subarray(from, to).to_vec();
                        for piece in batch.chunks(PIECE) {
                            recording.fold(run.mode, piece);
                            if pause_after(&mut until).await && done / all >= told + STEP {
                                told = done / all;
                                progress(told);
                            }
                        }
                        recording.keep(run.mode, batch);
                        done += f64::from(to - from);
                    }
                }
            }
            races.extend(SavedRace::new(query, &report, recording));
        }
        races
    }
}

/// Lets the page do something else, if it is time for that.
async fn pause_after(until: &mut f64) -> bool {
    if now() < *until {
        return false;
    }
    let pause = Promise::new(&mut |resolve, _| {
        // A page that has no timers any more is about to be gone.
        let _ = window().set_timeout_with_callback(&resolve);
    });
    // It only resolves.
    let _ = JsFuture::from(pause).await;
    *until = now() + PIECE_MS;
    true
}

/// What the page has done with documents.
impl Documents {
    /// The race in a file; `progress` is told of the share of it that is taken in.
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

    /// Has the browser keep a race, unless it is too long for that.
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

    /// Saves a race as a file; whether that worked.
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
            answer: Answer::File(height),
            file: Some(file),
            ..
        }) = done
        else {
            return false;
        };
        let name = ["interleave.", kind.extension()].concat();
        let saved = match kind {
            ExportKind::Png => files::save_png(&name, &file, figure::WIDTH, height).await,
            _ => files::offer(&name, &file),
        };
        saved.is_ok()
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

    /// A link to this page with a race within it, or its length if that is too much.
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
}

/// The colours of the page, as its theme has them.
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
