//! Keeps the screen of a phone lit while a race runs.
//!
//! The browser answers asynchronously, and releases the lock when the page is hidden. So this keeps the
//! wanted state apart from the held lock, and compares both after every answer: at most one lock is held,
//! and none after the race.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::EventListener;
use js_sys::futures::JsFuture;
use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::*;
use yew::platform::spawn_local;

use crate::url::window;

// `web-sys` has these only among its unstable APIs.
#[wasm_bindgen]
extern "C" {
    /// `navigator.wakeLock`.
    type WakeLocks;
    #[wasm_bindgen(method, catch)]
    fn request(this: &WakeLocks, kind: &str) -> Result<Promise, JsValue>;

    /// A granted lock.
    type WakeLockSentinel;
    #[wasm_bindgen(method, getter)]
    fn released(this: &WakeLockSentinel) -> bool;
    #[wasm_bindgen(method, catch)]
    fn release(this: &WakeLockSentinel) -> Result<Promise, JsValue>;
}

/// The page's lock on the screen.
pub(crate) struct WakeLock {
    lock: Rc<Lock>,
    _on_visible: Option<EventListener>,
}

#[derive(Default)]
struct Lock {
    is_wanted: Cell<bool>,
    is_asked_for: Cell<bool>,
    held: RefCell<Option<WakeLockSentinel>>,
}

impl WakeLock {
    /// A lock that is not held.
    pub(crate) fn new() -> Self {
        let lock = Rc::new(Lock::default());
        let on_visible = window().document().map(|document| {
            let lock = Rc::clone(&lock);
            let root = document.clone();
            EventListener::new(&document, "visibilitychange", move |_| {
                if !root.hidden() {
                    lock.compare();
                }
            })
        });
        Self {
            lock,
            _on_visible: on_visible,
        }
    }

    /// Sets whether the screen stays lit from now on.
    pub(crate) fn want(&self, is_wanted: bool) {
        self.lock.is_wanted.set(is_wanted);
        self.lock.compare();
    }
}

impl Lock {
    /// Requests a lock that is wanted and not held; releases one that is held and not wanted.
    fn compare(self: &Rc<Self>) {
        let is_held = |held: &WakeLockSentinel| !held.released();
        let is_held = self.held.borrow().as_ref().is_some_and(is_held);
        if !self.is_wanted.get() {
            if let Some(held) = self.held.take() {
                // A lock that the browser has released already needs nothing more.
                let _ = held.release();
            }
        } else if !is_held && !self.is_asked_for.get() {
            self.ask();
        }
    }

    fn ask(self: &Rc<Self>) {
        let locks = Reflect::get(&window().navigator(), &"wakeLock".into());
        let Some(locks) = locks.ok().filter(|locks| locks.is_object()) else {
            return;
        };
        let Ok(answer) = locks.unchecked_into::<WakeLocks>().request("screen") else {
            return;
        };
        self.is_asked_for.set(true);
        let lock = Rc::clone(self);
        spawn_local(async move {
            let answer = JsFuture::from(answer).await;
            lock.is_asked_for.set(false);
            // If it is refused, the screen goes dark as usual.
            if let Ok(given) = answer {
                lock.held.replace(Some(given.unchecked_into()));
                lock.compare();
            }
        });
    }
}
