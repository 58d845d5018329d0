//! The page's side of the documents worker: starts it when there is a job, sends jobs, and ends it soon
//! after the last one.
//!
//! A worker that breaks is dropped with all its jobs: each of them fails, and the next job starts another
//! worker.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use interleave::protocol::{decode, encode};
use js_sys::futures::JsFuture;
use js_sys::{Array, ArrayBuffer, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::take_in::{Done, PIECE_MS, pause_after};
use crate::clock::now;
use crate::documents::{Job, Order, Reply};
use crate::saved::SavedRace;
use crate::url::engine_folder;

/// How long an idle worker is kept, in milliseconds. Starting one takes 30 ms or more, most jobs take less,
/// and one job often follows another. Keeping it for good would cost the reader its memory.
const KEPT_MS: u32 = 3_000;

#[wasm_bindgen]
extern "C" {
    type ImportMeta;
    #[wasm_bindgen(method, getter)]
    fn url(this: &ImportMeta) -> String;
    #[wasm_bindgen(thread_local_v2, js_namespace = import, js_name = meta)]
    static IMPORT_META: ImportMeta;
}

/// The page's documents worker.
#[derive(Default)]
pub(in crate::effect) struct Documents {
    worker: RefCell<Option<Live>>,
    /// The waiters for replies, by the number of the order.
    waiting: RefCell<BTreeMap<u32, Function>>,
    last: Cell<u32>,
    /// The timer that ends the worker if no job comes.
    ending: RefCell<Option<Timeout>>,
}

/// A worker; it ends when this is dropped.
struct Live {
    worker: Worker,
    /// Resolves to true when it can take orders, to false if it never will.
    ready: Promise,
    _listeners: [EventListener; 3],
}

impl Drop for Live {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl Documents {
    /// Does a job, with the events of these races, and a file. None if the worker cannot be started or
    /// breaks.
    pub(super) async fn carry_out(
        self: &Rc<Self>,
        job: Job,
        races: &[&SavedRace],
        file: Option<&Blob>,
    ) -> Option<Done> {
        let id = self.last.get() + 1;
        self.last.set(id);
        // First, so that the worker is not ended meanwhile.
        self.ending.take();
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

    /// Passes a reply on. An idle worker is ended soon, which frees its memory.
    fn receive(self: &Rc<Self>, data: &JsValue) {
        let reply = Reflect::get(data, &"reply".into()).unwrap_or_default();
        let reply = decode(&Uint8Array::new(&reply).to_vec());
        let Ok(Reply { id, .. }) = reply else { return };
        let waiting = self.waiting.borrow_mut().remove(&id);
        if self.waiting.borrow().is_empty() {
            let documents = Rc::clone(self);
            let end = move || drop(documents.worker.take());
            self.ending.replace(Some(Timeout::new(KEPT_MS, end)));
        }
        if let Some(resolve) = waiting {
            // It settles a promise, and throws nothing.
            let _ = resolve.call1(&JsValue::NULL, data);
        }
    }

    /// Drops a broken worker with all its jobs.
    fn give_up(&self) {
        self.worker.take();
        for resolve in self.waiting.take().into_values() {
            // Likewise.
            let _ = resolve.call1(&JsValue::NULL, &JsValue::NULL);
        }
    }
}
