//! Publishes the page's phase and the result of each race: see [`crate::effect::embed`]. Keeps the
//! screen lit while a race runs, and lets the page around this one say how it wants this one to look.

use yew::prelude::*;

use crate::effect::embed::{Appearance, Connection, publish, write_result};
use crate::effect::wake_lock::WakeLock;
use crate::state::{Action, Ending, State};
use crate::url::set_attribute;

/// Tells of each race that has ended, and of the page's phase.
#[hook]
pub fn use_publication(state: &UseReducerHandle<State>) {
    // Before the phase, so that whoever sees that a race is over finds its result.
    let race = state.race.as_ref();
    let ended = race.map(|race| (race.id, race.ended));
    use_effect_with(ended, {
        let report = race.map(|race| race.report.clone());
        let embedded = state.view.embed;
        move |ended| match (ended, report) {
            (Some((_, None | Some(Ending::Recorded))), _) => write_result(""),
            (Some(_), Some(report)) => publish(&report.to_json(), embedded),
            _ => {}
        }
    });
    use_effect_with(state.phase.name(), |name| set_attribute("data-phase", name));
    let lock = use_mut_ref(|| None::<WakeLock>);
    use_effect_with(state.phase.is_busy(), move |is_busy| {
        lock.borrow_mut()
            .get_or_insert_with(WakeLock::new)
            .want(*is_busy);
    });
    use_effect_with(state.view.embed, {
        let dispatcher = state.dispatcher();
        move |is_embedded| {
            let on_appearance = Callback::from(move |appearance: Appearance| {
                if let Some(lang) = appearance.lang {
                    dispatcher.dispatch(Action::SetLang(lang));
                }
                if let Some(theme) = appearance.theme {
                    dispatcher.dispatch(Action::SetTheme(theme));
                }
            });
            let connection = is_embedded
                .then(|| Connection::open(on_appearance))
                .flatten();
            move || drop(connection)
        }
    });
}
