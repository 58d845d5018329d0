//! The GIL, processes, and what Python's APIs do when something goes wrong, for real.

use interleave::model::mode::Mode;
use interleave::report::Report;
use interleave::report::round::MainThreadEnd;
use interleave::scheduler::observation::{Error, Hang};

use crate::support::{Folder, Setting, median, of, with_page};

/// How a mode's program ended: how its main line did, what it raised, how many errors nobody heard.
fn main_line(report: &Report, mode: Mode) -> (MainThreadEnd, Option<Error>, u32) {
    let round = of(report, mode).rounds.last().expect("it ran");
    let line = round.main_line.expect("it ended");
    (line.ended, line.raised, line.swallowed)
}

/// How its tasks ended: done, failed, cancelled, timed out.
fn outcomes(report: &Report, mode: Mode) -> [u32; 4] {
    let all = of(report, mode).outcomes;
    [all.done, all.failed, all.cancelled, all.timed_out]
}

#[tokio::test]
async fn computing_gains_nothing_under_the_gil_and_much_in_processes() {
    with_page(Setting::default(), async |page| {
        page.open("preset=gil_compute&workers=2&rounds=5&work=120000000")
            .await;
        let report = page.run().await;
        // Without the start of processes.
        let best = |mode| {
            let rounds = of(&report, mode).rounds.iter();
            let times = rounds.filter_map(|round| Some(round.elapsed_ms? - round.start_ms));
            times.fold(f64::INFINITY, f64::min)
        };
        let [sequential, gil, processes] = [Mode::Sequential, Mode::Gil, Mode::Processes].map(best);
        println!("π, best of five: {sequential:.1}, GIL {gil:.1}, processes {processes:.1} ms");
        let ratio = sequential / gil;
        assert!((0.7..1.3).contains(&ratio), "{ratio}");
        assert!(sequential / processes > 1.3, "{sequential} / {processes}");
        for mode in [Mode::Gil, Mode::Processes] {
            let run = of(&report, mode);
            assert_eq!((run.answers_correct, run.outcomes.done), (Some(true), 40));
        }
        let bytes = of(&report, Mode::Processes).rounds[0].message_bytes;
        assert!(bytes.is_some_and(|bytes| bytes > 100), "{bytes:?}");
        assert_eq!(page.complaints().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn without_its_lock_a_gil_is_none() {
    with_page(Setting::default(), async |page| {
        page.open("preset=no_gil&rounds=3&work=200000000").await;
        let report = page.run().await;
        let ratio = median(&report, Mode::Gil) / median(&report, Mode::Threads);
        assert!((0.7..1.4).contains(&ratio), "{ratio}");
    })
    .await;
}

#[tokio::test]
async fn a_killed_process_breaks_its_pool_and_nothing_else() {
    with_page(Setting::default(), async |page| {
        page.open("preset=broken_pool").await;
        let report = page.run().await;
        let raised = Some(Error::BrokenProcessPool);
        let (ended, error, _) = main_line(&report, Mode::Processes);
        assert_eq!((ended, error), (MainThreadEnd::Raised, raised));
        // The other three of the first four have ended long before, their next ones not yet.
        assert_eq!(outcomes(&report, Mode::Processes), [3, 7, 0, 0]);
        let round = &of(&report, Mode::Processes).rounds[0];
        let noticed = round.elapsed_ms.expect("it ended") - round.start_ms - 800.0;
        assert!(noticed < 1_000.0, "noticed after {noticed} ms");
        let said = page.text("[data-remark=main-line]").await;
        assert!(said.contains("BrokenProcessPool"), "{said}");
        page.open("n=4&wait=50&workers=2&modes=processes").await;
        assert_eq!(outcomes(&page.run().await, Mode::Processes), [4, 0, 0, 0]);
    })
    .await;
}

#[tokio::test]
async fn what_nobody_reads_nobody_hears_of() {
    with_page(Setting::default(), async |page| {
        page.open("preset=unread&wait=100").await;
        let report = page.run().await;
        for mode in [Mode::Gil, Mode::Processes] {
            let expected = (MainThreadEnd::Returned, None, 2);
            assert_eq!(main_line(&report, mode), expected, "{mode:?}");
            assert_eq!(outcomes(&report, mode), [8, 2, 0, 0]);
        }
        page.open("preset=unclosed").await;
        let report = page.run().await;
        assert_eq!(outcomes(&report, Mode::Processes), [0, 0, 10, 0]);
        let took = of(&report, Mode::Processes).rounds[0].elapsed_ms;
        assert!(
            took.is_none_or(|ms| ms < 500.0),
            "it flashes past: {took:?}"
        );
        page.open("preset=missing_file").await;
        let report = page.run().await;
        assert_eq!(main_line(&report, Mode::Processes).2, 3);
        let raised = Some(Error::FileNotFoundError);
        assert_eq!(main_line(&report, Mode::Sequential).1, raised);
    })
    .await;
}

#[tokio::test]
async fn programs_that_end_early_end_as_pythons() {
    with_page(Setting::default(), async |page| {
        for (query, mode, ended, expected) in [
            (
                "preset=join_timeout",
                Mode::Processes,
                (MainThreadEnd::Returned, None, 0),
                [4, 0, 0, 0],
            ),
            (
                // However long the processes take to start, up to half a second.
                "preset=terminate&wait=600&timeout=1100",
                Mode::Processes,
                (MainThreadEnd::Returned, None, 0),
                [4, 0, 6, 0],
            ),
            (
                "preset=task_group",
                Mode::Async,
                (MainThreadEnd::Raised, Some(Error::ExceptionGroup), 0),
                [0, 1, 9, 0],
            ),
            (
                "preset=wait_for",
                Mode::Async,
                (MainThreadEnd::Raised, Some(Error::TimeoutError), 0),
                [9, 0, 0, 1],
            ),
        ] {
            page.open(query).await;
            let report = page.run().await;
            assert_eq!(main_line(&report, mode), ended, "{query}");
            assert_eq!(outcomes(&report, mode), expected, "{query}");
        }
        page.open("preset=shutdown&modes=gil").await;
        let report = page.run().await;
        let [done, failed, cancelled, late] = outcomes(&report, Mode::Gil);
        assert_eq!((done, failed, cancelled, late), (4, 0, 6, 0));
    })
    .await;
}

/// What each of these experiments says above everything else, in English and in Chinese: parts that do not
/// depend on the machine.
const HEADLINES: [(&str, &str, &str); 29] = [
    (
        "preset=await_each&wait=100",
        "awaited before the next begins",
        "前一个 await 结束后才开始下一个",
    ),
    (
        "preset=as_completed&modes=gil",
        "GIL threads (as_completed): the first result was read after 0.2",
        "GIL 下的线程（as_completed）：0.2",
    ),
    (
        "preset=as_completed&modes=processes&api=imap_unordered",
        "Processes (Pool.imap_unordered): the first result was read after",
        "进程（Pool.imap_unordered）：",
    ),
    (
        "preset=wait_first",
        "wait() came back at the first error",
        "wait() 在第一个错误出现时",
    ),
    (
        "preset=gather_return&wait=300",
        "1 of 10 tasks failed, and its error is one of the results",
        "异常作为结果返回",
    ),
    (
        "preset=exit&modes=gil,async&wait=100",
        "sys.exit() in a task ended the program",
        "任务中的 sys.exit() 结束了整个程序",
    ),
    (
        "preset=nowait&wait=100",
        "did not wait for its pool, but the program ended only with its last task",
        "没有等待线程池或进程池",
    ),
    (
        // However long the processes take to start, up to a second.
        "preset=terminate_workers&wait=1500&timeout=2600",
        "failed with BrokenProcessPool (running, or already in the call queue)",
        "以 BrokenProcessPool 失败",
    ),
    (
        "preset=interrupt&wait=3000&timeout=1500",
        "interrupt() lets finally run: 0 of 4 tasks done, 4 interrupted",
        "4 个被中断，都执行了 finally 块",
    ),
    (
        "preset=group_cancel",
        "raises nothing: 1 of 4 tasks done, 3 cancelled",
        "4 个任务完成 1 个，取消 3 个",
    ),
    (
        "preset=interpreters&work=0&wait=100&modes=processes",
        "nterpreters took",
        "子解释器（含启动时间）用了",
    ),
    (
        "preset=blocking_thread&n=12&modes=async",
        "asyncio.to_thread took",
        "在 6 个线程中执行",
    ),
    (
        "n=4&wait=50&workers=4&fail=exit&tasks=2:fail&modes=gil&api=thread_submit",
        "sys.exit() in a task ended the program, with 3 of 4 tasks done; no error message is printed",
        "任务中的 sys.exit() 结束了整个程序，4 个任务完成 3 个，没有任何错误信息",
    ),
    (
        "n=4&wait=50&workers=4&fail=exit&tasks=2:fail&modes=gil&api=thread",
        "1 of 4 tasks failed, and nobody noticed (GIL threads)",
        "4 个任务中有 1 个出错，却无人察觉（GIL 下的线程）",
    ),
    (
        "n=4&wait=50&workers=4&fail=exit&tasks=2:fail&modes=processes&api=process",
        "1 of 4 tasks failed, and nobody noticed (processes)",
        "4 个任务中有 1 个出错，却无人察觉（进程）",
    ),
    (
        "n=4&wait=50&workers=4&fail=exit&tasks=2:fail&modes=processes&api=process_map",
        "Processes: sys.exit() in a task ended the program",
        "进程：任务中的 sys.exit() 结束了整个程序",
    ),
    (
        "n=4&wait=50&workers=4&fail=exit&tasks=2:fail&modes=processes&api=pool_map",
        "The program hangs (processes): the main thread waits forever for task 2",
        "进程：程序卡死，主线程永远等待任务 2",
    ),
    (
        "n=4&wait=50&fail=exit&tasks=2:fail&modes=async&api=gather_return",
        "Coroutines: sys.exit() in a task ended the program",
        "协程：任务中的 sys.exit() 结束了整个程序",
    ),
    (
        "n=6&wait=50&workers=4&tasks=0:wait=600&modes=processes&api=imap",
        "Processes (Pool.imap): the first result was read after 0.6",
        "进程（Pool.imap）：0.6",
    ),
    (
        "n=6&wait=50&workers=4&tasks=0:wait=600&modes=processes&api=process_as_completed",
        "Processes (as_completed): the first result was read after 0.",
        "进程（as_completed）：0.",
    ),
    (
        // However long the processes take to start, up to a second.
        "preset=terminate_workers&end=kill_workers&wait=1500&timeout=2600",
        "kill_workers() ends the pool at once: 2 of 10 tasks done, 5 failed with BrokenProcessPool",
        "kill_workers() 立即结束进程池：10 个任务完成 2 个，5 个",
    ),
    (
        "n=4&wait=500&modes=async&api=wait_for&end=timeout&timeout=200&blocking=thread&workers=4",
        "the time limit raised TimeoutError, and the tasks ran on: 4 of 4 done",
        "主线程抛出 TimeoutError，任务却继续运行，4 个任务完成 4 个",
    ),
    (
        "n=5&wait=50&workers=2&buffer=2&read=100&modes=gil&api=thread_map",
        "map(buffersize=2) takes only the first inputs at once",
        "map(buffersize=2) 只先取最初的几个输入",
    ),
    (
        "preset=recycle",
        "each worker ends after 2 tasks, so 2 more had to start",
        "每个工作进程执行 2 个任务后就退出，因此要再启动 2 个",
    ),
    (
        "preset=recycle&api=process_map&python=3.13",
        "The program hangs (processes): the main thread waits forever for task 4",
        "3.14 已修复",
    ),
    (
        "preset=guard&modes=processes",
        "no worker came to its task (processes): each imports the main module",
        "没有一个工作进程执行到任务",
    ),
    (
        "preset=guard&modes=processes&api=process_map",
        "the main thread raised BrokenProcessPool",
        "主线程抛出 BrokenProcessPool",
    ),
    (
        "preset=guard&modes=processes&api=process_map&start=forkserver",
        "the main thread raised ConnectionResetError",
        "主线程抛出 ConnectionResetError",
    ),
    (
        "preset=guard&modes=processes&api=pool_map&workers=2",
        "and Pool.map starts another one",
        "Pool.map 又启动新的",
    ),
];

#[tokio::test]
async fn each_api_says_what_it_does_in_both_languages() {
    with_page(Setting::default(), async |page| {
        for (query, english, chinese) in HEADLINES {
            page.open(query).await;
            let headline = page.run().await.headline.expect("it has ended");
            let [en, zh] = [headline.en, headline.zh].map(|text| text.replace('*', ""));
            assert!(en.contains(english), "{query}: {en}");
            assert!(zh.contains(chinese), "{query}: {zh}");
            assert!([en, zh].contains(&page.text("[data-verdict]").await));
        }
        // Marks show when each result was read: five tasks, of which the last two end together.
        page.open("preset=as_completed&modes=gil").await;
        page.run().await;
        let marks = page
            .script("return document.querySelectorAll('.reads line').length")
            .await;
        assert!(
            marks.as_u64().is_some_and(|marks| (4..=5).contains(&marks)),
            "{marks}"
        );
    })
    .await;
}

#[tokio::test]
async fn the_button_calls_shutdown_at_once() {
    with_page(Setting::default(), async |page| {
        page.open("preset=shutdown&modes=gil&timeout=60000&wait=800")
            .await;
        page.press("run").await;
        page.until("document.querySelector('[data-action=press]')")
            .await;
        page.press("press").await;
        let report = page.ended().await;
        let [done, _, cancelled, _] = outcomes(&report, Mode::Gil);
        assert_eq!(
            (done, cancelled),
            (2, 8),
            "what runs finishes, the rest does not begin"
        );
    })
    .await;
}

/// Put before the engine's worker: it tells how many processes there are, at each start and end.
const COUNTS: &str = "{
    const channel = new BroadcastChannel('processes');
    let there = 0;
    const tell = (by) => channel.postMessage(there += by);
    const Plain = self.Worker;
    self.Worker = class extends Plain {
        constructor(url, options) {
            super(url, options);
            this.counts = String(url) === self.location.href;
            if (this.counts) tell(1);
        }
        terminate() {
            if (this.counts) tell(-1);
            this.counts = false;
            super.terminate();
        }
    };
}";

/// Keeps what is told so.
const KEEP_COUNTS: &str = "
    globalThis.counts = [];
    globalThis.processes = new BroadcastChannel('processes');
    processes.onmessage = ({ data }) => counts.push(data);";

#[tokio::test]
async fn mixed_races_leave_no_process_behind() {
    let copy = Folder::with_page("counted");
    let mut entries = copy.path().read_dir().expect("it was copied").flatten();
    let engine = entries.find(|entry| entry.file_name().to_string_lossy().starts_with("engine-"));
    let script = engine.expect("there is an engine").path().join("worker.js");
    let text = std::fs::read_to_string(&script).expect("it was copied");
    std::fs::write(&script, format!("{COUNTS}\n{text}")).expect("it is ours");
    let setting = Setting {
        dist: copy.path().to_owned(),
        before: KEEP_COUNTS,
        ..Setting::default()
    };
    with_page(setting, async |page| {
        page.open("n=3&wait=1&workers=3&rounds=100&modes=gil,processes")
            .await;
        let report = page.run().await;
        assert_eq!(outcomes(&report, Mode::Processes), [300, 0, 0, 0]);
        assert_eq!(outcomes(&report, Mode::Gil), [300, 0, 0, 0]);
        // Each of three processes started and ended in each round.
        page.until("counts.length === 600 && counts.at(-1) === 0")
            .await;
        assert_eq!(page.script("return Math.max(...counts)").await, 3);
        // One kills itself, the others are killed.
        page.open("preset=broken_pool&wait=50&workers=3").await;
        page.run().await;
        page.until("counts.length === 6 && counts.at(-1) === 0")
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_program_that_hangs_is_ended_after_a_look() {
    with_page(Setting::default(), async |page| {
        for (query, mode, why) in [
            (
                "modes=processes&api=pool_map&fail=kill&tasks=2:fail&n=4&wait=10&workers=2",
                Mode::Processes,
                Hang::Lost,
            ),
            (
                "modes=sequential&fail=hang&tasks=2:fail&n=4&wait=10",
                Mode::Sequential,
                Hang::Itself,
            ),
            (
                "modes=async&fail=hang&tasks=2:fail&n=4&wait=10",
                Mode::Async,
                Hang::Task,
            ),
        ] {
            page.open(query).await;
            let report = page.run().await;
            let round = &of(&report, mode).rounds[0];
            let line = round.main_line.expect("it ended");
            let hung = line.hung.expect("it hung");
            let told = (line.ended, hung.why, hung.task);
            assert_eq!(told, (MainThreadEnd::Hung, why, 2), "{query}");
            assert!(hung.at_ms < 2_000.0, "{query} {}", hung.at_ms);
        }
    })
    .await;
}
