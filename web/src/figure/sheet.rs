//! The parts of a sheet as SVG: title, board, legend, bars, foot.

use std::fmt::Write;

use interleave::document::Figure;
use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use interleave::report::Provenance;
use interleave::time::{Nanos, from_ms, to_ms};
use interleave::trace::event::State;
use interleave::trace::timeline::{Lane, Timeline};
use interleave::wording::format;

use super::line_breaks::{lines, width};
use super::{BOARD, Colours, MARGIN, MOST_LANES, NAMES, SheetTexts, WIDTH};
use crate::board::{BLOCKED, Hatching, Rows, WAIT};
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

pub(super) struct Page<'p> {
    pub(super) body: String,
    /// How far down it is filled.
    pub(super) y: f64,
    pub(super) colours: &'p Colours,
    /// The least length of a slice in pixels. A shorter one is drawn this long, and hides those after it
    /// within that length.
    pub(super) shortest: f64,
}

impl Page<'_> {
    /// The whole document, and its height.
    pub(super) fn close(self, title: &str) -> (String, f64) {
        let height = self.y + MARGIN;
        let defined: String = Mode::ALL
            .iter()
            .map(|mode| patterns(self.colours, *mode))
            .collect();
        let paper = self.colours.of("paper");
        let document = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
             viewBox=\"0 0 {WIDTH} {height}\" font-family=\"system-ui, sans-serif\" role=\"img\">\n\
             <title>{}</title>\n<defs>{defined}</defs>\n\
             <rect width=\"100%\" height=\"100%\" fill=\"{paper}\"/>\n{}</svg>\n",
            escape(title),
            self.body
        );
        (document, height)
    }

    fn add(&mut self, element: std::fmt::Arguments) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.body, "{element}");
    }

    fn text(&mut self, x: f64, y: f64, size: f64, colour: &str, more: &str, text: &str) {
        let (fill, text) = (self.colours.of(colour).to_owned(), escape(text));
        self.add(format_args!(
            "<text x=\"{x}\" y=\"{y:.1}\" font-size=\"{size}\" fill=\"{fill}\"{more}>{text}</text>"
        ));
    }

    fn rect(&mut self, [x, y, width, height]: [f64; 4], fill: &str) {
        self.add(format_args!(
            "<rect x=\"{x:.2}\" y=\"{y:.1}\" width=\"{width:.2}\" height=\"{height:.1}\" fill=\"{fill}\"/>"
        ));
    }

    /// A rectangle with an edge within it, in a mode's colour.
    fn edged(&mut self, [x, y, width, height]: [f64; 4], fill: &str, mode: Mode) {
        let colour = self.colours.of(mode.name()).to_owned();
        self.add(format_args!(
            "<rect x=\"{:.2}\" y=\"{:.1}\" width=\"{:.2}\" height=\"{:.1}\" fill=\"{fill}\" \
             stroke=\"{colour}\"/>",
            x + 0.5,
            y + 0.5,
            width - 1.0,
            height - 1.0
        ));
    }

    pub(super) fn paragraph(&mut self, text: &str, size: f64, colour: &str, more: &str) {
        for line in lines(text, size, WIDTH - 2.0 * MARGIN) {
            self.y += size * 1.3;
            self.text(MARGIN, self.y, size, colour, more, line.trim_end());
        }
    }

    pub(super) fn title(&mut self, said: &SheetTexts) {
        self.paragraph(
            texts(said.lang).header.title,
            14.0,
            "ink-2",
            " font-weight=\"600\"",
        );
        self.y += 6.0;
        self.paragraph(&said.headline, 26.0, "ink", "");
        self.y += 8.0;
        self.paragraph(&said.asked, 15.0, "ink-2", "");
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
        let line = self.colours.of("line").to_owned();
        for (at, label) in ticks(Window::whole(extent), 8) {
            let x = x(at);
            self.add(format_args!(
                "<path d=\"M{x:.1},{top:.1}V{bottom:.1}\" stroke=\"{line}\"/>"
            ));
            self.text(
                x,
                top - 6.0,
                12.0,
                "ink-2",
                " text-anchor=\"middle\"",
                &label,
            );
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
                let (x, ink) = (x(from_ms(expected)), self.colours.of("ink-2").to_owned());
                self.add(format_args!(
                    "<path d=\"M{x:.1},{y:.1}v{:.1}\" stroke=\"{ink}\" stroke-width=\"1.5\" \
                     stroke-dasharray=\"4 3\"/>",
                    height.max(44.0)
                ));
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
        let colour = self.colours.of(mode.name()).to_owned();
        self.rect([MARGIN, y - 11.0, 11.0, 11.0], &colour);
        self.text(MARGIN + 18.0, y, 15.0, "ink", " font-weight=\"600\"", name);
        let measured = figure.and_then(|figure| figure.median_ms);
        let time = measured.or_else(|| run.elapsed().map(to_ms));
        let time = time.map_or_else(String::new, |ms| format::time(ms, None));
        let from = figure.map(|figure| texts.label(Label::Provenance(figure.provenance)));
        let text = format!("{time} · {}", from.unwrap_or_default());
        self.text(MARGIN + 18.0, y + 19.0, 14.0, "ink-2", "", &text);
    }

    fn lanes(
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
                State::Run => self.colours.of(mode.name()).to_owned(),
                State::Wait => format!("url(#wait-{})", mode.name()),
                State::Blocked => format!("url(#blocked-{})", mode.name()),
                State::Start => self.colours.of("line").to_owned(),
                State::Message => self.colours.of("ink-2").to_owned(),
                State::Idle => continue,
            };
            match state {
                State::Wait if height >= EDGE_FROM[0] && width >= EDGE_FROM[1] => {
                    self.edged([left, y, width, height], &fill, mode);
                }
                _ => self.rect([left, y, width, height], &fill),
            }
            // A mark separates waits that touch.
            if state == State::Wait && left == x(start) && width > MARK_FROM {
                let colour = self.colours.of(mode.name()).to_owned();
                self.rect([left, y, MARK, height], &colour);
            }
        }
    }

    pub(super) fn legend(&mut self, texts: &Texts) {
        let mut x = MARGIN + NAMES;
        let (mode, line) = (Mode::Threads, self.colours.of("line").to_owned());
        let run = self.colours.of(mode.name()).to_owned();
        let message = self.colours.of("ink-2").to_owned();
        for (state, fill) in [
            (State::Start, line),
            (State::Run, run),
            (State::Wait, "url(#wait-threads)".to_owned()),
            (State::Blocked, "url(#blocked-gil)".to_owned()),
            (State::Message, message),
        ] {
            let label = texts.label(Label::State(state));
            self.rect([x, self.y + 6.0, 22.0, 11.0], &fill);
            self.text(x + 28.0, self.y + 16.0, 12.0, "ink-2", "", label);
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
        self.text(
            MARGIN,
            self.y,
            15.0,
            "ink",
            " font-weight=\"600\"",
            texts.chart.bars,
        );
        self.y += 12.0;
        // Leave room beside a bar for its number.
        let scale = (BOARD - 170.0) / longest;
        for figure in measured() {
            let (x, y) = (MARGIN + NAMES, self.y);
            let name = texts.mode(figure.mode, asked);
            self.text(MARGIN, y + 18.0, 14.0, "ink", "", name);
            let median = figure.median_ms.unwrap_or(0.0);
            let colour = self.colours.of(figure.mode.name()).to_owned();
            self.rect([x, y + 5.0, median * scale, BAR - 14.0], &colour);
            if let Some(expected) = figure.expected_end_ms() {
                let ink = self.colours.of("ink-2").to_owned();
                self.add(format_args!(
                    "<rect x=\"{x}\" y=\"{:.1}\" width=\"{:.2}\" height=\"{}\" fill=\"none\" \
                     stroke=\"{ink}\" stroke-dasharray=\"4 3\"/>",
                    y + 2.0,
                    expected * scale,
                    BAR - 8.0
                ));
            }
            let end = x + median.max(figure.expected_end_ms().unwrap_or(0.0)) * scale;
            let from = texts.label(Label::Provenance(figure.provenance));
            let text = format!("{} · {from}", format::time(median, figure.ci95_ms));
            self.text(end + 10.0, y + 20.0, 13.0, "ink-2", "", &text);
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
        self.paragraph(&notes.join(" · "), 12.0, "ink-2", "");
        self.paragraph(texts.chart.provenances_elsewhere, 12.0, "ink-2", "");
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

/// A mode's patterns for waiting and blocked slices, hatched as on the board.
pub(super) fn patterns(colours: &Colours, mode: Mode) -> String {
    let name = mode.name();
    [
        hatched(&format!("wait-{name}"), colours.of(name), WAIT, 45),
        hatched(
            &format!("blocked-{name}"),
            colours.of("blocked"),
            BLOCKED,
            -45,
        ),
    ]
    .concat()
}

/// A pattern of slanted lines.
fn hatched(id: &str, colour: &str, how: Hatching, degrees: i32) -> String {
    let Hatching { line, ground, .. } = how;
    // The board's period lies along a row, the pattern's across its lines.
    let period = how.period / std::f64::consts::SQRT_2;
    format!(
        "<pattern id=\"{id}\" width=\"{period:.3}\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate({degrees})\"><rect width=\"{period:.3}\" height=\"6\" \
         fill=\"{colour}\" fill-opacity=\"{ground}\"/><rect width=\"{line}\" height=\"6\" \
         fill=\"{colour}\"/></pattern>"
    )
}
