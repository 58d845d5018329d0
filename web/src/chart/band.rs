//! One mode's row of the board: its name and numbers, and the canvas with its lanes.

use std::rc::Rc;

use interleave::clock::{Nanos, to_ms};
use interleave::report::{ModeReport, Outcomes, Provenance, Reason};
use interleave::spec::Mode;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::hover::{self, Spot, Step};
use super::layout::Band;
use super::painter::Painter;
use super::scale::percent;
use crate::format;
use crate::i18n::Texts;

/// What [`BandView`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct BandViewProps {
    /// The texts.
    pub(crate) texts: &'static Texts,
    /// The band.
    pub(crate) band: Band,
    /// How far the axis reaches.
    pub(crate) extent: Nanos,
    /// Where its ticks are.
    pub(crate) marks: Rc<[AttrValue]>,
    /// What was measured so far, if there is a race.
    pub(crate) run: Option<ModeReport>,
    /// Whether the mode runs now.
    pub(crate) live: bool,
    /// Whether the race has ended.
    pub(crate) over: bool,
    /// Who paints the lanes.
    pub(crate) painter: Rc<Painter>,
    /// Told what is pointed at.
    pub(crate) on_hover: Callback<Option<Spot>>,
    /// What is pointed at, if it is in this band.
    pub(crate) hovered: Option<Spot>,
}

/// One mode's row.
#[component]
pub(crate) fn BandView(props: &BandViewProps) -> Html {
    let BandViewProps {
        texts,
        band,
        extent,
        marks,
        run,
        live,
        painter,
        ..
    } = props;
    let mode = band.mode;
    let (field, canvas, clock) = (use_node_ref(), use_node_ref(), use_node_ref());
    use_effect_with((Rc::clone(painter), mode, band.rows), {
        let (field, canvas, clock) = (field.clone(), canvas.clone(), clock.clone());
        move |(painter, mode, rows)| {
            // The canvas is laid over the field, which gives it its size.
            if let Some(field) = field.cast::<HtmlElement>() {
                let height = format!("{}px", rows.band_height());
                let _ = field.style().set_property("min-height", &height);
            }
            painter.attach(*mode, *rows, &canvas, clock);
            let (painter, mode) = (Rc::clone(painter), *mode);
            move || painter.detach(mode)
        }
    });
    let reason = run.as_ref().and_then(|run| run.reason).filter(|reason| {
        // Its turn may still come.
        *reason != Reason::NotReached || props.over
    });
    let state = match (run, live, reason) {
        (None, ..) => "preview",
        (_, true, _) => "running",
        (_, _, Some(_)) => "off",
        (Some(run), ..) if run.rounds.is_empty() => "waiting",
        _ => "done",
    };
    let lanes = format::count(band.rows.lanes() as u64);
    let label = (texts.chart.band)((texts.mode)(mode), &lanes);
    html! {
        <div class="row" data-mode={mode.name()} data-state={state}>
            <div class="name">
                <strong>
                    <span class="chip"></span>
                    {(texts.mode)(mode)}
                    if let Some(run) = run.as_ref().filter(|run| run.median_ms.is_some() || *live) {
                        <span class="provenance">{(texts.provenance)(run.provenance)}</span>
                    }
                </strong>
                {numbers(props, &clock)}
            </div>
            <div class="band">
                <div
                    class="plot" ref={field} tabindex="0" role="img" aria-label={label}
                    onpointermove={point(props)} onpointerdown={point(props)}
                    onpointerleave={props.on_hover.reform(|_| None)}
                    onblur={props.on_hover.reform(|_| None)}
                    onkeydown={walk(props)}
                >
                    <svg class="grid" aria-hidden="true">
                        {for marks.iter().map(|x| html! {
                            <line x1={x.clone()} x2={x.clone()} y1="0" y2="100%" />
                        })}
                    </svg>
                    <canvas ref={canvas}></canvas>
                    if let Some(expected) = band.expected {
                        <svg class="ghost" aria-hidden="true">
                            <line
                                x1={percent(expected, *extent)} x2={percent(expected, *extent)}
                                y1="4" y2="100%"
                            />
                        </svg>
                    }
                </div>
                if let Some(reason) = reason {
                    <p class="why">{(texts.reason)(reason)}</p>
                }
            </div>
        </div>
    }
}

/// The numbers beside a band.
fn numbers(props: &BandViewProps, clock: &NodeRef) -> Html {
    let texts = props.texts;
    let chart = &texts.chart;
    if props.live {
        // Written by the painter.
        return html! { <span class="time live" ref={clock.clone()}></span> };
    }
    let modelled = || {
        let expected = props.band.expected.map(to_ms)?;
        let text = format::time(expected, None);
        Some(html! {
            <span class="more modelled">{chart.expected}{" "}<b>{text}</b></span>
        })
    };
    let Some(run) = &props.run else {
        return html! { {for modelled()} };
    };
    let Some(median) = run.median_ms else {
        // What was stopped or disturbed is shown, and in no statistics.
        let last = run.rounds.last().and_then(|round| round.elapsed_ms);
        return match last {
            Some(ms) => html! {
                <>
                    <span class="time">{format::time(ms, None)}</span>
                    <span class="more warn">{chart.uncounted}</span>
                    {for outcomes(texts, &run.outcomes)}
                </>
            },
            None => html! { {for modelled().filter(|_| run.available)} },
        };
    };
    let compared = run.speedup.filter(|_| run.mode != Mode::Sequential);
    html! {
        <>
            <span class="time">{format::time(median, run.ci95_ms)}</span>
            if let Some(speedup) = compared {
                <span class="more" title={chart.speedup}>
                    <b>{(chart.times)(&format::ratio(speedup))}</b>
                </span>
            }
            {for spread(texts, run)}
            {for outcomes(texts, &run.outcomes)}
        </>
    }
}

/// How far the rounds lie apart: the 95 % interval, or else the quickest and the slowest.
fn spread(texts: &Texts, run: &ModeReport) -> Option<Html> {
    if let Some(ci95) = run.ci95_ms {
        let text = format::range(ci95);
        return Some(html! { <span class="more spread">{texts.chart.interval}{" "}{text}</span> });
    }
    let counted = run.rounds.iter().filter(|round| !round.disturbed && !round.warmup);
    let times: Vec<f64> = counted.filter_map(|round| round.elapsed_ms).collect();
    let low = times.iter().copied().reduce(f64::min)?;
    let high = times.iter().copied().reduce(f64::max)?;
    (times.len() > 1).then(|| html! { <span class="more spread">{format::range([low, high])}</span> })
}

/// How the tasks ended, if not all are done.
fn outcomes(texts: &Texts, outcomes: &Outcomes) -> Option<Html> {
    let Outcomes {
        done,
        failed,
        cancelled,
        timed_out,
    } = *outcomes;
    let text = (texts.chart.outcome_counts)([done, failed, cancelled, timed_out]);
    (failed + cancelled + timed_out > 0).then(|| html! { <span class="more warn">{text}</span> })
}

/// Tells what is pointed at.
fn point(props: &BandViewProps) -> Callback<PointerEvent> {
    let (painter, mode) = (Rc::clone(&props.painter), props.band.mode);
    props.on_hover.reform(move |event: PointerEvent| {
        let at = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        hover::spot(&painter, mode, at)
    })
}

/// Goes from slice to slice with the arrow keys.
fn walk(props: &BandViewProps) -> Callback<KeyboardEvent> {
    let (painter, mode, from) = (Rc::clone(&props.painter), props.band.mode, props.hovered);
    let on_hover = props.on_hover.clone();
    Callback::from(move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowLeft" => Step::Back,
            "ArrowRight" => Step::On,
            "ArrowUp" => Step::Up,
            "ArrowDown" => Step::Down,
            "Escape" => return on_hover.emit(None),
            _ => return,
        };
        event.prevent_default();
        on_hover.emit(hover::beside(&painter, mode, from.as_ref(), step));
    })
}
