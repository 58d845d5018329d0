//! The board as a table: what each lane did, for those who read it rather than look at it.
//!
//! It is worked out when it is opened, and again whenever the board is drawn.

use interleave::clock::{Nanos, to_ms};
use interleave::event::State;
use interleave::spec::Mode;
use interleave::timeline::Lane;
use yew::prelude::*;

use super::grid::{Row, grid};
use crate::format;
use crate::i18n::{Shelved, Texts, fill};
use crate::state::Race;

/// The most lanes of a mode that are listed.
const MOST_LISTED: usize = 200;

/// The lanes, one by one; nothing while the table is not `open`.
pub(crate) fn lane_table(
    texts: &Texts,
    race: &Race,
    open: bool,
    on_toggle: Callback<Event>,
) -> Html {
    let chart = &texts.chart;
    let mut more = None;
    let mut rows = Vec::new();
    let recorded = race.recording.read();
    let ran = race.report.runs.iter().filter(|run| run.available);
    for mode in ran.map(|run| run.mode).filter(|_| open) {
        if let Some(timeline) = recorded.get(&mode) {
            let (all, now) = (timeline.lanes().len(), timeline.latest());
            let listed = timeline.lanes().iter().take(MOST_LISTED).enumerate();
            rows.extend(listed.map(|(index, lane)| row(texts, mode, index, lane, now)));
            if all > MOST_LISTED {
                let [shown, all] = [MOST_LISTED, all].map(|lanes| format::count(lanes as u64));
                more = Some(fill(chart.more_lanes, &[&shown, &all]));
            }
        }
    }
    let heads = [
        chart.mode,
        chart.lane,
        chart.slices,
        texts.long(Shelved::State(State::Run)),
        texts.long(Shelved::State(State::Wait)),
        texts.long(Shelved::State(State::Blocked)),
        chart.busy,
    ];
    html! {
        <details class="lanes" ontoggle={on_toggle}>
            <summary>{chart.lanes}</summary>
            if open {
                {grid(chart.lanes, &heads, 1, rows)}
                {more}
            }
        </details>
    }
}

fn row(texts: &Texts, mode: Mode, index: usize, lane: &Lane, now: Nanos) -> Row {
    let slices = lane.slices.len() + usize::from(lane.open.is_some());
    let times = State::ALL.map(|state| lane.time_in(state, now));
    let busy: Nanos = times.iter().sum();
    // With its share of the time in which the lane was not idle.
    let time = |state: State| match times[state as usize] {
        0 => "0".to_owned(),
        lasted => {
            let share = format::percent(lasted as f64 / busy as f64);
            format!("{} · {share}", format::time(to_ms(lasted), None))
        }
    };
    let cells = vec![
        texts.long(Shelved::Mode(mode)).to_owned(),
        format::count(index as u64 + 1),
        format::count(slices as u64),
        time(State::Run),
        time(State::Wait),
        time(State::Blocked),
        format::percent(to_ms(busy) / to_ms(now.max(1))),
    ];
    (mode, cells)
}
