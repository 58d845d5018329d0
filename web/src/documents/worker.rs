//! The worker's side: receives orders as messages, and posts replies.
//!
//! In:   {order: ArrayBuffer, batches: ArrayBuffer[], file: Blob | undefined}
//! Out:  {ready: true}                                                          once, first
//!       {reply: ArrayBuffer, batches: ArrayBuffer[], file: Blob | undefined}

use gloo_events::EventListener;
use interleave::document::RecordError;
use interleave::model::query::understand;
use interleave::protocol::{decode, encode};
use interleave::report::expectations::{Effort, expect};
use js_sys::futures::JsFuture;
use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageEvent};
use yew::platform::spawn_local;

use super::{
    Answer, Batches, Job, Order, QrCode, Reply, Written, compare, read, read_lines, write,
};
use crate::effect::files::{pack, text_blob, unpack};
use crate::expected::to_batches;
use crate::figure::to_png;

/// Serves the page that started this worker, until the page ends it.
pub(crate) fn serve() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let replies = scope.clone();
    let listener = EventListener::new(&scope, "message", move |event| {
        let event: &MessageEvent = event.unchecked_ref();
        let (data, scope) = (event.data(), replies.clone());
        spawn_local(async move {
            if let Some((message, buffers)) = carry_out(&data).await {
                // Buffers and blobs can always be posted.
                let _ = scope.post_message_with_transfer(&message, &buffers);
            }
        });
    });
    listener.forget();
    let ready = Object::new();
    // A new object accepts any key.
    let _ = Reflect::set(&ready, &"ready".into(), &JsValue::TRUE);
    let _ = scope.post_message(&ready);
}

/// Carries out an order; returns the reply, and the buffers to transfer.
async fn carry_out(data: &JsValue) -> Option<(JsValue, Array)> {
    let order = Reflect::get(data, &"order".into()).ok()?;
    let Order { id, job } = decode(&bytes(&order)).ok()?;
    let batches = Reflect::get(data, &"batches".into()).ok()?;
    let batches: Batches = Array::from(&batches)
        .iter()
        .map(|buffer| bytes(&buffer))
        .collect();
    let file = Reflect::get(data, &"file".into()).ok()?;
    let file: Option<Blob> = file.dyn_into().ok();
    let (answer, batches, file) = match answer(job, batches, file).await {
        Ok(done) => done,
        Err(error) => (Answer::Failed(error), Batches::new(), None),
    };
    let message = Object::new();
    let buffers = Array::new();
    let reply = Uint8Array::from(encode(&Reply { id, answer }).as_slice()).buffer();
    buffers.push(&reply);
    let crossing = Array::new();
    for batch in batches {
        let buffer = Uint8Array::from(batch.as_slice()).buffer();
        buffers.push(&buffer);
        crossing.push(&buffer);
    }
    Reflect::set(&message, &"reply".into(), &reply).ok()?;
    Reflect::set(&message, &"batches".into(), &crossing).ok()?;
    if let Some(file) = file {
        Reflect::set(&message, &"file".into(), &file).ok()?;
    }
    Some((message.into(), buffers))
}

type Done = (Answer, Batches, Option<Blob>);

async fn answer(job: Job, batches: Batches, file: Option<Blob>) -> Result<Done, RecordError> {
    let text = |text| (Answer::Text(text), Batches::new(), None);
    let races = |(head, batches)| (Answer::Races(vec![head]), batches, None);
    Ok(match job {
        Job::Write {
            kind,
            race,
            texts,
            colours,
        } => {
            let file = match write(kind, &race, batches, &texts, &colours)? {
                Written::Text(text, kind) => text_blob(&text, kind),
                Written::Pixels(sheet) => to_png(&sheet, &colours).await,
            };
            let file = file.map_err(|_| RecordError::TooLong)?;
            (Answer::File, Batches::new(), Some(file))
        }
        Job::Pack(race) => {
            let json = race.document(&mut batches.into_iter())?.to_json();
            text(pack(&json).await.map_err(|_| RecordError::TooLong)?)
        }
        Job::WriteLine(race) => text(race.document(&mut batches.into_iter())?.to_json()),
        Job::Compare(lang, before, now) => text(compare(lang, [&before, &now], batches)?),
        Job::Read => {
            let file = file.ok_or(RecordError::Foreign)?;
            let buffer = JsFuture::from(file.array_buffer()).await;
            races(read(&bytes(&buffer.map_err(|_| RecordError::Foreign)?))?)
        }
        Job::Unpack(packed) => {
            let json = unpack(&packed).await.map_err(|_| RecordError::Broken)?;
            races(read(json.as_bytes())?)
        }
        Job::ReadLines(lines) => {
            let (heads, batches) = read_lines(&lines);
            (Answer::Races(heads), batches, None)
        }
        Job::WriteQrCode(text) => {
            let code = QrCode::of(&text);
            (Answer::QrCode(code), Batches::new(), None)
        }
        Job::Model(query, machine) => {
            let expected = expect(&understand(&query), &machine, Effort::FULL);
            let (heads, batches) = to_batches(expected);
            (Answer::Expected(heads), batches, None)
        }
    })
}

fn bytes(buffer: &JsValue) -> Vec<u8> {
    let buffer: &ArrayBuffer = buffer.unchecked_ref();
    Uint8Array::new(buffer).to_vec()
}
