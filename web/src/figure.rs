//! A race as a figure to export: board and bars on one sheet, with what it was, where it ran, and
//! where its numbers come from. Vectors, so that it can be printed at any size. Pure.

use std::fmt::Write;

use interleave::document::Figure;
use interleave::model::mode::Mode;
use interleave::model::query::understand;
use interleave::model::spec::Spec;
use interleave::model::view::Lang;
use interleave::report::Provenance;
use interleave::time::{Nanos, from_ms, to_ms};
use interleave::trace::event::State;
use interleave::trace::timeline::{Lane, Timeline};
use serde::{Deserialize, Serialize};

use crate::board::{BLOCKED, Hatching, Rows, WAIT};
use crate::chart::scale::{Window, ticks};
use crate::component::{plain, short_agent};
use crate::i18n::{Label, Texts, fill, texts};
use crate::saved::SavedRace;
use crate::state::{Ending, Race, State as PageState};
use interleave::wording::format;

/// The sheet's width, and what is left free around it.
pub(crate) const WIDTH: f64 = 1_200.0;
const MARGIN: f64 = 40.0;
/// The width of the names beside the board.
const NAMES: f64 = 220.0;
/// The width of the board.
const BOARD: f64 = WIDTH - 2.0 * MARGIN - NAMES;
/// The height of a bar, with what is free above and below it.
const BAR: f64 = 34.0;
/// The most lanes that are drawn of a mode; of more, as many are, evenly chosen.
const MOST_LANES: usize = 160;
/// The length from which a slice is drawn as it is, in pixels.
const SHORTEST: f64 = 0.35;
/// About how many slices a figure within the page has at most.
const MOST_ELEMENTS: f64 = 20_000.0;
/// The width of the mark at the beginning of a wait, and of the shortest wait that has one.
const MARK: f64 = 2.5;
const MARK_FROM: f64 = 10.0;
/// The lowest and the shortest wait that has an edge.
const EDGE_FROM: [f64; 2] = [6.0, 4.0];
/// How wide a letter is, in parts of its size: Latin ones, and Chinese ones.
const LETTERS: [f64; 2] = [0.56, 1.0];

/// The colours of a figure: the values of the style sheet's [`Colours::NAMES`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Colours(pub(crate) Vec<String>);

impl Colours {
    /// The names that a sheet needs.
    pub(crate) const NAMES: [&'static str; 10] = [
        "paper",
        "ink",
        "ink-2",
        "line",
        "sequential",
        "threads",
        "gil",
        "processes",
        "async",
        "blocked",
    ];

    /// The style sheet's own, wherever the figure stands in the page: they follow its theme.
    pub(crate) fn of_page() -> Self {
        Self(Self::NAMES.map(|name| format!("var(--{name})")).into())
    }

    fn of(&self, name: &str) -> &str {
        let place = Self::NAMES.iter().position(|known| *known == name);
        let value = place.and_then(|place| self.0.get(place));
        value.map_or("#000000", String::as_str)
    }
}

/// What a sheet says beside what the race itself does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SheetTexts {
    lang: Lang,
    /// What the race showed, in a sentence.
    headline: String,
    /// What was asked, in a line.
    asked: String,
    /// Where it ran, in a line.
    machine: String,
}

#[cfg(test)]
impl Default for SheetTexts {
    fn default() -> Self {
        Self {
            lang: Lang::En,
            headline: String::new(),
            asked: String::new(),
            machine: String::new(),
        }
    }
}

impl SheetTexts {
    /// What there is to say of the race that is shown.
    pub(crate) fn of(state: &PageState, race: &Race) -> Self {
        let texts = texts(state.lang);
        let headline = state.headline();
        let known = &race.environment;
        let cores = race.saved.as_ref().and_then(|saved| saved.cores);
        let cores = cores.map_or(texts.machine.unknown.to_owned(), |cores| cores.to_string());
        let cores = [texts.machine.cores_reported, " ", &cores].concat();
        let reason = state.capability.as_ref().and_then(|can| can.no_threads);
        let isolation = match reason {
            Some(reason) => texts.label(Label::Reason(reason)),
            None => texts.label(Label::Rung(known.rung)),
        };
        let machine = match race.ended {
            // Of where an opened race ran, only the cores are known.
            Some(Ending::Recorded) => cores,
            _ => [
                [texts.machine.browser, " ", &short_agent(&known.user_agent)].concat(),
                cores,
                [texts.machine.isolation, " ", isolation].concat(),
            ]
            .join(" · "),
        };
        Self {
            lang: state.lang,
            headline: plain(&headline.text(texts, &race.spec)),
            asked: texts.asked(&race.report.spec),
            machine,
        }
    }
}

/// A race as a sheet: an SVG document, and its height in pixels.
pub(crate) fn sheet(race: &SavedRace, said: &SheetTexts, colours: &Colours) -> (String, f64) {
    let texts = texts(said.lang);
    let mut page = Page {
        body: String::new(),
        y: MARGIN,
        colours,
        shortest: SHORTEST,
    };
    page.title(said);
    page.board(texts, race, extent(race));
    page.legend(texts);
    page.bars(texts, &race.spec(), &race.figures);
    page.foot(texts, said, &race.figures);
    page.close(&said.headline)
}

/// Two races, one under the other, on one axis: the earlier one first, each with what was asked of it.
/// As an SVG document, for the page.
pub(crate) fn beside(texts: &Texts, colours: &Colours, races: [&SavedRace; 2]) -> String {
    let say = &texts.earlier;
    let lanes = races.iter().flat_map(|race| {
        let recorded = race.recording.read();
        let lanes = recorded
            .values()
            .map(|run| run.lanes().len().min(MOST_LANES));
        lanes.collect::<Vec<_>>()
    });
    let lanes = lanes.sum::<usize>() as f64;
    let mut page = Page {
        body: String::new(),
        y: 0.0,
        colours,
        // The page has to take in every one of them as an element.
        shortest: (lanes * BOARD / MOST_ELEMENTS).max(SHORTEST),
    };
    let longest = races.iter().map(|race| extent(race)).max();
    let titles = [say.pinned, say.now];
    for (race, title) in races.iter().zip(titles) {
        let title = fill(say.titled, &[title, &texts.asked(&understand(&race.query))]);
        page.paragraph(&title, 15.0, "ink", " font-weight=\"600\"");
        page.y += 28.0;
        page.board(texts, race, longest.unwrap_or(1));
    }
    page.close(&titles.join(" – ")).0
}

/// How far the axis of a race reaches.
fn extent(race: &SavedRace) -> Nanos {
    let figures = race.figures.iter();
    let expected = figures.filter_map(|figure| figure.expected_end_ms());
    let recorded = race.recording.read();
    let modes = race.recording.modes();
    let latest = modes
        .iter()
        .filter_map(|mode| recorded.get(mode))
        .map(Timeline::latest);
    let reach = latest.chain(expected.map(from_ms)).max().unwrap_or(0);
    (reach + reach / 64).max(1)
}

/// The patterns of a mode: what waits and what is blocked are hatched as on the board.
fn patterns(colours: &Colours, mode: Mode) -> String {
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

/// A pattern of lines that slant by so many degrees.
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

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

/// How wide a text is, about.
fn width(text: &str, size: f64) -> f64 {
    let letters = text
        .chars()
        .map(|letter| LETTERS[usize::from(letter as u32 > 0x2e80)]);
    letters.sum::<f64>() * size
}

/// No line begins with these marks, and none ends with those.
const NEVER_FIRST: &str = "、。，；：？！）”》…";
const NEVER_LAST: &str = "（“《";

/// A text in the parts between which a line may be broken: Chinese almost anywhere, other languages
/// between words.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut begin, mut letters) = (0, text.char_indices().peekable());
    while let Some((_, letter)) = letters.next() {
        let Some((end, next)) = letters.peek().copied() else {
            break;
        };
        let wide = |letter: char| letter as u32 > 0x2e80;
        let may = letter == ' ' || wide(letter) || wide(next);
        if may && !NEVER_LAST.contains(letter) && !NEVER_FIRST.contains(next) {
            parts.push(&text[begin..end]);
            begin = end;
        }
    }
    parts.push(&text[begin..]);
    parts
}

/// A text in lines that find room.
fn lines(text: &str, size: f64, room: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for part in parts(text) {
        let last = lines.len() - 1;
        if !lines[last].is_empty()
            && width(&lines[last], size) + width(part.trim_end(), size) > room
        {
            lines.push(String::new());
        }
        let last = lines.len() - 1;
        lines[last].push_str(part);
    }
    lines
}

struct Page<'p> {
    body: String,
    /// How far down it is filled.
    y: f64,
    colours: &'p Colours,
    /// What is shorter than so many pixels is drawn as so many, and hides what follows within it.
    shortest: f64,
}

impl Page<'_> {
    /// The whole document, and its height.
    fn close(self, title: &str) -> (String, f64) {
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
        // Writing to a text always works.
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

    fn paragraph(&mut self, text: &str, size: f64, colour: &str, more: &str) {
        for line in lines(text, size, WIDTH - 2.0 * MARGIN) {
            self.y += size * 1.3;
            self.text(MARGIN, self.y, size, colour, more, line.trim_end());
        }
    }

    fn title(&mut self, said: &SheetTexts) {
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

    /// The lanes of a race, on an axis that reaches so far.
    fn board(&mut self, texts: &Texts, race: &SavedRace, extent: Nanos) {
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
            // Where waits meet, a mark shows that they are several.
            if state == State::Wait && left == x(start) && width > MARK_FROM {
                let colour = self.colours.of(mode.name()).to_owned();
                self.rect([left, y, MARK, height], &colour);
            }
        }
    }

    fn legend(&mut self, texts: &Texts) {
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

    fn bars(&mut self, texts: &Texts, asked: &Spec, figures: &[Figure]) {
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
        // Beside a bar there is room for its number.
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

    fn foot(&mut self, texts: &Texts, said: &SheetTexts, figures: &[Figure]) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::race_of as race;

    const RACE: &str = include_str!("../../www/samples/mixed.json");

    fn drawn(lang: Lang, headline: &str) -> (String, f64) {
        let race = race(RACE);
        let said = SheetTexts {
            lang,
            headline: headline.to_owned(),
            asked: texts(lang).asked(&race.spec()),
            machine: "Chrome 156 · Linux".to_owned(),
        };
        sheet(&race, &said, &Colours::default())
    }

    #[test]
    fn a_sheet_says_what_it_was_where_it_ran_and_where_its_numbers_come_from() {
        for lang in Lang::ALL {
            let texts = texts(lang);
            let (svg, height) = drawn(lang, "a < b & \"c\"");
            assert!(svg.contains("a &lt; b &amp; &quot;c&quot;"));
            assert!(svg.contains("Chrome 156 · Linux"));
            for mode in [Mode::Threads, Mode::Gil] {
                assert!(svg.contains(texts.label(Label::Mode(mode))));
            }
            for from in [
                Provenance::Measured,
                Provenance::Emulated,
                Provenance::Modelled,
            ] {
                assert!(
                    svg.contains(texts.label(Label::Provenance(from))),
                    "{from:?}"
                );
            }
            assert!((300.0..900.0).contains(&height), "{height}");
            assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count());
        }
    }

    #[test]
    fn nothing_is_drawn_beside_the_board_and_nothing_over_itself() {
        let race = race(RACE);
        let (svg, _) = drawn(Lang::En, "");
        let number = |element: &str, key: &str| -> Option<f64> {
            let rest = element.split(&format!(" {key}=\"")).nth(1)?;
            rest.split('"').next()?.parse().ok()
        };
        let slices = svg
            .lines()
            .filter(|line| line.contains("url(#wait-") && !line.contains("pattern"));
        let mut count = 0;
        for slice in slices {
            let [x, width] = ["x", "width"].map(|key| number(slice, key).expect("it is there"));
            assert!(x >= MARGIN && x + width <= WIDTH - MARGIN + 0.1, "{slice}");
            count += 1;
        }
        let recorded = race.recording.read();
        let waits = recorded.values().map(|run| {
            let slices = run.lanes().iter().flat_map(|lane| lane.slices.clone());
            slices.filter(|slice| slice.state == State::Wait).count()
        });
        // One of them is the legend's.
        assert_eq!(count, waits.sum::<usize>() + 1);
    }

    #[test]
    fn what_waits_is_hatched_as_on_the_board() {
        let colours = Colours(Colours::NAMES.map(|name| format!("#{name}")).into());
        let both = patterns(&colours, Mode::Async);
        let (waits, blocked) = both.split_once("</pattern>").expect("there are two");
        for (pattern, colour, how, degrees) in [
            (waits, "#async", WAIT, "rotate(45)"),
            (blocked, "#blocked", BLOCKED, "rotate(-45)"),
        ] {
            assert!(pattern.contains(degrees), "{pattern}");
            let ground = format!("fill=\"{colour}\" fill-opacity=\"{}\"/>", how.ground);
            let line = format!(
                "<rect width=\"{}\" height=\"6\" fill=\"{colour}\"/>",
                how.line
            );
            assert!(
                pattern.contains(&ground) && pattern.contains(&line),
                "{pattern}"
            );
        }
        // An edge surrounds it, in the colour of its mode.
        let (svg, _) = drawn(Lang::En, "");
        let edged = svg
            .lines()
            .filter(|line| line.starts_with("<rect") && line.contains(" stroke=\"#000000\"/>"));
        assert!(edged.clone().count() > 0 && edged.clone().all(|line| line.contains("#wait-")));
    }

    #[test]
    fn two_races_lie_under_each_other_on_one_axis() {
        let (race, slow) = (
            race(RACE),
            race(include_str!("../../www/samples/computing.json")),
        );
        let (texts, colours) = (texts(Lang::En), Colours::default());
        let svg = beside(texts, &colours, [&race, &slow]);
        // Both have the ticks of the longer one.
        assert!(extent(&slow) > extent(&race));
        assert_eq!(svg.matches(">200 ms</text>").count(), 2, "{svg}");
        let titles = [texts.earlier.pinned, texts.earlier.now].map(|title| svg.find(title));
        assert!(titles[0].is_some() && titles[0] < titles[1]);
    }

    #[test]
    fn long_sentences_are_broken_where_they_may_be() {
        let english = lines("four words of it", 10.0, 60.0);
        assert_eq!(english, ["four words ", "of it"]);
        assert_eq!(lines("四个汉字", 10.0, 25.0), ["四个", "汉字"]);
        assert_eq!(lines("", 10.0, 25.0), [""]);
        // No mark at the beginning of a line, no bracket at its end.
        assert_eq!(lines("四个，汉字", 10.0, 25.0), ["四", "个，", "汉字"]);
        assert_eq!(lines("四（汉）字", 10.0, 25.0), ["四", "（汉）", "字"]);
        assert_eq!(lines("用 *GIL*。", 10.0, 60.0), ["用 *GIL*。"]);
    }
}
