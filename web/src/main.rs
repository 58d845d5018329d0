//! The page: a form that makes an experiment, an engine that runs it, a board that draws it.
//!
//! In the browser this mounts the app. Natively it prints the shell: the first view, rendered to
//! text in every language, so that the page can be read before any wasm arrives.

mod app;
mod capability;
mod chart;
mod clock;
mod embed;
mod engine;
mod format;
mod i18n;
mod state;
mod ui;
mod url;

use interleave::query::{Lang, Theme};

use crate::app::{App, AppProps};
use crate::state::State;

#[cfg(target_arch = "wasm32")]
fn main() {
    let document = url::window().document().expect("a window has a document");
    let root = document.document_element().expect("a document has a root");
    // Decided before the first paint, by boot.js.
    let attribute = |name| root.get_attribute(name).unwrap_or_default();
    let lang = Lang::from_name(&attribute("lang")).unwrap_or(Lang::Zh);
    let theme = Theme::from_name(&attribute("data-theme")).unwrap_or(Theme::System);
    let decoded = interleave::query::decode(&url::search());
    let props = AppProps {
        state: State::new(decoded, lang, theme),
    };
    // Before the app takes the place of the shell, in which they stand.
    i18n::load_shelf();
    let app = document
        .get_element_by_id("app")
        .expect("index.html has it");
    yew::Renderer::<App>::with_root_and_props(app, props).render();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    for lang in Lang::ALL {
        let props = AppProps {
            state: State::new(interleave::query::Decoded::default(), lang, Theme::System),
        };
        let page = yew::LocalServerRenderer::<App>::with_props(props).hydratable(false);
        let html = futures_executor::block_on(page.render());
        println!("<div class=\"shell\" lang=\"{}\">{html}</div>", lang.name());
        let (id, texts) = (i18n::shelf_id(lang), i18n::shelf_lines(lang));
        print!("<script type=\"text/plain\" id=\"{id}\">{texts}</script>");
    }
}
