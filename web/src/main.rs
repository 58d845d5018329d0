//! The page: a form that makes an experiment, an engine that runs it, a board that draws it.
//!
//! The data goes round in one direction: whatever happens is an [`action`], which [`update`] turns into the
//! next [`state`] and [`effect`]s; [`app`] shows the state; the results of effects are actions again.
//! Only the events of a race bypass the state: see [`recording`].
//!
//! In the browser this program mounts the page; in a worker it is the [`documents`] worker. Natively it
//! prints the shell: the first view, rendered to text in every language, so that the page can be read
//! before any wasm arrives; or, with the argument `experiments`, what links to them show; or, with
//! `article`, what the article and the worksheets are filled with.

mod action;
mod app;
#[cfg(not(target_arch = "wasm32"))]
mod article;
mod board;
mod capability;
mod chart;
mod clock;
mod component;
mod documents;
mod effect;
mod expected;
mod figure;
mod i18n;
mod recording;
mod samples;
mod saved;
#[cfg(target_arch = "wasm32")]
mod speaker;
mod state;
mod update;
mod url;

#[cfg(target_arch = "wasm32")]
use interleave::model::view::StepId;
use interleave::model::view::{Lang, Theme};

use crate::app::{App, AppProps};
#[cfg(target_arch = "wasm32")]
use crate::speaker::{Speaker, SpeakerProps};
use crate::state::State;

#[cfg(target_arch = "wasm32")]
fn main() {
    // Without a window this is the documents worker.
    if web_sys::window().is_none() {
        return documents::serve();
    }
    // In a task of its own: starting the wasm was long enough.
    gloo_timers::callback::Timeout::new(0, mount).forget();
}

/// Renders the page.
#[cfg(target_arch = "wasm32")]
fn mount() {
    let document = url::window().document().expect("a window has a document");
    // Decided before the first paint, by boot.js.
    let lang = Lang::from_name(&url::attribute("lang")).unwrap_or(Lang::Zh);
    let theme = Theme::from_name(&url::attribute("data-theme")).unwrap_or(Theme::System);
    let decoded = interleave::model::query::decode(&url::search());
    let app = document
        .get_element_by_id("app")
        .expect("index.html has it");
    if decoded.view.speaker {
        let step = decoded.view.lesson.unwrap_or(StepId::ALL[0]);
        let props = SpeakerProps { lang, step };
        yew::Renderer::<Speaker>::with_root_and_props(app, props).render();
        return;
    }
    let kept = effect::recall(update::SHORTCUTS);
    // A class begins at the beginning.
    let answers = effect::recall(update::LESSON).filter(|_| !decoded.view.presents());
    let props = AppProps {
        state: State {
            shortcuts: kept.as_deref() != Some(update::SHORTCUTS_OFF),
            answers: state::Answers::parse(&answers.unwrap_or_default()).into(),
            ..State::new(decoded, lang, theme)
        },
        address: url::address().into(),
    };
    yew::Renderer::<App>::with_root_and_props(app, props).render();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("experiments") => print!("{}", experiments()),
        Some("article") => print!("{}", article::placeholders()),
        _ => print!("{}", shell()),
    }
}

/// The first view in every language, as text.
#[cfg(not(target_arch = "wasm32"))]
fn shell() -> String {
    let views = Lang::ALL.map(|lang| {
        let props = AppProps {
            state: State::new(
                interleave::model::query::Decoded::default(),
                lang,
                Theme::System,
            ),
            address: yew::AttrValue::default(),
        };
        let page = yew::LocalServerRenderer::<App>::with_props(props).hydratable(false);
        let html = futures_executor::block_on(page.render());
        format!(
            "<div class=\"shell\" lang=\"{}\">{html}</div>\n",
            lang.name()
        )
    });
    views.concat()
}

/// What a link to each experiment and to each step of the lesson shows, in each language, as lines with tabs between the
/// fields: its name, the language, its query, its title, its description, and the page's title.
#[cfg(not(target_arch = "wasm32"))]
fn experiments() -> String {
    use i18n::Label;
    use interleave::lesson::STEPS;
    use interleave::model::preset::Preset;

    let lines = Preset::ALL.into_iter().flat_map(|preset| {
        Lang::ALL.map(|lang| {
            let texts = i18n::texts(lang);
            let fields = [
                preset.name(),
                lang.name(),
                &["preset=", preset.name()].concat(),
                texts.label(Label::Preset(preset)),
                texts.label(Label::PresetAbout(preset)),
                texts.header.title,
            ];
            fields.join("\t") + "\n"
        })
    });
    let steps = STEPS.into_iter().flat_map(|step| {
        Lang::ALL.map(|lang| {
            let fields = [
                &["lesson-", step.id.name()].concat(),
                lang.name(),
                &["lesson=", step.id.name()].concat(),
                step.title.of(lang),
                step.question.of(lang),
                i18n::texts(lang).header.title,
            ];
            fields.join("\t") + "\n"
        })
    });
    lines.chain(steps).collect()
}
