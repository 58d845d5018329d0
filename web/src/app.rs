//! The app: one state, one reducer, and the parts of the page that show it.
//!
//! What follows from the state is derived here and handed down; parts whose props have not changed
//! are not drawn again.

use std::rc::Rc;

use interleave::model::api::ProgramEnd;
use interleave::model::mode::Mode;
use interleave::model::query::encode;
use interleave::model::spec::Spec;
use interleave::model::view::View;
use interleave::report::findings::{self, Note, Workload};
use wasm_bindgen::prelude::wasm_bindgen;
use yew::prelude::*;

use crate::board::Board;
use crate::capability::Capability;
use crate::chart::{Comparison, RaceTable};
use crate::component::{
    Answer, Findings, Form, Header, Headline, HeadlineText, Help, Keys, Launch, Machine, Notices,
    RunBlocked, TroubleMessage, plain, use_keys,
};
use crate::engine::Engine;
use crate::i18n::{fill, texts};
use crate::state::{Action, Ending, Phase, Race, State};

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
    let (headline, findings) = use_findings(state);
    let (main_thread, findings) = findings
        .into_iter()
        .partition::<Vec<_>, _>(|finding| matches!(finding, Note::MainThread(..)));
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
    let busy = state.phase.is_busy();
    use_effect_with((link.clone(), state.lang, busy), |(query, lang, busy)| {
        tell_form(query, lang.name(), *busy);
    });
    html! {
        <>
            <Header
                {texts} theme={state.theme} query={link} own_corpus={state.corpus.is_some()} act={&act}
            />
            <main>
                <Form
                    {texts} {spec} corpus={state.corpus.clone()} capability={can.cloned()}
                    cost_ms={cost_ms(state)} launch={launch.clone()} act={act.clone()}
                />
                <section class="results" id="results" tabindex="-1" aria-label={texts.results.heading}>
                    <Notices {texts} notices={state.notices.clone()} act={&act} />
                    if let Some(trouble) = state.trouble {
                        <TroubleMessage {texts} {trouble} length={asked.length} launch={launch.clone()} />
                    }
                    <Headline
                        {texts} headline={headline} spec={&asked}
                        stale={ended.is_some_and(|race| *race.spec != state.spec)}
                        report={ended.map(|race| race.report.clone())} {main_thread}
                    />
                    <p class="spoken" role="status">{spoken}</p>
                    <Board {texts} race={race.cloned()} spec={asked.clone()} theme={state.theme} />
                    // Where the desk will be: it replaces this placeholder.
                    <div id="desk">
                        <details class="card code"><summary>{texts.code.heading}</summary></details>
                    </div>
                    if ended.is_some() {
                        <Findings {texts} {findings} preset={asked.preset} {cores} act={&act} />
                    }
                    <div class="cards">
                        if let Some(race) = race {
                            <Comparison {texts} report={race.report.clone()} />
                        }
                        if let Some(baseline) = race.and_then(|race| race.baseline.clone()) {
                            <Answer {texts} spec={&asked} {baseline} />
                        }
                    </div>
                    if let Some(race) = race {
                        <RaceTable {texts} report={race.report.clone()} />
                    }
                    <Machine
                        {texts} {known} no_threads={can.and_then(|can| can.no_threads)}
                        report={ended.map(|race| race.report.clone())}
                    />
                </section>
            </main>
            <Help {texts} />
        </>
    }
}

/// The sentence above everything else, and the findings below the board.
#[hook]
fn use_findings(state: &State) -> (HeadlineText, Vec<Note>) {
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
                findings::notes(&race.report, costs),
            )
        })
    });
    let headline = match (&*found, ended.and_then(|race| race.ended)) {
        _ if state.phase.is_busy() => HeadlineText::Busy(state.phase),
        (Some((findings::Verdict::Unmeasured, _)), Some(Ending::Stopped)) => HeadlineText::Stopped,
        (Some((findings::Verdict::Unmeasured, _)), Some(Ending::Broken)) => HeadlineText::Broken,
        (_, Some(Ending::Recorded)) => HeadlineText::Recorded,
        (Some((verdict, _)), _) => HeadlineText::Found(verdict.clone()),
        (None, _) => HeadlineText::Question(Workload::of(&state.spec, &[])),
    };
    let findings = match &*found {
        Some((_, findings)) => findings.clone(),
        None => Vec::new(),
    };
    (headline, findings)
}

fn costs(race: &Race) -> &[(u64, u64)] {
    race.baseline
        .as_ref()
        .map_or(&[], |baseline| &baseline.costs)
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

/// What the program that runs now can be made to call at once.
fn early(state: &State) -> Option<ProgramEnd> {
    let race = state.race.as_ref()?;
    let Phase::Running { mode, .. } = state.phase else {
        return None;
    };
    let end = race.spec.end_of(race.spec.api(mode));
    matches!(end, ProgramEnd::Shutdown | ProgramEnd::Terminate).then_some(end)
}

/// What Run and Stop do with the form as it stands.
fn launch(state: &State, engine: &Engine) -> Launch {
    let refuses = |mode: &Mode| {
        let can = state.capability.as_ref();
        can.is_some_and(|can| can.refuses(*mode, state.spec.api(*mode)).is_some())
    };
    let blocked = match &state.spec.modes {
        none if none.is_empty() => Some(RunBlocked::NoMode),
        modes => modes
            .iter()
            .all(refuses)
            .then_some(RunBlocked::NoneAvailable),
    };
    let race = state.race.as_ref();
    Launch {
        phase: state.phase,
        rounds: race.map_or(1, |race| race.spec.rounds),
        blocked,
        early: early(state),
        press: engine.press.clone(),
        run: engine.run.clone(),
        stop: engine.stop.clone(),
    }
}
