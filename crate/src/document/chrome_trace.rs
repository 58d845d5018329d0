//! The Chrome trace format, which Perfetto, the Firefox Profiler and `chrome://tracing` open: a mode is
//! a process, a lane a thread, a slice a complete event; times are microseconds.
//!
//! The format: <https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU>

use std::fmt::Write;

use super::Document;
use crate::time::Nanos;
use crate::trace::event::Event;
use crate::trace::timeline::{Lane, Slice};

/// A race as a trace.
pub fn to_json(document: &Document) -> String {
    let mut trace = Trace::default();
    let figures = document.figures();
    for (index, (mode, run)) in document.recording.iter().enumerate() {
        let process = index + 1;
        let figure = figures.iter().find(|figure| figure.mode == *mode);
        let provenance = figure.map_or("", |figure| figure.provenance.name());
        let named = format!("{} ({})", mode.name(), provenance);
        trace.meta("process_name", process, None, &named);
        let timeline = run.timeline();
        for (index, lane) in timeline.lanes().iter().enumerate() {
            let thread = index + 1;
            trace.meta(
                "thread_name",
                process,
                Some(thread),
                &format!("lane {thread}"),
            );
            for slice in &lane.slices {
                trace.slice(process, thread, lane, slice);
            }
        }
    }
    format!(
        "{{\"displayTimeUnit\":\"ms\",\"otherData\":{},\"traceEvents\":[\n{}\n]}}",
        document.environment, trace.events
    )
}

#[derive(Default)]
struct Trace {
    events: String,
}

impl Trace {
    fn add(&mut self, event: std::fmt::Arguments) {
        let between = if self.events.is_empty() { "" } else { ",\n" };
        // Writing to a string cannot fail.
        let _ = write!(self.events, "{between}{{{event}}}");
    }

    fn meta(&mut self, what: &str, process: usize, thread: Option<usize>, name: &str) {
        let thread = thread.unwrap_or(0);
        self.add(format_args!(
            r#""ph":"M","pid":{process},"tid":{thread},"name":"{what}","args":{{"name":"{name}"}}"#
        ));
    }

    fn slice(&mut self, process: usize, thread: usize, lane: &Lane, slice: &Slice) {
        let mut args = String::new();
        if slice.task != Event::NO_TASK {
            args = format!(r#""task":{}"#, slice.task);
            if let Some(miss) = lane.miss(slice) {
                args += &format!(r#","outcome":"{}""#, miss.outcome.name());
            }
        }
        self.add(format_args!(
            r#""ph":"X","pid":{process},"tid":{thread},"name":"{}","ts":{},"dur":{},"args":{{{args}}}"#,
            slice.state.name(),
            micros(slice.start),
            micros(slice.end - slice.start),
        ));
    }
}

/// Nanoseconds as microseconds, exactly.
fn micros(at: Nanos) -> String {
    format!("{}.{:03}", at / 1_000, at % 1_000)
}
