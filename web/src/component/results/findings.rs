//! The notes about a race, and what to try next. They are below the board: above, they would move the
//! board when the race ends.

use std::rc::Rc;

use interleave::model::spec::Spec;
use interleave::report::findings::Note;
use yew::prelude::*;

use crate::action::Action;
use crate::i18n::{Label, Texts};

/// What [`Findings`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct FindingsProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The notes about the race.
    pub findings: Vec<Note>,
    /// The experiment.
    pub spec: Rc<Spec>,
    /// How many cores the machine has.
    pub cores: u32,
    /// Told what the reader does.
    pub act: Callback<Action>,
}

/// The findings.
#[component]
pub(crate) fn Findings(props: &FindingsProps) -> Html {
    let (texts, cores) = (props.texts, props.cores);
    let choose = |preset| {
        let choose = move |_: MouseEvent| Action::Choose(preset, cores);
        props.act.reform(choose)
    };
    html! {
        <div class="beside">
            <ul class="remarks">
                for finding in &props.findings {
                    <li data-remark={name(finding)}>{texts.remark(finding, &props.spec)}</li>
                }
            </ul>
            <p class="next">
                {texts.results.next}
                for preset in props.spec.preset.next() {
                    <button
                        type="button" class="quiet" data-next={preset.name()}
                        onclick={choose(preset)}
                    >
                        {texts.label(Label::Preset(preset))}
                    </button>
                }
            </p>
        </div>
    }
}

pub(super) fn name(finding: &Note) -> &'static str {
    match finding {
        Note::Unavailable(..) => "unavailable",
        Note::CutShort => "cut-short",
        Note::TimedOut(_) => "timed-out",
        Note::Failed { .. } => "failed",
        Note::MainThread(..) => "main-line",
        Note::Disturbed { .. } => "disturbed",
        Note::Drifted { .. } => "drifted",
        Note::BeyondModel { .. } => "beyond-model",
        Note::FewerCores { .. } => "fewer-cores",
        Note::Dropped { .. } => "dropped",
        Note::Crowded { .. } => "crowded",
    }
}
