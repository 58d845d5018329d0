//! The race board: one time axis, and a band of lanes for each mode.
//!
//! Names, numbers and the axis are document; the slices are canvas, and never pass through the
//! virtual DOM: see [`super::painter`]. Before a race it shows what the formulas expect, and
//! nothing that looks measured.

use std::rc::Rc;

use interleave::clock::Nanos;
use interleave::query::Theme;
use interleave::report::{ModeReport, Outcomes, Report};
use interleave::spec::{Mode, Spec};
use interleave::task::Outcome;
use yew::prelude::*;

use super::band::{BandView, Mark};
use super::hover::Spot;
use super::lanes::LaneTable;
use super::layout::Layout;
use super::legend::Legend;
use super::painter::{Painter, Reached, Subject};
use super::scale::{self, Tick, percent};
use super::tip::Tip;
use crate::i18n::Texts;
use crate::state::Race;

/// How many ticks there are, by the class that shows them.
const TICKS: [(&str, usize); 2] = [("few", 5), ("many", 10)];

/// What [`Board`] shows.
#[derive(Properties, PartialEq)]
pub struct BoardProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The last race, under way or ended.
    pub race: Option<Race>,
    /// The experiment in the form, for as long as there is no race.
    pub spec: Rc<Spec>,
    /// The theme: when it changes, the colours are read again.
    pub theme: Theme,
}

/// The race board.
#[component]
pub fn Board(props: &BoardProps) -> Html {
    let BoardProps {
        texts,
        race,
        spec,
        theme,
    } = props;
    // How far a run under way has come beyond the axis.
    let reached = use_state_eq(|| None::<Reached>);
    let painter = use_memo((), {
        let reached = reached.setter();
        move |()| Painter::new(Callback::from(move |now| reached.set(Some(now))))
    });
    let painter: Rc<Painter> = Rc::clone(&painter);
    let preview = use_memo((race.is_none(), Rc::clone(spec)), |(shown, spec)| {
        shown.then(|| Layout::preview(spec))
    });
    let layout = match race {
        Some(race) => Rc::new(Some(Layout::of(race))),
        None => preview,
    };
    let Some(layout) = &*layout else {
        return Html::default();
    };
    let needed = match (race, &*reached) {
        (Some(race), Some((recording, now))) if *recording == race.recording => {
            layout.needed.max(*now)
        }
        _ => layout.needed,
    };
    let extent = use_extent(race.as_ref(), needed);
    let hovered = use_state_eq(|| None::<Spot>);

    let subject = race.as_ref().map(|race| subject(race, extent));
    use_effect_with(subject, {
        let painter = Rc::clone(&painter);
        let hovered = hovered.setter();
        move |subject| {
            painter.show(subject.clone());
            hovered.set(None);
        }
    });
    use_effect_with(*theme, {
        let painter = Rc::clone(&painter);
        move |_| painter.restyle()
    });
    use_effect_with((), {
        let painter = Rc::clone(&painter);
        move |()| move || painter.rest()
    });
    let on_hover = use_callback((), {
        let hovered = hovered.setter();
        move |spot, ()| hovered.set(spot)
    });

    // Two sets, of which the stylesheet shows the one that finds room.
    let sets = if needed > 0 { &TICKS[..] } else { &[] };
    let ticks: Vec<(&str, Tick)> = sets
        .iter()
        .flat_map(|(class, count)| scale::ticks(extent, *count).into_iter().map(|tick| (*class, tick)))
        .collect();
    let marks: Rc<[Mark]> =
        ticks.iter().map(|(class, (at, _))| (*class, percent(*at, extent).into())).collect();
    let root = use_node_ref();
    let modes: Vec<Mode> = layout.bands.iter().map(|band| band.mode).collect();
    let outcomes = race.as_ref().map(|race| missed(&race.report)).unwrap_or_default();
    let live = race.as_ref().and_then(live);
    html! {
        <section class="board" aria-label={texts.chart.board}>
            <div class="race" ref={root.clone()}>
                <div class="axis" aria-hidden="true">
                    <div class="corner">{texts.chart.mode}</div>
                    <div class="ticks"><svg class="plot">
                        {for ticks.iter().map(|(class, tick)| label(class, tick, extent))}
                    </svg></div>
                </div>
                {for layout.bands.iter().map(|band| html! {
                    <BandView
                        key={band.mode.name()}
                        {texts} band={*band} {extent} marks={marks.clone()}
                        run={race.as_ref().and_then(|race| race.report.run(band.mode).cloned())}
                        live={live == Some(band.mode)}
                        over={race.as_ref().is_some_and(|race| race.ended.is_some())}
                        painter={painter.clone()}
                        on_hover={on_hover.clone()}
                        hovered={hovered.filter(|spot| spot.mode == band.mode)}
                    />
                })}
                <Tip {texts} spot={*hovered} {root} />
            </div>
            <Legend {texts} {modes} {outcomes} />
            if let Some(race) = race {
                <LaneTable {texts} recording={race.recording.clone()} report={race.report.clone()} />
            }
        </section>
    }
}

/// The label of a tick, kept within the board.
fn label(class: &'static str, (at, label): &Tick, extent: Nanos) -> Html {
    let place = match at {
        0 => "first",
        at if *at as f64 > 0.94 * extent as f64 => "last",
        _ => "",
    };
    html! { <text class={classes!(class, place)} x={percent(*at, extent)} y="15">{label}</text> }
}

/// The mode that runs.
fn live(race: &Race) -> Option<Mode> {
    let running = race.current.map(|(mode, _)| mode);
    running.filter(|_| race.ended.is_none())
}

fn subject(race: &Race, extent: Nanos) -> Subject {
    let environment = &race.environment;
    Subject {
        recording: race.recording.clone(),
        live: live(race),
        extent,
        cores: environment.cores_reported.unwrap_or(1),
    }
}

/// How tasks ended that were not done.
fn missed(report: &Report) -> Vec<Outcome> {
    let counts = |outcome| {
        let of = |run: &ModeReport| {
            let Outcomes {
                done,
                failed,
                cancelled,
                timed_out,
            } = run.outcomes;
            match outcome {
                Outcome::Done => done,
                Outcome::Failed => failed,
                Outcome::Cancelled => cancelled,
                Outcome::TimedOut => timed_out,
            }
        };
        report.runs.iter().map(of).sum::<u32>()
    };
    let others = Outcome::ALL.into_iter().filter(|outcome| *outcome != Outcome::Done);
    others.filter(|outcome| counts(*outcome) > 0).collect()
}

/// How far the axis reaches, from one picture of a race to the next.
#[hook]
fn use_extent(race: Option<&Race>, needed: Nanos) -> Nanos {
    let kept = use_mut_ref(|| (None, 0));
    let mut kept = kept.borrow_mut();
    let id = race.map(|race| race.id);
    if kept.0 != id {
        *kept = (id, 0);
    }
    let live = race.is_some_and(|race| race.ended.is_none());
    kept.1 = scale::reach(kept.1, needed, live);
    kept.1
}
