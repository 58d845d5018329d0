//! The same as the board's names and the bars, as a table.

use interleave::report::{ModeReport, Outcomes, Provenance, Report};
use interleave::task::Outcome;
use yew::prelude::*;

use crate::format;
use crate::i18n::Texts;

/// A race as a table, a row a mode.
pub fn race_table(texts: &Texts, report: &Report) -> Html {
    let chart = &texts.chart;
    let modelled = (texts.provenance)(Provenance::Modelled);
    let heads = [
        chart.median,
        chart.interval,
        chart.expected,
        chart.speedup,
        (chart.outcome)(Outcome::Done),
        (chart.outcome)(Outcome::Failed),
        (chart.outcome)(Outcome::Cancelled),
        (chart.outcome)(Outcome::TimedOut),
        chart.start_up,
        chart.dropped,
        chart.rounds,
    ];
    html! {
        <details class="card numbers">
            <summary>{chart.table}</summary>
            <div class="scroll" tabindex="0" role="region" aria-label={chart.table}>
                <table>
                    <thead><tr>
                        <th scope="col">{chart.mode}</th>
                        <th scope="col">{chart.provenance}</th>
                        {for heads.iter().map(|head| html! {
                            <th scope="col" class="number">
                                {head}
                                if *head == chart.expected {
                                    {" "}<span class="provenance">{modelled}</span>
                                }
                            </th>
                        })}
                        <th scope="col">{chart.answers}</th>
                    </tr></thead>
                    <tbody>
                        {for report.runs.iter().map(|run| row(texts, run))}
                    </tbody>
                </table>
            </div>
        </details>
    }
}

fn row(texts: &Texts, run: &ModeReport) -> Html {
    let or_nothing = |text: Option<String>| text.unwrap_or_else(|| format::NOTHING.to_owned());
    let Outcomes {
        done,
        failed,
        cancelled,
        timed_out,
    } = run.outcomes;
    let ran = !run.rounds.is_empty();
    let count = |count: u64| or_nothing(ran.then(|| format::count(count)));
    let counted: Vec<_> = run
        .rounds
        .iter()
        .filter(|round| !round.disturbed && !round.warmup)
        .collect();
    // The part of the time in which workers started, on average.
    let start =
        counted.iter().map(|round| round.start_ms).sum::<f64>() / counted.len().max(1) as f64;
    let rounds = match run.rounds.len() {
        all if all == counted.len() => format::count(all as u64),
        all => format!(
            "{} / {}",
            format::count(counted.len() as u64),
            format::count(all as u64)
        ),
    };
    let numbers = [
        or_nothing(run.median_ms.map(|ms| format::time(ms, run.ci95_ms))),
        or_nothing(run.ci95_ms.map(format::range)),
        or_nothing(run.expected_ms.map(|ms| format::time(ms, None))),
        or_nothing(
            run.speedup
                .map(|ratio| (texts.chart.times)(&format::ratio(ratio))),
        ),
        count(done.into()),
        count(failed.into()),
        count(cancelled.into()),
        count(timed_out.into()),
        or_nothing((!counted.is_empty()).then(|| start_up(start))),
        count(run.events_dropped),
        rounds,
    ];
    html! {
        <tr data-mode={run.mode.name()}>
            <th scope="row">{(texts.mode)(run.mode)}</th>
            <td class="reason">
                if ran {
                    {(texts.provenance)(run.provenance)}
                } else if let Some(reason) = run.reason {
                    {(texts.reason)(reason)}
                }
            </td>
            {for numbers.into_iter().map(|number| html! { <td class="number">{number}</td> })}
            <td>{run.answers_correct.map_or(format::NOTHING, |right| (texts.chart.correct)(right))}</td>
        </tr>
    }
}

/// Modes that start nothing have no digits behind their nought.
fn start_up(ms: f64) -> String {
    if ms > 0.0 {
        format::time(ms, None)
    } else {
        "0".to_owned()
    }
}
