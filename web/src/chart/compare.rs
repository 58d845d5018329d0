//! Bars: how long each mode took, from 0, with the expected time as a ghost.
//!
//! Lengths are SVG, names and numbers are document: they cannot overlap. A bar is drawn only for
//! what was measured.

use interleave::report::{ModeReport, Provenance, Report};
use interleave::spec::Mode;
use yew::prelude::*;

use super::scale::share;
use crate::format;
use crate::i18n::Texts;

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
    let intervals = shown.iter().any(|run| run.ci95_ms.is_some());
    html! {
        <section class="card compare" aria-labelledby="compare-heading">
            <h3 id="compare-heading">{chart.bars}</h3>
            <ul class="bars">
                {for shown.into_iter().map(|run| bar(texts, run, longest))}
            </ul>
            <ul class="legend">
                <li>
                    <i data-line="expected"></i>{chart.expected}
                    <span class="provenance">{(texts.provenance)(Provenance::Modelled)}</span>
                </li>
                if intervals {
                    <li><i data-line="interval"></i>{chart.interval}</li>
                }
            </ul>
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

fn whisker(class: &'static str, [low, high]: [f64; 2], longest: f64) -> Html {
    html! {
        <g class={class}>
            <line x1={share(low, longest)} x2={share(high, longest)} y1="12" y2="12" />
            {for [low, high].map(|end| html! {
                <line x1={share(end, longest)} x2={share(end, longest)} y1="8" y2="16" />
            })}
        </g>
    }
}

fn bar(texts: &Texts, run: &ModeReport, longest: f64) -> Html {
    let median = run.median_ms.unwrap_or(0.0);
    let time = format::time(median, run.ci95_ms);
    let speedup = run.speedup.filter(|_| run.mode != Mode::Sequential);
    html! {
        <li data-mode={run.mode.name()}>
            <span class="label"><span class="chip"></span>{(texts.mode)(run.mode)}</span>
            <svg class="bar" aria-hidden="true">
                <rect class="track" width="100%" y="3" height="18" rx="3" />
                <rect class="measured" width={share(median, longest)} y="3" height="18" rx="3" />
                if let Some(expected) = run.expected_ms {
                    <rect class="expected" width={share(expected, longest)} y="0.5" height="23" rx="3" />
                }
                if let Some(ci95) = run.ci95_ms {
                    // Twice, so that it stands out from a bar of any colour.
                    {whisker("halo", ci95, longest)}
                    {whisker("interval", ci95, longest)}
                }
            </svg>
            <span class="value">
                {time}
                <span class="provenance">{(texts.provenance)(run.provenance)}</span>
            </span>
            <span class="ratio">
                {for speedup.map(|ratio| (texts.chart.times)(&format::ratio(ratio)))}
            </span>
        </li>
    }
}
