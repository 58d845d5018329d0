//! Run and Stop, one button in one place, and what is going on beside it.

use yew::prelude::*;

use crate::i18n::Texts;
use crate::state::Phase;

/// Why nothing can be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Obstacle {
    /// No mode is chosen.
    NoMode,
    /// None of the chosen modes can run here.
    NoneAvailable,
}

/// What [`Launch`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct LaunchProps {
    /// The texts.
    pub texts: &'static Texts,
    /// What is going on.
    pub phase: Phase,
    /// How many rounds the race has.
    pub rounds: u32,
    /// Why nothing can be run, if nothing can.
    pub obstacle: Option<Obstacle>,
    /// Starts a race.
    pub run: Callback<()>,
    /// Stops it.
    pub stop: Callback<()>,
}

/// Run and Stop.
#[component]
pub(crate) fn Launch(props: &LaunchProps) -> Html {
    let LaunchProps {
        texts,
        phase,
        rounds,
        obstacle,
        ..
    } = *props;
    let busy = phase.is_busy();
    let (run, stop) = (props.run.clone(), props.stop.clone());
    let onclick = move |event: MouseEvent| {
        // The second half of a double click would stop what the first has started.
        if event.detail() > 1 {
            return;
        }
        match busy {
            true => stop.emit(()),
            false => run.emit(()),
        }
    };
    let (action, label, key) = match busy {
        true => ("stop", texts.run.stop, "Esc"),
        false => ("run", texts.run.run, "R"),
    };
    let resting = phase == Phase::Loading || phase == Phase::Stopping;
    let status = match obstacle.filter(|_| phase == Phase::Idle) {
        Some(Obstacle::NoMode) => texts.run.no_mode.to_owned(),
        Some(Obstacle::NoneAvailable) => texts.run.none_available.to_owned(),
        None => (texts.run.phase)(phase, rounds),
    };
    html! {
        <div class="launch">
            <button
                type="button" class={classes!("run", busy.then_some("busy"))} data-action={action}
                aria-disabled={(resting || (obstacle.is_some() && !busy)).then_some("true")}
                aria-keyshortcuts={key} aria-describedby="status" {onclick}
            >
                {label}<kbd aria-hidden="true">{key}</kbd>
            </button>
            <p class="status" id="status" role="status" data-status="">{status}</p>
        </div>
    }
}
