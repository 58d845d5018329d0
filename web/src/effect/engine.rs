//! The engine's worker: starts it, ends it, and pipes commands and messages.

use std::rc::Rc;

use gloo_events::EventListener;
use interleave::protocol::{self, Command, DecodeError, Message};
use js_sys::{ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::state::{Failure, Trouble};
use crate::url::engine_folder;

/// An engine's worker; dropping this ends it.
pub(super) struct EngineWorker {
    worker: Worker,
    _listeners: [EventListener; 3],
}

impl Drop for EngineWorker {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl EngineWorker {
    /// Starts one with this many threads. `received` gets what it sends, or why it cannot be used.
    ///
    /// # Errors
    /// When the browser lets the page start no workers.
    pub(super) fn start(
        threads: u32,
        received: impl Fn(Result<Message, Failure>) + 'static,
    ) -> Result<Self, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&(engine_folder() + "worker.js"), &options)?;
        let received = Rc::new(received);
        let failed = || {
            let received = Rc::clone(&received);
            move |_: &web_sys::Event| received(Err(Failure::Lost))
        };
        let listeners = [
            EventListener::new(&worker, "error", failed()),
            EventListener::new(&worker, "messageerror", failed()),
            EventListener::new(&worker, "message", move |event| received(read(event))),
        ];
        let first = Object::new();
        let build = if threads > 0 { "threaded" } else { "plain" };
        Reflect::set(&first, &"build".into(), &build.into())?;
        Reflect::set(&first, &"threads".into(), &threads.into())?;
        worker.post_message(&first)?;
        Ok(Self {
            worker,
            _listeners: listeners,
        })
    }

    /// Sends a command.
    pub(super) fn send(&self, command: &Command) {
        let bytes = Uint8Array::from(protocol::encode(command).as_slice()).buffer();
        // An array buffer can always be posted.
        let _ = self.worker.post_message(&bytes);
    }
}

fn read(event: &web_sys::Event) -> Result<Message, Failure> {
    let event: &MessageEvent = event.unchecked_ref();
    let data = event.data();
    let Some(buffer) = data.dyn_ref::<ArrayBuffer>() else {
        let fault = Reflect::get(&data, &"fault".into()).ok();
        let fault = fault.and_then(|fault| fault.as_string());
        return Err(Failure::Told(match fault.as_deref() {
            Some("load") => Trouble::EngineMissing,
            Some("pool") => Trouble::PoolFailed,
            _ => Trouble::Crashed,
        }));
    };
    let message = protocol::decode(&Uint8Array::new(buffer).to_vec());
    message.map_err(|error| {
        Failure::Told(match error {
            DecodeError::Version => Trouble::Version,
            DecodeError::Malformed => Trouble::Crashed,
        })
    })
}
