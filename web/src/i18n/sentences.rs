//! What is said when: sentences with numbers in them, put together once for all languages.

use interleave::kernel::CorpusError;
use interleave::model::field::{Field, SpecError};
use interleave::model::limits::RUN_LIMIT;
use interleave::model::mode::{KernelKind, Mode};
use interleave::model::query::Notice;
use interleave::model::spec::Spec;
use interleave::model::task::Outcome;
use interleave::model::view::Lang;
use interleave::report::Report;
use interleave::report::environment::Painter;
use interleave::report::findings::{Claim, Comparison, Finding, Note, Speedup, Verdict, Workload};
use interleave::report::round::{MainThreadEnd, Outcomes};
use interleave::report::statistics::MIN_SAMPLES;
use interleave::time::MILLI;

use super::{Shelved, Texts, fill};
use crate::state::{Phase, Trouble};
use interleave::wording::format;

/// A verdict is one sentence that can be read at a glance; the bars show the rest.
const MOST_CLAUSES: usize = 3;

/// Whether an experiment is its preset's still, on a machine of so many cores.
pub(crate) fn is_preset(spec: &Spec, cores: u32) -> bool {
    *spec == spec.preset.spec() || *spec == spec.preset.spec_for(cores)
}

/// What the experiment in the form asks, and what is going on.
impl Texts {
    /// What the experiment in the form asks.
    pub(crate) fn question(&self, spec: &Spec, kind: Workload) -> String {
        let say = &self.say;
        let one_by_one = u64::from(spec.n) * u64::from(spec.wait);
        let (text, subject) = match kind {
            Workload::Nothing => (say.ask_nothing, say.tasks),
            Workload::Empty => (say.ask_empty, say.tasks),
            Workload::Waiting => {
                let equal = spec.overrides.is_empty() && spec.n > 1;
                let text = match equal {
                    true if one_by_one > RUN_LIMIT / MILLI => say.ask_waiting_long,
                    true => say.ask_waiting,
                    false => say.ask_waits,
                };
                (text, say.tasks)
            }
            Workload::Computing => (say.ask_computing, say.tasks),
            Workload::Mixed => (say.ask_mixed, say.tasks),
            Workload::Blocking => (say.ask_blocking, say.coroutines),
        };
        let each = format::whole_time(spec.wait.into());
        fill(
            text,
            &[
                &subject.of(spec.n.into()),
                &each,
                &format::whole_time(one_by_one),
            ],
        )
    }

    /// What is going on, in the place of the verdict; of so many rounds.
    pub(crate) fn busy(&self, phase: Phase, rounds: u32) -> String {
        let say = &self.say;
        match phase {
            Phase::Starting | Phase::Loading | Phase::Idle => say.ready.to_owned(),
            Phase::Preparing { share } => fill(say.preparing, &[&format::percent(share)]),
            Phase::Running { mode, round } => {
                self.running([say.running, say.running_round], mode, round, rounds)
            }
            Phase::Stopping => say.stopping.to_owned(),
        }
    }

    /// The same in a few words.
    pub(crate) fn phase(&self, phase: Phase, rounds: u32) -> String {
        let run = &self.run;
        match phase {
            Phase::Loading => run.loading.to_owned(),
            Phase::Idle => String::new(),
            Phase::Starting => run.starting.to_owned(),
            Phase::Preparing { share } => fill(run.preparing, &[&format::percent(share)]),
            Phase::Running { mode, round } => {
                self.running([run.running, run.running_round], mode, round, rounds)
            }
            Phase::Stopping => run.stopping.to_owned(),
        }
    }

    fn running(&self, texts: [&str; 2], mode: Mode, round: u32, rounds: u32) -> String {
        let name = self.long(Shelved::Mode(mode));
        let [round, rounds] = [round + 1, rounds].map(|number| number.to_string());
        let text = texts[usize::from(rounds != "1")];
        fill(text, &[name, &round, &rounds])
    }

    /// What an experiment is called, on a machine of so many cores: its preset's name, unless it differs
    /// from that.
    pub(crate) fn experiment_name(&self, spec: &Spec, cores: u32) -> String {
        let name = self.long(Shelved::Preset(spec.preset));
        match is_preset(spec, cores) {
            true => name.to_owned(),
            false => fill(self.form.custom_from, &[name]),
        }
    }

    /// That these modes will pass the limit, and the times to expect of them.
    pub(crate) fn beyond_limit(&self, modes: &[(Mode, f64)]) -> String {
        let modes = modes.iter().map(|(mode, ms)| {
            let name = self.long(Shelved::Mode(*mode));
            format!("{name} {}", format::time(*ms, None))
        });
        fill(
            self.run.beyond_limit,
            &[&modes.collect::<Vec<_>>().join(" · ")],
        )
    }

    /// What a run from elsewhere was, and where.
    pub(crate) fn sampled(&self, spec: &Spec, cores: Option<u32>) -> String {
        let cores = cores.map_or_else(|| format::NOTHING.to_owned(), |cores| cores.to_string());
        fill(
            self.chart.sampled,
            &[&self.experiment(spec).join(" · "), &cores],
        )
    }

    /// What was asked.
    pub(crate) fn asked(&self, spec: &Spec) -> String {
        let say = &self.say;
        let rounds = match spec.rounds {
            1 => say.one_round,
            few if (few as usize) < MIN_SAMPLES => say.few_rounds,
            _ => say.rounds,
        };
        let mut parts = self.experiment(spec);
        parts.push(fill(
            rounds,
            &[&spec.rounds.to_string(), &MIN_SAMPLES.to_string()],
        ));
        parts.join(" · ")
    }

    /// The tasks and their workers.
    fn experiment(&self, spec: &Spec) -> Vec<String> {
        let say = &self.say;
        let mut steps = Vec::new();
        if spec.wait > 0 {
            steps.push(fill(
                say.each_wait,
                &[&format::whole_time(spec.wait.into())],
            ));
        }
        if spec.work > 0 {
            let text = match spec.kernel {
                KernelKind::Pi => say.each_terms,
                KernelKind::Patterns => say.each_patterns,
            };
            let mut work = self
                .big(spec.work)
                .unwrap_or_else(|| format::count(spec.work));
            // “2 亿”后面直接跟量词，纯数字后面空一格。
            if self.lang == Lang::Zh && work.ends_with(|last: char| last.is_ascii()) {
                work.push(' ');
            }
            steps.push(fill(text, &[&work]));
        }
        let each = match steps.is_empty() {
            true => say.each_nothing.to_owned(),
            false => steps.join(" + "),
        };
        let tasks = say.tasks.of(spec.n.into());
        let mut parts = vec![format!("{tasks} × {each}")];
        for (text, number, from) in [
            (say.bursts, spec.bursts, 2),
            (say.jitter, spec.jitter, 1),
            (say.overrides, spec.overrides.len() as u32, 1),
        ] {
            if number >= from {
                parts.push(fill(text, &[&number.to_string()]));
            }
        }
        parts.push(say.workers.of(spec.workers.into()));
        parts
    }

    /// A big number in words, if it is one.
    pub(crate) fn big(&self, number: u64) -> Option<String> {
        match self.lang {
            Lang::Zh => format::myriads(number),
            Lang::En => format::millions(number),
        }
    }

    /// A field's unit.
    pub(crate) fn unit(&self, field: Field, kernel: KernelKind) -> &'static str {
        match (field, kernel) {
            (Field::Wait | Field::Timeout | Field::Interval, _) => "ms",
            (Field::Work, KernelKind::Pi) => self.form.terms,
            (Field::Work, KernelKind::Patterns) => self.form.candidates,
            (Field::Jitter, _) => "%",
            (Field::Length, _) => self.form.symbols,
            (Field::Threshold, _) => self.form.functions,
            _ => "",
        }
    }
}

/// What a race showed.
impl Texts {
    /// The verdict, in one sentence.
    pub(crate) fn verdict(&self, verdict: &Verdict) -> String {
        let say = &self.say;
        match verdict {
            Verdict::Nothing => say.nothing.to_owned(),
            Verdict::Unmeasured => say.unmeasured.to_owned(),
            Verdict::Wrong(modes) => {
                let names = modes.iter().map(|mode| self.long(Shelved::Mode(*mode)));
                let names: Vec<_> = names.collect();
                fill(say.wrong, &[&names.join(say.comma)])
            }
            Verdict::Measured(kind, comparison) => self.measured(*kind, comparison),
        }
    }

    fn measured(&self, kind: Workload, found: &Comparison) -> String {
        let say = &self.say;
        let mut sentence = match kind {
            Workload::Nothing | Workload::Blocking => "",
            Workload::Empty => say.of_empty,
            Workload::Waiting => say.of_waiting,
            Workload::Computing => say.of_computing,
            Workload::Mixed => say.of_mixed,
        }
        .to_owned();
        // What matters most comes first.
        let order = match kind {
            Workload::Computing | Workload::Mixed | Workload::Empty => {
                [Mode::Gil, Mode::Threads, Mode::Processes, Mode::Async]
            }
            _ => [Mode::Async, Mode::Threads, Mode::Gil, Mode::Processes],
        };
        let clauses = order
            .into_iter()
            .filter_map(|mode| self.clause(mode, kind, found));
        let mut clauses: Vec<_> = clauses.take(MOST_CLAUSES).collect();
        if clauses.is_empty() {
            clauses.extend(self.clause(Mode::Sequential, kind, found));
        }
        sentence += &clauses.join(say.semicolon);
        sentence += say.stop;
        // A sentence may begin with a clause.
        if let Some(first) = sentence.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        sentence
    }

    /// What is said about a mode, if it was measured.
    fn clause(&self, mode: Mode, kind: Workload, found: &Comparison) -> Option<String> {
        let (say, finding) = (&self.say, found.of(mode)?);
        let text = match finding.speedup {
            Some(Speedup {
                claim: standing, ..
            }) => self.standing(mode, kind, standing, found.workers),
            None => match (mode, kind) {
                (Mode::Sequential, Workload::Waiting | Workload::Mixed) => say.alone_waiting,
                (Mode::Sequential, Workload::Computing) => say.alone_computing,
                (Mode::Sequential, _) => say.alone,
                (Mode::Async, Workload::Blocking) => say.async_alone_blocking,
                (Mode::Async, _) => say.async_alone,
                (Mode::Threads, _) => say.threads_alone,
                (Mode::Gil, _) => say.gil_alone,
                (Mode::Processes, _) => say.processes_alone,
            },
        };
        let ratio = finding.speedup.map_or(1.0, |against| against.ratio);
        let workers = say.threads.of(found.workers.into());
        let addition = match (kind, found.batches, found.cores) {
            (Workload::Waiting, Some(batches), _) if batches > 1 && found.workers > 1 => {
                fill(say.batches, &[&batches.to_string()])
            }
            (Workload::Computing, _, Some(cores)) => fill(say.cores, &[&format::cores(cores)]),
            _ => String::new(),
        };
        Some(fill(
            text,
            &[&format::ratio(ratio), &time(finding), &workers, &addition],
        ))
    }

    /// How a mode stands against sequential.
    fn standing(&self, mode: Mode, kind: Workload, standing: Claim, workers: u32) -> &'static str {
        use Claim::{Alike, Faster, Slower, Unclear};
        let say = &self.say;
        match (mode, kind, standing) {
            (Mode::Sequential, ..) => say.alone,

            (Mode::Async, _, Unclear) => say.async_unclear,
            (Mode::Async, Workload::Blocking, Alike) => say.async_blocking_alike,
            (Mode::Async, Workload::Blocking, _) => say.async_blocking,
            (Mode::Async, Workload::Waiting, Faster) => say.async_waiting_faster,
            (Mode::Async, Workload::Mixed, Faster) => say.async_mixed_faster,
            (Mode::Async, Workload::Computing, Alike) => say.async_computing_alike,
            (Mode::Async, _, Faster) => say.async_faster,
            (Mode::Async, _, Alike) => say.async_alike,
            (Mode::Async, _, Slower) => say.async_slower,

            (Mode::Threads, _, Unclear) => say.threads_unclear,
            (Mode::Threads, Workload::Blocking, Faster) => say.threads_blocking_faster,
            (Mode::Threads, Workload::Waiting, Faster) => say.threads_waiting_faster,
            (Mode::Threads, Workload::Computing | Workload::Mixed, Faster) => {
                say.threads_computing_faster
            }
            (Mode::Threads, _, Faster) => say.threads_faster,
            (Mode::Threads, _, Alike) if workers == 1 => say.threads_one_alike,
            (Mode::Threads, _, Alike) => say.threads_alike,
            (Mode::Threads, _, Slower) => say.threads_slower,

            (Mode::Gil, _, Unclear) => say.gil_unclear,
            (Mode::Gil, Workload::Computing, Alike) => say.gil_computing_alike,
            (Mode::Gil, Workload::Waiting | Workload::Blocking, Faster) => say.gil_waiting_faster,
            (Mode::Gil, _, Faster) => say.gil_faster,
            (Mode::Gil, _, Alike) => say.gil_alike,
            (Mode::Gil, _, Slower) => say.gil_slower,

            (Mode::Processes, _, Unclear) => say.processes_unclear,
            (Mode::Processes, _, Faster) => say.processes_faster,
            (Mode::Processes, _, Alike) => say.processes_alike,
            (Mode::Processes, _, Slower) => say.processes_slower,
        }
    }

    /// A remark beside the verdict.
    pub(crate) fn remark(&self, remark: &Note) -> String {
        let say = &self.say;
        let name = |mode| self.long(Shelved::Mode(mode));
        match *remark {
            Note::Unavailable(mode, reason) => fill(
                say.unavailable,
                &[name(mode), self.long(Shelved::Reason(reason))],
            ),
            Note::CutShort => say.cut_short.to_owned(),
            Note::TimedOut(mode) => fill(say.timed_out, &[name(mode)]),
            Note::Failed { tasks } => fill(say.failed, &[&say.tasks.of(tasks.into())]),
            Note::MainThread(mode, line) => {
                let (how, error) = match (line.ended, line.raised) {
                    (MainThreadEnd::Raised, Some(error)) => (say.raised, error.name()),
                    (MainThreadEnd::Died, _) => (say.died, ""),
                    (MainThreadEnd::Hung, _) => (say.hung, ""),
                    _ => (say.returned, ""),
                };
                let text = match line.swallowed {
                    0 => say.main_line,
                    1 => say.main_line_swallowed_one,
                    _ => say.main_line_swallowed,
                };
                let ended = fill(how, &[&format::time(line.at_ms, None), error]);
                fill(text, &[name(mode), &ended, &line.swallowed.to_string()])
            }
            Note::Disturbed { runs } => say.disturbed.of(runs.into()),
            Note::Dropped { events } => fill(say.dropped, &[&format::count(events)]),
            Note::Crowded { workers, cores } => {
                fill(say.crowded, &[&workers.to_string(), &format::cores(cores)])
            }
        }
    }

    /// How many tasks ended in which way: done, failed, cancelled, timed out.
    pub(crate) fn outcomes(&self, counts: [u32; 4]) -> String {
        let told = Outcome::ALL.into_iter().zip(counts);
        let told = told
            .filter(|(_, count)| *count > 0)
            .map(|(outcome, count)| {
                let name = self.long(Shelved::Outcome(outcome));
                fill(self.chart.outcome_count, &[&count.to_string(), name])
            });
        let told: Vec<_> = told.collect();
        match told.is_empty() {
            true => format::NOTHING.to_owned(),
            false => told.join(self.chart.and),
        }
    }

    /// What became of the tasks in the last round of each mode: modes and counts, where some tasks were
    /// not done; modes in which the same happened share a line.
    pub(crate) fn task_outcomes(&self, report: &Report) -> Vec<String> {
        let mut lines: Vec<(Outcomes, Vec<&str>)> = Vec::new();
        for run in &report.runs {
            let Some(round) = run.rounds.last() else {
                continue;
            };
            let name = self.long(Shelved::Mode(run.mode));
            let same = |(outcomes, _): &&mut (Outcomes, _)| *outcomes == round.outcomes;
            match lines.iter_mut().find(same) {
                Some((_, names)) => names.push(name),
                None => lines.push((round.outcomes, vec![name])),
            }
        }
        let missed =
            |outcomes: &Outcomes| outcomes.failed + outcomes.cancelled + outcomes.timed_out > 0;
        if !lines.iter().any(|(outcomes, _)| missed(outcomes)) {
            return Vec::new();
        }
        let lines = lines.into_iter().map(|(outcomes, names)| {
            let Outcomes {
                done,
                failed,
                cancelled,
                timed_out,
            } = outcomes;
            let counts = self.outcomes([done, failed, cancelled, timed_out]);
            let names = names.join(self.results.and_modes);
            fill(self.results.outcomes, &[&names, &counts])
        });
        lines.collect()
    }

    /// What drawing the race cost.
    pub(crate) fn painter(&self, painter: &Painter) -> String {
        let [script, frame] = [painter.script_p95_ms, painter.frame_p95_ms];
        let [script, frame] = [script, frame].map(|ms| format::time(ms, None));
        fill(
            self.machine.painter_numbers,
            &[&painter.frames.to_string(), &script, &frame],
        )
    }
}

/// What went wrong.
impl Texts {
    /// Something in a link that could not be taken as it stands.
    pub(crate) fn notice(
        &self,
        Notice {
            key,
            error: problem,
        }: &Notice,
    ) -> String {
        let messages = &self.messages;
        let mut held = String::new();
        let text = match problem {
            SpecError::OutOfRange { held_to } => {
                held = format::amount_of(key, *held_to);
                messages.out_of_range
            }
            SpecError::NotANumber => messages.not_a_number,
            SpecError::UnknownValue => messages.unknown_value,
            SpecError::UnknownKey => messages.unknown_key,
            SpecError::Repeated => messages.repeated,
            SpecError::UnknownVersion => messages.unknown_version,
            SpecError::TooLong => messages.too_long,
        };
        fill(text, &[key, &held])
    }

    /// What went wrong, and what to do; with the corpus' pattern length.
    pub(crate) fn trouble(&self, trouble: Trouble, length: u32) -> String {
        let messages = &self.messages;
        match trouble {
            Trouble::EngineMissing => messages.engine_missing,
            Trouble::StartTimeout => messages.start_timeout,
            Trouble::PoolFailed => messages.pool_failed,
            Trouble::Crashed => messages.crashed,
            Trouble::Silent => messages.silent,
            Trouble::Version => messages.version,
            Trouble::Corpus(error) => return self.problem(error, length),
        }
        .to_owned()
    }

    /// Why a corpus cannot be searched for patterns of a length.
    pub(crate) fn problem(&self, error: CorpusError, length: u32) -> String {
        match error {
            CorpusError::TooLong => self.corpus.too_long.to_owned(),
            CorpusError::NoPatterns => fill(self.corpus.no_patterns, &[&length.to_string()]),
        }
    }
}

fn time(finding: &Finding) -> String {
    format::time(finding.median_ms, finding.ci95_ms)
}
