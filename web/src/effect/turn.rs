//! Races take turns: two pages of this program side by side do not compete for the cores. The browser's
//! locks are the queue.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::futures::JsFuture;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, DomException};
use yew::platform::spawn_local;

use crate::url::{remove_attribute, set_attribute, window};

/// The lock's name, the same in all pages of this program.
const NAME: &str = "interleave-race";
/// The root element's attribute: `waiting` while another page has its turn.
const ATTRIBUTE: &str = "data-turn";

// `web-sys` has these only among its unstable APIs.
#[wasm_bindgen]
extern "C" {
    /// `navigator.locks`.
    type LockManager;
    #[wasm_bindgen(method, catch)]
    fn request(
        this: &LockManager,
        name: &str,
        options: &Object,
        hold: &JsValue,
    ) -> Result<Promise, JsValue>;
}

/// This page's turn, or its place in the queue. Dropping it gives up either.
pub(crate) struct Turn(Rc<Place>);

struct Place {
    /// Called when it is this page's turn.
    begin: RefCell<Option<Box<dyn FnOnce()>>>,
    /// Ends the turn, once it has begun.
    end: RefCell<Option<Function>>,
    /// Leaves the queue.
    leave: Option<AbortController>,
}

impl Turn {
    /// Queues. `begin` is called when it is this page's turn, never at once.
    pub(crate) fn ask(begin: impl FnOnce() + 'static) -> Self {
        let place = Rc::new(Place {
            begin: RefCell::new(Some(Box::new(begin))),
            end: RefCell::default(),
            leave: AbortController::new().ok(),
        });
        set_attribute(ATTRIBUTE, "waiting");
        let asked = place.queue();
        spawn_local({
            let place = Rc::clone(&place);
            async move {
                let answer = match asked {
                    Ok(answer) => JsFuture::from(answer).await,
                    Err(error) => Err(error),
                };
                // Some browsers have no locks in a frame of another site: then no page waits.
                if answer.is_err_and(|error| !is_abort(&error)) {
                    place.begin();
                }
            }
        });
        Self(place)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let place = &self.0;
        place.begin.take();
        remove_attribute(ATTRIBUTE);
        if let Some(end) = place.end.take() {
            // It settles a promise, and throws nothing.
            let _ = end.call0(&JsValue::NULL);
        } else if let Some(leave) = &place.leave {
            leave.abort();
        }
    }
}

impl Place {
    fn queue(self: &Rc<Self>) -> Result<Promise, JsValue> {
        let locks = Reflect::get(&window().navigator(), &"locks".into())?;
        if !locks.is_object() {
            return Err(JsValue::UNDEFINED);
        }
        let options = Object::new();
        if let Some(leave) = &self.leave {
            Reflect::set(&options, &"signal".into(), &leave.signal())?;
        }
        let place = Rc::clone(self);
        let hold = Closure::once_into_js(move || place.hold());
        locks
            .unchecked_into::<LockManager>()
            .request(NAME, &options, &hold)
    }

    /// Begins, and keeps the others waiting until the returned promise settles.
    fn hold(&self) -> Promise {
        // A page that has left meanwhile keeps none waiting.
        if self.begin.borrow().is_none() {
            return Promise::resolve(&JsValue::UNDEFINED);
        }
        let held = Promise::new(&mut |end, _| {
            self.end.replace(Some(end));
        });
        self.begin();
        held
    }

    fn begin(&self) {
        // Taken out before it is called, as it may leave at once.
        let begin = self.begin.take();
        if let Some(begin) = begin {
            remove_attribute(ATTRIBUTE);
            begin();
        }
    }
}

fn is_abort(error: &JsValue) -> bool {
    let error = error.dyn_ref::<DomException>();
    error.is_some_and(|error| error.name() == "AbortError")
}
