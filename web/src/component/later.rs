//! The first rendering, part by part: each in a task of its own, so that none holds up a finger. Until all
//! are there they are hidden, and the shell is shown.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::url::window;

/// The parts of the page that take longest to render, in the order of their rendering.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    Header,
    Form,
    Preset,
    Fields,
    Modes,
    Program,
    More,
    Board,
    Code,
    Machine,
    Help,
}

/// How many parts there are.
const ALL: usize = Part::Help as usize + 1;

/// How many parts are rendered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rendered(usize);

impl Rendered {
    /// Natively there is one task, and no shell: the shell is what is rendered.
    fn at_first() -> Self {
        Self(if cfg!(target_arch = "wasm32") { 0 } else { ALL })
    }

    /// Whether the whole page is.
    pub(crate) fn is_whole(self) -> bool {
        self.0 == ALL
    }
}

/// The context for [`Later`]. In the end it takes the shell away.
#[hook]
pub(crate) fn use_parts() -> Rendered {
    let rendered = use_state_eq(Rendered::at_first);
    use_effect_with(*rendered, {
        let rendered = rendered.clone();
        move |now| {
            let Rendered(count) = *now;
            if now.is_whole() {
                show_app();
            }
            let next = (!now.is_whole())
                .then(|| Timeout::new(0, move || rendered.set(Rendered(count + 1))));
            move || drop(next)
        }
    });
    *rendered
}

/// Shows the app in place of the shell.
pub(crate) fn show_app() {
    let document = window().document();
    let element = |id| document.as_ref()?.get_element_by_id(id);
    if let Some(shell) = element("shell") {
        shell.remove();
    }
    if let Some(app) = element("app") {
        // Any element can lose an attribute.
        let _ = app.remove_attribute("hidden");
    }
}

/// What [`Later`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct LaterProps {
    /// Which part of the page it is.
    pub part: Part,
    /// The part.
    pub children: Html,
}

/// A part of the page that is rendered in its turn.
#[component]
pub(crate) fn Later(props: &LaterProps) -> Html {
    let Rendered(count) = use_context().unwrap_or_else(Rendered::at_first);
    if count > props.part as usize {
        props.children.clone()
    } else {
        Html::default()
    }
}
