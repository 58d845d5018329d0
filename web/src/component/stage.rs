//! The board and the player below it, which share what part of a race is shown.

use std::rc::Rc;

use interleave::model::spec::Spec;
use interleave::model::view::Theme;
use yew::prelude::*;

use super::queue_curves::QueueCurves;
use super::{Export, Player};
use crate::action::Action;
use crate::board::{Board, use_viewport};
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
    let viewport = use_viewport(race.as_ref().map(|race| race.id));
    let played = race
        .as_ref()
        .filter(|race| props.playable && race.recording.read().keys().next().is_some());
    html! {
        <>
            <Board
                texts={*texts} race={race.clone()} spec={props.spec.clone()} theme={props.theme}
                foretells={props.foretells} projected={props.projected} viewport={viewport.clone()}
            />
            if let Some(race) = race.as_ref().filter(|race| race.no_samples) {
                <p key={race.id} class="problem" role="status">{texts.player.no_sample}</p>
            }
            if let Some(race) = played {
                <QueueCurves
                    key={format!("{} queue", race.id)} texts={*texts} spec={&race.spec}
                    recording={race.recording.clone()}
                />
                <Player
                    key={race.id} texts={*texts} spec={&race.spec} recording={race.recording.clone()}
                    change_view={viewport.change_view.clone()} shortcuts={props.shortcuts}
                >
                    if race.saved.is_some() {
                        <Export
                            texts={*texts} exporting={props.exporting} link={props.link.clone()}
                            export={act.reform(Action::Export)}
                            make_link={act.reform(|()| Action::MakeLink)}
                        />
                    }
                </Player>
            }
        </>
    }
}
