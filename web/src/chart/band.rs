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

/// Where a line of the grid is, and the class that shows it where there is room.
pub(crate) type Mark = (&'static str, AttrValue);

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
    pub(crate) marks: Rc<[Mark]>,
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
                </strong>
                {figures(props, &clock)}
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
                        {for marks.iter().map(|(class, x)| html! {
                            <line class={*class} x1={x.clone()} x2={x.clone()} y1="0" y2="100%" />
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
                    // That its turn did not come is nothing to mend.
                    <p class={classes!("why", (reason == Reason::NotReached).then_some("quietly"))}>
                        {(texts.reason)(reason)}
                    </p>
                }
            </div>
        </div>
    }
}

/// The numbers beside a band. The key keeps what the painter wrote apart from what is drawn here.
fn figures(props: &BandViewProps, clock: &NodeRef) -> Html {
    if props.live {
        return html! {
            <div class="figures" key="live">
                <p>
                    <span class="time live" ref={clock.clone()}></span>
                    {for props.run.as_ref().map(|run| html! {
                        <span class="provenance">{(props.texts.provenance)(run.provenance)}</span>
                    })}
                </p>
            </div>
        };
    }
    let run = props.run.as_ref().filter(|run| !run.rounds.is_empty());
    html! {
        <div class="figures" key="settled">
            {match run {
                Some(run) => measured(props.texts, run),
                None => html! { {for modelled(props)} },
            }}
        </div>
    }
}

/// A time, and where it comes from.
fn time(class: &'static str, text: String, texts: &Texts, provenance: Provenance) -> Html {
    html! {
        <p>
            <span class={classes!("time", class)}>{text}</span>
            <span class="provenance">{(texts.provenance)(provenance)}</span>
        </p>
    }
}

/// Before anything was measured: what the formula expects.
fn modelled(props: &BandViewProps) -> Option<Html> {
    let expected = props.band.expected.map(to_ms)?;
    Some(html! {
        <>
            {time("expected", format::time(expected, None), props.texts, Provenance::Modelled)}
            <span class="note">{props.texts.chart.expected}</span>
        </>
    })
}

fn measured(texts: &Texts, run: &ModeReport) -> Html {
    let chart = &texts.chart;
    let outcomes = outcomes(texts, &run.outcomes);
    let Some(median) = run.median_ms else {
        // What was stopped or disturbed is shown, and in no statistics.
        let last = run.rounds.last().and_then(|round| round.elapsed_ms);
        let elapsed = last.map_or_else(|| format::NOTHING.to_owned(), |ms| format::time(ms, None));
        return html! {
            <>
                {time("", elapsed, texts, run.provenance)}
                <span class="note warn">{chart.uncounted}</span>
                {for outcomes}
            </>
        };
    };
    let compared = run.speedup.filter(|_| run.mode != Mode::Sequential);
    html! {
        <>
            {time("", format::time(median, run.ci95_ms), texts, run.provenance)}
            {for compared.map(|ratio| html! {
                <span class="note" title={chart.speedup}>
                    {(chart.speed)(&format::ratio(ratio))}
                </span>
            })}
            {for spread(texts, run)}
            {for outcomes}
        </>
    }
}

/// How far the rounds lie apart: the 95 % interval, or else the quickest and the slowest.
fn spread(texts: &Texts, run: &ModeReport) -> Option<Html> {
    let interval = run.ci95_ms.map(|ci95| {
        html! { <>{texts.chart.interval}{" "}{format::range(ci95)}</> }
    });
    let range = || {
        let counted = run.rounds.iter().filter(|round| !round.disturbed && !round.warmup);
        let times: Vec<f64> = counted.filter_map(|round| round.elapsed_ms).collect();
        let low = times.iter().copied().reduce(f64::min)?;
        let high = times.iter().copied().reduce(f64::max)?;
        (times.len() > 1).then(|| html! { {format::range([low, high])} })
    };
    let text = interval.or_else(range)?;
    Some(html! { <span class="note">{text}</span> })
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
    (failed + cancelled + timed_out > 0).then(|| html! { <span class="note warn">{text}</span> })
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
