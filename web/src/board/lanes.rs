//! The board as a table: what each lane did, for those who read it rather than look at it.
//!
//! It is worked out when it is opened, and again whenever the board is drawn.

use interleave::model::mode::Mode;
use interleave::time::{Nanos, to_ms};
use interleave::trace::event::State;
use interleave::trace::timeline::Lane;
use yew::prelude::*;

use crate::chart::{DataTable, Row};
use crate::i18n::{Label, Texts, fill};
use crate::state::Race;
use interleave::wording::format;

/// The most lanes of a mode that are listed.
const MOST_LISTED: usize = 200;

/// The lanes of a race as a fold with a table, which is worked out only while the fold is `open`.
///
/// A function and no component: the lanes change with every event, without any of the props changing.
pub(crate) fn lane_table(
    texts: &Texts,
    race: &Race,
    open: bool,
    ontoggle: Callback<Event>,
) -> Html {
    let chart = &texts.chart;
    html! {
        <details class="lanes" {ontoggle}>
            <summary>{chart.lanes}</summary>
            if open {
                {table(texts, race)}
            }
        </details>
    }
}

fn table(texts: &Texts, race: &Race) -> Html {
    let chart = &texts.chart;
    let mut more = None;
    let mut reads = Vec::new();
    let mut rows = Vec::new();
    let recorded = race.recording.read();
    let ran = race.report.runs.iter().filter(|run| run.available);
    for mode in ran.map(|run| run.mode) {
        let Some(timeline) = recorded.get(&mode) else {
            continue;
        };
        let titled = (mode, texts.mode(mode, &race.spec));
        let (all, now) = (timeline.lanes().len(), timeline.latest());
        let times: Vec<_> = super::read_times(race, mode)
            .into_iter()
            .map(|at| format::time(to_ms(at), None))
            .collect();
        if !times.is_empty() {
            let times = times.join(texts.headline.comma);
            reads.push(fill(chart.reads, &[titled.1, &times]));
        }
        let mut sum = Sum::default();
        for (index, lane) in timeline.lanes().iter().enumerate() {
            let own = Sum::of(lane, now);
            sum.add(&own);
            if index < MOST_LISTED {
                let name = format::count(index as u64 + 1);
                rows.push(row(titled, name, &own, now));
            }
        }
        if all > 1 {
            let whole = now.saturating_mul(all as u64);
            rows.push(row(titled, chart.total.to_owned(), &sum, whole));
        }
        if all > MOST_LISTED {
            let [shown, all] = [MOST_LISTED, all].map(|lanes| format::count(lanes as u64));
            more = Some(fill(chart.more_lanes, &[&shown, &all]));
        }
    }
    let mut heads = vec![chart.mode, chart.lane, chart.slices];
    heads.extend(State::ALL.map(|state| texts.label(Label::State(state))));
    heads.push(chart.busy);
    let heads: Vec<AttrValue> = heads.into_iter().map(AttrValue::from).collect();
    html! {
        <>
            <DataTable label={chart.lanes} {heads} numbers=1 {rows} />
            {more}
            for read in reads {
                <p>{read}</p>
            }
        </>
    }
}

/// What a lane did, or several did together.
#[derive(Default)]
struct Sum {
    slices: u64,
    times: [Nanos; State::ALL.len()],
}

impl Sum {
    fn of(lane: &Lane, now: Nanos) -> Self {
        let mut times = State::ALL.map(|state| lane.time_in(state, now));
        let busy: Nanos = times.iter().sum();
        times[State::Idle as usize] = now.saturating_sub(busy);
        Self {
            slices: lane.slices.len() as u64 + u64::from(lane.open.is_some()),
            times,
        }
    }

    fn add(&mut self, other: &Self) {
        self.slices += other.slices;
        for (sum, time) in self.times.iter_mut().zip(other.times) {
            *sum += time;
        }
    }
}

/// A row, of lanes that together have so much time.
fn row((mode, title): (Mode, &str), name: String, sum: &Sum, whole: Nanos) -> Row {
    let share = |time: Nanos| format::percent(time as f64 / whole.max(1) as f64);
    let mut cells = vec![title.to_owned(), name, format::count(sum.slices)];
    cells.extend(sum.times.map(|time| match time {
        0 => "0".to_owned(),
        time => format!("{} · {}", format::time(to_ms(time), None), share(time)),
    }));
    cells.push(share(whole - sum.times[State::Idle as usize]));
    (mode, cells)
}
