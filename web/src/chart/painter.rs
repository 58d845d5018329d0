//! The board's own frame loop: paints the bands from the recording, past the virtual DOM.
//!
//! It runs while a race is under way and while anything is left to paint, and rests otherwise. It
//! measures what it costs. What it paints is [`super::surface`]'s business.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use gloo_events::EventListener;
use gloo_render::{AnimationFrame, request_animation_frame};
use interleave::clock::Nanos;
use interleave::spec::Mode;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, EventTarget, MediaQueryList, ResizeObserver};
use yew::{Callback, NodeRef};

use super::frames::Pace;
use super::ink::Pixel;
use super::layout::Rows;
use super::surface::Surface;
use crate::clock::now;
use crate::state::Recording;
use crate::url::window;

/// What is to be painted.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Subject {
    /// What happened.
    pub(crate) recording: Recording,
    /// The mode that runs.
    pub(crate) live: Option<Mode>,
    /// How far the axis reaches.
    pub(crate) extent: Nanos,
    /// How many cores there are.
    pub(crate) cores: u32,
}

/// How far a run has come.
pub(crate) type Reached = (Recording, Nanos);

/// The frame loop.
pub(crate) struct Painter {
    own: Weak<Self>,
    subject: RefCell<Option<Subject>>,
    surfaces: RefCell<BTreeMap<Mode, Surface>>,
    frame: RefCell<Option<AnimationFrame>>,
    /// Told when a run goes beyond the axis.
    grow: Callback<Reached>,
    painted_at: Cell<f64>,
    computing: Cell<usize>,
    /// Something is to be painted, whatever the pace.
    due: Cell<bool>,
    watch: RefCell<Option<Watch>>,
    buffer: RefCell<Vec<Pixel>>,
}

impl PartialEq for Painter {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
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
    /// A painter without anything to paint. `grow` is told when a run goes beyond the axis.
    pub(crate) fn new(grow: Callback<Reached>) -> Rc<Self> {
        Rc::new_cyclic(|own| Self {
            own: own.clone(),
            subject: RefCell::default(),
            surfaces: RefCell::default(),
            frame: RefCell::default(),
            grow,
            painted_at: Cell::new(f64::NEG_INFINITY),
            computing: Cell::default(),
            due: Cell::default(),
            watch: RefCell::default(),
            buffer: RefCell::default(),
        })
    }

    /// Paints into this canvas from now on. `clock` is where a running mode's time is written.
    pub(crate) fn attach(&self, mode: Mode, rows: Rows, canvas: &NodeRef, clock: NodeRef) {
        let watch = self.watch.replace(None).or_else(|| Some(self.look_out()));
        if let Some(sizes) = watch.as_ref().and_then(|watch| watch.sizes.as_ref())
            && let Some(element) = canvas.cast::<Element>()
            && let Some(parent) = element.parent_element()
        {
            sizes.observe(&parent);
        }
        self.watch.replace(watch);
        let surface = Surface::new(mode, rows, canvas, clock);
        self.surfaces.borrow_mut().extend(surface.map(|surface| (mode, surface)));
        self.wake();
    }

    /// Paints into the canvas of a mode no more.
    pub(crate) fn detach(&self, mode: Mode) {
        self.surfaces.borrow_mut().remove(&mode);
    }

    /// Ends everything.
    pub(crate) fn rest(&self) {
        self.frame.take();
        self.watch.take();
        self.surfaces.borrow_mut().clear();
    }

    /// Paints this from now on; nothing, if there is no race.
    pub(crate) fn show(&self, subject: Option<Subject>) {
        let before = self.subject.replace(subject.clone());
        let recording = |subject: &Option<Subject>| subject.as_ref().map(|s| s.recording.clone());
        if recording(&before) != recording(&subject) {
            self.each(Surface::clear);
        } else if before != subject {
            self.wake();
        }
    }

    /// The colours may have changed.
    pub(crate) fn restyle(&self) {
        self.each(Surface::restyle);
    }

    /// Looks at a band, together with what happened on it: for pointing at it.
    pub(crate) fn look<T>(&self, mode: Mode, see: impl FnOnce(&Surface, &Subject) -> T) -> Option<T> {
        let subject = self.subject.borrow();
        let surfaces = self.surfaces.borrow();
        Some(see(surfaces.get(&mode)?, subject.as_ref()?))
    }

    fn each(&self, act: impl FnMut(&mut Surface)) {
        self.surfaces.borrow_mut().values_mut().for_each(act);
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
        let subject = self.subject.borrow().clone();
        let live = subject.as_ref().and_then(|subject| subject.live);
        let still = self.wants_little_motion();
        if let Some(subject) = &subject {
            match live {
                Some(_) => subject.recording.frames().offered(at),
                None => subject.recording.frames().pause(),
            }
        }
        let cores = subject.as_ref().map_or(1, |subject| subject.cores);
        let pace = Pace::new(self.computing.get(), cores, still);
        if self.due.replace(false) || pace.is_due(at - self.painted_at.get()) {
            let begin = now();
            self.painted_at.set(at);
            self.paint(subject.as_ref(), live, still, begin);
            if let (Some(subject), Some(_)) = (&subject, live) {
                subject.recording.frames().painted(now() - begin);
            }
        }
        if live.is_some() || self.due.get() {
            self.ask();
        }
    }

    fn paint(&self, subject: Option<&Subject>, live: Option<Mode>, still: bool, wall: f64) {
        let nothing = Subject::default();
        let subject = subject.unwrap_or(&nothing);
        let mut buffer = self.buffer.borrow_mut();
        let mut computing = 0;
        let mut reached = 0;
        for (mode, surface) in self.surfaces.borrow_mut().iter_mut() {
            let lives = live == Some(*mode);
            let edge = (lives && !still).then_some(wall);
            let Subject {
                recording, extent, ..
            } = subject;
            let painted = surface.paint(recording, *extent, lives, edge, &mut buffer);
            computing += painted.computing;
            reached = reached.max(painted.now);
            if painted.more {
                self.due.set(true);
            }
        }
        self.computing.set(computing);
        if reached > subject.extent {
            self.grow.emit((subject.recording.clone(), reached));
        }
    }

    fn wants_little_motion(&self) -> bool {
        let watch = self.watch.borrow();
        let still = watch.as_ref().and_then(|watch| watch.still.as_ref());
        still.is_some_and(|still| still.matches())
    }

    /// Begins to look out for whatever makes it necessary to paint again.
    fn look_out(&self) -> Watch {
        let own = self.own.clone();
        let on_size = Closure::<dyn Fn()>::new(move || {
            if let Some(painter) = own.upgrade() {
                painter.each(Surface::measure_again);
            }
        });
        let listen = |target: &EventTarget, event: &'static str, act: fn(&mut Surface)| {
            let own = self.own.clone();
            EventListener::new(target, event, move |_| {
                if let Some(painter) = own.upgrade() {
                    painter.each(act);
                }
            })
        };
        let media = |query: &str| window().match_media(query).ok().flatten();
        let mut listeners = vec![
            // Another screen may have other pixels, without any element changing its size.
            listen(&window(), "resize", Surface::measure_again),
            listen(&window(), "pageshow", Surface::repaint),
        ];
        let dark = media("(prefers-color-scheme: dark)");
        listeners.extend(dark.map(|dark| listen(&dark, "change", Surface::restyle)));
        Watch {
            sizes: ResizeObserver::new(on_size.as_ref().unchecked_ref()).ok(),
            still: media("(prefers-reduced-motion: reduce)"),
            _on_size: on_size,
            _listeners: listeners,
        }
    }
}
