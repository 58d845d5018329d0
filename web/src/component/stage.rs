//! The board and the player below it, which share what part of a race is shown.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use interleave::model::spec::Spec;
use interleave::model::view::Theme;
use yew::prelude::*;

use super::lane_states::selected_lane;
use super::{Export, Player};
use crate::action::Action;
use crate::board::{Board, Viewport, use_viewport};
use crate::i18n::Texts;
use crate::state::{Exporting, Link, Race};

/// What [`Stage`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct StageProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The last race, under way or ended.
    pub race: Option<Race>,
    /// The experiment in the form, for as long as there is no race.
    pub spec: Rc<Spec>,
    /// Whether the board says what to expect before there is a race.
    pub foretells: bool,
    /// Whether it shares one screen with other things.
    #[prop_or_default]
    pub projected: bool,
    /// The theme.
    pub theme: Theme,
    /// Whether a race that has ended can be played again, and exported.
    pub playable: bool,
    /// Whether signs are shortcuts.
    pub shortcuts: bool,
    /// The state of the link.
    pub link: Link,
    /// The state of the last export.
    pub exporting: Exporting,
    /// Says what the reader does.
    pub act: Callback<Action>,
}

/// The board and the player.
#[component]
pub(crate) fn Stage(props: &StageProps) -> Html {
    let StageProps {
        texts, race, act, ..
    } = props;
    let played = race
        .as_ref()
        .filter(|race| props.playable && race.recording.read().keys().next().is_some());
    // Without a player, nothing would lead on from a moment.
    let moment = played.map(|race| race.moment).unwrap_or_default();
    let viewport = use_viewport(race.as_ref().map(|race| race.id), moment);
    use_look(played, &viewport, act);
    html! {
        <>
            <Board
                texts={*texts} race={race.clone()} spec={props.spec.clone()} theme={props.theme}
                foretells={props.foretells} projected={props.projected} queues={played.is_some()}
                viewport={viewport.clone()}
            >
                {played.and_then(|race| selected_lane(texts, race, &viewport))}
            </Board>
            if let Some(race) = race.as_ref().filter(|race| race.no_samples) {
                <p key={race.id} class="problem" role="status">{texts.player.no_sample}</p>
            }
            if let Some(race) = played {
                <Player
                    key={race.id} texts={*texts} spec={&race.spec} recording={race.recording.clone()}
                    viewport={viewport} shortcuts={props.shortcuts}
                >
                    if race.saved.is_some() {
                        <Export
                            texts={*texts} exporting={props.exporting} link={props.link.clone()}
                            export={act.reform(Action::Export)}
                            moment={race.moment} make_link={act.reform(|()| Action::MakeLink)}
                        />
                    }
                </Player>
            }
        </>
    }
}

/// Tells what the reader looks at, when it has not changed for a moment.
#[hook]
fn use_look(race: Option<&Race>, viewport: &Viewport, act: &Callback<Action>) {
    let looked = race.map(|race| (race.id, viewport.view.moment(race.recording.latest())));
    use_effect_with((looked, act.clone()), |(looked, act)| {
        let told = looked.map(|(race, moment)| {
            let act = act.clone();
            Timeout::new(REST_MS, move || act.emit(Action::Look(race, moment)))
        });
        move || drop(told)
    });
}

/// After so many milliseconds a moment is one that the reader looks at.
const REST_MS: u32 = 150;
