//! What else there is to know about a race: what the main thread saw, what became of the tasks.

use super::{Label, Wording, fill, format};
use crate::model::api::Api;
use crate::model::mode::Mode;
use crate::model::spec::Spec;
use crate::model::task::Outcome;
use crate::report::environment::Reason;
use crate::report::findings::{LeftOut, Note};
use crate::report::round::{Counter, Hung, MainThread, MainThreadEnd, Outcomes};
use crate::scheduler::observation::Hang;

impl Wording {
    /// A note about a race with this experiment.
    pub fn remark(&self, remark: &Note, spec: &Spec) -> String {
        let note = &self.note;
        let name = |mode| self.mode(mode, spec);
        match *remark {
            Note::Unavailable(mode, reason) => {
                fill(note.unavailable, &[name(mode), self.reason(reason)])
            }
            Note::CutShort => note.cut_short.to_owned(),
            Note::TimedOut(mode) => fill(note.timed_out, &[name(mode)]),
            Note::Failed { tasks } => note.failed.of(tasks.into()),
            Note::MainThread(mode, line) => {
                let ended = self.main_thread(&line, spec.api(mode));
                match line.swallowed {
                    0 => fill(note.main_thread, &[name(mode), &ended]),
                    errors => fill(
                        note.main_thread_swallowed.text(errors.into()),
                        &[&format::count(errors.into()), name(mode), &ended],
                    ),
                }
            }
            Note::Disturbed { runs } => note.disturbed.of(runs.into()),
            Note::Drifted { rounds } => note.drifted.of(rounds.into()),
            Note::FewerCores {
                cores,
                reported,
                shared,
            } => {
                let text = match shared {
                    true => note.shared_cores,
                    false => note.fewer_cores,
                };
                fill(text, &[&format::cores(cores), &reported.to_string()])
            }
            Note::BeyondModel { modes, left_out } => {
                let names: Vec<_> = modes.into_iter().flatten().map(name).collect();
                let text = match left_out {
                    LeftOut::Sharing => note.left_out_sharing,
                    LeftOut::WakeUps => note.left_out_wake_ups,
                    LeftOut::Unknown => note.left_out_unknown,
                };
                fill(text, &[&names.join(self.headline.comma)])
            }
            Note::Dropped { events } => fill(note.dropped, &[&format::count(events)]),
            Note::Crowded { workers, cores } => {
                fill(note.crowded, &[&workers.to_string(), &format::cores(cores)])
            }
        }
    }

    /// How the main thread of a program with this API ended, or why it hangs.
    pub fn main_thread(&self, line: &MainThread, api: Api) -> String {
        let note = &self.note;
        if let Some(hung) = line.hung {
            return self.hung(&hung, api);
        }
        let (text, error) = match (line.ended, line.raised) {
            (MainThreadEnd::Raised, Some(error)) => (note.raised, error.name()),
            (MainThreadEnd::Died, _) => (note.died, ""),
            _ => (note.returned, ""),
        };
        fill(text, &[&format::time(line.at_ms, None), error])
    }

    /// Why a program with this API hangs, and since when.
    pub fn hung(&self, hung: &Hung, api: Api) -> String {
        let since = format::time(hung.at_ms, None);
        let why = self.hangs(hung.why, hung.task, api);
        fill(self.note.hung_since, &[&since, &why])
    }

    /// Why a program with this API hangs that waits for this task.
    pub(super) fn hangs(&self, why: Hang, task: u32, api: Api) -> String {
        let note = &self.note;
        let text = match why {
            Hang::Itself => note.hung_itself,
            Hang::EventLoop => note.hung_event_loop,
            Hang::Task => note.hung_task,
            Hang::Lost => note.hung_lost,
            Hang::Exit => note.hung_exit,
            Hang::Respawns => note.hung_respawns,
            Hang::Unreplaced => note.hung_unreplaced,
            Hang::Queue => note.hung_queue,
            Hang::Full => note.hung_full,
        };
        fill(text, &[&task.to_string(), api.label()])
    }

    /// Which modes of an experiment are expected to pass the limit of a run, and how long each would take,
    /// in milliseconds.
    pub fn beyond_limit(&self, modes: &[(Mode, f64)], spec: &Spec) -> String {
        let named = |(mode, ms): &(Mode, f64)| {
            format!("{} {}", self.mode(*mode, spec), format::time(*ms, None))
        };
        let names: Vec<_> = modes.iter().map(named).collect();
        fill(self.note.beyond_limit, &[&names.join(self.headline.comma)])
    }

    /// Why a mode did not run, and what would make it run.
    pub fn reason(&self, reason: Reason) -> &'static str {
        self.label(Label::Reason(reason))
    }

    /// What a shared counter shows, and how many updates it lost.
    pub fn counter(&self, counter: &Counter) -> String {
        let text = match counter.lost {
            0 => self.counted.updates_kept,
            _ => self.counted.updates_lost,
        };
        let [found, expected, lost] =
            [counter.found, counter.expected, counter.lost].map(format::count);
        let mut said = fill(
            text,
            &[
                &found,
                &expected,
                &lost,
                &format::percent(counter.share_lost()),
            ],
        );
        if let Some(lock) = counter.lock {
            let [waits, hand_overs] = [lock.waits, lock.hand_overs].map(format::count);
            said += &match lock.share {
                Some(share) => fill(
                    self.counted.lock_use,
                    &[&waits, &hand_overs, &format::percent(share)],
                ),
                None => fill(self.counted.lock_use_untimed, &[&waits, &hand_overs]),
            };
        }
        said
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
