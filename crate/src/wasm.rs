//! The engine's one boundary to the browser: bytes in, bytes out, and a [`Host`] on web APIs.
//!
//! It runs in a dedicated worker, which it never blocks: the race is one future, polled from
//! messages and timers. There is no other executor (wasm-bindgen-futures with atomics polls a
//! future that wakes itself again at once, so that no message gets in). `www/worker.js` loads this
//! and pipes the bytes.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{MessageChannel, MessagePort};

use crate::clock::{Clock, MILLI, Monotonic, Nanos, to_ms};
use crate::exec::{Halt, Host};
use crate::protocol::{self, Command, Message};
use crate::race::Race;

#[cfg(feature = "threads")]
pub use wasm_bindgen_rayon::init_thread_pool;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;

    #[wasm_bindgen(thread_local_v2, js_namespace = performance, js_name = timeOrigin)]
    static TIME_ORIGIN: f64;

    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &JsValue, ms: f64) -> i32;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: i32);

    #[wasm_bindgen(js_name = setInterval)]
    fn set_interval(handler: &JsValue, ms: f64) -> i32;

    #[wasm_bindgen(js_name = clearInterval)]
    fn clear_interval(timer: i32);

    #[wasm_bindgen(js_name = postMessage)]
    fn post_message(data: &JsValue, transfer: &Array);

    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(text: &str);
}

/// How long this thread may compute before it lets messages in.
const BREATH: Nanos = 8 * MILLI;

/// How often events are sent to the page, in milliseconds: once a frame.
const FRAME_MS: f64 = 16.0;

/// How often the lanes of other threads are looked after, in milliseconds. Their times are their
/// own, so nothing is measured less exactly for it.
const BEAT_MS: f64 = 8.0;

/// How long before its end a long wait is looked at again. Chromium lets long timers come up to
/// 8 ms late, so as to join another timer's wake-up (156: every other wait of half a second beside
/// the timer of [`FRAME_MS`]); short ones are in time.
const APPROACH_MS: f64 = 20.0;

/// The time in milliseconds, comparable between all workers of a page.
pub(crate) fn now_ms() -> f64 {
    performance_now() + TIME_ORIGIN.with(|origin| *origin)
}

/// Readies the memory. To be called before the thread pool starts: growing shared memory while
/// threads run is broken in Safari 26.2, so what the largest race takes is claimed now.
#[wasm_bindgen]
pub fn reserve() {
    const LARGEST_RACE: usize = 48 << 20;
    if cfg!(feature = "threads") {
        drop(std::hint::black_box(Vec::<u8>::with_capacity(LARGEST_RACE)));
    }
}

/// Makes the engine ready and says so. `start_ms` is how long the thread pool took to start.
#[wasm_bindgen]
pub fn start(start_ms: f64) {
    std::panic::set_hook(Box::new(|info| console_error(&info.to_string())));
    #[cfg(feature = "threads")]
    let threads = rayon::current_num_threads() as u32;
    #[cfg(not(feature = "threads"))]
    let threads = 0;
    send(Message::Ready {
        threads,
        start_ms,
        timer_step_us: timer_step() * 1_000.0,
    });
}

/// Takes a command, as bytes of [`crate::protocol`].
///
/// # Errors
/// If they are not of this release.
#[wasm_bindgen]
pub fn receive(bytes: &[u8]) -> Result<(), JsError> {
    let command = protocol::decode(bytes).map_err(|error| JsError::new(&format!("{error:?}")))?;
    ENGINE.with(|engine| engine.obey(command));
    Ok(())
}

fn send(message: Message) {
    let bytes = protocol::encode(&message);
    // A copy outside of the wasm memory, which is then handed over without another one.
    let buffer = Uint8Array::from(bytes.as_slice()).buffer();
    post_message(&buffer, &Array::of1(&buffer));
}

/// The smallest step that the clock was seen to make, in milliseconds.
fn timer_step() -> f64 {
    (0..20)
        .map(|_| {
            let begin = performance_now();
            loop {
                let step = performance_now() - begin;
                if step > 0.0 {
                    return step;
                }
            }
        })
        .fold(f64::INFINITY, f64::min)
}

thread_local! {
    static ENGINE: Engine = Engine::new();
}

/// Where a race says what happens.
type Say = fn(Message);

struct Engine {
    host: Rc<Web>,
    race: RefCell<Option<Rc<Race<Say>>>>,
    future: RefCell<Option<Pin<Box<dyn Future<Output = ()>>>>>,
    flush: Closure<dyn FnMut()>,
    flushing: Cell<Option<i32>>,
}

impl Engine {
    fn new() -> Self {
        Self {
            host: Rc::new(Web::new()),
            race: RefCell::default(),
            future: RefCell::default(),
            flush: Closure::new(|| {
                ENGINE.with(|engine| {
                    if let Some(race) = &*engine.race.borrow() {
                        race.flush(&engine.host.clock);
                    }
                });
            }),
            flushing: Cell::default(),
        }
    }

    fn obey(&self, command: Command) {
        match command {
            Command::Start {
                race,
                spec,
                corpus,
                cores,
            } => {
                let race = Rc::new(Race::new(race, send as Say));
                self.race.replace(Some(Rc::clone(&race)));
                let host = Rc::clone(&self.host);
                self.future.replace(Some(Box::pin(async move {
                    race.run(&spec, corpus.as_deref(), cores, &*host).await;
                })));
                let timer = set_interval(self.flush.as_ref(), FRAME_MS);
                if let Some(old) = self.flushing.replace(Some(timer)) {
                    clear_interval(old);
                }
            }
            Command::Stop { race: id } => {
                if let Some(race) = &*self.race.borrow()
                    && race.id() == id
                {
                    race.stop();
                }
            }
        }
        self.drive();
    }

    /// Lets the race go on, as far as it can without waiting.
    fn drive(&self) {
        // Taken out meanwhile: nothing that the race does may drive it again.
        let Some(mut future) = self.future.take() else {
            return;
        };
        let mut context = Context::from_waker(Waker::noop());
        match future.as_mut().poll(&mut context) {
            Poll::Pending => {
                self.future.replace(Some(future));
            }
            Poll::Ready(()) => {
                self.race.take();
                if let Some(timer) = self.flushing.take() {
                    clear_interval(timer);
                }
            }
        }
    }
}

/// A host in a dedicated worker. Its futures are polled again by [`Engine::drive`], which is
/// called for every message and for the one timer that is under way.
struct Web {
    clock: Monotonic,
    /// A message to oneself comes after those that wait already, at once, and, unlike a nested
    /// timer, is never held back for 4 ms.
    own: MessagePort,
    wake: Closure<dyn FnMut()>,
    timer: Cell<Option<i32>>,
    breathed: Cell<Nanos>,
}

impl Web {
    fn new() -> Self {
        let channel = MessageChannel::new().expect("workers have message channels");
        let drive = Closure::<dyn FnMut()>::new(|| ENGINE.with(Engine::drive));
        let inbox = channel.port1();
        inbox.set_onmessage(Some(drive.as_ref().unchecked_ref()));
        // Lives as long as the worker.
        drive.forget();
        let own = channel.port2();
        let port = own.clone();
        Self {
            clock: Monotonic::start(),
            own,
            // By way of a message, so that the next timer counts as not nested.
            wake: Closure::new(move || knock(&port)),
            timer: Cell::default(),
            breathed: Cell::default(),
        }
    }

    fn wake_in(&self, ms: f64) {
        let timer = set_timeout(self.wake.as_ref(), ms);
        if let Some(old) = self.timer.replace(Some(timer)) {
            clear_timeout(old);
        }
    }

    /// Suspends until the engine is driven again.
    async fn pause(&self) {
        let mut resumed = false;
        std::future::poll_fn(|_| match std::mem::replace(&mut resumed, true) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        })
        .await;
    }
}

fn knock(port: &MessagePort) {
    port.post_message(&JsValue::NULL)
        .expect("null can be posted");
}

impl Host for Web {
    type Clock = Monotonic;

    fn clock(&self) -> &Monotonic {
        &self.clock
    }

    async fn sleep_until(&self, at: Nanos, halt: &Halt) {
        while halt.outcome().is_none() {
            let now = self.clock.now();
            if now >= at {
                break;
            }
            let left = to_ms(at - now);
            if left > 2.0 * APPROACH_MS {
                self.wake_in(left - APPROACH_MS);
            } else {
                // Timers take whole milliseconds; a part of one would be cut off, and end early.
                self.wake_in(left.ceil());
            }
            self.pause().await;
        }
        self.breathed.set(self.clock.now());
    }

    async fn checkpoint(&self) {
        if self.clock.now().saturating_sub(self.breathed.get()) >= BREATH {
            knock(&self.own);
            self.pause().await;
            self.breathed.set(self.clock.now());
        }
    }

    async fn beat(&self) {
        self.wake_in(BEAT_MS);
        self.pause().await;
    }

    #[cfg(feature = "threads")]
    fn spawn_lane(&self, lane: impl FnOnce() + Send + 'static) {
        rayon::spawn(lane);
    }

    #[cfg(not(feature = "threads"))]
    fn spawn_lane(&self, _lane: impl FnOnce() + Send + 'static) {
        unreachable!("the page asks only an engine with threads for modes that need lanes")
    }
}
