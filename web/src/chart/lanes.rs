//! The board as a table: what each lane did, for those who read it rather than look at it.
//!
//! It is worked out when it is opened, and again whenever the board is drawn.

use interleave::clock::{Nanos, to_ms};
use interleave::event::State;
use interleave::spec::Mode;
use interleave::timeline::{Lane, Timeline};
use yew::prelude::*;

use crate::format;
use crate::i18n::Texts;
use crate::state::Recording;

/// The most lanes of a mode that are listed.
const MOST_LISTED: usize = 200;

/// The lanes, one by one; nothing while the table is not `open`.
pub(crate) fn lane_table(
    texts: &Texts,
    recording: &Recording,
    modes: &[Mode],
    open: bool,
    on_toggle: Callback<Event>,
) -> Html {
    let recorded = recording.read();
    let known = modes.iter().filter(|_| open);
    let rows = known.filter_map(|mode| Some(body(texts, *mode, recorded.get(mode)?)));
    let chart = &texts.chart;
    html! {
        <details class="lanes" ontoggle={on_toggle}>
            <summary>{chart.lanes}</summary>
            if open {
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
                        {for rows}
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
    let share = if now > 0 {
        to_ms(busy) / to_ms(now)
    } else {
        0.0
    };
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
