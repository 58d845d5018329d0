//! The same as the board's names and the bars, as a table.

use std::rc::Rc;

use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use interleave::model::task::Outcome;
use interleave::report::round::Outcomes;
use interleave::report::{ModeReport, Provenance, Report};
use yew::prelude::*;

use super::data_table::{DataTable, Row};
use super::provenance::source;
use crate::i18n::{Label, Texts, fill};
use interleave::wording::format;

/// What [`RaceTable`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct RaceTableProps {
    /// The texts.
    pub texts: &'static Texts,
    /// What a race showed.
    pub report: Rc<Report>,
    /// What the reader guessed, in milliseconds.
    #[prop_or_default]
    pub guesses: Vec<(Mode, f64)>,
}

/// A race as a table, a row a mode.
#[component]
pub(crate) fn RaceTable(props: &RaceTableProps) -> Html {
    let (texts, chart) = (props.texts, &props.texts.chart);
    let modelled = texts.label(Label::Provenance(Provenance::Modelled));
    let outcome = |outcome| texts.label(Label::Outcome(outcome));
    let expected = fill(chart.with_provenance, &[chart.expected, modelled]);
    let heads = [
        chart.mode,
        chart.provenance,
        chart.answers,
        chart.median,
        chart.interval,
        &expected,
        chart.speedup,
        outcome(Outcome::Done),
        outcome(Outcome::Failed),
        outcome(Outcome::Cancelled),
        outcome(Outcome::TimedOut),
        chart.start_up,
        chart.dropped,
        chart.rounds,
    ];
    let mut heads: Vec<AttrValue> = heads.map(|head| head.to_owned().into()).into();
    if props.report.spec.counts() {
        // Tasks that count have no answers.
        heads[ANSWERS] = chart.counter.into();
    }
    let mut rows: Vec<Row> = props
        .report
        .runs
        .iter()
        .map(|run| row(texts, &props.report.spec, run))
        .collect();
    if !props.guesses.is_empty() {
        // A guess stands left of what came of it.
        heads.insert(MEDIAN, texts.lesson.mark.into());
        for (mode, cells) in &mut rows {
            let mut guesses = props.guesses.iter();
            let guess = guesses.find(|(of, _)| of == mode);
            let text = guess.map_or_else(
                || format::NOTHING.to_owned(),
                |(_, ms)| format::time(*ms, None),
            );
            cells.insert(MEDIAN, text);
        }
    }
    html! {
        <details class="card numbers">
            <summary>{chart.table}</summary>
            <DataTable label={chart.table} {heads} numbers={MEDIAN} {rows} />
        </details>
    }
}

/// The column of answers.
const ANSWERS: usize = 2;
/// The column of medians, where numbers begin.
const MEDIAN: usize = 3;

fn row(texts: &Texts, spec: &Spec, run: &ModeReport) -> Row {
    let nothing = || format::NOTHING.to_owned();
    let time = |ms: Option<f64>, ci95| ms.map_or_else(nothing, |ms| format::time(ms, ci95));
    let Outcomes {
        done,
        failed,
        cancelled,
        timed_out,
    } = run.outcomes;
    let source = match run.reason {
        Some(reason) if run.rounds.is_empty() => texts.label(Label::Reason(reason)),
        _ => texts.label(source(run.mode, spec, run.provenance)),
    };
    let answers = run.answers_correct;
    let mut cells = vec![
        texts.mode(run.mode, spec).to_owned(),
        source.to_owned(),
        match (run.counter, answers) {
            (Some(counter), _) => texts.counter(&counter),
            (None, Some(true)) => texts.chart.correct.to_owned(),
            (None, Some(false)) => texts.chart.wrong.to_owned(),
            (None, None) => nothing(),
        },
        time(run.median_ms, run.ci95_ms),
        run.ci95_ms.map_or_else(nothing, format::range),
        match run.expected_end_ms() {
            None if run.median_ms.is_some() => texts.chart.too_big.to_owned(),
            expected => time(expected, None),
        },
        run.speedup.map_or_else(nothing, |speedup| {
            format::times_within(speedup, run.speedup_ci95)
        }),
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
