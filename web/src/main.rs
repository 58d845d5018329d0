//! The page: a form that makes an experiment, an engine that runs it, a board that draws it.
//!
//! In the browser this mounts the app. Natively it prints the shell: the first view, rendered to
//! text in every language, so that the page can be read before any wasm arrives; or, asked for
//! `texts`, the file of texts that the app reads.

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
#[wasm_bindgen::prelude::wasm_bindgen]
extern "C" {
    // Of `www/boot.js`: the file of texts.
    #[wasm_bindgen(thread_local_v2, js_name = interleaveTexts)]
    static TEXTS: js_sys::Promise;
}

#[cfg(target_arch = "wasm32")]
fn main() {
    use js_sys::Promise;
    use js_sys::futures::JsFuture;

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
    yew::platform::spawn_local(async move {
        // A page without a word cannot start; index.html has a sentence for that.
        let texts = JsFuture::from(TEXTS.with(Promise::clone)).await;
        match texts.ok().and_then(|texts| texts.as_string()) {
            Some(file) => i18n::load(file),
            None => return url::set_attribute("data-phase", "unavailable"),
        }
        let app = document
            .get_element_by_id("app")
            .expect("index.html has it");
        yew::Renderer::<App>::with_root_and_props(app, props).render();
    });
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    if std::env::args().nth(1).as_deref() == Some("texts") {
        return print!("{}", i18n::file());
    }
    for lang in Lang::ALL {
        let props = AppProps {
            state: State::new(interleave::query::Decoded::default(), lang, Theme::System),
        };
        let page = yew::LocalServerRenderer::<App>::with_props(props).hydratable(false);
        let html = futures_executor::block_on(page.render());
        println!("<div class=\"shell\" lang=\"{}\">{html}</div>", lang.name());
    }
}
