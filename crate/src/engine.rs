//! The engine in the browser: bytes in, bytes out. The only exports of this package.
//!
//! It runs in a dedicated worker, which it never blocks: the race is one future, polled from
//! messages and timers; see [`crate::exec::host::web`]. `www/worker.js` loads this and pipes the
//! bytes. The same code also serves as a process of a race: a worker of the engine's worker, with an
//! instance and a memory of its own, which receives [`Order`]s instead of commands.

mod port;
mod process;

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Waker};

use wasm_bindgen::prelude::*;

use port::{clear_interval, post, set_interval};
use process::Process;

use crate::exec::host::Host;
use crate::exec::host::web::{Own, Web, timer_step};
use crate::exec::message::{self, Order};
use crate::protocol::{self, Command, Message};
use crate::race::{Memory, Race, cores};

#[cfg(feature = "threads")]
pub use wasm_bindgen_rayon::init_thread_pool;

/// Reserves the memory that the largest race takes. Call it before the thread pool starts: growing
/// shared memory while threads run is broken in Safari 26.2.
#[wasm_bindgen]
pub fn reserve() {
    const LARGEST_RACE: usize = 48 << 20;
    if cfg!(feature = "threads") {
        drop(std::hint::black_box(Vec::<u8>::with_capacity(LARGEST_RACE)));
    }
}

/// How often events are sent to the page, in milliseconds: once a frame.
const FRAME_MS: f64 = 16.0;

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

/// Receives an order, as bytes of [`crate::exec::message`]: this instance is a process.
///
/// # Errors
/// If they are not of this release.
#[wasm_bindgen]
pub fn serve(bytes: &[u8]) -> Result<(), JsError> {
    let order = message::decode(bytes).ok_or_else(|| JsError::new("no order"))?;
    ENGINE.with(|engine| engine.serve(order));
    Ok(())
}

/// Receives a command, as bytes of [`crate::protocol`].
///
/// # Errors
/// If they are not of this release.
#[wasm_bindgen]
pub fn receive(bytes: &[u8]) -> Result<(), JsError> {
    let command = protocol::decode(bytes).map_err(|error| JsError::new(&format!("{error:?}")))?;
    ENGINE.with(|engine| engine.obey(command));
    Ok(())
}

fn send(message: &Message) {
    post(&protocol::encode(message));
}

thread_local! {
    static ENGINE: Engine = Engine::new();
}

/// Where a race sends its messages.
type Say = fn(Message);

struct Engine {
    host: Rc<Web>,
    role: RefCell<Role>,
    memory: Rc<Memory>,
    future: RefCell<Option<Pin<Box<dyn Future<Output = ()>>>>>,
    flush: Closure<dyn FnMut()>,
    flushing: Cell<Option<i32>>,
}

/// The role of this instance.
#[derive(Default)]
enum Role {
    /// None yet, or none any more.
    #[default]
    None,
    /// To coordinate a race.
    Race(Rc<Race<Say>>),
    /// To be one of its processes.
    Process(Rc<Process>),
}

impl Engine {
    fn new() -> Self {
        Self {
            host: Rc::new(Web::new(|| ENGINE.with(Engine::drive))),
            role: RefCell::default(),
            memory: Rc::default(),
            future: RefCell::default(),
            flush: Closure::new(|| {
                ENGINE.with(|engine| match &*engine.role.borrow() {
                    Role::None => {}
                    Role::Race(race) => race.flush(engine.host.clock()),
                    Role::Process(process) => process.flush(),
                });
            }),
            flushing: Cell::default(),
        }
    }

    fn obey(&self, command: Command) {
        match command {
            Command::MeasureCores { lanes } => {
                let host = Rc::clone(&self.host);
                self.future.replace(Some(Box::pin(async move {
                    let cores = cores::effective_cores(lanes as usize, &*host).await;
                    send(&Message::Cores { lanes, cores });
                })));
            }
            Command::StopMeasuring => {
                if let Role::None = &*self.role.borrow() {
                    self.future.take();
                }
            }
            Command::Start {
                race,
                query,
                corpus,
            } => {
                let race = Rc::new(Race::new(race, (|message| send(&message)) as Say));
                self.role.replace(Role::Race(Rc::clone(&race)));
                let (host, memory) = (Rc::clone(&self.host), Rc::clone(&self.memory));
                self.future.replace(Some(Box::pin(async move {
                    race.run(&query, corpus.as_deref(), &memory, &*host).await;
                    ENGINE.with(Engine::rest);
                })));
                self.flush_each_frame();
            }
            Command::EndEarly { race: id } => {
                if let Role::Race(race) = &*self.role.borrow()
                    && race.id() == id
                {
                    race.end_early();
                }
            }
            Command::Disturb { race: id } => {
                if let Role::Race(race) = &*self.role.borrow()
                    && race.id() == id
                {
                    race.disturb();
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
            Order::Carry { tasks } => {
                let Role::Process(process) = &*self.role.borrow() else {
                    return;
                };
                let process = Rc::clone(process);
                let host = Rc::clone(&self.host);
                self.future.replace(Some(Box::pin(async move {
                    process.carry_out(&tasks, Own(host)).await;
                })));
            }
            Order::Counted => {
                if let Role::Process(process) = &*self.role.borrow() {
                    process.counted();
                }
            }
            start @ Order::Start { .. } => {
                let process = Process::start(start);
                self.role
                    .replace(process.map_or(Role::None, |process| Role::Process(Rc::new(process))));
                self.flush_each_frame();
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
        // Taken out while it is polled, so that nothing it does can poll it again.
        let Some(mut future) = self.future.take() else {
            return;
        };
        let mut context = Context::from_waker(Waker::noop());
        if future.as_mut().poll(&mut context).is_pending() {
            self.future.replace(Some(future));
        }
    }
}
