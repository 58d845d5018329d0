//! A race that has ended, as a picture in a page of our own: each mode's lanes over all of its width, on one
//! axis, in the colours of the page's theme.

use interleave::model::view::Lang;
use interleave::time::{Nanos, to_ms};
use interleave::wording::format;

use super::shape::{Fill, Shape, Stroke, Style};
use super::sheet::Page;
use super::svg::write;
use super::{Colours, MARGIN, SHORTEST, extent};
use crate::board::Rows;
use crate::chart::scale::{Window, ticks};
use crate::i18n::texts;
use crate::saved::SavedRace;

/// The size of its letters.
const LETTERS: f64 = 14.0;
/// The room for a mode's name above its lanes, and below them.
const NAME: f64 = 22.0;
const GAP: f64 = 12.0;
/// The room that the axis's last label needs beside its line.
const LABEL: f64 = 26.0;

/// The picture, this many pixels wide. `name` sets it apart from others in the same page.
pub(crate) fn still(race: &SavedRace, lang: Lang, title: &str, width: f64, name: &str) -> String {
    let texts = texts(lang);
    let spec = race.spec();
    let mut page = Page {
        shapes: Vec::new(),
        y: 0.0,
        shortest: SHORTEST,
    };
    let extent = extent(race);
    let x = |at: Nanos| at as f64 / extent as f64 * (width - LABEL);
    let text = |at: [f64; 2], colour, style, text: String| Shape::Text {
        at,
        size: LETTERS,
        colour,
        style,
        text,
    };
    let recorded = race.recording.read();
    let mut rows = Vec::new();
    for mode in race.recording.modes() {
        let Some(run) = recorded.get(&mode) else {
            continue;
        };
        let height = Rows::new(run.lanes().len()).height() as f64 * 0.6;
        let name = texts.mode(mode, &spec).to_owned();
        let baseline = page.y + LETTERS;
        rows.push(Shape::Rect {
            place: [0.0, baseline - 11.0, 11.0, 11.0],
            fill: Some(Fill::Colour(mode.name())),
            stroke: None,
        });
        let took = run.elapsed().map_or(0.0, to_ms);
        let line = format!("{name} · {}", format::time(took, None));
        rows.push(text([18.0, baseline], "ink", Style::Bold, line));
        page.lanes(mode, run, page.y + NAME, height, &x);
        page.y += NAME + height + GAP;
    }
    let bottom = page.y;
    let lines = ticks(Window::whole(extent), (width / 68.0) as usize).into_iter();
    let axis = lines.flat_map(|(at, label)| {
        let style = if at == 0 {
            Style::Plain
        } else {
            Style::Centred
        };
        let line = Shape::Line {
            from: [x(at).max(0.5), 0.0],
            length: bottom,
            stroke: Stroke {
                colour: "line",
                width: 1.0,
                dashed: false,
            },
        };
        [line, text([x(at), bottom + LETTERS], "ink-2", style, label)]
    });
    // The lanes lie over the axis's lines, the names over both.
    let lanes = std::mem::take(&mut page.shapes);
    page.shapes.extend(axis);
    page.shapes.extend(lanes);
    page.shapes.extend(rows);
    // Its own margin is the page's.
    page.y = bottom + LETTERS + 6.0 - MARGIN;
    let sheet = page.close(title);
    let svg = write(&sheet, &Colours::of_page(), width);
    // Patterns are found by names that hold for all of a page.
    ["wait", "blocked"].iter().fold(svg, |svg, pattern| {
        svg.replace(&format!("\"{pattern}-"), &format!("\"{name}-{pattern}-"))
            .replace(&format!("#{pattern}-"), &format!("#{name}-{pattern}-"))
    })
}
