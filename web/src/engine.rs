//! The page's side of the engine: the only owner of a `Worker`.
//!
//! A worker lives from race to race and is made anew when a race needs more threads than it has,
//! when it breaks, and when it does not answer. Every start and every stop has a deadline. What a
//! message means is decided elsewhere: events go into the race's recording, all else goes to the
//! reducer, and what comes late for another race is dropped.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::{Interval, Timeout};
use interleave::map::Map;
use interleave::model::mode::Mode;
use interleave::model::query::{decode, encode};
use interleave::model::spec::Spec;
use interleave::model::view::View;
use interleave::protocol::{self, Command, DecodeError, Message, RaceId};
use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, MessageEvent, Worker, WorkerOptions, WorkerType};
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::clock::now;
use crate::effect::release;
use crate::effect::turn::Turn;
use crate::state::{Action, Ending, Phase, Recording, State, Trouble};
use crate::url::{attribute, engine_folder, set_attribute, window};

/// How long an engine may take to be ready.
const START_DEADLINE_MS: u32 = 5_000;
/// After so long the page calls a stopped race stopped, whatever the engine says.
const STOP_DEADLINE_MS: u32 = 100;
/// After so long without an answer to Stop, an engine is ended.
const ABANDON_DEADLINE_MS: u32 = 300;
/// An engine with a race under way gives a sign of life four times a second; where every core is
/// taken, it may be late by more than one.
const SILENCE_MS: f64 = 3_000.0;
/// How often silence is looked for.
const WATCH_MS: u32 = 200;
/// The most threads that are started without being asked for: as many as there are cores.
const MOST_SPARE_THREADS: u32 = 16;

#[wasm_bindgen]
extern "C" {
    // Of `www/boot.js`: what the desk hears, too.
    #[wasm_bindgen(js_name = interleaveRace)]
    fn tell_race(race: RaceId, query: &str, missing: &str);
    #[wasm_bindgen(js_name = interleaveTape)]
    fn tell_message(message: &ArrayBuffer);
}

/// What the page can do with the engine.
#[derive(Clone, PartialEq)]
pub struct Engine {
    /// Starts a race with the form as it stands.
    pub run: Callback<()>,
    /// Stops the race under way.
    pub stop: Callback<()>,
    /// Presses the button of the program that runs: `shutdown` or `terminate` is called now.
    pub press: Callback<()>,
}

/// The engine of a page. Settles what the browser can do, as soon as `boot.js` lets it, and readies
/// the first worker.
#[hook]
pub fn use_engine(state: &UseReducerHandle<State>) -> Engine {
    let driver = use_memo((), {
        let state = state.clone();
        move |()| Driver::new(state)
    });
    *driver.state.borrow_mut() = state.clone();

    use_effect_with((), {
        let driver = Rc::clone(&driver);
        move |()| driver.look_after_page()
    });
    // A link may ask for a race at once.
    let may_start = state.view.run && state.phase == Phase::Idle && state.last_race == 0;
    use_effect_with(may_start, {
        let driver = Rc::clone(&driver);
        move |may_start| {
            if *may_start {
                driver.run();
            }
        }
    });
    Engine {
        run: use_callback((), {
            let driver = Rc::clone(&driver);
            move |(), ()| driver.run()
        }),
        press: use_callback((), {
            let driver = Rc::clone(&driver);
            move |(), ()| {
                driver.send(&Command::Press {
                    race: driver.current.get(),
                })
            }
        }),
        stop: use_callback((), move |(), ()| driver.stop()),
    }
}

/// A worker with an engine in it.
struct Live {
    worker: Worker,
    /// The threads of its pool; 0 for an engine without shared memory.
    threads: u32,
    /// What its `Ready` said: clock step and pool start.
    ready: Option<(f64, f64)>,
    /// Whether it has a race that it has not ended yet.
    busy: bool,
    _listeners: [EventListener; 3],
    _deadline: Timeout,
}

impl Drop for Live {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// Everything about the engine that is no state of the page.
struct Driver {
    state: RefCell<UseReducerHandle<State>>,
    live: RefCell<Option<Live>>,
    /// The race that messages may be about.
    current: Cell<RaceId>,
    /// The race to start once the engine is ready.
    pending: RefCell<Option<Command>>,
    /// Whether it is this page's turn to run, and what gives that up; none if it was not asked for.
    turn: RefCell<Option<(bool, Turn)>>,
    recording: RefCell<Option<Recording>>,
    /// The mode whose run is under way.
    mode: Cell<Option<Mode>>,
    heard: Cell<f64>,
    timers: RefCell<Vec<Timeout>>,
    watch: RefCell<Option<Interval>>,
    own: RefCell<std::rc::Weak<Driver>>,
}

impl Driver {
    fn new(state: UseReducerHandle<State>) -> Rc<Self> {
        let driver = Rc::new(Self {
            state: RefCell::new(state),
            live: RefCell::default(),
            current: Cell::new(0),
            pending: RefCell::default(),
            turn: RefCell::default(),
            recording: RefCell::default(),
            mode: Cell::default(),
            heard: Cell::default(),
            timers: RefCell::default(),
            watch: RefCell::default(),
            own: RefCell::default(),
        });
        *driver.own.borrow_mut() = Rc::downgrade(&driver);
        driver
    }

    /// A callback of the browser's, as long as the page lives.
    fn later<T>(&self, act: impl Fn(&Self, T) + 'static) -> impl Fn(T) + 'static {
        let own = self.own.borrow().clone();
        move |value| {
            if let Some(driver) = own.upgrade() {
                act(&driver, value);
            }
        }
    }

    fn after(&self, ms: u32, act: impl Fn(&Self) + 'static) -> Timeout {
        let act = self.later(move |driver, ()| act(driver));
        Timeout::new(ms, move || act(()))
    }

    fn dispatch(&self, action: Action) {
        self.state.borrow().dispatch(action);
    }

    /// Hears what `boot.js` says, and when the page is hidden.
    fn look_after_page(&self) -> impl FnOnce() + use<> {
        // In a task of its own: until then the page can be typed into.
        self.after(0, Self::hear_host).forget();
        let hear = self.later(|driver, ()| driver.hear_host());
        let host = EventListener::new(&window(), "interleave:host", move |_| hear(()));
        let disturb = self.later(|driver, ()| driver.dispatch(Action::Disturbed));
        let hidden = window().document().map(|document| {
            let root = document.clone();
            EventListener::new(&document, "visibilitychange", move |_| {
                if root.hidden() {
                    disturb(());
                }
            })
        });
        let show = self.later(|driver, event: JsValue| driver.show_recorded(&event));
        let recorded = EventListener::new(&window(), "interleave:recorded", move |event| {
            show(event.into());
        });
        move || drop((host, hidden, recorded))
    }

    /// Shows what was recorded elsewhere: in place of what is missing in the last race, or, if it is
    /// a `whole` race, in place of that. The desk gives the query, the cores, and what the engine said.
    fn show_recorded(&self, event: &JsValue) {
        let Some(event) = event.dyn_ref::<CustomEvent>() else {
            return;
        };
        let given: Array = event.detail().unchecked_into();
        let spec = Rc::new(decode(&given.get(0).as_string().unwrap_or_default()).spec);
        let cores = given.get(1).as_f64().map(|cores| cores as u32);
        let whole = given.get(2).is_truthy();
        let state = self.state.borrow().clone();
        let race = state.last_race + RaceId::from(whole);
        if whole {
            let capability = state.capability.as_ref();
            let Some(capability) = capability.filter(|_| state.phase == Phase::Idle) else {
                return;
            };
            let recording = Recording::default();
            self.recording.replace(Some(recording.clone()));
            tell_race(race, &encode(&spec, &View::default()), "");
            self.dispatch(Action::Ask((*spec).clone()));
            self.dispatch(Action::Begin {
                environment: capability.environment(),
                unavailable: Map::new(),
                recording,
            });
        }
        let Some(recording) = self.recording.borrow().clone() else {
            return;
        };
        let mut shown = None;
        for said in given.iter().skip(3) {
            let said: ArrayBuffer = said.unchecked_into();
            let message = protocol::decode::<Message>(&Uint8Array::new(&said).to_vec());
            let Ok(message) = message else { continue };
            if message.race() != Some(race) {
                return;
            }
            if whole {
                tell_message(&said);
            }
            shown = recording.hear(&message, shown);
            if let Message::RunStarted { mode, .. } = message {
                self.dispatch(Action::Recorded(mode, spec.clone(), cores));
            }
        }
        if whole {
            self.dispatch(Action::GiveUp(Ending::Recorded));
        }
    }

    fn hear_host(&self) {
        if !attribute("data-update").is_empty() {
            self.dispatch(Action::Failed(Trouble::Version));
        }
        // An engine of any kind says that it is settled already.
        if attribute("data-isolation").is_empty() && attribute("data-engine").is_empty() {
            self.settle();
        }
    }

    fn settle(&self) {
        let capability = crate::capability::Capability::detect();
        let state = self.state.borrow().clone();
        let threads = match capability.no_threads {
            None => threads_for(&state.spec, capability.cores_or_one()),
            Some(_) => 0,
        };
        self.dispatch(Action::Settled(capability));
        // Likewise.
        self.after(0, move |driver| {
            if driver.live.borrow().is_none() {
                driver.replace(threads);
            }
        })
        .forget();
    }

    fn run(&self) {
        let state = self.state.borrow().clone();
        let Some(capability) = state.capability.as_ref().filter(|_| state.can_run()) else {
            return;
        };
        let asked = &state.spec.modes;
        let unavailable: Map<_, _> = asked
            .iter()
            .filter_map(|mode| Some((*mode, capability.refuses(*mode, state.spec.api(*mode))?)))
            .collect();
        let mut spec = state.spec.clone();
        spec.modes.retain(|mode| !unavailable.contains_key(mode));
        let recording = Recording::default();
        let race = state.last_race + 1;
        let cores = capability.cores_or_one();
        let needed = match spec.modes.iter().any(|mode| spec.needs_threads(*mode)) {
            true => threads_for(&spec, cores),
            false => 0,
        };
        self.current.set(race);
        self.mode.set(None);
        self.recording.replace(Some(recording.clone()));
        let missing: Vec<&str> = unavailable.iter().map(|(mode, _)| mode.name()).collect();
        let asked = encode(&state.spec, &View::default());
        tell_race(race, &asked, &missing.join(","));
        self.dispatch(Action::Begin {
            environment: capability.environment(),
            unavailable,
            recording,
        });
        let corpus = state.corpus.as_ref().map(|corpus| corpus.text.to_string());
        let command = Command::Start {
            race,
            query: encode(&spec, &View::default()),
            corpus,
            cores,
        };
        self.pending.replace(Some(command));
        let fits = |live: &Live| live.threads >= needed && !live.busy;
        if !self.live.borrow().as_ref().is_some_and(fits) {
            self.replace(needed);
        }
        self.start_pending();
    }

    fn stop(&self) {
        let race = self.current.get();
        if !self.state.borrow().phase.is_busy() || race == 0 {
            return;
        }
        self.dispatch(Action::Stop);
        if self.pending.take().is_some() {
            // It has not begun: there is nothing to wait for.
            return self.give_up(race);
        }
        self.send(&Command::Stop { race });
        let give_up = self.after(STOP_DEADLINE_MS, move |driver| driver.give_up(race));
        let abandon = self.after(ABANDON_DEADLINE_MS, move |driver| driver.abandon(race));
        self.timers.borrow_mut().extend([give_up, abandon]);
    }

    /// Calls a race stopped, whether or not the engine has said so.
    fn give_up(&self, race: RaceId) {
        if self.current.get() == race {
            self.current.set(0);
            self.leave_turn();
            self.dispatch(Action::GiveUp(Ending::Stopped));
        }
    }

    /// Ends an engine that has not ended a stopped race.
    fn abandon(&self, race: RaceId) {
        let stuck = self.live.borrow().as_ref().is_some_and(|live| live.busy);
        // A later race has deadlines of its own.
        if stuck && self.current.get() == 0 && self.state.borrow().last_race == race {
            let threads = self.live.borrow().as_ref().map_or(0, |live| live.threads);
            self.replace(threads);
        }
    }

    /// Ends a broken engine and its race; the next race gets a new one.
    fn fail(&self, trouble: Trouble) {
        self.live.take();
        set_attribute("data-engine", "none");
        self.watch.take();
        let waited_for = self.pending.take().is_some() || self.current.get() != 0;
        self.current.set(0);
        self.leave_turn();
        // An engine that nobody waits for yet is tried again when somebody does.
        if waited_for {
            self.dispatch(Action::Failed(trouble));
            self.dispatch(Action::GiveUp(Ending::Broken));
        }
        // An engine that cannot be loaded may be gone with its release.
        let offer = self.later(|driver, ()| driver.dispatch(Action::Failed(Trouble::Version)));
        spawn_local(async move {
            if release::has_changed().await {
                offer(());
            }
        });
    }

    /// Makes a new engine, with so many threads, instead of what is there.
    fn replace(&self, threads: u32) {
        self.live.take();
        set_attribute("data-engine", "starting");
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let url = [&*engine_folder(), "worker.js"].concat();
        let Ok(worker) = Worker::new_with_options(&url, &options) else {
            self.dispatch(Action::NoWorkers);
            return self.fail(Trouble::EngineMissing);
        };
        let hear = self.later(|driver, event: JsValue| driver.hear(&event));
        let broken = self.later(|driver, ()| driver.worker_failed());
        let broken = Rc::new(broken);
        let listeners = [
            EventListener::new(&worker, "message", move |event| hear(event.into())),
            EventListener::new(&worker, "error", {
                let broken = Rc::clone(&broken);
                move |_| broken(())
            }),
            EventListener::new(&worker, "messageerror", move |_| broken(())),
        ];
        let first = Object::new();
        let build = if threads > 0 { "threaded" } else { "plain" };
        for (key, value) in [
            ("build", JsValue::from_str(build)),
            ("threads", JsValue::from(threads)),
        ] {
            // A new object takes any key.
            let _ = Reflect::set(&first, &JsValue::from_str(key), &value);
        }
        let _ = worker.post_message(&first);
        let deadline = self.after(START_DEADLINE_MS, |driver| {
            let ready = |live: &Live| live.ready.is_some();
            if !driver.live.borrow().as_ref().is_some_and(ready) {
                driver.fail(Trouble::StartTimeout);
            }
        });
        self.live.replace(Some(Live {
            worker,
            threads,
            ready: None,
            busy: false,
            _listeners: listeners,
            _deadline: deadline,
        }));
    }

    fn start_pending(&self) {
        let ready = self.live.borrow().as_ref().and_then(|live| live.ready);
        let Some((timer_step_us, start_ms)) = ready else {
            return;
        };
        if self.pending.borrow().is_none() || !self.has_turn() {
            return;
        }
        let Some(command) = self.pending.take() else {
            return;
        };
        let threads = self.live.borrow().as_ref().map_or(0, |live| live.threads);
        self.dispatch(Action::EngineReady {
            timer_step_us,
            pool_start_ms: (threads > 0).then_some(start_ms),
        });
        if let Some(live) = &mut *self.live.borrow_mut() {
            live.busy = true;
        }
        self.send(&command);
        self.heard.set(now());
        let look = self.later(|driver, last: f64| driver.look_for_silence(last));
        let last = Cell::new(now());
        self.watch.replace(Some(Interval::new(WATCH_MS, move || {
            look(last.replace(now()));
        })));
    }

    /// Whether it is this page's turn; if not, it is asked for.
    fn has_turn(&self) -> bool {
        if let Some((mine, _)) = &*self.turn.borrow() {
            return *mine;
        }
        let begin = self.later(|driver, ()| {
            if let Some((mine, _)) = &mut *driver.turn.borrow_mut() {
                *mine = true;
            }
            driver.start_pending();
        });
        let turn = Turn::ask(move || begin(()));
        self.turn.replace(Some((false, turn)));
        false
    }

    fn leave_turn(&self) {
        self.turn.take();
    }

    fn look_for_silence(&self, last_look: f64) {
        let now = now();
        // The page itself slept, or was held back: that says nothing about the engine.
        if now - last_look > SILENCE_MS / 2.0 {
            self.heard.set(now);
        }
        let busy = self.live.borrow().as_ref().is_some_and(|live| live.busy);
        if busy && now - self.heard.get() > SILENCE_MS {
            self.fail(Trouble::Silent);
        }
    }

    fn send(&self, command: &Command) {
        let bytes = Uint8Array::from(protocol::encode(command).as_slice()).buffer();
        if let Some(live) = &*self.live.borrow() {
            // An array buffer can always be posted.
            let _ = live.worker.post_message(&bytes);
        }
    }

    fn worker_failed(&self) {
        let ready = |live: &Live| live.ready.is_some();
        let ready = self.live.borrow().as_ref().is_some_and(ready);
        self.fail(match ready {
            true => Trouble::Crashed,
            false => Trouble::EngineMissing,
        });
    }

    fn hear(&self, event: &JsValue) {
        let Some(event) = event.dyn_ref::<MessageEvent>() else {
            return;
        };
        let data = event.data();
        let Some(buffer) = data.dyn_ref::<ArrayBuffer>() else {
            let fault = Reflect::get(&data, &JsValue::from_str("fault")).ok();
            return self.fail(match fault.and_then(|fault| fault.as_string()).as_deref() {
                Some("load") => Trouble::EngineMissing,
                Some("pool") => Trouble::PoolFailed,
                _ => Trouble::Crashed,
            });
        };
        let message = match protocol::decode(&Uint8Array::new(buffer).to_vec()) {
            Ok(message) => message,
            Err(DecodeError::Version) => return self.fail(Trouble::Version),
            Err(DecodeError::Malformed) => return self.fail(Trouble::Crashed),
        };
        self.heard.set(now());
        tell_message(buffer);
        self.take(message);
    }

    fn take(&self, message: Message) {
        if let Message::Ready {
            threads,
            start_ms,
            timer_step_us,
        } = message
        {
            if let Some(live) = &mut *self.live.borrow_mut() {
                live.ready = Some((timer_step_us, start_ms));
                live.threads = threads;
            }
            set_attribute("data-engine", "ready");
            return self.start_pending();
        }
        let over = matches!(message, Message::RaceEnded { .. } | Message::Refused { .. });
        if over {
            self.watch.take();
            self.timers.borrow_mut().clear();
            if let Some(live) = &mut *self.live.borrow_mut() {
                live.busy = false;
            }
        }
        if message.race() != Some(self.current.get()) {
            return;
        }
        if over {
            self.leave_turn();
        }
        let recording = self.recording.borrow().clone();
        if let Some(recording) = recording {
            self.mode.set(recording.hear(&message, self.mode.get()));
        }
        if matches!(message, Message::Events { .. }) {
            return;
        }
        if over {
            self.current.set(0);
        }
        self.dispatch(Action::Heard(message));
    }
}

/// How many threads an engine should have for a spec: as many as lanes, and as many as cores.
fn threads_for(spec: &Spec, cores: u32) -> u32 {
    let lanes = spec.workers.max(spec.workers_of(Mode::Threads));
    lanes.max(cores.min(MOST_SPARE_THREADS))
}
