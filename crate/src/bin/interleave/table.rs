//! The modes side by side, as a table.

use console::measure_text_width;
use interleave::report::round::MainThreadEnd;
use interleave::report::{ModeReport, Report};
use interleave::wording::{Label, Wording, format, wording};

use super::texts::Texts;

/// A race as a table, a line a mode.
pub(crate) fn table(report: &Report, texts: &Texts) -> String {
    let heads = &texts.table;
    let heads = [
        heads.mode,
        heads.median,
        heads.interval,
        heads.speedup,
        heads.provenance,
        heads.tasks,
        heads.main_thread,
    ];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    let words = wording(texts.lang);
    rows.extend(report.runs.iter().map(|run| row(run, report, words)));
    // Only where something was counted.
    if report.spec.counts() {
        rows[0].insert(2, texts.table.counter.to_owned());
        for (row, run) in rows[1..].iter_mut().zip(&report.runs) {
            let counter = run.counter.map(|counter| words.counter(&counter));
            row.insert(2, counter.unwrap_or_else(|| format::NOTHING.to_owned()));
        }
    }
    aligned(&rows)
}

fn row(run: &ModeReport, report: &Report, words: &Wording) -> Vec<String> {
    let nothing = || format::NOTHING.to_owned();
    let line = run.rounds.last().and_then(|round| round.main_line);
    let main_thread = match line {
        Some(line) if line.ended != MainThreadEnd::Halted => {
            words.main_thread(&line, report.spec.api(run.mode))
        }
        _ => nothing(),
    };
    vec![
        words.mode(run.mode, &report.spec).to_owned(),
        run.median_ms
            .map_or_else(nothing, |ms| format::time(ms, run.ci95_ms)),
        run.ci95_ms.map_or_else(nothing, format::range),
        run.speedup.map_or_else(nothing, |speedup| {
            format::times_within(speedup, run.speedup_ci95)
        }),
        words.label(Label::Provenance(run.provenance)).to_owned(),
        words.outcomes(&run.outcomes),
        main_thread,
    ]
}

/// Columns as wide as what stands in them; a Chinese character is two wide.
fn aligned(rows: &[Vec<String>]) -> String {
    let mut text = String::new();
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| {
        let cells = rows.iter().map(|row| measure_text_width(&row[column]));
        cells.max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line += cell;
            line.extend(std::iter::repeat_n(
                ' ',
                width - measure_text_width(cell) + 2,
            ));
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other_in_chinese_too() {
        let rows = [["模式", "a"], ["abc", "中"]].map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(aligned(&rows), "模式  a\nabc   中\n");
    }
}
