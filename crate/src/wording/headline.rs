//! The sentence above everything else: what a race showed.
//!
//! What became of the tasks comes first, where not all were simply done; then what the GIL did, where the
//! experiment is about that; else how the modes compare, see [`compared`].

mod compared;
#[cfg(test)]
mod tests;

use super::{Label, Wording, fill, format};
use crate::model::api::ProgramEnd;
use crate::model::counter::Lock;
use crate::model::mode::Mode;
use crate::model::spec::Spec;
use crate::report::Report;
use crate::report::finding::{Fact, Finding, Updates};
use crate::report::findings::Workload;
use crate::report::findings::speedup::{is_shared, is_unsteady, too_few_rounds};
use crate::report::statistics::MIN_SAMPLES;
use crate::scheduler::observation::Error;

/// A headline is one sentence that can be read at a glance; the bars show the rest.
const MOST_CLAUSES: usize = 3;

impl Wording {
    /// What a race showed, in one sentence; `kind` is what its tasks are like.
    pub fn headline(&self, report: &Report, kind: Workload) -> String {
        let words = &self.headline;
        let findings = &report.findings;
        let has = |what: fn(&Fact) -> bool| findings.iter().any(|finding| what(&finding.fact));
        let clauses = |what: fn(&Fact) -> bool| {
            let told = findings.iter().filter(|finding| what(&finding.fact));
            self.clauses(told, report)
        };
        let is_compared =
            |fact: &Fact| matches!(fact, Fact::Took(timing) if timing.speedup.is_some());
        // Of what happens many times in a run, one run is evidence enough.
        let (mut sentence, is_timing) = if has(is_event) {
            (clauses(is_event), false)
        } else if has(is_convoy) {
            (clauses(is_convoy), false)
        } else if has(is_turns) && !has(is_compared) {
            (clauses(is_turns), false)
        } else if has(is_free) && !has(is_compared) {
            (clauses(is_free), true)
        } else {
            (self.compared(report, kind), true)
        };
        if is_timing && is_shared(report) {
            sentence.insert_str(0, words.busy);
        } else if is_timing && is_unsteady(report) {
            sentence.insert_str(0, words.unsteady);
        } else if let Some(rounds) = too_few_rounds(report).filter(|_| is_timing) {
            let rounds = self.counted.rounds.of(rounds.into());
            sentence = fill(words.so_far, &[&rounds, &MIN_SAMPLES.to_string()]) + &sentence;
        }
        if !sentence.ends_with(words.stop) {
            sentence += words.stop;
        }
        // A sentence may begin with a clause, and that with an emphasis; a name in code stays as it is.
        let first = usize::from(sentence.starts_with('*'));
        let word = sentence[first..].split([' ', ',', ':']).next();
        let is_code = word.is_some_and(|word| word.contains(['(', '.']));
        if let Some(letter) = sentence.get_mut(first..=first).filter(|_| !is_code) {
            letter.make_ascii_uppercase();
        }
        sentence
    }

    fn clauses<'f>(&self, findings: impl Iterator<Item = &'f Finding>, report: &Report) -> String {
        let mut leads: Vec<&str> = Vec::new();
        let clauses = findings.take(MOST_CLAUSES).map(|finding| {
            let lead = self.lead(&finding.fact);
            let clause = self.clause(finding, &report.spec);
            match leads.contains(&lead) {
                true => clause,
                false => {
                    leads.push(lead);
                    [lead, &clause].concat()
                }
            }
        });
        let clauses: Vec<_> = clauses.collect();
        clauses.join(self.headline.semicolon)
    }

    /// What is said once before all clauses with the same kind of fact.
    fn lead(&self, fact: &Fact) -> &'static str {
        match fact {
            Fact::ShutDown { .. } => self.events.shut_down_lead,
            _ => "",
        }
    }

    /// What is said about a fact that is no comparison.
    fn clause(&self, finding: &Finding, spec: &Spec) -> String {
        let events = &self.events;
        let subjects = self.subjects(&finding.modes, spec);
        let subject = subjects.as_str();
        let count = |number: u32| format::count(number.into());
        let all = count(spec.n);
        match &finding.fact {
            Fact::Nothing => self.headline.nothing.to_owned(),
            Fact::Unmeasured => self.headline.unmeasured.to_owned(),
            Fact::WrongAnswers => {
                let names = finding.modes.iter().map(|mode| self.mode(*mode, spec));
                let names: Vec<_> = names.collect();
                fill(self.headline.wrong, &[&names.join(self.headline.comma)])
            }
            Fact::Hung { api, why, task } => {
                fill(events.hung, &[subject, &self.hangs(*why, *task, *api)])
            }
            Fact::Deadlock { first, second } => {
                let [first, second] = [first, second].map(|task| count(*task));
                fill(events.deadlock, &[subject, &first, &second])
            }
            Fact::Unguarded { error } => {
                let text = match error {
                    Some(Error::ConnectionResetError) => events.unguarded_server,
                    Some(_) => events.unguarded_raised,
                    None => events.unguarded,
                };
                fill(text, &[subject, error.map_or("", Error::name)])
            }
            Fact::Respawned { api, workers } => {
                fill(events.respawned, &[subject, api.label(), &count(*workers)])
            }
            Fact::Recycled {
                after,
                workers,
                ended_ms,
            } => fill(
                events.recycled,
                &[
                    subject,
                    &self.counted.tasks.of((*after).into()),
                    &count(*workers),
                    &format::time(*ended_ms, None),
                ],
            ),
            Fact::PoolBroke { task, done, failed } => fill(
                events.pool_broke,
                &[&task.to_string(), &count(*done), &all, &count(*failed)],
            ),
            Fact::ErrorsLost { errors } => fill(
                events.errors_lost.text((*errors).into()),
                &[&count(*errors), &all, subject],
            ),
            Fact::Unfinished { done } => fill(events.unfinished, &[&count(*done), &all, subject]),
            Fact::Terminated {
                done,
                killed,
                never_started,
            } => fill(
                events.terminated,
                &[&count(*done), &all, &count(*killed), &count(*never_started)],
            ),
            Fact::ShutDown { done, cancelled } => fill(
                events.shut_down,
                &[subject, &count(*done), &count(*cancelled)],
            ),
            Fact::StillRunning { tasks, done } => fill(
                events.still_running.text((*tasks).into()),
                &[&count(*tasks), &count(*done), &all, subject],
            ),
            Fact::GroupCancelled { cancelled, .. } => {
                fill(events.group_cancelled, &[&count(*cancelled)])
            }
            Fact::TimedOut { done, stopped: 0 } => {
                fill(events.timed_out, &[subject, &count(*done), &all])
            }
            Fact::TimedOut { done, stopped } => fill(
                events.timed_out_stopped,
                &[subject, &count(*done), &all, &count(*stopped)],
            ),
            Fact::WentOn { at_ms, ended_ms } => {
                let text = match spec.end {
                    ProgramEnd::Nowait => events.left,
                    _ => events.went_on,
                };
                let [at, ended] = [at_ms, ended_ms].map(|ms| format::time(*ms, None));
                fill(text, &[subject, &at, &ended])
            }
            Fact::WorkersEnded {
                done,
                failed,
                cancelled,
            } => {
                let call = self.label(Label::End(spec.end));
                fill(
                    events.workers_ended,
                    &[
                        &count(*done),
                        &all,
                        &count(*failed),
                        call,
                        &count(*cancelled),
                    ],
                )
            }
            Fact::Interrupted { done, cleaned } => {
                fill(events.interrupted, &[&count(*done), &all, &count(*cleaned)])
            }
            Fact::GroupEnded { done, cancelled } => fill(
                events.group_ended,
                &[&count(*done), &all, &count(*cancelled)],
            ),
            Fact::ErrorsKept { errors } => fill(
                events.errors_kept.text((*errors).into()),
                &[&count(*errors), &all, subject],
            ),
            Fact::ReadOneByOne {
                api,
                first_ms,
                last_ms,
            } => fill(
                events.read_one_by_one,
                &[
                    subject,
                    api.label(),
                    &format::time(*first_ms, None),
                    &format::time(*last_ms, None),
                ],
            ),
            Fact::Buffered { ahead, last_ms } => fill(
                events.buffered,
                &[subject, &count(*ahead), &format::time(*last_ms, None)],
            ),
            Fact::Raised { error, done } => {
                let is_loop = finding.modes == [Mode::Sequential];
                let text = match error {
                    Error::SystemExit => events.exited,
                    _ if is_loop => events.stopped,
                    _ => events.raised,
                };
                fill(text, &[subject, error.name(), &count(*done), &all])
            }
            Fact::Died { done } => fill(events.died, &[subject, &count(*done), &all]),
            Fact::Limited {
                limit,
                waited,
                batches,
            } => {
                let text = match batches {
                    Some(_) => events.limited_batches,
                    None => events.limited,
                };
                let [limit, waited, batches] =
                    [*limit, *waited, batches.unwrap_or_default()].map(count);
                fill(text, &[subject, &limit, &waited, &all, &batches])
            }
            Fact::Queued {
                capacity,
                most,
                full,
            } => {
                let text = match (full, capacity) {
                    (true, _) => events.queue_full,
                    (false, Some(_)) => events.queue_empty,
                    (false, None) => events.queue_unbounded,
                };
                let [capacity, most] = [capacity.unwrap_or_default(), *most].map(count);
                fill(text, &[subject, &capacity, &most])
            }
            Fact::Counter {
                expected,
                found,
                lock,
                updates,
                ..
            } => {
                let text = match (updates, lock) {
                    (Updates::Overwritten, _) => events.updates_overwritten,
                    (Updates::Switched, _) => events.updates_switched,
                    (Updates::Awaited, _) => events.updates_awaited,
                    (Updates::Copied, _) => events.updates_copied,
                    (Updates::Sent, _) => events.updates_sent,
                    (Updates::Unseen, _) => events.updates_unseen,
                    (Updates::Exact, Lock::None) => events.updates_exact,
                    (Updates::Exact, Lock::Mutex | Lock::Opposite) => events.updates_locked,
                    (Updates::Exact, Lock::Atomic) => events.updates_atomic,
                    (Updates::Exact, Lock::Local) => events.updates_local,
                };
                let lost = expected.saturating_sub(*found);
                let share = format::percent(lost as f64 / *expected as f64);
                let [found, lost, expected] = [*found, lost, *expected].map(format::count);
                match updates {
                    Updates::Overwritten | Updates::Switched | Updates::Awaited => {
                        fill(text, &[subject, &lost, &expected, &share])
                    }
                    Updates::Copied => fill(text, &[subject, &found, &expected]),
                    Updates::Exact | Updates::Sent | Updates::Unseen => {
                        fill(text, &[subject, &expected])
                    }
                }
            }
            Fact::Convoy {
                task,
                waits,
                wait_ms,
                waited_ms,
                interval_ms,
            } => fill(
                events.convoy,
                &[
                    &task.to_string(),
                    &count(*waits),
                    &format::time(*wait_ms, None),
                    &format::time(*interval_ms, None),
                    &format::time(*waited_ms, None),
                ],
            ),
            Fact::Turns {
                turns,
                hold_ms,
                interval_ms,
            } => fill(
                events.turns,
                &[
                    subject,
                    &format::time(*hold_ms, None),
                    &format::time(*interval_ms, None),
                    &count(*turns),
                ],
            ),
            Fact::FreeThreads { work_ms, median_ms } => fill(
                events.free_threads,
                &[
                    &format::time(*work_ms, None),
                    &format::time(*median_ms, None),
                ],
            ),
            Fact::Took(timing) => format::time(timing.median_ms, timing.ci95_ms),
        }
    }

    /// What a clause is about.
    fn subjects(&self, modes: &[Mode], spec: &Spec) -> String {
        let subjects = modes.iter().map(|mode| self.subject(*mode, spec));
        let subjects: Vec<_> = subjects.collect();
        subjects.join(self.headline.comma)
    }

    fn subject(&self, mode: Mode, spec: &Spec) -> &'static str {
        let words = &self.headline;
        match mode {
            Mode::Sequential => words.sequential,
            Mode::Threads => words.threads,
            Mode::Gil if spec.gil => words.gil_threads,
            Mode::Gil => words.gil_off_threads,
            Mode::Processes if spec.in_interpreters(mode) => words.interpreters,
            Mode::Processes => words.processes,
            Mode::Async if spec.awaits_threads(mode) => words.to_thread,
            Mode::Async => words.coroutines,
        }
    }
}

/// Whether a fact is about what became of tasks, or that there is nothing to tell.
fn is_event(fact: &Fact) -> bool {
    !matches!(fact, Fact::Took(_)) && !is_convoy(fact) && !is_turns(fact) && !is_free(fact)
}

fn is_convoy(fact: &Fact) -> bool {
    matches!(fact, Fact::Convoy { .. })
}

fn is_turns(fact: &Fact) -> bool {
    matches!(fact, Fact::Turns { .. })
}

fn is_free(fact: &Fact) -> bool {
    matches!(fact, Fact::FreeThreads { .. })
}
