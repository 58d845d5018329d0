//! The engine's one boundary to the browser: bytes in, bytes out, and a [`Host`] on web APIs.
//!
//! It runs in a dedicated worker, which it never blocks: the race is one future, polled from
//! messages and timers. There is no other executor (wasm-bindgen-futures with atomics polls a
//! future that wakes itself again at once, so that no message gets in). `www/worker.js` loads this
//! and pipes the bytes. The same code is a process of a race: a worker of the engine's worker, with
//! an instance and a memory of its own, which takes [`Order`]s instead of commands.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use js_sys::{Array, ArrayBuffer, Uint8Array};
use serde::Serialize;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Event, MessageChannel, MessageEvent, MessagePort, Worker};

use crate::clock::{Clock, MILLI, Monotonic, Nanos, to_ms};
use crate::exec::processes::{Child, Ending, Heard, Order, Report};
use crate::exec::sync::{Condvar, Mutex};
use crate::exec::{self, Halt, Host, Thread};
use crate::map::Map;
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

    // Of `www/worker.js`: a worker with an instance of its own, and the first order for it.
    #[wasm_bindgen(js_name = startProcess, catch)]
    fn start_process(order: &ArrayBuffer) -> Result<Worker, JsValue>;
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
    #[cfg(feature = "threads")]
    let threads = rayon::current_num_threads() as u32;
    #[cfg(not(feature = "threads"))]
    let threads = 0;
    send(&Message::Ready {
        threads,
        start_ms,
        timer_step_us: timer_step() * 1_000.0,
    });
}

/// Takes an order, as bytes of [`crate::protocol`]: this instance is a process.
///
/// # Errors
/// If they are not of this release.
#[wasm_bindgen]
pub fn serve(bytes: &[u8]) -> Result<(), JsError> {
    let order = protocol::decode(bytes).map_err(|error| JsError::new(&format!("{error:?}")))?;
    ENGINE.with(|engine| engine.serve(order));
    Ok(())
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

fn send(said: &impl Serialize) {
    let buffer = buffer(&protocol::encode(said));
    post_message(&buffer, &Array::of1(&buffer));
}

/// A copy outside of the wasm memory, which can be handed over without another one.
fn buffer(bytes: &[u8]) -> ArrayBuffer {
    Uint8Array::from(bytes).buffer()
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
    role: RefCell<Role>,
    future: RefCell<Option<Pin<Box<dyn Future<Output = ()>>>>>,
    flush: Closure<dyn FnMut()>,
    flushing: Cell<Option<i32>>,
}

/// What this instance is there for.
#[derive(Default)]
enum Role {
    /// Nothing yet, or nothing any more.
    #[default]
    None,
    /// To coordinate a race.
    Race(Rc<Race<Say>>),
    /// To be one of its processes.
    Process(Rc<Child<Monotonic>>),
}

impl Engine {
    fn new() -> Self {
        Self {
            host: Rc::new(Web::new()),
            role: RefCell::default(),
            future: RefCell::default(),
            flush: Closure::new(|| {
                ENGINE.with(|engine| match &*engine.role.borrow() {
                    Role::None => {}
                    Role::Race(race) => race.flush(&engine.host.clock),
                    Role::Process(child) => child.news().iter().for_each(send),
                });
            }),
            flushing: Cell::default(),
        }
    }

    fn obey(&self, command: Command) {
        match command {
            Command::Start {
                race,
                query,
                corpus,
                cores,
            } => {
                let race = Rc::new(Race::new(race, (|message| send(&message)) as Say));
                self.role.replace(Role::Race(Rc::clone(&race)));
                let host = Rc::clone(&self.host);
                self.future.replace(Some(Box::pin(async move {
                    race.run(&query, corpus.as_deref(), cores, &*host).await;
                    ENGINE.with(Engine::rest);
                })));
                self.flush_each_frame();
            }
            Command::Press { race: id } => {
                if let Role::Race(race) = &*self.role.borrow()
                    && race.id() == id
                {
                    race.press();
                }
            }
            Command::Stop { race: id } => {
                if let Role::Race(race) = &*self.role.borrow()
                    && race.id() == id
                {
                    race.stop();
                }
            }
        }
        self.drive();
    }

    fn serve(&self, order: Order) {
        match order {
            Order::Start {
                query,
                corpus,
                worker,
                release_ms,
            } => {
                let clock = Monotonic::since(release_ms);
                let child = Child::new(&query, corpus, worker, clock, 0);
                let child = child.expect("the parent has prepared the same kernel");
                send(&Report::Ready);
                self.role.replace(Role::Process(Rc::new(child)));
                self.flush_each_frame();
            }
            Order::Carry { tasks } => {
                let Role::Process(child) = &*self.role.borrow() else {
                    return;
                };
                let child = Rc::clone(child);
                let waits = Own(Rc::clone(&self.host));
                self.future.replace(Some(Box::pin(async move {
                    let tell = |report| send(&report);
                    let (ending, report) = child.carry_out(&tasks, waits, tell).await;
                    send(&report);
                    if ending == Ending::Killed {
                        // As `os._exit`: no result, no cleaning up.
                        core::arch::wasm32::unreachable();
                    }
                })));
            }
        }
        self.drive();
    }

    fn flush_each_frame(&self) {
        let timer = set_interval(self.flush.as_ref(), FRAME_MS);
        if let Some(old) = self.flushing.replace(Some(timer)) {
            clear_interval(old);
        }
    }

    fn rest(&self) {
        self.role.replace(Role::None);
        if let Some(timer) = self.flushing.take() {
            clear_interval(timer);
        }
    }

    /// Lets the race or the task go on, as far as it can without waiting.
    fn drive(&self) {
        // Taken out meanwhile: nothing that it does may drive it again.
        let Some(mut future) = self.future.take() else {
            return;
        };
        let mut context = Context::from_waker(Waker::noop());
        if future.as_mut().poll(&mut context).is_pending() {
            self.future.replace(Some(future));
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
    processes: RefCell<Map<usize, Started>>,
    heard: RefCell<VecDeque<Heard>>,
}

/// A process: its worker, and what listens to it.
struct Started {
    worker: Worker,
    _hear: Closure<dyn FnMut(MessageEvent)>,
    _fail: Closure<dyn FnMut(Event)>,
}

impl Drop for Started {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// A process's way to wait: it lets messages in.
struct Own(Rc<Web>);

impl exec::Worker for Own {
    async fn sleep_until(&self, clock: &impl Clock, at: Nanos, halt: &Halt) {
        // This clock counts from the release, the host's from elsewhere.
        let left = at.saturating_sub(clock.now());
        self.0
            .sleep_until(self.0.clock.now().saturating_add(left), halt)
            .await;
    }

    async fn pass(&self) {
        self.0.checkpoint().await;
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
            processes: RefCell::default(),
            heard: RefCell::default(),
        }
    }

    fn hear(&self, worker: usize, report: Option<(Report, u64)>) {
        self.heard.borrow_mut().push_back(Heard { worker, report });
        ENGINE.with(Engine::drive);
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
    type Worker = Thread;

    // Sooner than the page gives up the engine, which is to tell of it.
    const SILENCE: Option<Nanos> = Some(2_500 * MILLI);

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

    async fn beat(&self, until: Nanos) {
        if self.heard.borrow().is_empty() {
            let left = to_ms(until.saturating_sub(self.clock.now()));
            self.wake_in(left.ceil().min(BEAT_MS));
            self.pause().await;
        }
    }

    fn shared_ms(&self, at: Nanos) -> f64 {
        self.clock.shared_ms(at)
    }

    fn start_process(&self, index: usize, order: &Order) -> u64 {
        self.kill_process(index);
        let bytes = protocol::encode(order);
        let Ok(worker) = start_process(&buffer(&bytes)) else {
            self.heard.borrow_mut().push_back(Heard {
                worker: index,
                report: None,
            });
            return 0;
        };
        let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let bytes = Uint8Array::new(&event.data()).to_vec();
            let report = protocol::decode(&bytes).ok();
            let report = report.map(|report| (report, bytes.len() as u64));
            ENGINE.with(|engine| engine.host.hear(index, report));
        });
        let fail = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            // It is part of the experiment, and nothing for the console.
            event.prevent_default();
            ENGINE.with(|engine| engine.host.hear(index, None));
        });
        worker.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        worker.set_onerror(Some(fail.as_ref().unchecked_ref()));
        let started = Started {
            worker,
            _hear: hear,
            _fail: fail,
        };
        self.processes.borrow_mut().insert(index, started);
        bytes.len() as u64
    }

    fn order(&self, worker: usize, order: &Order) -> u64 {
        let bytes = protocol::encode(order);
        if let Some(started) = self.processes.borrow().get(&worker) {
            let buffer = buffer(&bytes);
            // An array buffer can always be posted.
            let _ = started.worker.post_message(&buffer);
        }
        bytes.len() as u64
    }

    fn kill_process(&self, worker: usize) {
        self.processes.borrow_mut().remove(&worker);
        self.heard
            .borrow_mut()
            .retain(|heard| heard.worker != worker);
    }

    fn heard(&self) -> Option<Heard> {
        self.heard.borrow_mut().pop_front()
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
