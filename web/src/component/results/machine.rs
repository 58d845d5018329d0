//! The machine: what the browser reports, what was measured, how the page is isolated.

use std::rc::Rc;

use interleave::report::environment::{Environment, Reason};
use interleave::report::{Provenance, Report};
use yew::prelude::*;

use crate::component::CopyButton;
use crate::i18n::{Label, Texts};
use interleave::wording::format;

/// What [`Machine`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct MachineProps {
    /// The texts.
    pub texts: &'static Texts,
    /// What is known of the machine, once anything is.
    pub known: Option<Environment>,
    /// Why there are no threads, if there are none.
    pub no_threads: Option<Reason>,
    /// What the last race showed, once it has ended.
    pub report: Option<Rc<Report>>,
}

/// The machine.
#[component]
pub(crate) fn Machine(props: &MachineProps) -> Html {
    let words = &props.texts.machine;
    let provenances = [Provenance::Measured, Provenance::Modelled];
    html! {
        <section class="machine" aria-labelledby={HEADING}>
            <h3 id={HEADING}>{words.heading}</h3>
            <dl>
                for Row { name, label, value } in rows(props) {
                    <div data-machine={name}>
                        <dt>{label}</dt>
                        <dd>{value}</dd>
                    </div>
                }
            </dl>
            <p class="about">
                for provenance in provenances {
                    <span class="provenance">
                        {props.texts.label(Label::Provenance(provenance))}
                    </span>
                }
                {props.texts.label(Label::Provenances)}
            </p>
            if let Some(report) = &props.report {
                <CopyButton
                    action="copy-result" label={words.copy} text={json(report)}
                    copied={words.copied} not_copied={words.not_copied}
                />
            }
        </section>
    }
}

const HEADING: &str = "machine-heading";

/// Writes the result document.
fn json(report: &Rc<Report>) -> Callback<(), String> {
    let report = Rc::clone(report);
    Callback::from(move |()| report.to_json())
}

/// One known property of the machine.
struct Row {
    name: &'static str,
    label: &'static str,
    value: String,
}

/// The known properties of the machine; rows without a value are left out.
fn rows(props: &MachineProps) -> Vec<Row> {
    let (texts, words) = (props.texts, &props.texts.machine);
    let known = props.known.as_ref();
    let isolation = match (known, props.no_threads) {
        (None, _) => words.unknown,
        (_, Some(reason)) => texts.label(Label::Reason(reason)),
        (Some(known), None) => texts.label(Label::Rung(known.rung)),
    };
    let disturbed = known.filter(|_| props.report.is_some()).map(|known| {
        if known.disturbed {
            words.disturbed
        } else {
            words.undisturbed
        }
    });
    let agent = known.map(|known| short_agent(&known.user_agent));
    let agent = agent.filter(|agent| !agent.is_empty());
    let row = |name, label, value: Option<String>, otherwise: &str| Row {
        name,
        label,
        value: value.unwrap_or_else(|| otherwise.to_owned()),
    };
    let rows = [
        row(
            "cores-reported",
            words.cores_reported,
            known
                .and_then(|known| known.cores_reported)
                .map(|cores| cores.to_string()),
            words.unknown,
        ),
        row(
            "cores-effective",
            words.cores_effective,
            known
                .and_then(|known| known.cores_effective)
                .map(format::cores),
            words.not_yet,
        ),
        row(
            "timer-step",
            words.timer_step,
            known.and_then(|known| known.timer_step_us).map(timer_step),
            words.unknown,
        ),
        row(
            "pool-start",
            words.pool_start,
            known
                .and_then(|known| known.pool_start_ms)
                .map(|ms| format::time(ms, None)),
            "",
        ),
        row("isolation", words.isolation, None, isolation),
        row(
            "painter",
            words.painter,
            known
                .and_then(|known| known.painter.as_ref())
                .map(|painter| texts.painter(painter)),
            "",
        ),
        row(
            "disturbance",
            words.disturbance,
            None,
            disturbed.unwrap_or(""),
        ),
        row("browser", words.browser, agent, words.unknown),
    ];
    let rows = rows.into_iter().filter(|row| !row.value.is_empty());
    rows.collect()
}

fn timer_step(us: f64) -> String {
    match us {
        us if us < 100.0 => format!("{} µs", format::fixed(us, 0)),
        us => format::time(us / 1_000.0, None),
    }
}

/// The part of a browser's name that tells it from others: its brand and version.
pub(crate) fn short_agent(agent: &str) -> String {
    let part = |name: &str| agent.split_whitespace().find(|part| part.starts_with(name));
    // Browsers also name other browsers; the most specific name comes first.
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
