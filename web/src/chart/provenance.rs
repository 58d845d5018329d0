//! Where a number comes from.

use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use interleave::report::Provenance;
use yew::prelude::*;

use crate::i18n::{Label, Texts};

/// What [`ProvenanceTag`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct ProvenanceTagProps {
    /// The texts.
    pub texts: &'static Texts,
    /// Why the number counts.
    pub source: Label,
    /// Where the number comes from.
    pub provenance: Provenance,
}

/// Where a mode's number comes from. Why that counts is said to whoever points at it, and in the
/// table.
#[component]
pub(crate) fn ProvenanceTag(props: &ProvenanceTagProps) -> Html {
    let title = props.texts.label(props.source);
    html! {
        <span class="provenance" {title}>
            {props.texts.label(Label::Provenance(props.provenance))}
        </span>
    }
}

/// Why a mode's number counts in an experiment.
pub(crate) fn source(mode: Mode, spec: &Spec, provenance: Provenance) -> Label {
    match (provenance, mode) {
        // Coroutines that hand their work to threads do it under a GIL, too.
        (Provenance::Emulated, _) => Label::Source(Mode::Gil),
        // Its lock is off.
        (Provenance::Measured, Mode::Gil) => Label::Source(Mode::Threads),
        (Provenance::Measured, mode) if spec.in_interpreters(mode) => Label::InterpretersSource,
        (Provenance::Measured, mode) => Label::Source(mode),
        (Provenance::Modelled | Provenance::Recorded, _) => Label::Provenance(provenance),
    }
}
