//! What became of tasks and of the program's main thread, where not everything was simply done.

use crate::model::api::ProgramEnd;
use crate::model::mode::Mode;
use crate::model::spec::Spec;
use crate::report::finding::{Fact, Finding};
use crate::report::round::{Deadlock, MainThread, MainThreadEnd, Round};
use crate::report::{ModeReport, Report};
use crate::scheduler::observation::{Error, Hang};

/// What became of each mode's tasks; modes of which the same is to be said share a finding.
pub(super) fn outcomes(report: &Report) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for run in &report.runs {
        let Some(fact) = round(run).and_then(|round| fact(run.mode, round, &report.spec)) else {
            continue;
        };
        match findings.iter_mut().find(|finding| finding.fact == fact) {
            Some(finding) => finding.modes.push(run.mode),
            None => findings.push(Finding {
                modes: vec![run.mode],
                fact,
            }),
        }
    }
    findings.sort_by_key(|finding| weight(&finding.fact));
    findings
}

/// The round that stands for a mode: the last one that ended by itself, or hung.
fn round(run: &ModeReport) -> Option<&Round> {
    let mut rounds = run.rounds.iter();
    rounds.rfind(|round| !round.disturbed || round.hung() || round.deadlock.is_some())
}

/// What weighs more comes first.
fn weight(fact: &Fact) -> u8 {
    match fact {
        Fact::Hung { .. }
        | Fact::Deadlock { .. }
        | Fact::Respawned { .. }
        | Fact::Unguarded { .. } => 0,
        Fact::PoolBroke { .. } => 1,
        Fact::ErrorsLost { .. } => 2,
        Fact::Unfinished { .. }
        | Fact::Terminated { .. }
        | Fact::ShutDown { .. }
        | Fact::WorkersEnded { .. }
        | Fact::Interrupted { .. }
        | Fact::GroupEnded { .. } => 3,
        Fact::StillRunning { .. } | Fact::GroupCancelled { .. } | Fact::TimedOut { .. } => 4,
        Fact::WentOn { .. } => 5,
        Fact::ReadOneByOne { .. } | Fact::Buffered { .. } => 7,
        _ => 6,
    }
}

fn fact(mode: Mode, round: &Round, spec: &Spec) -> Option<Fact> {
    let line = round.main_line?;
    let api = spec.api(mode);
    if let Some(Deadlock { first, second, .. }) = round.deadlock {
        return Some(Fact::Deadlock { first, second });
    }
    if let Some(hung) = line.hung {
        let (why, task) = (hung.why, hung.task);
        if why == Hang::Respawns {
            let workers = line.respawned;
            return Some(Fact::Respawned { api, workers });
        }
        return Some(Fact::Hung { api, why, task });
    }
    let outcomes = round.outcomes;
    let (done, failed, cancelled) = (outcomes.done, outcomes.failed, outcomes.cancelled);
    let MainThread {
        ended,
        raised,
        swallowed,
        still_running,
        ..
    } = line;
    let is_over = matches!(ended, MainThreadEnd::Returned | MainThreadEnd::Raised);
    if is_over && spec.is_unguarded(api) && spec.n > 0 {
        return Some(Fact::Unguarded { error: raised });
    }
    match (ended, raised) {
        (MainThreadEnd::Raised, Some(Error::BrokenProcessPool))
            if spec.end_of(api).is_call() && spec.end_of(api) != ProgramEnd::Shutdown =>
        {
            Some(Fact::WorkersEnded {
                done,
                failed,
                cancelled,
            })
        }
        (MainThreadEnd::Raised, Some(Error::BrokenProcessPool)) => {
            let mut chosen = spec.overrides.iter().filter(|(_, change)| change.fail);
            Some(Fact::PoolBroke {
                task: chosen.next().map_or(0, |(task, _)| *task),
                done,
                failed,
            })
        }
        (MainThreadEnd::Raised, Some(Error::ExceptionGroup)) => {
            Some(Fact::GroupCancelled { failed, cancelled })
        }
        (MainThreadEnd::Raised, Some(Error::TimeoutError)) => Some(Fact::TimedOut {
            done,
            stopped: outcomes.timed_out + cancelled,
        }),
        (MainThreadEnd::Raised, Some(error)) => Some(Fact::Raised { error, done }),
        (MainThreadEnd::Died, _) => Some(Fact::Died { done }),
        (MainThreadEnd::Returned, _) if spec.end_of(api) == ProgramEnd::Nowait => {
            Some(Fact::WentOn {
                at_ms: line.at_ms,
                ended_ms: round.elapsed_ms?,
            })
        }
        (MainThreadEnd::Returned, _) if still_running > 0 => Some(Fact::StillRunning {
            tasks: still_running,
            done,
        }),
        (MainThreadEnd::Returned, _) if swallowed > 0 => {
            Some(Fact::ErrorsLost { errors: swallowed })
        }
        (MainThreadEnd::Returned, _) if cancelled > 0 => match spec.end_of(api) {
            ProgramEnd::Shutdown => Some(Fact::ShutDown { done, cancelled }),
            ProgramEnd::Terminate => Some(Fact::Terminated {
                done,
                killed: round.interrupted,
                never_started: cancelled.saturating_sub(round.interrupted),
            }),
            ProgramEnd::Interrupt => Some(Fact::Interrupted {
                done,
                cleaned: line.cleaned,
            }),
            ProgramEnd::Cancel => Some(Fact::GroupEnded { done, cancelled }),
            _ => Some(Fact::Unfinished { done }),
        },
        (MainThreadEnd::Returned, _) => match (line.went_on_ms, round.elapsed_ms) {
            (Some(at_ms), Some(ended_ms)) => Some(Fact::WentOn { at_ms, ended_ms }),
            _ if failed > 0 && api.keeps_errors() => Some(Fact::ErrorsKept { errors: failed }),
            _ if line.respawned > 0 => Some(Fact::Recycled {
                after: spec.recycle,
                workers: line.respawned,
                ended_ms: round.elapsed_ms?,
            }),
            _ if round.semaphore_waits > 0 => Some(Fact::Limited {
                limit: spec.limit,
                waited: round.semaphore_waits,
                batches: spec.is_uniform().then(|| spec.n.div_ceil(spec.limit)),
            }),
            _ if let Some(queue) = round.queue => Some(Fact::Queued {
                capacity: spec.buffer_of(api),
                most: queue.most,
                full: queue.full_ms > 0.0,
            }),
            _ if spec.read > 0
                && let Some(ahead) = spec.buffer_of(api) =>
            {
                Some(Fact::Buffered {
                    ahead,
                    last_ms: line.last_read_ms?,
                })
            }
            _ if api.has_read_order() => Some(Fact::ReadOneByOne {
                api,
                first_ms: line.first_read_ms?,
                last_ms: line.last_read_ms?,
            }),
            _ => None,
        },
        _ => None,
    }
}
