//! An experiment and how it is to be shown, as the query of a link, and back.
//!
//! Version 1. Values that equal the preset's are left out. A key that is given twice, unknown or beyond
//! a limit becomes a [`Notice`], and the rest still holds. Nothing here knows a browser: a query is
//! text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use form_urlencoded::{Serializer, parse};

use super::api::{Api, Call, Workers};
use super::blocking::Blocking;
use super::field::{Field, SpecError};
use super::mode::Mode;
use super::moment::Moment;
use super::preset::Preset;
use super::setting::{apply, take};
use super::spec::{BUFFER_SINCE, Override, RECYCLE_SINCE, Spec};
use super::view::{StepId, View};

/// The version that is written, and the only known one.
pub const VERSION: u32 = 1;

/// The longest query that is read, in bytes.
pub const MAX_QUERY_BYTES: usize = 16 * 1024;

/// The most notices that one query gets.
const MAX_NOTICES: usize = 20;

/// Something in a query that was not accepted as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The key, as written; cut off after 40 characters.
    pub key: String,
    /// What is wrong with it.
    pub error: SpecError,
}

/// What a query says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// The experiment.
    pub spec: Spec,
    /// How to show it.
    pub view: View,
    /// What was not accepted as it stands, in the order of the query.
    pub notices: Vec<Notice>,
}

/// Reads a query, with or without its question mark. Never fails: the valid part holds.
pub fn decode(query: &str) -> Decoded {
    let query = query.strip_prefix('?').unwrap_or(query);
    let mut decoded = Decoded::default();
    let mut notices = Vec::new();
    let mut note = |key: &str, error| {
        if notices.len() < MAX_NOTICES {
            let key = key.chars().take(40).collect();
            notices.push(Notice { key, error });
        }
    };

    let cut = query.floor_char_boundary(MAX_QUERY_BYTES);
    if cut < query.len() {
        note("…", SpecError::TooLong);
    }
    let mut values: Vec<(String, String)> = Vec::new();
    for (key, value) in parse(&query.as_bytes()[..cut]) {
        if values.iter().any(|(known, _)| *known == key) {
            note(&key, SpecError::Repeated);
        } else {
            values.push((key.into_owned(), value.into_owned()));
        }
    }

    // The preset first: the others are differences from it.
    let named = |name: &str| values.iter().find(|(key, _)| key == name);
    if let Some((key, value)) = named("preset") {
        match Preset::from_name(value) {
            Some(preset) => decoded.spec = preset.spec(),
            None => note(key, SpecError::UnknownValue),
        }
    }

    let Decoded { spec, view, .. } = &mut decoded;
    for (key, value) in &values {
        let taken = match key.as_str() {
            // The preset was applied before all others.
            "preset" => Ok(()),
            "v" if *value == VERSION.to_string() => Ok(()),
            "v" => Err(SpecError::UnknownVersion),
            // Not a setting of an experiment: the engine is never told.
            "lesson" => {
                view.lesson = StepId::from_link(value);
                view.lesson.map(drop).ok_or(SpecError::UnknownValue)
            }
            "free" | "speaker" if matches!(value.as_str(), "0" | "1") => {
                let switch = match key.as_str() {
                    "free" => &mut view.free,
                    _ => &mut view.speaker,
                };
                *switch = value == "1";
                Ok(())
            }
            "free" | "speaker" => Err(SpecError::UnknownValue),
            key if Moment::KEYS.contains(&key) => view.moment.take(key, value),
            _ => take(key, value, spec, view),
        };
        if let Err(error) = taken {
            note(key, error);
        }
    }
    for (key, error) in misfits(spec) {
        if named(key).is_some() {
            note(key, error);
        }
    }
    decoded.notices = notices;
    decoded
}

/// What an experiment asks for that its version of Python, or its APIs, do not have: by key.
fn misfits(spec: &Spec) -> Vec<(&'static str, SpecError)> {
    let mut found = Vec::new();
    let chosen = spec.apis.all().into_iter();
    if let Some(api) = chosen.clone().find(|api| api.since() > spec.python) {
        found.push(("api", SpecError::Since(api.since())));
    }
    if spec.blocking == Blocking::Thread && spec.apis.coroutines == Api::ToThread {
        found.push(("blocking", SpecError::InThreads));
    }
    if spec.blocking == Blocking::Thread && spec.apis.coroutines == Api::AsyncQueue {
        found.push(("blocking", SpecError::Unused));
    }
    let in_use = || spec.modes.iter().map(|mode| spec.api(*mode));
    let has_queue = in_use().any(|api| api.call() == Call::Put);
    if spec.buffer > 0 && spec.python < BUFFER_SINCE && !has_queue {
        found.push(("buffer", SpecError::Since(BUFFER_SINCE)));
    }
    if !spec.modes.is_empty() && !in_use().any(|api| api.workers().are_processes()) {
        found.extend(["start", "guard"].map(|key| (key, SpecError::Unused)));
    }
    if !spec.modes.is_empty() && !in_use().any(|api| api.call() == Call::Queue) {
        found.extend(["order", "payload"].map(|key| (key, SpecError::Unused)));
    }
    let limits = |mode: &Mode| spec.limit_of(*mode).is_some();
    if spec.has_limit() && !spec.modes.is_empty() && !spec.modes.iter().any(limits) {
        found.push(("limit", SpecError::Unused));
    }
    if !spec.counts() {
        found
            .extend(["lock", "between", "hold", "shared"].map(|key| (key, SpecError::OnlyCounter)));
    } else if !spec.modes.is_empty() {
        let mut modes = spec.modes.iter();
        if !in_use().any(|api| api.workers().are_processes()) {
            found.push(("shared", SpecError::Unused));
        }
        if modes.all(|mode| matches!(mode, Mode::Sequential | Mode::Processes)) {
            found.push(("between", SpecError::Unused));
        }
        if !spec.locks() {
            found.push(("hold", SpecError::Unused));
        }
    }
    if spec.recycle > 0 && !in_use().any(|api| spec.recycle_of(api).is_some()) {
        let lacks = in_use().any(|api| api.workers() == Workers::ProcessPool);
        found.push((
            "recycle",
            match lacks {
                true => SpecError::Since(RECYCLE_SINCE),
                false => SpecError::Unused,
            },
        ));
    }
    if spec.end.since() > spec.python {
        found.push(("end", SpecError::Since(spec.end.since())));
    } else if in_use().next().is_some() && !in_use().any(|api| spec.end_of(api) == spec.end) {
        found.push(("end", SpecError::NotOfApi));
    }
    found
}

/// The experiment of a query that [`encode`] wrote, with no errors or escapes. Does less than
/// [`decode`], and is smaller in the engine.
pub fn understand(query: &str) -> Spec {
    let preset = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("preset="));
    let preset = preset.and_then(Preset::from_name);
    let mut spec = preset.unwrap_or(Preset::Sleeps).spec();
    apply(query, &mut spec);
    spec
}

/// Writes a query, without a question mark; the inverse of [`decode`]. Empty if everything is at its
/// default.
pub fn encode(spec: &Spec, view: &View) -> String {
    let default = spec.preset.spec();
    let mut query = Serializer::new(String::new());
    if spec.preset != Preset::Sleeps {
        query.append_pair("preset", spec.preset.name());
    }
    for field in Field::ALL {
        if field.get(spec) != field.get(&default) {
            query.append_pair(field.key(), &field.write(field.get(spec)));
        }
    }
    if spec.modes != default.modes {
        let names: Vec<_> = spec.modes.iter().map(|mode| mode.name()).collect();
        query.append_pair("modes", &names.join(","));
    }
    if spec.kernel != default.kernel {
        query.append_pair("kernel", spec.kernel.name());
    }
    let apis: Vec<_> = spec
        .apis
        .all()
        .into_iter()
        .zip(default.apis.all())
        .collect();
    let others = apis.iter().filter(|(api, default)| api != default);
    let names: Vec<_> = others.map(|(api, _)| api.name()).collect();
    if !names.is_empty() {
        query.append_pair("api", &names.join(","));
    }
    if spec.python != default.python {
        query.append_pair("python", spec.python.name());
    }
    if spec.end != default.end {
        query.append_pair("end", spec.end.name());
    }
    if spec.fail != default.fail {
        query.append_pair("fail", spec.fail.name());
    }
    if let Some(start) = spec.start.filter(|_| spec.start != default.start) {
        query.append_pair("start", start.name());
    }
    for (key, on, default) in [
        ("gil", spec.gil, default.gil),
        ("guard", spec.guard, default.guard),
        ("between", spec.between, default.between),
    ] {
        if on != default {
            query.append_pair(key, if on { "1" } else { "0" });
        }
    }
    if spec.lock != default.lock {
        query.append_pair("lock", spec.lock.name());
    }
    if spec.shared != default.shared {
        query.append_pair("shared", spec.shared.name());
    }
    if spec.order != default.order {
        query.append_pair("order", spec.order.name());
    }
    if spec.blocking != default.blocking {
        query.append_pair("blocking", spec.blocking.name());
    }
    let overrides = encode_overrides(&spec.overrides);
    if overrides != encode_overrides(&default.overrides) {
        query.append_pair("tasks", &overrides);
    }
    if let Some(lang) = view.lang {
        query.append_pair("lang", lang.name());
    }
    if let Some(theme) = view.theme {
        query.append_pair("theme", theme.name());
    }
    if let Some(step) = view.lesson {
        query.append_pair("lesson", step.name());
    }
    for (key, on) in [
        ("embed", view.embed),
        ("present", view.present),
        ("speaker", view.speaker),
        ("run", view.run),
        ("free", view.free),
    ] {
        if on {
            query.append_pair(key, "1");
        }
    }
    query.extend_pairs(view.moment.pairs());
    let pairs = query.finish();
    if pairs.is_empty() {
        pairs
    } else {
        // Separators inside a value need no escape, and a link is read by people, too.
        let readable = pairs
            .replace("%2C", ",")
            .replace("%3A", ":")
            .replace("%3B", ";");
        format!("v={VERSION}&{}", readable.replace("%3D", "="))
    }
}

fn encode_overrides(overrides: &BTreeMap<u32, Override>) -> String {
    let mut text = String::new();
    // An override that changes nothing could not be read back.
    for (index, change) in overrides
        .iter()
        .filter(|(_, change)| **change != Override::default())
    {
        let mut settings = Vec::new();
        settings.extend(change.wait.map(|wait| format!("wait={wait}")));
        settings.extend(change.work.map(|work| format!("work={work}")));
        settings.extend(change.fail.then(|| "fail".to_owned()));
        let separator = if text.is_empty() { "" } else { ";" };
        // Writing to a string cannot fail.
        let _ = write!(text, "{separator}{index}:{}", settings.join(","));
    }
    text
}

#[cfg(test)]
mod tests;
