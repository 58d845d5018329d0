//! The sentence above everything else: what a race showed.

use super::{Wording, fill, format};
use crate::model::api::Api;
use crate::model::mode::Mode;
use crate::model::spec::Spec;
use crate::report::findings::{Claim, Comparison, Finding, Speedup, Verdict, Workload};

/// A headline is one sentence that can be read at a glance; the bars show the rest.
const MOST_CLAUSES: usize = 3;

impl Wording {
    /// What a race with this experiment showed, in one sentence.
    pub fn verdict(&self, verdict: &Verdict, spec: &Spec) -> String {
        let words = &self.headline;
        match verdict {
            Verdict::Nothing => words.nothing.to_owned(),
            Verdict::Unmeasured => words.unmeasured.to_owned(),
            Verdict::Wrong(modes) => {
                let names: Vec<_> = modes.iter().map(|mode| self.mode(*mode, spec)).collect();
                fill(words.wrong, &[&names.join(words.comma)])
            }
            Verdict::Measured(kind, comparison) => self.measured(*kind, comparison),
        }
    }

    fn measured(&self, kind: Workload, found: &Comparison) -> String {
        let words = &self.headline;
        let mut sentence = match kind {
            Workload::Nothing | Workload::Blocking => "",
            Workload::Empty => words.of_empty,
            Workload::Waiting => words.of_waiting,
            Workload::Computing => words.of_computing,
            Workload::Mixed => words.of_mixed,
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
            .filter_map(|mode| found.of(mode))
            .map(|finding| self.clause(finding, kind, found));
        let mut clauses: Vec<_> = clauses.take(MOST_CLAUSES).collect();
        if let Some(sequential) = found.of(Mode::Sequential) {
            if clauses.is_empty() {
                clauses.push(self.clause(sequential, kind, found));
            } else if let Some(early) = sequential.early {
                let text = match early.raised {
                    true => words.no_comparison_raised,
                    false => words.no_comparison_ended,
                };
                clauses.truncate(MOST_CLAUSES - 1);
                clauses.push(self.fill_clause(text, sequential, kind, found));
            }
        }
        sentence += &clauses.join(words.semicolon);
        sentence += words.stop;
        // A sentence may begin with a clause.
        if let Some(first) = sentence.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        sentence
    }

    /// What is said about a mode.
    fn clause(&self, finding: &Finding, kind: Workload, found: &Comparison) -> String {
        let text = match (finding.early, finding.speedup) {
            (Some(_), _) => self.headline.ended_early,
            (
                None,
                Some(Speedup {
                    claim: standing, ..
                }),
            ) => self.standing(finding, kind, standing, found),
            (None, None) => self.alone(finding, kind),
        };
        self.fill_clause(text, finding, kind, found)
    }

    fn fill_clause(
        &self,
        text: &str,
        finding: &Finding,
        kind: Workload,
        found: &Comparison,
    ) -> String {
        let words = &self.headline;
        let addition = match (kind, finding.batches, found.cores) {
            (Workload::Waiting, Some(batches), _) if batches > 1 && finding.workers > 1 => {
                fill(words.batches, &[&batches.to_string()])
            }
            (Workload::Computing, _, Some(cores)) => fill(words.cores, &[&format::cores(cores)]),
            _ => String::new(),
        };
        let ratio = finding.speedup.map_or(1.0, |against| against.ratio);
        let done = finding.early.map_or(found.tasks, |early| early.done);
        fill(
            text,
            &[
                &format::ratio(ratio),
                &format::time(finding.median_ms, finding.ci95_ms),
                &self.counted.threads.of(finding.workers.into()),
                &addition,
                self.subject(finding, found),
                &format::count(done.into()),
                &format::count(found.tasks.into()),
            ],
        )
    }

    /// What a clause is about.
    fn subject(&self, finding: &Finding, found: &Comparison) -> &'static str {
        let words = &self.headline;
        match finding.mode {
            Mode::Sequential => words.sequential,
            Mode::Threads => words.threads,
            Mode::Gil if found.gil => words.gil_threads,
            Mode::Gil => words.gil_off_threads,
            Mode::Processes => words.processes,
            Mode::Async if finding.api == Api::ToThread => words.to_thread,
            Mode::Async => words.coroutines,
        }
    }

    /// How long a mode took, where there is nothing to compare it with.
    fn alone(&self, finding: &Finding, kind: Workload) -> &'static str {
        let words = &self.headline;
        match (finding.mode, kind) {
            (Mode::Sequential, Workload::Waiting | Workload::Mixed) => words.alone_waiting,
            (Mode::Sequential, Workload::Computing) => words.alone_computing,
            (Mode::Sequential, _) => words.alone,
            (Mode::Async, _) if finding.api == Api::ToThread => words.to_thread_took,
            (Mode::Async, Workload::Blocking) => words.async_blocking_took,
            (Mode::Async, _) => words.async_took,
            (Mode::Threads, _) => words.threads_took,
            (Mode::Gil, _) => words.took,
            (Mode::Processes, _) => words.processes_took,
        }
    }

    /// How a mode stands against sequential.
    fn standing(
        &self,
        finding: &Finding,
        kind: Workload,
        standing: Claim,
        found: &Comparison,
    ) -> &'static str {
        use Claim::{Alike, Faster, Slower, Unclear};
        let words = &self.headline;
        let to_thread = finding.mode == Mode::Async && finding.api == Api::ToThread;
        match (finding.mode, kind, standing) {
            (Mode::Sequential, ..) => words.alone,

            (Mode::Async, _, Faster) if to_thread => words.to_thread_faster,
            (Mode::Async, Workload::Blocking, Alike) if !to_thread => words.async_blocking_alike,
            (Mode::Async, Workload::Blocking, Faster | Slower) if !to_thread => {
                words.async_blocking
            }
            (Mode::Async, Workload::Waiting, Faster) => words.async_waiting_faster,
            (Mode::Async, Workload::Mixed, Faster) => words.async_mixed_faster,
            (Mode::Async, Workload::Computing, Alike) if !to_thread => words.async_computing_alike,

            (Mode::Threads, _, Unclear) => words.threads_unclear,
            (Mode::Threads, Workload::Blocking, Faster) => words.threads_blocking_faster,
            (Mode::Threads, _, Faster) => words.threads_faster,
            (Mode::Threads, _, Alike) if finding.workers == 1 => words.threads_one_alike,
            (Mode::Threads, _, Alike) => words.threads_alike,
            (Mode::Threads, _, Slower) => words.threads_slower,

            (Mode::Gil, Workload::Computing, Alike) if found.gil => words.gil_computing_alike,
            (Mode::Gil, Workload::Waiting | Workload::Blocking, Faster) if found.gil => {
                words.gil_waiting_faster
            }

            (Mode::Processes, _, Faster) => words.processes_faster,
            (Mode::Processes, _, Alike) => words.processes_alike,
            (Mode::Processes, _, Slower) => words.processes_slower,

            (Mode::Async | Mode::Gil | Mode::Processes, _, Unclear) => words.unclear,
            (Mode::Async | Mode::Gil, _, Faster) => words.faster,
            (Mode::Async | Mode::Gil, _, Alike) => words.alike,
            (Mode::Async | Mode::Gil, _, Slower) => words.slower,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::query::decode;
    use crate::report::Report;
    use crate::report::baseline::Baseline;
    use crate::report::environment::{Environment, Rung};
    use crate::report::findings::{Note, notes, verdict};
    use crate::report::round::{Hung, MainThread, MainThreadEnd, Outcomes, Round};
    use crate::scheduler::observation::{Error, Hang};
    use crate::wording::{Lang, wording};
    use std::collections::BTreeMap;

    /// A race in which each mode took so long and did so many tasks.
    fn race(query: &str, runs: &[(Mode, f64, u32)]) -> Report {
        let mut spec = decode(query).spec;
        spec.modes = runs.iter().map(|(mode, ..)| *mode).collect();
        let environment = Environment {
            isolated: true,
            rung: Rung::Headers,
            cores_reported: Some(8),
            cores_effective: Some(2.0),
            timer_step_us: Some(5.0),
            disturbed: false,
            user_agent: String::new(),
            pool_start_ms: None,
            painter: None,
        };
        let rounds = runs.iter().map(|(mode, ms, done)| {
            let rest = spec.n - done;
            let round = Round {
                elapsed_ms: Some(*ms),
                start_ms: 0.0,
                warmup: false,
                disturbed: false,
                outcomes: Outcomes {
                    done: *done,
                    failed: 1.min(rest),
                    cancelled: rest.saturating_sub(1),
                    timed_out: 0,
                },
                answers_correct: true,
                events_dropped: 0,
                message_bytes: None,
                main_line: Some(MainThread {
                    ended: if rest > 0 {
                        MainThreadEnd::Raised
                    } else {
                        MainThreadEnd::Returned
                    },
                    raised: (rest > 0).then_some(Error::ValueError),
                    at_ms: *ms,
                    swallowed: 0,
                    hung: None,
                }),
            };
            (*mode, vec![round])
        });
        let rounds = rounds.collect();
        Report::new(
            &spec,
            environment,
            &Baseline::default(),
            rounds,
            &BTreeMap::new(),
        )
    }

    fn headline(race: &Report) -> [String; 2] {
        let found = verdict(race, &[]);
        Lang::ALL.map(|lang| wording(lang).verdict(&found, &race.spec))
    }

    #[test]
    fn with_the_gil_off_no_headline_speaks_of_a_gil_that_holds() {
        let race = race(
            "preset=no_gil",
            &[(Mode::Threads, 370.0, 2), (Mode::Gil, 364.0, 2)],
        );
        assert_eq!(
            headline(&race),
            [
                "CPU 密集型任务：关闭 GIL 的线程用了 0.364 s；2 个线程（无 GIL）用了 0.370 s（有效核心约 2 个）。",
                "CPU-bound tasks: threads with the GIL off took 0.364 s; 2 threads took 0.370 s \
                 (effective cores: about 2)."
            ]
        );
        let faster = self::race(
            "preset=no_gil",
            &[(Mode::Sequential, 700.0, 2), (Mode::Gil, 350.0, 2)],
        );
        let [zh, en] = headline(&faster);
        assert_eq!(
            zh,
            "CPU 密集型任务：关闭 GIL 的线程的速度是顺序执行的 *2.0 倍*。"
        );
        assert_eq!(
            en,
            "CPU-bound tasks: threads with the GIL off are *2.0× as fast* as sequential."
        );
    }

    #[test]
    fn threads_are_counted_as_the_api_starts_them() {
        let runs = [(Mode::Sequential, 5_000.0, 10), (Mode::Threads, 500.0, 10)];
        let [zh, en] = headline(&race("workers=4&api=thread", &runs));
        assert!(
            zh.contains("10 个线程（无 GIL）") && !zh.contains('批'),
            "{zh}"
        );
        assert_eq!(
            en,
            "I/O-bound tasks: with 10 threads: *10.0× as fast* as sequential."
        );
        let runs = [
            (Mode::Sequential, 5_000.0, 10),
            (Mode::Threads, 1_500.0, 10),
        ];
        let [_, en] = headline(&race("workers=4", &runs));
        assert!(
            en.contains(
                "with 4 threads: *3.3× as fast* as sequential, because the tasks run in 3 batches"
            ),
            "{en}"
        );
    }

    #[test]
    fn to_thread_does_not_run_on_one_thread() {
        let [zh, en] = headline(&race(
            "workers=4&api=to_thread",
            &[(Mode::Async, 1_500.0, 10)],
        ));
        assert_eq!(
            en,
            "I/O-bound tasks: asyncio.to_thread took 1.50 s on 4 threads, because the tasks run in \
             3 batches."
        );
        assert!(zh.contains("4 个线程") && !zh.contains("1 个线程"), "{zh}");
    }

    #[test]
    fn a_program_that_ended_early_is_compared_with_nothing() {
        // Its second task opens a file that does not exist.
        let race = race(
            "preset=missing_file",
            &[(Mode::Sequential, 100.0, 1), (Mode::Processes, 230.0, 7)],
        );
        assert_eq!(race.run(Mode::Processes).and_then(|run| run.speedup), None);
        let [zh, en] = headline(&race);
        assert!(
            en.ends_with(
                "processes took 0.230 s, start-up included; no comparison: sequential stopped at \
                 an error after *0.100 s*."
            ),
            "{en}"
        );
        assert!(
            zh.ends_with("无法比较：顺序执行在 *0.100 s* 出错停止。"),
            "{zh}"
        );
        let cancelled = self::race("preset=terminate", &[(Mode::Processes, 800.0, 4)]);
        assert_eq!(
            headline(&cancelled),
            [
                "I/O 密集型任务：进程在 0.800 s 结束，10 个任务完成了 4 个。",
                "I/O-bound tasks: processes ended after 0.800 s with 4 of 10 tasks done."
            ]
        );
        let slower = self::race(
            "",
            &[(Mode::Sequential, 500.0, 10), (Mode::Processes, 900.0, 10)],
        );
        assert!(headline(&slower)[1].contains("processes are slower (0.56×), start-up included"));
    }

    #[test]
    fn notes_are_right_for_one_and_for_many() {
        let mut race = race("preset=unread", &[(Mode::Gil, 500.0, 10)]);
        let note = |race: &Report| {
            let notes = notes(race, &[]);
            Lang::ALL.map(|lang| wording(lang).remark(&notes[0], &race.spec))
        };
        for (swallowed, zh, en) in [
            (1, "有 1 个异常被吞掉。", "; 1 error was never reported."),
            (2, "有 2 个异常被吞掉。", "; 2 errors were never reported."),
        ] {
            let round = &mut race.runs[0].rounds[0];
            round.main_line.as_mut().expect("it is there").swallowed = swallowed;
            let [chinese, english] = note(&race);
            assert!(chinese.ends_with(zh), "{chinese}");
            assert!(
                english.starts_with("Threads (GIL): the main thread ended normally")
                    && english.ends_with(en),
                "{english}"
            );
        }
        race.runs[0].rounds[0].outcomes.failed = 1;
        assert_eq!(note(&race)[1], "In one run, 1 task ended with an error.");
        // A program that hangs.
        let round = &mut race.runs[0].rounds[0];
        round.disturbed = true;
        round.main_line = Some(MainThread {
            ended: MainThreadEnd::Hung,
            raised: None,
            at_ms: 812.0,
            swallowed: 0,
            hung: Some(Hung {
                why: Hang::Lost,
                task: 2,
                at_ms: 812.0,
            }),
        });
        race.spec.apis.choose(Api::PoolMap);
        race.runs[0].mode = Mode::Processes;
        let hung = notes(&race, &[]);
        let hung = hung
            .iter()
            .find(|remark| matches!(remark, Note::MainThread(..)))
            .expect("it is told");
        assert_eq!(
            Lang::ALL.map(|lang| wording(lang).remark(hung, &race.spec)),
            [
                "进程：主线程自 0.812 s 起永远等待任务 2；Pool.map 无法得知其工作进程已经死亡。",
                "Processes: from 0.812 s on the main thread waits forever for task 2; Pool.map never \
                 learns that its worker died."
            ]
        );
        let late = [(Mode::Sequential, 300_000.0), (Mode::Gil, 180_000.0)];
        assert_eq!(
            wording(Lang::En).beyond_limit(&late, &race.spec),
            "Expected to take longer than the limit of 120 s, and then stopped: \
             Sequential 300 s, Threads (GIL) 180 s."
        );
    }
}
