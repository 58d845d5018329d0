//! The last races of this browser, which survive a reload.

use std::rc::Rc;

use interleave::model::query::understand;
use yew::prelude::*;

use crate::action::Action;
use crate::i18n::{Shelved, Texts, fill};
use crate::saved::SavedRace;
use interleave::wording::format;

/// What [`History`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct HistoryProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The races, the newest first.
    pub races: Vec<Rc<SavedRace>>,
    /// The race on the board.
    pub shown: Option<Rc<SavedRace>>,
    /// The race that is compared with it.
    pub pinned: Option<Rc<SavedRace>>,
    /// Says what the reader does.
    pub act: Callback<Action>,
}

/// The last races.
#[component]
pub(crate) fn History(props: &HistoryProps) -> Html {
    let (texts, say) = (props.texts, &props.texts.earlier);
    if props.races.is_empty() {
        return Html::default();
    }
    let rows = props.races.iter().map(|race| {
        let show = {
            let race = Rc::clone(race);
            props
                .act
                .reform(move |_: MouseEvent| Action::Show(Rc::clone(&race)))
        };
        let spec = understand(&race.query);
        let is_pinned = props.pinned.as_ref() == Some(race);
        let pinned = (!is_pinned).then(|| Rc::clone(race));
        let pin = props
            .act
            .reform(move |_: MouseEvent| Action::Pin(pinned.clone()));
        let (action, label) = match is_pinned {
            true => ("unpin", say.unpin),
            false => ("pin", say.pin),
        };
        html! {
            <li class={is_pinned.then_some("pinned")}>
                <p>
                    <strong class="called">
                        {texts.experiment_name(&spec, race.cores.unwrap_or(1))}
                    </strong>
                    <span class="asked">{texts.asked(&spec)}</span>
                    <span class="times">{times(texts, race)}</span>
                </p>
                if props.shown.as_ref() != Some(race) {
                    <button type="button" class="quiet" data-action="open-race" onclick={show}>
                        {say.open}
                    </button>
                }
                <button type="button" class="quiet" data-action={action} onclick={pin}>
                    {label}
                </button>
            </li>
        }
    });
    let forget = props.act.reform(|_: MouseEvent| Action::ForgetHistory);
    html! {
        <details class="card earlier">
            <summary>{fill(say.heading, &[&props.races.len().to_string()])}</summary>
            <ul>{for rows}</ul>
            <button type="button" class="quiet" data-action="forget" onclick={forget}>
                {say.forget}
            </button>
        </details>
    }
}

/// What each mode took, in a line.
fn times(texts: &Texts, race: &SavedRace) -> String {
    let times = race.figures.iter().filter_map(|figure| {
        let time = format::time(figure.median_ms?, None);
        Some(format!("{} {time}", texts.long(Shelved::Mode(figure.mode))))
    });
    times.collect::<Vec<_>>().join(" · ")
}
