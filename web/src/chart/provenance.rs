//! Where a number comes from.

use interleave::model::mode::Mode;
use interleave::report::Provenance;
use yew::prelude::*;

use crate::i18n::{Shelved, Texts};

/// What [`ProvenanceTag`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct ProvenanceTagProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The mode that the number belongs to.
    pub mode: Mode,
    /// Where the number comes from.
    pub provenance: Provenance,
}

/// Where a mode's number comes from. Why that counts is said to whoever points at it, and in the
/// table.
#[component]
pub(crate) fn ProvenanceTag(props: &ProvenanceTagProps) -> Html {
    let title = props.texts.long(source(props.mode, props.provenance));
    html! {
        <span class="provenance" {title}>
            {props.texts.long(Shelved::Provenance(props.provenance))}
        </span>
    }
}

/// Why a mode's number counts.
pub(crate) fn source(mode: Mode, provenance: Provenance) -> Shelved {
    match (provenance, mode) {
        // Coroutines that hand their work to threads do it under a GIL, too.
        (Provenance::Emulated, _) => Shelved::Source(Mode::Gil),
        // Its lock is off.
        (Provenance::Measured, Mode::Gil) => Shelved::Source(Mode::Threads),
        (Provenance::Measured, mode) => Shelved::Source(mode),
        (Provenance::Modelled | Provenance::Recorded, _) => Shelved::Provenance(provenance),
    }
}
