//! What each lane does at a moment of a race that is played again, and why it does not compute.

use std::rc::Rc;

use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use interleave::time::{Nanos, to_ms};
use interleave::trace::event::State;
use interleave::trace::lane_state::{self, LaneActivity, Snapshot, Switches, switches};
use interleave::trace::timeline::Timeline;
use yew::prelude::*;

use super::QuietButton;
use crate::board::{ViewChange, Viewport};
use crate::i18n::{Label, Texts, fill};
use crate::recording::Recording;
use crate::state::Race;
use interleave::wording::format;

/// The most lanes of a mode that are listed.
const MOST_LISTED: usize = 16;
/// How many columns the curves have.
const COLUMNS: usize = 160;
/// How high they are drawn.
const HEIGHT: f64 = 24.0;
/// The shortest switching time that is shown: the resolution of some browsers' clocks.
const LEAST: Nanos = interleave::time::MILLI / 10;

/// What [`LaneStates`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct LaneStatesProps {
    /// The texts.
    pub texts: &'static Texts,
    /// What happened.
    pub recording: Recording,
    /// The moment.
    pub at: Nanos,
    /// How long the race lasted.
    pub extent: Nanos,
    /// The experiment.
    pub spec: Rc<Spec>,
    /// The lane that is selected.
    pub selected: Option<(Mode, u32)>,
}

/// What every lane does, mode by mode.
#[component]
pub(super) fn LaneStates(props: &LaneStatesProps) -> Html {
    let LaneStatesProps {
        texts,
        recording,
        at,
        extent,
        spec,
        selected,
    } = props;
    let recorded = recording.read();
    let modes = recorded.iter().map(|(mode, run)| {
        let listed = Listed::at(run, *at, *extent);
        let [in_flight, computing] = [listed.in_flight, listed.computing].map(format::count);
        let rows = listed.rows.iter().map(|(lane, moment)| {
            let current = *selected == Some((*mode, *lane as u32));
            html! {
                <li data-doing={state(moment)} aria-current={current.then_some("true")}>
                    {row(texts, spec, *lane, moment)}
                </li>
            }
        });
        let [shown, all] = [MOST_LISTED, run.lanes().len()];
        let more = (all > shown).then(|| {
            let [shown, all] = [shown, all].map(|lanes| format::count(lanes as u64));
            fill(texts.player.more, &[&shown, &all])
        });
        html! {
            <div data-mode={mode.name()}>
                <h4><span class="chip"></span>{texts.mode(*mode, spec)}</h4>
                <p class="about">{fill(texts.player.at_once, &[&in_flight, &computing])}</p>
                <WholeRun texts={*texts} recording={recording.clone()} mode={*mode} extent={*extent} />
                <ul>{for rows}</ul>
                if let Some(more) = more {
                    <p class="about">{more}</p>
                }
            </div>
        }
    });
    html! { <>{for modes}</> }
}

/// What the lanes of a mode do at a moment.
struct Listed {
    in_flight: u64,
    computing: u64,
    rows: Vec<(usize, Snapshot)>,
}

impl Listed {
    fn at(run: &Timeline, at: Nanos, extent: Nanos) -> Self {
        let at = shown(run, at, extent);
        let mut listed = Self {
            in_flight: 0,
            computing: 0,
            rows: Vec::new(),
        };
        for lane in 0..run.lanes().len() {
            let Some(moment) = lane_state::snapshot(run, lane, at) else {
                continue;
            };
            listed.in_flight += u64::from(moment.task.is_some());
            listed.computing += u64::from(moment.activity == LaneActivity::Computing);
            if lane < MOST_LISTED {
                listed.rows.push((lane, moment));
            }
        }
        listed
    }
}

/// At the very end, show what the run did last: more useful than that it is over.
fn shown(run: &Timeline, at: Nanos, extent: Nanos) -> Nanos {
    match at < extent {
        true => at,
        false => run.latest().saturating_sub(1),
    }
}

/// What the lane that is selected does at the moment that is shown; none if none is.
pub(super) fn selected_lane(texts: &Texts, race: &Race, viewport: &Viewport) -> Option<Html> {
    let Viewport {
        view, change_view, ..
    } = viewport;
    let (mode, lane) = view.lane?;
    let recorded = race.recording.read();
    let (run, extent) = (recorded.get(&mode)?, race.recording.latest());
    let at = view.playhead.unwrap_or(extent);
    let moment = lane_state::snapshot(run, lane as usize, shown(run, at, extent))?;
    let deselect = change_view.reform(move |_: MouseEvent| ViewChange::Select(mode, lane));
    Some(html! {
        <div class="selected-lane" data-mode={mode.name()} data-doing={state(&moment)}>
            <strong><span class="chip"></span>{texts.mode(mode, &race.spec)}</strong>
            <p>
                <output>{format::time(to_ms(at), None)}</output>
                {row(texts, &race.spec, lane as usize, &moment)}
            </p>
            <QuietButton action="deselect" onclick={deselect}>{texts.player.deselect}</QuietButton>
        </div>
    })
}

/// The state of a lane, as its style is called.
fn state(moment: &Snapshot) -> &'static str {
    match moment.activity {
        LaneActivity::Starting => "start",
        LaneActivity::Computing => "run",
        LaneActivity::Waiting => "wait",
        LaneActivity::WantsGil(_) => "blocked",
        LaneActivity::WantsLock(_) => "lock",
        LaneActivity::Crossing => "message",
        LaneActivity::Between(_) | LaneActivity::Finished => "idle",
    }
}

/// A lane, what it does, and for which task.
fn row(texts: &Texts, spec: &Spec, lane: usize, moment: &Snapshot) -> Html {
    let say = &texts.player;
    let time = |at: Nanos| format::time(to_ms(at), None);
    let number = |lane: usize| format::count(lane as u64 + 1);
    let doing = match moment.activity {
        LaneActivity::Starting => say.starting.to_owned(),
        LaneActivity::Computing => say.computing.to_owned(),
        LaneActivity::Waiting => match moment.until {
            Some(until) => fill(say.waiting, &[&time(until)]),
            None => say.waiting_still.to_owned(),
        },
        LaneActivity::WantsGil(Some((holder, since))) => {
            fill(say.wants_gil, &[&number(holder), &time(since)])
        }
        LaneActivity::WantsGil(None) => say.wants_free.to_owned(),
        LaneActivity::WantsLock(wanted) => {
            let lock = match wanted {
                Some(wanted) if spec.locks_both_ways() => {
                    [" A", " B"][usize::from(wanted.lock & 1)]
                }
                _ => "",
            };
            match wanted.and_then(|wanted| wanted.holder) {
                Some(holder) => fill(
                    say.wants_lock,
                    &[&number(holder.into()), &time(moment.since), lock],
                ),
                None => texts.label(Label::State(State::Lock)).to_owned(),
            }
        }
        LaneActivity::Crossing => say.crossing.to_owned(),
        LaneActivity::Between(next) => fill(say.between, &[&time(next)]),
        LaneActivity::Finished => say.finished.to_owned(),
    };
    let task = moment
        .task
        .map(|task| fill(say.task, &[&format::count(task.into())]));
    html! {
        <>
            <span class="lane">{fill(say.lane, &[&number(lane)])}</span>
            <span class="doing">{doing}</span>
            <span class="task">{task.unwrap_or_default()}</span>
        </>
    }
}

/// What [`WholeRun`] shows.
#[derive(Properties, PartialEq)]
struct WholeRunProps {
    texts: &'static Texts,
    recording: Recording,
    mode: Mode,
    extent: Nanos,
}

/// The part that does not depend on the moment, computed once.
#[component]
fn WholeRun(props: &WholeRunProps) -> Html {
    let recorded = props.recording.read();
    let Some(run) = recorded.get(&props.mode) else {
        return Html::default();
    };
    let [in_flight, computing] = curves(run, props.extent);
    html! {
        <>
            <svg
                class="curves" viewBox={format!("0 0 {COLUMNS} {HEIGHT}")} preserveAspectRatio="none"
                role="img" aria-label={props.texts.player.curves}
            >
                <path class="in-flight" d={in_flight} />
                <path class="computing" d={computing} />
            </svg>
            if let Some(switches) = switches(run, props.mode) {
                <p class="about switches">{told(props.texts, switches)}</p>
            }
        </>
    }
}

fn told(texts: &Texts, switches: Switches) -> String {
    let say = &texts.player;
    let count = format::count(switches.count);
    match (switches.count, switches.time) {
        (0, _) => say.no_switches.to_owned(),
        (_, time) if time < LEAST => fill(say.quick_switches, &[&count]),
        (_, time) => fill(say.switches, &[&count, &format::time(to_ms(time), None)]),
    }
}

/// How many tasks are in flight and how many compute, over time, as the outlines of areas.
fn curves(run: &Timeline, extent: Nanos) -> [String; 2] {
    let shares = lane_state::concurrency(run, extent, COLUMNS);
    let most = shares.iter().map(|now| now.in_flight).fold(1.0, f64::max);
    let area = |height: fn(&lane_state::Concurrency) -> f64| {
        let mut path = format!("M0,{HEIGHT}");
        for (column, share) in shares.iter().enumerate() {
            let y = format::fixed(HEIGHT - height(share) / most * HEIGHT, 1);
            path += &format!("V{y}H{}", column + 1);
        }
        path + &format!("V{HEIGHT}z")
    };
    [area(|now| now.in_flight), area(|now| now.computing)]
}
