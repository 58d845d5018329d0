//! The machine: what the browser says it is, what was measured of it, how the page is isolated.

use std::rc::Rc;

use interleave::report::{Environment, Provenance, Reason, Report};
use yew::prelude::*;

use super::copy::Copy;
use super::leaf;
use crate::format;
use crate::i18n::Texts;

/// What is known of the machine, once anything is; why there are no threads, if there are none;
/// and what the last race showed, once it has ended.
pub(crate) fn machine(
    texts: &'static Texts,
    known: Option<&Environment>,
    no_threads: Option<Reason>,
    report: Option<&Rc<Report>>,
) -> Html {
    let words = &texts.machine;
    let or = |text: Option<String>, otherwise: &'static str| {
        text.map_or_else(|| AttrValue::from(otherwise), AttrValue::from)
    };
    let us = |us: f64| match us {
        us if us < 100.0 => format!("{} µs", format::fixed(us, 0)),
        us => format::time(us / 1_000.0, None),
    };
    let isolation = match (known, no_threads) {
        (None, _) => words.unknown,
        (_, Some(reason)) => (texts.reason)(reason),
        (Some(_), None) => words.isolated,
    };
    let mut rows: Vec<(&str, &str, AttrValue)> = vec![
        (
            "cores-reported",
            words.cores_reported,
            or(
                known
                    .and_then(|k| k.cores_reported)
                    .map(|cores| cores.to_string()),
                words.unknown,
            ),
        ),
        (
            "cores-effective",
            words.cores_effective,
            or(
                known.and_then(|k| k.cores_effective).map(format::cores),
                words.not_yet,
            ),
        ),
        (
            "timer-step",
            words.timer_step,
            or(known.and_then(|k| k.timer_step_us).map(us), words.unknown),
        ),
    ];
    if let Some(ms) = known.and_then(|k| k.pool_start_ms) {
        rows.push((
            "pool-start",
            words.pool_start,
            format::time(ms, None).into(),
        ));
    }
    rows.push(("isolation", words.isolation, isolation.into()));
    if let Some(painter) = known.and_then(|k| k.painter.as_ref()) {
        rows.push((
            "painter",
            words.painter,
            (words.painter_numbers)(painter).into(),
        ));
    }
    if let (Some(known), Some(_)) = (known, report) {
        rows.push((
            "disturbance",
            words.disturbance,
            (words.disturbed)(known).into(),
        ));
    }
    let agent = known
        .map(|k| short_agent(&k.user_agent))
        .filter(|agent| !agent.is_empty());
    rows.push(("browser", words.browser, or(agent, words.unknown)));
    html! {
        <section class="machine" aria-labelledby="machine-heading">
            <h3 id="machine-heading">{words.heading}</h3>
            <dl>
                {for rows.into_iter().map(|(name, label, value)| html! {
                    <div data-machine={name}>{leaf("dt", "", label)}{leaf("dd", "", value)}</div>
                })}
            </dl>
            <p class="about">
                {for [Provenance::Measured, Provenance::Modelled].map(|provenance| {
                    leaf("span", "provenance", (texts.provenance)(provenance))
                })}
                {words.provenances}
            </p>
            if let Some(report) = report {
                <Copy
                    action="copy-result" label={words.copy} copied={words.copied}
                    not_copied={words.not_copied} text={json(report)}
                />
            }
        </section>
    }
}

fn json(report: &Rc<Report>) -> Callback<(), String> {
    let report = report.clone();
    Callback::from(move |()| report.to_json())
}

/// The part of a browser's name that tells it from others: its brand and version.
fn short_agent(agent: &str) -> String {
    let part = |name: &str| agent.split_whitespace().find(|part| part.starts_with(name));
    // Browsers pretend to be each other; the one that says most comes first.
    let brand = [
        "Edg/",
        "OPR/",
        "Firefox/",
        "HeadlessChrome/",
        "Chrome/",
        "Version/",
    ];
    let brand = brand.into_iter().find_map(part).map(|brand| {
        let (name, version) = brand.split_once('/').unwrap_or((brand, ""));
        let name = match name {
            "Edg" => "Edge",
            "OPR" => "Opera",
            "HeadlessChrome" => "Chrome (headless)",
            "Version" => "Safari",
            name => name,
        };
        format!("{name} {}", version.split('.').next().unwrap_or_default())
    });
    let system = [
        "Windows", "Android", "iPhone", "iPad", "Mac OS X", "CrOS", "Linux",
    ];
    let system = system.into_iter().find(|system| agent.contains(system));
    match (brand, system) {
        (Some(brand), Some(system)) => format!("{brand} · {system}"),
        (Some(brand), None) => brand,
        (None, _) => agent.chars().take(60).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::short_agent;

    #[test]
    fn browsers_are_told_apart() {
        for (agent, short) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0",
                "Edge 156 · Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:153.0) Gecko/20100101 Firefox/153.0",
                "Firefox 153 · Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like \
                 Gecko) Version/26.2 Safari/605.1.15",
                "Safari 26 · Mac OS X",
            ),
            ("", ""),
            ("something else", "something else"),
        ] {
            assert_eq!(short_agent(agent), short);
        }
    }
}
