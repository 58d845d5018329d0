//! The same as the board's names and the bars, as a table.

use interleave::model::task::Outcome;
use interleave::report::round::Outcomes;
use interleave::report::{ModeReport, Provenance, Report};
use yew::prelude::*;

use super::band::source;
use super::grid::{Row, grid};
use crate::format;
use crate::i18n::{Shelved, Texts};

/// A race as a table, a row a mode.
pub fn race_table(texts: &Texts, report: &Report) -> Html {
    let chart = &texts.chart;
    let modelled = texts.long(Shelved::Provenance(Provenance::Modelled));
    let expected = [chart.expected, " (", modelled, ")"].concat();
    let heads = [
        chart.mode,
        chart.provenance,
        chart.answers,
        chart.median,
        chart.interval,
        &expected,
        chart.speedup,
        texts.long(Shelved::Outcome(Outcome::Done)),
        texts.long(Shelved::Outcome(Outcome::Failed)),
        texts.long(Shelved::Outcome(Outcome::Cancelled)),
        texts.long(Shelved::Outcome(Outcome::TimedOut)),
        chart.start_up,
        chart.dropped,
        chart.rounds,
    ];
    let rows = report.runs.iter().map(|run| row(texts, run)).collect();
    html! {
        <details class="card numbers">
            <summary>{chart.table}</summary>
            {grid(chart.table, &heads, 3, rows)}
        </details>
    }
}

fn row(texts: &Texts, run: &ModeReport) -> Row {
    let nothing = || format::NOTHING.to_owned();
    let time = |ms: Option<f64>, ci95| ms.map_or_else(nothing, |ms| format::time(ms, ci95));
    let Outcomes {
        done,
        failed,
        cancelled,
        timed_out,
    } = run.outcomes;
    let source = match run.reason {
        Some(reason) if run.rounds.is_empty() => texts.long(Shelved::Reason(reason)),
        _ => texts.long(source(run.mode, run.provenance)),
    };
    let answers = run.answers_correct;
    let mut cells = vec![
        texts.long(Shelved::Mode(run.mode)).to_owned(),
        source.to_owned(),
        answers.map_or_else(nothing, |right| {
            if right {
                texts.chart.correct
            } else {
                texts.chart.wrong
            }
            .to_owned()
        }),
        time(run.median_ms, run.ci95_ms),
        run.ci95_ms.map_or_else(nothing, format::range),
        time(run.expected_ms, None),
        run.speedup.map_or_else(nothing, format::times),
    ];
    let ran = !run.rounds.is_empty();
    let count = |count: u64| if ran { format::count(count) } else { nothing() };
    cells.extend([done, failed, cancelled, timed_out].map(|tasks| count(tasks.into())));
    let counted = run
        .rounds
        .iter()
        .filter(|round| !round.disturbed && !round.warmup);
    let (mut start, mut counts) = (0.0, 0_u32);
    for round in counted {
        start += round.start_ms;
        counts += 1;
    }
    // The part of the time in which workers started, on average; modes that start nothing have no
    // digits behind their nought.
    cells.push(match counts {
        0 => nothing(),
        _ if start == 0.0 => "0".to_owned(),
        _ => format::time(start / f64::from(counts), None),
    });
    cells.push(count(run.events_dropped));
    let rounds = format::count(run.rounds.len() as u64);
    cells.push(if counts as usize == run.rounds.len() {
        rounds
    } else {
        [&format::count(counts.into()), " / ", &rounds].concat()
    });
    (run.mode, cells)
}
