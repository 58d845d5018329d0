//! The GIL: one computes, and switches come late.

use super::reading::{Quantity, Reading};
use super::step::{Control, Experiment, Part, Step, Timed, experiment, text};
use crate::model::field::Field;
use crate::model::mode::Mode;
use crate::model::view::StepId;

/// More threads compute no faster.
pub(super) const MORE_THREADS: Step = Step {
    id: StepId::MoreThreads,
    part: Part::Gil,
    title: text("线程越多，算得越快吗", "Do more threads compute faster?"),
    question: text(
        "同样的计算，分别用 1、2、4、8 个线程。有 GIL 时，哪一种最快？没有 GIL 呢？",
        "The same computing on 1, 2, 4 and 8 threads. Which is the fastest under the GIL? And without the GIL?",
    ),
    experiments: &[
        experiment(
            "gil_1",
            text("有 GIL，1 个线程", "GIL on, 1 thread"),
            "preset=gil_compute&modes=sequential,gil&workers=1",
            &[Mode::Gil],
        ),
        experiment(
            "gil_2",
            text("有 GIL，2 个线程", "GIL on, 2 threads"),
            "preset=gil_compute&modes=sequential,gil&workers=2",
            &[Mode::Gil],
        ),
        experiment(
            "gil_4",
            text("有 GIL，4 个线程", "GIL on, 4 threads"),
            "preset=gil_compute&modes=sequential,gil&workers=4",
            &[Mode::Gil],
        ),
        experiment(
            "gil_8",
            text("有 GIL，8 个线程", "GIL on, 8 threads"),
            "preset=gil_compute&modes=sequential,gil&workers=8",
            &[Mode::Gil],
        ),
        experiment(
            "free_1",
            text("关闭 GIL，1 个线程", "GIL off, 1 thread"),
            "preset=gil_compute&modes=sequential,gil&workers=1&gil=0",
            &[Mode::Gil],
        ),
        experiment(
            "free_2",
            text("关闭 GIL，2 个线程", "GIL off, 2 threads"),
            "preset=gil_compute&modes=sequential,gil&workers=2&gil=0",
            &[Mode::Gil],
        ),
        experiment(
            "free_4",
            text("关闭 GIL，4 个线程", "GIL off, 4 threads"),
            "preset=gil_compute&modes=sequential,gil&workers=4&gil=0",
            &[Mode::Gil],
        ),
        experiment(
            "free_8",
            text("关闭 GIL，8 个线程", "GIL off, 8 threads"),
            "preset=gil_compute&modes=sequential,gil&workers=8&gil=0",
            &[Mode::Gil],
        ),
    ],
    reading: Reading {
        experiment: "gil_4",
        mode: Mode::Gil,
        what: Quantity::WantGil(100),
        question: text(
            "有 GIL、4 个线程时，100 ms 处有几个线程在等待 GIL？",
            "With the GIL and 4 threads, how many are waiting for the GIL at 100 ms?",
        ),
    },
    reasons: [
        text(
            "操作系统把这些线程都放在同一个核心上。",
            "The system puts all of these threads on one core.",
        ),
        text(
            "同一时刻只有持有 GIL 的那个线程在计算。",
            "Only the thread that holds the GIL computes.",
        ),
        text(
            "切换线程的开销正好抵消了加速。",
            "Switching costs exactly what the threads gain.",
        ),
    ],
    right: 1,
    controls: &[Control::Field(Field::Workers), Control::Gil],
    explanation: text(
        "有 GIL 时，不管几个线程，加速比都是 {gil_8.gil×}：一个在计算，其余的等待 GIL。关闭 GIL 后，4 个线程的加速比为 {free_4.gil×}，8 个线程为 {free_8.gil×}；线程数超过核心数，就不再变快。",
        "With the GIL the speed-up is {gil_8.gil×}, however many threads there are: one computes, the others wait for the GIL. Without it, the speed-up is {free_4.gil×} on 4 threads and {free_8.gil×} on 8. More threads than cores add nothing.",
    ),
    sentence: text(
        "有 GIL，只有一个线程在计算；没有 GIL，核心数就是上限。",
        "With the GIL one thread computes; without it, the cores are the limit.",
    ),
    teacher: text(
        "一次收齐 4 个预测。有人画出一条水平线吗？",
        "Take all 4 guesses at once. Does anyone draw a flat line?",
    ),
};

/// The GIL is handed over late.
pub(super) const SWITCHING: Step = Step {
    id: StepId::Switching,
    part: Part::Gil,
    title: text("GIL 会立刻让给别人吗", "Is the GIL handed over at once?"),
    question: text(
        "一个线程一直在计算，另一个睡眠 40 次，每次 1 ms。切换间隔设为 50 ms、5 ms、0.5 ms 时，睡眠的线程一共各要多久？",
        "One thread computes all the time, another sleeps for 1 ms, 40 times. How long does the sleeper take in all with a switch interval of 50 ms, 5 ms and 0.5 ms?",
    ),
    experiments: &[
        Experiment {
            timed: Timed::Task(1),
            ..experiment(
                "convoy_50",
                text(
                    "切换间隔 50 ms：任务 1 何时完成",
                    "Switch interval 50 ms: when task 1 is done",
                ),
                "preset=convoy&interval=50",
                &[Mode::Gil],
            )
        },
        Experiment {
            timed: Timed::Task(1),
            ..experiment(
                "convoy_5",
                text(
                    "切换间隔 5 ms：任务 1 何时完成",
                    "Switch interval 5 ms: when task 1 is done",
                ),
                "preset=convoy&interval=5",
                &[Mode::Gil],
            )
        },
        Experiment {
            timed: Timed::Task(1),
            ..experiment(
                "convoy_05",
                text(
                    "切换间隔 0.5 ms：任务 1 何时完成",
                    "Switch interval 0.5 ms: when task 1 is done",
                ),
                "preset=convoy&interval=0.5",
                &[Mode::Gil],
            )
        },
    ],
    reading: Reading {
        experiment: "convoy_5",
        mode: Mode::Gil,
        what: Quantity::MostComputing,
        question: text(
            "GIL 下同时在计算的线程最多有几个？",
            "How many threads compute at once under the GIL, at most?",
        ),
    },
    reasons: [
        text(
            "醒来的线程要等满一个切换间隔，才请求持有者释放 GIL。",
            "A thread that wakes up waits for one interval before it asks the holder to release the GIL.",
        ),
        text(
            "睡眠 1 ms 实际要睡 5 ms。",
            "A sleep of 1 ms really takes 5 ms.",
        ),
        text(
            "操作系统优先执行计算多的线程。",
            "The system prefers threads that compute a lot.",
        ),
    ],
    right: 0,
    controls: &[Control::Field(Field::Interval), Control::Gil],
    explanation: text(
        "睡眠的线程每次醒来都需要 GIL。它先等待一个切换间隔，再请求释放；持有者检查到请求后才释放。间隔越长，它就越晚：{convoy_50.gil}、{convoy_5.gil}、{convoy_05.gil}。",
        "Each time the sleeper wakes up it needs the GIL. It waits for one switch interval, then asks for it; the holder releases the GIL when it next looks. The longer the interval, the later the sleeper: {convoy_50.gil}, {convoy_5.gil}, {convoy_05.gil}.",
    ),
    sentence: text(
        "等待者过一个间隔才请求，持有者检查到请求才释放。",
        "A waiter asks after an interval; the holder releases the GIL when it looks.",
    ),
    teacher: text(
        "没有谁在做聪明的调度：只有一个时限和一个标志位。",
        "Nobody schedules wisely here: there is a time limit and a flag.",
    ),
};
