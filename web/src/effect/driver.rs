//! The one store of the app, and the driver that carries out effects.
//!
//! An action is handled as soon as it is dispatched, on the current state: the update returns the next
//! state, the driver carries out the effects, and the page is rendered again if anything changed.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use gloo_events::EventListener;
use gloo_timers::callback::{Interval, Timeout};
use interleave::model::query::decode;
use wasm_bindgen::JsCast;
use web_sys::StorageEvent;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::channel::Channel;
use super::documents::Documents;
use super::engine::EngineWorker;
use super::inbox::{Inbox, Next, Sink};
use super::turn::Turn;
use super::wake_lock::WakeLock;
use super::{Effect, address, embed, files, highlight, release, storage};
use crate::action::Action;
use crate::capability::Capability;
use crate::clock::now;
use crate::state::{EngineId, State};
use crate::update::{LOOK_MS, update};
use crate::url::{attribute, fragment, search, window};

/// How long events are folded in one go, in milliseconds.
const TAKE_IN_MS: f64 = 6.0;

/// The state of the app, and what dispatches actions.
#[hook]
pub fn use_store(initial: State) -> (Rc<State>, Callback<Action>) {
    let update = use_force_update();
    let store = use_memo((), |()| Store::new(initial, move || update.force_update()));
    use_effect_with((), {
        let store = Rc::clone(&store);
        move |()| store.look_around()
    });
    use_effect({
        let store = Rc::clone(&store);
        move || store.announce()
    });
    let state = store.state.borrow().clone();
    (state, store.act.clone())
}

/// The state, and everything else that the app holds: workers, timers, listeners.
struct Store {
    own: Weak<Self>,
    act: Callback<Action>,
    state: RefCell<Rc<State>>,
    /// Actions that were dispatched while another one was handled.
    waiting: RefCell<VecDeque<Action>>,
    is_busy: Cell<bool>,
    redraw: Box<dyn Fn()>,
    /// Effects that wait until the state is rendered.
    announcements: RefCell<Vec<Effect>>,
    engine: RefCell<Option<EngineWorker>>,
    /// The last engine requested.
    engine_id: Cell<EngineId>,
    inbox: RefCell<Inbox>,
    /// The timer for handling the rest of the inbox.
    later: RefCell<Option<Timeout>>,
    sink: RefCell<Option<Sink>>,
    /// How many checks in a row have found nothing received.
    quiet: Cell<u32>,
    watch: RefCell<Option<Interval>>,
    turn: RefCell<Option<Turn>>,
    wake_lock: RefCell<Option<WakeLock>>,
    /// To the speaker's windows, in a presenter view.
    channel: RefCell<Option<Channel>>,
    documents: Rc<Documents>,
}

impl Store {
    fn new(initial: State, redraw: impl Fn() + 'static) -> Rc<Self> {
        Rc::new_cyclic(|own: &Weak<Self>| {
            let store = own.clone();
            Self {
                own: own.clone(),
                act: Callback::from(move |action| {
                    if let Some(store) = store.upgrade() {
                        store.dispatch(action);
                    }
                }),
                state: RefCell::new(Rc::new(initial)),
                waiting: RefCell::default(),
                is_busy: Cell::default(),
                redraw: Box::new(redraw),
                announcements: RefCell::default(),
                engine: RefCell::default(),
                engine_id: Cell::default(),
                inbox: RefCell::default(),
                later: RefCell::default(),
                sink: RefCell::default(),
                quiet: Cell::default(),
                watch: RefCell::default(),
                turn: RefCell::default(),
                wake_lock: RefCell::default(),
                channel: RefCell::default(),
                documents: Rc::default(),
            }
        })
    }

    fn dispatch(&self, action: Action) {
        self.waiting.borrow_mut().push_back(action);
        // Actions that an effect dispatches at once are handled after it.
        if self.is_busy.replace(true) {
            return;
        }
        let before = Rc::clone(&*self.state.borrow());
        loop {
            let next = self.waiting.borrow_mut().pop_front();
            let Some(action) = next else { break };
            let mut state = State::clone(&self.state.borrow());
            state.at_ms = now();
            let (state, effects) = update(state, action);
            self.state.replace(Rc::new(state));
            for effect in effects {
                match effect.is_announcement() {
                    true => self.announcements.borrow_mut().push(effect),
                    false => self.perform(effect),
                }
            }
        }
        self.is_busy.set(false);
        let is_same = self.state.borrow().is_drawn_like(&before);
        if !is_same || !self.announcements.borrow().is_empty() {
            (self.redraw)();
        }
    }

    /// Carries out the effects that waited until the state was rendered.
    fn announce(&self) {
        for effect in self.announcements.take() {
            match effect {
                Effect::Publish { report, embedded } => {
                    embed::publish(&report.to_json(), embedded);
                }
                Effect::Unpublish => embed::write_result(""),
                _ => {}
            }
        }
    }

    fn perform(&self, effect: Effect) {
        match effect {
            Effect::StartEngine(engine, threads) => self.start_engine(engine, threads),
            Effect::EndEngine => drop(self.engine.take()),
            Effect::Send(command) => {
                if let Some(engine) = &*self.engine.borrow() {
                    engine.send(&command);
                }
            }
            Effect::Watch(engine) => self.watch(engine),
            Effect::Record(race) => {
                let sink = race.map(|(race, recording)| Sink::new(race, recording));
                self.sink.replace(sink);
            }
            Effect::CutOff(recording, mode, tasks) => recording.cut_off(mode, tasks),
            Effect::ShowSample(recording, sample, modes) => {
                let recorded = sample.recording.read();
                for mode in modes {
                    if let Some(timeline) = recorded.get(&mode) {
                        recording.show(mode, timeline.clone());
                    }
                }
            }
            Effect::After(ms, action) => {
                let act = self.act.clone();
                Timeout::new(ms, move || act.emit(*action)).forget();
            }
            Effect::AskForTurn => {
                let act = self.act.clone();
                let turn = Turn::ask(move || act.emit(Action::TurnCame));
                self.turn.replace(Some(turn));
            }
            Effect::LeaveTurn => drop(self.turn.take()),
            Effect::KeepScreenLit(is_wanted) => {
                let mut lock = self.wake_lock.borrow_mut();
                lock.get_or_insert_with(WakeLock::new).want(is_wanted);
            }
            Effect::Mirror(mirror) => {
                let mut channel = self.channel.borrow_mut();
                if channel.is_none() {
                    let act = self.act.clone();
                    *channel =
                        Channel::present(move |request| act.emit(Action::SpeakerAsked(request)));
                }
                if let Some(channel) = &*channel {
                    channel.show(*mirror);
                }
            }
            Effect::OpenSpeaker(query) => {
                // A browser that lets the page open no window says so itself.
                let _ = window().open_with_url_and_target_and_features(
                    &["?", &query].concat(),
                    "interleave-speaker",
                    "popup,width=960,height=720",
                );
            }
            Effect::WriteAddress {
                query,
                keep_fragment,
                new_step,
            } => address::write(&query, keep_fragment, new_step),
            Effect::Remember(key, value) => storage::remember(key, &value),
            Effect::ForgetHistory => storage::forget(),
            Effect::Publish { .. } | Effect::Unpublish => {}
            effect => self.perform_later(effect),
        }
    }

    /// Effects that take a while, and dispatch their result.
    fn perform_later(&self, effect: Effect) {
        let (act, documents) = (self.act.clone(), Rc::clone(&self.documents));
        spawn_local(async move {
            let action = match effect {
                Effect::ReadHistory => {
                    let lines = storage::lines();
                    let races = match lines.is_empty() {
                        true => Vec::new(),
                        false => documents.read_lines(lines).await,
                    };
                    Action::HistoryRead(races.into_iter().map(Rc::new).collect())
                }
                Effect::Keep(race) => return documents.keep(&race).await,
                Effect::ReadFile(opening, file) => {
                    let progress = act.reform(move |share| Action::TakenIn(opening, share));
                    Action::Opened(opening, documents.read(&file, progress).await)
                }
                Effect::ReadLink(opening, packed) => {
                    Action::Opened(opening, documents.unpack(packed).await)
                }
                Effect::LoadSample(race, name) => {
                    Action::SampleLoaded(race, documents.sample(name).await)
                }
                Effect::Export(kind, race, texts) => {
                    Action::Exported(documents.export(kind, &race, *texts).await)
                }
                Effect::Compare(number, lang, before, now) => {
                    Action::Compared(number, documents.compare(lang, &before, &now).await)
                }
                Effect::Model(race, query, machine) => {
                    Action::Modelled(race, documents.model(query, machine).await)
                }
                Effect::LookForRelease => match release::has_changed().await {
                    true => Action::ReleaseCame,
                    false => return,
                },
                Effect::Colour(text, language) => {
                    let tokens = highlight::tokens(&text, language).await;
                    Action::Coloured(text, tokens.map(Rc::from))
                }
                Effect::SaveText(name, text) => Action::Exported(files::save(&name, &text).is_ok()),
                Effect::MakeLink(id, race) => Action::LinkMade(id, documents.pack(&race).await),
                Effect::MakeQrCode(text) => {
                    let code = documents.qr_code(text.clone()).await;
                    Action::QrCodeMade(text, code)
                }
                _ => return,
            };
            act.emit(action);
        });
    }

    /// Starts an engine in place of the old one, in its own task: until then the page accepts typing.
    fn start_engine(&self, engine: EngineId, threads: u32) {
        self.engine.take();
        self.engine_id.set(engine);
        let own = self.own.clone();
        let start = move || {
            let Some(store) = own.upgrade() else { return };
            // Another one may have been requested meanwhile.
            if store.engine_id.get() != engine {
                return;
            }
            let received = move |message| {
                if let Some(store) = own.upgrade() {
                    store.quiet.set(0);
                    store.inbox.borrow_mut().push(engine, message);
                    store.take_in();
                }
            };
            match EngineWorker::start(threads, received) {
                Ok(worker) => drop(store.engine.replace(Some(worker))),
                Err(_) => store.dispatch(Action::NoWorkers(engine)),
            }
        };
        Timeout::new(0, start).forget();
    }

    /// Handles what the engine has sent: records the events of the current race, and dispatches all other
    /// messages. What there is no time for now is handled later.
    fn take_in(&self) {
        let until = now() + TAKE_IN_MS;
        loop {
            let next = {
                let mut sink = self.sink.borrow_mut();
                let mut inbox = self.inbox.borrow_mut();
                inbox.next(&mut sink, || now() < until)
            };
            match next {
                Next::Nothing => return,
                Next::Dispatch(engine, Ok(message)) => {
                    self.dispatch(Action::Received(engine, message));
                }
                Next::Dispatch(engine, Err(failure)) => {
                    self.dispatch(Action::EngineFailed(engine, failure));
                }
                Next::Later => {
                    let own = self.own.clone();
                    let later = Timeout::new(0, move || {
                        if let Some(store) = own.upgrade() {
                            store.take_in();
                        }
                    });
                    self.later.replace(Some(later));
                    return;
                }
            }
        }
    }

    fn watch(&self, engine: Option<EngineId>) {
        self.quiet.set(0);
        let own = self.own.clone();
        let watch = engine.map(|engine| {
            Interval::new(LOOK_MS, move || {
                if let Some(store) = own.upgrade() {
                    let looks = store.quiet.get() + 1;
                    store.quiet.set(looks);
                    store.dispatch(Action::Quiet(engine, looks));
                }
            })
        });
        self.watch.replace(watch);
    }

    /// Listens to the browser, to the scripts before this one and to the embedding page, as long as the
    /// page exists.
    fn look_around(&self) -> impl FnOnce() + use<> {
        let listen = |target: &web_sys::EventTarget, name, act: fn(&Self, &Event)| {
            let own = self.own.clone();
            EventListener::new(target, name, move |event| {
                if let Some(store) = own.upgrade() {
                    act(&store, event);
                }
            })
        };
        let window = window();
        let mut listeners = vec![
            listen(&window, "interleave:host", |store, _| store.look_at_host()),
            listen(&window, "popstate", |store, _| {
                store.dispatch(Action::Load(decode(&search())));
            }),
            listen(&window, "hashchange", |store, _| {
                store.dispatch(Action::FragmentChanged(fragment()));
            }),
            listen(&window, "storage", |store, event| {
                let event: &StorageEvent = event.unchecked_ref();
                if event.key().as_deref() == Some(storage::RACES) {
                    store.dispatch(Action::HistoryChanged);
                }
            }),
        ];
        listeners.extend(window.document().map(|document| {
            listen(&document, "visibilitychange", |store, event| {
                let document: Option<web_sys::Document> =
                    event.target().and_then(|target| target.dyn_into().ok());
                let hidden = document.is_some_and(|document| document.hidden());
                store.dispatch(if hidden {
                    Action::Hidden
                } else {
                    Action::Shown
                });
            })
        }));
        self.dispatch(Action::Mounted(fragment()));
        if window.document().is_some_and(|document| document.hidden()) {
            self.dispatch(Action::Hidden);
        }
        // In its own task: until then the page accepts typing.
        let own = self.own.clone();
        let look = move || {
            if let Some(store) = own.upgrade() {
                store.look_at_host();
            }
        };
        Timeout::new(0, look).forget();
        let is_embedded = self.state.borrow().view.embed;
        let on_appearance = self.act.reform(Action::HostWants);
        let connection = is_embedded.then(|| embed::Connection::open(on_appearance));
        move || drop((listeners, connection))
    }

    /// Reads what `www/boot.js` and `www/isolation.js` have written on the root element.
    fn look_at_host(&self) {
        if !attribute("data-update").is_empty() {
            self.dispatch(Action::ReleaseCame);
        }
        // While this attribute is there, the page may still be reloaded, isolated.
        if attribute("data-isolation").is_empty() && self.state.borrow().capability.is_none() {
            self.dispatch(Action::Settled(Capability::detect()));
        }
    }
}
