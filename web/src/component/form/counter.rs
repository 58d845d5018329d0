//! The settings of a shared counter.

use std::rc::Rc;

use interleave::model::counter::{Lock, Sharing};
use interleave::model::field::Field;
use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use yew::prelude::*;

use super::field::NumericField;
use super::menu::{Choice, Menu};
use crate::action::Action;
use crate::component::Checkbox;
use crate::i18n::{Label, Texts};

/// What [`CounterFields`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct CounterFieldsProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The form.
    pub spec: Rc<Spec>,
    /// Told what the reader does.
    pub act: Callback<Action>,
}

/// The settings of a shared counter: its lock, what comes between reading and writing it, and which one
/// processes count on.
#[component]
pub(super) fn CounterFields(props: &CounterFieldsProps) -> Html {
    let CounterFieldsProps { texts, spec, act } = props;
    let locks = Lock::ALL.map(|lock| Choice::usual(lock, texts.label(Label::Lock(lock))));
    let share = |shares| match shares {
        true => Sharing::Value,
        false => Sharing::Copy,
    };
    html! {
        <>
            <Menu<Lock>
                name="lock" {texts} label={texts.form.lock} python={spec.python}
                choices={locks.to_vec()} chosen={spec.lock} on_choose={act.reform(Action::SetLock)}
            />
            if spec.locks() {
                <NumericField {texts} {spec} field={Field::Hold} {act} />
            }
            <div class="switch">
                <label class="option">
                    <Checkbox
                        name="between" checked={spec.between}
                        onchange={act.reform(Action::SetBetween)}
                    />
                    {texts.form.between}
                </label>
                <p class="about">{texts.label(Label::BetweenAbout)}</p>
            </div>
            if spec.modes.contains(&Mode::Processes) {
                <label class="option">
                    <Checkbox
                        name="shared" checked={spec.shares_value()}
                        onchange={act.reform(move |shares| Action::SetSharing(share(shares)))}
                    />
                    {texts.form.shared}
                </label>
            }
        </>
    }
}
