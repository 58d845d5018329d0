//! One mode's row of the board: its name and numbers, and the canvas with its lanes.

use std::rc::Rc;

use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use interleave::report::environment::Reason;
use interleave::report::round::{Counter, Outcomes};
use interleave::report::{ModeReport, Provenance};
use interleave::time::{Nanos, to_ms};
use yew::prelude::*;

use super::layout::{ModeLayout, Rows};
use crate::chart::scale::Window;
use crate::chart::{ProvenanceTag, Tick, VerticalLine, source};
use crate::i18n::{Label, Texts, fill};
use interleave::wording::format;

/// The id of what is said about the keys of a plot.
pub(crate) const KEYS: &str = "board-keys";
/// The least height of the frame around a lane, in CSS pixels.
const LEAST_FRAME: usize = 6;

/// What [`ModeRow`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct ModeRowProps {
    /// The texts.
    pub texts: &'static Texts,
    /// Which row, and how high.
    pub layout: ModeLayout,
    /// The part of the axis that is shown.
    pub window: Window,
    /// Until when a recorded run is shown.
    pub playhead: Option<Nanos>,
    /// The lane that is selected, by index.
    pub selected: Option<u32>,
    /// Since when the run hangs, if it does.
    pub hung: Option<Nanos>,
    /// When the main thread read a result.
    pub reads: Vec<Nanos>,
    /// The ticks of the axis.
    pub ticks: Vec<Tick>,
    /// The experiment.
    pub spec: Rc<Spec>,
    /// What was measured so far, if there is a race.
    pub run: Option<ModeReport>,
    /// Whether the mode runs now.
    pub live: bool,
    /// Whether the race has ended.
    pub over: bool,
    /// What is shown of elsewhere, where the mode cannot run.
    pub sample: Option<Sample>,
}

/// A run from elsewhere.
#[derive(Clone, PartialEq)]
pub(crate) struct Sample {
    /// What it was asked.
    pub(crate) asked: Rc<Spec>,
    /// How many cores the machine had, if that is known.
    pub(crate) cores: Option<u32>,
    /// How long it took.
    pub(crate) lasted: Option<Nanos>,
    /// What became of its shared counter, if it had one.
    pub(crate) counter: Option<Counter>,
}

/// One mode's row.
#[component]
pub(crate) fn ModeRow(props: &ModeRowProps) -> Html {
    let ModeRowProps {
        texts,
        layout,
        run,
        live,
        over,
        sample,
        ..
    } = props;
    let run = run.as_ref();
    let reason = run.and_then(|run| run.reason).filter(|reason| {
        // Its turn may still come; and what was recorded elsewhere has had it.
        *reason != Reason::NotReached || (*over && sample.is_none())
    });
    let state = match (run, live, reason) {
        (None, ..) => "preview",
        (_, true, _) => "running",
        _ if sample.is_some() => "recorded",
        (_, _, Some(_)) => "off",
        (Some(run), ..) if run.rounds.is_empty() => "waiting",
        _ => "done",
    };
    let name = texts.mode(layout.mode, &props.spec);
    let lanes = format::count(layout.rows.lanes() as u64);
    let place = |at: Option<Nanos>| at.and_then(|at| props.window.percent(at));
    html! {
        <div class="row" data-mode={layout.mode.name()} data-state={state}>
            <div class="name">
                <strong><span class="chip"></span>{name}</strong>
                {figures(props)}
            </div>
            <div class="band">
                <div
                    class="plot" tabindex="0" role="application"
                    aria-roledescription={texts.chart.timeline} aria-describedby={KEYS}
                    aria-label={fill(texts.chart.band, &[name, &lanes])}
                >
                    <svg class="grid" aria-hidden="true">
                        for tick in &props.ticks {
                            <VerticalLine class={tick.set} x={&tick.x} />
                        }
                    </svg>
                    <canvas></canvas>
                    <svg class="ghost" aria-hidden="true">
                        if let Some(lane) = props.selected {
                            {frame(layout.rows, lane)}
                        }
                        if let Some(x) = place(layout.expected) {
                            <VerticalLine {x} />
                        }
                        if let Some(x) = place(props.hung) {
                            <VerticalLine class="hung" {x} />
                        }
                        if let Some(x) = place(props.playhead) {
                            <VerticalLine class="playhead" {x} />
                        }
                    </svg>
                    <svg class="reads" aria-hidden="true">
                        for x in props.reads.iter().filter_map(|at| place(Some(*at))) {
                            <VerticalLine {x} />
                        }
                    </svg>
                </div>
                if let Some(reason) = reason {
                    <p class={why(reason)}>{texts.label(Label::Reason(reason))}</p>
                }
                if let Some(sample) = sample {
                    <p class="sampled">{texts.sampled(&sample.asked, sample.cores)}</p>
                }
            </div>
        </div>
    }
}

/// The frame around a lane of a plot, whose rows lie in its middle.
fn frame(rows: Rows, lane: u32) -> Html {
    let height = rows.pitch.max(LEAST_FRAME);
    let middle = (rows.middle_of(lane as usize) - 0.5) * rows.height() as f64;
    // Attributes want the ASCII sign, not the one for people.
    let top = (middle - height as f64 / 2.0).round() as i64;
    html! {
        <svg y="50%"><rect class="selected" y={top.to_string()} width="100%" height={height.to_string()} /></svg>
    }
}

/// That its turn did not come is nothing to mend.
fn why(reason: Reason) -> &'static str {
    if reason == Reason::NotReached {
        "why quietly"
    } else {
        "why"
    }
}

/// The numbers beside the lanes. The key keeps what the painter wrote apart from what is drawn here.
fn figures(props: &ModeRowProps) -> Html {
    let (texts, mode) = (props.texts, props.layout.mode);
    let source = |provenance| source(mode, &props.spec, provenance);
    if let Some(sample) = &props.sample {
        let lasted = sample.lasted.map(to_ms);
        let text = lasted.map_or_else(String::new, |ms| format::time(ms, None));
        let provenance = Provenance::Recorded;
        return html! {
            <div class="figures" key="recorded">
                <Time class="time" {text} {texts} source={source(provenance)} {provenance} />
                {counter(texts, sample.counter)}
            </div>
        };
    }
    let run = props.run.as_ref();
    let measured_here = run.filter(|run| props.live || !run.rounds.is_empty());
    match measured_here {
        Some(run) if props.live => html! {
            <div class="figures" key="live">
                <Time
                    class="time live" {texts} source={source(run.provenance)}
                    provenance={run.provenance}
                />
            </div>
        },
        Some(run) => html! {
            <div class="figures" key="settled">{measured(texts, run, source(run.provenance))}</div>
        },
        None => html! {
            <div class="figures" key="settled">{modelled(props)}</div>
        },
    }
}

/// What [`Time`] shows.
#[derive(Properties, PartialEq)]
struct TimeProps {
    class: &'static str,
    /// The time; empty where the painter writes it.
    #[prop_or_default]
    text: String,
    texts: &'static Texts,
    source: Label,
    provenance: Provenance,
}

/// A time, and where it comes from.
#[component]
fn Time(props: &TimeProps) -> Html {
    let TimeProps {
        texts,
        source,
        provenance,
        ..
    } = *props;
    html! {
        <p>
            <span class={props.class}>{props.text.clone()}</span>
            <ProvenanceTag {texts} {source} {provenance} />
        </p>
    }
}

/// Before anything was measured: what the model expects.
fn modelled(props: &ModeRowProps) -> Html {
    let (texts, provenance) = (props.texts, Provenance::Modelled);
    let source = source(props.layout.mode, &props.spec, provenance);
    let Some(expected) = props.layout.expected.map(to_ms) else {
        return Html::default();
    };
    let text = format::time(expected, None);
    html! {
        <>
            <Time class="time expected" {text} {texts} {source} {provenance} />
            <span class="note">{texts.chart.expected}</span>
        </>
    }
}

fn measured(texts: &'static Texts, run: &ModeReport, source: Label) -> Html {
    let text = match run.median_ms {
        Some(median) => format::time(median, run.ci95_ms),
        // What was stopped or disturbed is shown, and in no statistics.
        None => match run.rounds.last().and_then(|round| round.elapsed_ms) {
            Some(last) => format::time(last, None),
            None => format::NOTHING.to_owned(),
        },
    };
    let speedup = run.speedup.filter(|_| run.mode != Mode::Sequential);
    html! {
        <>
            <Time class="time" {text} {texts} {source} provenance={run.provenance} />
            {counter(texts, run.counter)}
            if run.median_ms.is_none() {
                <span class="note warn">{texts.chart.uncounted}</span>
            }
            if let Some(speedup) = speedup {
                <span class="note">{fill(texts.chart.speed, &[&format::ratio(speedup)])}</span>
            }
            if let Some(spread) = spread(texts, run) {
                <span class="note">{spread}</span>
            }
            if let Some(outcomes) = outcomes(texts, &run.outcomes) {
                <span class="note warn">{outcomes}</span>
            }
        </>
    }
}

/// What became of a shared counter, if there is one.
fn counter(texts: &Texts, counter: Option<Counter>) -> Html {
    let Some(counter) = counter else {
        return Html::default();
    };
    let lost = (counter.lost > 0).then_some("warn");
    html! { <span class={classes!("note", "counter", lost)}>{texts.counter(&counter)}</span> }
}

/// How far the rounds lie apart: the 95 % interval, or else the quickest and the slowest.
fn spread(texts: &Texts, run: &ModeReport) -> Option<String> {
    if let Some(ci95) = run.ci95_ms {
        return Some([texts.chart.interval, " ", &format::range(ci95)].concat());
    }
    let counted = run
        .rounds
        .iter()
        .filter(|round| !round.disturbed && !round.warmup);
    let (mut low, mut high, mut count) = (f64::INFINITY, 0.0_f64, 0);
    for ms in counted.filter_map(|round| round.elapsed_ms) {
        (low, high, count) = (low.min(ms), high.max(ms), count + 1);
    }
    (count > 1).then(|| format::range([low, high]))
}

/// How the tasks ended, if not all are done.
fn outcomes(texts: &Texts, outcomes: &Outcomes) -> Option<String> {
    let unfinished = outcomes.failed + outcomes.cancelled + outcomes.timed_out;
    (unfinished > 0).then(|| texts.outcomes(outcomes))
}
