//! The app: one state, one reducer, and the parts of the page that show it.
//!
//! What follows from the state is derived here and handed down; parts whose props have not changed
//! are not drawn again.

use std::rc::Rc;

use interleave::model::api::End;
use interleave::model::mode::Mode;
use interleave::model::query::encode;
use interleave::model::spec::Spec;
use interleave::model::view::View;
use interleave::report::findings::{self, Kind, Remark};
use wasm_bindgen::prelude::wasm_bindgen;
use yew::prelude::*;

use crate::capability::Capability;
use crate::chart::{Board, compare, race_table};
use crate::component::Share;
use crate::engine::Engine;
use crate::i18n::{Shelved, Texts, fill, texts};
use crate::state::{Action, Ending, Phase, Race, State};
use crate::ui::{
    Form, Headline, Keys, Launch, Obstacle, answer, element, group, header, help, leaf, machine,
    notices, plain, remarks as remarks_view, trouble, use_keys, verdict,
};

#[wasm_bindgen]
extern "C" {
    // Of `www/boot.js`: what the desk hears of.
    #[wasm_bindgen(js_name = interleaveForm)]
    fn tell_form(query: &str, lang: &str, busy: bool);
}

/// What [`App`] begins with.
#[derive(Properties, PartialEq)]
pub struct AppProps {
    /// The state at its beginning.
    pub state: State,
    /// The page's own address, without query and fragment.
    pub address: AttrValue,
}

/// The app.
#[component]
pub fn App(props: &AppProps) -> Html {
    let initial = props.state.clone();
    let handle = use_reducer(move || initial);
    let engine = crate::engine::use_engine(&handle);
    crate::url::use_url(&handle);
    crate::embed::use_publication(&handle);

    let dispatcher = handle.dispatcher();
    let state: &State = &handle;
    let act = use_callback((), move |action: Action, ()| dispatcher.dispatch(action));
    let launch = launch(state, &engine);
    use_keys(Keys {
        launch: launch.clone(),
        lang: state.lang,
        theme: state.theme,
        act: act.clone(),
    });

    let texts = texts(state.lang);
    let spec = use_memo(state.spec.clone(), Spec::clone);
    let (headline, remarks) = use_findings(state);
    let race = state.race.as_ref();
    let ended = race.filter(|race| race.ended.is_some());
    let asked = race.map_or_else(|| spec.clone(), |race| race.spec.clone());
    let can = state.capability.as_ref();
    let cores = can.map_or(1, Capability::cores_or_one);
    let known = race.map(|race| race.environment.clone());
    let known = known.or_else(|| can.map(Capability::environment));
    let spoken = ended.map(|_| fill(texts.run.ended, &[&plain(&headline.text(texts, &asked))]));
    // Whoever opens it gets the whole page, and presses Run.
    let view = View {
        embed: false,
        run: false,
        ..state.view
    };
    let link = AttrValue::from(encode(&state.spec, &view));
    let share = html! {
        <Share
            {texts} spec={Rc::clone(&spec)} view={state.view} theme={state.theme}
            address={props.address.clone()} own_corpus={state.corpus.is_some()}
            title={texts.long(Shelved::Preset(state.spec.preset))}
        />
    };
    let busy = state.phase.is_busy();
    use_effect_with((link.clone(), state.lang, busy), |(query, lang, busy)| {
        tell_form(query, lang.name(), *busy);
    });
    html! {
        <>
            {header(
                texts, state.theme, props.address.clone(), link, state.corpus.is_some(), share, &act
            )}
            <main>
                <Form
                    {texts} {spec} corpus={state.corpus.clone()} capability={can.cloned()}
                    cost_ms={cost_ms(state)} launch={launch.clone()} act={act.clone()}
                />
                <section class="results" id="results" tabindex="-1" aria-label={texts.results.heading}>
                    {notices(texts, &state.notices, &act)}
                    {for state.trouble.map(|what| trouble(texts, what, asked.length, &launch))}
                    {verdict(
                        texts, &headline, &asked, ended.is_some_and(|race| *race.spec != state.spec)
                    )}
                    <p class="spoken" role="status">{spoken}</p>
                    <Board {texts} race={race.cloned()} spec={asked.clone()} theme={state.theme} />
                    {desk(texts)}
                    if ended.is_some() {
                        {remarks_view(texts, &remarks, asked.preset, cores, &act)}
                    }
                    <div class="cards">
                        if let Some(race) = race {
                            {compare(texts, &race.report)}
                        }
                        {for race.and_then(|race| race.reference.as_deref())
                            .map(|reference| answer(texts, &asked, reference))}
                    </div>
                    if let Some(race) = race {
                        {race_table(texts, &race.report)}
                    }
                    {machine(
                        texts, known.as_ref(), can.and_then(|can| can.no_threads),
                        ended.map(|race| &race.report)
                    )}
                </section>
            </main>
            {help(texts)}
        </>
    }
}

/// The sentence above everything else, and the remarks beside it.
#[hook]
fn use_findings(state: &State) -> (Headline, Vec<Remark>) {
    let race = state.race.as_ref();
    // What was found is worked out once a race has ended, not with each of its runs.
    let ended = race.filter(|race| race.ended.is_some() && !state.phase.is_busy());
    // What was only recorded is no finding.
    let own = ended.filter(|race| race.ended != Some(Ending::Recorded));
    let key = own.map(|race| (race.id, Rc::as_ptr(&race.report)));
    let found = use_memo(key, |_| {
        own.map(|race| {
            let costs = costs(race);
            (
                findings::verdict(&race.report, costs),
                findings::remarks(&race.report, costs),
            )
        })
    });
    let headline = match (&*found, ended.and_then(|race| race.ended)) {
        _ if state.phase.is_busy() => Headline::Busy(state.phase),
        (Some((findings::Verdict::Unmeasured, _)), Some(Ending::Stopped)) => Headline::Stopped,
        (Some((findings::Verdict::Unmeasured, _)), Some(Ending::Broken)) => Headline::Broken,
        (_, Some(Ending::Recorded)) => Headline::Recorded,
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
    let each = interleave::time::to_ms(*nanos) / *units as f64;
    (spec.work > 0).then_some(each * spec.work as f64)
}

/// Where the desk will be. What stands there until it comes is never looked at again.
fn desk(texts: &Texts) -> Html {
    let summary = leaf("summary", "", texts.code.heading);
    let place = group("details", "card code", vec![summary]);
    element("div", &["id"], vec!["desk".into()], vec![place])
}

/// What the program that runs now can be made to call at once.
fn early(state: &State) -> Option<End> {
    let race = state.race.as_ref()?;
    let Phase::Running { mode, .. } = state.phase else {
        return None;
    };
    let end = race.spec.end_of(race.spec.api(mode));
    matches!(end, End::Shutdown | End::Terminate).then_some(end)
}

/// What Run and Stop do with the form as it stands.
fn launch(state: &State, engine: &Engine) -> Launch {
    let refuses = |mode: &Mode| {
        let can = state.capability.as_ref();
        can.is_some_and(|can| can.refuses(*mode, state.spec.api(*mode)).is_some())
    };
    let obstacle = match &state.spec.modes {
        none if none.is_empty() => Some(Obstacle::NoMode),
        modes => modes.iter().all(refuses).then_some(Obstacle::NoneAvailable),
    };
    let race = state.race.as_ref();
    Launch {
        phase: state.phase,
        rounds: race.map_or(1, |race| race.spec.rounds),
        obstacle,
        early: early(state),
        press: engine.press.clone(),
        run: engine.run.clone(),
        stop: engine.stop.clone(),
    }
}
