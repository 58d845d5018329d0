//! The choice of modes. A mode that cannot run here can still be chosen, and says what would make it run.

use std::rc::Rc;

use interleave::model::mode::Mode;
use interleave::model::query::encode;
use interleave::model::spec::Spec;
use interleave::model::view::View;
use interleave::report::environment::Reason;
use yew::prelude::*;

use crate::action::Action;
use crate::capability::Capability;
use crate::component::Checkbox;
use crate::i18n::{Label, Texts};

/// What [`ModeChoice`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct ModeChoiceProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The form.
    pub spec: Rc<Spec>,
    /// What this browser can do, once that is known.
    pub capability: Option<Capability>,
    /// Told what the reader does.
    pub act: Callback<Action>,
}

/// The choice of modes, and why some cannot run here.
#[component]
pub(super) fn ModeChoice(props: &ModeChoiceProps) -> Html {
    let ModeChoiceProps {
        texts, spec, act, ..
    } = props;
    let capability = props.capability.as_ref();
    let refused = |mode| capability.and_then(|can| can.refuses(mode, spec));
    let framed = capability.is_some_and(|can| can.framed);
    let choose = |mode| act.reform(move |chosen| Action::SetMode(mode, chosen));
    html! {
        <fieldset class="modes">
            <legend>{texts.form.modes}</legend>
            for mode in Mode::ALL {
                <div
                    class="mode" data-mode={mode.name()}
                    data-refused={refused(mode).map(|_| mode.name())}
                >
                    <label>
                        <Checkbox
                            name="mode" value={mode.name()} checked={spec.modes.contains(&mode)}
                            onchange={choose(mode)}
                        />
                        <i class="chip"></i>
                        <span class="title">{texts.mode(mode, spec)}</span>
                    </label>
                    <p class="about">
                        if let Some(reason) = refused(mode) {
                            <strong>{texts.form.refused}</strong>
                            {" "}
                            {texts.label(Label::Reason(reason))}
                            if framed && matches!(reason, Reason::NotIsolated | Reason::NoWorkers) {
                                <OwnTab {texts} {spec} />
                            }
                        } else {
                            {texts.mode_about(mode, spec)}
                        }
                    </p>
                </div>
            }
        </fieldset>
    }
}

/// What [`OwnTab`] shows.
#[derive(Properties, PartialEq)]
struct OwnTabProps {
    texts: &'static Texts,
    spec: Rc<Spec>,
}

/// Opens the page outside of a frame in which it cannot be isolated.
#[component]
fn OwnTab(props: &OwnTabProps) -> Html {
    let view = View {
        lang: Some(props.texts.lang),
        ..View::default()
    };
    let link = format!("?{}", encode(&props.spec, &view));
    html! {
        <a class="quiet" href={link} target="_blank" data-action="own-tab">
            {props.texts.form.own_tab}
        </a>
    }
}
