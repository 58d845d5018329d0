//! Reads QR codes with the camera, in browsers that can: `www/scan.js`.

use js_sys::futures::JsFuture;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::Element;

use super::load::import;

#[wasm_bindgen]
extern "C" {
    type Scanner;
    #[wasm_bindgen(method, catch)]
    fn scan(
        this: &Scanner,
        video: &Element,
        found: &Closure<dyn Fn(String)>,
    ) -> Result<Promise, JsValue>;
}

/// The module's file, beside the engine.
const MODULE: &str = "parts/scan.js";

/// Whether this browser reads codes by itself.
pub(crate) fn is_possible() -> bool {
    Reflect::has(&js_sys::global(), &"BarcodeDetector".into()).unwrap_or(false)
}

/// A camera that is on. Dropping it switches it off.
pub(crate) struct Camera {
    stop: Function,
    _found: Closure<dyn Fn(String)>,
}

impl Camera {
    /// Shows the camera in a video element, and says each text that it sees; none if there is no camera, or the reader
    /// does not allow it.
    pub(crate) async fn start(video: &Element, found: impl Fn(String) + 'static) -> Option<Self> {
        let found = Closure::new(found);
        let module = JsFuture::from(import(MODULE)).await.ok()?;
        let started = module.unchecked_into::<Scanner>().scan(video, &found);
        let stop = JsFuture::from(started.ok()?).await.ok()?;
        Some(Self {
            stop: stop.unchecked_into(),
            _found: found,
        })
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        // Switching a camera off cannot fail.
        let _ = self.stop.call0(&JsValue::NULL);
    }
}
