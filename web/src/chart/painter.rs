//! The board's own frame loop: paints the bands from the recording, past the virtual DOM.
//!
//! It runs while a race is under way and while anything is left to paint, and rests otherwise. It
//! measures what it costs. What is painted is [`super::surface`]'s business, what is pointed at
//! [`super::pointing`]'s.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use gloo_render::{AnimationFrame, request_animation_frame};
use interleave::model::mode::Mode;
use interleave::model::view::Theme;
use interleave::time::Nanos;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, EventTarget, MediaQueryList, ResizeObserver};
use yew::Callback;

use super::frames::{Frames, Pace};
use super::gestures::{self, Fingers};
use super::hover::Spot;
use super::ink::Pixel;
use super::layout::Rows;
use super::pointing;
use super::scale::Window;
use super::surface::Surface;
use super::view::Look;
use crate::clock::now;
use crate::format;
use crate::i18n::Texts;
use crate::recording::Recording;
use crate::url::{set_attribute, window};

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
    /// How many cores there are.
    pub(crate) cores: u32,
    /// The bands, from above.
    pub(crate) bands: Vec<(Mode, Rows)>,
    /// When it changes, the colours are read again.
    pub(crate) theme: Theme,
}

/// The frame loop.
pub(crate) struct Painter {
    own: Weak<Self>,
    pub(crate) subject: RefCell<Option<Subject>>,
    pub(crate) surfaces: RefCell<Vec<Surface>>,
    frame: RefCell<Option<AnimationFrame>>,
    /// Called when a run goes beyond the axis.
    grow: Box<dyn Fn()>,
    /// Called when the reader wants to see another part of it.
    look: RefCell<Callback<Look>>,
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
    pub(crate) spot: RefCell<Option<Spot>>,
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
            surfaces: RefCell::default(),
            frame: RefCell::default(),
            grow: Box::new(grow),
            look: RefCell::new(Callback::noop()),
            reached: RefCell::default(),
            painted_at: Cell::new(f64::NEG_INFINITY),
            browsed: RefCell::default(),
            computing: Cell::default(),
            due: Cell::default(),
            watch: RefCell::default(),
            buffer: RefCell::default(),
            spot: RefCell::default(),
            fingers: RefCell::default(),
            lit: RefCell::default(),
            texts: Cell::new(texts),
        })
    }

    /// Has this called when the reader wants to see another part of the axis.
    pub(crate) fn look_by(&self, look: Callback<Look>) {
        self.look.replace(look);
    }

    /// The reader wants to see another part of the axis.
    pub(crate) fn look(&self, look: Look) {
        // Cloned, as it may be replaced meanwhile.
        let by = self.look.borrow().clone();
        by.emit(look);
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
        let lost = self.surfaces.borrow().iter().any(Surface::is_lost);
        if before.as_ref() == Some(&subject) && !lost {
            return;
        }
        if before.is_none() {
            self.watch.replace(Some(self.look_out(root)));
        }
        // What is pointed at may be somewhere else now.
        if before.as_ref().is_none_or(|before| {
            before.recording != subject.recording || before.window != subject.window
        }) {
            pointing::point_at(self, root, None);
        }
        let mut surfaces = self.surfaces.borrow_mut();
        let same = |same: fn(&Subject, &Subject) -> bool| {
            before.as_ref().is_some_and(|before| same(before, &subject))
        };
        if lost || !same(|before, after| before.bands == after.bands) {
            let watch = self.watch.borrow();
            let sizes = watch.as_ref().and_then(|watch| watch.sizes.as_ref());
            let rows = subject.bands.iter();
            let made = rows.filter_map(|(mode, rows)| Surface::new(*mode, *rows, root, sizes));
            *surfaces = made.collect();
        }
        if !same(|before, after| before.recording == after.recording) {
            surfaces.iter_mut().for_each(Surface::clear);
        }
        if !same(|before, after| before.theme == after.theme) {
            surfaces.iter_mut().for_each(Surface::restyle);
        }
        drop(surfaces);
        self.wake();
    }

    fn each(&self, act: impl FnMut(&mut Surface)) {
        self.surfaces.borrow_mut().iter_mut().for_each(act);
        self.wake();
    }

    /// Has the next frame painted, whatever the pace.
    fn wake(&self) {
        self.due.set(true);
        self.ask();
    }

    /// Asks for the next frame, unless that has been done.
    fn ask(&self) {
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
        let pace = Pace::new(self.computing.get(), subject.cores, still);
        let due = self.due.replace(false) || live && pace.is_due(at - self.painted_at.get());
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
        // One frame more than is painted: so it is known which time was rest.
        if live || due || self.due.get() {
            self.ask();
        } else {
            self.browsed.borrow_mut().pause();
            self.tell_cost();
        }
    }

    /// What painting has cost while no race ran; where tests and the curious read it.
    fn tell_cost(&self) {
        if let Some(cost) = self.browsed.borrow().summary() {
            let numbers = [cost.script_p95_ms, cost.frame_p95_ms].map(|ms| format::fixed(ms, 1));
            let told = format!("{} {}", cost.frames, numbers.join(" "));
            set_attribute("data-browsed", &told);
        }
    }

    /// Paints all bands; the edge of the one that runs moves by itself if the time is given.
    fn paint(&self, subject: &Subject, wall: Option<f64>) {
        let mut buffer = self.buffer.borrow_mut();
        let (mut computing, mut reached) = (0, 0);
        for surface in self.surfaces.borrow_mut().iter_mut() {
            let painted = surface.paint(subject, wall, &mut buffer);
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
    fn look_out(&self, root: &Element) -> Watch {
        let own = self.own.clone();
        let on_size = Closure::<dyn Fn()>::new(move || {
            if let Some(painter) = own.upgrade() {
                painter.each(Surface::measure_again);
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
                        pointing::point_at(&painter, &root, None);
                        painter.each(Surface::measure_again);
                    }
                    RESTORED | "pageshow" => painter.each(Surface::repaint),
                    "change" => painter.each(Surface::restyle),
                    _ if is_of_window => gestures::receive(&painter, &root, event),
                    _ => pointing::hear(&painter, &root, event),
                }
            })
        };
        let media = |query: &str| window().match_media(query).ok().flatten();
        let mut listeners = vec![
            listen(&window(), "resize"),
            listen(&window(), "pageshow"),
            listen(root, RESTORED),
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
