//! What else there is to know about a race: what the main thread saw, what became of the tasks.

use super::{Label, Wording, fill, format};
use crate::model::spec::Spec;
use crate::model::task::Outcome;
use crate::report::environment::Reason;
use crate::report::findings::Remark;
use crate::report::round::{Ended, MainLine, Outcomes};

impl Wording {
    /// Something to know besides the headline, of a race with this experiment.
    pub fn remark(&self, remark: &Remark, spec: &Spec) -> String {
        let note = &self.note;
        let name = |mode| self.mode(mode, spec);
        match *remark {
            Remark::Unavailable(mode, reason) => {
                fill(note.unavailable, &[name(mode), self.reason(reason)])
            }
            Remark::CutShort => note.cut_short.to_owned(),
            Remark::TimedOut(mode) => fill(note.timed_out, &[name(mode)]),
            Remark::Endless(mode) => fill(note.endless, &[name(mode)]),
            Remark::Failed { tasks } => note.failed.of(tasks.into()),
            Remark::MainLine(mode, line) => {
                let ended = self.main_thread(&line);
                match line.swallowed {
                    0 => fill(note.main_thread, &[name(mode), &ended]),
                    errors => fill(
                        note.main_thread_swallowed.text(errors.into()),
                        &[&format::count(errors.into()), name(mode), &ended],
                    ),
                }
            }
            Remark::Disturbed { runs } => note.disturbed.of(runs.into()),
            Remark::Dropped { events } => fill(note.dropped, &[&format::count(events)]),
            Remark::Crowded { workers, cores } => {
                fill(note.crowded, &[&workers.to_string(), &format::cores(cores)])
            }
        }
    }

    /// How the main thread ended.
    pub fn main_thread(&self, line: &MainLine) -> String {
        let note = &self.note;
        let (text, error) = match (line.ended, line.raised) {
            (Ended::Raised, Some(error)) => (note.raised, error.name()),
            (Ended::Died, _) => (note.died, ""),
            _ => (note.returned, ""),
        };
        fill(text, &[&format::time(line.at_ms, None), error])
    }

    /// Why a mode did not run, and what would make it run.
    pub fn reason(&self, reason: Reason) -> &'static str {
        self.label(Label::Reason(reason))
    }

    /// How many tasks ended in which way.
    pub fn outcomes(&self, outcomes: &Outcomes) -> String {
        let counts = [
            outcomes.done,
            outcomes.failed,
            outcomes.cancelled,
            outcomes.timed_out,
        ];
        let told = Outcome::ALL.into_iter().zip(counts);
        let told = told
            .filter(|(_, count)| *count > 0)
            .map(|(outcome, count)| {
                let name = self.label(Label::Outcome(outcome));
                fill(self.counted.outcome, &[&format::count(count.into()), name])
            });
        let told: Vec<_> = told.collect();
        match told.is_empty() {
            true => format::NOTHING.to_owned(),
            false => told.join(self.counted.and),
        }
    }
}
