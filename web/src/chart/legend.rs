//! What the board's colours, patterns and lines mean.

use interleave::event::State;
use interleave::report::Provenance;
use interleave::spec::Mode;
use interleave::task::Outcome;
use yew::prelude::*;

use crate::i18n::Texts;

/// The legend of a board with these modes, on which tasks ended so.
pub(crate) fn legend(texts: &Texts, modes: &[Mode], outcomes: &[Outcome]) -> Html {
    let shown = |state: &State| modes.iter().any(|mode| occurs(*mode, *state));
    let states: Vec<State> = State::ALL.into_iter().filter(shown).collect();
    html! {
        <ul class="legend">
            {for states.into_iter().map(|state| html! {
                <li><i data-state={state_name(state)}></i>{(texts.state)(state)}</li>
            })}
            {for outcomes.iter().map(|outcome| html! {
                <li><i data-outcome={outcome_name(*outcome)}></i>{(texts.chart.outcome)(*outcome)}</li>
            })}
            <li>
                <i data-line="expected"></i>{texts.chart.expected}
                <span class="provenance">{(texts.provenance)(Provenance::Modelled)}</span>
            </li>
        </ul>
    }
}

/// Whether lanes of a mode can be in a state; idle is nothing to explain.
fn occurs(mode: Mode, state: State) -> bool {
    match mode {
        Mode::Sequential | Mode::Threads | Mode::Async => {
            matches!(state, State::Run | State::Wait)
        }
    }
}

fn state_name(state: State) -> &'static str {
    match state {
        State::Start => "start",
        State::Run => "run",
        State::Wait => "wait",
        State::Blocked => "blocked",
        State::Message => "message",
        State::Idle => "idle",
    }
}

fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "done",
        Outcome::Failed => "failed",
        Outcome::Cancelled => "cancelled",
        Outcome::TimedOut => "timed_out",
    }
}
