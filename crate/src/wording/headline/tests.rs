//! What headlines and notes say, in both languages.

use super::*;
use crate::model::api::Api;
use crate::model::query::decode;
use crate::report::Report;
use crate::report::baseline::Baseline;
use crate::report::environment::{Environment, Rung};
use crate::report::findings::{Note, notes, workload};
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
        ..Environment::default()
    };
    let rounds = runs.iter().map(|(mode, ms, done)| {
        let rest = spec.n - done;
        let round = Round {
            elapsed_ms: Some(*ms),
            outcomes: Outcomes {
                done: *done,
                failed: 1.min(rest),
                cancelled: rest.saturating_sub(1),
                timed_out: 0,
            },
            answers_correct: Some(true),
            main_line: Some(MainThread {
                ended: if rest > 0 {
                    MainThreadEnd::Raised
                } else {
                    MainThreadEnd::Returned
                },
                raised: (rest > 0).then_some(Error::ValueError),
                at_ms: *ms,
                swallowed: 0,
                still_running: 0,
                went_on_ms: None,
                cleaned: 0,
                respawned: 0,
                first_read_ms: None,
                last_read_ms: None,
                hung: None,
            }),
            ..Round::default()
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
    let crate::report::Headline { zh, en } = crate::wording::headline(race, workload(race, &[]));
    [zh, en]
}

/// What is said of a finding of a race with this experiment.
fn said(query: &str, modes: &[Mode], fact: Fact) -> [String; 2] {
    let mut race = race(query, &[]);
    race.findings = vec![Finding {
        modes: modes.to_vec(),
        fact,
    }];
    headline(&race)
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
            "仅 1 轮的结果（至少 6 轮才能下结论）：CPU 密集型任务：关闭 GIL 的线程用了 0.364 s；2 个线程（无 GIL）用了 0.370 s（有效核心约 2 个）。",
            "Seen in only 1 round (a conclusion needs 6): CPU-bound tasks: threads with the GIL off took 0.364 s; 2 threads took 0.370 s \
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
        "仅 1 轮的结果（至少 6 轮才能下结论）：CPU 密集型任务：关闭 GIL 的线程的速度是顺序执行的 2.0 倍。"
    );
    assert_eq!(
        en,
        "Seen in only 1 round (a conclusion needs 6): CPU-bound tasks: threads with the GIL off: 2.0× as fast as sequential."
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
        "The waits overlap: with 10 threads: *10.0× as fast* as sequential."
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
    let slower = self::race(
        "",
        &[(Mode::Sequential, 500.0, 10), (Mode::Processes, 900.0, 10)],
    );
    assert!(headline(&slower)[1].contains("processes are slower (0.56×), start-up included"));
}

#[test]
fn what_was_seen_in_too_few_rounds_is_said_of_every_mode_and_ranks_none() {
    let race = race(
        "preset=mixed&rounds=1",
        &[
            (Mode::Sequential, 5_000.0, 12),
            (Mode::Threads, 1_400.0, 12),
            (Mode::Gil, 1_500.0, 12),
            (Mode::Processes, 1_700.0, 12),
            (Mode::Async, 800.0, 12),
        ],
    );
    let [zh, en] = headline(&race);
    assert_eq!(
        en,
        "Seen in only 1 round (a conclusion needs 6): Mixed tasks: GIL threads: 3.3× as fast as \
         sequential; threads: 3.6× as fast as sequential; processes: 2.9× as fast as sequential; \
         coroutines: 6.3× as fast as sequential."
    );
    assert!(zh.contains("协程的速度是顺序执行的 6.3 倍"), "{zh}");
}

#[test]
fn what_became_of_tasks_comes_before_any_time() {
    use Mode::{Async, Gil, Processes, Sequential};
    let cases = [
        (
            said(
                "preset=guard&api=pool_map",
                &[Processes],
                Fact::Respawned {
                    api: Api::PoolMap,
                    workers: 84,
                },
            ),
            "*程序永不结束*（进程）：没写 if __name__ == \"__main__\"，每个工作进程都重新导入主模块，抛出 RuntimeError 后退出，Pool.map 又启动新的：*此处共重启 84 个*，随后结束本次执行。",
            "*The program never ends* (processes): without a main guard each worker imports the main \
             module, raises RuntimeError and dies, and Pool.map starts another one: *84 here*, then the \
             run was ended.",
        ),
        (
            said(
                "preset=guard&start=forkserver",
                &[Processes],
                Fact::Unguarded {
                    error: Some(Error::ConnectionResetError),
                },
            ),
            "*没有一个工作进程启动*（进程）：主模块没写 if __name__ == \"__main__\"，负责启动工作进程的服务进程在导入它时出错退出；主线程抛出 ConnectionResetError。",
            "*No worker started* (processes): without a main guard the server that starts them \
             failed when it imported the main module; the main thread raised ConnectionResetError.",
        ),
        (
            said(
                "preset=broken_pool",
                &[Processes],
                Fact::PoolBroke {
                    task: 3,
                    done: 3,
                    failed: 7,
                },
            ),
            "任务 3 杀死了自己的工作进程，*整个进程池随之损坏*：10 个任务完成 3 个，*7 个失败*。",
            "Task 3 killed its worker and *broke the whole pool*: 3 of 10 tasks done, *7 failed*.",
        ),
        (
            said(
                "preset=unread",
                &[Gil, Processes],
                Fact::ErrorsLost { errors: 2 },
            ),
            "*10 个任务中有 2 个出错，却无人察觉*（GIL 下的线程、进程）：主线程照常结束。",
            "*2 of 10 tasks failed, and nobody noticed* (GIL threads, processes): the main thread ended normally.",
        ),
        (
            said(
                "preset=unclosed",
                &[Processes],
                Fact::Unfinished { done: 0 },
            ),
            "程序没有等待进程池就结束了：*10 个任务只完成 0 个*（进程）。",
            "The program ended without waiting for its pool: *0 of 10 tasks done* (processes).",
        ),
        (
            said(
                "preset=terminate",
                &[Processes],
                Fact::Terminated {
                    done: 4,
                    killed: 4,
                    never_started: 2,
                },
            ),
            "*terminate() 会杀死正在运行的任务*：10 个任务完成 4 个，4 个在运行中被杀死，2 个从未开始。",
            "*terminate() kills running tasks*: 4 of 10 tasks done, 4 killed while running, 2 never started.",
        ),
        (
            said(
                "preset=shutdown",
                &[Gil],
                Fact::ShutDown {
                    done: 4,
                    cancelled: 6,
                },
            ),
            "*shutdown(cancel_futures=True)* 让正在运行的任务做完，取消其余任务：GIL 下的线程完成 4 个，取消 6 个。",
            "*shutdown(cancel_futures=True)* lets running tasks finish and cancels the rest: GIL threads: 4 done, 6 cancelled.",
        ),
        (
            said(
                "preset=join_timeout",
                &[Processes],
                Fact::StillRunning { tasks: 2, done: 4 },
            ),
            "*时限到了，任务并没有停下*（进程）：有 2 次等待在任务结束之前返回，最终 4 个任务完成 4 个。",
            "*The time limit stopped nothing* (processes): 2 waits ended before their tasks did; in the end 4 of 4 tasks were done.",
        ),
        (
            said(
                "preset=task_group",
                &[Async],
                Fact::GroupCancelled {
                    failed: 1,
                    cancelled: 9,
                },
            ),
            "一个任务出错，TaskGroup *取消了其余 9 个任务*。",
            "A task failed, and the TaskGroup *cancelled the other 9*.",
        ),
        (
            said(
                "preset=wait_for",
                &[Async],
                Fact::TimedOut {
                    done: 9,
                    stopped: 1,
                },
            ),
            "协程：时限到，*主线程抛出 TimeoutError*，1 个任务被停止，10 个任务完成 9 个。",
            "Coroutines: the time limit *raised TimeoutError*: 9 of 10 tasks done, 1 stopped.",
        ),
        (
            said(
                "preset=missing_file",
                &[Sequential],
                Fact::Raised {
                    error: Error::FileNotFoundError,
                    done: 1,
                },
            ),
            "顺序执行*在第一个错误处停止*（FileNotFoundError），10 个任务只完成 1 个。",
            "Sequential *stopped at its first error* (FileNotFoundError), with 1 of 10 tasks done.",
        ),
        (
            said(
                "modes=processes&api=pool_map",
                &[Processes],
                Fact::Hung {
                    api: Api::PoolMap,
                    why: Hang::Lost,
                    task: 2,
                },
            ),
            "进程：*程序卡死*，主线程永远等待任务 2；Pool.map 无法得知其工作进程已经死亡。",
            "*The program hangs* (processes): the main thread waits forever for task 2; Pool.map never learns that its worker died.",
        ),
        (
            said(
                "preset=convoy",
                &[Gil],
                Fact::Convoy {
                    task: 1,
                    waits: 40,
                    wait_ms: 5.4,
                    waited_ms: 216.0,
                    interval_ms: 5.0,
                },
            ),
            "GIL 下，多数时间在等待的任务 1 *每次都要等待 GIL*：等了 40 次，每次约 5.40 ms（切换间隔 5.00 ms），共 0.216 s。",
            "Under the GIL, task 1, which mostly waits, *has to wait for the GIL each time*: 40 waits of about 5.40 ms (switch interval 5.00 ms), 0.216 s in all.",
        ),
        (
            said(
                "preset=switch_interval",
                &[Gil],
                Fact::Turns {
                    turns: 46,
                    hold_ms: 51.9,
                    interval_ms: 50.0,
                },
            ),
            "GIL 下的线程*轮流计算*：每次持有 GIL 约 *51.9 ms*（切换间隔 50.0 ms），共 46 次。",
            "GIL threads *take turns computing*: each holds the GIL for about *51.9 ms* at a time (switch interval 50.0 ms), 46 turns in all.",
        ),
        (
            said(
                "preset=no_gil",
                &[Gil],
                Fact::FreeThreads {
                    work_ms: 700.0,
                    median_ms: 364.0,
                },
            ),
            "关闭 GIL 后，线程*同时计算*：单核需要 0.700 s 的计算量，只用了 *0.364 s*。",
            "With the GIL off, threads *compute at the same time*: 0.700 s of work took *0.364 s*.",
        ),
    ];
    for ([zh, en], expected_zh, expected_en) in cases {
        assert_eq!((&*zh, &*en), (expected_zh, expected_en));
    }
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
        still_running: 0,
        went_on_ms: None,
        cleaned: 0,
        respawned: 0,
        first_read_ms: None,
        last_read_ms: None,
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
            "进程：主线程永远等待任务 2；Pool.map 无法得知其工作进程已经死亡（自 0.812 s 起）。",
            "Processes: the main thread waits forever for task 2; Pool.map never learns that its worker died (from 0.812 s on)."
        ]
    );
    let late = [(Mode::Sequential, 300_000.0), (Mode::Gil, 180_000.0)];
    assert_eq!(
        wording(Lang::En).beyond_limit(&late, &race.spec),
        "Expected to take longer than the limit of 120 s, and then stopped: \
         Sequential 300 s, Threads (GIL) 180 s."
    );
}
