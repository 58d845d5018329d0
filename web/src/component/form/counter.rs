//! The settings of a shared counter.

use interleave::model::counter::{Lock, Sharing};
use interleave::model::field::Field;
use interleave::model::mode::Mode;
use yew::prelude::*;

use super::SettingProps;
use super::field::NumericField;
use super::menu::{Choice, Menu};
use crate::action::Action;
use crate::component::Checkbox;
use crate::i18n::Label;

/// The settings of a shared counter: its lock, what comes between reading and writing it, and which one
/// processes count on.
#[component]
pub(super) fn CounterFields(props: &SettingProps) -> Html {
    let SettingProps { texts, spec, act } = props;
    let share = |shares| match shares {
        true => Sharing::Value,
        false => Sharing::Copy,
    };
    html! {
        <>
            <LockMenu {texts} {spec} {act} />
            if spec.locks() {
                <NumericField {texts} {spec} field={Field::Hold} {act} />
            }
            <BetweenSwitch {texts} {spec} {act} />
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

/// What keeps the counter.
#[component]
pub(super) fn LockMenu(props: &SettingProps) -> Html {
    let SettingProps { texts, spec, act } = props;
    let locks = Lock::ALL.map(|lock| Choice::usual(lock, texts.label(Label::Lock(lock))));
    html! {
        <Menu<Lock>
            name="lock" {texts} label={texts.form.lock} python={spec.python}
            choices={locks.to_vec()} chosen={spec.lock} on_choose={act.reform(Action::SetLock)}
        />
    }
}

/// What comes between reading and writing it.
#[component]
pub(super) fn BetweenSwitch(props: &SettingProps) -> Html {
    let SettingProps { texts, spec, act } = props;
    html! {
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
    }
}
