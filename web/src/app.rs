//! The app: one state, one reducer, and the parts of the page that show it.
//!
//! What follows from the state is derived here and handed down; parts whose props have not changed
//! are not drawn again.

use std::rc::Rc;

use interleave::advice::{self, Kind, Remark};
use interleave::query::{Lang, Theme, encode};
use interleave::spec::Spec;
use yew::prelude::*;

use crate::chart::{Board, Compare, RaceTable};
use crate::i18n::{Texts, texts};
use crate::state::{Action, Ending, Race, State};
use crate::ui::{
    Answer, Form, Header, Headline, Help, Keys, Machine, Notices, Obstacle, Remarks, TroubleNote,
    VerdictView, plain, use_keys,
};

/// What [`App`] begins with.
#[derive(Properties, PartialEq)]
pub struct AppProps {
    /// The state at its beginning.
    pub state: State,
}

/// The app.
#[component]
pub fn App(props: &AppProps) -> Html {
    let initial = props.state.clone();
    let state = use_reducer(move || initial);
    let engine = crate::engine::use_engine(&state);
    crate::url::use_url(&state);
    crate::embed::use_publication(&state);

    let dispatcher = state.dispatcher();
    let act = use_callback((), move |action: Action, ()| dispatcher.dispatch(action));
    let help = use_state_eq(|| false);
    let on_help = use_callback(*help, {
        let help = help.clone();
        move |(), open| help.set(!open)
    });
    let close_help = use_callback((), {
        let help = help.clone();
        move |(), ()| help.set(false)
    });
    let on_lang = use_callback(act.clone(), |lang, act| act.emit(Action::SetLang(lang)));
    let on_other_lang = use_callback((act.clone(), state.lang), |(), (act, lang)| {
        act.emit(Action::SetLang(next(&Lang::ALL, *lang)));
    });
    let on_theme = use_callback((act.clone(), state.theme), |(), (act, theme)| {
        act.emit(Action::SetTheme(next(&Theme::ALL, *theme)));
    });
    use_keys(Keys {
        run: engine.run.clone(),
        stop: engine.stop.clone(),
        language: on_other_lang,
        theme: on_theme.clone(),
        help: on_help.clone(),
    });

    let texts = texts(state.lang);
    use_title(texts);
    let spec = use_memo(state.spec.clone(), Spec::clone);
    let query = use_memo((state.spec.clone(), state.view), |(spec, view)| {
        AttrValue::from(encode(spec, view))
    });
    let race = state.race.as_ref();
    let (headline, remarks) = use_findings(&state);
    let asked = race.map_or_else(|| spec.clone(), |race| race.spec.clone());
    let cores = state
        .capability
        .as_ref()
        .map_or(1, |can| can.cores_or_one());
    let on_choose = use_callback((act.clone(), cores), |preset, (act, cores)| {
        act.emit(Action::Choose(preset, *cores));
    });
    let on_dismiss = use_callback(act.clone(), |(), act| act.emit(Action::DismissNotices));
    let ended = race.filter(|race| race.ended.is_some());
    let spoken = ended.map(|_| (texts.run.ended)(&plain(&headline.text(texts, &asked))));
    let environment = race.map(|race| race.environment.clone());
    let environment =
        environment.or_else(|| state.capability.as_ref().map(|can| can.environment()));
    html! {
        <>
            <Header
                {texts} theme={state.theme} query={(*query).clone()}
                own_corpus={state.corpus.is_some()} {on_lang} {on_theme} on_help={on_help.clone()}
            />
            <main>
                <Form
                    {texts} spec={spec.clone()} corpus={state.corpus.clone()}
                    capability={state.capability.clone()} cost_ms={cost_ms(&state)}
                    phase={state.phase} rounds={asked.rounds} obstacle={obstacle(&state)}
                    act={act.clone()} run={engine.run.clone()} stop={engine.stop.clone()}
                />
                <section class="results" id="results" tabindex="-1" aria-label={texts.results.heading}>
                    <Notices {texts} notices={state.notices.clone()} {on_dismiss} />
                    if let Some(trouble) = state.trouble {
                        <TroubleNote
                            {texts} {trouble} length={asked.length} run={engine.run.clone()}
                        />
                    }
                    <VerdictView
                        {texts} {headline} spec={asked.clone()}
                        stale={ended.is_some_and(|race| *race.spec != state.spec)}
                    />
                    <p class="spoken" role="status">{spoken}</p>
                    <Board {texts} race={state.race.clone()} {spec} theme={state.theme} />
                    if ended.is_some() {
                        <Remarks {texts} {remarks} preset={asked.preset} {on_choose} />
                    }
                    <div class="cards">
                        if let Some(race) = race {
                            <Compare {texts} report={race.report.clone()} />
                        }
                        if let Some(reference) = race.and_then(|race| race.reference.clone()) {
                            <Answer {texts} spec={asked} {reference} />
                        }
                    </div>
                    if let Some(race) = race {
                        <RaceTable {texts} report={race.report.clone()} />
                    }
                    <Machine
                        {texts} {environment}
                        no_threads={state.capability.as_ref().and_then(|can| can.no_threads)}
                        report={ended.map(|race| race.report.clone())}
                    />
                </section>
            </main>
            <Help {texts} open={*help} on_close={close_help} />
        </>
    }
}

/// The value after this one, the first one after the last.
fn next<T: Copy + PartialEq>(all: &[T], now: T) -> T {
    let later = all.iter().skip_while(|other| **other != now).nth(1);
    *later.or(all.first()).unwrap_or(&now)
}

/// Keeps the document's title in the page's language.
#[hook]
fn use_title(texts: &'static Texts) {
    use_effect_with(texts.lang, move |_| {
        if let Some(document) = crate::url::window().document() {
            document.set_title(texts.title);
        }
    });
}

/// The sentence above everything else, and the remarks beside it.
#[hook]
fn use_findings(state: &State) -> (Headline, Vec<Remark>) {
    let race = state.race.as_ref();
    // What was found is worked out once a race has ended, not with each of its runs.
    let ended = race.filter(|race| race.ended.is_some() && !state.phase.is_busy());
    let key = ended.map(|race| (race.id, Rc::as_ptr(&race.report)));
    let found = use_memo(key, |_| {
        ended.map(|race| {
            let costs = costs(race);
            (
                advice::verdict(&race.report, costs),
                advice::remarks(&race.report, costs),
            )
        })
    });
    let headline = match (&*found, ended.and_then(|race| race.ended)) {
        _ if state.phase.is_busy() => Headline::Busy(state.phase),
        (Some((advice::Verdict::Unmeasured, _)), Some(Ending::Stopped)) => Headline::Stopped,
        (Some((advice::Verdict::Unmeasured, _)), Some(Ending::Broken)) => Headline::Broken,
        (Some((verdict, _)), _) => Headline::Found(verdict.clone()),
        (None, _) => Headline::Question(Kind::of(&state.spec, &[])),
    };
    let remarks = match &*found {
        Some((_, remarks)) => remarks.clone(),
        None => Vec::new(),
    };
    (headline, remarks)
}

fn costs(race: &Race) -> &[(u64, u64)] {
    race.reference
        .as_ref()
        .map_or(&[], |reference| &reference.costs)
}

/// What a task's work costs here, in milliseconds, as far as the last race has shown it.
fn cost_ms(state: &State) -> Option<f64> {
    let race = state.race.as_ref()?;
    let (asked, spec) = (&race.spec, &state.spec);
    let kernel = |spec: &Spec| (spec.kernel, spec.length, spec.distance);
    // A cost is proportional to the work, with the same kernel.
    let (units, nanos) = costs(race)
        .last()
        .filter(|_| kernel(asked) == kernel(spec))?;
    let each = interleave::clock::to_ms(*nanos) / *units as f64;
    (spec.work > 0).then_some(each * spec.work as f64)
}

/// Why nothing can be run with the form as it stands, if nothing can.
fn obstacle(state: &State) -> Option<Obstacle> {
    let can = state.capability.as_ref()?;
    let modes = &state.spec.modes;
    if modes.is_empty() {
        Some(Obstacle::NoMode)
    } else if modes.iter().all(|mode| can.refuses(*mode).is_some()) {
        Some(Obstacle::NoneAvailable)
    } else {
        None
    }
}
