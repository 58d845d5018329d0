//! A host in a dedicated worker of a browser, on web APIs; it never blocks its thread.
//!
//! Its futures suspend; the driver polls them again at every message and when the one pending timer
//! fires. (wasm-bindgen-futures with atomics polls a
//! future that wakes itself again at once, so that no message gets in.) Its processes are workers
//! of this worker, each with an instance and a memory of its own.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::task::Poll;

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Event, MessageChannel, MessageEvent, MessagePort, Worker};

use super::thread::Thread;
use super::{Host, PIECES, Worker as Waits};
use crate::exec::message::{Order, Received, Report, decode, encode};
use crate::exec::stop_signal::StopSignal;
use crate::exec::sync::{Condvar, Mutex};
use crate::kernel::Computation;
use crate::time::{Clock, MILLI, Nanos, from_ms, to_ms};

#[wasm_bindgen]
extern "C" {
    type Performance;

    // Kept, as a worker's global objects are looked up each time: 0.18 µs of 0.29 (Chromium 156).
    #[wasm_bindgen(thread_local_v2, js_name = performance)]
    static PERFORMANCE: Performance;

    #[wasm_bindgen(method)]
    fn now(this: &Performance) -> f64;

    #[wasm_bindgen(thread_local_v2, js_namespace = performance, js_name = timeOrigin)]
    static TIME_ORIGIN: f64;

    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &JsValue, ms: f64) -> i32;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: i32);

    // In `www/worker.js`: starts a worker with its own instance, and gives it its first order.
    #[wasm_bindgen(js_name = startProcess, catch)]
    fn start_process(order: &ArrayBuffer) -> Result<Worker, JsValue>;
}

/// How long this thread may compute before it lets messages in. Each time costs about 0.3 ms; a run that is
/// stopped ends within 100 ms.
const BREATH: Nanos = 24 * MILLI;

/// How often the executor checks on lanes of other threads, in milliseconds. Lanes take their times
/// themselves, so this does not affect any measurement.
const POLL_INTERVAL_MS: f64 = 8.0;

/// How long before its end a long wait sets a second, short timer. Chromium lets long timers fire up to
/// 8 ms late, to share another timer's wake-up (version 156: every other wait of half a second, beside
/// the timer of the events); short timers are on time.
const APPROACH_MS: f64 = 20.0;

/// The time in milliseconds since this worker began.
fn performance_now() -> f64 {
    PERFORMANCE.with(Performance::now)
}

/// The time in milliseconds, comparable between all workers of a page.
fn now_ms() -> f64 {
    performance_now() + TIME_ORIGIN.with(|origin| *origin)
}

/// The smallest step of the clock that was observed, in milliseconds.
pub fn timer_step() -> f64 {
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

/// The machine's monotonic clock.
///
/// Every worker counts from its own origin, so each reading adds that worker's `timeOrigin`. That makes
/// readings of different workers comparable.
#[derive(Clone, Debug)]
pub struct Monotonic {
    origin: f64,
}

impl Monotonic {
    /// A clock whose origin is now.
    pub fn start() -> Self {
        Self { origin: now_ms() }
    }

    /// A clock whose origin is this time of [`Monotonic::shared_ms`].
    pub fn since(shared_ms: f64) -> Self {
        Self { origin: shared_ms }
    }

    /// Converts a time on this clock to milliseconds on the clock that all workers of a page share.
    pub fn shared_ms(&self, at: Nanos) -> f64 {
        self.origin + to_ms(at)
    }
}

impl Clock for Monotonic {
    fn now(&self) -> Nanos {
        from_ms(now_ms() - self.origin)
    }
}

/// A copy outside of the wasm memory, which can be transferred without copying again.
pub fn buffer(bytes: &[u8]) -> ArrayBuffer {
    Uint8Array::from(bytes).buffer()
}

/// A host in a dedicated worker.
pub struct Web {
    clock: Monotonic,
    /// Polls this host's futures again.
    drive: fn(),
    /// A message to oneself arrives right after those already queued and, unlike a nested timer, is
    /// never delayed by 4 ms.
    own: MessagePort,
    wake: Closure<dyn FnMut()>,
    timer: Rc<Cell<Option<Timer>>>,
    breathed: Cell<Nanos>,
    processes: RefCell<BTreeMap<usize, Started>>,
    received: Rc<RefCell<VecDeque<Received>>>,
}

/// A timer that has not fired yet.
#[derive(Clone, Copy)]
struct Timer {
    id: i32,
    /// When it fires, on the host's clock.
    at: Nanos,
}

/// A process: its worker, and its message handlers.
struct Started {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

impl Drop for Started {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// How a process waits: it lets messages in.
pub struct Own(pub Rc<Web>);

impl Waits for Own {
    async fn sleep_until(&self, clock: &impl Clock, at: Nanos, stop: &StopSignal) {
        // This clock counts from the release, the host's from elsewhere.
        let left = at.saturating_sub(clock.now());
        self.0
            .sleep_until(self.0.clock.now().saturating_add(left), stop)
            .await;
    }

    async fn yield_point(&self) {
        self.0.checkpoint().await;
    }

    async fn advance(&self, computation: &mut Computation<'_>, _wanted: impl Fn() -> bool) -> bool {
        let complete = (0..PIECES).any(|_| computation.advance());
        self.yield_point().await;
        complete
    }

    async fn wait<T>(
        &self,
        _clock: &impl Clock,
        _guarded: &Mutex<T>,
        _signal: &Condvar,
        _until: Nanos,
        _ready: impl Fn(&T) -> bool,
    ) -> bool {
        unreachable!("a process has nothing to share")
    }
}

impl Web {
    /// A host whose futures are polled again by `drive`.
    pub fn new(drive: fn()) -> Self {
        let channel = MessageChannel::new().expect("workers have message channels");
        let come = Closure::<dyn FnMut()>::new(drive);
        let inbox = channel.port1();
        inbox.set_onmessage(Some(come.as_ref().unchecked_ref()));
        // Lives as long as the worker.
        come.forget();
        let own = channel.port2();
        let port = own.clone();
        let timer = Rc::<Cell<Option<Timer>>>::default();
        let fired = Rc::clone(&timer);
        Self {
            clock: Monotonic::start(),
            drive,
            own,
            // Goes through a message, so that the next timer does not count as nested.
            wake: Closure::new(move || {
                fired.take();
                knock(&port);
            }),
            timer,
            breathed: Cell::default(),
            processes: RefCell::default(),
            received: Rc::default(),
        }
    }

    /// A handler that queues what was received from a process, and drives the run.
    fn listener(&self, worker: usize) -> impl Fn(Option<(Report, u64)>) + 'static {
        let (received, drive) = (Rc::clone(&self.received), self.drive);
        move |report| {
            received.borrow_mut().push_back(Received { worker, report });
            drive();
        }
    }

    /// Has this host driven again after `ms`, or sooner: whoever waits here looks at the clock then. To set a
    /// timer for each message would take longer than to handle it.
    fn wake_in(&self, now: Nanos, ms: f64) {
        let at = now + from_ms(ms);
        let old = self.timer.get();
        if old.is_some_and(|old| old.at <= at) {
            return;
        }
        if let Some(old) = old {
            clear_timeout(old.id);
        }
        let id = set_timeout(self.wake.as_ref(), ms);
        self.timer.set(Some(Timer { id, at }));
    }

    /// Suspends until this host is driven again.
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
    type Worker = Thread;

    // Sooner than the page gives up the engine, so that the engine can report it.
    const SILENCE: Option<Nanos> = Some(2_500 * MILLI);

    fn clock(&self) -> &Monotonic {
        &self.clock
    }

    async fn sleep_until(&self, at: Nanos, stop: &StopSignal) {
        while stop.outcome().is_none() {
            let now = self.clock.now();
            if now >= at {
                break;
            }
            let left = to_ms(at - now);
            if left > 2.0 * APPROACH_MS {
                self.wake_in(now, left - APPROACH_MS);
            } else {
                // Timers take whole milliseconds; a fraction would be cut off, and the timer fire early.
                self.wake_in(now, left.ceil());
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

    async fn wait_for_progress(&self, until: Nanos) {
        if self.received.borrow().is_empty() {
            let now = self.clock.now();
            let left = to_ms(until.saturating_sub(now));
            self.wake_in(now, left.ceil().min(POLL_INTERVAL_MS));
            self.pause().await;
        }
    }

    fn shared_ms(&self, at: Nanos) -> f64 {
        self.clock.shared_ms(at)
    }

    fn start_process(&self, index: usize, order: &Order) -> u64 {
        self.kill_process(index);
        let bytes = encode(order);
        let Ok(worker) = start_process(&buffer(&bytes)) else {
            self.received.borrow_mut().push_back(Received {
                worker: index,
                report: None,
            });
            return 0;
        };
        let received = self.listener(index);
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let bytes = Uint8Array::new(&event.data()).to_vec();
            received(decode(&bytes).map(|report| (report, bytes.len() as u64)));
        });
        let died = self.listener(index);
        let on_error = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            // The error is part of the experiment, so keep it out of the console.
            event.prevent_default();
            died(None);
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let started = Started {
            worker,
            _on_message: on_message,
            _on_error: on_error,
        };
        self.processes.borrow_mut().insert(index, started);
        bytes.len() as u64
    }

    fn order(&self, worker: usize, order: &Order) -> u64 {
        let bytes = encode(order);
        if let Some(started) = self.processes.borrow().get(&worker) {
            let buffer = buffer(&bytes);
            // An array buffer can always be posted.
            let _ = started.worker.post_message(&buffer);
        }
        bytes.len() as u64
    }

    fn kill_process(&self, worker: usize) {
        self.processes.borrow_mut().remove(&worker);
        self.received
            .borrow_mut()
            .retain(|received| received.worker != worker);
    }

    fn receive(&self) -> Option<Received> {
        self.received.borrow_mut().pop_front()
    }

    #[cfg(feature = "threads")]
    fn spawn_lane<F: Future<Output = ()> + 'static>(
        &self,
        lane: impl FnOnce(Thread) -> F + Send + 'static,
    ) {
        rayon::spawn(move || Thread::carry_out(lane));
    }

    #[cfg(not(feature = "threads"))]
    fn spawn_lane<F: Future<Output = ()> + 'static>(
        &self,
        _lane: impl FnOnce(Thread) -> F + Send + 'static,
    ) {
        unreachable!("the page asks only an engine with threads for modes that need lanes")
    }
}
