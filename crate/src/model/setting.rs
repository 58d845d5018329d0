//! One setting of an experiment or its view, as a key and a value: in a link, and in `experiments.rs`
//! for what a preset changes.
//!
//! A setting that cannot be read changes nothing, and is reported as a [`Problem`].

use std::collections::BTreeMap;

use super::api::{Api, Fault, ProgramEnd};
use super::blocking::Blocking;
use super::counter::{Lock, Sharing};
use super::field::{Field, SpecError};
use super::limits::MAX_OVERRIDES;
use super::mode::{KernelKind, Mode};
use super::python::{Python, Start};
use super::queue::QueueOrder;
use super::spec::{Override, Spec};
use super::view::{Lang, Theme, View};

/// Applies one setting, as far as it can be read.
pub(super) fn take(
    key: &str,
    value: &str,
    spec: &mut Spec,
    view: &mut View,
) -> Result<(), SpecError> {
    if let Some(field) = Field::from_key(key) {
        let number = field.parse(value);
        if let Ok(number) | Err(SpecError::OutOfRange { held_to: number }) = number {
            field.set(spec, number);
        }
        return number.map(drop);
    }
    let known = match key {
        "kernel" => named(KernelKind::from_name(value), &mut spec.kernel),
        "end" => named(ProgramEnd::from_name(value), &mut spec.end),
        "python" => named(Python::from_name(value), &mut spec.python),
        "start" => named(Start::from_name(value).map(Some), &mut spec.start),
        "guard" => switch(value, &mut spec.guard),
        "fail" => named(Fault::from_name(value), &mut spec.fail),
        "modes" => return decode_modes(value, spec),
        "api" => return decode_apis(value, spec),
        "tasks" => return decode_overrides(value, spec),
        "gil" => switch(value, &mut spec.gil),
        "lock" => named(Lock::from_name(value), &mut spec.lock),
        "between" => switch(value, &mut spec.between),
        "order" => named(QueueOrder::from_name(value), &mut spec.order),
        "shared" => named(Sharing::from_name(value), &mut spec.shared),
        "blocking" => named(Blocking::from_name(value), &mut spec.blocking),
        "embed" => switch(value, &mut view.embed),
        "present" => switch(value, &mut view.present),
        "run" => switch(value, &mut view.run),
        "lang" => {
            view.lang = Lang::from_name(value);
            view.lang.is_some()
        }
        "theme" => {
            view.theme = Theme::from_name(value);
            view.theme.is_some()
        }
        _ => return Err(SpecError::UnknownKey),
    };
    known.then_some(()).ok_or(SpecError::UnknownValue)
}

/// Applies the settings of a query of our own, without errors or escapes.
pub(super) fn apply(query: &str, spec: &mut Spec) {
    for (key, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        // A test finds errors in it: see `experiments.rs`.
        let _ = take(key, value, spec, &mut View::default());
    }
}

/// Sets a value by its name; false if the name is unknown.
fn named<T>(named: Option<T>, to: &mut T) -> bool {
    let known = named.is_some();
    if let Some(value) = named {
        *to = value;
    }
    known
}

/// Sets a switch; false if the value is neither on nor off.
fn switch(value: &str, to: &mut bool) -> bool {
    *to = value == "1" || *to && value != "0";
    value == "1" || value == "0"
}

/// Known modes hold even if others are unknown; if all are unknown, the default stays.
fn decode_modes(value: &str, spec: &mut Spec) -> Result<(), SpecError> {
    let names = value.split(',').filter(|_| !value.is_empty());
    let known: Vec<_> = names.map(Mode::from_name).collect();
    if known.is_empty() || known.iter().any(Option::is_some) {
        spec.modes.clear();
        known
            .iter()
            .flatten()
            .for_each(|mode| spec.set_mode(*mode, true));
    }
    known
        .iter()
        .all(Option::is_some)
        .then_some(())
        .ok_or(SpecError::UnknownValue)
}

/// Known APIs hold even if others are unknown.
fn decode_apis(value: &str, spec: &mut Spec) -> Result<(), SpecError> {
    let mut understood = Ok(());
    for name in value.split(',') {
        match (name, Api::from_name(name)) {
            // Threads and processes have these.
            ("as_completed", _) => {
                spec.apis.choose(Api::ThreadAsCompleted);
                spec.apis.choose(Api::ProcessAsCompleted);
            }
            ("wait_first", _) => {
                spec.apis.choose(Api::ThreadWaitFirst);
                spec.apis.choose(Api::ProcessWaitFirst);
            }
            (_, None | Some(Api::Loop)) => understood = Err(SpecError::UnknownValue),
            (_, Some(api)) => spec.apis.choose(api),
        }
    }
    understood
}

/// `3:wait=900,work=5;5:fail`. What cannot be read is left out, and reported once.
fn decode_overrides(value: &str, spec: &mut Spec) -> Result<(), SpecError> {
    let mut overrides = BTreeMap::new();
    let mut error = None;
    for part in value.split(';').filter(|part| !part.is_empty()) {
        if overrides.len() == MAX_OVERRIDES {
            error = Some(SpecError::TooLong);
            break;
        }
        let Some((index, changes)) = part.split_once(':') else {
            error = Some(SpecError::UnknownValue);
            continue;
        };
        let highest = *Field::N.limits().end();
        let Some(index) = Field::N.parse(index).ok().filter(|index| *index < highest) else {
            error = Some(SpecError::UnknownValue);
            continue;
        };
        let mut change = Override::default();
        for setting in changes.split(',') {
            let held = |field: Field, text| match field.parse(text) {
                Ok(number) => (Some(number), None),
                Err(error @ SpecError::OutOfRange { held_to }) => (Some(held_to), Some(error)),
                Err(error) => (None, Some(error)),
            };
            let trouble = match setting.split_once('=') {
                Some(("wait", text)) => {
                    let (number, trouble) = held(Field::Wait, text);
                    change.wait = number.map(|number| number as u32);
                    trouble
                }
                Some(("work", text)) => {
                    let (number, trouble) = held(Field::Work, text);
                    change.work = number;
                    trouble
                }
                None if setting == "fail" => {
                    change.fail = true;
                    None
                }
                _ => Some(SpecError::UnknownValue),
            };
            error = error.or(trouble);
        }
        if change != Override::default() {
            overrides.insert(index as u32, change);
        }
    }
    spec.overrides = overrides;
    error.map_or(Ok(()), Err)
}
