//! Ends and errors: time limits, order, shutting down, and errors that nobody sees.

use super::reading::{Quantity, Reading};
use super::step::{Control, Experiment, Part, Step, Timed, experiment, text};
use crate::model::field::Field;
use crate::model::mode::Mode;
use crate::model::task::Outcome;
use crate::model::view::StepId;

/// A time limit ends the waiting only.
pub(super) const TIME_LIMITS: Step = Step {
    id: StepId::TimeLimits,
    part: Part::Ends,
    title: text("时限到了，任务停了吗", "Does a time limit stop the work?"),
    question: text(
        "任务要 500 ms，join(0.2) 在 200 ms 时返回。那时任务停了吗？",
        "A task takes 500 ms, and join(0.2) returns at 200 ms. Has the task stopped?",
    ),
    experiments: &[
        experiment(
            "join_timeout",
            text(
                "join(0.2)：任务何时完成",
                "join(0.2): when the task is done",
            ),
            "preset=join_timeout&n=1",
            &[Mode::Gil],
        ),
        experiment(
            "terminate",
            text("200 ms 时 terminate()", "terminate() at 200 ms"),
            "modes=processes&api=process&n=4&workers=4&end=terminate&timeout=200",
            &[],
        ),
        experiment(
            "wait_for",
            text("700 ms 的 wait_for", "wait_for of 700 ms"),
            "preset=wait_for",
            &[],
        ),
    ],
    reading: Reading {
        experiment: "join_timeout",
        mode: Mode::Gil,
        what: Quantity::RunningOn,
        question: text(
            "join(0.2) 返回时，有几个任务仍在执行？",
            "When join(0.2) returns, how many tasks still run?",
        ),
    },
    reasons: [
        text(
            "时限只结束主线程的等待，任务不知道有时限。",
            "The limit ends the main thread's wait. The task knows of no limit.",
        ),
        text(
            "任务在下一次检查时才会停止。",
            "The task stops when it next checks.",
        ),
        text(
            "200 ms 太短，时限被忽略了。",
            "200 ms is too short, so the limit is ignored.",
        ),
    ],
    right: 0,
    controls: &[Control::End, Control::Field(Field::Timeout), Control::Api],
    explanation: text(
        "join(0.2) 在 200 ms 时返回，任务仍执行到 {join_timeout.gil}。terminate() 才会终止进程；wait_for 在任务的 await 处取消它，其他协程不受影响。",
        "join(0.2) returns at 200 ms; the task goes on until {join_timeout.gil}. terminate() does end a process; wait_for cancels its task at an await, and the other coroutines go on.",
    ),
    sentence: text(
        "join() 的时限只结束等待；任务要被终止或取消，才会停下。",
        "The time limit of join() ends only the waiting; the work goes on until something terminates or cancels it.",
    ),
    teacher: text(
        "程序继续之后，还有谁在执行？",
        "Who is still running after the program has gone on?",
    ),
};

/// `map` keeps the order.
pub(super) const ORDER: Step = Step {
    id: StepId::Order,
    part: Part::Ends,
    title: text(
        "map 先给出先完成的结果吗",
        "Does map give the first finished result first?",
    ),
    question: text(
        "任务 0 要 1.5 s，其他任务各 500 ms。主线程什么时候读到第一个结果？",
        "Task 0 takes 1.5 s, the others 500 ms each. When does the main thread read its first result?",
    ),
    experiments: &[
        Experiment {
            timed: Timed::FirstRead,
            ..experiment(
                "map_order",
                text(
                    "map：何时读到第一个结果",
                    "map: when the first result is read",
                ),
                "workers=4&modes=threads,processes&tasks=0:wait=1500",
                &[Mode::Threads],
            )
        },
        Experiment {
            timed: Timed::FirstRead,
            ..experiment(
                "as_completed",
                text(
                    "as_completed：何时读到第一个结果",
                    "as_completed: when the first result is read",
                ),
                "workers=4&modes=threads,processes&tasks=0:wait=1500&api=as_completed",
                &[Mode::Threads],
            )
        },
    ],
    reading: Reading {
        experiment: "map_order",
        mode: Mode::Threads,
        what: Quantity::ReadBy(1_100),
        question: text(
            "用 map 时，到 1.1 s 为止主线程读到了几个结果？",
            "With map, how many results has the main thread read by 1.1 s?",
        ),
    },
    reasons: [
        text("所有任务都要等任务 0。", "All tasks wait for task 0."),
        text(
            "map 按提交的顺序给出结果，排在后面的只能先存着。",
            "map gives results in the order of the tasks; later ones are kept until it is their turn.",
        ),
        text(
            "主线程在计算，没有时间读取。",
            "The main thread is computing and has no time to read.",
        ),
    ],
    right: 1,
    controls: &[Control::Api, Control::Tasks],
    explanation: text(
        "到 1.1 s 时已有 6 个任务完成，主线程一个结果也没有读到，因为 map 要先给出任务 0 的结果。1.5 s 时 10 个结果一起读到。as_completed 则先给出先完成的结果，第一个在 {as_completed.threads}。",
        "By 1.1 s, 6 tasks are done and the main thread has read nothing: map gives task 0's result first. At 1.5 s it reads all 10. as_completed gives each result when it is ready, the first at {as_completed.threads}.",
    ),
    sentence: text("map 保持提交的顺序。", "map keeps the order of submission."),
    teacher: text(
        "看主线程那一行，不要看泳道。",
        "Watch the main thread's row rather than the lanes.",
    ),
};

/// `shutdown` cancels what has not started.
pub(super) const SHUTDOWN: Step = Step {
    id: StepId::Shutdown,
    part: Part::Ends,
    title: text(
        "shutdown(cancel_futures=True) 取消了什么",
        "What does shutdown(cancel_futures=True) cancel?",
    ),
    question: text(
        "10 个任务，2 个 worker，800 ms 时调用 shutdown(cancel_futures=True)。几个任务会被取消？如果等待全部完成，程序要多久？",
        "10 tasks, 2 workers, and shutdown(cancel_futures=True) at 800 ms. How many tasks are cancelled? And how long does the program take if it waits for all of them?",
    ),
    experiments: &[
        experiment(
            "shutdown",
            text(
                "800 ms 时 shutdown(cancel_futures=True)",
                "shutdown(cancel_futures=True) at 800 ms",
            ),
            "preset=shutdown",
            &[],
        ),
        experiment(
            "after_with",
            text(
                "执行器的 with 块结束：等待全部任务",
                "The end of an executor's with block: it waits for all tasks",
            ),
            "preset=shutdown&end=join",
            &[Mode::Gil],
        ),
        experiment(
            "with_pool",
            text(
                "with Pool() 块结束：不等待",
                "The end of a with Pool() block: it does not wait",
            ),
            "modes=processes&api=apply_async&workers=4&end=terminate&timeout=0",
            &[],
        ),
    ],
    reading: Reading {
        experiment: "shutdown",
        mode: Mode::Gil,
        what: Quantity::Ended(Outcome::Cancelled),
        question: text(
            "GIL 下的线程：有几个任务被取消？",
            "Threads under the GIL: how many tasks are cancelled?",
        ),
    },
    reasons: [
        text(
            "它杀死正在执行的任务。",
            "It kills the tasks that are running.",
        ),
        text(
            "它取消所有任务，已完成的除外。",
            "It cancels every task that is not done.",
        ),
        text(
            "它只取消还没有开始的任务。",
            "It cancels only what has not started.",
        ),
    ],
    right: 2,
    controls: &[
        Control::End,
        Control::Field(Field::Timeout),
        Control::Field(Field::Workers),
    ],
    explanation: text(
        "正在执行的任务会继续到完成，排队的被取消。执行器的 with 块结束时等待全部任务，用了 {after_with.gil}，之后没有什么可取消。Pool 的 with 块结束时调用 terminate()，10 个任务全部丢失。",
        "Tasks that are running finish; those in the queue are cancelled. The with block of an executor waits for every task, {after_with.gil} here, and leaves nothing to cancel. The with block of a Pool ends in terminate(): all 10 tasks are lost.",
    ),
    sentence: text(
        "执行器的 with 会等待，Pool 的 with 会终止。",
        "An executor's with block waits; a Pool's terminates.",
    ),
    teacher: text(
        "为什么用进程时完成的任务更多？因为有预取。",
        "Why do more tasks finish with processes? They prefetch.",
    ),
};

/// Errors exist where results are read.
pub(super) const ERRORS: Step = Step {
    id: StepId::Errors,
    part: Part::Ends,
    title: text("worker 中的异常去了哪里", "Where do a worker's errors go?"),
    question: text(
        "任务抛出异常，或者杀死自己的进程，或者调用 sys.exit(1)。主线程会知道吗？",
        "A task raises, or it kills its process, or it calls sys.exit(1). Does the main thread learn of it?",
    ),
    experiments: &[
        experiment(
            "unread",
            text("抛出异常，结果未读取", "Errors, results not read"),
            "preset=unread",
            &[],
        ),
        experiment(
            "read",
            text("抛出异常，读取结果", "Errors, results read"),
            "preset=unread&end=join",
            &[],
        ),
        experiment(
            "broken_pool",
            text(
                "执行器的一个进程被杀死",
                "A process of an executor is killed",
            ),
            "preset=broken_pool",
            &[],
        ),
        experiment(
            "killed_pool",
            text(
                "Pool.map 的一个进程被杀死",
                "A process of Pool.map is killed",
            ),
            "modes=processes&api=pool_map&workers=4&fail=kill&tasks=2:fail",
            &[],
        ),
        experiment(
            "exit",
            text("任务调用 sys.exit(1)", "A task calls sys.exit(1)"),
            "modes=processes&api=process_map&workers=4&fail=exit&tasks=2:fail",
            &[],
        ),
    ],
    reading: Reading {
        experiment: "broken_pool",
        mode: Mode::Processes,
        what: Quantity::Ended(Outcome::Done),
        question: text(
            "执行器有 4 个进程，10 个任务各 500 ms，任务 3 在 800 ms 时杀死自己的进程。有几个任务已完成？",
            "10 tasks of 500 ms on 4 processes of an executor; task 3 kills its process at 800 ms. How many tasks are done?",
        ),
    },
    reasons: [
        text(
            "不读取结果，就看不到异常。",
            "As long as no result is read, no error is shown.",
        ),
        text(
            "Python 会忽略进程中的异常。",
            "Python ignores errors in processes.",
        ),
        text("异常会写入系统日志。", "Errors go to the system's log."),
    ],
    right: 0,
    controls: &[Control::Fault, Control::End, Control::Api],
    explanation: text(
        "不读取结果，就看不到异常。执行器的进程被杀死后，3 个任务已完成，7 个 future 抛出 BrokenProcessPool。Pool.map 会卡死，永远等待丢失的结果。任务调用 sys.exit(1) 时，执行器把 SystemExit 交给主线程：程序以状态 1 结束，没有任何错误信息。",
        "As long as no result is read, no error is shown. When a process of the executor is killed, 3 tasks are done and 7 futures raise BrokenProcessPool. Pool.map hangs: it waits forever for the result that was lost. If a task calls sys.exit(1), an executor passes SystemExit on to the main thread: the program ends with status 1 and no error message.",
    ),
    sentence: text(
        "在线程池或进程池中，读取结果才能看到异常。",
        "In a pool, an error shows only when its result is read.",
    ),
    teacher: text(
        "最后一种情况，可能就是旧文章里程序“一闪而过”的原因。",
        "The last case may be what made the old article's program flash past.",
    ),
};
