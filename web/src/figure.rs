//! A race as a figure to export: board and bars on one sheet, with what was asked, where it ran, and where
//! its numbers come from.
//!
//! [`sheet`] says what is where, as shapes. They are written as SVG, which prints well at any size, or
//! painted as pixels.

mod line_breaks;
mod pixels;
mod shape;
mod sheet;
mod sheet_texts;
#[cfg(not(target_arch = "wasm32"))]
mod still;
mod svg;
#[cfg(test)]
mod tests;

use interleave::model::query::understand;
use interleave::time::{Nanos, from_ms};
use interleave::trace::timeline::Timeline;
use serde::{Deserialize, Serialize};

pub(crate) use pixels::to_png;
pub use sheet_texts::SheetTexts;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use still::still;
pub(crate) use svg::to_svg;

use crate::i18n::{Texts, fill, texts};
use crate::saved::SavedRace;
use shape::{Shape, Style};
use sheet::Page;

/// The sheet's width, and its margin, in pixels.
const WIDTH: f64 = 1_200.0;
const MARGIN: f64 = 40.0;
/// The font of its texts.
const FONT: &str = "system-ui, sans-serif";
/// The width of the names beside the board.
const NAMES: f64 = 220.0;
/// The width of the board.
const BOARD: f64 = WIDTH - 2.0 * MARGIN - NAMES;
/// The most lanes drawn of a mode; of more, this many are drawn, evenly chosen.
const MOST_LANES: usize = 160;
/// The shortest slice that is drawn to scale, in pixels.
const SHORTEST: f64 = 0.35;
/// About the most slices of a figure within the page.
const MOST_ELEMENTS: f64 = 20_000.0;

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

    /// The style sheet's variables: a figure within the page follows its theme.
    pub(crate) fn of_page() -> Self {
        Self(Self::NAMES.map(|name| format!("var(--{name})")).into())
    }

    fn of(&self, name: &str) -> &str {
        let place = Self::NAMES.iter().position(|known| *known == name);
        let value = place.and_then(|place| self.0.get(place));
        value.map_or("#000000", String::as_str)
    }
}

/// What is to be drawn.
#[derive(Debug)]
pub(crate) struct Sheet {
    /// Its accessible name.
    title: String,
    shapes: Vec<Shape>,
    /// In pixels.
    height: f64,
}

/// A race as a sheet.
pub(crate) fn sheet(race: &SavedRace, said: &SheetTexts) -> Sheet {
    let texts = texts(said.lang);
    let mut page = Page {
        shapes: Vec::new(),
        y: MARGIN,
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
        shapes: Vec::new(),
        y: 0.0,
        // Each slice becomes an element of the page.
        shortest: (lanes * BOARD / MOST_ELEMENTS).max(SHORTEST),
    };
    let longest = races.iter().map(|race| extent(race)).max();
    let titles = [say.pinned, say.now];
    for (race, title) in races.iter().zip(titles) {
        let title = fill(say.titled, &[title, &texts.asked(&understand(&race.query))]);
        page.paragraph(&title, 15.0, "ink", Style::Bold);
        page.y += 28.0;
        page.board(texts, race, longest.unwrap_or(1));
    }
    to_svg(&page.close(&titles.join(" – ")), colours)
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
