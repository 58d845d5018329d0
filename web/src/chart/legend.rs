//! What the colours, patterns and lines of a chart mean.

use interleave::model::mode::Mode;
use interleave::model::task::Outcome;
use interleave::report::Provenance;
use interleave::trace::event::State;
use yew::prelude::*;

use crate::i18n::{Label, Texts};

/// What [`BoardLegend`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct BoardLegendProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The modes on the board.
    pub modes: Vec<Mode>,
    /// Whether its tasks share a lock.
    pub locks: bool,
    /// How tasks ended on it that were not done.
    pub outcomes: Vec<Outcome>,
    /// Whether it can be known what to expect of any mode.
    pub foreseeable: bool,
    /// Whether it shows what lanes are expected to do.
    pub expected_lanes: bool,
    /// Whether it shows when results are read.
    pub reads: bool,
}

/// The legend of the board.
#[component]
pub(crate) fn BoardLegend(props: &BoardLegendProps) -> Html {
    let texts = props.texts;
    let shown = |state: &State| match state {
        State::Lock => props.locks,
        _ => props.modes.iter().any(|mode| occurs(*mode, *state)),
    };
    let mut marks: Vec<Mark> = Vec::new();
    let states = State::ALL.into_iter().filter(shown);
    marks.extend(states.map(|state| (state.name(), texts.label(Label::State(state)))));
    let outcomes = props.outcomes.iter().copied();
    marks.extend(outcomes.map(|outcome| {
        let meaning = texts.label(Label::Outcome(outcome));
        (outcome_name(outcome), meaning)
    }));
    if props.reads {
        marks.push(("read", texts.chart.read));
    }
    if props.foreseeable {
        let expected = match props.expected_lanes {
            true => "expected-lanes",
            false => "expected-end",
        };
        marks.push((expected, texts.chart.expected));
    }
    html! { <Legend {texts} {marks} /> }
}

/// Something to explain: how the stylesheet calls it, and what it means.
type Mark = (&'static str, &'static str);

/// What [`Legend`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct LegendProps {
    /// The texts.
    pub texts: &'static Texts,
    /// What is explained.
    pub marks: Vec<Mark>,
}

/// A legend. Expected times come with their provenance.
#[component]
pub(crate) fn Legend(props: &LegendProps) -> Html {
    let texts = props.texts;
    html! {
        <ul class="legend">
            for (name, meaning) in &props.marks {
                <li>
                    <i data-mark={*name}></i>
                    {*meaning}
                    if *meaning == texts.chart.expected {
                        <span class="provenance">
                            {texts.label(Label::Provenance(Provenance::Modelled))}
                        </span>
                    }
                </li>
            }
        </ul>
    }
}

/// Whether lanes of a mode can be in a state; idle needs no explanation.
fn occurs(mode: Mode, state: State) -> bool {
    match mode {
        Mode::Sequential | Mode::Threads | Mode::Async => {
            matches!(state, State::Run | State::Wait)
        }
        Mode::Gil => matches!(state, State::Run | State::Wait | State::Blocked),
        Mode::Processes => !matches!(state, State::Blocked | State::Lock | State::Idle),
    }
}

fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "done",
        Outcome::Failed => "failed",
        Outcome::Cancelled => "cancelled",
        Outcome::TimedOut => "timed-out",
    }
}
