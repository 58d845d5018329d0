//! A sheet as an SVG document.

use std::fmt::Write;

use interleave::model::mode::Mode;

use super::shape::{DASHES, Fill, Shape, Stroke, Style};
use super::{Colours, FONT, Sheet, WIDTH};
use crate::board::{BLOCKED, Hatching, LOCK, WAIT};

/// Writes a sheet.
pub(crate) fn to_svg(sheet: &Sheet, colours: &Colours) -> String {
    write(sheet, colours, WIDTH)
}

/// Writes shapes that need this width.
pub(super) fn write(sheet: &Sheet, colours: &Colours, width: f64) -> String {
    let height = sheet.height;
    let modes = Mode::ALL.iter().map(|mode| patterns(colours, *mode));
    let defined: String = modes.chain([lock(colours)]).collect();
    let paper = colours.of("paper");
    let mut document = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"{FONT}\" role=\"img\">\n\
         <title>{}</title>\n<defs>{defined}</defs>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"{paper}\"/>\n",
        escape(&sheet.title)
    );
    for shape in &sheet.shapes {
        element(&mut document, shape, colours);
    }
    document.push_str("</svg>\n");
    document
}

fn element(document: &mut String, shape: &Shape, colours: &Colours) {
    // Writing to a string cannot fail.
    let _ = match shape {
        Shape::Rect {
            place: [x, y, width, height],
            fill,
            stroke,
        } => {
            let fill = match fill {
                None => "none".to_owned(),
                Some(Fill::Colour(name)) => colours.of(name).to_owned(),
                Some(Fill::Wait(mode)) => format!("url(#wait-{})", mode.name()),
                Some(Fill::Blocked(mode)) => format!("url(#blocked-{})", mode.name()),
                Some(Fill::Lock) => "url(#lock)".to_owned(),
            };
            let stroke = stroke.map_or_else(String::new, |stroke| drawn(stroke, colours));
            writeln!(
                document,
                "<rect x=\"{x:.2}\" y=\"{y:.1}\" width=\"{width:.2}\" height=\"{height:.1}\" \
                 fill=\"{fill}\"{stroke}/>"
            )
        }
        Shape::Line {
            from: [x, y],
            length,
            stroke,
        } => {
            let stroke = drawn(*stroke, colours);
            writeln!(document, "<path d=\"M{x:.1},{y:.1}v{length:.1}\"{stroke}/>")
        }
        Shape::Text {
            at: [x, y],
            size,
            colour,
            style,
            text,
        } => {
            let (fill, text) = (colours.of(colour), escape(text));
            let style = match style {
                Style::Plain => "",
                Style::Bold => " font-weight=\"600\"",
                Style::Centred => " text-anchor=\"middle\"",
            };
            writeln!(
                document,
                "<text x=\"{x}\" y=\"{y:.1}\" font-size=\"{size}\" fill=\"{fill}\"{style}>{text}</text>"
            )
        }
    };
}

fn drawn(stroke: Stroke, colours: &Colours) -> String {
    let Stroke {
        colour,
        width,
        dashed,
    } = stroke;
    let mut drawn = format!(" stroke=\"{}\"", colours.of(colour));
    if width != 1.0 {
        drawn += &format!(" stroke-width=\"{width}\"");
    }
    if dashed {
        let [dash, gap] = DASHES;
        drawn += &format!(" stroke-dasharray=\"{dash} {gap}\"");
    }
    drawn
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

/// The pattern for waiting for a lock: the lines of one that is hatched, in both directions.
fn lock(colours: &Colours) -> String {
    let period = LOCK.period / std::f64::consts::SQRT_2;
    let ink = colours.of("ink");
    let Hatching { line, ground, .. } = LOCK;
    format!(
        "<pattern id=\"lock\" width=\"{period:.3}\" height=\"{period:.3}\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><rect width=\"{period:.3}\" height=\"{period:.3}\" \
         fill=\"{ink}\" fill-opacity=\"{ground}\"/><path d=\"M0,0H{period:.3}V{line}H{line}V{period:.3}H0z\" \
         fill=\"{ink}\"/></pattern>"
    )
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
