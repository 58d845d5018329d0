//! The machine: what the browser says it is, what was measured of it, how the page is isolated.

use std::rc::Rc;

use interleave::report::environment::{Environment, Reason};
use interleave::report::{Provenance, Report};
use yew::prelude::*;

use super::{element, group, heading, leaf, words as text};
use crate::component::Copy;
use crate::format;
use crate::i18n::{Shelved, Texts};

/// What is known of the machine, once anything is; why there are no threads, if there are none;
/// and what the last race showed, once it has ended.
pub(crate) fn machine(
    texts: &'static Texts,
    known: Option<&Environment>,
    no_threads: Option<Reason>,
    report: Option<&Rc<Report>>,
) -> Html {
    let words = &texts.machine;
    let us = |us: f64| match us {
        us if us < 100.0 => format!("{} µs", format::fixed(us, 0)),
        us => format::time(us / 1_000.0, None),
    };
    let isolation = match (known, no_threads) {
        (None, _) => words.unknown,
        (_, Some(reason)) => texts.long(Shelved::Reason(reason)),
        (Some(known), None) => texts.long(Shelved::Rung(known.rung)),
    };
    let mut rows = Vec::new();
    let mut row = |name: &'static str, label: &'static str, value: Option<String>, or: &str| {
        let value = value.unwrap_or_else(|| or.to_owned());
        // What is not even missing is left out.
        if !value.is_empty() {
            let cells = vec![leaf("dt", "", label), leaf("dd", "", value)];
            rows.push(element("div", &["data-machine"], vec![name.into()], cells));
        }
    };
    let reported = known.and_then(|known| known.cores_reported);
    let reported = reported.map(|cores| cores.to_string());
    row(
        "cores-reported",
        words.cores_reported,
        reported,
        words.unknown,
    );
    let effective = known.and_then(|known| known.cores_effective);
    let effective = effective.map(format::cores);
    row(
        "cores-effective",
        words.cores_effective,
        effective,
        words.not_yet,
    );
    let step = known.and_then(|known| known.timer_step_us).map(us);
    row("timer-step", words.timer_step, step, words.unknown);
    let start = known.and_then(|known| known.pool_start_ms);
    let start = start.map(|ms| format::time(ms, None));
    row("pool-start", words.pool_start, start, "");
    row("isolation", words.isolation, None, isolation);
    let painter = known.and_then(|known| known.painter.as_ref());
    row(
        "painter",
        words.painter,
        painter.map(|painter| texts.painter(painter)),
        "",
    );
    let disturbed = known
        .filter(|_| report.is_some())
        .map(|known| match known.disturbed {
            true => words.disturbed,
            false => words.undisturbed,
        });
    row(
        "disturbance",
        words.disturbance,
        None,
        disturbed.unwrap_or(""),
    );
    let agent = known.map(|known| short_agent(&known.user_agent));
    let agent = agent.filter(|agent| !agent.is_empty());
    row("browser", words.browser, agent, words.unknown);

    let mut told: Vec<Html> = [Provenance::Measured, Provenance::Modelled]
        .map(|provenance| {
            leaf(
                "span",
                "provenance",
                texts.long(Shelved::Provenance(provenance)),
            )
        })
        .into();
    told.push(text(texts.long(Shelved::Provenances)));
    let copied = report.map(|report| {
        let report = Rc::clone(report);
        let text = Callback::from(move |()| report.to_json());
        html! {
            <Copy
                action="copy-result" label={words.copy} {text} copied={words.copied}
                not_copied={words.not_copied}
            />
        }
    });
    element(
        "section",
        &["class", "aria-labelledby"],
        vec!["machine".into(), HEADING.into()],
        vec![
            heading("h3", HEADING, words.heading),
            group("dl", "", rows),
            group("p", "about", told),
            copied.unwrap_or_default(),
        ],
    )
}

const HEADING: &str = "machine-heading";

/// The part of a browser's name that tells it from others: its brand and version.
pub(crate) fn short_agent(agent: &str) -> String {
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
