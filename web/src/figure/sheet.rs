//! The parts of a sheet: title, board, legend, bars, foot.

use interleave::document::Figure;
use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use interleave::report::Provenance;
use interleave::time::{Nanos, from_ms, to_ms};
use interleave::trace::event::State;
use interleave::trace::timeline::{Lane, Timeline};
use interleave::wording::format;

use super::line_breaks::{lines, width};
use super::shape::{Fill, Shape, Stroke, Style};
use super::{BOARD, MARGIN, MOST_LANES, NAMES, Sheet, SheetTexts, WIDTH};
use crate::board::Rows;
use crate::chart::scale::{Window, ticks};
use crate::i18n::{Label, Texts, fill, texts};
use crate::saved::SavedRace;

/// The height of a bar, with its margins.
const BAR: f64 = 34.0;
/// The width of the mark at the beginning of a wait, and of the shortest wait that has one.
const MARK: f64 = 2.5;
const MARK_FROM: f64 = 10.0;
/// The least height and length of a wait that has an edge.
const EDGE_FROM: [f64; 2] = [6.0, 4.0];

/// Where an expected time ends, and the bar of an expected time.
const EXPECTED: Stroke = Stroke {
    colour: "ink-2",
    width: 1.0,
    dashed: true,
};

/// A sheet that is being filled.
pub(super) struct Page {
    pub(super) shapes: Vec<Shape>,
    /// How far down it is filled.
    pub(super) y: f64,
    /// The least length of a slice in pixels. A shorter one is drawn this long, and hides those after it
    /// within that length.
    pub(super) shortest: f64,
}

impl Page {
    pub(super) fn close(self, title: &str) -> Sheet {
        Sheet {
            title: title.to_owned(),
            shapes: self.shapes,
            height: self.y + MARGIN,
        }
    }

    fn text(&mut self, at: [f64; 2], size: f64, colour: &'static str, style: Style, text: &str) {
        self.shapes.push(Shape::Text {
            at,
            size,
            colour,
            style,
            text: text.to_owned(),
        });
    }

    fn rect(&mut self, place: [f64; 4], fill: Fill) {
        self.shapes.push(Shape::Rect {
            place,
            fill: Some(fill),
            stroke: None,
        });
    }

    /// A rectangle with an edge within it, in a mode's colour.
    fn edged(&mut self, [x, y, width, height]: [f64; 4], fill: Fill, mode: Mode) {
        self.shapes.push(Shape::Rect {
            place: [x + 0.5, y + 0.5, width - 1.0, height - 1.0],
            fill: Some(fill),
            stroke: Some(Stroke {
                colour: mode.name(),
                width: 1.0,
                dashed: false,
            }),
        });
    }

    pub(super) fn paragraph(&mut self, text: &str, size: f64, colour: &'static str, style: Style) {
        for line in lines(text, size, WIDTH - 2.0 * MARGIN) {
            self.y += size * 1.3;
            self.text([MARGIN, self.y], size, colour, style, line.trim_end());
        }
    }

    pub(super) fn title(&mut self, said: &SheetTexts) {
        self.paragraph(texts(said.lang).header.title, 14.0, "ink-2", Style::Bold);
        self.y += 6.0;
        self.paragraph(&said.headline, 26.0, "ink", Style::Plain);
        self.y += 8.0;
        self.paragraph(&said.asked, 15.0, "ink-2", Style::Plain);
        self.y += 28.0;
    }

    /// The lanes of a race, on an axis of this extent.
    pub(super) fn board(&mut self, texts: &Texts, race: &SavedRace, extent: Nanos) {
        let recorded = race.recording.read();
        let modes = race.recording.modes();
        let runs = modes
            .iter()
            .filter_map(|mode| recorded.get(mode).map(|run| (*mode, run)));
        let x = |at: Nanos| MARGIN + NAMES + at as f64 / extent as f64 * BOARD;
        let top = self.y;
        let mut y = top + 8.0;
        let mut bands = Vec::new();
        for (mode, run) in runs {
            let height = Rows::new(run.lanes().len()).height() as f64;
            bands.push((mode, run, y, height));
            y += height.max(44.0) + 16.0;
        }
        let bottom = y;
        for (at, label) in ticks(Window::whole(extent), 8) {
            let x = x(at);
            self.shapes.push(Shape::Line {
                from: [x, top],
                length: bottom - top,
                stroke: Stroke {
                    colour: "line",
                    width: 1.0,
                    dashed: false,
                },
            });
            self.text([x, top - 6.0], 12.0, "ink-2", Style::Centred, &label);
        }
        for (mode, run, y, height) in bands {
            let figure = race.figure(mode);
            self.name(
                texts,
                (texts.mode(mode, &race.spec()), mode),
                run,
                figure,
                y + 14.0,
            );
            self.lanes(mode, run, y, height, &x);
            if let Some(expected) = figure.and_then(|figure| figure.expected_end_ms()) {
                self.shapes.push(Shape::Line {
                    from: [x(from_ms(expected)), y],
                    length: height.max(44.0),
                    stroke: Stroke {
                        width: 1.5,
                        ..EXPECTED
                    },
                });
            }
        }
        self.y = bottom;
    }

    fn name(
        &mut self,
        texts: &Texts,
        (name, mode): (&str, Mode),
        run: &Timeline,
        figure: Option<&Figure>,
        y: f64,
    ) {
        let colour = Fill::Colour(mode.name());
        self.rect([MARGIN, y - 11.0, 11.0, 11.0], colour);
        self.text([MARGIN + 18.0, y], 15.0, "ink", Style::Bold, name);
        let measured = figure.and_then(|figure| figure.median_ms);
        let time = measured.or_else(|| run.elapsed().map(to_ms));
        let time = time.map_or_else(String::new, |ms| format::time(ms, None));
        let from = figure.map(|figure| texts.label(Label::Provenance(figure.provenance)));
        let text = format!("{time} · {}", from.unwrap_or_default());
        let at = [MARGIN + 18.0, y + 19.0];
        self.text(at, 14.0, "ink-2", Style::Plain, &text);
    }

    pub(super) fn lanes(
        &mut self,
        mode: Mode,
        run: &Timeline,
        y: f64,
        height: f64,
        x: &impl Fn(Nanos) -> f64,
    ) {
        let lanes = run.lanes();
        let shown = lanes.len().min(MOST_LANES);
        let pitch = height / shown.max(1) as f64;
        for row in 0..shown {
            let lane = &lanes[row * lanes.len() / shown];
            let gap = if pitch >= 4.0 { 1.0 } else { 0.0 };
            let place = [y + row as f64 * pitch, pitch - gap];
            self.lane(mode, lane, run.latest(), place, x);
        }
    }

    fn lane(
        &mut self,
        mode: Mode,
        lane: &Lane,
        now: Nanos,
        [y, height]: [f64; 2],
        x: &impl Fn(Nanos) -> f64,
    ) {
        let mut free = f64::NEG_INFINITY;
        let open = lane.open.map(|open| (open.start, now, open.state));
        let closed = lane
            .slices
            .iter()
            .map(|slice| (slice.start, slice.end, slice.state));
        for (start, end, state) in closed.chain(open) {
            let (left, right) = (x(start), x(end));
            if right - free < self.shortest {
                continue;
            }
            let left = left.max(free);
            let width = (right - left).max(self.shortest);
            free = left + width;
            let fill = match state {
                State::Run => Fill::Colour(mode.name()),
                State::Wait => Fill::Wait(mode),
                State::Blocked => Fill::Blocked(mode),
                State::Lock => Fill::Lock,
                State::Start => Fill::Colour("line"),
                State::Message => Fill::Colour("ink-2"),
                State::Idle => continue,
            };
            match state {
                State::Wait if height >= EDGE_FROM[0] && width >= EDGE_FROM[1] => {
                    self.edged([left, y, width, height], fill, mode);
                }
                _ => self.rect([left, y, width, height], fill),
            }
            // A mark separates waits that touch.
            if state == State::Wait && left == x(start) && width > MARK_FROM {
                self.rect([left, y, MARK, height], Fill::Colour(mode.name()));
            }
        }
    }

    pub(super) fn legend(&mut self, texts: &Texts) {
        let mut x = MARGIN + NAMES;
        for (state, fill) in [
            (State::Start, Fill::Colour("line")),
            (State::Run, Fill::Colour(Mode::Threads.name())),
            (State::Wait, Fill::Wait(Mode::Threads)),
            (State::Blocked, Fill::Blocked(Mode::Gil)),
            (State::Message, Fill::Colour("ink-2")),
        ] {
            let label = texts.label(Label::State(state));
            self.rect([x, self.y + 6.0, 22.0, 11.0], fill);
            let at = [x + 28.0, self.y + 16.0];
            self.text(at, 12.0, "ink-2", Style::Plain, label);
            x += 28.0 + width(label, 12.0) + 22.0;
        }
        self.y += 60.0;
    }

    pub(super) fn bars(&mut self, texts: &Texts, asked: &Spec, figures: &[Figure]) {
        let measured = || figures.iter().filter(|figure| figure.median_ms.is_some());
        let reach = measured().flat_map(|figure| [figure.median_ms, figure.expected_end_ms()]);
        let longest = reach.flatten().fold(0.0, f64::max);
        if longest <= 0.0 {
            return;
        }
        let at = [MARGIN, self.y];
        self.text(at, 15.0, "ink", Style::Bold, texts.chart.bars);
        self.y += 12.0;
        // Leave room beside a bar for its number.
        let scale = (BOARD - 170.0) / longest;
        for figure in measured() {
            let (x, y) = (MARGIN + NAMES, self.y);
            let name = texts.mode(figure.mode, asked);
            self.text([MARGIN, y + 18.0], 14.0, "ink", Style::Plain, name);
            let median = figure.median_ms.unwrap_or(0.0);
            let place = [x, y + 5.0, median * scale, BAR - 14.0];
            self.rect(place, Fill::Colour(figure.mode.name()));
            if let Some(expected) = figure.expected_end_ms() {
                self.shapes.push(Shape::Rect {
                    place: [x, y + 2.0, expected * scale, BAR - 8.0],
                    fill: None,
                    stroke: Some(EXPECTED),
                });
            }
            let end = x + median.max(figure.expected_end_ms().unwrap_or(0.0)) * scale;
            let from = texts.label(Label::Provenance(figure.provenance));
            let text = format!("{} · {from}", format::time(median, figure.ci95_ms));
            let at = [end + 10.0, y + 20.0];
            self.text(at, 13.0, "ink-2", Style::Plain, &text);
            self.y += BAR;
        }
        self.y += 14.0;
    }

    pub(super) fn foot(&mut self, texts: &Texts, said: &SheetTexts, figures: &[Figure]) {
        let mut notes = vec![said.machine.clone()];
        let modelled = texts.label(Label::Provenance(Provenance::Modelled));
        if figures
            .iter()
            .any(|figure| figure.expected_end_ms().is_some())
        {
            let expected = fill(
                texts.chart.with_provenance,
                &[texts.chart.expected, modelled],
            );
            notes.push(format!("┄ {expected}"));
        }
        self.paragraph(&notes.join(" · "), 12.0, "ink-2", Style::Plain);
        self.paragraph(
            texts.chart.provenances_elsewhere,
            12.0,
            "ink-2",
            Style::Plain,
        );
    }
}
