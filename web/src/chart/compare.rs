//! Bars: how long each mode took, from 0, with the expected time as a ghost.
//!
//! Lengths are SVG, names and numbers are document: they cannot overlap. A bar is drawn only for
//! what was measured.

use interleave::model::mode::Mode;
use interleave::report::{ModeReport, Report};
use yew::prelude::*;

use super::band::badge;
use super::legend::legend;
use super::scale::share;
use crate::format;
use crate::i18n::{Shelved, Texts};
use crate::ui::{element, leaf};

/// Bars of all modes; nothing before anything was measured.
pub fn compare(texts: &Texts, report: &Report) -> Html {
    let chart = &texts.chart;
    let shown: Vec<&ModeReport> = report
        .runs
        .iter()
        .filter(|run| run.median_ms.is_some())
        .collect();
    if shown.is_empty() {
        return Html::default();
    }
    let longest = shown.iter().copied().map(reach).fold(0.0, f64::max);
    let mut marks = vec![("expected", chart.expected)];
    if shown.iter().any(|run| run.ci95_ms.is_some()) {
        marks.push(("interval", chart.interval));
    }
    html! {
        <section class="card compare" aria-labelledby="compare-heading">
            <h3 id="compare-heading">{chart.bars}</h3>
            <ul class="bars">
                {for shown.into_iter().map(|run| bar(texts, run, longest))}
            </ul>
            {legend(texts, &marks)}
        </section>
    }
}

/// How long an axis has to be for a mode, in milliseconds.
fn reach(run: &ModeReport) -> f64 {
    let high = run.ci95_ms.map(|[_, high]| high);
    [run.median_ms, run.expected_ms, high]
        .into_iter()
        .flatten()
        .fold(0.0, f64::max)
}

fn bar(texts: &Texts, run: &ModeReport, longest: f64) -> Html {
    let share = |ms: f64| AttrValue::from(share(ms, longest));
    let rect = |class: &'static str, width: AttrValue, y: &'static str, height: &'static str| {
        let values = vec![class.into(), width, y.into(), height.into(), "3".into()];
        element(
            "rect",
            &["class", "width", "y", "height", "rx"],
            values,
            Vec::new(),
        )
    };
    let median = run.median_ms.unwrap_or(0.0);
    let mut shapes = vec![
        rect("track", "100%".into(), "3", "18"),
        rect("measured", share(median), "3", "18"),
    ];
    if let Some(expected) = run.expected_ms {
        shapes.push(rect("expected", share(expected), "0.5", "23"));
    }
    if let Some(ends) = run.ci95_ms {
        let [low, high] = ends.map(share);
        let line = |(x1, x2, y1, y2): (&AttrValue, &AttrValue, &'static str, &'static str)| {
            let values = vec![x1.clone(), x2.clone(), y1.into(), y2.into()];
            element("line", &["x1", "x2", "y1", "y2"], values, Vec::new())
        };
        // Twice, so that it stands out from a bar of any colour.
        for class in ["halo", "interval"] {
            let lines = [
                (&low, &high, "12", "12"),
                (&low, &low, "8", "16"),
                (&high, &high, "8", "16"),
            ];
            let lines = lines.map(line).to_vec();
            shapes.push(element("g", &["class"], vec![class.into()], lines));
        }
    }
    let ratio = run.speedup.filter(|_| run.mode != Mode::Sequential);
    let ratio = ratio.map(format::times);
    html! {
        <li data-mode={run.mode.name()}>
            <span class="label"><span class="chip"></span>{texts.long(Shelved::Mode(run.mode))}</span>
            <svg class="bar" aria-hidden="true">{for shapes}</svg>
            <span class="value">
                {format::time(median, run.ci95_ms)}
                {badge(texts, run.mode, run.provenance)}
            </span>
            {leaf("span", "ratio", ratio.unwrap_or_default())}
        </li>
    }
}
