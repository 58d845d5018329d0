//! The board as a table: what each lane did, for those who read it rather than look at it.
//!
//! It is worked out when it is opened, and again when a run has ended.

use interleave::clock::{Nanos, to_ms};
use interleave::event::State;
use interleave::report::Report;
use interleave::spec::Mode;
use interleave::timeline::{Lane, Timeline};
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

use crate::format;
use crate::i18n::Texts;
use crate::state::Recording;

/// The most lanes of a mode that are listed.
const MOST_LISTED: usize = 200;

/// What [`LaneTable`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct LaneTableProps {
    /// The texts.
    pub(crate) texts: &'static Texts,
    /// What happened.
    pub(crate) recording: Recording,
    /// What was measured; the table is worked out again when it changes.
    pub(crate) report: Rc<Report>,
}

/// The lanes, one by one.
#[component]
pub(crate) fn LaneTable(props: &LaneTableProps) -> Html {
    let texts = props.texts;
    let open = use_state_eq(|| false);
    let on_toggle = use_callback((), {
        let open = open.setter();
        move |event: Event, ()| {
            let details = event.target_dyn_into::<Element>();
            open.set(details.is_some_and(|details| details.has_attribute("open")));
        }
    });
    let key = open.then(|| Rc::clone(&props.report));
    let rows = use_memo((key, texts.lang), |(key, _)| {
        let recorded = props.recording.read();
        let runs = key.iter().flat_map(|report| &report.runs);
        let known = runs.filter_map(|run| Some((run.mode, recorded.get(&run.mode)?)));
        known.map(|(mode, timeline)| body(texts, mode, timeline)).collect::<Html>()
    });
    let chart = &texts.chart;
    html! {
        <details class="lanes" ontoggle={on_toggle}>
            <summary>{chart.lanes}</summary>
            if *open {
                <div class="scroll" tabindex="0" role="region" aria-label={chart.lanes}>
                    <table>
                        <thead><tr>
                            <th scope="col">{chart.mode}</th>
                            <th scope="col">{chart.lane}</th>
                            <th scope="col" class="number">{chart.slices}</th>
                            <th scope="col" class="number">{(texts.state)(State::Run)}</th>
                            <th scope="col" class="number">{(texts.state)(State::Wait)}</th>
                            <th scope="col" class="number">{chart.busy}</th>
                        </tr></thead>
                        {(*rows).clone()}
                    </table>
                </div>
            }
        </details>
    }
}

fn body(texts: &Texts, mode: Mode, timeline: &Timeline) -> Html {
    let all = timeline.lanes().len();
    let now = timeline.latest();
    let lanes = timeline.lanes().iter().take(MOST_LISTED).enumerate();
    let shown = format::count(MOST_LISTED as u64);
    html! {
        <tbody data-mode={mode.name()}>
            {for lanes.map(|(index, lane)| row(texts, mode, index, lane, now))}
            if all > MOST_LISTED {
                <tr><td colspan="6">
                    {(texts.chart.more_lanes)(&shown, &format::count(all as u64))}
                </td></tr>
            }
        </tbody>
    }
}

fn row(texts: &Texts, mode: Mode, index: usize, lane: &Lane, now: Nanos) -> Html {
    let slices = lane.slices.len() + usize::from(lane.open.is_some());
    let times = State::ALL.map(|state| lane.time_in(state, now));
    let busy: Nanos = times.iter().sum();
    let share = if now > 0 { to_ms(busy) / to_ms(now) } else { 0.0 };
    let time = |state: State| format::time(to_ms(times[state as usize]), None);
    html! {
        <tr>
            <th scope="row">{(texts.mode)(mode)}</th>
            <td>{format::count(index as u64 + 1)}</td>
            <td class="number">{format::count(slices as u64)}</td>
            <td class="number">{time(State::Run)}</td>
            <td class="number">{time(State::Wait)}</td>
            <td class="number">{format::percent(share)}</td>
        </tr>
    }
}
