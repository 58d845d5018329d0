//! Coroutines: many in flight, one computing, and only what awaits gives way.

use super::reading::{Quantity, Reading};
use super::step::{Control, Part, Step, experiment, text};
use crate::model::field::Field;
use crate::model::mode::Mode;
use crate::model::view::StepId;

/// In flight is one thing, computing at once another.
pub(super) const TWO_WORDS: Step = Step {
    id: StepId::TwoWords,
    part: Part::Coroutines,
    title: text("并发与并行", "Concurrency and parallelism"),
    question: text(
        "12 个任务各自交替地计算和等待。协程和线程中，各有几个任务在进行，几个在计算？两种方式各要多久？",
        "Each of 12 tasks computes and waits, alternately. How many are in flight, and how many compute at once: as coroutines, and on threads? And how long does each way take?",
    ),
    experiments: &[experiment(
        "mixed",
        text("12 个任务，既计算又等待", "12 tasks that compute and wait"),
        "preset=mixed&workers=12&modes=threads,async",
        &[Mode::Threads, Mode::Async],
    )],
    reading: Reading {
        experiment: "mixed",
        mode: Mode::Async,
        what: Quantity::MostComputing,
        question: text(
            "同时在计算的协程最多有几个？",
            "How many coroutines compute at once, at most?",
        ),
    },
    reasons: [
        text(
            "协程比线程少，所以计算的也少。",
            "There are fewer coroutines than threads.",
        ),
        text(
            "协程没有自己的内存，不能计算。",
            "Coroutines have no memory of their own to compute in.",
        ),
        text(
            "所有协程都在同一个线程上执行。",
            "All coroutines run on one thread.",
        ),
    ],
    right: 2,
    controls: &[Control::Modes, Control::Field(Field::Workers)],
    explanation: text(
        "两种方式都有 12 个任务在进行，这是并发。同时在计算的，线程中最多与核心数相同，协程中只有 1 个，这是并行的差别。所以线程用了 {mixed.threads}，协程用了 {mixed.async}。",
        "Both have 12 tasks in flight: that is concurrency. On threads, as many tasks can compute at once as there are cores; as coroutines, only 1: that is the difference in parallelism. So threads took {mixed.threads}, coroutines {mixed.async}.",
    ),
    sentence: text(
        "进行中的任务数是并发，同时计算的任务数是并行。",
        "Tasks in flight are concurrency; tasks computing at once are parallelism.",
    ),
    teacher: text(
        "只在指着曲线时说这两个词。",
        "Say the two words only while you point at the curves.",
    ),
};

/// One thread takes turns.
pub(super) const ONE_THREAD: Step = Step {
    id: StepId::OneThread,
    part: Part::Coroutines,
    title: text("async 会并行执行吗", "Does async run things in parallel?"),
    question: text(
        "8 个任务只计算，不等待。换成协程会快多少？",
        "8 tasks only compute and never wait. How much faster are they as coroutines?",
    ),
    experiments: &[experiment(
        "async_compute",
        text("8 个任务，只有计算", "8 tasks, computing only"),
        "n=8&wait=0&work=400000000&workers=4&modes=sequential,threads,async",
        &[Mode::Threads, Mode::Async],
    )],
    reading: Reading {
        experiment: "async_compute",
        mode: Mode::Async,
        what: Quantity::Computing(300),
        question: text(
            "300 ms 时，有几个协程在计算？",
            "At 300 ms, how many coroutines are computing?",
        ),
    },
    reasons: [
        text(
            "事件循环只有一个线程，一次执行一个协程。",
            "The event loop has one thread and runs one coroutine at a time.",
        ),
        text(
            "创建协程比创建线程慢。",
            "Coroutines take longer to create than threads.",
        ),
        text(
            "async 函数要先编译。",
            "Async functions have to be compiled first.",
        ),
    ],
    right: 0,
    controls: &[
        Control::Modes,
        Control::Field(Field::Work),
        Control::Field(Field::Wait),
    ],
    explanation: text(
        "协程的加速比为 {async_compute.async×}：没有等待可以重叠，计算都在同一个线程上。没有 GIL 的 4 个线程，加速比为 {async_compute.threads×}。",
        "Coroutines are {async_compute.async×} as fast: there is no wait to overlap, and all computing happens on one thread. 4 threads without a GIL are {async_compute.threads×} as fast.",
    ),
    sentence: text(
        "协程在一个线程上轮流执行。",
        "Coroutines take turns on one thread.",
    ),
    teacher: text(
        "比较线程和协程下面的两条曲线。",
        "Compare the two curves: under threads, and under coroutines.",
    ),
};

/// Only an await that waits gives way.
pub(super) const AWAITING: Step = Step {
    id: StepId::Awaiting,
    part: Part::Coroutines,
    title: text("await 做了什么", "What does await do?"),
    question: text(
        "协程中写 time.sleep 会怎样？逐个 await 协程，又会怎样？",
        "What happens with time.sleep in a coroutine? And what if coroutines are awaited one after another?",
    ),
    experiments: &[
        experiment(
            "blocking",
            text(
                "10 个协程，各阻塞 500 ms",
                "10 coroutines that block for 500 ms each",
            ),
            "preset=blocking",
            &[Mode::Sequential, Mode::Async],
        ),
        experiment(
            "blocked_limit",
            text(
                "4 个这样的协程，wait_for 时限 200 ms",
                "4 of them, under a wait_for of 200 ms",
            ),
            "modes=async&api=wait_for&end=timeout&timeout=200&n=4&blocking=1",
            &[Mode::Async],
        ),
        experiment(
            "await_each",
            text(
                "10 个协程，各等待 500 ms，逐个 await",
                "10 coroutines of 500 ms, awaited one after another",
            ),
            "modes=async&api=await_each",
            &[Mode::Async],
        ),
    ],
    reading: Reading {
        experiment: "blocking",
        mode: Mode::Async,
        what: Quantity::Waiting(250),
        question: text(
            "协程中用阻塞等待时，250 ms 处有几个协程在等待？",
            "With blocking waits, how many coroutines are waiting at 250 ms?",
        ),
    },
    reasons: [
        text(
            "await 会把调用放到后台线程执行。",
            "await moves the call to a thread in the background.",
        ),
        text(
            "只有真正等待的 await 才让其他协程执行，只有已经启动的任务才能重叠。",
            "Only an await that really waits lets other coroutines run, and only tasks that have been started overlap.",
        ),
        text(
            "事件循环最多同时执行 10 个协程。",
            "The event loop runs 10 coroutines at a time.",
        ),
    ],
    right: 1,
    controls: &[Control::Blocking, Control::Api, Control::End],
    explanation: text(
        "阻塞的等待不交还事件循环，10 个任务用了 {blocking.async}，与顺序执行一样。事件循环停住时，它的计时器也停住，所以时限不起作用。逐个 await 时，后一个协程等前一个结束才开始：{await_each.async}。",
        "A wait that blocks keeps the event loop: 10 tasks took {blocking.async}, as one after the other. While the loop stands still its timers do, too, so the time limit has no effect. Awaited one after another, each coroutine starts when the one before it has ended: {await_each.async}.",
    ),
    sentence: text(
        "真正等待的 await 才让其他协程执行，一起启动的任务才会重叠。",
        "Only an await that really waits lets other coroutines run, and only tasks started together overlap.",
    ),
    teacher: text(
        "同样的图，3 个不同的原因：让学生把它们说清楚。",
        "3 different reasons for the same picture: have them told apart.",
    ),
};
