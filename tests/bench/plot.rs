//! The tables that have an axis, as one page of plots: an SVG file, both axes logarithmic.
//!
//! Not by the page's own charts: those draw times on a linear axis from 0, a bar or a lane for each mode, and
//! have neither curves nor logarithms.

use std::fmt::Write as _;

use super::figures::{Measured, Table};
use super::print::number;

const WIDTH: f64 = 1_100.0;
const HEIGHT: f64 = 420.0;
/// Room around the curves: left for labels, right for the names, above for the title.
const LEFT: f64 = 90.0;
const RIGHT: f64 = 330.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 56.0;
/// The page's palette (Okabe and Ito's), and how lines are dashed: told apart without colours, too.
const COLOURS: [&str; 7] = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000",
];
const DASHES: [&str; 3] = ["", "6 3", "2 3"];

/// A logarithmic axis.
struct Axis {
    low: f64,
    high: f64,
    /// Where both are drawn.
    from: f64,
    to: f64,
}

impl Axis {
    fn new(values: &[f64], from: f64, to: f64) -> Option<Self> {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(0.0, f64::max);
        (low < high).then_some(Self {
            low,
            high,
            from,
            to,
        })
    }

    fn place(&self, value: f64) -> f64 {
        let share = (value / self.low).ln() / (self.high / self.low).ln();
        self.from + share * (self.to - self.from)
    }

    /// One, two and five of every power of ten.
    fn ticks(&self) -> Vec<f64> {
        let powers = (self.low.log10().floor() as i32)..=(self.high.log10().ceil() as i32);
        let few = self.high / self.low > 300.0;
        let steps: &[f64] = if few { &[1.0] } else { &[1.0, 2.0, 5.0] };
        let all = powers.flat_map(|power| steps.iter().map(move |step| step * 10_f64.powi(power)));
        all.filter(|tick| (self.low * 0.999..=self.high * 1.001).contains(tick))
            .collect()
    }
}

/// A line's points: where on the axis, and what was measured there. What is not above 0 has no place.
fn points(table: &Table, cells: &[Option<Measured>]) -> Vec<(f64, Measured)> {
    let columns = table.columns.iter().zip(cells);
    let points = columns.filter_map(|(column, cell)| Some((column.x?, cell.clone()?)));
    points
        .filter(|(_, cell)| cell.summary.median > 0.0)
        .collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// One table's plot, from `y` on; nothing if it has no two places.
fn panel(svg: &mut String, table: &Table, y: f64) -> Option<()> {
    let lines: Vec<_> = table
        .lines
        .iter()
        .map(|(name, cells)| (name, points(table, cells)))
        .collect();
    let all = || lines.iter().flat_map(|(_, points)| points);
    let across = Axis::new(
        &all().map(|(x, _)| *x).collect::<Vec<_>>(),
        LEFT,
        WIDTH - RIGHT,
    )?;
    let medians: Vec<f64> = all().map(|(_, cell)| cell.summary.median).collect();
    let up = Axis::new(&medians, y + HEIGHT - BOTTOM, y + TOP)?;
    let unit = table
        .columns
        .iter()
        .find(|column| column.x.is_some())?
        .unit
        .name();
    let mut add = |text: std::fmt::Arguments| writeln!(svg, "{text}").expect("a text has room");
    add(format_args!(
        "<text x=\"{LEFT}\" y=\"{:.0}\" class=\"title\">{}, {unit}</text>",
        y + 28.0,
        escape(&table.title)
    ));
    for tick in up.ticks() {
        let at = up.place(tick);
        add(format_args!(
            "<path class=\"grid\" d=\"M{LEFT} {at:.1}H{:.1}\"/><text x=\"{:.1}\" y=\"{:.1}\" \
             text-anchor=\"end\">{}</text>",
            WIDTH - RIGHT,
            LEFT - 8.0,
            at + 4.0,
            number(tick)
        ));
    }
    let base = y + HEIGHT - BOTTOM;
    for column in &table.columns {
        let Some(x) = column.x else { continue };
        let at = across.place(x);
        add(format_args!(
            "<path class=\"grid\" d=\"M{at:.1} {base:.1}V{:.1}\"/><text x=\"{at:.1}\" y=\"{:.1}\" \
             text-anchor=\"middle\">{}</text>",
            y + TOP,
            base + 18.0,
            number(x)
        ));
    }
    add(format_args!(
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
        f64::midpoint(LEFT, WIDTH - RIGHT),
        base + 38.0,
        escape(table.corner)
    ));
    let shown = lines.iter().filter(|(_, points)| !points.is_empty());
    for (place, (name, points)) in shown.enumerate() {
        let colour = COLOURS[place % COLOURS.len()];
        let dash = DASHES[place / COLOURS.len() % DASHES.len()];
        let mut path = String::new();
        for (index, (x, cell)) in points.iter().enumerate() {
            let (x, y) = (across.place(*x), up.place(cell.summary.median));
            let letter = if index == 0 { 'M' } else { 'L' };
            path += &format!("{letter}{x:.1} {y:.1}");
            add(format_args!(
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>"
            ));
            if let Some([low, high]) = cell.summary.ci95 {
                let (low, high) = (up.place(low.max(up.low)), up.place(high.min(up.high)));
                add(format_args!(
                    "<path d=\"M{x:.1} {low:.1}V{high:.1}\" stroke=\"{colour}\"/>"
                ));
            }
        }
        let style = format!("stroke=\"{colour}\" stroke-dasharray=\"{dash}\"");
        add(format_args!("<path class=\"line\" d=\"{path}\" {style}/>"));
        let (x, at) = (WIDTH - RIGHT + 20.0, y + TOP + 16.0 * place as f64);
        add(format_args!(
            "<path class=\"line\" d=\"M{x:.1} {at:.1}h26\" {style}/><text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            x + 34.0,
            at + 4.0,
            escape(name)
        ));
    }
    Some(())
}

/// All plots, one under the other, under a sentence.
pub fn page(sentence: &str, tables: &[Table]) -> String {
    let mut body = String::new();
    let mut y = 40.0;
    for table in tables.iter().filter(|table| table.is_plotted()) {
        if panel(&mut body, table, y).is_some() {
            y += HEIGHT;
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {y}\" font-family=\"system-ui, sans-serif\" \
         font-size=\"13\">\n<style>.title {{ font-size: 16px; font-weight: 600 }} .grid {{ stroke: #ddd }} \
         .line {{ fill: none; stroke-width: 2 }}</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"20\" y=\"24\" font-size=\"11\">{}</text>\n{body}</svg>\n",
        escape(sentence)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::{Column, Unit};

    #[test]
    fn curves_lie_within_their_panel_and_higher_is_more() {
        let cell = |value: f64| Measured::of(vec![value; 6]);
        let table = Table {
            title: "a < b".to_owned(),
            how: String::new(),
            corner: "tasks",
            columns: [10.0, 100.0].map(|x| Column::at(x, "", Unit::Us)).to_vec(),
            lines: vec![
                ("rises".to_owned(), vec![cell(1.0), cell(1_000.0)]),
                ("lacks one".to_owned(), vec![None, cell(30.0)]),
            ],
        };
        let svg = page("where", &[table]);
        assert!(svg.contains("a &lt; b, µs"));
        let base = 40.0 + HEIGHT - BOTTOM;
        let expected = format!(
            "M{LEFT:.1} {base:.1}L{:.1} {:.1}",
            WIDTH - RIGHT,
            40.0 + TOP
        );
        assert!(svg.contains(&expected), "{svg}");
        assert_eq!(svg.matches("<circle").count(), 3);
    }

    #[test]
    fn a_table_without_an_axis_is_not_plotted() {
        let table = Table {
            title: "kernels".to_owned(),
            how: String::new(),
            corner: "where",
            columns: vec![Column::new("π", Unit::Ns)],
            lines: Vec::new(),
        };
        assert!(!page("where", &[table]).contains("kernels"));
    }
}
