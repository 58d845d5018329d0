//! Bars: how long each mode took, from 0, with the expected time as a ghost, a dot for each round, and the
//! median's interval.
//!
//! Lengths are SVG, names and numbers are document: they cannot overlap. A bar is drawn only for
//! what was measured.

use std::rc::Rc;

use interleave::model::mode::Mode;
use interleave::report::findings::speedup::times;
use interleave::report::statistics::fences;
use interleave::report::{ModeReport, Report};
use yew::prelude::*;

use super::legend::Legend;
use super::provenance::{ProvenanceTag, source};
use super::scale::share;
use crate::i18n::{Label, Texts};
use interleave::wording::format;

/// What [`Comparison`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct ComparisonProps {
    /// The texts.
    pub texts: &'static Texts,
    /// What a race showed.
    pub report: Rc<Report>,
    /// What the reader guessed, in milliseconds.
    #[prop_or_default]
    pub guesses: Vec<(Mode, f64)>,
}

/// Bars of all modes; nothing before anything was measured.
#[component]
pub(crate) fn Comparison(props: &ComparisonProps) -> Html {
    let (texts, chart) = (props.texts, &props.texts.chart);
    let runs = props.report.runs.iter();
    let shown: Vec<&ModeReport> = runs.filter(|run| run.median_ms.is_some()).collect();
    if shown.is_empty() {
        return Html::default();
    }
    let guess = |mode: Mode| {
        let mut guesses = props.guesses.iter();
        guesses.find(|(of, _)| *of == mode).map(|(_, ms)| *ms)
    };
    let guessed = props.guesses.iter().map(|(_, ms)| *ms);
    let reached = shown.iter().copied().map(reach).chain(guessed);
    let longest = reached.fold(0.0, f64::max);
    let mut marks = vec![("expected", chart.expected)];
    if !props.guesses.is_empty() {
        marks.push(("guess", texts.lesson.mark));
    }
    if shown.iter().any(|run| run.ci95_ms.is_some()) {
        marks.push(("interval", chart.interval));
    }
    let dots: Vec<Dot> = shown.iter().flat_map(|run| dots(run)).collect();
    if !dots.is_empty() {
        marks.push(("round", chart.one_round));
    }
    if dots.iter().any(|dot| dot.is_outlier) {
        marks.push(("outlier", chart.outlier));
    }
    html! {
        <section class="card compare" aria-labelledby="compare-heading">
            <h3 id="compare-heading">{chart.bars}</h3>
            <ul class="bars">
                for run in shown {
                    <Bar
                        key={run.mode.name()} {texts} name={texts.mode(run.mode, &props.report.spec)}
                        source={source(run.mode, &props.report.spec, run.provenance)}
                        run={run.clone()} guess={guess(run.mode)} {longest}
                    />
                }
            </ul>
            <Legend {texts} {marks} />
        </section>
    }
}

/// How long an axis has to be for a mode, in milliseconds.
fn reach(run: &ModeReport) -> f64 {
    let slowest = dots(run).map(|dot| dot.ms).fold(0.0, f64::max);
    [run.median_ms, run.expected_end_ms()]
        .into_iter()
        .flatten()
        .fold(slowest, f64::max)
}

/// A round that counts.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Dot {
    /// How long it took, in milliseconds.
    ms: f64,
    /// Whether that is far from the others.
    is_outlier: bool,
}

/// The rounds of a mode that count; none if there is only one.
fn dots(run: &ModeReport) -> impl Iterator<Item = Dot> {
    let times: Vec<f64> = times(run).into_iter().flatten().collect();
    let fences = fences(&times).filter(|_| times.len() > 1);
    let dot = move |ms| {
        fences.map(|[low, high]| Dot {
            ms,
            is_outlier: ms < low || ms > high,
        })
    };
    times.into_iter().filter_map(dot)
}

/// What [`Bar`] shows.
#[derive(Properties, PartialEq)]
struct BarProps {
    texts: &'static Texts,
    /// The mode's name.
    name: &'static str,
    /// Why its number counts.
    source: Label,
    run: ModeReport,
    /// What the reader guessed, in milliseconds.
    guess: Option<f64>,
    /// The length of the axis, in milliseconds.
    longest: f64,
}

/// A mode's bar, between its name and its numbers.
#[component]
fn Bar(props: &BarProps) -> Html {
    let BarProps {
        texts,
        run,
        longest,
        ..
    } = props;
    let share = |ms: f64| share(ms, *longest);
    let median = run.median_ms.unwrap_or(0.0);
    let ratio = run.speedup.filter(|_| run.mode != Mode::Sequential);
    html! {
        <li data-mode={run.mode.name()}>
            <span class="label">
                <span class="chip"></span>
                {props.name}
            </span>
            <svg class="bar" aria-hidden="true">
                <rect class="track" width="100%" y="3" height="18" rx="3" />
                <rect class="measured" width={share(median)} y="3" height="18" rx="3" />
                if let Some(expected) = run.expected_end_ms() {
                    <rect class="expected" width={share(expected)} y="0.5" height="23" rx="3" />
                }
                if let Some(ms) = props.guess {
                    <GuessMark width={share(ms)} y="6.5" height="11" />
                }
                for dot in dots(run) {
                    <circle
                        class={classes!("round", dot.is_outlier.then_some("outlier"))}
                        cx={share(dot.ms)} cy="17" r="2.5"
                    />
                }
                if let Some([low, high]) = run.ci95_ms {
                    // Twice, so that it stands out from a bar of any colour.
                    <Interval class="halo" low={share(low)} high={share(high)} />
                    <Interval class="interval" low={share(low)} high={share(high)} />
                }
            </svg>
            <span class="value">
                {format::time(median, run.ci95_ms)}
                <ProvenanceTag {texts} source={props.source} provenance={run.provenance} />
            </span>
            <span class="ratio">{ratio.map(format::times)}</span>
            if let Some(counter) = &run.counter {
                <span class={classes!("counter", (counter.lost > 0).then_some("warn"))}>
                    {texts.counter(counter)}
                </span>
            }
        </li>
    }
}

/// What [`GuessMark`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct GuessMarkProps {
    /// How much of the axis it takes.
    pub width: AttrValue,
    /// Where it begins, from above.
    pub y: &'static str,
    /// How high it is.
    pub height: &'static str,
}

/// A guess, as an outline: what was measured fills.
#[component]
pub(crate) fn GuessMark(props: &GuessMarkProps) -> Html {
    let GuessMarkProps { width, y, height } = props;
    // Twice, so that it stands out from a bar of any colour.
    html! {
        <g class="guessed">
            <rect class="halo" {width} y={*y} height={*height} rx="2" />
            <rect {width} y={*y} height={*height} rx="2" />
        </g>
    }
}

/// What [`Interval`] shows.
#[derive(Properties, PartialEq)]
struct IntervalProps {
    class: &'static str,
    low: AttrValue,
    high: AttrValue,
}

/// A confidence interval, with its ends.
#[component]
fn Interval(props: &IntervalProps) -> Html {
    let IntervalProps { class, low, high } = props;
    html! {
        <g class={*class}>
            <line x1={low} x2={high} y1="9" y2="9" />
            <line x1={low} x2={low} y1="5" y2="13" />
            <line x1={high} x2={high} y1="5" y2="13" />
        </g>
    }
}
