//! What the board's colours, patterns and lines mean.

use interleave::model::mode::Mode;
use interleave::model::task::Outcome;
use interleave::report::Provenance;
use interleave::trace::event::State;
use yew::prelude::*;

use crate::i18n::{Shelved, Texts};
use crate::ui::{element, leaf};

/// Something to explain: how the stylesheet calls it, and what it means.
type Mark = (&'static str, &'static str);

/// The legend of a board with these modes, on which tasks ended so.
pub(crate) fn board_legend(texts: &Texts, modes: &[Mode], outcomes: &[Outcome]) -> Html {
    let shown = |state: &State| modes.iter().any(|mode| occurs(*mode, *state));
    let states = State::ALL.into_iter().filter(shown);
    let mut marks: Vec<Mark> = Vec::new();
    marks.extend(states.map(|state| (state.name(), texts.long(Shelved::State(state)))));
    let ends = outcomes.iter();
    marks.extend(ends.map(|outcome| {
        (
            outcome_name(*outcome),
            texts.long(Shelved::Outcome(*outcome)),
        )
    }));
    marks.push(("expected-end", texts.chart.expected));
    legend(texts, &marks)
}

/// A legend; what is expected comes with its provenance.
pub(crate) fn legend(texts: &Texts, marks: &[Mark]) -> Html {
    let item = |(name, meaning): &Mark| {
        let sample = element("i", &["data-mark"], vec![(*name).into()], Vec::new());
        let mut parts = vec![sample, Html::from(*meaning)];
        if *meaning == texts.chart.expected {
            parts.push(leaf(
                "span",
                "provenance",
                texts.long(Shelved::Provenance(Provenance::Modelled)),
            ));
        }
        element("li", &[], Vec::new(), parts)
    };
    html! { <ul class="legend">{for marks.iter().map(item)}</ul> }
}

/// Whether lanes of a mode can be in a state; idle is nothing to explain.
fn occurs(mode: Mode, state: State) -> bool {
    match mode {
        Mode::Sequential | Mode::Threads | Mode::Async => {
            matches!(state, State::Run | State::Wait)
        }
        Mode::Gil => matches!(state, State::Run | State::Wait | State::Blocked),
        Mode::Processes => state != State::Blocked && state != State::Idle,
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
