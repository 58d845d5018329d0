//! What this browser can do, found out by trying it.
//!
//! `crossOriginIsolated` alone proves nothing (WebKitGTK says true without having shared memory), so
//! this creates a shared memory and posts it.

use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use interleave::report::environment::{Environment, Reason, Rung};
use wasm_bindgen::JsValue;

use crate::url::attribute;

/// What this browser can do.
#[derive(Clone, Debug, PartialEq)]
pub struct Capability {
    /// How the page is isolated.
    pub rung: Rung,
    /// Why there are no threads, if there are none.
    pub no_threads: Option<Reason>,
    /// Whether the page is part of another one.
    pub framed: bool,
    /// The cores that the browser reports, if it does.
    pub cores: Option<u32>,
    /// What the browser calls itself.
    pub user_agent: String,
    /// Whether there is room for a program beside everything else.
    pub wide: bool,
}

impl Capability {
    /// Tries what this browser can do.
    pub fn detect() -> Self {
        let window = crate::url::window();
        let flag = |name| js_sys::Reflect::get(&window, &JsValue::from_str(name));
        let is = |name| flag(name).is_ok_and(|value| value.is_truthy());
        let no_threads = if !is("isSecureContext") {
            Some(Reason::Insecure)
        } else if !is("crossOriginIsolated") {
            Some(Reason::NotIsolated)
        } else if post_shared_memory().is_err() {
            Some(Reason::NoSharedMemory)
        } else {
            None
        };
        let navigator = window.navigator();
        let cores = navigator.hardware_concurrency();
        Self {
            // Decided before the first paint, by boot.js.
            rung: match (no_threads, attribute("data-rung").as_str()) {
                (Some(_), _) => Rung::None,
                (None, "document-isolation-policy") => Rung::DocumentIsolationPolicy,
                (None, "service-worker") => Rung::ServiceWorker,
                (None, _) => Rung::Headers,
            },
            no_threads,
            framed: window.parent().ok().flatten().as_ref() != Some(&window),
            // NaN in browsers that do not report it.
            cores: (cores >= 1.0).then_some(cores as u32),
            user_agent: navigator.user_agent().unwrap_or_default(),
            wide: {
                let wide = window.match_media("(min-width: 1100px)").ok().flatten();
                wide.is_some_and(|wide| wide.matches())
            },
        }
    }

    /// Why a mode of an experiment cannot run here, if it cannot.
    pub fn refuses(&self, mode: Mode, spec: &Spec) -> Option<Reason> {
        let needed = spec.needs_threads(mode) || self.no_threads == Some(Reason::NoWorkers);
        self.no_threads.filter(|_| needed)
    }

    /// The number of cores, or 1 if the browser reports none.
    pub fn cores_or_one(&self) -> u32 {
        self.cores.unwrap_or(1)
    }

    /// The environment of a race that runs here, with what is known before the engine starts.
    pub fn environment(&self) -> Environment {
        Environment {
            isolated: self.no_threads.is_none(),
            rung: self.rung,
            cores_reported: self.cores,
            cores_effective: None,
            cores_taken: None,
            timer_step_us: None,
            disturbed: false,
            user_agent: self.user_agent.clone(),
            pool_start_ms: None,
            painter: None,
        }
    }
}

/// Makes a shared memory and posts it, as the engine's threads need it.
fn post_shared_memory() -> Result<(), JsValue> {
    let description = js_sys::Object::new();
    for (key, value) in [
        ("initial", JsValue::from(1)),
        ("maximum", JsValue::from(1)),
        ("shared", JsValue::TRUE),
    ] {
        js_sys::Reflect::set(&description, &JsValue::from_str(key), &value)?;
    }
    let memory = js_sys::WebAssembly::Memory::new(&description)?;
    let channel = web_sys::MessageChannel::new()?;
    channel.port1().post_message(&memory)?;
    channel.port1().close();
    Ok(())
}
