//! One mode's row of the board: its name and numbers, and the canvas with its lanes.

use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use interleave::report::environment::Reason;
use interleave::report::round::Outcomes;
use interleave::report::{ModeReport, Provenance};
use interleave::time::{Nanos, to_ms};
use yew::prelude::*;

use super::layout::Band;
use super::scale::Window;
use crate::format;
use crate::i18n::{Shelved, Texts, fill};
use crate::ui::{element, group, leaf, words};

/// Where a line of the grid is, and the class that shows it where there is room.
pub(crate) type Mark = (&'static str, AttrValue);

/// What a band shows.
pub(crate) struct BandView<'v> {
    /// The texts.
    pub(crate) texts: &'v Texts,
    /// The band.
    pub(crate) band: Band,
    /// The part of the axis that is shown.
    pub(crate) window: Window,
    /// Until when a recorded run is shown.
    pub(crate) playhead: Option<Nanos>,
    /// Where its ticks are.
    pub(crate) marks: &'v [Mark],
    /// What was measured so far, if there is a race.
    pub(crate) run: Option<&'v ModeReport>,
    /// Whether the mode runs now.
    pub(crate) live: bool,
    /// Whether the race has ended.
    pub(crate) over: bool,
    /// What is shown of elsewhere, where the mode cannot run.
    pub(crate) sample: Option<Sample<'v>>,
}

/// A run from elsewhere.
pub(crate) struct Sample<'v> {
    /// What it was asked.
    pub(crate) asked: &'v Spec,
    /// How many cores the machine had, if that is known.
    pub(crate) cores: Option<u32>,
    /// How long it took.
    pub(crate) lasted: Option<Nanos>,
}

/// One mode's row.
pub(crate) fn band_view(view: &BandView) -> Html {
    let BandView {
        texts,
        band,
        run,
        live,
        ..
    } = view;
    let reason = run.and_then(|run| run.reason).filter(|reason| {
        // Its turn may still come; and what was recorded elsewhere has had it.
        *reason != Reason::NotReached || (view.over && view.sample.is_none())
    });
    let state = match (run, live, reason) {
        (None, ..) => "preview",
        (_, true, _) => "running",
        _ if view.sample.is_some() => "recorded",
        (_, _, Some(_)) => "off",
        (Some(run), ..) if run.rounds.is_empty() => "waiting",
        _ => "done",
    };
    let name = texts.long(Shelved::Mode(band.mode));
    let lanes = format::count(band.rows.lanes() as u64);
    let place = |at: Option<Nanos>| at.and_then(|at| view.window.percent(at));
    let expected = place(band.expected);
    let playhead = place(view.playhead);
    html! {
        <div key={band.mode.name()} class="row" data-mode={band.mode.name()} data-state={state}>
            <div class="name">
                <strong><span class="chip"></span>{name}</strong>
                {figures(view)}
            </div>
            <div class="band">
                <div class="plot" tabindex="0" role="img" aria-label={fill(texts.chart.band, &[name, &lanes])}>
                    <svg class="grid" aria-hidden="true">
                        {for view.marks.iter().map(|(class, x)| line(class, x))}
                    </svg>
                    <canvas></canvas>
                    <svg class="ghost" aria-hidden="true">
                        {for expected.map(|x| line("", &x.into()))}
                        {for playhead.map(|x| line("playhead", &x.into()))}
                    </svg>
                </div>
                // An `if` keeps its place: without it, the canvas beside it would be made anew.
                if let Some(reason) = reason {
                    {leaf("p", why(reason), texts.long(Shelved::Reason(reason)))}
                }
                {for view.sample.as_ref().map(|sample| leaf("p", "sampled", texts.sampled(sample.asked, sample.cores)))}
            </div>
        </div>
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

fn line(class: &'static str, x: &AttrValue) -> Html {
    let values = vec![
        class.into(),
        x.clone(),
        x.clone(),
        "0".into(),
        "100%".into(),
    ];
    element(
        "line",
        &["class", "x1", "x2", "y1", "y2"],
        values,
        Vec::new(),
    )
}

/// The numbers beside a band. The key keeps what the painter wrote apart from what is drawn here.
fn figures(view: &BandView) -> Html {
    if let Some(sample) = &view.sample {
        let lasted = sample.lasted.map(to_ms);
        let lasted = lasted.map_or_else(String::new, |ms| format::time(ms, None));
        let told = time(
            "time",
            lasted,
            view.texts,
            (view.band.mode, Provenance::Recorded),
        );
        return html! { <div class="figures" key="recorded">{told}</div> };
    }
    let measured_here = view.run.filter(|run| view.live || !run.rounds.is_empty());
    let (key, inner) = match measured_here {
        Some(run) if view.live => (
            "live",
            time(
                "time live",
                String::new(),
                view.texts,
                (run.mode, run.provenance),
            ),
        ),
        Some(run) => ("settled", measured(view.texts, run)),
        None => ("settled", modelled(view)),
    };
    html! { <div class="figures" {key}>{inner}</div> }
}

/// A time, and where it comes from.
fn time(
    class: &'static str,
    text: String,
    texts: &Texts,
    (mode, provenance): (Mode, Provenance),
) -> Html {
    let source = badge(texts, mode, provenance);
    group("p", "", vec![leaf("span", class, text), source])
}

/// Where a mode's number comes from; why that counts is said to whoever points at it, and in the
/// table.
pub(super) fn badge(texts: &Texts, mode: Mode, provenance: Provenance) -> Html {
    element(
        "span",
        &["class", "title"],
        vec![
            "provenance".into(),
            texts.long(source(mode, provenance)).into(),
        ],
        vec![words(texts.long(Shelved::Provenance(provenance)))],
    )
}

/// Why a mode's number counts.
pub(super) fn source(mode: Mode, provenance: Provenance) -> Shelved {
    match (provenance, mode) {
        // Coroutines that hand their work to threads do it under a GIL, too.
        (Provenance::Emulated, _) => Shelved::Source(Mode::Gil),
        // Its lock is off.
        (Provenance::Measured, Mode::Gil) => Shelved::Source(Mode::Threads),
        (Provenance::Measured, mode) => Shelved::Source(mode),
        (Provenance::Modelled | Provenance::Recorded, _) => Shelved::Provenance(provenance),
    }
}

/// Before anything was measured: what the formula expects.
fn modelled(view: &BandView) -> Html {
    let Some(expected) = view.band.expected.map(to_ms) else {
        return Html::default();
    };
    html! {
        <>
            {time("time expected", format::time(expected, None), view.texts, (view.band.mode, Provenance::Modelled))}
            {leaf("span", "note", view.texts.chart.expected)}
        </>
    }
}

fn measured(texts: &Texts, run: &ModeReport) -> Html {
    let elapsed = match run.median_ms {
        Some(median) => format::time(median, run.ci95_ms),
        // What was stopped or disturbed is shown, and in no statistics.
        None => match run.rounds.last().and_then(|round| round.elapsed_ms) {
            Some(last) => format::time(last, None),
            None => format::NOTHING.to_owned(),
        },
    };
    let mut notes = Vec::new();
    if run.median_ms.is_none() {
        notes.push(leaf("span", "note warn", texts.chart.uncounted));
    }
    if let Some(speedup) = run.speedup.filter(|_| run.mode != Mode::Sequential) {
        let text = fill(texts.chart.speed, &[&format::ratio(speedup)]);
        notes.push(leaf("span", "note", text));
    }
    notes.extend(spread(texts, run).map(|text| leaf("span", "note", text)));
    notes.extend(outcomes(texts, &run.outcomes).map(|text| leaf("span", "note warn", text)));
    html! { <>{time("time", elapsed, texts, (run.mode, run.provenance))}{for notes}</> }
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
    let Outcomes {
        done,
        failed,
        cancelled,
        timed_out,
    } = *outcomes;
    let counts = [done, failed, cancelled, timed_out];
    (failed + cancelled + timed_out > 0).then(|| texts.outcomes(counts))
}
