//! A race for spreadsheets: a line for each slice, after a header line. Times are milliseconds
//! since the run's release. Nothing in it needs quoting.

use std::fmt::Write;

use super::recording::Runs;
use crate::time::Nanos;
use crate::trace::event::Event;

const HEAD: &str = "mode,round,lane,task,state,start_ms,end_ms,outcome\n";

/// The slices of a race; `lane`, `task` and `round` count from 0, as in the other documents.
pub fn to_csv(runs: &Runs) -> String {
    let mut text = HEAD.to_owned();
    for (mode, run) in runs.iter() {
        let timeline = run.timeline();
        for (index, lane) in timeline.lanes().iter().enumerate() {
            for slice in &lane.slices {
                let task = match slice.task {
                    Event::NO_TASK => String::new(),
                    task => task.to_string(),
                };
                let missed = lane.miss(slice);
                let outcome = missed.map_or("", |missed| missed.outcome.name());
                // Writing to a string cannot fail.
                let _ = writeln!(
                    text,
                    "{},{},{index},{task},{},{},{},{outcome}",
                    mode.name(),
                    run.round,
                    slice.state.name(),
                    millis(slice.start),
                    millis(slice.end),
                );
            }
        }
    }
    text
}

/// Nanoseconds as milliseconds, exactly.
fn millis(at: Nanos) -> String {
    format!("{}.{:06}", at / 1_000_000, at % 1_000_000)
}
