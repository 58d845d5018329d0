//! What every preset shows, and how far what was expected is from it.

use interleave::model::mode::Mode;
use interleave::model::preset::Preset;
use interleave::report::statistics::summarise;
use interleave_tests::{Engine, Page, with_pages};
use xtask::output::say;

use super::figures::{Budget, Column, Measured, Table, Unit};
use super::lab::{Lab, race, threaded};

/// Runs each of them once, as a reader who opens its link and presses Run a second time.
pub async fn measure(_: &Lab, tables: &mut Vec<Table>, budgets: &mut Vec<Budget>) {
    with_pages(&[threaded(Engine::Chromium)], async |pages| {
        let mut lines = Vec::new();
        for preset in Preset::ALL {
            lines.extend(shown(&pages[0], preset).await);
        }
        let errors = lines.iter().filter_map(|(_, cells)| cells[2].as_ref());
        let errors = errors.map(|error| error.summary.median.abs()).collect();
        let what = "error of the expected time, the median over all presets and modes";
        let seen = Measured::of(errors);
        budgets.push(Budget::at_most(what, Unit::Percent, 5.0, seen.as_ref()));
        tables.push(Table {
            title: "Presets: measured and expected".to_owned(),
            how: "One race of each preset with its own rounds, Chromium. Expected is what the same executors take on \
                  the virtual clock, start-up and messages included."
                .to_owned(),
            corner: "preset, mode",
            columns: vec![
                Column::new("measured", Unit::Ms),
                Column::new("expected", Unit::Ms),
                Column::new("error", Unit::Percent),
            ],
            lines,
        });
    })
    .await;
}

/// The lines of a preset's modes. Its headline goes to the terminal.
async fn shown(page: &Page, preset: Preset) -> Vec<(String, Vec<Option<Measured>>)> {
    let name = preset.name();
    let report = race(page, &format!("preset={name}")).await;
    if let Some(headline) = &report.headline {
        say(&format!("    {name}: {}", headline.en));
        say(&format!("    {name}: {}", headline.zh));
    }
    let line = |mode: Mode| {
        let run = report.run(mode)?;
        let measured = run.rounds.iter().filter_map(|round| round.elapsed_ms);
        let measured = Measured::of(measured.collect())?;
        let expected = run.expected_total_ms?;
        let median = summarise(&measured.samples)?.median;
        let error = (expected - median) / median * 100.0;
        let cells = vec![
            Some(measured),
            Measured::of(vec![expected]),
            Measured::of(vec![error]),
        ];
        Some((format!("{name}, {}", mode.name()), cells))
    };
    Mode::ALL.into_iter().filter_map(line).collect()
}
