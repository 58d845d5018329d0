//! The app: one state, one update, and the parts of the page that show it.
//!
//! Values that follow from the state are derived here and passed down as props; parts whose props have
//! not changed are not rendered again.

use std::rc::Rc;

use interleave::model::field::Field;
use interleave::model::mode::Mode;
use interleave::model::moment::Moment;
use interleave::model::query::encode;
use interleave::model::spec::Spec;
use interleave::model::view::View;
use interleave::report::findings::Note;
use interleave::report::round::Hung;
use yew::prelude::*;

use crate::action::Action;
use crate::chart::{Comparison, RaceTable};
use crate::component::{
    Answer, CodePane, Findings, Form, HangMessage, Header, Headline, Help, History, Import, Keys,
    Later, Launch, LessonStep, Machine, Notices, Part, Presenter, RaceComparison, Rendered,
    RunBlocked, Share, Stage, TroubleMessage, not_here, plain, use_keys, use_parts,
};
use crate::effect::use_store;
use crate::i18n::{fill, texts};
use crate::state::{Race, State};
use crate::url::{set_attribute, window};

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
    let (state, act) = use_store(props.state.clone());
    let state = &*state;
    let rendered = use_parts();
    use_document(state, rendered.is_whole());
    let launch = use_launch(state, &act);
    use_keys(Keys {
        launch: launch.clone(),
        lang: state.lang,
        theme: state.theme,
        shortcuts: state.shortcuts,
        is_whole: rendered.is_whole(),
        act: act.clone(),
    });

    let texts = texts(state.lang);
    let spec = use_memo(state.spec.clone(), Spec::clone);
    let headline = state.headline();
    let (main_thread, findings) = use_notes(state)
        .into_iter()
        .partition::<Vec<_>, _>(|finding| matches!(finding, Note::MainThread(..)));
    let race = state.race.as_ref();
    let ended = race.filter(|race| race.ended.is_some());
    let hangs = race.and_then(hangs);
    let asked = race.map_or_else(|| spec.clone(), |race| race.spec.clone());
    let can = state.capability.as_ref();
    let cores = state.cores_or_one();
    let step = state.step();
    let full = !state.view.embed && step.is_none();
    let known = race.map_or_else(|| state.environment(), |race| Some(state.machine_of(race)));
    let spoken = ended.map(|_| fill(texts.run.ended, &[&plain(&headline.text(texts, &asked))]));
    // The link opens the full page and does not start by itself.
    let view = View {
        embed: false,
        run: false,
        moment: Moment::default(),
        ..state.view
    };
    let link = AttrValue::from(state.query_as(&view));
    let set = use_callback((spec.clone(), act.clone()), |change, (spec, act)| {
        let (field, value): (Field, u64) = change;
        let mut spec = (**spec).clone();
        field.set(&mut spec, value);
        act.emit(Action::Ask(spec));
    });
    let save = use_callback(act.clone(), |(name, text): (String, String), act| {
        act.emit(Action::SaveText(name, text.into()));
    });
    let colour = use_callback(act.clone(), |(text, language), act| {
        act.emit(Action::Colour(text, language));
    });
    let want_code = use_callback(act.clone(), |link, act| act.emit(Action::WantQrCode(link)));
    let share = html! {
        <Share
            {texts} spec={spec.clone()} view={state.view} theme={state.theme}
            address={&props.address} own_corpus={state.corpus.is_some()}
            title={texts.experiment_name(&spec, cores)} link={state.link.clone()}
            moment={state.exportable().map(|(race, _)| race.moment)}
            make_link={act.reform(|()| Action::MakeLink)}
            code={state.qr_code.clone()} want_code={&want_code}
        />
    };
    let open_file = use_callback(act.clone(), |file, act| act.emit(Action::FileChosen(file)));
    let shown = ended.and_then(|race| race.saved.clone());
    let compared = shown.clone().zip(state.pinned.clone());
    if let (Some(place), Some(step)) = (state.place(), step) {
        let view = View {
            lesson: Some(place.step),
            ..View::default()
        };
        let students = [&props.address, "?", &encode(&Spec::default(), &view)].concat();
        let unshown = state.unshown(step);
        return html! {
            <ContextProvider<Rendered> context={rendered}>
                <Later part={Part::Board}>
                    <Presenter
                        {texts} {place} headline={state.presented(step)} answers={state.answers.clone()} class={state.class.clone()}
                        unshown={unshown.map(|unshown| not_here(texts, unshown, &spec))}
                        trouble={state.trouble.map(|trouble| html! {
                            <TroubleMessage {texts} {trouble} length={asked.length} launch={launch.clone()} />
                        }).unwrap_or_default()}
                        board={html! {
                            <Stage
                                {texts} race={race.cloned()} spec={asked.clone()} theme={state.theme}
                                foretells={false} projected=true playable={false} link={state.link.clone()}
                                exporting={state.exporting} shortcuts={state.shortcuts} act={act.clone()}
                            />
                        }}
                        address={&props.address} link={students} code={state.qr_code.clone()} want_code={want_code}
                        since_ms={state.step_since_ms} shortcuts={state.shortcuts} act={&act}
                    />
                </Later>
            </ContextProvider<Rendered>>
        };
    }
    html! {
        <ContextProvider<Rendered> context={rendered}>
            <Later part={Part::Header}>
                <Header
                    {texts} theme={state.theme} shortcuts={state.shortcuts} address={&props.address}
                    lesson={full.then(|| state.answers.current())} query={link}
                    own_corpus={state.corpus.is_some()} {share} act={&act}
                />
            </Later>
            <main>
                <Later part={Part::Form}>
                    if let Some(step) = step {
                        <LessonStep
                            {texts} step={step.id} answers={state.answers.clone()} unshown={state.unshown(step)}
                            spec={spec.clone()} capability={can.cloned()} launch={launch.clone()}
                            class_code={state.class_code()} qr={state.qr_code.clone()} want_qr={want_code}
                            act={act.clone()}
                        />
                    } else {
                        <Form
                            {texts} spec={spec.clone()} corpus={state.corpus.clone()} capability={can.cloned()}
                            cost_ms={state.cost_ms()} guesses={state.free_guesses.clone()} step={state.view.lesson.filter(|_| !state.view.embed)} launch={launch.clone()}
                            act={act.clone()}
                        />
                    }
                </Later>
                <section class="results" id="results" tabindex="-1" aria-label={texts.results.heading}>
                    <Notices {texts} notices={state.notices.clone()} act={&act} />
                    if let Some((mode, hung)) = hangs {
                        <HangMessage {texts} {mode} {hung} api={asked.api(mode)} spec={&asked} />
                    }
                    if let Some(trouble) = state.trouble {
                        <TroubleMessage {texts} {trouble} length={asked.length} launch={launch.clone()} />
                    }
                    <Headline
                        {texts} headline={headline} spec={&asked}
                        stale={ended.is_some_and(|race| *race.spec != state.spec) && step.is_none()}
                        report={ended.map(|race| race.report.clone())} {main_thread}
                    />
                    <p class="spoken" role="status">{spoken}</p>
                    <Later part={Part::Board}>
                        <Stage
                            {texts} race={race.cloned()} spec={asked.clone()} theme={state.theme}
                            foretells={step.is_none() && state.free_guesses.is_none()} playable={ended.is_some() && (!state.view.embed || state.view.moment != Moment::default())} link={state.link.clone()}
                            exporting={state.exporting} shortcuts={state.shortcuts} act={act.clone()}
                        />
                    </Later>
                    if full {
                        if let Some((now, before)) = compared.filter(|(now, before)| now != before) {
                            <RaceComparison {texts} {before} {now} figure={state.compared.figure.clone()} />
                        }
                        <History
                            {texts} races={state.history.clone()} {shown}
                            pinned={state.pinned.clone()} act={act.clone()}
                        />
                        <Import {texts} opening={state.opening.clone()} open={open_file} />
                    }
                    // A step of the lesson has its own questions.
                    if step.is_none() {
                        <Later part={Part::Code}>
                            <CodePane
                                {texts} spec={spec.clone()} live={state.followed()}
                                colours={state.colours.clone()} {colour} {set} {save}
                                open={can.is_some_and(|can| can.wide) && !state.view.embed}
                            />
                        </Later>
                        if ended.is_some() {
                            <Findings {texts} {findings} spec={&asked} {cores} act={&act} />
                        }
                    }
                    <div class="cards">
                        if let Some(race) = race {
                            <Comparison {texts} report={race.report.clone()} guesses={state.guesses()} />
                        }
                        if let Some(baseline) = race.and_then(|race| race.baseline.clone()) {
                            <Answer {texts} spec={&asked} {baseline} />
                        }
                    </div>
                    if let Some(race) = race {
                        <RaceTable {texts} report={race.report.clone()} guesses={state.guesses()} />
                    }
                    <Later part={Part::Machine}>
                        <Machine
                            {texts} {known} no_threads={can.and_then(|can| can.no_threads)}
                            report={ended.map(|race| race.report.clone())}
                        />
                    </Later>
                </section>
            </main>
            <Later part={Part::Help}><Help {texts} shortcuts={state.shortcuts} act={&act} /></Later>
        </ContextProvider<Rendered>>
    }
}

/// Sets the attributes of the root element that style sheets, tests and embedding pages read.
#[hook]
fn use_document(state: &State, is_whole: bool) {
    use_effect_with((state.lang, state.theme), |(lang, theme)| {
        set_attribute("lang", lang.name());
        set_attribute("data-theme", theme.name());
    });
    use_effect_with(state.title(), |title| {
        if let Some(document) = window().document() {
            document.set_title(title);
        }
    });
    // Until it is known what this browser can do, no engine is wanted.
    let engine = state.capability.as_ref().map(|_| state.engine.name());
    use_effect_with(engine, |engine| {
        if let Some(engine) = engine {
            set_attribute("data-engine", engine);
        }
    });
    use_effect_with((state.phase.name(), is_whole), |(name, is_whole)| {
        if *is_whole {
            set_attribute("data-phase", name);
        }
    });
}

/// The notes about the race that has ended.
#[hook]
fn use_notes(state: &State) -> Vec<Note> {
    // Computed once, not at each rendering.
    let ended = state.ended();
    let key = ended.map(|race| (race.id, Rc::as_ptr(&race.report)));
    let notes = use_memo(key, |_| ended.map(Race::notes).unwrap_or_default());
    (*notes).clone()
}

/// What Run and Stop do with the current form.
#[hook]
fn use_launch(state: &State, act: &Callback<Action>) -> Launch {
    let run = use_callback(act.clone(), |(), act| act.emit(Action::Run));
    let stop = use_callback(act.clone(), |(), act| act.emit(Action::Stop));
    let press = use_callback(act.clone(), |(), act| act.emit(Action::EndEarly));
    let refuses = |mode: &Mode| {
        let can = state.capability.as_ref();
        can.is_some_and(|can| can.refuses(*mode, &state.spec).is_some())
    };
    let blocked = match &state.spec.modes {
        none if none.is_empty() => Some(RunBlocked::NoMode),
        _ if state.awaits_guesses() => Some(RunBlocked::NotGuessed),
        modes => modes
            .iter()
            .all(refuses)
            .then_some(RunBlocked::NoneAvailable),
    };
    let race = state.race.as_ref();
    let costs = (
        state.spec.clone(),
        state.cost_ms(),
        state.capability.clone(),
    );
    let beyond_limit = use_memo(costs, |_| state.beyond_limit());
    Launch {
        phase: state.phase,
        spec: race.map_or_else(|| Rc::new(state.spec.clone()), |race| Rc::clone(&race.spec)),
        shortcuts: state.shortcuts,
        beyond_limit,
        blocked,
        locks_in: state
            .step()
            .is_some_and(|step| !state.answers.is_locked(step) && state.unshown(step).is_none())
            || state.guesses_freely().is_some(),
        early: state.early_end(),
        run,
        stop,
        press,
    }
}

/// The run under way that hangs, as soon as it does: its mode, why, and since when.
fn hangs(race: &Race) -> Option<(Mode, Hung)> {
    let (mode, _) = race.current?;
    race.hung?;
    let recorded = race.recording.read();
    let hung = recorded.get(&mode)?.hung()?;
    let at_ms = interleave::time::to_ms(hung.at);
    let (why, task) = (hung.why, hung.task);
    Some((mode, Hung { why, task, at_ms }))
}
