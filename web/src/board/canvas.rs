//! One plot's canvas: what is on it, and what has to be painted again.
//!
//! Only columns that look different are painted: those at the live edge, and those that news
//! reach back to. Everything is painted anew when the axis, the size, the colours or the run
//! change. When that is so is decided here; when to paint at all, in [`super::painter`].

use wasm_bindgen::{Clamped, JsCast};
use web_sys::{
    CanvasRenderingContext2d, Element, HtmlCanvasElement, HtmlElement, ImageData, ResizeObserver,
};

use interleave::model::mode::Mode;
use interleave::time::{Nanos, to_ms};
use interleave::trace::timeline::Timeline;

use super::ghost::{self, Ghost};
use super::layout::Rows;
use super::levels::Levels;
use super::painter::Subject;
use super::pattern::{Colour, Palette, Patterns, Pixel};
use super::pixels::Pixels;
use super::raster::{REACH, Scene};
use super::run_clock::RunClock;
use crate::chart::scale::{Scale, Window};
use crate::expected::Expected;
use interleave::wording::format;

/// How many changes are folded in within one frame: a few milliseconds' worth.
const BUDGET: usize = 30_000;

/// What the canvas measures.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Size {
    /// In device pixels.
    width: usize,
    height: usize,
    /// Device pixels to a CSS pixel.
    ratio: f64,
}

/// What painting a plot showed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Painted {
    /// Whether there is more to paint at once.
    pub(crate) more: bool,
    /// How many lanes compute.
    pub(crate) computing: usize,
    /// Until when the run is shown.
    pub(crate) now: Nanos,
}

/// One plot's canvas.
pub(crate) struct RowCanvas {
    /// The mode that it shows.
    pub(crate) mode: Mode,
    /// The rows of its plot.
    pub(crate) rows: Rows,
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    /// The plot with its name, in which the time is written while the mode runs.
    row: Element,
    size: Size,
    patterns: Option<Patterns>,
    levels: Levels,
    /// What is expected, and of which race.
    ghost: Levels,
    expected: Expected,
    generation: u32,
    clock: RunClock,
    window: Window,
    /// The time that is shown as now.
    pub(crate) now: Nanos,
    /// The first column that has to be painted again, if any has to.
    stale: Option<usize>,
    measured: bool,
}

impl RowCanvas {
    /// The canvas of a mode within the board; none if there is no canvas to draw on.
    pub(crate) fn new(
        mode: Mode,
        rows: Rows,
        board: &Element,
        sizes: Option<&ResizeObserver>,
    ) -> Option<Self> {
        let selector = ["[data-mode=", mode.name(), "]"].concat();
        let row = board.query_selector(&selector).ok()??;
        let canvas: HtmlCanvasElement = row.query_selector("canvas").ok()??.dyn_into().ok()?;
        // The canvas is laid over its field, which gives it its size.
        let field: HtmlElement = canvas.parent_element()?.dyn_into().ok()?;
        let height = format!("{}px", rows.plot_height());
        field.style().set_property("min-height", &height).ok()?;
        if let Some(sizes) = sizes {
            sizes.observe(&field);
        }
        let context = canvas.get_context("2d").ok()??;
        Some(Self {
            mode,
            rows,
            canvas,
            context: context.dyn_into().ok()?,
            row,
            size: Size::default(),
            patterns: None,
            levels: Levels::new(rows),
            ghost: Levels::new(rows),
            expected: Expected::default(),
            generation: 0,
            clock: RunClock::default(),
            window: Window::default(),
            now: 0,
            stale: Some(0),
            measured: false,
        })
    }

    /// Forgets the run that it showed.
    pub(crate) fn clear(&mut self) {
        self.levels = Levels::new(self.rows);
        self.generation = 0;
        self.clock = RunClock::default();
        self.now = 0;
        self.stale = Some(0);
    }

    /// Whether its canvas is no more part of the page.
    pub(crate) fn is_lost(&self) -> bool {
        !self.canvas.is_connected()
    }

    /// The size may have changed.
    pub(crate) fn measure_again(&mut self) {
        self.measured = false;
    }

    /// The colours may have changed.
    pub(crate) fn restyle(&mut self) {
        self.patterns = None;
    }

    /// What is on the canvas may be lost.
    pub(crate) fn repaint(&mut self) {
        self.stale = Some(0);
    }

    /// The scale in CSS pixels, and the height.
    pub(crate) fn css(&self) -> (Scale, f64) {
        let ratio = self.size.ratio.max(0.1);
        let scale = Scale::new(self.window, self.size.width as f64 / ratio);
        (scale, self.size.height as f64 / ratio)
    }

    /// Paints what has changed. The live edge moves by itself if `wall` is given, which is the
    /// page's time.
    pub(crate) fn paint(
        &mut self,
        subject: &Subject,
        wall: Option<f64>,
        buffer: &mut Vec<Pixel>,
    ) -> Painted {
        let recording = &subject.recording;
        let generation = recording.generation(self.mode);
        if generation != self.generation {
            self.clear();
            self.generation = generation;
        }
        self.prepare(subject.window);
        let expects_more = self.expect(&subject.expected);
        let recorded = recording.read();
        let nothing = Timeline::default();
        let timeline = recorded.get(&self.mode).unwrap_or(&nothing);
        let folded = self.levels.fold(timeline, BUDGET);
        let latest = timeline.latest();
        let mut now = latest;
        if subject.live == Some(self.mode) {
            if let Some(wall) = wall {
                self.clock.observe(wall, recording.writes(), latest);
                now = self.clock.now(wall, latest);
            }
            self.tell(now);
        } else if let Some(playhead) = subject.playhead {
            now = now.min(playhead);
        }
        self.show(now, folded.since, buffer);
        Painted {
            more: folded.more || expects_more,
            computing: folded.computing,
            now,
        }
    }

    /// Takes in what is expected, if it is to be seen here; whether there is more.
    fn expect(&mut self, expected: &Expected) -> bool {
        if self.expected != *expected {
            self.expected = expected.clone();
            self.ghost = Levels::new(self.rows);
            self.stale = Some(0);
        }
        let lanes = expected.get(&self.mode);
        let Some(lanes) = lanes.filter(|_| ghost::strip(self.rows).is_some()) else {
            return false;
        };
        let folded = self.ghost.fold(&lanes.timeline, BUDGET);
        self.stale = self.stale.or(folded.since.map(|_| 0));
        folded.more
    }

    /// Brings the canvas, the colours and the axis up to date.
    fn prepare(&mut self, window: Window) {
        if window != self.window {
            self.window = window;
            self.stale = Some(0);
        }
        if !self.measured {
            self.measured = true;
            self.measure();
        }
        if self.patterns.is_none() {
            self.patterns = Some(self.read_patterns());
            self.stale = Some(0);
        }
    }

    fn measure(&mut self) {
        let ratio = crate::url::window().device_pixel_ratio();
        let Some(parent) = self.canvas.parent_element() else {
            return;
        };
        let place = parent.get_bounding_client_rect();
        let size = Size {
            width: (place.width() * ratio).round() as usize,
            height: (place.height() * ratio).round() as usize,
            ratio,
        };
        if size == self.size {
            return;
        }
        self.size = size;
        // Setting the size clears the canvas.
        self.canvas.set_width(size.width as u32);
        self.canvas.set_height(size.height as u32);
        // A device pixel of the canvas is one of the screen, whatever the layout rounds to.
        for (name, length) in [("width", size.width), ("height", size.height)] {
            let css = format::fixed(length as f64 / ratio, 3) + "px";
            // A canvas that is a fraction of a pixel off is still a canvas.
            let _ = self.canvas.style().set_property(name, &css);
        }
        self.patterns = None;
    }

    /// The theme's colours, as plain as the tokens are.
    fn read_patterns(&self) -> Patterns {
        let style = crate::url::window().get_computed_style(&self.canvas);
        let style = style.ok().flatten();
        let colour = |token: &str| {
            let value = style.as_ref()?.get_property_value(token).ok()?;
            Colour::parse(value.trim())
        };
        let palette = Palette {
            mode: colour("--mode").unwrap_or_default(),
            blocked: colour("--blocked").unwrap_or_default(),
            text: colour("--ink").unwrap_or_default(),
            quiet: colour("--ink-2").unwrap_or_default(),
        };
        Patterns::new(palette, self.size.ratio)
    }

    /// Writes the time that is shown as now.
    fn tell(&self, now: Nanos) {
        if let Ok(Some(clock)) = self.row.query_selector(".live") {
            clock.set_text_content(Some(&format::time(to_ms(now), None)));
        }
    }

    /// Paints the columns that look different from what is on the canvas.
    fn show(&mut self, now: Nanos, since: Option<Nanos>, buffer: &mut Vec<Pixel>) {
        let Some(patterns) = &self.patterns else {
            return;
        };
        let Size {
            width,
            height,
            ratio,
        } = self.size;
        let scale = Scale::new(self.window, width as f64);
        let edges = [self.now.min(now), self.now.max(now)].map(|edge| scale.x(edge));
        let moved = (now != self.now).then_some(edges[0]);
        let news = since.map(|since| scale.x(since));
        let back = |x: f64| (x - REACH * ratio).max(0.0) as usize;
        let from = [moved, news]
            .into_iter()
            .flatten()
            .map(back)
            .chain(self.stale)
            .min();
        let Some(from) = from.filter(|from| *from < width) else {
            self.now = now;
            return;
        };
        let to = match self.stale {
            Some(_) => width,
            None => width.min(edges[1].ceil().max(0.0) as usize + 1),
        };
        self.stale = None;
        self.now = now;
        if from >= to || height == 0 {
            return;
        }
        let scene = Scene {
            levels: &self.levels,
            rows: self.rows,
            scale,
            now,
            patterns,
            ghost: self.expected.get(&self.mode).map(|expected| Ghost {
                levels: &self.ghost,
                until: expected.timeline.latest(),
            }),
        };
        scene.paint(&mut Pixels::new(buffer, from..to, height));
        let pixels = Clamped(buffer.as_flattened());
        let image =
            ImageData::new_with_u8_clamped_array_and_sh(pixels, (to - from) as u32, height as u32);
        // A canvas that cannot be painted now is painted when it is restored.
        let done = image.and_then(|image| self.context.put_image_data(&image, from as f64, 0.0));
        if done.is_err() {
            self.stale = Some(0);
        }
    }
}
