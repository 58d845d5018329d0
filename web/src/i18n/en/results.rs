//! How results are told: a verdict in one sentence, and remarks.

use interleave::advice::{Against, Comparison, Finding, Kind, Remark, Standing, Verdict};
use interleave::clock::MILLI;
use interleave::report::Ended;
use interleave::spec::{KernelKind, Mode, RUN_LIMIT, Spec};
use interleave::stats::MIN_SAMPLES;

use super::name;
use crate::format;
use crate::i18n::shelf::{Shelved, read};
use crate::state::Phase;
use interleave::query::Lang;

pub(super) fn question(spec: &Spec, kind: Kind) -> String {
    let tasks = many(spec.n, "task");
    match kind {
        Kind::Nothing => "There are no tasks. Set *1 or more*, then run.".to_owned(),
        Kind::Empty => {
            format!(
                "{} with nothing in them: what does *scheduling itself* cost?",
                tasks
            )
        }
        Kind::Waiting => {
            let one_by_one = u64::from(spec.n) * u64::from(spec.wait);
            match spec.overrides.is_empty() && spec.n > 1 {
                true if one_by_one > RUN_LIMIT / MILLI => format!(
                    "{tasks} wait {} each. One after the other, that takes {}, beyond the limit \
                     of 120 s. And *together*?",
                    format::whole_time(spec.wait.into()),
                    format::whole_time(one_by_one)
                ),
                true => format!(
                    "{tasks} wait {} each. One after the other, that takes {}. And *together*?",
                    format::whole_time(spec.wait.into()),
                    format::whole_time(one_by_one)
                ),
                false => format!("{tasks}, all waiting. How long does it take *together*?"),
            }
        }
        Kind::Computing => {
            format!("{tasks}, all computing. How much do *more threads* help? And coroutines?")
        }
        Kind::Mixed => format!("{tasks} compute and wait in turn. Which mode overlaps *both*?"),
        Kind::Blocking => {
            format!(
                "{} that block while they wait: can they still wait *together*?",
                many(spec.n, "coroutine")
            )
        }
    }
}

fn many(count: u32, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", format::count(count.into()))
}

pub(super) fn busy(phase: Phase, rounds: u32) -> String {
    match phase {
        Phase::Starting | Phase::Loading | Phase::Idle => "On the starting line…".to_owned(),
        Phase::Preparing { share } => format!(
            "First the expected answer, to check every result against: {}",
            format::percent(share)
        ),
        Phase::Running { mode, round } => {
            let name = name(mode);
            match rounds {
                1 => format!("Running: *{name}*"),
                _ => format!("Running: *{name}*, round {} of {rounds}", round + 1),
            }
        }
        Phase::Stopping => "Stopping…".to_owned(),
    }
}

pub(super) fn asked(spec: &Spec) -> String {
    let mut steps = Vec::new();
    if spec.wait > 0 {
        steps.push(format!(
            "{} of waiting",
            format::whole_time(spec.wait.into())
        ));
    }
    if spec.work > 0 {
        let work = format::millions(spec.work).unwrap_or_else(|| format::count(spec.work));
        steps.push(match spec.kernel {
            KernelKind::Pi => format!("{work} terms of π"),
            KernelKind::Patterns => format!("{work} patterns"),
        });
    }
    let each = match steps.is_empty() {
        true => "nothing".to_owned(),
        false => steps.join(" + "),
    };
    let mut parts = vec![format!("{} × {each}", many(spec.n, "task"))];
    if spec.bursts > 1 {
        parts.push(format!("{} bursts", spec.bursts));
    }
    if spec.jitter > 0 {
        parts.push(format!("{} % jitter", spec.jitter));
    }
    if !spec.overrides.is_empty() {
        parts.push(format!("{} set on their own", spec.overrides.len()));
    }
    parts.push(many(spec.workers, "worker"));
    parts.push(match spec.rounds {
        1 => "1 round".to_owned(),
        rounds if (rounds as usize) < MIN_SAMPLES => {
            format!("median of {rounds} rounds (no interval below {MIN_SAMPLES})")
        }
        rounds => format!("median of {rounds} rounds"),
    });
    parts.join(" · ")
}

pub(super) fn verdict(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Nothing => "There were no tasks, so there is nothing to compare.".to_owned(),
        Verdict::Unmeasured => "This race gave no time that counts.".to_owned(),
        Verdict::Wrong(modes) => {
            let names: Vec<_> = modes.iter().map(|mode| name(*mode)).collect();
            format!(
                "*Wrong answers*: {} did not compute what was expected, so the time means nothing.",
                names.join(", ")
            )
        }
        Verdict::Measured(kind, comparison) => measured(*kind, comparison),
    }
}

fn measured(kind: Kind, found: &Comparison) -> String {
    let opening = match kind {
        Kind::Nothing | Kind::Blocking => "",
        Kind::Empty => "Empty tasks show what scheduling itself costs: ",
        Kind::Waiting => "Waiting tasks: ",
        Kind::Computing => "Computing tasks: ",
        Kind::Mixed => "Computing and waiting: ",
    };
    let threads = found
        .of(Mode::Threads)
        .map(|finding| threads(kind, finding, found));
    let coroutines = found
        .of(Mode::Async)
        .map(|finding| coroutines(kind, finding));
    let gil = found.of(Mode::Gil).map(|finding| gil(kind, finding));
    let processes = found.of(Mode::Processes).map(processes);
    let clauses: Vec<String> = match kind {
        // What matters most comes first.
        Kind::Computing | Kind::Mixed | Kind::Empty => [gil, threads, processes, coroutines],
        _ => [coroutines, threads, gil, processes],
    }
    .into_iter()
    .flatten()
    .take(MOST_CLAUSES)
    .collect();
    let sentence = match (found.of(Mode::Sequential), clauses.is_empty()) {
        (Some(finding), true) => format!("{opening}{}", alone(kind, finding)),
        _ => format!("{opening}{}.", clauses.join("; ")),
    };
    capitalised(sentence)
}

/// A verdict is one sentence that can be read at a glance; the bars show the rest.
const MOST_CLAUSES: usize = 3;

/// A sentence that may begin with a clause.
fn capitalised(sentence: String) -> String {
    match sentence.chars().next() {
        Some(first) if first.is_ascii_lowercase() => {
            first.to_ascii_uppercase().to_string() + &sentence[1..]
        }
        _ => sentence,
    }
}

/// Only sequential was run.
fn alone(kind: Kind, finding: &Finding) -> String {
    let time = time(finding);
    match kind {
        Kind::Waiting | Kind::Mixed => format!(
            "one after the other they took *{time}*. Add threads or coroutines to see whether \
             waits can overlap."
        ),
        Kind::Computing => format!(
            "one after the other they took *{time}*. Add threads to see whether cores can share \
             the work."
        ),
        _ => format!("one after the other they took *{time}*."),
    }
}

fn coroutines(kind: Kind, finding: &Finding) -> String {
    let time = time(finding);
    let Some(Against { ratio, standing }) = finding.against else {
        return match kind {
            Kind::Blocking => format!(
                "the coroutines block in their waits, *the whole event loop stands still*, and \
                 it takes {time}"
            ),
            _ => format!("coroutines took {time} on *1 thread*"),
        };
    };
    let x = format::ratio(ratio);
    match (kind, standing) {
        (_, Standing::Unclear) => {
            format!("coroutines {x}×, but the rounds differ too much to tell")
        }
        (Kind::Blocking, Standing::Alike) => format!(
            "one coroutine that blocks holds up *the whole event loop*: it takes as long as \
             sequential ({x}×)"
        ),
        (Kind::Blocking, _) => {
            format!("coroutines that block hold up the event loop again and again: {x}×")
        }
        (Kind::Waiting, Standing::Faster) => {
            format!("coroutines run at *{x}×* the sequential speed on *1 thread*")
        }
        (Kind::Mixed, Standing::Faster) => {
            format!("coroutines reach {x}×, as they overlap the waits but compute on one thread")
        }
        (Kind::Computing, Standing::Alike) => {
            format!("coroutines are *no faster at all* ({x}×), as only one thread computes")
        }
        (_, Standing::Faster) => format!("coroutines run at {x}× the sequential speed"),
        (_, Standing::Alike) => format!("coroutines take as long as sequential ({x}×)"),
        (_, Standing::Slower) => format!("coroutines are slower than sequential ({x}×)"),
    }
}

fn threads(kind: Kind, finding: &Finding, found: &Comparison) -> String {
    let (workers, time) = (many(found.workers, "thread"), time(finding));
    let batches = match (kind, found.batches) {
        (Kind::Waiting, Some(batches)) if batches > 1 && found.workers > 1 => {
            format!(", as it takes {batches} batches")
        }
        _ => String::new(),
    };
    let Some(Against { ratio, standing }) = finding.against else {
        return format!("{workers} took {time}{batches}");
    };
    let x = format::ratio(ratio);
    match (kind, standing) {
        (_, Standing::Unclear) => {
            format!("{workers} {x}×, but the rounds differ too much to tell")
        }
        (Kind::Blocking, Standing::Faster) => {
            format!("the same blocking waits on {workers} reach *{x}×*")
        }
        (Kind::Waiting, Standing::Faster) => format!("{workers} reach {x}×{batches}"),
        (Kind::Computing, Standing::Faster) => {
            let cores = found.cores.map(format::cores);
            let cores = cores.map(|cores| format!(" (about {cores} cores here)"));
            format!(
                "{workers} run at *{x}×* the sequential speed{}",
                cores.unwrap_or_default()
            )
        }
        (Kind::Mixed, Standing::Faster) => format!("{workers} run at *{x}×* the sequential speed"),
        (_, Standing::Faster) => format!("{workers} run at {x}× the sequential speed"),
        (_, Standing::Alike) if found.workers == 1 => {
            format!("a single thread takes as long as sequential ({x}×)")
        }
        (_, Standing::Alike) => format!("{workers} are *no faster* ({x}×)"),
        (_, Standing::Slower) => format!("{workers} are slower than sequential ({x}×)"),
    }
}

fn gil(kind: Kind, finding: &Finding) -> String {
    let Some(Against { ratio, standing }) = finding.against else {
        return format!("threads under a GIL took {}", time(finding));
    };
    let x = format::ratio(ratio);
    match (kind, standing) {
        (_, Standing::Unclear) => {
            format!("under the GIL {x}×, but the rounds differ too much to tell")
        }
        (Kind::Computing, Standing::Alike) => format!(
            "threads under the GIL are *no faster at all* ({x}×), as only one of them computes at \
             a time"
        ),
        (Kind::Waiting | Kind::Blocking, Standing::Faster) => {
            format!("under the GIL threads reach *{x}×* all the same, as they let go of it to wait")
        }
        (_, Standing::Faster) => format!("threads under the GIL run at {x}× the sequential speed"),
        (_, Standing::Alike) => format!("threads under the GIL take as long as sequential ({x}×)"),
        (_, Standing::Slower) => format!("threads under the GIL are slower than sequential ({x}×)"),
    }
}

fn processes(finding: &Finding) -> String {
    let Some(Against { ratio, standing }) = finding.against else {
        return format!("processes took {}, start-up included", time(finding));
    };
    let x = format::ratio(ratio);
    match standing {
        Standing::Unclear => format!("processes {x}×, but the rounds differ too much to tell"),
        Standing::Faster => format!("processes reach *{x}×*, start-up included"),
        Standing::Alike => {
            format!("processes take as long as sequential ({x}×), start-up included")
        }
        Standing::Slower => format!("processes are slower ({x}×): starting them costs more"),
    }
}

fn time(finding: &Finding) -> String {
    format::time(finding.median_ms, finding.ci95_ms)
}

pub(super) fn remark(remark: &Remark) -> String {
    match *remark {
        Remark::Unavailable(mode, reason) => {
            format!(
                "{} did not take part. {}",
                name(mode),
                read(Lang::En, Shelved::Reason(reason))
            )
        }
        Remark::CutShort => "The race did not run to its end; only complete runs count.".to_owned(),
        Remark::TimedOut(mode) => format!(
            "{} took longer than the limit of 120 s and does not count. Try fewer tasks, shorter \
             waits or less work.",
            name(mode)
        ),
        Remark::Failed { tasks } => format!(
            "As told to, {} of a run ended with an error.",
            many(tasks, "task")
        ),
        Remark::MainLine(mode, line) => {
            let name = name(mode);
            let at = format::time(line.at_ms, None);
            let ended = match (line.ended, line.raised) {
                (Ended::Raised, Some(error)) => {
                    format!("the main line raised {} after {at}", error.name())
                }
                (Ended::Died, _) => format!("a task ended the whole program after {at}"),
                _ => format!("the main line returned after {at}, as if all were well"),
            };
            match line.swallowed {
                0 => format!("{name}: {ended}."),
                1 => format!("{name}: {ended}; 1 error was never heard of."),
                errors => format!("{name}: {ended}; {errors} errors were never heard of."),
            }
        }
        Remark::Disturbed { runs } => {
            let (verb, pronoun) = if runs == 1 {
                ("was", "it does")
            } else {
                ("were", "they do")
            };
            format!(
                "{} {verb} disturbed, perhaps as the page was hidden; {pronoun} not count. You \
                 can run again.",
                many(runs, "run")
            )
        }
        Remark::Dropped { events } => format!(
            "There was no room for {} events: the board lacks them.",
            format::count(events)
        ),
        Remark::Crowded { workers, cores } => format!(
            "{workers} workers share {} cores: computing gets no faster with more workers than \
             cores.",
            format::cores(cores)
        ),
    }
}
