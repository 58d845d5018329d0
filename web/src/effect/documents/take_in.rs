//! Folds the races that the documents worker has read: in pieces, so that the page can do something else
//! between them.

use interleave::trace::event::EVENT_BYTES;
use js_sys::futures::JsFuture;
use js_sys::{Array, ArrayBuffer, Promise, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::Blob;

use crate::clock::now;
use crate::documents::{Answer, RaceHead};
use crate::effect::inbox::PIECE;
use crate::recording::Recording;
use crate::saved::SavedRace;
use crate::url::window;

/// How long the page's thread works on a race in one go, in milliseconds.
pub(super) const PIECE_MS: f64 = 6.0;
/// The smallest step of progress that is reported.
const STEP: f64 = 0.02;
/// How many bytes of events are copied at once.
const BATCH: u32 = 4_000 * EVENT_BYTES as u32;

/// A job's result: the answer, and the buffers sent with it.
pub(super) struct Done {
    pub(super) answer: Answer,
    pub(super) batches: Array,
    pub(super) file: Option<Blob>,
}

impl Done {
    /// The races of the answer, folded in pieces; `progress` gets the share that is done.
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

/// Lets the page do something else, if it is time to.
pub(super) async fn pause_after(until: &mut f64) -> bool {
    if now() < *until {
        return false;
    }
    let pause = Promise::new(&mut |resolve, _| {
        // A page without timers is about to be closed.
        let _ = window().set_timeout_with_callback(&resolve);
    });
    // It only resolves.
    let _ = JsFuture::from(pause).await;
    *until = now() + PIECE_MS;
    true
}
