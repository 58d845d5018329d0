//! Run and Stop, one button in one place, with the phase beside it.

use std::rc::Rc;

use interleave::model::api::ProgramEnd;
use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use yew::prelude::*;

use crate::component::QuietButton;
use crate::i18n::{Label, Texts};
use crate::state::Phase;

/// The two clicks of a double click are closer together than this, in milliseconds; Stop after Run
/// hardly ever is.
const DOUBLE_CLICK_MS: f64 = 250.0;

/// Why nothing can be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RunBlocked {
    /// No mode is chosen.
    NoMode,
    /// None of the chosen modes can run here.
    NoneAvailable,
    /// The lesson asks for guesses first.
    NotGuessed,
}

/// What Run and Stop can do now.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Launch {
    /// What is going on.
    pub phase: Phase,
    /// The experiment: the race’s, or the form’s.
    pub spec: Rc<Spec>,
    /// Whether R starts a race.
    pub shortcuts: bool,
    /// The modes of the form whose runs will pass the limit, and the times to expect of them.
    pub beyond_limit: Rc<Vec<(Mode, f64)>>,
    /// Why nothing can be run, if nothing can.
    pub blocked: Option<RunBlocked>,
    /// Whether Run locks the guesses of a step.
    pub locks_in: bool,
    /// Starts a race.
    pub run: Callback<()>,
    /// Stops it.
    pub stop: Callback<()>,
    /// The call that the running program can be made to do early, if any.
    pub early: Option<ProgramEnd>,
    /// Makes that call.
    pub press: Callback<()>,
}

impl Launch {
    /// Starts a race, if one can be run.
    pub(crate) fn start(&self) {
        if self.blocked.is_none() {
            self.run.emit(());
        }
    }
}

/// What [`RunButton`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct RunButtonProps {
    /// The texts.
    pub texts: &'static Texts,
    /// What can be done about the phase the page is in.
    pub launch: Launch,
}

/// Run and Stop.
#[component]
pub(super) fn RunButton(props: &RunButtonProps) -> Html {
    let (texts, launch) = (props.texts, &props.launch);
    let onclick = use_press(launch);
    let Launch { phase, early, .. } = *launch;
    let busy = phase.is_busy();
    let (action, label, key) = match busy {
        true => ("stop", texts.run.stop, Some("Esc")),
        false if launch.locks_in => ("run", texts.lesson.lock_in, launch.shortcuts.then_some("R")),
        false => ("run", texts.run.run, launch.shortcuts.then_some("R")),
    };
    let blocked = launch.blocked.filter(|_| phase == Phase::Idle);
    let resting = blocked.is_some() || matches!(phase, Phase::Loading | Phase::Stopping);
    let warns = phase == Phase::Idle && !launch.beyond_limit.is_empty();
    let status = match blocked {
        Some(RunBlocked::NoMode) => texts.run.no_mode.to_owned(),
        Some(RunBlocked::NoneAvailable) => texts.run.none_available.to_owned(),
        Some(RunBlocked::NotGuessed) => texts.lesson.not_guessed.to_owned(),
        None if warns => texts.beyond_limit(&launch.beyond_limit, &launch.spec),
        None => texts.phase(phase, &launch.spec),
    };
    let status_name = match blocked {
        Some(RunBlocked::NotGuessed) => "not-guessed",
        Some(_) => "obstacle",
        None if warns => "beyond-limit",
        None => phase.name(),
    };
    html! {
        <div class="launch">
            <button
                type="button" class="run" data-action={action}
                aria-disabled={resting.then_some("true")} aria-keyshortcuts={key}
                aria-describedby="status" {onclick}
            >
                {label}
                if let Some(key) = key {
                    <kbd aria-hidden="true">{key}</kbd>
                }
            </button>
            if let (Some(end), true) = (early, busy) {
                <QuietButton action="press" onclick={launch.press.reform(|_| ())}>
                    {texts.label(Label::End(end))}
                </QuietButton>
            }
            <p class="status" id="status" role="status" data-status={status_name}>{status}</p>
            <p class="turn">{texts.run.turn}</p>
        </div>
    }
}

/// What a click on Run or Stop does.
#[hook]
fn use_press(launch: &Launch) -> Callback<MouseEvent> {
    let last_click = use_mut_ref(|| f64::NEG_INFINITY);
    let launch = launch.clone();
    Callback::from(move |event: MouseEvent| {
        // The second click of a double click would stop what the first has started.
        let before = last_click.replace(event.time_stamp());
        let again = event.detail() > 1 && event.time_stamp() - before < DOUBLE_CLICK_MS;
        match launch.phase.is_busy() {
            _ if again => {}
            true => launch.stop.emit(()),
            false => launch.start(),
        }
    })
}
