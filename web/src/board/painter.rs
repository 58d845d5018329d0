//! The board's own frame loop: paints the modes from the recording, past the virtual DOM.
//!
//! It runs while a race is under way and while anything is left to paint, and rests otherwise. It
//! measures what it costs. What is painted is [`super::canvas`]'s business, what is pointed at
//! [`super::pointing`]'s.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use gloo_render::{AnimationFrame, request_animation_frame};
use gloo_timers::callback::Timeout;
use interleave::model::mode::Mode;
use interleave::model::view::Theme;
use interleave::time::Nanos;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, EventTarget, MediaQueryList, ResizeObserver};

use super::canvas::RowCanvas;
use super::frame_stats::{Frames, Pace};
use super::gestures::{self, Fingers};
use super::hit::Hit;
use super::layout::Rows;
use super::pattern::Pixel;
use super::pointing;
use super::zoom::ViewChange;
use crate::chart::scale::Window;
use crate::clock::now;
use crate::expected::Expected;
use crate::i18n::Texts;
use crate::recording::Recording;
use crate::url::{set_attribute, window};
use interleave::wording::format;
use yew::Callback;

/// A canvas that was lost can be drawn on again. The event does not bubble.
const RESTORED: &str = "contextrestored";

/// What is to be painted.
#[derive(Clone, PartialEq)]
pub(crate) struct Subject {
    /// What happened.
    pub(crate) recording: Recording,
    /// The mode that runs.
    pub(crate) live: Option<Mode>,
    /// The part of the axis that is shown.
    pub(crate) window: Window,
    /// Until when a recorded run is shown; none to the end.
    pub(crate) playhead: Option<Nanos>,
    /// How many cores its lanes take, if they do nothing but compute.
    pub(crate) computing: usize,
    /// What was expected to happen.
    pub(crate) expected: Expected,
    /// How many cores there are.
    pub(crate) cores: u32,
    /// The modes, from above.
    pub(crate) modes: Vec<(Mode, Rows)>,
    /// When it changes, the colours are read again.
    pub(crate) theme: Theme,
}

/// The frame loop.
pub(crate) struct Painter {
    own: Weak<Self>,
    pub(crate) subject: RefCell<Option<Subject>>,
    pub(crate) canvases: RefCell<Vec<RowCanvas>>,
    frame: RefCell<Option<AnimationFrame>>,
    /// Asks for the next frame when it is time to paint again.
    rest: RefCell<Option<Timeout>>,
    /// Called when a run goes beyond the axis.
    grow: Box<dyn Fn()>,
    /// Called when the reader wants to see another part of it.
    change_view: RefCell<Callback<ViewChange>>,
    /// How far the runs of a recording have come, once that is beyond the axis.
    reached: RefCell<(Recording, Nanos)>,
    painted_at: Cell<f64>,
    /// What painting costs while no race runs: the reader zooms, pans and plays.
    browsed: RefCell<Frames>,
    computing: Cell<usize>,
    /// Something is to be painted, whatever the pace.
    due: Cell<bool>,
    watch: RefCell<Option<Watch>>,
    buffer: RefCell<Vec<Pixel>>,
    /// What is pointed at.
    pub(crate) hit: RefCell<Option<Hit>>,
    /// The fingers on it.
    pub(crate) fingers: RefCell<Fingers>,
    /// What is lit because of it.
    pub(crate) lit: RefCell<Vec<Element>>,
    /// The language of what is said about it.
    pub(crate) texts: Cell<&'static Texts>,
}

/// What makes it necessary to paint again.
struct Watch {
    sizes: Option<ResizeObserver>,
    /// Whether the reader wants little motion.
    still: Option<MediaQueryList>,
    _on_size: Closure<dyn Fn()>,
    _listeners: Vec<EventListener>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(sizes) = &self.sizes {
            sizes.disconnect();
        }
    }
}

impl Painter {
    /// A painter without anything to paint. `grow` is called when a run goes beyond the axis.
    pub(crate) fn new(texts: &'static Texts, grow: impl Fn() + 'static) -> Rc<Self> {
        Rc::new_cyclic(|own| Self {
            own: own.clone(),
            subject: RefCell::default(),
            canvases: RefCell::default(),
            frame: RefCell::default(),
            rest: RefCell::default(),
            grow: Box::new(grow),
            change_view: RefCell::new(Callback::noop()),
            fingers: RefCell::default(),
            reached: RefCell::default(),
            painted_at: Cell::new(f64::NEG_INFINITY),
            browsed: RefCell::default(),
            computing: Cell::default(),
            due: Cell::default(),
            watch: RefCell::default(),
            buffer: RefCell::default(),
            hit: RefCell::default(),
            lit: RefCell::default(),
            texts: Cell::new(texts),
        })
    }

    /// Has this called when the reader wants to see another part of the axis.
    pub(crate) fn change_view_by(&self, change_view: Callback<ViewChange>) {
        self.change_view.replace(change_view);
    }

    /// The reader wants to see another part of the axis.
    pub(crate) fn change_view(&self, change: ViewChange) {
        // Cloned, as it may be replaced meanwhile.
        let change_view = self.change_view.borrow().clone();
        change_view.emit(change);
    }

    /// How far the runs of a recording have come, if that is beyond the axis.
    pub(crate) fn reached(&self, recording: &Recording) -> Nanos {
        let (known, reached) = &*self.reached.borrow();
        if known == recording { *reached } else { 0 }
    }

    /// Paints this from now on, into the canvases within `root`.
    pub(crate) fn show(&self, root: &Element, subject: Subject, texts: &'static Texts) {
        self.texts.set(texts);
        let before = self.subject.replace(Some(subject.clone()));
        let lost = self.canvases.borrow().iter().any(RowCanvas::is_lost);
        if before.as_ref() == Some(&subject) && !lost {
            return;
        }
        if before.is_none() {
            self.watch.replace(Some(self.watch_for_changes(root)));
        }
        // What is pointed at may be somewhere else now.
        if before.as_ref().is_none_or(|before| {
            before.recording != subject.recording || before.window != subject.window
        }) {
            pointing::show_tip(self, root, None);
        }
        let mut canvases = self.canvases.borrow_mut();
        let same = |same: fn(&Subject, &Subject) -> bool| {
            before.as_ref().is_some_and(|before| same(before, &subject))
        };
        if lost || !same(|before, after| before.modes == after.modes) {
            let watch = self.watch.borrow();
            let sizes = watch.as_ref().and_then(|watch| watch.sizes.as_ref());
            let rows = subject.modes.iter();
            let made = rows.filter_map(|(mode, rows)| RowCanvas::new(*mode, *rows, root, sizes));
            *canvases = made.collect();
        }
        if !same(|before, after| before.recording == after.recording) {
            canvases.iter_mut().for_each(RowCanvas::clear);
        }
        if !same(|before, after| before.theme == after.theme) {
            canvases.iter_mut().for_each(RowCanvas::restyle);
        }
        drop(canvases);
        self.wake();
    }

    fn each(&self, act: impl FnMut(&mut RowCanvas)) {
        self.canvases.borrow_mut().iter_mut().for_each(act);
        self.wake();
    }

    /// Has the next frame painted, whatever the pace.
    fn wake(&self) {
        self.due.set(true);
        self.request_frame();
    }

    /// Asks for the next frame, unless that has been done.
    fn request_frame(&self) {
        let mut frame = self.frame.borrow_mut();
        if frame.is_none() {
            let own = self.own.clone();
            *frame = Some(request_animation_frame(move |at| {
                if let Some(painter) = own.upgrade() {
                    painter.tick(at);
                }
            }));
        }
    }

    /// The browser offers a frame.
    fn tick(&self, at: f64) {
        self.frame.take();
        self.rest.take();
        let Some(subject) = self.subject.borrow().clone() else {
            return;
        };
        let live = subject.live.is_some();
        if live {
            subject.recording.frames().offered(at);
        } else {
            subject.recording.frames().pause();
            self.browsed.borrow_mut().offered(at);
        }
        let still = self.wants_little_motion();
        let rest = || {
            let computing = self.computing.get().max(subject.computing);
            let pace = Pace::new(computing, subject.cores, still);
            pace.rest_ms(at - self.painted_at.get())
        };
        let due = self.due.replace(false) || live && rest() == 0.0;
        if due {
            let begin = now();
            self.painted_at.set(at);
            self.paint(&subject, (!still).then_some(begin));
            let lasted = now() - begin;
            match live {
                true => subject.recording.frames().painted(lasted),
                false => self.browsed.borrow_mut().painted(lasted),
            }
        }
        let rest = rest();
        if live && rest > 0.0 && !self.due.get() {
            // A frame in which nothing is painted has its price, too.
            subject.recording.frames().pause();
            let own = self.own.clone();
            let rest = Timeout::new(rest as u32, move || {
                if let Some(painter) = own.upgrade() {
                    painter.request_frame();
                }
            });
            self.rest.replace(Some(rest));
        // One frame more than is painted: so it is known which time was rest.
        } else if live || due || self.due.get() {
            self.request_frame();
        } else {
            self.browsed.borrow_mut().pause();
            self.publish_cost();
        }
    }

    /// What painting has cost while no race ran; where tests and the curious read it.
    fn publish_cost(&self) {
        let summary = self.browsed.borrow().summary();
        if let Some((cost, frame)) = summary.and_then(|cost| Some((cost, cost.frame_p95_ms?))) {
            let numbers = [cost.script_p95_ms, frame].map(|ms| format::fixed(ms, 1));
            let told = format!("{} {}", cost.frames, numbers.join(" "));
            set_attribute("data-browsed", &told);
        }
    }

    /// Paints all modes; the edge of the one that runs moves by itself if the time is given.
    fn paint(&self, subject: &Subject, wall: Option<f64>) {
        let mut buffer = self.buffer.borrow_mut();
        let (mut computing, mut reached) = (0, 0);
        for canvas in self.canvases.borrow_mut().iter_mut() {
            let painted = canvas.paint(subject, wall, &mut buffer);
            computing += painted.computing;
            reached = reached.max(painted.now);
            if painted.more {
                self.due.set(true);
            }
        }
        self.computing.set(computing);
        if subject.live.is_some() && reached > subject.window.to {
            self.reached.replace((subject.recording.clone(), reached));
            (self.grow)();
        }
    }

    fn wants_little_motion(&self) -> bool {
        let watch = self.watch.borrow();
        let still = watch.as_ref().and_then(|watch| watch.still.as_ref());
        still.is_some_and(|still| still.matches())
    }

    /// Begins to look out for whatever makes it necessary to paint again, and for the pointer.
    fn watch_for_changes(&self, root: &Element) -> Watch {
        let own = self.own.clone();
        let on_size = Closure::<dyn Fn()>::new(move || {
            if let Some(painter) = own.upgrade() {
                painter.each(RowCanvas::measure_again);
            }
        });
        let listen = |target: &EventTarget, event: &'static str| {
            let own = self.own.clone();
            let root = root.clone();
            let is_of_window = target.is_instance_of::<web_sys::Window>();
            let mut options = EventListenerOptions::enable_prevent_default();
            if event == RESTORED {
                options.phase = EventListenerPhase::Capture;
            }
            EventListener::new_with_options(target, event, options, move |event| {
                let Some(painter) = own.upgrade() else { return };
                match event.type_().as_str() {
                    // Another screen may have other pixels, without any element changing its size.
                    "resize" => {
                        pointing::show_tip(&painter, &root, None);
                        painter.each(RowCanvas::measure_again);
                    }
                    RESTORED | "pageshow" => painter.each(RowCanvas::repaint),
                    "change" => painter.each(RowCanvas::restyle),
                    _ if is_of_window => gestures::handle(&painter, &root, event),
                    _ => pointing::handle(&painter, &root, event),
                }
            })
        };
        let dismiss = {
            let (own, root) = (self.own.clone(), root.clone());
            let options = EventListenerOptions {
                phase: EventListenerPhase::Capture,
                passive: false,
            };
            EventListener::new_with_options(&window(), "keydown", options, move |event| {
                if let Some(painter) = own.upgrade() {
                    pointing::dismiss(&painter, &root, event);
                }
            })
        };
        let media = |query: &str| window().match_media(query).ok().flatten();
        let mut listeners = vec![
            listen(&window(), "resize"),
            listen(&window(), "pageshow"),
            listen(root, RESTORED),
            dismiss,
        ];
        listeners.extend(pointing::EVENTS.map(|event| listen(root, event)));
        let page = window();
        listeners.extend(gestures::EVENTS.map(|event| listen(&page, event)));
        let dark = media("(prefers-color-scheme: dark)");
        listeners.extend(dark.map(|dark| listen(&dark, "change")));
        Watch {
            sizes: ResizeObserver::new(on_size.as_ref().unchecked_ref()).ok(),
            still: media("(prefers-reduced-motion: reduce)"),
            _on_size: on_size,
            _listeners: listeners,
        }
    }
}
